from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.markdown import escape
from generator.model import Draft, Entry, Seed, Wording
from generator.slugs import slugify
from generator.tags import Background, background, suggest
from generator.vocabulary import NO_VOCABULARY, Vocabulary, fold, parse_vocabulary
from generator.words import terms
from tests.sites import MakeSite, entry_text

NOTHING_KNOWN = Background()

GLACIER = """\
Ana Ruiz has walked the Aletsch Glacier every summer for thirty years. On Friday she came home with bad news.

The Aletsch Glacier lost two metres of ice, said Ruiz, who works for the University of Bern. "It is thin," Ruiz said.

Tourists in Switzerland still come to see the ice. The glacier lake below the Aletsch Glacier grows, and the lake
may flood the valley. Switzerland has built a tunnel under the glacier lake. A siren stands at the glacier lake.
Signs warn of the glacier lake."""


def markdown(text: str) -> str:
    return "\n\n".join(escape(" ".join(paragraph.split())) for paragraph in text.split("\n\n"))


def tags(
    title: str,
    text: str,
    known: Background = NOTHING_KNOWN,
    most: int = 6,
    vocabulary: Vocabulary = NO_VOCABULARY,
    lang: str = "en",
) -> tuple[str, ...]:
    return suggest(title, markdown(text), lang, known, vocabulary, most)


def house(*labels: str) -> Background:
    """A digest that has these tags, each on one entry."""
    return Background(labels={fold(label): (label, 1) for label in labels}, entries=100)


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
    assert set(tags("Rain on the tram", text)) == {"Bergen", "NATO", "Tram"}


def test_days_and_months_are_no_tags() -> None:
    text = "On Friday the Harbour Lock opened. On Friday in March it closed. Friday is busy, the Harbour Lock says."
    found = tags("Friday in March at the Harbour Lock", text)
    assert not {"Friday", "March", "Friday in March"} & set(found)
    assert "Harbour Lock" in found


def test_titles_before_a_name_are_no_part_of_it() -> None:
    text = "We met President Ada Hill today. Later President Ada Hill left, and Mrs Ada Hill waved."
    assert tags("A visit by President Ada Hill", text)[0] == "Ada Hill"


def test_a_listed_stop_word_in_capitals_is_part_of_a_name() -> None:
    text = "Fans of the World Cup came to Home Depot. The World Cup was loud, Home Depot said. The world slept."
    found = tags("A loud week", text)
    assert {"World Cup", "Home Depot"} <= set(found)
    assert "World" not in found


def test_an_elided_article_stays_inside_a_tag() -> None:
    text = (
        "La pollution de l'air augmente en ville. La pollution de l'air tue. À Lyon, la pollution de l'air recule.\n\n"
        "La mairie veut agir contre la pollution de l'air à Lyon."
    )
    found = tags("Une ville", text, lang="fr")
    assert "Pollution de l'air" in found
    assert "Air" not in found


def test_a_phrase_ends_before_a_year() -> None:
    text = "In May 1822 Ana Ruiz came home. In May 1822 Ana Ruiz wrote. Then Ana Ruiz slept."
    assert tags("A letter", text)[0] == "Ana Ruiz"


def test_a_title_in_capitals_is_no_single_long_name() -> None:
    text = "The Harbour Lock opened at dawn. Ships passed the Harbour Lock all day."
    assert tags("The New Harbour Lock Opens With Forty Ships", text)[0] == "Harbour Lock"


def test_tags_that_are_stated_win(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": f"Title: Aletsch Glacier\nTags: mine\n\n{GLACIER}\n"})
    site.build()
    assert 'tags:\n- "mine"\n' in site.read(site.entry())


@pytest.mark.parametrize("most", [0, 1, 2, 6, 50])
def test_there_are_never_more_tags_than_allowed(most: int) -> None:
    found = tags("Aletsch Glacier", GLACIER, most=most)
    assert len(found) <= most
    assert found == tags("Aletsch Glacier", GLACIER, most=50)[:most]


def test_no_tag_is_a_part_of_another() -> None:
    found = [set(slugify(tag).split("-")) for tag in tags("Aletsch Glacier loses ice", GLACIER, most=50)]
    assert not any(one <= other for one in found for other in found if one is not other)


def test_a_label_that_the_digest_uses_already_is_preferred() -> None:
    found = tags("Aletsch Glacier loses ice", GLACIER, house("GLACIER lakes", "ALETSCH glacier"))
    assert {"GLACIER lakes", "ALETSCH glacier"} <= set(found)
    plain = tags("Aletsch Glacier loses ice", GLACIER)
    assert found.index("GLACIER lakes") <= plain.index("Glacier lake")


def test_a_house_that_writes_small_letters_gets_small_letters() -> None:
    labels = [f"weather {number}" for number in range(10)]
    small = background([make_entry(1, "sun", labels)], [], NO_VOCABULARY)
    found = tags("A summer on the ice", GLACIER, small)
    assert "glacier lake" in found
    assert "Aletsch Glacier" in found


def make_entry(number: int, text: str, labels: Sequence[str] = ()) -> Entry:
    return Entry(
        path=f"content/{number}.md",
        id=str(number),
        slug=str(number),
        title="",
        lang="en",
        tags=tuple(labels),
        body_digest="",
        wording=Wording.packed(terms("", text, "en")),
    )


def test_the_background_counts_articles_and_takes_the_commonest_label() -> None:
    entries = [
        make_entry(1, "ice ice", ("Ice Age",)),
        make_entry(2, "ice", ("ice ages",)),
        make_entry(3, "sun", ("Ice Age",)),
    ]
    draft = Draft(seed=Seed("a.txt", ""), title="Ice", body="Sun and ice.", lang="en")
    found = background(entries, [draft], NO_VOCABULARY)
    assert (found.articles, found.entries, found.frequency["ice"]) == (4, 3, 3)
    assert found.labels == {("age", "ice"): ("Ice Age", 3)}


def test_what_stands_in_every_article_says_less_than_what_is_rare() -> None:
    entries = [make_entry(number, "ice glacier lake" + (" aletsch" if number == 1 else "")) for number in range(30)]
    known = background(entries, [], NO_VOCABULARY)
    assert 1 > known.rarity("aletsch") > known.rarity("glacier") >= 0
    assert known.rarity("few") == 1
    found = tags("A summer on the ice", GLACIER, known)
    assert found.index("Aletsch Glacier") < found.index("Glacier lake")


def test_with_few_articles_rarity_tells_nothing() -> None:
    assert Background(9, {"ice": 9}).rarity("ice") == 1


def test_tags_of_similar_entries_are_suggested_though_the_text_has_them_not() -> None:
    text = (
        "The glacier lost ice this summer. Meltwater filled the moraine lake below the glacier. Crevasse, serac, ice."
    )
    others = "The council of the town met. Budget, road, school, vote, mayor. The vote was close."
    entries = [make_entry(number, text, ("Climate", f"Own {number}")) for number in range(4)]
    entries += [make_entry(number, f"{others} {number}", ("Town hall",)) for number in range(10, 50)]
    found = tags("A thin summer for the glacier", text, background(entries, [], NO_VOCABULARY))
    assert "Climate" in found
    assert not any(tag.startswith("Own") for tag in found), "what one entry alone has may be its own"
    assert "Town hall" not in found


def test_a_tag_on_more_than_a_fifth_of_all_entries_says_nothing() -> None:
    common = Background(labels={fold("Glacier lake"): ("Glacier lake", 30)}, entries=100)
    assert "Glacier lake" in tags("A summer on the ice", GLACIER)
    assert "Glacier lake" not in tags("A summer on the ice", GLACIER, common)


def test_what_is_found_nowhere_else_and_once_in_the_text_says_nothing() -> None:
    text = "The tram stopped near the school. At the stop, Ivo Petrov waited for the tram."
    seen = {stem: 5 for stem, _ in terms("", text, "en")}
    assert "Ivo Petrov" in tags("A stop", text, Background(100, seen))
    assert "Ivo Petrov" not in tags("A stop", text, Background(100, seen | {"petrov": 1}))


VOCABULARY = """\
tags:
- label: Glaciers of the Alps
  synonyms: [Aletsch Glacier, glaciares alpinos]
blocked: [Switzerland]
"""


def test_the_vocabulary_names_and_blocks() -> None:
    found = tags("Aletsch Glacier loses ice", GLACIER, vocabulary=parse_vocabulary(VOCABULARY))
    assert "Glaciers of the Alps" in found
    assert not {"Aletsch Glacier", "Switzerland"} & set(found)


def test_import_tells_where_tags_come_from(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": f"Aletsch Glacier loses ice\n\n{GLACIER}\n"})
    (record,) = map(json.loads, site.run("import", "--dry-run", "--json").stdout.splitlines())
    assert record["origin"]["tags"] == "names and key phrases"


@pytest.mark.parametrize("text", ["", "yes", "1 2 3", "THE END", "港に新しい図書館が開館した。"])
def test_a_text_that_says_little_has_few_tags_or_none(text: str) -> None:
    assert len(tags("", text)) <= 1


FRENCH = """\
Le Premier ministre Paul Arnaud a annoncé une réforme des retraites à l'Assemblée nationale.

La réforme des retraites relève l'âge légal. Paul Arnaud parle d'une réforme nécessaire. L'Assemblée nationale
votera en mars. À Paris, des manifestants ont défilé contre la réforme des retraites."""
PORTUGUESE = """\
O Conselho de Ministros aprovou o orçamento do Serviço Nacional de Saúde. A ministra Ana Martins falou em Lisboa.

O Serviço Nacional de Saúde tem falta de médicos. O orçamento permite contratar médicos, disse Ana Martins."""
CHINESE = "中国航天局周二发射一颗气象卫星。这颗气象卫星将监测台风。气象卫星数据将与各国共享。航天局表示满意。"
JAPANESE = "横浜市の港に新しい図書館が開館した。図書館にはギャラリーがある。横浜市によるとギャラリーは無料だ。"


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", FRENCH, {"Réforme des retraites", "Paul Arnaud", "Assemblée nationale"}),
        ("pt", PORTUGUESE, {"Serviço Nacional de Saúde", "Ana Martins", "Orçamento"}),
        ("zh", CHINESE, {"气象卫星"}),
        ("ja", JAPANESE, {"図書館", "ギャラリー", "横浜市"}),
        ("th", "รัฐบาลไทยประกาศมาตรการใหม่ NASA กล่าวว่า NASA จะร่วมมือ", {"NASA"}),
    ],
)
def test_texts_in_other_languages_have_tags(lang: str, text: str, expected: set[str]) -> None:
    assert expected <= set(tags("", text, lang=lang, most=10))


LONG = {
    "one sentence again and again": "Ana Ruiz met Bob Kim at the harbour. " * 50_000,
    "nothing but names": " ".join(f"Na{number:x}me Wo{number:x}rd" for number in range(100_000)),
    "one word": "a" * 2_000_000,
    "no blanks": "中国航天局发射新卫星" * 100_000,
}


@pytest.mark.parametrize("name", LONG)
def test_a_text_of_megabytes_has_few_short_tags(name: str) -> None:
    found = suggest("A long day", LONG[name], "en", NOTHING_KNOWN, NO_VOCABULARY, 6)
    assert len(found) <= 6
    assert all(len(tag) <= 60 for tag in found)


def test_hundreds_of_strange_tags_are_pages_of_their_own(make_site: MakeSite) -> None:
    strange = ["/", "../..", "😀", "C++", "con", "a" * 300, "..", "#", "%2e%2e", "<b>"]
    listed = json.dumps([*strange, *(f"tag {number}" for number in range(500))], ensure_ascii=False)
    site = make_site({"content/a.md": entry_text("A", date="2026-01-01", tags=listed)})
    assert not site.build().problems
    pages = [path for path in site.output() if path.startswith("tags/") and path.endswith("/index.html")]
    assert len(pages) == 1 + len(strange) + 500
    assert not site.broken_links()


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


def test_verbs_are_no_tags_where_nouns_have_articles() -> None:
    text = "Hier la banque relève le taux. Le gouverneur relève aussi une aide. La banque attend une baisse du taux."
    assert set(tags("Une banque et son taux", text, lang="fr")) == {"Banque", "Taux"}
    text = "O governo apresenta o corte. O ministro apresenta a proposta do governo, e o corte agrada."
    assert set(tags("Corte do governo", text, lang="pt")) == {"Governo", "Corte"}


def test_words_of_time_are_no_tags_but_may_be_in_names() -> None:
    text = "Este ano a Casa Grande abriu. A Casa Grande fecha no ano que vem, e a Casa Grande volta."
    assert tags("Casa Grande abre este ano", text, lang="pt") == ("Casa Grande",)


def test_articles_of_other_languages_begin_names_in_english() -> None:
    text = "Rain fell on Los Angeles. In Los Angeles people stayed home, and Los Angeles slept."
    assert tags("Rain on Los Angeles", text)[0] == "Los Angeles"


def test_a_name_that_always_goes_on_is_none() -> None:
    text = "The World Health Organization met. A World Health Assembly followed. Old World Health Reports were read."
    assert not {"World Health", "World"} & set(tags("A World Health Day", text))


def test_phrases_with_a_verb_in_the_past_are_no_tags() -> None:
    text = "Images released show it. The images released by the port are dark. Images released later are not."
    assert "Images released" not in tags("Images released", text)


def test_contractions_are_no_tags() -> None:
    text = "I’m here, I’m there. You’re late, you’re early. The tram can’t stop, the tram can’t go."
    assert tags("I’m on the tram", text) == ("Tram",)


def test_a_short_first_article_has_the_names_of_which_it_tells_once() -> None:
    text = "Le gouverneur François Villeroy a parlé à Paris. La banque et le taux. La banque baisse le taux."
    assert "François Villeroy" in tags("La banque baisse le taux", text, lang="fr")


def test_odd_names_of_tags_stay_within_the_site(make_site: MakeSite) -> None:
    odd = ["/", "../..", "🙂", "..", "Plain"]
    site = make_site(
        {"content/a.md": entry_text("Odd", tags=json.dumps(odd, ensure_ascii=False)), "site.yaml": "search: false\n"}
    )
    found = site.build()
    assert found.entries == 1
    assert any(path.startswith("tags/plain/") for path in site.output())
    assert sorted(path.name for path in site.root.parent.iterdir()) == [site.root.name]
