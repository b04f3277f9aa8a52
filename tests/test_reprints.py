"""A text that the digest has already is told and linked, and makes no second entry."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from generator.canonical import address_key, without_tracking, without_tracking_in
from tests.sites import MakeSite, Site

STORY = """\
A flood takes the old bridge

The old bridge below the weir was carried away at four in the morning, when the river had risen by two metres.
Nobody was on it, because the town had closed it the evening before on the advice of its engineers.
Lorries must now take the ferry or go round by the dam, which costs them forty minutes each way until spring.
A new bridge was planned for next year and will be begun three months early, the mayor said to reporters.
{source}
"""
ORIGINAL = STORY.format(source="Forest Wire")
REPRINT = (
    STORY.replace("A flood takes", "Flood sweeps away").replace(" to reporters", "").format(source="Harbour Times")
)


def fields(site: Site, path: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(site.read(path or site.entry()).split("---\n")[1])
    return found


def test_a_wire_story_reprinted_is_linked_where_it_stands(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": ORIGINAL})
    site.build()
    site.write({"seeds/b.txt": REPRINT})
    ran = site.run("import")
    assert f"seeds/b.txt: same as {site.entry()}" in ran.stderr
    (also,) = fields(site)["also_in"]
    assert (also["name"], also["seed"]["file"]) == ("Harbour Times", "b.txt")
    before = site.read(site.entry())
    result = site.build(use_cache=False)
    assert (result.imported, result.seeds, result.problems, site.read(site.entry())) == (0, 2, (), before)
    assert "Harbour Times" in site.page("/2026/11/a-flood-takes-the-old-bridge/").get_text()


def test_both_in_one_run_make_one_entry(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": ORIGINAL, "seeds/b.txt": REPRINT})
    assert site.build().imported == 1
    assert "Harbour Times" in str(fields(site)["also_in"])
    assert site.build(use_cache=False).imported == 0


def test_the_link_stays_when_the_first_seed_changes(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": ORIGINAL, "seeds/b.txt": REPRINT})
    site.build()
    site.write({"seeds/a.txt": ORIGINAL.replace("four in", "five in")}).build()
    assert "five in" in site.read(site.entry())
    assert "Harbour Times" in str(fields(site)["also_in"])


def test_an_edited_entry_is_kept_and_the_reprint_is_told(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": ORIGINAL})
    site.build()
    mine = site.read(site.entry()).replace("The old bridge", "Our old bridge")
    site.write({site.entry(): mine, "seeds/b.txt": REPRINT})
    (problem,) = site.build().problems
    assert (problem.severity, problem.file) == ("warning", "seeds/b.txt")
    assert problem.message.startswith(f"same as {site.entry()}")
    assert site.read(site.entry()) == mine


@pytest.mark.parametrize(
    ("first", "second", "entries"),
    [
        pytest.param("https://a.example/x", "http://www.a.example/x/?utm_source=mail#top", 1, id="one address"),
        pytest.param("https://a.example/x", "https://m.a.example/x/amp/", 1, id="for phones"),
        pytest.param("https://a.example/x?id=1", "https://a.example/x?id=2", 2, id="two addresses"),
    ],
)
def test_one_address_is_one_article(make_site: MakeSite, first: str, second: str, entries: int) -> None:
    seed = "Title: {0}\nLink: {1}\n\nThe text of {0}, which has words of its own.\n"
    site = make_site({"seeds/a.txt": seed.format("One", first), "seeds/b.txt": seed.format("Two", second)})
    assert site.build().entries == entries


@pytest.mark.parametrize(
    ("address", "entries"),
    [
        pytest.param("https://a.example/notes#{0}", 2, id="places of one page"),
        pytest.param("https://a.example/", 2, id="the site's own address"),
    ],
)
def test_the_items_of_a_list_are_told_apart_by_what_they_are(make_site: MakeSite, address: str, entries: int) -> None:
    rows = "".join(f"{name},{address.format(name)},The text of {name} alone.\n" for name in ("One", "Two"))
    site = make_site({"seeds/a.csv": f"title,link,text\n{rows}"})
    assert site.build().entries == entries


def test_the_address_of_a_site_is_no_articles(make_site: MakeSite) -> None:
    seed = "Title: {0}\nLink: https://a.example/\n\nThe text of {0}, which has words of its own.\n"
    assert make_site({"seeds/a.txt": seed.format("One"), "seeds/b.txt": seed.format("Two")}).build().entries == 2


def test_the_same_words_under_another_title_are_one_article(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": ORIGINAL, "seeds/b.txt": ORIGINAL.replace("A flood takes", "How a flood took")})
    assert site.build().entries == 1


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(REPRINT.replace("Harbour Times", "Forest Wire"), id="at the same source"),
        pytest.param(REPRINT.replace("Nobody", "The keeper told us more. " * 40 + "Nobody"), id="which says much more"),
        pytest.param(
            REPRINT[: REPRINT.index("Nobody")] + "Trees fell in every valley of the county.\nX Post\n", id="quoted"
        ),
    ],
)
def test_another_version_stays_an_article(make_site: MakeSite, other: str) -> None:
    assert make_site({"seeds/a.txt": ORIGINAL, "seeds/b.txt": other}).build().entries == 2


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("https://a.example/?utm_source=x&id=1&fbclid=2#part", "https://a.example/?id=1#part"),
        ("https://a.example/?utm_source=x", "https://a.example/"),
        ("https://a.example/?q=utm_source", "https://a.example/?q=utm_source"),
        ("https://a.example/%3Futm_source=x", "https://a.example/%3Futm_source=x"),
        ("https://a.example/?id=1&amp;utm_source=x", "https://a.example/?id=1"),
        ("https://a.example/x#xtor=RSS-1", "https://a.example/x"),
        ("https://a.example/x?#", "https://a.example/x?#"),
    ],
)
def test_an_address_loses_what_only_tells_who_followed_it(address: str, plain: str) -> None:
    assert without_tracking(address) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("See (https://a.example/?utm_source=x), or not.", "See (https://a.example/), or not."),
        ("见https://a.example/?utm_source=x。然后", "见https://a.example/。然后"),
        ('<a href="https://a.example/?id=1&amp;utm_term=x">', '<a href="https://a.example/?id=1">'),
        ("What does utm_source=x mean?", "What does utm_source=x mean?"),
    ],
)
def test_a_text_keeps_all_but_what_follows_readers(text: str, plain: str) -> None:
    assert without_tracking_in(text) == plain


@pytest.mark.parametrize("address", ["", "nowhere", "javascript:alert(1)", "http://[", "https://", "mailto:a@b.org"])
def test_what_is_no_address_on_the_web_equals_none(address: str) -> None:
    assert address_key(address) == ""


def test_a_dry_run_tells_and_writes_nothing(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": ORIGINAL, "seeds/b.txt": REPRINT})
    before = site.files()
    ran = site.run("import", "--dry-run")
    assert "seeds/b.txt: same as content/" in ran.stderr
    assert site.files() == before
