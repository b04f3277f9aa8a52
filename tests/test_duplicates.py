"""The same text at another source: found whatever was cut, dropped, put before it or replaced, and nothing else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.duplicates import containment, same, shingles
from tests.reprints import CHANGES, article, reprint
from tests.sites import MakeSite, Site, entry_text
from tests.test_build import links, texts


@pytest.mark.parametrize("change", sorted(CHANGES))
@pytest.mark.parametrize("seed", range(5))
def test_a_changed_reprint_is_found(change: str, seed: int) -> None:
    chance = random.Random(f"{change} {seed}")
    text = article(chance)
    samples = [shingles(other) for other in (text, CHANGES[change](text, chance), article(chance))]
    assert [(one, other) for one, other, _ in same(samples)] == [(0, 1)]


def test_reprints_among_many_articles_are_told_apart() -> None:
    chance = random.Random(11)
    texts = [article(chance) for _ in range(150)]
    copies = [reprint(text, chance) for text in texts[::2]]
    found = {(one, other) for one, other, _ in same([shingles(text) for text in (*texts, *copies)])}
    true = {(2 * number, len(texts) + number) for number in range(len(copies))}
    assert 2 * len(found & true) / (len(found) + len(true)) >= 0.995


@pytest.mark.parametrize("text", ["", "One", "Only three words", "!?" * 50])
def test_a_text_of_fewer_than_four_words_is_nobodys_reprint(text: str) -> None:
    assert shingles(text) == b""
    assert list(same([shingles(text), shingles(text)])) == []


def test_case_and_punctuation_do_not_matter() -> None:
    assert shingles("The ship, they said, IS lost.") == shingles("the ship they said is lost")


def test_reprints_are_found_where_no_blanks_part_words() -> None:
    chance = random.Random(2)
    texts = ["".join(chr(chance.randint(0x4E00, 0x5200)) for _ in range(400)) for _ in range(3)]
    samples = [shingles(text) for text in (*texts, f"（东京）{texts[1][40:300]}。")]
    assert [(one, other) for one, other, _ in same(samples)] == [(1, 3)]


def test_a_boilerplate_line_makes_no_reprint() -> None:
    chance = random.Random(3)
    line = "\n\nAll rights reserved. No part of this may be reproduced without permission."
    assert list(same([shingles(article(chance) + line) for _ in range(80)])) == []


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_containment_is_mutual_and_lies_between_0_and_1(one: str, other: str) -> None:
    found = containment(shingles(one), shingles(other))
    assert 0 <= found <= 1
    assert found == containment(shingles(other), shingles(one))


def reprinted(make_site: MakeSite) -> Site:
    chance = random.Random(5)
    text = article(chance)
    site = make_site(
        {
            "content/a.md": entry_text("Harbour opens", text, date="2026-03-01", source="The Paper"),
            "content/b.md": entry_text("New harbour at last", CHANGES["cut"](text, chance), date="2026-03-02",
                                       source="Radio Nord"),
            "content/c.md": entry_text("Another thing", article(chance), date="2026-03-03"),
        }
    )  # fmt: skip
    assert site.build().problems == ()
    return site


def test_an_article_names_where_else_it_stands(make_site: MakeSite) -> None:
    site = reprinted(make_site)
    assert links(site.page("/2026/03/a/"), ".same a") == ["/2026/03/b/"]
    assert texts(site.page("/2026/03/b/"), ".same a") == ["The Paper"]
    assert not site.page("/2026/03/c/").select(".same")


def test_a_reprint_is_not_related(make_site: MakeSite) -> None:
    page = reprinted(make_site).page("/2026/03/a/")
    assert "/2026/03/b/" not in links(page, ".related a")
