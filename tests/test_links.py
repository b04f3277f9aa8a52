"""Links as each page writes them: from the host's root, below a folder of it, relative, or in full for feeds."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from generator.config import Markdown
from generator.links import absolute, href, rewrite
from generator.markdown import to_html
from generator.pages import Frame
from tests.test_markdown import PAYLOADS, active_content, both_engines

LINKS = """\
[rooted](/a/) ![picture](/x.png)
[other host](//host/y) [web](https://host/z) [near](b/) [anchor](#c) [mail](mailto:a@b.example)

[named][n] and <a href="/raw/">raw</a>

[n]: /d/
"""
ENCODED = ["/a%20b.svg", "/%C3%BC/", "/a/?q=%26", "/a/#%C3%BC"]


def frame(base_url: str = "https://host.example/", *, relative: bool = False) -> Frame:
    return Frame(
        title="Test digest",
        description="",
        base_url=base_url,
        base_path="/" + base_url.split("/", 3)[3],
        relative=relative,
        language="en",
        direction="ltr",
        menu=(),
        footer=(),
        feeds=(),
        hub=None,
        search=None,
        markdown=Markdown(),
        pictures=(),
        sizes="100vw",
        params={},
    )


ROOT = frame()
NEWS = frame("https://host.example/news/")
RELATIVE = frame(relative=True)


def addresses(page: str) -> list[str]:
    found = BeautifulSoup(page, "html.parser").find_all(["a", "img"])
    return [str(element.get("href") or element.get("src")) for element in found]


@both_engines
def test_the_base_path_stands_before_rooted_links_and_no_others(engine: Markdown) -> None:
    assert addresses(rewrite(to_html(LINKS, engine), "/story/", NEWS)) == [
        "/news/a/",
        "/news/x.png",
        "//host/y",
        "https://host/z",
        "b/",
        "#c",
        "mailto:a@b.example",
        "/news/d/",
        "/news/raw/",
    ]


@both_engines
def test_links_stay_as_they_are_on_a_site_without_a_folder(engine: Markdown) -> None:
    page = to_html(LINKS, engine)
    assert rewrite(page, "/story/", ROOT) == page


@both_engines
def test_relative_links_lead_to_files_from_where_the_page_is(engine: Markdown) -> None:
    assert addresses(rewrite(to_html(LINKS, engine), "/2026/story/", RELATIVE)) == [
        "../../a/index.html",
        "../../x.png",
        "//host/y",
        "https://host/z",
        "b/",
        "#c",
        "mailto:a@b.example",
        "../../d/index.html",
        "../../raw/index.html",
    ]


@both_engines
def test_a_feed_has_full_addresses_alone(engine: Markdown) -> None:
    assert addresses(absolute(to_html(LINKS, engine), "/story/", NEWS)) == [
        "https://host.example/news/a/",
        "https://host.example/news/x.png",
        "//host/y",
        "https://host/z",
        "https://host.example/news/story/b/",
        "https://host.example/news/story/#c",
        "mailto:a@b.example",
        "https://host.example/news/d/",
        "https://host.example/news/raw/",
    ]


def test_a_feed_knows_what_is_near_a_page_that_is_a_file() -> None:
    page = to_html("[near](b.html) [anchor](#c)", Markdown())
    assert addresses(absolute(page, "/2026/story.html", NEWS)) == [
        "https://host.example/news/2026/b.html",
        "https://host.example/news/2026/story.html#c",
    ]


@pytest.mark.parametrize("address", ENCODED)
def test_what_is_encoded_is_not_encoded_again(address: str) -> None:
    page = f'<a href="{address}">x</a>'
    assert addresses(rewrite(page, "/story/", NEWS)) == [f"/news{address}"]
    assert addresses(absolute(page, "/story/", NEWS)) == [f"https://host.example/news{address}"]


@pytest.mark.parametrize(
    "text",
    ["<a href='/x/'>x</a>", '<A HREF="/x/">x</A>', "<a href=/x/>x</a>", '<a title="> href=/y/" href = "/x/">x</a>'],
)
def test_the_base_path_stands_before_rooted_links_of_trusted_html(text: str) -> None:
    page = to_html(text, Markdown(html="trusted"))
    assert addresses(rewrite(page, "/story/", NEWS)) == ["/news/x/"]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("site", [NEWS, RELATIVE], ids=["folder", "relative"])
@both_engines
def test_rewriting_makes_nothing_active(engine: Markdown, site: Frame, payload: str) -> None:
    for text in (payload, f"# {payload}\n\nAfter"):
        page = to_html(text, engine)
        assert active_content(rewrite(page, "/2026/story/", site)) == []
        assert active_content(absolute(page, "/2026/story/", site)) == []


@pytest.mark.parametrize(
    ("address", "page", "expected"),
    [
        ("/", "/", "index.html"),
        ("/", "/a/", "../index.html"),
        ("/a/", "/a/", "index.html"),
        ("/a/b/", "/a/c/", "../b/index.html"),
        ("/a/b/#top", "/a/", "b/index.html#top"),
        ("/feed.xml", "/a/b.html", "../feed.xml"),
        ("/ü/", "/", "%C3%BC/index.html"),
        # A host shows this one at any depth.
        ("/a/", "/404.html", "/a/"),
    ],
)
def test_relative_places(address: str, page: str, expected: str) -> None:
    assert href(address, page, RELATIVE) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/a/", "/news/a/"),
        ("/a b/ü.html", "/news/a%20b/%C3%BC.html"),
        ("/a/#top", "/news/a/#top"),
        ("https://web.example/x", "https://web.example/x"),
        ("HTTPS://web.example/x", "HTTPS://web.example/x"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("#main", "#main"),
        ("javascript:alert(1)", "#"),
        ("data:text/html,x", "#"),
        ("near/", "#"),
    ],
)
def test_a_link_leads_to_the_site_or_the_web_or_nowhere(address: str, expected: str) -> None:
    assert href(address, "/story/", NEWS) == expected
