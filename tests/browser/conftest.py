"""Tests in a real browser: what they need besides `.[test]` is in CONTRIBUTING.md.

Where something is missing they are skipped and say so; with BROADSHEET_REQUIRE_BROWSER=1 they fail.
"""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from tests.browser.served import VARIANTS, Served, mount_of, serve
from tests.samples import awkward_site, sample_digest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parent
MODULES = FOLDER / "node_modules"

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Names on the PATH, in the order of preference; without any of them Playwright's own browser is taken."""

SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
"""A browser that asks the network for nothing of its own, and that starts in a container."""

Visit = Callable[..., "Page"]
Sites = Callable[[str], Served]


def missing(what: str, how: str) -> NoReturn:
    """Skip the test that needs it, or fail where everything has to be there."""
    reason = f"{what} is missing: {how}"
    if os.environ.get("BROADSHEET_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


def npm(path: str) -> Path:
    """A file of a package from npm."""
    found = MODULES / path
    if not found.exists():
        missing(path, f"npm ci --ignore-scripts --prefix {FOLDER.relative_to(FOLDER.parents[1])}")
    return found


# The browser belongs to this package's tests alone, since Playwright keeps an event loop running for as long.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        missing("Playwright", "pip install '.[browser]'")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        except Error as error:
            missing("Chromium", f"install it, or run `playwright install chromium` ({error.message.splitlines()[0]})")
        yield started
        started.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """A variant of the sample digest by its name, built and served from the first time that it is asked for."""
    with ExitStack() as servers:

        @functools.cache
        def served(variant: str) -> Served:
            built = sample_digest(tmp_path_factory.mktemp(variant), VARIANTS[variant])
            return servers.enter_context(serve(built.root / "public", mount_of(variant)))

        yield served


@pytest.fixture(scope="package")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """The same for the awkward sites of `theme check`."""
    with ExitStack() as servers:

        @functools.cache
        def served(name: str) -> Served:
            built = awkward_site(tmp_path_factory.mktemp("awkward"), name)
            return servers.enter_context(serve(built.root / "public", "/"))

        yield served


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open an address in a window of its own: `visit(address, width=320, color_scheme="dark")`."""
    with ExitStack() as windows:

        def opened(address: str, *, width: int = 1280, **options: Any) -> Page:
            window = browser.new_context(viewport={"width": width, "height": 800}, **options)
            windows.callback(window.close)
            page = window.new_page()
            page.goto(address)
            return page

        yield opened
