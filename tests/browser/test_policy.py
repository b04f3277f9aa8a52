"""The pages under the policy that hosts are asked to send with them."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Visit
from tests.hosts import Host
from tests.sites import MakeSite, Site, entry_text
from tests.test_hosting import NETLIFY

if TYPE_CHECKING:
    from playwright.sync_api import Page

TABLE = "| Bird | Pairs |\n|---|---:|\n| Heron | 3 |\n\nThe heron stands at Castle Wharf.\n"


@pytest.fixture
def address(make_site: MakeSite) -> Iterator[str]:
    site: Site = make_site({"site.yaml": NETLIFY, "content/heron.md": entry_text("Herons", TABLE, date="2026-03-03")})
    assert site.build().problems == ()
    handler = functools.partial(Host, directory=str(site.root / "public"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def listened(page: Page) -> list[str]:
    """What the browser will refuse because of the policy, filled as it says so."""
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    return refused


@pytest.mark.parametrize("path", ["/", "/2026/03/heron/", "/tags/", "/archive/", "/feeds/", "/404.html"])
def test_the_browser_has_nothing_to_refuse(address: str, visit: Visit, path: str) -> None:
    page = visit("about:blank")
    refused = listened(page)
    page.goto(address + path, wait_until="networkidle")
    assert page.locator("h1").count() == 1
    assert refused == []


def test_an_inline_script_is_refused(address: str, visit: Visit) -> None:
    page = visit(address)
    refused = listened(page)
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'ran = 1'}))")
    page.wait_for_timeout(100)
    assert len(refused) == 1
    assert page.evaluate("typeof ran") == "undefined"


def test_the_search_works_under_the_policy(address: str, visit: Visit) -> None:
    page = visit("about:blank")
    refused = listened(page)
    page.goto(f"{address}/search/?q=heron")
    page.locator("#search-results a").first.wait_for()
    assert page.locator("#search-results a").first.get_attribute("href") == f"{address}/2026/03/heron/"
    assert refused == []
