"""Whole small sites, read back as their readers get them."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from bs4 import BeautifulSoup

from generator.theme import TEMPLATES
from tests.sites import ARTICLE, MakeSite, Site, entry_text, many

NEWS = "https://example.net/news/"


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    return [element.get_text(" ", strip=True) for element in page.select(selector)]


def links(page: BeautifulSoup, selector: str) -> list[str]:
    return [str(element["href"]) for element in page.select(selector)]


def headlines(page: BeautifulSoup) -> list[str]:
    """The titles of the articles that a page lists, wherever the theme puts them."""
    return texts(page, "main article h2 a, main .briefs li a")


def attribute(page: BeautifulSoup, selector: str, name: str) -> str:
    element = page.select_one(selector)
    assert element is not None, selector
    return str(element[name])


def test_one_seed_and_no_configuration_make_a_complete_site(tmp_path: Path) -> None:
    site = Site(tmp_path).write({"seeds/lander.txt": ARTICLE})
    result = site.build()
    assert (result.seeds, result.imported, result.entries, result.problems) == (1, 1, 1, ())
    files = site.output()
    for name in ("index.html", "404.html", "feed.xml", "sitemap.xml", "robots.txt", "archive/index.html"):
        assert files[name]
    assert "2026/11/a-lander-sends-its-first-pictures/index.html" in files
    assert site.broken_links() == []


def test_a_site_without_entries_builds_and_says_what_to_do(make_site: MakeSite) -> None:
    site = make_site({})
    result = site.build()
    assert (result.entries, result.problems, result.published) == (0, (), True)
    assert "seeds/" in site.page("/").get_text()
    assert site.broken_links() == []


class TestLists:
    def test_what_a_page_is_about_is_not_said_of_each_article(self, make_site: MakeSite) -> None:
        files = {f"content/{name}.md": entry_text(name, tags="[Moon]", source="The Paper") for name in "ab"}
        site = make_site({"site.yaml": "pagination: 1\n", **files})
        site.build()
        for url, kicker, source in (
            ("/tags/moon/page/2/", [], ["The Paper"]),
            ("/sources/the-paper/page/2/", ["Moon"], []),
        ):
            assert texts(site.page(url), "main .kicker") == kicker
            assert texts(site.page(url), "main .meta .p-author") == source


class TestFrontPage:
    def test_shows_the_newest_first_with_their_summaries(self, make_site: MakeSite) -> None:
        site = make_site(many(3))
        site.build()
        front = site.page("/")
        assert headlines(front) == ["Story 3", "Story 2", "Story 1"]
        assert texts(front, ".standfirst")[0] == "What happened on day 3."

    def test_the_fourth_to_the_seventh_say_less(self, make_site: MakeSite) -> None:
        long = "The ship sailed on the first of March with sixty men. " * 4
        site = make_site(
            {f"content/{day}.md": entry_text(f"S{day}", long, date=f"2026-03-0{day}") for day in range(1, 8)}
        )
        site.build()
        lengths = [len(text) for text in texts(site.page("/"), ".standfirst")]
        assert len(lengths) == 7
        assert lengths[:3] == [lengths[0]] * 3
        assert lengths[3:] == [len("The ship sailed on the first of March with sixty men. ") * 2 - 1] * 4
        assert lengths[0] > 200

    def test_names_the_site_in_its_title_and_heading(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": "title: The Daily Fish\ndescription: All that swims\n"})
        site.build()
        front = site.page("/")
        assert texts(front, "title, h1") == ["The Daily Fish", "The Daily Fish"]
        assert attribute(front, "meta[name=description]", "content") == "All that swims"

    def test_shows_the_most_frequent_topics_first(self, make_site: MakeSite) -> None:
        site = make_site(
            {
                "content/a.md": entry_text("A", tags="[Moon]"),
                "content/b.md": entry_text("B", tags="[Mars, Moon]"),
            }
        )
        site.build()
        assert texts(site.page("/"), ".topics a") == ["Moon 2", "Mars 1"]


class TestArticle:
    FIELDS: ClassVar[dict[str, str]] = {
        "date": "2026-05-08",
        "source": "{name: The Paper, url: 'https://paper.example/'}",
        "link": "https://paper.example/smallpox",
        "author": "[Ada Byron, Mary S.]",
        "tags": "[Medicine, Public health]",
        "summary": "The short of it.",
    }

    def page(self, make_site: MakeSite, **fields: str) -> BeautifulSoup:
        site = make_site({"content/smallpox.md": entry_text("The end of smallpox", **{**self.FIELDS, **fields})})
        site.build()
        assert site.broken_links() == []
        (path,) = (name for name in site.output() if name.endswith("smallpox/index.html"))
        return site.page(f"/{path}")

    def test_has_its_title_once_and_in_the_window(self, make_site: MakeSite) -> None:
        page = self.page(make_site)
        assert texts(page, "h1") == ["The end of smallpox"]
        assert texts(page, "title") == ["The end of smallpox · Test digest"]

    def test_tells_where_it_is_from(self, make_site: MakeSite) -> None:
        page = self.page(make_site)
        assert links(page, ".provenance a") == [
            "/sources/the-paper/",
            "https://paper.example/smallpox",
            "/archive/2026/05/08/",
        ]
        assert texts(page, ".byline") == ["By Ada Byron, Mary S."]
        assert texts(page, ".provenance time") == ["8 May 2026"]
        assert attribute(page, ".provenance time", "datetime") == "2026-05-08"

    def test_a_stated_date_is_when_it_was_published(self, make_site: MakeSite) -> None:
        assert "Published 8 May 2026" in texts(self.page(make_site), ".provenance span")

    def test_a_day_of_import_is_when_it_was_added(self, make_site: MakeSite) -> None:
        assert "Added 8 May 2026" in texts(self.page(make_site, date_source="import"), ".provenance span")

    def test_tells_when_it_was_updated(self, make_site: MakeSite) -> None:
        assert "Updated 9 May 2026" in texts(self.page(make_site, updated="2026-05-09"), ".provenance span")

    def test_links_its_tags(self, make_site: MakeSite) -> None:
        page = self.page(make_site)
        assert texts(page, "ul.tags a") == ["Medicine", "Public health"]
        assert links(page, "ul.tags a") == ["/tags/medicine/", "/tags/public-health/"]

    def test_has_its_summary_for_search_engines(self, make_site: MakeSite) -> None:
        page = self.page(make_site)
        assert attribute(page, "meta[name=description]", "content") == "The short of it."
        assert attribute(page, "meta[property='og:type']", "content") == "article"

    def test_in_another_language_is_marked_as_such(self, make_site: MakeSite) -> None:
        page = self.page(make_site, lang="fr")
        assert attribute(page, "html", "lang") == "fr"
        assert attribute(page, ".provenance", "lang") == "en"

    def test_special_characters_in_the_title_are_text(self, make_site: MakeSite) -> None:
        title = 'Tags <b> & "quotes" aren\'t markup'
        site = make_site({"content/a.md": f"---\ntitle: |\n  {title}\n---\n\nText.\n"})
        site.build()
        page = site.page("/a/")
        assert texts(page, "h1") == [title]
        assert attribute(page, "meta[property='og:title']", "content") == title


RELATED = {
    "content/rover.md": entry_text("Mars rover drills a crater", "The rover drilled rock on Mars.", tags="[Mars]"),
    "content/probe.md": entry_text("Mars probe maps a crater", "The probe mapped rock on Mars.", tags="[Mars]"),
    "content/bread.md": entry_text("Bread prices fall", "Bakers sold loaves for less.", tags="[Food]"),
    "content/cheese.md": entry_text("Cheese prices fall", "Dairies sold wheels for less.", tags="[Food]"),
}


def test_articles_with_shared_words_and_tags_are_related(make_site: MakeSite) -> None:
    site = make_site(RELATED)
    site.build()
    assert texts(site.page("/rover/"), ".related li a") == ["Mars probe maps a crater"]
    assert texts(site.page("/bread/"), ".related li a") == ["Cheese prices fall"]


def test_the_editor_names_what_is_related(make_site: MakeSite) -> None:
    site = make_site({**RELATED, "content/own.md": entry_text("Something else", related="[bread, rover]")})
    site.build()
    assert texts(site.page("/own/"), ".related li a") == ["Bread prices fall", "Mars rover drills a crater"]


def test_no_article_is_related_to_itself_or_twice(make_site: MakeSite) -> None:
    site = make_site({**RELATED, "content/own.md": entry_text("Own", related="[own, bread, content/bread.md]")})
    site.build()
    assert texts(site.page("/own/"), ".related li a") == ["Bread prices fall"]


def test_related_articles_can_be_switched_off_for_one_article(make_site: MakeSite) -> None:
    site = make_site(
        {**RELATED, "content/rover.md": RELATED["content/rover.md"].replace("tags:", "related: false\ntags:")}
    )
    site.build()
    assert texts(site.page("/rover/"), ".related li a") == []
    assert texts(site.page("/probe/"), ".related li a") == ["Mars rover drills a crater"]


class TestTags:
    def test_the_index_lists_all_with_their_numbers(self, make_site: MakeSite) -> None:
        site = make_site(RELATED)
        site.build()
        page = site.page("/tags/")
        assert texts(page, ".terms a") == ["Food 2", "Mars 2"]
        assert links(page, ".terms a") == ["/tags/food/", "/tags/mars/"]

    def test_a_page_has_the_articles_of_its_tag_only(self, make_site: MakeSite) -> None:
        site = make_site(RELATED)
        site.build()
        page = site.page("/tags/mars/")
        assert texts(page, "h1") == ["Mars"]
        assert sorted(headlines(page)) == ["Mars probe maps a crater", "Mars rover drills a crater"]

    def test_two_spellings_are_one_tag_under_the_more_frequent(self, make_site: MakeSite) -> None:
        site = make_site(
            {
                "content/a.md": entry_text("A", tags="[Côte d’Ivoire]"),
                "content/b.md": entry_text("B", tags="[cote d'ivoire]"),
                "content/c.md": entry_text("C", tags="[Côte d’Ivoire, COTE D'IVOIRE]"),
            }
        )
        result = site.build()
        assert result.problems == ()
        assert texts(site.page("/tags/"), ".terms a") == ["Côte d’Ivoire 3"]
        assert texts(site.page("/c/"), "ul.tags a") == ["Côte d’Ivoire"]
        assert sorted(headlines(site.page("/tags/cote-divoire/"))) == ["A", "B", "C"]

    def test_a_tag_of_another_script_gets_a_readable_address(self, make_site: MakeSite) -> None:
        site = make_site({"content/a.md": entry_text("A", tags="[Москва, '!?']")})
        site.build()
        assert texts(site.page("/tags/moskva/"), "h1") == ["Москва"]
        assert site.broken_links() == []


class TestSources:
    FILES: ClassVar[dict[str, str]] = {
        "content/a.md": entry_text("A", source="{name: The Paper, url: 'https://paper.example/'}", date="2026-01-01"),
        "content/b.md": entry_text("B", source="The Paper", date="2026-01-02"),
        "content/c.md": entry_text("C", source="Radio Nord"),
        "content/d.md": entry_text("D"),
    }

    def test_the_index_lists_all_with_their_numbers(self, make_site: MakeSite) -> None:
        site = make_site(self.FILES)
        site.build()
        assert texts(site.page("/sources/"), ".terms a") == ["Radio Nord 1", "The Paper 2"]

    def test_a_page_has_its_articles_and_the_way_to_the_website(self, make_site: MakeSite) -> None:
        site = make_site(self.FILES)
        site.build()
        page = site.page("/sources/the-paper/")
        assert headlines(page) == ["B", "A"]
        assert links(page, ".about .links a") == [
            "https://paper.example/",
            "/sources/the-paper/feed.xml",
            "/sources/the-paper/atom.xml",
            "/sources/the-paper/feed.json",
        ]


class TestArchive:
    FILES: ClassVar[dict[str, str]] = {
        "content/a.md": entry_text("A", date="2025-12-31"),
        "content/b.md": entry_text("B", date="2026-01-01"),
        "content/c.md": entry_text("C", date="2026-03-09"),
        "content/d.md": entry_text("D", date="2026-03-10"),
        "content/e.md": entry_text("E, which nobody dated"),
    }

    def test_lists_years_and_months_newest_first(self, make_site: MakeSite) -> None:
        site = make_site(self.FILES)
        site.build()
        page = site.page("/archive/")
        assert texts(page, "h2") == ["2026", "2025"]
        assert texts(page, ".terms a") == ["March 2026 2", "January 2026 1", "December 2025 1"]
        assert links(page, ".terms a") == ["/2026/03/", "/2026/01/", "/2025/12/"]

    def test_each_year_and_month_has_a_page(self, make_site: MakeSite) -> None:
        site = make_site(self.FILES)
        site.build()
        assert texts(site.page("/2025/"), ".terms a") == ["December 2025 1"]
        assert headlines(site.page("/2026/03/")) == ["D", "C"]
        assert headlines(site.page("/2025/12/")) == ["A"]

    def test_the_sites_zone_decides_the_month(self, make_site: MakeSite) -> None:
        entry = entry_text("A", date="2026-01-31T23:30:00Z")
        site = make_site({"site.yaml": "timezone: Asia/Tokyo\n", "content/a.md": entry})
        site.build()
        assert headlines(site.page("/2026/02/")) == ["A"]

    def test_months_have_names_in_the_sites_language(self, make_site: MakeSite) -> None:
        site = make_site({**self.FILES, "site.yaml": "language: es\n"})
        site.build()
        assert texts(site.page("/2026/03/"), "h1") == ["marzo de 2026"]


def test_an_article_without_a_date_is_published_and_comes_last(make_site: MakeSite) -> None:
    site = make_site({**many(2), "content/undated.md": entry_text("Undated")})
    result = site.build()
    assert result.problems == ()
    assert headlines(site.page("/")) == ["Story 2", "Story 1", "Undated"]
    assert texts(site.page("/undated/"), "time") == []
    assert "Undated" not in site.read("public/feed.xml")
    assert site.broken_links() == []


def test_the_page_for_unknown_addresses_leads_home_from_anywhere(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": f"base_url: {NEWS}\n"})
    site.build()
    page = site.page("/404.html")
    assert "/news/" in links(page, "main a")
    # It is shown at any depth, so a relative address would lead astray.
    assert all(link.startswith(("/news/", "#", "data:")) for link in links(page, "a, link"))
    assert attribute(page, "meta[name=robots]", "content") == "noindex"


class TestPagination:
    def paged(self, make_site: MakeSite) -> Site:
        site = make_site({"site.yaml": "pagination: 2\n", **many(5, tags="[Moon]", source="The Paper")})
        site.build()
        return site

    @pytest.mark.parametrize("first", ["/", "/tags/moon/", "/sources/the-paper/", "/2026/01/"])
    def test_lists_run_over_several_pages(self, make_site: MakeSite, first: str) -> None:
        site = self.paged(make_site)
        pages = [site.page(f"{first}{later}") for later in ("", "page/2/", "page/3/")]
        assert [headlines(page) for page in pages] == [["Story 5", "Story 4"], ["Story 3", "Story 2"], ["Story 1"]]
        assert not (site.root / f"public{first}page/4/index.html").exists()

    def test_pages_lead_to_each_other(self, make_site: MakeSite) -> None:
        site = self.paged(make_site)
        assert links(site.page("/"), ".end a") == ["/page/2/"]
        assert links(site.page("/page/2/"), ".pager a") == ["/", "/page/3/"]
        assert links(site.page("/tags/moon/page/3/"), ".pager a") == ["/tags/moon/page/2/"]
        assert site.broken_links() == []

    def test_every_page_has_a_title_and_an_address_of_its_own(self, make_site: MakeSite) -> None:
        site = self.paged(make_site)
        pages = [BeautifulSoup(data, "html.parser") for name, data in site.output().items() if name.endswith(".html")]
        titles = [text for page in pages for text in texts(page, "title")]
        addresses = [link for page in pages for link in links(page, "link[rel=canonical]")]
        assert len(set(titles)) == len(titles)
        assert len(set(addresses)) == len(addresses)

    def test_articles_that_just_fill_a_page_need_no_second(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": "pagination: 2\n", **many(2)})
        site.build()
        assert not (site.root / "public/page").exists()


class TestWhatIsHeldBack:
    FILES: ClassVar[dict[str, str]] = {
        "content/shown.md": entry_text("Shown", date="2026-11-23"),
        "content/draft.md": entry_text("Draft", date="2026-11-01", draft="true"),
        "content/later.md": entry_text("Later", date="2026-11-24", tags="[Only later]"),
    }

    def test_drafts_and_days_to_come_are_nowhere_on_the_site(self, make_site: MakeSite) -> None:
        site = make_site(self.FILES)
        result = site.build()
        assert (result.entries, result.drafts, result.future) == (1, 1, 1)
        everything = b"".join(site.output().values())
        assert b"Draft" not in everything
        assert b"ater" not in everything

    def test_drafts_are_shown_on_demand(self, make_site: MakeSite) -> None:
        site = make_site(self.FILES)
        result = site.build(drafts=True)
        assert (result.entries, result.drafts, result.future) == (2, 0, 1)
        assert headlines(site.page("/")) == ["Shown", "Draft"]

    def test_days_to_come_are_shown_on_demand(self, make_site: MakeSite) -> None:
        site = make_site(self.FILES)
        site.build(future=True)
        assert headlines(site.page("/")) == ["Later", "Shown"]

    def test_a_day_comes_at_its_midnight_in_the_sites_zone(self, make_site: MakeSite) -> None:
        site = make_site({**self.FILES, "site.yaml": "timezone: Asia/Tokyo\n"})
        site.build(now="2026-11-23T14:59:59Z")
        assert headlines(site.page("/")) == ["Shown"]
        site.build(now="2026-11-23T15:00:00Z")
        assert headlines(site.page("/")) == ["Later", "Shown"]

    def test_a_stated_time_comes_to_the_minute(self, make_site: MakeSite) -> None:
        site = make_site({"content/noon.md": entry_text("Noon", date="2026-11-23T12:00:00Z")})
        assert site.build(now="2026-11-23T11:59").future == 1
        assert site.build(now="2026-11-23T12:00").future == 0

    def test_what_was_published_and_becomes_a_draft_disappears(self, make_site: MakeSite) -> None:
        site = make_site(self.FILES)
        site.build(drafts=True)
        assert (site.root / "public/2026/11/draft/index.html").exists()
        site.build()
        assert not (site.root / "public/2026/11/draft").exists()


class TestInAFolderOfItsHost:
    def news(self, make_site: MakeSite) -> Site:
        site = make_site(
            {
                "site.yaml": f"base_url: {NEWS}\npagination: 2\n",
                **many(5, tags="[Über uns, C++]", source="The Paper"),
                "content/body.md": entry_text(
                    "Body", "See [day 1](/2026/01/story-1/) and ![it](/a%20b.svg).", tags="[x]"
                ),
                "static/a b.svg": "<svg/>",
            }
        )
        site.build()
        return site

    def test_every_link_resolves(self, make_site: MakeSite) -> None:
        site = self.news(make_site)
        assert links(site.page("/body/"), ".prose a") == ["/news/2026/01/story-1/"]
        assert site.broken_links("/news/") == []
        assert "a b.svg" in site.output()

    def test_pages_and_feeds_state_their_full_address(self, make_site: MakeSite) -> None:
        site = self.news(make_site)
        assert links(site.page("/2026/01/story-1/"), "link[rel=canonical]") == [f"{NEWS}2026/01/story-1/"]
        assert links(site.page("/"), "link[rel=canonical]") == [NEWS]
        assert f"<link>{NEWS}2026/01/story-5/</link>" in site.read("public/feed.xml")
        assert f"<loc>{NEWS}tags/uber-uns/</loc>" in site.read("public/sitemap.xml")
        assert f"Sitemap: {NEWS}sitemap.xml" in site.read("public/robots.txt")

    def test_the_command_line_can_state_another_address(self, make_site: MakeSite) -> None:
        site = make_site(many(1))
        site.build(base_url="https://preview.example/pr/7")
        assert links(site.page("/"), "link[rel=canonical]") == ["https://preview.example/pr/7/"]
        assert site.broken_links("/pr/7/") == []


class TestPermalinks:
    FIELDS: ClassVar[dict[str, str]] = {"date": "2026-05-08", "source": "The Paper", "id": "k7x"}

    @pytest.mark.parametrize(
        ("pattern", "file"),
        [
            ("/{year}/{month}/{day}/{slug}/", "2026/05/08/smallpox/index.html"),
            ("/{slug}.html", "smallpox.html"),
            ("/{slug}", "smallpox/index.html"),
            ("/{source}/{id}/", "the-paper/k7x/index.html"),
        ],
    )
    def test_a_pattern_decides_where_articles_stand(self, make_site: MakeSite, pattern: str, file: str) -> None:
        site = make_site(
            {
                "site.yaml": f"permalinks:\n  entry: '{pattern}'\n",
                "content/smallpox.md": entry_text("The end", **self.FIELDS),
            }
        )
        assert site.build().problems == ()
        assert file in site.output()
        assert site.broken_links() == []

    def test_what_is_unknown_is_left_out_of_the_address(self, make_site: MakeSite) -> None:
        site = make_site({"content/bare.md": entry_text("Bare")})
        site.build()
        assert "bare/index.html" in site.output()

    @pytest.mark.parametrize(
        ("permalink", "file"),
        [
            ("/about/", "about/index.html"),
            ("about", "about/index.html"),
            ("/old/page.html", "old/page.html"),
            ("/../../etc/./x/", "etc/x/index.html"),
            ("/sé?ance:1/", "sé-ance-1/index.html"),
        ],
    )
    def test_an_entry_may_state_its_own(self, make_site: MakeSite, permalink: str, file: str) -> None:
        site = make_site({"content/a.md": entry_text("A", permalink=f"'{permalink}'", date="2026-05-08")})
        assert site.build().problems == ()
        assert file in site.output()
        assert {path for path in site.files() if path.endswith(".html")} == {
            f"public/{name}" for name in site.output() if name.endswith(".html")
        }

    def test_lists_can_stand_elsewhere(self, make_site: MakeSite) -> None:
        patterns = {
            "tags": "/topics/", "tag": "/topics/{slug}.html", "sources": "/papers.html", "source": "/papers/{slug}/",
            "archive": "/all/", "year": "/all/{year}/", "month": "/all/{year}-{month}/",
        }  # fmt: skip
        lines = "".join(f"  {key}: '{pattern}'\n" for key, pattern in patterns.items())
        site = make_site(
            {
                "site.yaml": f"permalinks:\n{lines}",
                **many(1, tags="[Moon]", source="The Paper"),
            }
        )
        assert site.build().problems == ()
        for name in ("topics/moon.html", "papers.html", "papers/the-paper/feed.xml", "all/2026-01/index.html"):
            assert name in site.output()
        assert site.broken_links() == []

    def test_a_list_that_stands_in_a_file_can_have_several_pages(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": "pagination: 1\npermalinks: {tag: '/{slug}.html'}\n", **many(2, tags="[Moon]")})
        assert site.build().problems == ()
        assert headlines(site.page("/moon.html")) == ["Story 2"]
        assert site.broken_links() == []


class TestMenu:
    def test_leads_to_the_lists_by_itself(self, make_site: MakeSite) -> None:
        site = make_site({})
        site.build()
        assert links(site.page("/tags/"), "header nav a") == ["/", "/tags/", "/sources/", "/archive/"]
        assert texts(site.page("/tags/"), "header nav [aria-current=page]") == ["Topics"]

    def test_can_be_the_editors_own(self, make_site: MakeSite) -> None:
        menu = "menu:\n- {label: About, url: /about/}\n- {label: Club, url: 'https://club.example/'}\n"
        site = make_site({"site.yaml": f"base_url: {NEWS}\n{menu}", "content/about.md": entry_text("About us")})
        site.build()
        assert texts(site.page("/"), "header nav a") == ["About", "Club"]
        assert links(site.page("/"), "header nav a") == ["/news/about/", "https://club.example/"]

    def test_can_be_empty(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": "menu: []\n"})
        site.build()
        assert site.page("/").select("nav") == []

    def test_never_runs_a_script(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": "menu:\n- {label: Trap, url: 'javascript:alert(1)'}\n"})
        site.build()
        assert links(site.page("/"), "header nav a") == ["#"]


class TestOwnFiles:
    def test_a_template_takes_the_place_of_the_themes(self, make_site: MakeSite) -> None:
        template = (
            '{% extends "base.html" %}{% block main %}<p>{{ view.total }} in {{ site.params.town }}</p>{% endblock %}'
        )
        site = make_site(
            {"site.yaml": "params: {town: Leeds}\n", "templates/front.html": template, "content/a.md": entry_text("A")}
        )
        assert site.build().problems == ()
        assert texts(site.page("/"), "main") == ["1 in Leeds"]
        assert texts(site.page("/a/"), "h1") == ["A"]

    def test_an_asset_takes_the_place_of_the_themes(self, make_site: MakeSite) -> None:
        site = make_site({"templates/assets/style.css": "body { color: teal }"})
        site.build()
        address = attribute(site.page("/"), "link[rel=stylesheet]", "href")
        assert site.output()[address[1:]] == b"body{color:teal}"

    def test_a_changed_style_sheet_has_another_address(self, make_site: MakeSite) -> None:
        site = make_site({"templates/assets/style.css": "body { color: teal }"})
        site.build()
        before = attribute(site.page("/"), "link[rel=stylesheet]", "href")
        site.write({"templates/assets/style.css": "body { color: navy }"}).build()
        assert attribute(site.page("/"), "link[rel=stylesheet]", "href") != before
        assert before[1:] not in site.output()

    def test_a_theme_of_the_site_itself_is_found(self, make_site: MakeSite) -> None:
        names = (name.removesuffix(".html") for name in TEMPLATES)
        site = make_site(
            {
                "site.yaml": "theme: plain\nsearch: false\n",
                "themes/plain/theme.yaml": "name: Plain\n",
                **{f"themes/plain/{name}.html": f"<h1>{name}: {{{{ page.title }}}}</h1>" for name in names},
                "content/a.md": entry_text("A"),
            }
        )
        assert site.build().problems == ()
        assert site.read("public/a/index.html") == "<h1>article: A</h1>"

    def test_static_files_are_taken_over_as_they_are(self, make_site: MakeSite) -> None:
        site = make_site(
            {"static/CNAME": "news.example\n", "static/img/dot.gif": b"GIF89a\x00\xff", "static/.well-known/x": "x"}
        )
        site.build()
        assert site.read("public/CNAME") == "news.example\n"
        assert site.output()["img/dot.gif"] == b"GIF89a\x00\xff"
        assert site.output()[".well-known/x"] == b"x"

    @pytest.mark.parametrize("name", ["robots.txt", "sitemap.xml", "404.html", "feed.xml", "tags/index.html"])
    def test_a_static_file_takes_the_place_of_a_page_that_is_made(self, make_site: MakeSite, name: str) -> None:
        site = make_site({f"static/{name}": "mine", "content/a.md": entry_text("A", tags="[x]")})
        assert site.build().problems == ()
        assert site.read(f"public/{name}") == "mine"
        site.remove(f"static/{name}")
        assert site.build().problems == ()
        assert site.read(f"public/{name}") != "mine"

    def test_what_tools_leave_in_static_is_not_published(self, make_site: MakeSite) -> None:
        site = make_site({"static/.nojekyll": "", "static/.gitkeep": "", "static/img/.DS_Store": "x"})
        site.build()
        assert ".nojekyll" in site.output()
        assert not {".gitkeep", "img/.DS_Store"} & site.output().keys()

    def test_a_static_file_that_goes_away_goes_away_from_the_site(self, make_site: MakeSite) -> None:
        site = make_site({"static/img/dot.gif": b"GIF89a"})
        site.build()
        site.remove("static/img/dot.gif")
        assert site.build().files.removed == 1
        assert not (site.root / "public/img").exists()


def test_the_output_can_go_elsewhere(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site(many(1))
    site.build(output=tmp_path / "elsewhere")
    assert (tmp_path / "elsewhere/index.html").is_file()
    assert not (site.root / "public").exists()


def test_a_template_edited_between_two_builds_of_one_process_is_used(make_site: MakeSite) -> None:
    site = make_site({"templates/404.html": "Before"})
    site.build()
    site.build()
    site.write({"templates/404.html": "After"}).build()
    assert site.read("public/404.html") == "After"
