"""`urls: relative`: the whole site works from any folder, without a host."""

from __future__ import annotations

import posixpath
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

from tests.sites import MakeSite, Site, entry_text, many
from tests.test_build import attribute

FILES = {
    "site.yaml": "title: Test digest\nurls: relative\npagination: 2\neditions: daily\n",
    **many(5, tags="[Über uns, C++]", source="The Paper", story="The long one", aliases='["/old/{0}/"]'),
    "content/body.md": entry_text(
        "Body",
        "See [day 1](/2026/01/story-1/#main), [all](/archive/), ![it](/img/dot.svg), [here](#main).",
        note="An *own* [word](/tags/).",
        image="/img/dot.svg",
        permalink="/deep/er/file.html",
        aliases="[/old/body/, /old.html]",
    ),
    "content/pages/about.md": entry_text("About", "Of [us](/sources/)."),
    "content/editions/special.md": (
        "---\ndate: 2026-02-01\nitems: [body]\nnotes: {body: 'See [it](/feeds/).'}\n---\nOf [all](/).\n"
    ),
    "static/img/dot.svg": "<svg/>",
}
ON_THE_WEB = ("https://", "http://", "mailto:", "data:")


def addresses(page: BeautifulSoup) -> list[str]:
    """Every link and asset of a page, and where it leads on by itself."""
    found = [
        str(element.get("href") or element.get("src"))
        for element in page.select("a[href], link[href], img[src], script[src]")
        if element.get("rel") != ["canonical"]
    ]
    refresh = page.select_one("meta[http-equiv=refresh]")
    return [*found, *([str(refresh["content"]).partition("url=")[2]] if refresh else [])]


def broken(top: Path) -> list[str]:
    """Links of a folder of pages that lead to no file in it, as a browser without a host follows them."""
    wrong = []
    for path in sorted(top.rglob("*.html")):
        name = path.relative_to(top).as_posix()
        if name == "404.html" or name.startswith("pagefind/"):
            continue
        page = BeautifulSoup(path.read_bytes(), "html.parser")
        for address in addresses(page):
            if address.startswith(ON_THE_WEB):
                continue
            parts = urlsplit(address)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
            file = top / (target if parts.path else name)
            if address.startswith("/") or target.startswith("..") or not file.is_file():
                wrong.append(f"{name} -> {address}")
            elif parts.fragment and file.suffix == ".html":
                inner = BeautifulSoup(file.read_bytes(), "html.parser")
                wrong += [] if inner.find(id=unquote(parts.fragment)) else [f"{name} -> {address}"]
    return wrong


def built(make_site: MakeSite) -> Site:
    site = make_site(
        {name: text.replace("{0}", name) if isinstance(text, str) else text for name, text in FILES.items()}
    )
    assert site.build().problems == ()
    return site


def test_every_link_resolves_when_the_folder_is_moved(make_site: MakeSite, tmp_path: Path) -> None:
    site = built(make_site)
    moved = tmp_path / "a stick" / "somewhere else"
    shutil.copytree(site.root / "public", moved)
    shutil.rmtree(site.root / "public")
    assert len(list(moved.rglob("*.html"))) > 50
    assert broken(moved) == []


def test_style_sheets_name_nothing_by_the_hosts_root(make_site: MakeSite) -> None:
    site = built(make_site)
    sheets = [data.decode() for name, data in site.output().items() if re.fullmatch(r"assets/style.*\.css", name)]
    assert sheets
    assert not re.search(r"url\(\s*[\"']?/", "".join(sheets))


def test_the_check_for_broken_links_would_see_them(make_site: MakeSite) -> None:
    site = built(make_site)
    site.write(
        {"public/x/index.html": '<a href="/">r</a><a href="../nowhere.html">n</a><a href="../index.html#no">a</a>'}
    )
    assert broken(site.root / "public") == [
        "x/index.html -> /",
        "x/index.html -> ../nowhere.html",
        "x/index.html -> ../index.html#no",
    ]


def test_the_page_for_unknown_addresses_is_rooted_as_it_is_shown_at_any_depth(make_site: MakeSite) -> None:
    page = built(make_site).page("/404.html")
    assert attribute(page, "header a.name", "href") == "/"


def test_machines_get_full_addresses(make_site: MakeSite) -> None:
    site = built(make_site)
    assert attribute(site.page("/deep/er/file.html"), "link[rel=canonical]", "href") == (
        "https://example.org/deep/er/file.html"
    )
    for name in ("feed.xml", "atom.xml", "feed.json", "sitemap.xml", "feeds.opml"):
        assert "../" not in site.read(f"public/{name}")
        assert "https://example.org/" in site.read(f"public/{name}")
