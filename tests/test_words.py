from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.words import count_words, sentences, stemmer, stop_words, summarise, terms, tokens
from tests.sites import Site, entry_text


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
    assert list(sentences(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apple Inc. fell sharply. It rose again.", ["Apple Inc. fell sharply.", "It rose again."]),
        ("Many Ph.D. students left. Some stayed.", ["Many Ph.D. students left.", "Some stayed."]),
        ('He said "No." Then he left.', ['He said "No."', "Then he left."]),
        ("Er kam am 3. März 2025. Dann ging er.", ["Er kam am 3. März 2025.", "Dann ging er."]),
        ("彼は「はい。」と言った。帰った。", ["彼は「はい。」と言った。", "帰った。"]),
        ("真的吗？是的！“好。”他说。", ["真的吗？", "是的！", "“好。”他说。"]),
        ("هل هذا صحيح؟ نعم. انتهى", ["هل هذا صحيح؟", "نعم.", "انتهى"]),
        ("यह सच है। वह गया।", ["यह सच है।", "वह गया।"]),
        ("ဒါက တစ်။ ဒါက နှစ်။", ["ဒါက တစ်။", "ဒါက နှစ်။"]),
    ],
)
def test_harder_paragraphs_are_parted_where_sentences_end(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


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


def test_a_thai_text_is_cut_at_a_blank_and_never_between_a_letter_and_its_signs() -> None:
    clause = "รัฐบาลต้องการเปลี่ยนกฎหมาย"
    assert summarise([f"{clause} {clause}"], limit=30) == f"{clause}…"
    assert [summarise([clause], limit=limit) for limit in (10, 11, 12)] == ["รัฐบาลต้อง…", "รัฐบาลต้องก…", "รัฐบาลต้องกา…"]
    assert summarise(["กี่" * 50], limit=20) == "กี่" * 6 + "…"


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("सरकार कानून बदलेगी", ["सरकार", "कानून", "बदलेगी"]),
        ("دولت می‌خواهد", ["دولت", "می‌خواهد"]),
        ("cafe\u0301 fermé", ["cafe\u0301", "fermé"]),
        ("_stressed_ and **strong**", ["stressed", "and", "strong"]),
    ],
)
def test_signs_are_part_of_their_word(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("Four score and seven", 4),
        ("One – *two* --- (three) & 4 …", 4),
        ("Größe über alles", 3),
        ("서울 시 정부", 3),
        ("政府计划修改法律" * 11, 80),
        ("政府は法律を改正する方針だ" * 31, 260),
        ("รัฐบาลต้องการเปลี่ยนกฎหมาย" * 10, 55),
        ("苹果 iPhone 17 发布", 2 + 4),
    ],
)
def test_words_are_counted_as_they_are_read(text: str, expected: int) -> None:
    assert count_words(text) == expected


def test_terms_are_stems_without_small_words_in_the_order_of_the_text() -> None:
    assert terms("", "The cats sat and the cat sits", "en") == (("cat", 2), ("sat", 1), ("sit", 1))


def test_a_word_of_the_title_counts_threefold_and_a_name_twofold() -> None:
    counted = dict(terms("A glacier near Oslo", "In Oslo the glacier melts", "en"))
    assert (counted["melt"], counted["glacier"], counted["oslo"]) == (1, 3 + 1, (3 + 1) * 2)


def test_a_word_that_is_also_written_small_is_no_name() -> None:
    assert dict(terms("", "Water is here. The water flows", "en"))["water"] == 2


def test_the_possessive_is_the_same_word() -> None:
    assert dict(terms("", "the mayor's car, the mayor’s house, the mayor", "en"))["mayor"] == 3


@given(st.text(max_size=80), st.text(max_size=200), st.sampled_from(["en", "es", "ja", "xx", "pt-BR"]))
def test_terms_of_any_text_are_positive_counts_of_each_stem_once(title: str, text: str, lang: str) -> None:
    counted = terms(title, text, lang)
    assert len({stem for stem, _ in counted}) == len(counted)
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


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("zh", "修改法律。", ["修改", "改法", "法律"]),
        ("ja", "東京の電車です", ["東京", "京の", "の電", "電車", "車で"]),
        ("ko", "정부는", ["정부", "부는"]),
        ("th", "กฎหมาย", ["กฎห", "ฎหม", "หมา", "มาย"]),
        ("ja", "新型COVID-19の", ["新型", "covid-19"]),
    ],
)
def test_scripts_without_blanks_have_groups_of_letters_for_terms(lang: str, text: str, expected: list[str]) -> None:
    assert [stem for stem, _ in terms("", text, lang)] == expected


def test_words_that_touch_are_counted_each() -> None:
    assert dict(terms("", "Paris/London, (paris)—rome", "en")) == {"pari": 2, "london": 2, "rome": 1}


def test_a_text_without_a_blank_is_counted_too() -> None:
    assert terms("", "x" * 2_000_000, "en") == ()
    assert dict(terms("", "法律" * 100_000, "zh")) == {"法律": 100_000, "律法": 99_999}


RELATED = {
    "zh": {
        "glacier-1": ("冰川融化威胁山谷村庄", "山谷上方的冰川正在迅速融化，村民担心冰湖决口。"),
        "glacier-2": ("科学家测量冰川厚度", "研究人员说，冰川融化使冰湖水位上升，山谷面临危险。"),
        "vote-1": ("市长选举投票开始", "今天上午选民开始投票，市长候选人有三位。"),
        "vote-2": ("市长候选人公布计划", "选举前一天，三位候选人向选民说明投票方式。"),
    },
    "th": {
        "glacier-1": ("ธารน้ำแข็งละลายเร็วขึ้น", "ธารน้ำแข็งเหนือหุบเขากำลังละลาย ชาวบ้านกลัวน้ำท่วม"),
        "glacier-2": ("นักวิทยาศาสตร์วัดธารน้ำแข็ง", "ธารน้ำแข็งในหุบเขาละลายทำให้น้ำในทะเลสาบสูงขึ้น"),
        "vote-1": ("เปิดหีบเลือกตั้งนายกเทศมนตรี", "ผู้มีสิทธิเลือกตั้งเริ่มลงคะแนนเสียงเมื่อเช้านี้"),
        "vote-2": ("ผู้สมัครนายกเทศมนตรีแถลงนโยบาย", "ก่อนวันเลือกตั้ง ผู้สมัครอธิบายวิธีลงคะแนนเสียง"),
    },
}


@pytest.mark.parametrize("language", RELATED)
def test_articles_without_blanks_are_related(language: str, tmp_path: Path) -> None:
    site = Site(tmp_path).write(
        {"site.yaml": f"language: {language}\nsearch: false\npermalinks:\n  entry: /{{slug}}/\n"}
    )
    site.write({f"content/{name}.md": entry_text(*article) for name, article in RELATED[language].items()})
    assert site.build(jobs=1).problems == ()
    for name, other in (("glacier-1", "glacier-2"), ("vote-2", "vote-1")):
        links = [link["href"] for link in site.page(f"/{name}/").select(".related a[href]")]
        assert links[:1] == [f"/{other}/"]
