# ruff: noqa: INP001 - a script beside the pages that it serves
"""Pictures of the sample digest for the README: `python docs/screenshots.py` after a build.

Needs `pip install playwright` and Chromium on the PATH; neither is a dependency of the project.
"""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

ColorScheme = Literal["light", "dark"]

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
ARTICLE = "/2026/07/eagle-landed-with-alarms-sounding-and-fuel-running-low/"
EDITION = "/editions/2026-10-04/"
PICTURES: tuple[tuple[str, str, int, int, ColorScheme], ...] = (
    ("front-desktop-light", "/", 1280, 900, "light"),
    ("front-phone-dark", "/", 390, 844, "dark"),
    ("article-desktop-dark", ARTICLE, 1280, 900, "dark"),
    ("article-phone-light", ARTICLE, 390, 844, "light"),
    ("edition-desktop-light", EDITION, 1280, 900, "light"),
)
"""Name, page, width, height and colour scheme."""


def main() -> None:
    """Serve `public/` on a free port of this machine and take every picture."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(ROOT / "public"))
    IMAGES.mkdir(exist_ok=True)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for name, page, width, height, scheme in PICTURES:
                take(
                    browser,
                    f"http://127.0.0.1:{server.server_port}{page}",
                    IMAGES / f"{name}.png",
                    (width, height),
                    scheme,
                )
        server.shutdown()


def take(browser: Browser, address: str, path: Path, size: tuple[int, int], scheme: ColorScheme) -> None:
    """One picture of the top of a page."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    page.screenshot(path=path)
    context.close()


if __name__ == "__main__":
    main()
