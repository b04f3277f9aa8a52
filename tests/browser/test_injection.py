"""Nothing that strangers write runs in a reader's browser or asks another host for anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from generator.frontmatter import compose
from tests.browser.conftest import Visit
from tests.browser.served import Served, serve
from tests.hostile.payloads import PAYLOADS
from tests.sites import Site

if TYPE_CHECKING:
    from playwright.sync_api import Route

WATCH = "window.ran = []; window.owned = () => window.ran.push(1); window.alert = window.owned;"


def entry(payload: str) -> str:
    fields = {
        **dict.fromkeys(("title", "summary", "author", "kicker", "note", "image_alt", "story"), payload),
        "date": "2026-11-01",
        "source": {"name": payload, "url": "https://a.example/"},
        "tags": [payload],
        "params": {"x": payload},
        "image": "/x.png",
    }
    return compose(fields, payload)


@pytest.fixture(scope="module")
def infested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site with every payload in every place, and markup that the editor does not trust."""
    site = Site(tmp_path_factory.mktemp("infested"))
    files = {f"content/payload-{number}.md": entry(payload) for number, payload in enumerate(PAYLOADS)}
    seeds = {
        f"seeds/seed-{number}.txt": f"{payload}\n\n{payload}\n\n{payload}\n" for number, payload in enumerate(PAYLOADS)
    }
    links = {
        f"seeds/link-{number}.txt": f"Link {number}\n\nText.\n\n{payload}\nhttps://a.example/{payload}\n"
        for number, payload in enumerate(PAYLOADS)
    }
    named = {
        f"seeds/<img src=x onerror=owned()> {number}.txt": f"Named {number}\n\nText {number}.\n" for number in range(2)
    }
    site.write({"site.yaml": "pagination: 500\n", **files, **seeds, **links, **named})
    site.build()
    with serve(site.root / "public", "/") as served:
        yield served


def test_no_page_runs_anything_or_asks_elsewhere(infested: Served, visit: Visit) -> None:
    page = visit("about:blank")
    asked: list[str] = []

    def answer(route: Route) -> None:
        url = route.request.url
        if url.startswith((infested.address, "data:")):
            route.continue_()
        else:
            asked.append(url)
            route.abort()

    page.route("**/*", answer)
    page.add_init_script(WATCH)
    ran: list[str] = []
    paths = sorted(path for path in infested.folder.rglob("*.html") if "pagefind" not in path.parts)
    assert len(paths) > len(PAYLOADS)
    for path in paths:
        if '<meta http-equiv="refresh" content="0; url=/' in path.read_text(encoding="utf-8"):
            continue  # our own, from an old address to a new one of the site
        page.goto(infested.address + path.relative_to(infested.folder).as_posix())
        if page.evaluate("window.ran.length"):
            ran.append(path.name)
    assert ran == []
    # A picture that an entry names on the web is loaded from there; nothing else is.
    assert {url for url in asked if not url.endswith(".png")} == set()
