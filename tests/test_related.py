from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from generator.config import Config, Relating
from generator.connections import connect
from generator.errors import Problem
from generator.executors import ALONE, Workers
from generator.model import Entry, Moment, Neighbour, Wording
from generator.related.nearest import Ties, compare_again, nothing_near
from generator.related.reasons import reasons, weights
from generator.related.rows import rows_of
from generator.related.vectors import UNIT
from generator.words import terms

START = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))
LOOSE = Relating(max=5, threshold=0.05)


def make_entry(name: str, text: str, *, day: int | None = 0, **fields: Any) -> Entry:
    stated = {
        "path": f"content/2026/01/{name}.md",
        "id": f"id-{name}",
        "slug": name,
        "title": name,
        "date": None if day is None else Moment(START + timedelta(days=day)),
        "lang": "en",
        "body_digest": "",
        "wording": Wording.packed(terms("", text, "en")),
    }
    return Entry(**{**stated, **fields})


GROUPS = {
    "glacier": ["ice glacier valley snow", "glacier ice melting snow lake", "snow ice valley glacier lake"],
    "rocket": ["rocket engine launch orbit", "orbit launch capsule rocket", "engine rocket capsule orbit fuel"],
    "election": ["vote ballot party mayor", "mayor party coalition vote", "ballot vote coalition turnout mayor"],
}


def grouped() -> list[Entry]:
    return [
        make_entry(f"{group}-{number}", text, day=number)
        for group, texts in GROUPS.items()
        for number, text in enumerate(texts)
    ]


def neighbours(entries: Sequence[Entry], settings: Relating = LOOSE) -> dict[str, tuple[Neighbour, ...]]:
    found = connect(entries, Config(related=settings))
    assert found.problems == ()
    return found.neighbours


def names(found: Sequence[Neighbour]) -> list[str]:
    return [near.id.removeprefix("id-") for near in found]


def test_articles_of_a_group_are_related_to_each_other_and_to_no_others() -> None:
    for name, near in neighbours(grouped()).items():
        group = name.removeprefix("id-").partition("-")[0]
        assert len(near) == 2
        assert {other.partition("-")[0] for other in names(near)} == {group}


def test_the_nearest_come_first_and_scores_lie_between_0_and_1() -> None:
    for near in neighbours(grouped()).values():
        scores = [one.score for one in near]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)


def test_likeness_is_mutual() -> None:
    found = neighbours(grouped())
    scores = {(name, near.id): near.score for name, those in found.items() for near in those}
    assert all(scores[other, one] == score for (one, other), score in scores.items())


def test_each_neighbour_tells_why_strongest_first() -> None:
    pair = ("id-rocket-0", "id-rocket-1")
    assert set(reasons(grouped(), [pair])[pair]) == {"rocket", "launch", "orbit"}


def test_a_shared_tag_is_named_with_a_mark() -> None:
    entries = [make_entry("a", "one", tags=("Moon",)), make_entry("b", "two", tags=("moon",)), make_entry("c", "three")]
    assert neighbours(entries)["id-a"] == (Neighbour("id-b", 1.0),)
    assert reasons(entries, [("id-a", "id-b")]) == {("id-a", "id-b"): ("#moon",)}


def test_adding_a_tag_brings_two_articles_nearer() -> None:
    texts = {"a": "ice glacier tourism", "b": "ice rocket engine", "c": "vote mayor", "d": "glacier mayor"}
    plain = neighbours([make_entry(name, text) for name, text in texts.items()], Relating(threshold=0))
    tagged = neighbours(
        [make_entry(name, text, tags=("polar",) if name in "ab" else ()) for name, text in texts.items()],
        Relating(threshold=0),
    )

    def score(found: dict[str, tuple[Neighbour, ...]]) -> float:
        return next((near.score for near in found["id-a"] if near.id == "id-b"), 0.0)

    assert score(tagged) > score(plain) > 0


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.8, 1.0])
def test_no_neighbour_is_less_alike_than_the_threshold(threshold: float) -> None:
    found = neighbours(grouped(), Relating(threshold=threshold))
    assert all(near.score >= threshold for those in found.values() for near in those)


def test_a_higher_threshold_only_takes_neighbours_away() -> None:
    low, high = (neighbours(grouped(), Relating(threshold=threshold)) for threshold in (0.1, 0.7))
    assert all(set(high[name]) <= set(low[name]) for name in low)
    assert sum(map(len, high.values())) < sum(map(len, low.values()))


@pytest.mark.parametrize("most", [0, 1, 2, 50])
def test_there_are_never_more_neighbours_than_allowed(most: int) -> None:
    found = neighbours(grouped(), Relating(max=most, threshold=0.05))
    assert max(map(len, found.values())) == min(most, 2)


def test_twins_have_a_score_of_1() -> None:
    entries = [make_entry("a", "ice glacier"), make_entry("b", "ice glacier"), make_entry("c", "rocket orbit")]
    assert neighbours(entries)["id-a"][0].score == pytest.approx(1, abs=1e-3)


def test_equal_scores_go_by_date_then_by_id() -> None:
    entries = [
        make_entry("old", "ice glacier", day=1),
        make_entry("undated", "ice glacier", day=None),
        make_entry("b", "ice glacier", day=5),
        make_entry("a", "ice glacier", day=5),
        make_entry("me", "ice glacier", day=3),
        make_entry("other", "rocket orbit", day=9),
    ]
    expected = ["a", "b", "old", "undated"]
    assert names(neighbours(entries)["id-me"]) == expected
    assert names(neighbours(entries[::-1])["id-me"]) == expected


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(9)))
def test_the_order_of_the_entries_does_not_matter(order: list[int]) -> None:
    entries = grouped()
    assert neighbours([entries[number] for number in order]) == neighbours(entries)


def test_of_very_many_twins_those_of_near_days_are_shown() -> None:
    entries = [make_entry(f"{day:02}", "ice glacier", day=day) for day in reversed(range(40))]
    entries.append(make_entry("other", "rocket orbit"))
    assert names(neighbours(entries)["id-00"]) == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize(
    "name", ["id-election-1", "election-1", "content/2026/01/election-1.md", "2026/01/election-1.md"]
)
def test_what_the_editor_names_comes_first(name: str) -> None:
    entries = [*grouped(), make_entry("me", "ice glacier valley snow", related=(name,))]
    found = neighbours(entries)["id-me"]
    assert found[0] == Neighbour("id-election-1", 1.0)
    assert {other.partition("-")[0] for other in names(found[1:])} == {"glacier"}


def test_what_the_editor_names_keeps_its_order_and_is_shown_once() -> None:
    entries = [*grouped(), make_entry("me", "ice glacier valley snow", related=("rocket-2", "glacier-0", "rocket-1"))]
    found = names(neighbours(entries)["id-me"])
    assert found[:3] == ["rocket-2", "glacier-0", "rocket-1"]
    assert len(set(found)) == len(found)


def test_the_editor_may_name_more_than_the_most() -> None:
    me = make_entry("me", "ice", related=("rocket-0", "rocket-1", "rocket-2"))
    assert names(neighbours([*grouped(), me], Relating(max=1))["id-me"]) == ["rocket-0", "rocket-1", "rocket-2"]


@pytest.mark.parametrize("related", [("rocket-0", "id-rocket-0"), ("me",)])
def test_a_named_entry_is_another_one_and_shown_once(related: tuple[str, ...]) -> None:
    found = names(neighbours([*grouped(), make_entry("me", "wholly different", related=related)])["id-me"])
    assert found in ([], ["rocket-0"])


def test_related_can_be_switched_off_for_one_entry() -> None:
    entries = [*grouped(), make_entry("me", "ice glacier valley snow", related=None)]
    found = neighbours(entries)
    assert found.get("id-me", ()) == ()
    assert "me" in names(found["id-glacier-0"])


def test_a_name_of_nothing_is_a_warning_with_the_nearest_name() -> None:
    me = make_entry("me", "ice glacier valley snow", related=("roket-0", "zzz"))
    relations = connect([*grouped(), me], Config(related=LOOSE))
    found = relations.neighbours
    assert list(relations.problems) == [
        Problem(
            message="related: there is no entry 'roket-0'",
            file=me.path,
            hint="did you mean 'rocket-0'?",
            severity="warning",
        ),
        Problem(
            message="related: there is no entry 'zzz'",
            file=me.path,
            hint="name an entry by its id, its slug or its path",
            severity="warning",
        ),
    ]
    assert {name.partition("-")[0] for name in names(found["id-me"])} == {"glacier"}


def test_an_id_counts_more_than_a_slug_of_the_same_name() -> None:
    entries = [make_entry("a", "x", id="b"), make_entry("b", "y"), make_entry("me", "z", related=("b",))]
    assert [near.id for near in neighbours(entries)["id-me"]] == ["b"]


def test_a_site_without_entries_or_with_one_has_no_neighbours() -> None:
    assert neighbours([]) == {}
    assert neighbours([make_entry("a", "ice")]) == {"id-a": ()}


@pytest.mark.parametrize("texts", [["", ""], ["ice", ""], ["ice", "sun"], ["the", "of"]])
def test_entries_that_share_nothing_are_not_related(texts: list[str]) -> None:
    found = neighbours([make_entry(str(number), text) for number, text in enumerate(texts)])
    assert found == {"id-0": (), "id-1": ()}


_texts = st.lists(
    st.lists(st.sampled_from(["ice", "sun", "moon", "lake", "vote", "ship", "rock"]), max_size=8).map(" ".join),
    max_size=8,
)


@settings(max_examples=100, deadline=None)
@given(_texts, st.integers(0, 4), st.sampled_from([0.0, 0.15, 1.0]))
def test_any_entries_have_few_different_neighbours_with_scores_in_bounds(
    texts: list[str], most: int, threshold: float
) -> None:
    entries = [make_entry(str(number), text, day=number) for number, text in enumerate(texts)]
    found = neighbours(entries, Relating(max=most, threshold=threshold))
    assert set(found) == {entry.id for entry in entries}
    for name, near in found.items():
        ids = [one.id for one in near]
        assert len(ids) == len(set(ids)) <= most
        assert name not in ids
        assert all(0 <= one.score <= 1 for one in near)


@settings(max_examples=100, deadline=None)
@given(_texts)
def test_vectors_have_length_1_or_are_empty(texts: list[str]) -> None:
    entries = [make_entry(str(number), text) for number, text in enumerate(texts)]
    for vector in weights(entries, range(len(entries))):
        length = math.sqrt(sum(weight * weight for weight in vector.values()))
        assert length == pytest.approx(1, abs=1e-3) or not vector


def test_cores_share_the_comparison() -> None:
    number, length = 2600, 6
    chance = np.random.default_rng(5)
    columns = chance.integers(0, 900, (number, length), dtype=np.int32)
    values = chance.integers(1, UNIT, (number, length), dtype=np.int32)
    matrix = rows_of([length] * number, columns.ravel(), values.ravel())
    ties = Ties(np.arange(number), chance.integers(0, 40, number))

    alone, shared = (
        compare_again(matrix, ties, nothing_near(number), np.arange(number), workers) for workers in (ALONE, Workers(2))
    )

    assert (alone.ids[:, :3] >= 0).all()
    for one, other in zip(structs.astuple(alone), structs.astuple(shared), strict=True):
        assert (one == other).all()
