"""Stories: the articles on one event in the order it happened, and who covered it."""

from __future__ import annotations

from typing import Any

import feedparser

from tests.sites import MakeSite, Site, entry_text
from tests.test_build import links, texts

SITE = "title: Test digest\nsearch: false\nbase_url: https://example.org/news/\n"
FILES = {
    "content/c.md": entry_text("The search ends", story="The Lost Ship", source="Radio Nord", date="2026-03-09"),
    "content/a.md": entry_text("The ship is lost", story="The lost ship", source="The Paper", date="2026-03-01"),
    "content/b.md": entry_text("The search begins", story="The lost ship", source="The Paper", date="2026-03-03"),
    "content/d.md": entry_text("Rain", story="The weather", date="2026-03-02"),
    "content/e.md": entry_text("Alone", date="2026-03-04"),
}


def built(make_site: MakeSite) -> Site:
    site = make_site({"site.yaml": SITE, **FILES})
    assert site.build().problems == ()
    assert site.broken_links("/news/") == []
    return site


def test_a_story_is_told_from_its_beginning(make_site: MakeSite) -> None:
    page = built(make_site).page("/stories/the-lost-ship/")
    assert texts(page, "h1") == ["The lost ship"]
    assert texts(page, ".timeline h2") == ["The ship is lost", "The search begins", "The search ends"]
    assert texts(page, ".timeline .when") == ["1 March 2026", "3 March 2026", "9 March 2026"]
    assert texts(page, "title") == ["The story: The lost ship · Test digest"]


def test_only_the_newest_is_marked_as_new(make_site: MakeSite) -> None:
    site = built(make_site)
    marked = site.page("/stories/the-lost-ship/").select(".timeline li:has(.badge) h2")
    assert [element.get_text() for element in marked] == ["The search ends"]
    assert not site.page("/stories/the-weather/").select(".badge")


def test_the_coverage_is_counted_by_source_the_most_first(make_site: MakeSite) -> None:
    site = built(make_site)
    page = site.page("/stories/the-lost-ship/")
    assert texts(page, ".about .terms a") == ["The Paper 2", "Radio Nord 1"]
    assert links(page, ".about .terms a") == ["/news/sources/the-paper/", "/news/sources/radio-nord/"]
    assert not site.page("/stories/the-weather/").select(".about .terms")


def test_an_article_leads_to_its_story(make_site: MakeSite) -> None:
    site = built(make_site)
    assert links(site.page("/2026/03/a/"), ".parts a") == ["/news/stories/the-lost-ship/"]
    assert not site.page("/2026/03/e/").select(".parts")


def test_all_stories_are_listed_and_in_the_menu(make_site: MakeSite) -> None:
    site = built(make_site)
    assert texts(site.page("/stories/"), ".terms a") == ["The lost ship 3", "The weather 1"]
    assert "/news/stories/" in links(site.page("/"), "nav a")


def test_a_storys_feed_has_the_newest_first(make_site: MakeSite) -> None:
    parsed: Any = feedparser.parse((built(make_site).root / "public/stories/the-lost-ship/feed.xml").read_bytes())
    assert [item.title for item in parsed.entries] == ["The search ends", "The search begins", "The ship is lost"]
    assert parsed.feed.link == "https://example.org/news/stories/the-lost-ship/"


def test_a_site_without_stories_shows_none(make_site: MakeSite) -> None:
    site = make_site({"content/e.md": FILES["content/e.md"]})
    site.build()
    assert not [name for name in site.output() if name.startswith("stories/")]
    assert "Stories" not in texts(site.page("/"), "nav a")
