"""What a page asks of the network, and what runs in it."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Sites, Visit
from tests.browser.served import KINDS, VARIANTS

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

FRONT_REQUESTS = 2
FRONT_BYTES = 8000
"""What the first visit to the front page may cost, everything with gzip. Both may only fall."""

WORD = "hieroglyphs"
FOUND = "Champollion told Paris how to read the hieroglyphs"


def responses_of(page: Page, address: str) -> list[Response]:
    """Everything that a page loads from somewhere."""
    found: list[Response] = []
    page.on("response", lambda response: found.append(response))  # noqa: PLW0108 - Playwright marks its handlers
    page.goto(address, wait_until="networkidle")
    return [response for response in found if not response.url.startswith("data:")]


@pytest.mark.parametrize(
    ("variant", "kind"),
    [*(("sample", kind) for kind in KINDS), *(("below", kind) for kind in ("home", "article", "search", "missing"))],
)
def test_a_page_asks_its_own_host_alone(site: Sites, visit: Visit, variant: str, kind: str) -> None:
    address = site(variant).address
    answers = responses_of(visit("about:blank"), address + KINDS[kind])
    assert [answer.url for answer in answers if not answer.url.startswith(address)] == []
    failed = [answer.url for answer in answers if not answer.ok]
    assert failed == ([address + KINDS[kind]] if kind == "missing" else [])


@pytest.mark.parametrize("kind", KINDS)
def test_scripts_run_on_the_search_page_alone(site: Sites, visit: Visit, kind: str) -> None:
    address = site("sample").address
    page = visit("about:blank")
    session = page.context.new_cdp_session(page)
    scripts: list[str] = []

    def parsed(event: dict[str, Any]) -> None:
        scripts.append(event["url"])

    session.on("Debugger.scriptParsed", parsed)
    session.send("Debugger.enable")
    page.goto(address + KINDS[kind])
    ran = [url for url in scripts if url.startswith("http")]
    assert [url for url in ran if kind != "search" or not url.startswith(address + "assets/search.")] == []
    assert bool(ran) == (kind == "search")


def test_the_front_page_stays_light(site: Sites, visit: Visit) -> None:
    answers = responses_of(visit("about:blank"), site("sample").address)
    cost = {answer.url: len(gzip.compress(answer.body(), 9)) for answer in answers}
    assert len(answers) <= FRONT_REQUESTS, cost
    assert sum(cost.values()) <= FRONT_BYTES, cost


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_search_finds_an_article_and_leads_to_it(site: Sites, visit: Visit, variant: str) -> None:
    page = visit(site(variant).address + KINDS["search"])
    page.get_by_role("searchbox").press_sequentially(WORD)
    page.get_by_role("link", name=FOUND).click()
    assert page.locator("h1").inner_text() == FOUND
    assert page.url.startswith(f"{site(variant).address}2026/09/")


@pytest.mark.parametrize("variant", ["sample", "below"])
@pytest.mark.parametrize("path", ["nothing", "2026/07/nothing/", "a/b/c/d/e/nothing.html"])
def test_a_missing_page_has_its_style_at_any_depth(site: Sites, visit: Visit, variant: str, path: str) -> None:
    home = site(variant).address
    page = visit("about:blank")
    answer = page.goto(home + path)
    assert answer is not None
    assert answer.status == 404
    family = "heading => getComputedStyle(heading).fontFamily"
    missing = page.locator("h1").evaluate(family)
    page.locator("main p a").click()
    assert page.url == home
    assert page.locator("h1").evaluate(family) == missing
