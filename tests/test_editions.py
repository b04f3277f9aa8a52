"""Editions: issues that an editor writes, and those that are made of each day's or week's articles."""

from __future__ import annotations

from typing import Any

import feedparser
import pytest

from tests.sites import MakeSite, Site, entry_text, many
from tests.test_build import attribute, links, texts

SITE = "title: Test digest\nsearch: false\nbase_url: https://example.org/news/\n"
ENTRIES = {
    "content/seals.md": entry_text("Seals", "They came ashore.", date="2026-03-02", source="The Paper"),
    "content/ice.md": entry_text("Ice", "It broke early.", date="2026-03-05", id="k7x"),
    "content/2026/boats.md": entry_text("Boats", "They left.", date="2026-03-05"),
    "content/later.md": entry_text("Later", "After a week.", date="2026-03-09"),
}
WRITTEN = """\
---
title: The long winter
number: 12
date: 2026-03-06
items: [seals, k7x, content/2026/boats.md, seals]
notes:
  k7x: Read *this* first, then [the seals](/2026/03/seals/).
---
What **the ice** left: [all of it](/archive/).
"""


def built(make_site: MakeSite, files: dict[str, str], settings: str = "") -> Site:
    site = make_site({"site.yaml": SITE + settings, **ENTRIES, **files})
    assert site.build().problems == ()
    assert site.broken_links("/news/") == []
    return site


def editions(site: Site) -> list[str]:
    """The places of all editions as their list has them."""
    return [link.removeprefix("/news/editions/") for link in links(site.page("/editions/"), ".terms a")]


class TestWritten:
    def test_has_its_articles_in_the_editors_order_each_once(self, make_site: MakeSite) -> None:
        page = built(make_site, {"content/editions/winter.md": WRITTEN}).page("/editions/winter/")
        assert texts(page, "h1") == ["The long winter"]
        assert texts(page, "main article h2 a") == ["Seals", "Ice", "Boats"]
        assert "No. 12" in texts(page, ".about .meta span")
        assert attribute(page, ".about time", "datetime") == "2026-03-06"
        assert texts(page, ".sums span")[0] == "3 stories"

    @pytest.mark.parametrize(
        ("title", "dateline"),
        [
            ("title: The long winter\nnumber: 12", ["9 March 2026", "No. 12: The long winter"]),
            ("title: The long winter", ["9 March 2026", "The long winter"]),
            ("number: 12", ["9 March 2026", "No. 12"]),
            ("draft: false", ["9 March 2026"]),
        ],
    )
    def test_the_front_page_has_its_number(self, make_site: MakeSite, title: str, dateline: list[str]) -> None:
        text = f"---\n{title}\ndate: 2026-03-09\n---\n"
        page = built(make_site, {"content/editions/newest.md": text}).page("/")
        assert texts(page, ".dateline > *") == dateline
        assert links(page, ".dateline a") == ["/news/editions/newest/"]

    def test_has_an_intro_and_notes_whose_links_lead_from_the_page(self, make_site: MakeSite) -> None:
        page = built(make_site, {"content/editions/winter.md": WRITTEN}).page("/editions/winter/")
        assert texts(page, ".intro strong") == ["the ice"]
        assert links(page, ".intro a") == ["/news/archive/"]
        (seals, ice, _) = page.select("main article")
        assert not seals.select(".voice")
        assert [element.get_text() for element in ice.select(".voice em")] == ["this"]
        assert [element["href"] for element in ice.select(".voice a")] == ["/news/2026/03/seals/"]

    def test_an_article_leads_to_its_edition_and_through_it(self, make_site: MakeSite) -> None:
        site = built(make_site, {"content/editions/winter.md": WRITTEN})
        page = site.page("/2026/03/ice/")
        assert "In the edition The long winter" in texts(page, ".parts span")
        assert attribute(page, ".beside a[rel=prev]", "href") == "/news/2026/03/seals/"
        assert attribute(page, ".beside a[rel=next]", "href") == "/news/2026/03/boats/"
        assert not site.page("/2026/03/later/").select(".parts, .beside")

    def test_has_a_feed_of_its_own(self, make_site: MakeSite) -> None:
        site = built(make_site, {"content/editions/winter.md": WRITTEN})
        parsed: Any = feedparser.parse((site.root / "public/editions/winter/atom.xml").read_bytes())
        assert {item.title for item in parsed.entries} == {"Seals", "Ice", "Boats"}

    def test_without_a_list_it_has_its_days_articles(self, make_site: MakeSite) -> None:
        site = built(make_site, {"content/editions/2026-03-05.md": "Hello.\n"})
        page = site.page("/editions/2026-03-05/")
        assert sorted(texts(page, "main article h2 a")) == ["Boats", "Ice"]
        assert texts(page, "h1") == ["5 March 2026"]

    def test_what_it_names_and_there_is_not_is_told(self, make_site: MakeSite) -> None:
        text = "---\ndate: 2026-03-05\nitems: [seal, ice]\nnotes: {boat: x}\n---\n"
        site = make_site({"site.yaml": SITE, **ENTRIES, "content/editions/a.md": text})
        first, second = site.build().problems
        assert (first.file, first.severity, first.hint) == (
            "content/editions/a.md",
            "warning",
            "did you mean 'seals'?",
        )
        assert ("items" in first.message, "notes" in second.message) == (True, True)
        assert texts(site.page("/editions/a/"), "main article h2 a") == ["Ice"]

    def test_without_a_date_it_costs_only_itself(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": SITE, **ENTRIES, "content/editions/a.md": "---\ntitle: A\n---\n"})
        (problem,) = site.build().problems
        assert (problem.file, "needs a date" in problem.message, bool(problem.hint)) == (
            "content/editions/a.md",
            True,
            True,
        )
        assert "2026/03/ice/index.html" in site.output()


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("daily", [("2026-03-09/", 1), ("2026-03-05/", 2), ("2026-03-02/", 1)]),
        ("weekly", [("2026-03-09/", 1), ("2026-03-02/", 3)]),
    ],
)
def test_editions_are_made_of_days_or_weeks(make_site: MakeSite, how: str, expected: list[tuple[str, int]]) -> None:
    site = built(make_site, {"content/undated.md": entry_text("Undated")}, f"editions: {how}\n")
    assert editions(site) == [slug for slug, _ in expected]
    for slug, number in expected:
        assert len(site.page(f"/editions/{slug}").select("main article")) == number


def test_a_written_edition_takes_the_place_of_the_made_one(make_site: MakeSite) -> None:
    written = "---\ntitle: Ours\nitems: [ice]\n---\n"
    site = built(make_site, {"content/editions/2026-03-05.md": written}, "editions: daily\n")
    assert editions(site) == ["2026-03-09/", "2026-03-05/", "2026-03-02/"]
    assert texts(site.page("/editions/2026-03-05/"), "h1") == ["Ours"]


def test_each_leads_to_the_one_before_and_after(make_site: MakeSite) -> None:
    site = built(make_site, {}, "editions: daily\n")
    ways = {
        slug: (
            links(site.page(f"/editions/{slug}/"), ".beside a[rel=prev]"),
            links(site.page(f"/editions/{slug}/"), ".beside a[rel=next]"),
        )
        for slug in ("2026-03-09", "2026-03-05", "2026-03-02")
    }
    assert ways == {
        "2026-03-09": ([], ["/news/editions/2026-03-05/"]),
        "2026-03-05": (["/news/editions/2026-03-09/"], ["/news/editions/2026-03-02/"]),
        "2026-03-02": (["/news/editions/2026-03-05/"], []),
    }


def test_latest_leads_to_the_newest(make_site: MakeSite) -> None:
    site = built(make_site, {}, "editions: weekly\n")
    page = site.page("/latest/")
    assert attribute(page, "meta[http-equiv=refresh]", "content") == "0; url=/news/editions/2026-03-09/"
    assert attribute(page, "link[rel=canonical]", "href") == "https://example.org/news/editions/2026-03-09/"
    assert "https://example.org/news/latest/" not in site.read("public/sitemap.xml")
    site.write({"content/new.md": entry_text("New", date="2026-03-17")}).build()
    assert links(site.page("/latest/"), "p a") == ["/news/editions/2026-03-16/"]


def test_a_site_without_editions_shows_none(make_site: MakeSite) -> None:
    site = built(make_site, {})
    assert not [name for name in site.output() if name.startswith(("editions/", "latest/"))]
    assert "Editions" not in texts(site.page("/"), "nav a")


def test_two_files_with_one_slug_are_told_and_the_first_stays(make_site: MakeSite) -> None:
    first = "---\ntitle: First\ndate: 2026-03-05\nslug: winter\n---\n"
    site = make_site(
        {"site.yaml": SITE, **ENTRIES, "content/editions/a.md": first, "content/editions/winter.md": WRITTEN}
    )
    (problem,) = site.build().problems
    assert problem.file == "content/editions/winter.md"
    assert problem.message == "has the slug 'winter', as content/editions/a.md does"
    assert texts(site.page("/editions/winter/"), "h1") == ["First"]


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("number: twelve", "number: expected a whole number, not 'twelve'"),
        ("Number: 1.5", "Number: expected a whole number, not 1.5"),
        ("items: {a: b}", "items: expected a list"),
        ("items: [[a]]", "items: expected one line of text"),
        ("notes: [a]", "notes: expected keys and values, not ['a']"),
        ("notes: {ice: [a]}", "notes: expected a text for 'ice'"),
        ("title: [a]", "title: expected one line of text"),
    ],
)
def test_a_field_that_cannot_be_read_is_told_with_its_line(make_site: MakeSite, stated: str, message: str) -> None:
    site = make_site({"site.yaml": SITE, **ENTRIES, "content/editions/a.md": f"---\ndate: 2026-03-05\n{stated}\n---\n"})
    (problem,) = site.build().problems
    assert (problem.file, problem.line, problem.message) == ("content/editions/a.md", 3, message)
    assert "editions/a/index.html" not in site.output()


@pytest.mark.parametrize(("folder", "place"), [("editions", "/editions/a/"), ("pages", "/a/")])
@pytest.mark.parametrize(
    ("stated", "option"),
    [
        ("date: 2026-03-05\ndraft: true", "drafts"),
        ("date: 2026-03-05\nstatus: draft", "drafts"),
        ("date: 2026-11-24", "future"),
    ],
)
def test_drafts_and_the_future_are_held_back(
    make_site: MakeSite, folder: str, place: str, stated: str, option: str
) -> None:
    text = f"---\ntitle: Held back\n{stated}\n---\n\nWords.\n"
    site = make_site({"site.yaml": SITE, **ENTRIES, f"content/{folder}/a.md": text})
    result = site.build()
    assert (result.problems, getattr(result, option)) == ((), 1)
    assert not any(b"Held back" in data for data in site.output().values())
    assert getattr(site.build(**{option: True}), option) == 0
    assert "Held back" in texts(site.page(place), "h1")


def test_a_draft_takes_no_slug_from_an_edition(make_site: MakeSite) -> None:
    draft = "---\ntitle: Next\ndate: 2026-03-05\nslug: winter\ndraft: true\n---\n"
    site = built(make_site, {"content/editions/a.md": draft, "content/editions/winter.md": WRITTEN})
    assert texts(site.page("/editions/winter/"), "h1") == ["The long winter"]


@pytest.mark.parametrize("settings", ["", "editions: daily\n", "editions: weekly\n", "pagination: 1\n"])
@pytest.mark.parametrize("number", [0, 1, 7])
def test_a_site_of_few_articles_or_none_builds_well(make_site: MakeSite, settings: str, number: int) -> None:
    site = make_site({"site.yaml": SITE + settings, **many(number)})
    assert site.build().problems == ()
    assert site.broken_links("/news/") == []
    assert ("Editions" in texts(site.page("/"), "nav a")) == ("editions" in settings and number > 0)
    parsed: Any = feedparser.parse((site.root / "public/feed.xml").read_bytes())
    assert len(parsed.entries) == number
