"""data/tags.yaml: what it says, what is wrong with it, and what readers see of it."""

from __future__ import annotations

import pytest

from generator.errors import ConfigError
from generator.vocabulary import fold, parse_vocabulary
from tests.sites import MakeSite, Site, entry_text

VOCABULARY = """\
# The house's own.
tags:
- label: Asia
- label: North Korea
  synonyms: [DPRK, Corée du Nord]
  was: [Korea]
  parent: Asia
blocked: [Video]
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("North Korea", "north-korea"),
        ("North Korea", "Korea, North"),
        ("São Paulo", "Sao Paulo"),
        ("E-mail", "e-mails"),
        ("Study", "studies"),
        ("Crise économique", "crises économiques"),
    ],
)
def test_spellings_of_one_tag_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Universe", "University"), ("Mars", "March"), ("Bus", "Bush"), ("Race", "Space Race")]
)
def test_other_words_are_other_tags(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("tag: []\n", 1, 1, "unknown key 'tag'"),
        ("tags: Asia\n", 1, 1, "tags: expected a list"),
        ("tags:\n- Asia\n", 2, 3, "expected `label: …`, not 'Asia'"),
        ("tags:\n- label: Asia\n  synonym: [x]\n", 3, 3, "unknown key 'synonym'"),
        ("tags:\n- synonyms: [x]\n", 2, 3, "a tag needs a `label`"),
        ("tags:\n- label: [Asia]\n", 2, 3, "label: expected `str`, got `array`"),
        ("tags:\n- label: Japan\n  parent: Asai\n- label: Asia\n", 3, 3, "unknown parent 'Asai'"),
        ("blocked: Video\n", 1, 1, "blocked: expected `array`, got `str`"),
        ("tags:\n- label: Asia\nblocked: [asia]\n", 3, 11, "'asia' is blocked, and a name of 'Asia'"),
        ("tags: [\n", 2, 1, "not valid YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_vocabulary(text)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column) == ("data/tags.yaml", line, column)
    assert message in problem.message


def test_a_name_that_is_nearly_right_is_hinted_at() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_vocabulary("tags:\n- label: Japan\n  parent: Asai\n- label: Asia\n  synonym: [x]\n")
    assert [problem.hint for problem in caught.value.problems] == ["did you mean 'synonyms'?"]
    with pytest.raises(ConfigError) as caught:
        parse_vocabulary("tags:\n- label: Japan\n  parent: Asai\n- label: Asia\n")
    assert [problem.hint for problem in caught.value.problems] == ["did you mean 'Asia'?"]


def test_a_synonym_of_two_tags_is_an_error_that_names_both_lines() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_vocabulary("tags:\n- label: North Korea\n  synonyms: [DPRK]\n- label: Korea\n  synonyms: [x, dprk]\n")
    (problem,) = caught.value.problems
    assert problem.line == 5
    assert problem.message == "'dprk' is claimed by 'Korea' and by 'North Korea' on line 3"


@pytest.mark.parametrize("parents", ["a", "ba", "bca"])
def test_a_tag_above_itself_is_an_error(parents: str) -> None:
    text = "tags:\n" + "".join(
        f"- label: {label}\n  parent: {parent}\n" for label, parent in zip(sorted(parents), parents, strict=True)
    )
    with pytest.raises(ConfigError, match="is above itself"):
        parse_vocabulary(text)


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    return make_site(
        {
            "data/tags.yaml": VOCABULARY,
            "content/a.md": entry_text("A", date="2026-01-01", tags="[DPRK, Video, Harbours]"),
            "content/b.md": entry_text("B", date="2026-01-02", tags='["Korea, North", harbour]'),
            "content/c.md": entry_text("C", date="2026-01-03", tags="[north korea, Asia, harbour]"),
        }
    )


def test_pages_show_one_label_for_all_names_of_a_tag(site: Site) -> None:
    before = site.read("content/a.md")
    assert not site.build().problems
    heading = site.page("/tags/north-korea/").h1
    assert heading is not None
    assert heading.get_text() == "North Korea"
    assert "harbour" in site.page("/2026/01/a/").get_text()
    assert "Video" not in site.page("/2026/01/a/").get_text()
    assert site.read("content/a.md") == before
    assert not site.broken_links()


def test_a_parent_has_the_entries_of_its_children(site: Site) -> None:
    site.build()
    asia = site.page("/tags/asia/")
    assert "3 articles" in asia.get_text()
    assert asia.select_one('.about a[href="/tags/north-korea/"]')
    child = site.page("/tags/north-korea/")
    assert [link["href"] for link in child.select("nav a[href^='/tags/']")][-1:] == ["/tags/asia/"]
    assert site.page("/tags/").select_one('li:has(> a[href="/tags/asia/"]) a[href="/tags/north-korea/"]')


@pytest.mark.parametrize("slug", ["dprk", "korea", "korea-north"])
def test_the_addresses_of_other_names_lead_to_the_tag(site: Site, slug: str) -> None:
    site.build()
    assert f"/tags/{slug}/ /tags/north-korea/ 301" in site.read("public/_redirects")
    assert "/tags/north-korea/" in str(site.page(f"/tags/{slug}/"))
    for feed in ("feed.xml", "atom.xml", "feed.json"):
        own = site.read(f"public/tags/north-korea/{feed}")
        assert site.read(f"public/tags/{slug}/{feed}").replace(f"/{slug}/{feed}", f"/north-korea/{feed}") == own


def test_a_vocabulary_that_cannot_be_read_leaves_the_last_site(site: Site) -> None:
    site.build()
    before = site.output()
    site.write({"data/tags.yaml": "tags: 1\n"})
    done = site.run("build")
    assert done.returncode == 3
    assert "data/tags.yaml:1:1" in done.stderr
    assert site.output() == before


def test_list_tells_tags_as_pages_show_them(site: Site) -> None:
    assert '"tags":["North Korea","harbour"]' in site.run("list", "--json").stdout
