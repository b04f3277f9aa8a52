from __future__ import annotations

from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.addresses import (
    Registry,
    are_apart,
    check_patterns,
    entry_place,
    expand,
    feed_place,
    numbered,
    output_path,
    place,
    url_path,
)
from generator.config import Permalinks
from generator.model import Entry, Moment, Source

_paths = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.lists(
        st.sampled_from(["..", ".", "/", "\\", "a", " ", "\x00", "C:", "%2e", "~", "x.html", "é"]), max_size=12
    ).map("".join),
)


@given(_paths)
@example("/../../etc/passwd")
@example("..\\..\\windows")
@example("/a/ .. /../b")
@example("//host/share")
@example("")
def test_a_place_never_leaves_the_site(path: str) -> None:
    found = place(path)
    assert found.startswith("/")
    assert "//" not in found
    segments = output_path(found).split("/")
    assert not set(segments) & {"", ".", ".."}
    assert not any(character in found for character in '\\:*?"<>|\x00\n')
    assert PurePosixPath("/out", output_path(found)).parts[:2] == ("/", "out")


@given(_paths)
def test_a_place_is_its_own_place_and_reads_back_from_a_link(path: str) -> None:
    found = place(path)
    assert place(found) == found
    assert "/" + unquote(url_path(found)) == found
    assert url_path(found).isascii()


@pytest.mark.parametrize("path", ["/.. ./x", "/. ./x", "/.. ../x"])
def test_a_segment_of_full_stops_and_blanks_is_left_out(path: str) -> None:
    assert place(path) == "/x/"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", "/"),
        ("/", "/"),
        ("about", "/about/"),
        ("/about/", "/about/"),
        ("/about.html", "/about.html"),
        ("a//b", "/a/b/"),
        ("/a/../b/", "/a/b/"),
        ("/über uns/", "/über uns/"),
        ("C:\\temp", "/C--temp/"),
        ("/feed?x=1", "/feed-x=1/"),
    ],
)
def test_a_permalink_becomes_a_place(path: str, expected: str) -> None:
    assert place(path) == expected


def test_a_permalink_that_ends_with_a_slash_is_a_folder() -> None:
    assert place("/releases/v1.5/") == "/releases/v1.5/"


@pytest.mark.parametrize(
    ("pattern", "values", "expected"),
    [
        ("/{year}/{month}/{slug}/", {"year": "2026", "month": "03", "slug": "a"}, "/2026/03/a/"),
        ("/{year}/{month}/{slug}/", {"slug": "a"}, "/a/"),
        ("/{source}/{slug}/", {"slug": "a"}, "/a/"),
        ("/{slug}.html", {"slug": "a"}, "/a.html"),
        ("/{year}/", {}, "/"),
    ],
)
def test_a_placeholder_without_a_value_leaves_its_segment_out(
    pattern: str, values: dict[str, str], expected: str
) -> None:
    assert expand(pattern, values) == expected


def make_entry(**fields: Any) -> Entry:
    stated = {"path": "content/a.md", "id": "First ID", "slug": "a", "title": "A", "lang": "en", "body_digest": ""}
    return Entry(**{**stated, **fields})


DAY = Moment(datetime(2026, 3, 4, tzinfo=ZoneInfo("UTC")))


@pytest.mark.parametrize(
    ("pattern", "fields", "expected"),
    [
        ("/{year}/{month}/{slug}/", {"date": DAY}, "/2026/03/a/"),
        ("/{year}/{month}/{day}/{slug}.html", {"date": DAY}, "/2026/03/04/a.html"),
        ("/{source}/{id}/", {"source": Source("The Daily Post")}, "/the-daily-post/first-id/"),
        ("/{source}/{year}/{slug}/", {}, "/a/"),
        ("/{slug}/", {"permalink": "/elsewhere/b.html", "date": DAY}, "/elsewhere/b.html"),
        ("/{slug}/", {"permalink": "../../b"}, "/b/"),
    ],
)
def test_an_article_stands_at_its_permalink_or_at_the_sites_pattern(
    pattern: str, fields: dict[str, Any], expected: str
) -> None:
    assert entry_place(make_entry(**fields), Permalinks(entry=pattern)) == expected


@pytest.mark.parametrize(
    ("first", "number", "expected"),
    [
        ("/", 1, "/"),
        ("/", 2, "/page/2/"),
        ("/tags/moon/", 1, "/tags/moon/"),
        ("/tags/moon/", 3, "/tags/moon/page/3/"),
        ("/moon.html", 1, "/moon.html"),
        ("/moon.html", 2, "/moon-2.html"),
    ],
)
def test_pages_of_a_list_are_numbered(first: str, number: int, expected: str) -> None:
    assert numbered(first, number) == expected


@pytest.mark.parametrize(
    ("listing", "expected"),
    [("/", "/feed.xml"), ("/tags/moon/", "/tags/moon/feed.xml"), ("/moon.html", "/moon.feed.xml")],
)
def test_a_feed_stands_beside_its_list(listing: str, expected: str) -> None:
    assert feed_place(listing) == expected


@pytest.mark.parametrize(("where", "expected"), [("/", "index.html"), ("/a/", "a/index.html"), ("/a.xml", "a.xml")])
def test_a_host_serves_a_file_for_each_place(where: str, expected: str) -> None:
    assert output_path(where) == expected


def test_links_are_percent_encoded() -> None:
    assert url_path("/über uns/50%/a#b/") == "%C3%BCber%20uns/50%25/a%23b/"


def test_two_owners_cannot_have_one_place_even_in_another_case() -> None:
    registry = Registry()
    assert registry.claim("/a/", "content/a.md", "content/a.md") is None
    for where in ("/a/", "/A/", "/a/index.html"):
        problem = registry.claim(where, "content/b.md", "content/b.md")
        assert problem is not None
        assert (problem.file, "content/a.md" in problem.message, bool(problem.hint)) == ("content/b.md", True, True)


def test_a_claim_that_is_no_file_is_told_by_what_it_is() -> None:
    registry = Registry()
    assert registry.claim("/a/", "the tag 'A'") is None
    problem = registry.claim("/a/", "the old address of content/b.md", "content/b.md")
    assert problem is not None
    assert problem.file == "content/b.md"
    assert problem.message == "the old address of content/b.md claims the address /a/, which the tag 'A' has already"


def test_nothing_is_a_file_and_a_folder_at_once() -> None:
    registry = Registry()
    assert registry.claim("/a.html", "one") is None
    assert registry.claim("/a.html/b/", "two") is not None
    assert registry.claim("/c.d/e/", "three") is None
    assert registry.claim("/c.d", "four") is not None
    assert registry.claim("/c.d/f/", "five") is None


@pytest.mark.parametrize(
    "places",
    [
        ["/", "/a/", "/a/b/", "/c.html", "/d/e.xml"],
        ["/a/", "/A/"],
        ["/a/", "/a/index.html"],
        ["/a.html/b/", "/a.html"],
        ["/c.d/e/f/", "/c.d"],
        ["/a/", "/.broadsheet.json"],
        [f"/{'x' * 256}/"],
    ],
)
def test_places_are_granted_at_once_as_they_are_one_by_one(places: list[str]) -> None:
    registry = Registry()
    granted = all(registry.claim(where, where) is None for where in places)
    assert are_apart(places) is granted is (places[0] == "/")


@pytest.mark.parametrize(
    ("permalinks", "key", "word"),
    [
        (Permalinks(entry="{slug}/"), "entry", "begins with a slash"),
        (Permalinks(entry="/{slag}/"), "entry", "{slag}"),
        (Permalinks(entry="/article/"), "entry", "needs a placeholder"),
        (Permalinks(tag="/{year}/"), "tag", "{year}"),
        (Permalinks(source="/sources/"), "source", "needs a placeholder"),
        (Permalinks(archive="/{year}/"), "archive", "{year}"),
        (Permalinks(month="/{day}/"), "month", "{day}"),
    ],
)
def test_a_pattern_that_cannot_work_is_told(permalinks: Permalinks, key: str, word: str) -> None:
    ((found, message),) = check_patterns(permalinks)
    assert found == key
    assert word in message


def test_the_patterns_of_a_new_site_are_right() -> None:
    assert list(check_patterns(Permalinks())) == []
