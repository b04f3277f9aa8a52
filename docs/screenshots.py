# ruff: noqa: INP001 - a script beside the pages that it serves
"""Pictures of the sample digest for the README and the documentation: `PYTHONPATH=. python docs/screenshots.py`.

It builds the sample in a folder of its own and writes every picture anew. Needs `pip install -e '.[dev]' pillow`, and
Chromium on the PATH or from `playwright install chromium`.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import BROWSERS, SWITCHES
from tests.browser.served import KINDS, serve
from tests.previews import preview
from tests.samples import sample_digest

ColorScheme = Literal["light", "dark"]

IMAGES = Path(__file__).resolve().parent / "images"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
SCHEMES: tuple[ColorScheme, ...] = ("light", "dark")
PICTURES = {
    **{
        f"{name}-{size}-{scheme}": (kind, size, scheme)
        for name, kind in (("front", "home"), ("article", "article"), ("story", "story"))
        for size in SIZES
        for scheme in SCHEMES
    },
    "edition-desktop-light": ("edition", "desktop", SCHEMES[0]),
}
"""Page, size and colour scheme by the picture's name."""

DESK = "desk-desktop-light"
"""The picture of the desk, which stands in a preview alone."""

COLORS = 64
"""Type on one ground needs no more, and a picture with a palette is a third as large."""


def main() -> None:
    """Take every picture of the top of its page, and leave no other."""
    IMAGES.mkdir(exist_ok=True)
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        digest = sample_digest(Path(folder), {})
        site = stack.enter_context(serve(digest.root / "public", "/"))
        shown = stack.enter_context(preview(digest))
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=program, args=SWITCHES)
        for name, (kind, size, scheme) in PICTURES.items():
            save(take(browser, site.address + KINDS[kind], SIZES[size], scheme), IMAGES / f"{name}.png")
        desk = take(browser, f"{shown.address}_desk/", SIZES["desktop"], SCHEMES[0])
        save(desk, IMAGES / f"{DESK}.png")
        browser.close()
    for path in IMAGES.glob("*.png"):
        if path.stem not in {*PICTURES, DESK}:
            path.unlink()


def take(browser: Browser, address: str, size: tuple[int, int], scheme: ColorScheme) -> bytes:
    """A PNG of what a window of that size shows of a page."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    data = page.screenshot()
    context.close()
    return data


def save(data: bytes, path: Path) -> None:
    """Write a PNG with a small palette."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
