"""What machines read: feeds, the sitemap and robots.txt."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import feedparser
import pytest

from tests.sites import MakeSite, Site, entry_text, many

BASE = "https://example.org/"
NASTY = {
    "content/a.md": entry_text(
        '"<script>alert(1)</script> & R&D\\x07 <i>"', summary='"1 < 2 & 3 > 2 ]]> é"', date="2026-01-02"
    ),
    "content/b.md": entry_text('"Fußball & Co"', tags='["R&D <new>"]', source='"A & B <Ltd>"', date="2026-01-01"),
}


def feed(site: Site, path: str = "feed.xml") -> Any:
    """A feed as a reader's program takes it; one that is not well-formed fails."""
    parsed = feedparser.parse((site.root / "public" / path).read_bytes())
    assert parsed.bozo == 0, parsed.get("bozo_exception")
    return parsed


def places(site: Site) -> list[str]:
    """Every address in the sitemap."""
    root = ET.fromstring(site.read("public/sitemap.xml"))  # noqa: S314 - we wrote it
    return [element.text or "" for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_every_feed_is_well_formed_whatever_the_texts_hold(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": 'title: "Q&A <daily>"\ndescription: "All & <more>"\n', **NASTY})
    site.build()
    names = [name for name in site.output() if name.endswith("feed.xml")]
    assert sorted(names) == ["feed.xml", "sources/a-b-ltd/feed.xml", "tags/r-d-new/feed.xml"]
    for name in names:
        feed(site, name)


def test_special_characters_arrive_as_they_were_written(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": 'title: "Q&A <daily>"\n', **NASTY})
    site.build()
    # feedparser takes titles for HTML, so the document itself is asked.
    channel = ET.fromstring(site.read("public/feed.xml")).find("channel")  # noqa: S314 - we wrote it
    assert channel is not None
    assert channel.findtext("title") == "Q&A <daily>"
    first, second = channel.findall("item")
    assert first.findtext("title") == "<script>alert(1)</script> & R&D <i>"
    assert second.findtext("category") == "R&D <new>"
    assert feed(site).entries[0].summary == "1 &lt; 2 &amp; 3 &gt; 2 ]]&gt; é"


def test_the_sites_feed_has_the_newest_articles_first(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": "title: Fish\ndescription: All that swims\n", **many(3)})
    site.build()
    parsed = feed(site)
    assert (parsed.version, parsed.feed.title, parsed.feed.subtitle) == ("rss20", "Fish", "All that swims")
    assert [item.title for item in parsed.entries] == ["Story 3", "Story 2", "Story 1"]
    assert parsed.entries[0].link == f"{BASE}2026/01/story-3/"
    assert parsed.entries[0].summary == "What happened on day 3."
    assert parsed.feed.language == "en"


def test_tags_and_sources_have_feeds_of_their_own(make_site: MakeSite) -> None:
    site = make_site({**many(2, tags="[Moon]"), "content/x.md": entry_text("X", source="The Paper", date="2026-01-01")})
    site.build()
    assert [item.title for item in feed(site, "tags/moon/feed.xml").entries] == ["Story 2", "Story 1"]
    paper = feed(site, "sources/the-paper/feed.xml")
    assert [item.title for item in paper.entries] == ["X"]
    assert paper.feed.link == f"{BASE}sources/the-paper/"


def test_an_item_tells_author_and_tags(make_site: MakeSite) -> None:
    files = {
        "content/a.md": entry_text("A", author="Ada", source="The Paper", tags="[Moon, Mars]", date="2026-01-02"),
        "content/b.md": entry_text("B", source="The Paper", date="2026-01-01"),
    }
    site = make_site(files)
    site.build()
    first, second = feed(site).entries
    assert (first.author, second.author) == ("Ada", "The Paper")
    assert [tag.term for tag in first.tags] == ["Moon", "Mars"]


def test_dates_are_those_of_the_articles(make_site: MakeSite) -> None:
    site = make_site(
        {
            "site.yaml": "timezone: Europe/Madrid\n",
            "content/a.md": entry_text("A", date="2026-07-01"),
            "content/b.md": entry_text("B", date="2026-06-30T09:30:00Z"),
        }
    )
    site.build()
    parsed = feed(site)
    assert [item.published for item in parsed.entries] == [
        "Wed, 01 Jul 2026 00:00:00 +0200",
        "Tue, 30 Jun 2026 11:30:00 +0200",
    ]
    assert parsed.feed.updated == "Wed, 01 Jul 2026 00:00:00 +0200"


def test_a_date_before_standard_time_is_valid_too(make_site: MakeSite) -> None:
    # Madrid was 14 minutes and 44 seconds behind Greenwich until 1901; RFC 5322 knows no seconds there.
    site = make_site({"site.yaml": "timezone: Europe/Madrid\n", "content/a.md": entry_text("A", date="1850-06-01")})
    site.build()
    (item,) = feed(site).entries
    assert item.published.startswith("Sat, 01 Jun 1850 00:00:00 ")
    assert len(item.published.rpartition(" ")[2]) == len("+0000")


def test_a_feed_has_as_many_items_as_configured(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": "feeds: {items: 2}\n", **many(4, tags="[Moon]")})
    site.build()
    assert [item.title for item in feed(site).entries] == ["Story 4", "Story 3"]
    assert len(feed(site, "tags/moon/feed.xml").entries) == 2


@pytest.mark.parametrize(
    ("key", "gone", "kept"), [("tags", "tags/moon", "sources/p"), ("sources", "sources/p", "tags/moon")]
)
def test_feeds_of_one_kind_can_be_switched_off(make_site: MakeSite, key: str, gone: str, kept: str) -> None:
    site = make_site({"site.yaml": f"feeds: {{{key}: false}}\n", **many(1, tags="[Moon]", source="P")})
    site.build()
    assert f"{gone}/feed.xml" not in site.output()
    assert f"{kept}/feed.xml" in site.output()
    assert "RSS feed of this page" not in site.page(f"/{gone}/").get_text()
    assert site.broken_links() == []


def test_an_empty_feed_is_a_feed(make_site: MakeSite) -> None:
    site = make_site({})
    site.build()
    assert feed(site).entries == []


class TestIdentity:
    ENTRY = entry_text("A", id="k7x", date="2026-01-01")

    def guid(self, site: Site) -> str:
        site.build()
        (item,) = feed(site).entries
        assert item.guidislink is False
        return str(item.id)

    def test_an_article_keeps_it_when_the_site_moves(self, make_site: MakeSite) -> None:
        site = make_site({"content/a.md": self.ENTRY})
        before = self.guid(site)
        site.write({"site.yaml": "base_url: https://elsewhere.example/news/\n"})
        assert self.guid(site) == before

    def test_an_article_keeps_it_when_its_address_changes(self, make_site: MakeSite) -> None:
        site = make_site({"content/a.md": self.ENTRY})
        before = self.guid(site)
        site.write({"site.yaml": "permalinks: {entry: '/{id}/'}\n"})
        assert self.guid(site) == before

    def test_an_article_keeps_it_when_it_is_edited_and_renamed(self, make_site: MakeSite) -> None:
        site = make_site({"content/a.md": self.ENTRY})
        before = self.guid(site)
        site.remove("content/a.md")
        site.write({"content/b.md": self.ENTRY.replace("title: A", "title: B")})
        assert self.guid(site) == before

    def test_articles_differ_in_it(self, make_site: MakeSite) -> None:
        site = make_site(many(5))
        site.build()
        assert len({item.id for item in feed(site).entries}) == 5


def test_every_address_in_a_feed_resolves(make_site: MakeSite) -> None:
    entry = entry_text("Ü", permalink="/ü b/", date="2026-01-01")
    site = make_site({"site.yaml": f"base_url: {BASE}news/\n", "content/a.md": entry})
    site.build()
    parsed = feed(site)
    assert parsed.entries[0].link == f"{BASE}news/%C3%BC%20b/"
    assert "ü b/index.html" in site.output()
    assert parsed.feed.links[-1].href == f"{BASE}news/feed.xml"


class TestSitemap:
    def test_every_address_resolves(self, make_site: MakeSite) -> None:
        files = many(5, tags="[Moon, Über uns]", source="The Paper")
        site = make_site({"site.yaml": f"base_url: {BASE}news/\npagination: 2\n", **files})
        site.build()
        names = [unquote(place.removeprefix(f"{BASE}news/")) for place in places(site)]
        assert len(names) == len(set(names)) > 10
        assert all((f"{name}index.html" if not name or name.endswith("/") else name) in site.output() for name in names)

    def test_has_all_pages_but_the_one_for_unknown_addresses(self, make_site: MakeSite) -> None:
        site = make_site({**many(2, tags="[Moon]"), "static/own.html": "<p>Not ours"})
        site.build()
        pages = {name.removesuffix("index.html") for name in site.output() if name.endswith(".html")}
        assert {place.removeprefix(BASE) for place in places(site)} == pages - {"404.html", "own.html"}

    def test_tells_when_articles_changed(self, make_site: MakeSite) -> None:
        site = make_site(
            {
                "content/a.md": entry_text("A", date="2026-01-01"),
                "content/b.md": entry_text("B", date="2026-01-01", updated="2026-02-03T10:00:00Z"),
                "content/c.md": entry_text("C"),
            }
        )
        site.build()
        text = site.read("public/sitemap.xml")
        assert f"<loc>{BASE}2026/01/a/</loc><lastmod>2026-01-01</lastmod>" in text
        assert f"<loc>{BASE}2026/01/b/</loc><lastmod>2026-02-03T10:00:00+00:00</lastmod>" in text
        assert f"<loc>{BASE}c/</loc></url>" in text


def test_robots_are_welcome_and_are_told_of_the_sitemap(make_site: MakeSite) -> None:
    site = make_site({})
    site.build()
    assert site.read("public/robots.txt") == f"User-agent: *\nDisallow:\n\nSitemap: {BASE}sitemap.xml\n"
