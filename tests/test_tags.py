from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.markdown import escape
from generator.model import Draft, Entry, Seed
from generator.slugs import slugify
from generator.tags import Background, background, suggest
from generator.words import terms

NOTHING_KNOWN = Background(1, {}, {})

GLACIER = """\
Ana Ruiz has walked the Aletsch Glacier every summer for thirty years. On Friday she came home with bad news.

The Aletsch Glacier lost two metres of ice, said Ruiz, who works for the University of Bern. "It is thin," Ruiz said.

Tourists in Switzerland still come to see the ice. The glacier lake below the Aletsch Glacier grows, and the lake
may flood the valley. Switzerland has built a tunnel under the glacier lake. A siren stands at the glacier lake.
Signs warn of the glacier lake."""


def make_draft(title: str, text: str, **fields: Any) -> Draft:
    body = "\n\n".join(escape(" ".join(paragraph.split())) for paragraph in text.split("\n\n"))
    return Draft(**{"seed": Seed("a.txt", ""), "title": title, "body": body, "lang": "en", **fields})


def tags(title: str, text: str, known: Background = NOTHING_KNOWN, most: int = 6, **fields: Any) -> tuple[str, ...]:
    found = suggest(make_draft(title, text, **fields), known, most).tags
    assert found is not None
    return found


def test_names_and_phrases_of_the_text_become_tags() -> None:
    found = tags("Aletsch Glacier loses two metres of ice in a year", GLACIER)
    assert found[0] == "Aletsch Glacier"
    assert {"Ana Ruiz", "Switzerland", "Glacier lake"} <= set(found)


def test_a_short_form_counts_for_the_whole_name() -> None:
    found = tags("A summer on the ice", GLACIER)
    assert "Ana Ruiz" in found
    assert "Ruiz" not in found


def test_a_name_of_one_word_is_named_twice() -> None:
    text = "OSTERGADE, 3 May — Bergen is wet. The tram of Bergen runs past Voss. NATO knows, NATO says. The end."
    assert set(tags("Rain on the tram", text)) == {"Bergen", "NATO"}


def test_days_and_months_are_no_tags() -> None:
    text = "On Friday the Harbour Lock opened. On Friday in March it closed. Friday is busy, the Harbour Lock says."
    found = tags("Friday in March at the Harbour Lock", text)
    assert not {"Friday", "March", "Friday in March"} & set(found)
    assert "Harbour Lock" in found


def test_titles_before_a_name_are_no_part_of_it() -> None:
    text = "We met President Ada Hill today. Later President Ada Hill left, and Mrs Ada Hill waved."
    assert tags("A visit by President Ada Hill", text)[0] == "Ada Hill"


def test_a_title_in_capitals_is_no_single_long_name() -> None:
    text = "The Harbour Lock opened at dawn. Ships passed the Harbour Lock all day."
    assert tags("The New Harbour Lock Opens With Forty Ships", text)[0] == "Harbour Lock"


def test_tags_that_are_stated_win() -> None:
    draft = make_draft("Aletsch Glacier", GLACIER, tags=("mine",))
    assert suggest(draft, NOTHING_KNOWN, 6) is draft
    assert tags("Aletsch Glacier", GLACIER, tags=()) == ()


@pytest.mark.parametrize("most", [0, 1, 2, 6, 50])
def test_there_are_never_more_tags_than_allowed(most: int) -> None:
    found = tags("Aletsch Glacier", GLACIER, most=most)
    assert len(found) <= most
    assert found == tags("Aletsch Glacier", GLACIER, most=50)[:most]


def test_no_tag_is_a_part_of_another() -> None:
    found = [set(slugify(tag).split("-")) for tag in tags("Aletsch Glacier loses ice", GLACIER, most=50)]
    assert not any(one <= other for one in found for other in found if one is not other)


def test_a_label_that_the_digest_uses_already_is_preferred() -> None:
    known = Background(1, {}, {"glacier-lake": "Glacier Lake", "aletsch-glacier": "ALETSCH glacier"})
    found = tags("Aletsch Glacier loses ice", GLACIER, known)
    assert {"Glacier Lake", "ALETSCH glacier"} <= set(found)
    plain = tags("Aletsch Glacier loses ice", GLACIER)
    assert found.index("Glacier Lake") <= plain.index("Glacier lake")


def test_a_label_of_the_digest_is_taken_where_a_new_one_would_not_be() -> None:
    text = "The harbour lock opened at dawn. Ships passed the harbour lock all day."
    assert "Harbour lock" not in tags("A busy day", text)
    assert "Locks of the harbour" in tags(
        "A busy day", text, Background(1, {}, {"harbour-lock": "Locks of the harbour"})
    )


def make_entry(number: int, text: str, labels: tuple[str, ...] = ()) -> Entry:
    return Entry(
        path=f"content/{number}.md",
        id=str(number),
        slug=str(number),
        title="",
        lang="en",
        tags=labels,
        body_digest="",
        terms=terms("", text, "en"),
    )


def test_the_background_counts_articles_and_takes_the_commonest_label() -> None:
    entries = [
        make_entry(1, "ice ice", ("Ice Age",)),
        make_entry(2, "ice", ("ice age",)),
        make_entry(3, "sun", ("Ice Age",)),
    ]
    found = background(entries, [make_draft("Ice", "Sun and ice.", tags=("Moon",))])
    assert found.articles == 4
    assert found.frequency["ice"] == 3
    assert found.labels == {"ice-age": "Ice Age", "moon": "Moon"}


def test_a_draft_without_tags_gives_no_labels_and_nothing_gives_nothing() -> None:
    assert background([], [make_draft("Ice", "Sun.")]).labels == {}
    assert background([], []) == Background(0, {}, {})


def test_what_stands_in_every_article_says_less_than_what_is_rare() -> None:
    entries = [make_entry(number, "ice glacier lake" + (" aletsch" if number == 1 else "")) for number in range(30)]
    known = background(entries, [])
    assert known.rarity(["aletsch"]) > known.rarity(["glacier", "lake"]) > 0
    assert known.rarity(["few"]) == pytest.approx(1, abs=0.05)
    found = tags("A summer on the ice", GLACIER, known)
    assert "Glacier lake" not in found[:2]


def test_a_stem_of_a_few_articles_counts_more_as_it_connects_them() -> None:
    known = Background(100, {"few": 5, "once": 1, "many": 60}, {})
    assert known.rarity(["few"]) > known.rarity(["once"]) > known.rarity(["many"]) > 0


def test_with_few_articles_rarity_tells_nothing() -> None:
    assert Background(9, {"ice": 9}, {}).rarity(["ice"]) == 1
    assert Background(100, {}, {}).rarity([]) == 1


def test_the_same_draft_always_gets_the_same_tags_in_the_same_order() -> None:
    assert len({tags("Aletsch Glacier loses ice", GLACIER) for _ in range(3)}) == 1


def test_the_draft_tells_where_its_tags_come_from() -> None:
    assert suggest(make_draft("A", GLACIER), NOTHING_KNOWN, 6).origin["tags"] == "names and key phrases"


@pytest.mark.parametrize("text", ["", "yes", "1 2 3", "THE END", "港に新しい図書館が開館した。"])
def test_a_text_that_says_little_has_few_tags_or_none(text: str) -> None:
    assert len(tags("", text)) <= 1


_words = st.sampled_from(
    [
        "Ana",
        "Ruiz",
        "Bern",
        "the",
        "of",
        "a",
        "ice",
        "Glacier",
        "lake",
        "lake's",
        "March",
        "US",
        "2026",
        "R&D",
        "O’Neill",
        "and.",
        "(x)",
        "*b*",
        "—",
        "5",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    title=st.lists(_words, max_size=8).map(" ".join),
    text=st.lists(_words, max_size=60).map(" ".join),
    most=st.integers(0, 8),
)
def test_tags_of_any_text_are_few_different_and_not_empty(title: str, text: str, most: int) -> None:
    found = tags(title, text, most=most)
    slugs = [slugify(tag) for tag in found]
    assert len(found) <= most
    assert len(set(slugs)) == len(slugs)
    assert all(tag.strip() == tag != "" for tag in found)
    assert tags(title, text, most=most) == found
