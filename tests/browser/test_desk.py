"""The desk in a browser without JavaScript: what an editor does in a week, by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Visit, npm
from tests.browser.test_accessibility import RUN
from tests.previews import Preview, preview
from tests.sites import Site, entry_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOCK = "The harbour lock opened. The harbour lock was closed. Ana Ruiz saw it; Ruiz waved at the harbour lock."
EDITION = "content/editions/2026-11-24.md"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    files = {
        "site.yaml": "title: Test digest\nsearch: false\n",
        "content/lock.md": entry_text("The lock", LOCK, date="2026-11-20", source="The Paper"),
        "content/mars.md": entry_text("Mars", date="2026-11-19", tags="[Space]"),
        "content/old.md": entry_text("Old news", date="2026-11-01", tags="[Space]"),
        "content/editions/2026-11-10.md": "---\nitems: [old]\n---\n",
    }
    with preview(Site(tmp_path_factory.mktemp("desk")).write(files)) as running:
        yield running


def test_a_week_at_the_desk(shown: Preview, visit: Visit) -> None:
    site = shown.site
    page = visit(f"{shown.address}_desk/", java_script_enabled=False)
    page.get_by_label("An edition of").fill("2026-11-24")
    page.get_by_role("button", name="Begin").click()
    assert page.get_by_role("status").inner_text() == "Begun: the edition of 2026-11-24"
    page.get_by_role("link", name="Back to the list").click()
    page.get_by_role("form", name="Mars").get_by_role("button", name="Into the edition").press("Enter")
    assert "Added to the edition: Mars" in page.get_by_role("status").inner_text()
    lock = page.get_by_role("form", name="The lock")
    lock.get_by_label("Ana Ruiz").check()
    lock.get_by_role("button", name="Add the ticked").click()
    assert 'tags: ["Ana Ruiz"]' in site.read("content/lock.md")
    page.get_by_role("link", name="The lock").first.click()
    page.get_by_label("Your note on it").fill("We were *there*.\n\nAnd here.")
    page.get_by_label("Harbour lock").check()
    page.get_by_role("button", name="Save").click()
    assert site.read("content/lock.md") == entry_text(
        "The lock",
        LOCK,
        date="2026-11-20",
        source="The Paper",
        tags='["Ana Ruiz", "Harbour lock"]',
        note="|\n  We were *there*.\n\n  And here.",
    )
    page.get_by_role("form", name="The lock").get_by_role("button", name="Into the edition").click()
    page.get_by_role("link", name="24 November 2026").first.click()
    page.get_by_role("button", name="Up").last.click()
    page.get_by_label("Note on Mars").fill("Red.")
    page.get_by_label("Publish").check()
    page.get_by_role("button", name="Save").last.click()
    assert site.read(EDITION) == '---\ndraft: false\nitems: ["lock", "mars"]\nnotes:\n  mars: "Red."\n---\n'
    assert shown.shows("/editions/2026-11-24/", "Red.")


def test_a_previewed_page_leads_to_its_place_at_the_desk(shown: Preview, visit: Visit) -> None:
    page = visit(f"{shown.address}2026/11/mars/")
    page.get_by_role("link", name="Desk").click()
    assert page.locator("h1").inner_text() == "Mars"
    assert page.url == f"{shown.address}_desk/entry?path=content%2Fmars.md"


def test_a_form_of_yesterday_is_refused(shown: Preview, visit: Visit) -> None:
    page = visit(f"{shown.address}_desk/?show=all", java_script_enabled=False)
    shown.site.write({"content/mars.md": entry_text("Mars", "New words.", date="2026-11-19", tags="[Space]")})
    before = shown.site.read("content/mars.md")
    page.get_by_role("form", name="Mars").get_by_role("button", name="Drop").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Nothing was done"
    assert shown.site.read("content/mars.md") == before


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_the_desk(shown: Preview, visit: Visit, scheme: str, width: int) -> None:
    axe = npm("axe-core/axe.min.js").read_text(encoding="utf-8")
    for place in ("", "?show=all", "entry?path=content/lock.md", "edition?path=content/editions/2026-11-10.md"):
        page = visit(f"{shown.address}_desk/{place}", width=width, color_scheme=scheme, bypass_csp=True)
        page.evaluate(axe)
        assert page.evaluate(RUN) == []
        assert is_within(page)


def is_within(page: Page) -> bool:
    """Whether nothing is wider than the window."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
