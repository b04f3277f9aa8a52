from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.words import sentences, stemmer, stop_words, summarise, terms, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("One only", ["One only"]),
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("¿Qué pasa? ¡Nada! Fin.", ["¿Qué pasa?", "¡Nada!", "Fin."]),
        ("He met Dr. Smith. They spoke.", ["He met Dr. Smith.", "They spoke."]),
        ("Mr. and Mrs. J. R. Hill came. All left.", ["Mr. and Mrs. J. R. Hill came.", "All left."]),
        ("The U.S. Army came. It left.", ["The U.S. Army came.", "It left."]),
        ("It cost 3.5 million. Nobody paid.", ["It cost 3.5 million.", "Nobody paid."]),
        ("See e.g. Oslo. And i.e. Rome.", ["See e.g. Oslo.", "And i.e. Rome."]),
        ("On Sept. 3 it rained. Gen. Lee left.", ["On Sept. 3 it rained.", "Gen. Lee left."]),
        ("St. John vs. Rome. The end.", ["St. John vs. Rome.", "The end."]),
        ("El Sr. Ruiz y la Sra. Paz. Fin.", ["El Sr. Ruiz y la Sra. Paz.", "Fin."]),
        ("Das gilt z.B. heute. Morgen nicht.", ["Das gilt z.B. heute.", "Morgen nicht."]),
        ("It was 1998. Then came 1999.", ["It was 1998.", "Then came 1999."]),
        ('"Stop!" she cried. "Now."', ['"Stop!" she cried.', '"Now."']),
        ("«Fin de la cita.» Luego siguió.", ["«Fin de la cita.»", "Luego siguió."]),
        ("www.a.example is up. All is well.", ["www.a.example is up.", "All is well."]),
        ("It works.Next one", ["It works.Next one"]),
        ("He left at 5 p.m. on Monday. It rained.", ["He left at 5 p.m. on Monday.", "It rained."]),
        ("「はい」と言った。帰った。", ["「はい」と言った。", "帰った。"]),
    ],
)
def test_a_paragraph_is_parted_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apple Inc. fell sharply. It rose again.", ["Apple Inc. fell sharply.", "It rose again."]),
        ("Many Ph.D. students left. Some stayed.", ["Many Ph.D. students left.", "Some stayed."]),
        ('He said "No." Then he left.', ['He said "No."', "Then he left."]),
        ("Er kam am 3. März 2025. Dann ging er.", ["Er kam am 3. März 2025.", "Dann ging er."]),
        ("彼は「はい。」と言った。帰った。", ["彼は「はい。」と言った。", "帰った。"]),
    ],
)
def test_harder_paragraphs_are_parted_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(max_size=200))
def test_no_character_of_a_paragraph_is_lost_or_made_up(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.lists(st.text(max_size=300), max_size=5), st.integers(40, 300))
def test_a_summary_is_never_much_longer_than_its_limit(paragraphs: list[str], limit: int) -> None:
    assert len(summarise(paragraphs, limit)) <= limit * 4 // 3 + 1


@given(st.lists(st.text(max_size=300), max_size=5))
def test_a_summary_is_one_line_that_begins_the_text(paragraphs: list[str]) -> None:
    summary = summarise(paragraphs)
    assert summary == " ".join(summary.split())
    text = "".join("".join(paragraphs).split())
    assert text.startswith("".join(summary.removesuffix("…").split()))


def test_a_summary_takes_whole_sentences() -> None:
    first, second, third = ("Short words make " + "very " * n + "long lines." for n in (12, 15, 20))
    assert summarise([f"{first} {second} {third}"]) == f"{first} {second}"


def test_a_summary_goes_on_in_the_next_paragraph_while_it_says_little() -> None:
    assert summarise(["OSLO", "The lake is gone.", "It left at night."]) == "OSLO The lake is gone. It left at night."
    long = "The lake above the village was gone by sunrise, and the gauges downstream rose by more than two metres."
    assert summarise([f"{long} Nobody was hurt by it.", "The rest."]) == f"{long} Nobody was hurt by it."


def test_a_sentence_that_is_too_long_is_cut_between_words() -> None:
    summary = summarise(["word, " * 100], limit=100)
    assert summary.endswith("word…")
    assert len(summary) <= 101


def test_a_text_without_blanks_is_cut_at_the_limit() -> None:
    assert summarise(["字" * 500], limit=100) == "字" * 100 + "…"


def test_nothing_has_no_summary() -> None:
    assert summarise([]) == summarise([""]) == summarise(["  ", "\n"]) == ""


def test_words_keep_what_stands_inside_them() -> None:
    assert tokens("Don't mix R&D, Jong-un, O’Neill and U.S. law -- 'quoted' 10,000 3.5") == [
        "Don't",
        "mix",
        "R&D",
        "Jong-un",
        "O’Neill",
        "and",
        "U.S",
        "law",
        "quoted",
        "10",
        "000",
        "3.5",
    ]


def test_terms_are_stems_without_small_words_in_a_fixed_order() -> None:
    assert terms("", "The cats sat and the cat sits", "en") == (("cat", 2), ("sat", 1), ("sit", 1))


def test_a_word_of_the_title_counts_threefold_and_a_name_twofold() -> None:
    counted = dict(terms("A glacier near Oslo", "In Oslo the glacier melts", "en"))
    assert (counted["melt"], counted["glacier"], counted["oslo"]) == (1, 3 + 1, (3 + 1) * 2)


def test_a_word_that_is_also_written_small_is_no_name() -> None:
    assert dict(terms("", "Water is here. The water flows", "en"))["water"] == 2


def test_the_possessive_is_the_same_word() -> None:
    assert dict(terms("", "the mayor's car, the mayor’s house, the mayor", "en"))["mayor"] == 3


@given(st.text(max_size=80), st.text(max_size=200), st.sampled_from(["en", "es", "ja", "xx", "pt-BR"]))
def test_terms_of_any_text_are_positive_counts_in_order(title: str, text: str, lang: str) -> None:
    counted = terms(title, text, lang)
    assert [stem for stem, _ in counted] == sorted({stem for stem, _ in counted})
    assert all(count > 0 and stem for stem, count in counted)


def test_very_long_words_do_not_count() -> None:
    assert terms("", "x" * 41, "en") == ()


def test_a_language_without_list_or_stemmer_keeps_its_words() -> None:
    assert stop_words("xx") == frozenset()
    assert stemmer("xx")("houses") == "houses"


@pytest.mark.parametrize("code", ["pt", "pt-BR", "pt_BR"])
def test_a_region_does_not_matter_to_words(code: str) -> None:
    assert "não" in stop_words(code)
    assert stemmer(code)("meninas") == stemmer("pt")("meninas") != "meninas"
