"""What may be shown of an article: all of it, an excerpt with the way to the original, or only a link."""

from __future__ import annotations

import json
from typing import Any

import feedparser
import pytest

from generator.errors import ConfigError
from tests.sites import MakeSite, Site, entry_text
from tests.test_build import links, texts

BODY = "The first words of it.\n\nZanzibar stands only at the end.\n"
ORIGINAL = "https://paper.example/ice"
SHOWN = {"full": (True, True), "excerpt": (True, False), "link": (False, False)}
"""Whether an article has a page, and whether its whole text is anywhere."""


def entry(**fields: str) -> str:
    stated = {"summary": "The short of it.", "date": "2026-03-01", "link": ORIGINAL, "source": "The Paper", **fields}
    return entry_text("Ice", BODY, **stated)


def built(make_site: MakeSite, text: str, settings: str = "") -> Site:
    site = make_site({"site.yaml": f"title: Test digest\nsearch: false\n{settings}", "content/ice.md": text})
    assert site.build().problems == ()
    assert site.broken_links() == []
    return site


def feeds(site: Site) -> list[tuple[str, Any]]:
    """The only item of the site's feed in RSS, Atom and JSON: its address and whole text."""
    found = []
    for name in ("feed.xml", "atom.xml"):
        parsed: Any = feedparser.parse((site.root / "public" / name).read_bytes())
        (item,) = parsed.entries
        found.append((item.link, item.content[0].value if "content" in item else None))
    (record,) = json.loads(site.read("public/feed.json"))["items"]
    return [*found, (record["url"], record.get("content_html"))]


def texts_of(site: Site) -> str:
    return "\n".join(data.decode(errors="replace") for data in site.output().values())


@pytest.mark.parametrize("rights", SHOWN)
@pytest.mark.parametrize("where", ["entry", "source", "site"])
def test_nothing_more_is_shown_anywhere(make_site: MakeSite, where: str, rights: str) -> None:
    settings = {"source": f"sources: {{The Paper: {{rights: {rights}}}}}\n", "site": f"rights: {rights}\n"}
    site = built(make_site, entry(**({"rights": rights} if where == "entry" else {})), settings.get(where, ""))
    has_page, has_text = SHOWN[rights]
    assert ("2026/03/ice/index.html" in site.output()) == has_page
    assert ("Zanzibar" in texts_of(site)) == has_text
    assert ("/2026/03/ice/" in texts_of(site)) == has_page


def test_the_entrys_word_counts_before_the_sources_and_the_sites(make_site: MakeSite) -> None:
    settings = "rights: link\nsources: {The Paper: {rights: excerpt}}\n"
    site = built(make_site, entry(), settings)
    assert ("2026/03/ice/index.html" in site.output(), "Zanzibar" in texts_of(site)) == (True, False)
    site.write({"content/ice.md": entry(rights="full")}).build()
    assert "Zanzibar" in site.read("public/2026/03/ice/index.html")


@pytest.mark.parametrize("name", ["the paper", "THE-PAPER", "The  Páper"])
def test_a_sources_settings_are_found_however_its_name_is_written(make_site: MakeSite, name: str) -> None:
    site = built(make_site, entry(), f'sources: {{"{name}": {{rights: excerpt, url: "https://paper.example/"}}}}\n')
    assert "Zanzibar" not in site.read("public/2026/03/ice/index.html")
    assert "https://paper.example/" in links(site.page("/sources/the-paper/"), "main a")


def test_two_names_of_one_source_in_the_settings_are_told(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": "sources:\n  The Paper: {rights: link}\n  the páper: {rights: full}\n"})
    with pytest.raises(ConfigError) as caught:
        site.build()
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("site.yaml", 3)
    assert "'The Paper' on line 2" in problem.message


def test_the_list_leads_to_the_original_where_there_is_no_page(make_site: MakeSite) -> None:
    site = built(make_site, entry(rights="link"))
    site.write({"content/more.md": entry(related="[ice]"), "content/alone.md": entry_text("Alone", rights="link")})
    listed = {record["id"]: record for record in map(json.loads, site.run("list", "--json").stdout.splitlines())}
    assert {name: record["url"] for name, record in listed.items()} == {
        "ice": ORIGINAL,
        "more": "/2026/03/more/",
        "alone": "/alone/",
    }
    assert [near["url"] for near in listed["more"]["related"]] == [ORIGINAL]


def test_an_excerpt_leads_to_the_original(make_site: MakeSite) -> None:
    page = built(make_site, entry(rights="excerpt")).page("/2026/03/ice/")
    assert texts(page, ".excerpt p")[0] == "The short of it."
    assert links(page, ".excerpt a") == [ORIGINAL]
    assert "first words" not in page.get_text()


@pytest.mark.parametrize("page", ["/", "/sources/the-paper/", "/2026/03/", "/archive/2026/03/01/", "/tags/sea/"])
def test_where_only_a_link_may_be_shown_lists_lead_to_the_original(make_site: MakeSite, page: str) -> None:
    site = built(make_site, entry(rights="link", tags="[Sea]"))
    assert ORIGINAL in links(site.page(page), "main article h2 a")


@pytest.mark.parametrize(
    ("rights", "address", "has_text"),
    [
        ("full", "https://example.org/2026/03/ice/", True),
        ("excerpt", "https://example.org/2026/03/ice/", False),
        ("link", ORIGINAL, False),
    ],
)
def test_feeds_show_what_pages_may(make_site: MakeSite, rights: str, address: str, has_text: bool) -> None:  # noqa: FBT001
    for link, content in feeds(built(make_site, entry(rights=rights))):
        assert (link, bool(content and "Zanzibar" in content)) == (address, has_text)


def test_feeds_can_be_short_where_pages_are_whole(make_site: MakeSite) -> None:
    site = built(make_site, entry(), "feeds: {content: excerpt}\n")
    assert [content for _, content in feeds(site)] == [None, None, None]
    assert "Zanzibar" in site.read("public/2026/03/ice/index.html")


def test_a_link_to_nowhere_is_an_excerpt(make_site: MakeSite) -> None:
    text = entry_text("Ice", BODY, date="2026-03-01", rights="link", summary="The short of it.")
    site = built(make_site, text)
    assert texts(site.page("/2026/03/ice/"), ".excerpt p") == ["The short of it."]
    assert "Zanzibar" not in texts_of(site)


def test_the_original_is_in_no_sitemap(make_site: MakeSite) -> None:
    site = built(make_site, entry(rights="link"))
    assert "paper.example" not in site.read("public/sitemap.xml") + site.read("public/sitemap-news.xml")


def test_an_unknown_word_is_told(make_site: MakeSite) -> None:
    (problem,) = make_site({"content/ice.md": entry(rights="some")}).build().problems
    assert problem.place.startswith("content/ice.md:")
    assert "expected full, excerpt or link" in problem.message
