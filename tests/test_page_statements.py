"""What a web page states about its day, its authors and its title, and which statement counts."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from generator.seeds.markup import parse
from generator.seeds.metadata import resolve
from generator.seeds.statements import statements

LD = '<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{}"}}</script>'
OTHERS = '<div class="latest"><p>Published on 9 May 2025</p><p><time>8 May 2025</time></p></div>'


def stated(body: str, head: str = "", title: str = "The lock") -> dict[str, str]:
    page = parse(f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>")
    winners, _ = resolve(statements(page), ZoneInfo("UTC"))
    return {field: candidate.value for field, candidate in winners.items()}


@pytest.mark.parametrize(
    ("near", "day"),
    [
        ('<p class="articleDate">3 March 2024</p>', "2024-03-03"),
        ("<p>Published on March 3, 2024, updated on April 1, 2025</p>", "2024-03-03"),
        ("<p>Last updated April 1, 2025. Published March 3, 2024</p>", "2024-03-03"),
        ("<p>Updated <time>2025-04-01</time></p><p>Posted <time>2024-03-03</time></p>", "2024-03-03"),
        ("<aside><h3>Published</h3><p><time>2024-03-03</time></p></aside>", "2024-03-03"),
        ('<p itemprop="datePublished" content="2024-03-03">last Sunday</p>', "2024-03-03"),
        ("<p>03-Mar-2024 10:15</p>", "2024-03-03"),
    ],
)
def test_the_day_nearest_to_the_headline_is_that_of_publication(near: str, day: str) -> None:
    menu = '<p class="date">1 May 2025</p>' + "<p>menu</p>" * 60
    assert stated(f'<div class="with-sidebar">{menu}<h1>The lock</h1>{near}</div>{OTHERS}')["date"][:10] == day


def test_a_day_of_a_change_is_the_last_choice_and_a_year_none() -> None:
    assert stated("<h1>The lock</h1><p>Last <i>updated:</i> <b>April 1, 2025</b></p>")["date"] == "2025-04-01"
    assert "date" not in stated("<h1>The lock</h1><p>It is as it was in 2024.</p>")


@pytest.mark.parametrize(
    ("head", "title", "near", "day"),
    [
        (LD.format("2024-03-03T23:30:00-05:00"), "The lock", "<p>Updated April 1, 2025</p>", "2024-03-03"),
        (LD.format("2024-08-07"), "The lock", "<p>Dec 30, 2013</p>", "2013-12-30"),
        (LD.format("2020-05-13"), "The best locks of 2025", "<p>Updated January 2, 2025</p>", "2025-01-02"),
        (LD.format("2020-05-13"), "The best locks of 2025", "<p>May 13, 2020. Updated May 2, 2025</p>", "2020-05-13"),
        ('<meta name="w-published-date" content="2024-03-03">', "The lock", "", "2024-03-03"),
        ('<link rel="canonical" href="https://a.example/2024/mar/03/lock">', "The lock", "", "2024-03-03"),
        ('<meta name="dc.date" content="2024-07-05">', "The lock", "<p><time>2024-03-03</time></p>", "2024-03-03"),
        (
            LD.format("2024-03-04T03:05:00Z") + '<link rel="canonical" href="https://a.example/2024/03/03/lock">',
            "The lock",
            "",
            "2024-03-03",
        ),
    ],
)
def test_systems_are_believed_but_where_the_page_tells_better(head: str, title: str, near: str, day: str) -> None:
    assert stated(f"<h1>{title}</h1>{near}", head, title)["date"][:10] == day


@pytest.mark.parametrize(
    ("near", "author"),
    [
        ("<p>By\n<a href='/p/ann'>Ann Holt</a></p>", "Ann Holt"),
        ("<small>WRITTEN BY</small><p>Ann Holt</p>", "Ann Holt"),
        ('<p class="author">Ann Holt<br>4 August 2010</p>', "Ann Holt"),
        ('<ul class="authors"><li>Ann Holt</li><li>Bo Reed</li></ul>', "Ann Holt, Bo Reed"),
        ('<p class="byline">Ann Holt, Digital Security Expert</p>', "Ann Holt"),
        ('<p class="byline">Paramita (Guha) Ghosh</p>', "Paramita (Guha) Ghosh"),
        ("<p>By adopting these strategies you save water.</p>", None),
        ('<p class="byline">Sat, 20 Dec 2025</p>', None),
    ],
)
def test_an_author_is_who_the_byline_names(near: str, author: str | None) -> None:
    assert stated(f"<h1>The lock</h1>{near}").get("author") == author


def test_an_author_stands_in_what_is_made_for_cards() -> None:
    head = "".join(
        f'<meta name="twitter:{name}" content="{value}">'
        for name, value in {
            "label1": "Reading time",
            "data1": "Ten",
            "label2": "Written by",
            "data2": "Ann Holt",
        }.items()
    )
    assert stated("<h1>The lock</h1>", head)["author"] == "Ann Holt"


@pytest.mark.parametrize(
    ("title", "heading", "told"),
    [
        ("The lock is open | Rust", "Elsewhere", "The lock is open"),
        ("The lock is open: all about it | A - B", "The lock is open", "The lock is open"),
        ("The lock is open", "The lock is open Posted on July 1, 2024 by ann", "The lock is open"),
        ("Lock guide: Water safety | National Water Safety Centre", "Elsewhere", "Lock guide: Water safety"),
    ],
)
def test_a_title_is_the_articles_alone(title: str, heading: str, told: str) -> None:
    assert stated(f"<h1>{heading}</h1>", title=title)["title"] == told
