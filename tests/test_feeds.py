"""What machines read: feeds, the sitemap and robots.txt."""

from __future__ import annotations

import json
from typing import Any, ClassVar
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree as ET

import feedparser
import pytest
from bs4 import BeautifulSoup

from generator.config import Config
from generator.documents import Sitemap, SitemapIndex
from generator.feeds.sitemaps import sitemap_index
from generator.pages import Page, StandingView
from generator.plan import Site as PlannedSite
from generator.plan import frame, ready
from generator.plan.feeds import sitemaps
from tests.sites import MakeSite, Site, entry_text, many, png

BASE = "https://example.org/"
ATOM = "{http://www.w3.org/2005/Atom}"
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
    names = [name for name in site.output() if name.endswith(("feed.xml", "atom.xml"))]
    assert sorted(names) == [
        *("atom.xml", "feed.xml"),
        *("sources/a-b-ltd/atom.xml", "sources/a-b-ltd/feed.xml"),
        *("tags/r-d-new/atom.xml", "tags/r-d-new/feed.xml"),
    ]
    for name in names:
        feed(site, name)
        beside = json.loads(site.read(f"public/{name.removesuffix('feed.xml').removesuffix('atom.xml')}feed.json"))
        assert beside["version"] == "https://jsonfeed.org/version/1.1"


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


class TestFormats:
    """The same articles in RSS, Atom and JSON."""

    SITE = f"title: Fish\nsearch: false\nbase_url: {BASE}news/\n"
    FILES: ClassVar[dict[str, str | bytes]] = {
        "site.yaml": SITE,
        "content/a.md": entry_text(
            "A & B",
            "See [all](/archive/), [near](../b/), [here](#main), ![it](/x.png) & <b>this</b> ]]>.",
            date="2026-01-02",
            updated="2026-01-05T10:00:00Z",
            source="The Paper",
            link="https://paper.example/a?b=1&c=2",
            summary="1 < 2",
            tags="[Moon, Mars]",
        ),
        "static/x.png": png(),
        "content/b.md": entry_text("Été", "Un texte.", date="2026-01-01", lang="fr", author="Ada"),
    }
    FULL = (f"{BASE}news/archive/", f"{BASE}news/2026/01/a/../b/", f"{BASE}news/2026/01/a/#main")

    def site(self, make_site: MakeSite, **settings: str) -> Site:
        lines = "".join(f"{key}: {value}\n" for key, value in settings.items())
        site = make_site({**self.FILES, "site.yaml": self.SITE + lines})
        assert site.build().problems == ()
        return site

    @pytest.mark.parametrize(("path", "version"), [("feed.xml", "rss20"), ("atom.xml", "atom10")])
    def test_xml_has_whole_articles_with_full_addresses(self, make_site: MakeSite, path: str, version: str) -> None:
        parsed = feed(self.site(make_site), path)
        assert parsed.version == version
        first, second = parsed.entries
        content = BeautifulSoup(first.content[0].value, "html.parser")
        assert [str(link["href"]) for link in content.select("a")] == [*self.FULL]
        assert [str(image["src"]) for image in content.select("img")] == [f"{BASE}news/x.png"]
        assert "this ]]>." in content.get_text()
        assert second.content[0].value.strip() == "<p>Un texte.</p>"

    def test_rss_has_whole_articles_in_content_encoded(self, make_site: MakeSite) -> None:
        channel = ET.fromstring(self.site(make_site).read("public/feed.xml")).find("channel")  # noqa: S314 - we wrote it
        assert channel is not None
        texts = [item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") for item in channel.findall("item")]
        assert f'<a href="{self.FULL[0]}">all</a>' in (texts[0] or "")

    def test_atom_has_what_rfc_4287_asks_for(self, make_site: MakeSite) -> None:
        root = ET.fromstring(self.site(make_site).read("public/atom.xml"))  # noqa: S314 - we wrote it
        for element in (root, *root.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert len(element.findall(f"{ATOM}{name}")) == 1
                assert element.findtext(f"{ATOM}{name}")
        first, second = root.findall(f"{ATOM}entry")
        assert first.findtext(f"{ATOM}title") == "A & B"
        assert first.findtext(f"{ATOM}summary") == "1 < 2"
        assert first.findtext(f"{ATOM}updated") == "2026-01-05T10:00:00+00:00" == root.findtext(f"{ATOM}updated")
        assert first.findtext(f"{ATOM}published") == "2026-01-02T00:00:00+00:00"
        links = {link.get("rel"): link.get("href") for link in first.findall(f"{ATOM}link")}
        assert links == {"alternate": f"{BASE}news/2026/01/a/", "via": "https://paper.example/a?b=1&c=2"}
        assert [tag.get("term") for tag in first.findall(f"{ATOM}category")] == ["Moon", "Mars"]
        content = second.find(f"{ATOM}content")
        assert content is not None
        assert content.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"

    def test_json_has_the_same(self, make_site: MakeSite) -> None:
        record = json.loads(self.site(make_site).read("public/feed.json"))
        assert (record["title"], record["home_page_url"]) == ("Fish", f"{BASE}news/")
        assert record["feed_url"] == f"{BASE}news/feed.json"
        first, second = record["items"]
        assert (first["title"], first["summary"], first["tags"]) == ("A & B", "1 < 2", ["Moon", "Mars"])
        assert first["url"] == f"{BASE}news/2026/01/a/"
        assert first["external_url"] == "https://paper.example/a?b=1&c=2"
        assert all(f'href="{address}"' in first["content_html"] for address in self.FULL)
        assert (first["date_published"], first["date_modified"]) == (
            "2026-01-02T00:00:00+00:00",
            "2026-01-05T10:00:00+00:00",
        )
        assert (second["language"], second["authors"]) == ("fr", [{"name": "Ada"}])

    def test_an_article_is_the_same_in_each(self, make_site: MakeSite) -> None:
        site = self.site(make_site)
        ids = [item["id"] for item in json.loads(site.read("public/feed.json"))["items"]]
        assert [item.id for item in feed(site).entries] == ids
        assert [item.id for item in feed(site, "atom.xml").entries] == ids

    def test_only_the_wanted_are_made_and_named(self, make_site: MakeSite) -> None:
        site = self.site(make_site, feeds="{formats: [json]}")
        names = {name.rpartition("/")[2] for name in site.output()}
        assert "feed.json" in names
        assert names & {"feed.xml", "atom.xml"} == set()
        assert site.broken_links("/news/") == []

    def test_a_hub_is_named_in_each(self, make_site: MakeSite) -> None:
        site = self.site(make_site, feeds="{hub: 'https://hub.example/?a&b'}")
        for path in ("feed.xml", "atom.xml"):
            assert "https://hub.example/?a&b" in [
                link.href for link in feed(site, path).feed.links if link.rel == "hub"
            ]
        (hub,) = json.loads(site.read("public/feed.json"))["hubs"]
        assert hub == {"type": "WebSub", "url": "https://hub.example/?a&b"}

    @pytest.mark.parametrize("settings", ["", "feeds: {tags: false, formats: [rss, json]}\n"])
    def test_opml_and_the_page_of_feeds_list_every_feed(self, make_site: MakeSite, settings: str) -> None:
        site = make_site(self.FILES).write(
            {
                "site.yaml": f"{self.SITE}editions: daily\n{settings}",
                "content/c.md": entry_text("C", story="The story", date="2026-01-03"),
            }
        )
        site.build()
        made = {f"{BASE}news/{name}" for name in site.output() if name.endswith(("feed.xml", "atom.xml", "feed.json"))}
        outlines = list(ET.fromstring(site.read("public/feeds.opml")).iter("outline"))  # noqa: S314 - we wrote it
        assert {outline.get("xmlUrl") for outline in outlines} == made
        assert len(outlines) == len(made) > 10
        assert all(outline.get("text") and outline.get("type") == "rss" for outline in outlines)
        shown = {f"{BASE}{str(link['href'])[1:]}" for link in site.page("/feeds/").select("main a")}
        assert made <= shown
        headings = [heading.text for heading in site.page("/feeds/").select("main h2")]
        offered = ["Topics", "Sources", "Stories", "Editions"]
        assert headings == [
            name for name in offered if f"{name.lower()}: false" not in settings.replace("tags", "topics")
        ]


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

    def test_has_all_pages_that_hold_articles_and_no_others(self, make_site: MakeSite) -> None:
        site = make_site({**many(2, tags="[Moon]"), "static/own.html": "<p>Not ours"})
        site.build()
        pages = {name.removesuffix("index.html") for name in site.output() if name.endswith(".html")}
        assert {place.removeprefix(BASE) for place in places(site)} == pages - {
            "404.html",
            "own.html",
            "search/",
            "feeds/",
        }

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

    def test_above_50_000_places_there_are_several_with_an_index(self) -> None:
        view = StandingView(body="", params={})
        pages = [ready(Page(url=f"/{number}/", view=view)) for number in range(100_001)]
        *parts, index = sitemaps(pages)
        assert [page.url for page in parts] == ["/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-3.xml"]
        assert [len(page.view.places) for page in parts if isinstance(page.view, Sitemap)] == [50_000, 50_000, 1]
        assert (index.url, index.view) == ("/sitemap.xml", SitemapIndex(tuple(page.url for page in parts)))
        (single,) = sitemaps(pages[:50_000])
        assert (single.url, type(single.view)) == ("/sitemap.xml", Sitemap)

    def test_an_index_names_them_in_full(self) -> None:
        shared = frame(PlannedSite(config=Config(base_url=f"{BASE}news/"), entries=(), neighbours={}))
        root = ET.fromstring(sitemap_index(SitemapIndex(("/sitemap-1.xml", "/sitemap-2.xml")), shared))  # noqa: S314
        found = [element.text for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
        assert found == [f"{BASE}news/sitemap-1.xml", f"{BASE}news/sitemap-2.xml"]


def test_the_news_sitemap_has_the_two_days_up_to_the_newest(make_site: MakeSite) -> None:
    site = make_site(
        {
            "site.yaml": "title: Q & A\nlanguage: pt-BR\n",
            "content/new.md": entry_text('"1 < 2"', date="2026-03-10T12:00:00Z"),
            "content/edge.md": entry_text("Edge", date="2026-03-08T12:00:00Z"),
            "content/old.md": entry_text("Old", date="2026-03-08T11:59:00Z"),
            "content/undated.md": entry_text("Undated"),
        }
    )
    site.build()
    root = ET.fromstring(site.read("public/sitemap-news.xml"))  # noqa: S314 - we wrote it
    news = "{http://www.google.com/schemas/sitemap-news/0.9}"
    assert [element.text for element in root.iter(f"{news}title")] == ["1 < 2", "Edge"]
    assert [element.text for element in root.iter(f"{news}publication_date")] == [
        "2026-03-10T12:00:00+00:00",
        "2026-03-08T12:00:00+00:00",
    ]
    assert {element.text for element in root.iter(f"{news}name")} == {"Q & A"}
    assert {element.text for element in root.iter(f"{news}language")} == {"pt"}


@pytest.mark.parametrize("base", [BASE, f"{BASE}news/"])
def test_the_web_manifest_leads_to_what_there_is(make_site: MakeSite, base: str) -> None:
    site = make_site({"site.yaml": f'title: "Q & \\"A\\""\nbase_url: {base}\nlanguage: ar\nsearch: false\n'})
    site.build()
    record = json.loads(site.read("public/site.webmanifest"))
    assert (record["name"], record["lang"], record["dir"]) == ('Q & "A"', "ar", "rtl")
    here = f"{base}site.webmanifest"
    assert urljoin(here, record["start_url"]) == urljoin(here, record["scope"]) == base
    assert record["icons"]
    for icon in record["icons"]:
        assert urljoin(here, icon["src"]).removeprefix(base) in site.output()
    assert str(site.page("/").select("link[rel=manifest]")[0]["href"]) == f"/{here.removeprefix(BASE)}"


def test_robots_are_welcome_and_are_told_of_the_sitemap(make_site: MakeSite) -> None:
    site = make_site({})
    site.build()
    assert site.read("public/robots.txt") == f"User-agent: *\nDisallow:\n\nSitemap: {BASE}sitemap.xml\n"
