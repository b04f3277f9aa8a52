"""What a reader sees: on small screens, in large type, on paper, without JavaScript, with a keyboard."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Sites, Visit
from tests.browser.served import KINDS

every_kind = pytest.mark.parametrize("kind", KINDS)
FRONT_AND_ARTICLE = ("home", "article")

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""Pixels by which a page is wider than its window."""

CUT = """() => [...document.body.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element);
  const hides = /hidden|clip/.test(style.overflowX + style.overflowY);
  if (!hides || style.clipPath !== "none" || !element.innerText?.trim()) return false;
  return element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
}).map((element) => element.outerHTML.slice(0, 200))"""
"""Elements that hide a part of their text. What is clipped on purpose, for screen readers alone, is left out."""


@pytest.mark.parametrize(
    ("variant", "kind"),
    [
        *(("sample", kind) for kind in KINDS),
        *((variant, kind) for variant in ("arabic", "dispatch") for kind in (*FRONT_AND_ARTICLE, "topic", "search")),
    ],
)
def test_no_page_scrolls_sideways_on_a_small_screen(site: Sites, visit: Visit, variant: str, kind: str) -> None:
    page = visit(site(variant).address + KINDS[kind], width=320)
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("name", ["an awkward site", "a site from right to left"])
def test_no_awkward_text_makes_a_page_wider_than_the_screen(awkward: Sites, visit: Visit, name: str) -> None:
    served = awkward(name)
    page = visit(served.address, width=320)
    # Redirects have no text of their own.
    files = [path for path in sorted(served.folder.rglob("*.html")) if "<main" in path.read_text(encoding="utf-8")]
    wide = {}
    for path in files:
        page.goto(served.address + path.relative_to(served.folder).as_posix())
        wide[path] = page.evaluate(SIDEWAYS)
    assert {path: pixels for path, pixels in wide.items() if pixels} == {}
    assert len(wide) > 10


@every_kind
def test_text_may_be_twice_as_large(site: Sites, visit: Visit, kind: str) -> None:
    address = site("sample").address + KINDS[kind]
    page = visit(address)
    size = "() => parseFloat(getComputedStyle(document.querySelector('main')).fontSize)"
    usual = page.evaluate(size)
    # What a reader sets as the size of type in the browser; zooming would be the same as a smaller screen.
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.goto(address)
    assert page.evaluate(size) == pytest.approx(2 * usual, rel=0.25)
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(CUT) == []


@every_kind
def test_paper_has_the_text_and_no_navigation(site: Sites, visit: Visit, kind: str) -> None:
    page = visit(site("sample").address + KINDS[kind], color_scheme="dark")
    assert page.locator("nav").first.is_visible()
    page.emulate_media(media="print")
    assert [link for link in page.locator("nav, .skip").all() if link.is_visible()] == []
    assert page.locator("h1").first.is_visible()
    assert page.evaluate("() => getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "search"])
def test_nothing_depends_on_javascript(site: Sites, visit: Visit, kind: str) -> None:
    address = site("sample").address + KINDS[kind]
    text = visit(address).locator("body").inner_text()
    assert len(text) > 200
    assert visit(address, java_script_enabled=False).locator("body").inner_text() == text


def test_without_javascript_the_search_page_offers_other_ways(site: Sites, visit: Visit) -> None:
    page = visit(site("sample").address + KINDS["search"], java_script_enabled=False)
    assert not page.get_by_role("searchbox").is_visible()
    assert page.locator("main p[role=status]").inner_text().startswith("Searching needs JavaScript")
    for place in ("tags/", "sources/", "2026/"):
        assert page.locator(f"main a[href*='{place}']").first.is_visible()


@pytest.mark.parametrize("variant", ["sample", "arabic", "dispatch"])
@pytest.mark.parametrize("kind", FRONT_AND_ARTICLE)
def test_the_first_key_leads_past_the_navigation(site: Sites, visit: Visit, variant: str, kind: str) -> None:
    page = visit(site(variant).address + KINDS[kind])
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#main"
    box = skip.bounding_box()
    assert box is not None
    assert min(box["x"], box["y"], box["height"] - 20, box["width"] - 20) >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", [*FRONT_AND_ARTICLE, "search", "story"])
def test_a_keyboard_reaches_every_link_and_shows_where_it_is(site: Sites, visit: Visit, kind: str, scheme: str) -> None:
    page = visit(site("sample").address + KINDS[kind], color_scheme=scheme)
    stops = page.evaluate(
        "() => [...document.querySelectorAll('a, button, input, summary')].filter(e => e.checkVisibility()).length"
    )
    faint = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => {
              const [focused, root] = [document.activeElement, document.documentElement];
              const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(focused);
              const { top, bottom } = focused.getBoundingClientRect();
              const seen = bottom > 0 && top < innerHeight && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
              return seen && outlineColor !== getComputedStyle(root).backgroundColor ? "" : focused.outerHTML;
            }"""
        )
        faint += [ring] if ring else []
    assert faint == []
    assert page.evaluate("() => document.activeElement.closest('footer') !== null"), "the last stop is in the footer"
