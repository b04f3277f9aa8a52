"""A small site whose pages are compared with those kept in golden/expected/, so that no change of what is
published goes unseen. `pytest tests/test_golden.py --update-golden` writes them anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.sites import Site

GOLDEN = Path(__file__).with_name("golden")
EXPECTED = GOLDEN / "expected"
KEPT = (
    "content/2026/03/shackletons-endurance-found-upright-beneath-the-weddell-sea.md",
    "public/index.html",
    "public/page/2/index.html",
    "public/2026/03/shackletons-endurance-found-upright-beneath-the-weddell-sea/index.html",
    "public/2026/03/editors-note/index.html",
    "public/2026/03/aurora/index.html",
    "public/tags/navigation/index.html",
    "public/archive/index.html",
    "public/404.html",
    "public/feed.xml",
    "public/atom.xml",
    "public/feed.json",
    "public/feeds.opml",
    "public/sitemap.xml",
    "public/site.webmanifest",
    "public/robots.txt",
)


@pytest.fixture(scope="module")
def golden_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    # Read as text, as git may have changed the line ends, and an id depends on the bytes of its seed.
    sources = (path for path in (GOLDEN / "site").rglob("*") if path.is_file())
    site = Site(tmp_path_factory.mktemp("golden"))
    site.write({path.relative_to(GOLDEN / "site").as_posix(): path.read_text(encoding="utf-8") for path in sources})
    assert site.build().problems == ()
    return site


def kept(site: Site, path: str) -> str:
    """A file of the site without the digest of the style sheet, whose rules are no part of a page."""
    return re.sub(r"(?<=style\.)[0-9a-f]{8}(?=\.css)", "00000000", site.read(path))


@pytest.mark.parametrize("path", KEPT)
def test_a_published_file_is_as_it_was(golden_site: Site, path: str, request: pytest.FixtureRequest) -> None:
    found = kept(golden_site, path)
    expected = EXPECTED / path
    if request.config.getoption("--update-golden"):
        expected.parent.mkdir(parents=True, exist_ok=True)
        expected.write_text(found, encoding="utf-8", newline="\n")
    assert found == expected.read_text(encoding="utf-8")


def test_nothing_else_is_kept() -> None:
    found = {path.relative_to(EXPECTED).as_posix() for path in EXPECTED.rglob("*") if path.is_file()}
    assert found == set(KEPT)


def test_the_site_holds_together(golden_site: Site) -> None:
    assert golden_site.broken_links("/golden/") == []
