"""The preview as an editor sees it: pages follow their files, in place where they can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Visit
from tests.previews import Preview, eventually, preview
from tests.sites import MakeSite, entry_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOON = "content/moon.md"
PAGE = "2026/11/moon/"
OVERLAY = "broadsheet-problems"
PARAGRAPHS = "\n\n".join(f"Paragraph {number} of a long text about the Moon." for number in range(80))


def moon(body: str = PARAGRAPHS, **fields: str) -> dict[str, str]:
    return {MOON: entry_text("Moon", body, **{"date": "2026-11-20", **fields})}


@pytest.fixture
def shown(make_site: MakeSite) -> Iterator[Preview]:
    files = {**moon(), "content/mars.md": entry_text("Mars", date="2026-11-19")}
    with preview(make_site({**files, "templates/assets/style.extra.css": "h1 { color: rgb(1, 2, 3) }"})) as running:
        yield running


@pytest.fixture
def look(visit: Visit, shown: Preview) -> Any:
    """Open a page and leave a mark on its window, which a reload would wipe off."""

    def opened(path: str = PAGE) -> Page:
        page = visit(shown.address + path)
        page.wait_for_selector("html[data-previewed]")
        page.evaluate("() => { window.mark = 'same window' }")
        return page

    return opened


def is_same_window(page: Page) -> bool:
    return bool(page.evaluate("() => window.mark === 'same window'"))


def colour(page: Page) -> str:
    return str(page.evaluate("() => getComputedStyle(document.querySelector('h1')).color"))


def test_a_text_changes_in_place_and_the_reader_stays_where_she_was(look: Any, shown: Preview) -> None:
    page = look()
    page.get_by_text("Paragraph 40 ").scroll_into_view_if_needed()
    place = page.evaluate("() => scrollY")
    assert place > 500
    shown.site.write(moon(PARAGRAPHS.replace("Paragraph 40 ", "The fortieth paragraph ")))
    page.get_by_text("The fortieth paragraph").wait_for()
    assert page.evaluate("() => scrollY") == place
    assert is_same_window(page)


def test_paragraphs_come_and_go(look: Any, shown: Preview) -> None:
    page = look()
    texts = "() => [...document.querySelectorAll('.prose p')].map((one) => one.textContent)"
    for body in (
        "One.\n\nTwo.\n\nThree.",
        "One.\n\nThree.",
        "Zero.\n\nOne.\n\nTwo.\n\nThree.",
        "Three.\n\n## Head\n\nOne.",
    ):
        shown.site.write(moon(body))
        paragraphs = [part for part in body.split("\n\n") if not part.startswith("#")]
        page.wait_for_function(f"(wanted) => JSON.stringify(({texts})()) === JSON.stringify(wanted)", arg=paragraphs)
    assert page.locator(".prose h2").inner_text() == "Head"
    assert is_same_window(page)


def test_a_style_is_swapped_without_a_reload(look: Any, shown: Preview) -> None:
    page = look()
    assert colour(page) == "rgb(1, 2, 3)"
    page.evaluate("() => scrollTo(0, 700)")
    shown.site.write({"templates/assets/style.extra.css": "h1 { color: rgb(4, 5, 6) }"})
    eventually(lambda: colour(page) == "rgb(4, 5, 6)")
    assert page.evaluate("() => scrollY") == 700
    assert page.locator("link[rel=stylesheet]").count() == 1
    assert is_same_window(page)


def test_a_style_sheet_that_keeps_its_name_is_swapped_as_well(look: Any, shown: Preview) -> None:
    link = '<link rel="stylesheet" href="{{ url("/own.css") }}">'
    base = '{% extends "broadsheet/base.html" %}{% block bar %}' + link + "{{ super() }}{% endblock %}"
    shown.site.write({"templates/base.html": base, "static/own.css": "h1 { color: rgb(7, 8, 9) }"})
    assert shown.shows(f"/{PAGE}", "own.css")
    page = look()
    shown.site.write({"static/own.css": ":root { --own: swapped }"})
    own = "() => getComputedStyle(document.documentElement).getPropertyValue('--own').trim()"
    eventually(lambda: page.evaluate(own) == "swapped")
    assert is_same_window(page)


def test_an_overlay_tells_an_error_and_goes_when_it_is_mended(look: Any, shown: Preview) -> None:
    page = look()
    shown.site.write({MOON: "---\ntitle: Moon\ndate: [\n---\n\nBroken.\n"})
    overlay = page.locator(OVERLAY)
    overlay.get_by_text("content/moon.md:").wait_for()
    assert "date: [" in overlay.locator("pre").inner_text()
    assert overlay.locator(".it").count() == 1
    assert "Paragraph 1 " in page.locator(".prose").inner_text()
    shown.site.write(moon("Mended."))
    page.get_by_text("Mended.").wait_for()
    overlay.wait_for(state="detached")
    assert is_same_window(page)


def test_text_in_an_error_is_only_text(look: Any, shown: Preview) -> None:
    page = look()
    shown.site.write({"content/mars.md": '---\ntitle: <img src=x onerror="window.hit = 1">\ndate: [<b>\n---\nText.\n'})
    page.locator(OVERLAY).get_by_text("<b>").first.wait_for()
    assert page.locator(OVERLAY).locator("img, b").count() == 0
    assert page.evaluate("() => window.hit === undefined")


def test_a_site_that_cannot_be_built_yet_appears_when_it_can(make_site: MakeSite, visit: Visit) -> None:
    with preview(make_site({**moon(), "site.yaml": "titel: Oops\n"})) as shown:
        page = visit(shown.address)
        page.get_by_text("unknown key").wait_for()
        shown.site.write({"site.yaml": "title: Good news\nsearch: false\n"})
        page.get_by_text("Good news").first.wait_for()
        assert page.get_by_text("unknown key").count() == 0


def test_two_pages_follow_each_its_own_file(look: Any, shown: Preview) -> None:
    first, second, front = look(), look("2026/11/mars/"), look("")
    changes = """() => {
      window.changes = 0;
      const observer = new MutationObserver(() => window.changes++);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    }"""
    second.evaluate(changes)
    shown.site.write(moon("A new text. It begins otherwise."))
    first.get_by_text("A new text.").wait_for()
    front.get_by_text("A new text.").first.wait_for()
    assert all(map(is_same_window, (first, second, front)))
    assert second.evaluate("() => window.changes") == 0


def test_a_page_that_goes_and_comes_back_is_followed(look: Any, shown: Preview) -> None:
    page = look()
    shown.site.remove(MOON)
    eventually(lambda: page.title().startswith("Page not found"))
    shown.site.write(moon("Back again."))
    page.get_by_text("Back again.").wait_for()
    assert page.title().startswith("Moon")


def test_what_happened_while_the_preview_was_down_is_caught_up_with(make_site: MakeSite, visit: Visit) -> None:
    site = make_site(moon())
    with preview(site) as shown:
        page, port = visit(shown.address + PAGE), str(shown.port)
        page.wait_for_selector("html[data-previewed]")
    site.write(moon("Written in between."))
    with preview(site, "--port", port):
        page.get_by_text("Written in between.").wait_for()
        assert page.get_by_text("Paragraph 1 ").count() == 0


def test_drafts_and_what_is_to_come_are_marked(look: Any, shown: Preview) -> None:
    label = "(element) => getComputedStyle(element, '::after').content"
    page = look("")
    shown.site.write(moon(draft="true"))
    shown.site.write({"content/mars.md": entry_text("Mars", date="2026-12-24")})
    for path, wanted in ((PAGE, "Draft"), ("2026/12/mars/", "From 2026-12-24")):
        link = page.locator(f"main a[href$='{path}'][data-preview]").first
        link.wait_for()
        assert link.evaluate(label) == f'"{wanted}"'
        assert look(path).locator("body").get_attribute("data-preview") == wanted
