"""Social cards: a picture of an article's title for those who share it, drawn with Pillow.

The size is the one that Facebook and X ask for (1200 x 630). Type stands on a page as the theme sets it: the
name of the site under a heavy rule, the title, and below a hairline where it is from and when. Owner of the
font that comes with the extra; a site adds others for scripts that this one does not have.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from generator.pictures.copies import Made
from generator.pictures.files import write

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

PLACE = "/assets/cards/"
_DRAWN = "1"
"""Changes with what a card looks like, so that cards of another look are drawn again."""
_SIZE = (1200, 630)
_MARGIN = 80
_PAPER, _INK = (252, 251, 248), (27, 28, 30)
_BLACK, _GREY, _LINE, _WHITE = 0, 82, 210, 255
"""Shades from ink to paper."""
_SHADES = 15
"""With one colour more they make a picture of four bits a pixel, which is quick to write and light."""
_TITLE_TOP, _TITLE_ROOM = 176, 316
_LONGEST = 400
"""Characters of a title that can have room at all."""
_TITLE_SIZES = range(84, 43, -4)
_SMALL = 30
_LEADING = 1.22
_BOLD, _PLAIN = (640, 100), (420, 100)
"""Weight and width of a variable font."""
_NO_GLYPH = "\U0010ffff"
# Chinese, Japanese and Korean break anywhere but before closing marks.
_PIECE = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef][、。，．！？：；」』）】〉》…ー]*|\S+?(?=[\u2e80-\u9fff\uac00-\ud7af]|\s|$)\s*"
)
# Scripts whose letters join, stack or run from right to left: Hebrew to Myanmar, Khmer, Mongolian and forms of them.
_SHAPED = re.compile(r"[\u0590-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefc]")


class Card(Struct, frozen=True):
    """What stands on a card, and the colour of its rule."""

    title: str
    site: str
    below: tuple[str, ...]
    accent: str


def named(card: Card, fonts: str, engine: str) -> str:
    """The name of a card's file, which carries a digest of all that decides its bytes."""
    recipe = msgspec.json.encode([card, fonts, engine, _DRAWN])
    return f"{hashlib.sha256(recipe).hexdigest()[:20]}.png"


def draw_batch(folder: Path, fonts: Sequence[Path], batch: Sequence[tuple[str, Card]]) -> Made:
    """Draw cards by name. A title that no font has the letters for gets none."""
    drawn = ((name, _drawn(card, (_own_font(), *fonts))) for name, card in batch)
    return Made({name: write(folder, name, data) if data else "" for name, data in drawn})


def _drawn(card: Card, fonts: Sequence[Path]) -> bytes | None:
    from PIL import Image, ImageDraw

    title = _plain(card.title)[:_LONGEST]
    font = _font_for(title, fonts) if title else None
    if font is None:
        return None
    image = Image.new("L", _SIZE, _WHITE)
    draw = ImageDraw.Draw(image)
    width, height = _SIZE
    to_right = _runs_left(title)
    draw.line((_MARGIN, height - 118, width - _MARGIN, height - 118), fill=_LINE, width=2)
    _line(draw, card.site, fonts, (124, _BOLD, _BLACK), to_right=to_right)
    _line(draw, "  ·  ".join(card.below), fonts, (height - 65, _PLAIN, _GREY), to_right=to_right)
    size, lines = _fitted(draw, title, font)
    type_ = _type(font, size, _BOLD, shaped=_is_shaped(title))
    for number, line in enumerate(lines, 1):
        _write(draw, line, type_, _TITLE_TOP + round(number * size * _LEADING - 0.25 * size), _BLACK, to_right=to_right)
    return _coloured(image, card.accent)


def _coloured(image: Image, accent: str) -> bytes:
    """A PNG of shades between ink and paper, under a rule in the accent colour."""
    from PIL import ImageDraw

    few = image.point([round(shade * (_SHADES - 1) / _WHITE) for shade in range(256)])
    parts = (shade / (_SHADES - 1) for shade in range(_SHADES))
    shades = [round(ink + part * (paper - ink)) for part in parts for ink, paper in zip(_INK, _PAPER, strict=True)]
    few.putpalette([*shades, *_colour(accent)])
    ImageDraw.Draw(few).rectangle((_MARGIN, 64, _SIZE[0] - _MARGIN, 71), fill=_SHADES)
    stream = BytesIO()
    few.save(stream, "PNG", bits=4, compress_level=6)
    return stream.getvalue()


def _line(
    draw: ImageDraw, text: str, fonts: Sequence[Path], look: tuple[int, tuple[int, int], int], *, to_right: bool
) -> None:
    """One line of small type, its `look` the height of its baseline, its style and its shade; what no font can
    show is left out.
    """
    baseline, style, fill = look
    text = _plain(text)
    font = _font_for(text, fonts)
    if text and font:
        type_ = _type(font, _SMALL, style, shaped=_is_shaped(text))
        (first, *_) = _broken(draw, text, type_)
        _write(draw, first, type_, baseline, fill, to_right=to_right)


def _write(draw: ImageDraw, line: str, type_: FreeTypeFont, baseline: int, fill: int, *, to_right: bool) -> None:
    left = _SIZE[0] - _MARGIN - draw.textlength(line, type_) if to_right else _MARGIN
    draw.text((round(left), baseline), line, fill, type_, anchor="ls")


def _fitted(draw: ImageDraw, title: str, font: Path) -> tuple[int, list[str]]:
    """The largest size at which a title fits, and its lines; the longest are cut short at the smallest."""
    shaped = _is_shaped(title)
    for size in _TITLE_SIZES:
        lines = _broken(draw, title, _type(font, size, _BOLD, shaped=shaped))
        if len(lines) * size * _LEADING <= _TITLE_ROOM:
            return size, lines
    most = int(_TITLE_ROOM / (size * _LEADING))
    kept = lines[:most]
    return size, [*kept[:-1], kept[-1].rstrip(" ,;:.")[:-1] + "…"]


def _broken(draw: ImageDraw, text: str, type_: FreeTypeFont) -> list[str]:
    """A text in lines that fit; a word wider than a line is broken where the line ends."""
    room = _SIZE[0] - 2 * _MARGIN
    lines = [""]
    for piece in _pieces(text, draw, type_, room):
        if lines[-1] and draw.textlength((lines[-1] + piece).rstrip(), type_) > room:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _pieces(text: str, draw: ImageDraw, type_: FreeTypeFont, room: int) -> Iterator[str]:
    for piece in _PIECE.findall(text):
        rest = piece
        while draw.textlength(rest.rstrip(), type_) > room:
            end = _reach(rest, draw, type_, room)
            yield rest[:end]
            rest = rest[end:]
        yield rest


def _reach(word: str, draw: ImageDraw, type_: FreeTypeFont, room: int) -> int:
    """How many letters of a word fit into a line; one, if not even that does."""
    return max(
        1, bisect_right(range(1, len(word) + 1), float(room), key=lambda end: draw.textlength(word[:end], type_))
    )


def _plain(text: str) -> str:
    """A text without pictographs, which no text font has."""
    return " ".join("".join(mark for mark in text if unicodedata.category(mark) != "So" and mark != "\ufe0f").split())


def _font_for(text: str, fonts: Sequence[Path]) -> Path | None:
    """The first font that has all letters of a text; None where there is none, or Pillow cannot set it."""
    from PIL import features

    if _is_shaped(text) and not (features.check("raqm") and features.check("fribidi")):
        return None
    return next((font for font in fonts if all(_has(font, letter) for letter in set(text))), None)


@lru_cache(maxsize=4096)
def _has(font: Path, letter: str) -> bool:
    """Whether a font has a letter: it draws another thing than for a code that no letter has."""
    if letter.isspace() or unicodedata.category(letter) in {"Cf", "Mn"}:
        return True
    type_ = _type(font, _SMALL, _PLAIN, shaped=False)
    drawn, missing = type_.getmask(letter), type_.getmask(_NO_GLYPH)
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


@lru_cache(maxsize=64)
def _type(font: Path, size: int, style: tuple[int, int], *, shaped: bool) -> FreeTypeFont:
    """A font at a size in pixels. Only scripts that need it are shaped, as not every Pillow can."""
    from PIL import ImageFont

    layout = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    type_ = ImageFont.truetype(str(font), size, layout_engine=layout)
    with suppress(OSError):  # a font that cannot vary is used as it is
        named = dict(zip((b"Weight", b"Width"), style, strict=True))
        axes = [named.get(axis["name"]) or axis["default"] or 0 for axis in type_.get_variation_axes()]
        type_.set_variation_by_axes([float(place) for place in axes])
    return type_


def _is_shaped(text: str) -> bool:
    return bool(_SHAPED.search(text))


def _runs_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left (Unicode, UAX 9, rule P2)."""
    strong = (unicodedata.bidirectional(mark) for mark in text)
    return next((found for found in strong if found in {"L", "R", "AL"}), "L") != "L"


def _colour(stated: str) -> tuple[int, ...]:
    """A colour that Pillow knows as red, green and blue; CSS knows more."""
    from PIL import ImageColor

    try:
        return ImageColor.getrgb(stated)[:3]
    except ValueError:
        return _INK


@lru_cache(maxsize=1)
def _own_font() -> Path:
    import fontpkg_noto_serif

    return Path(fontpkg_noto_serif.ROOT) / "files" / "NotoSerif[wdth,wght].ttf"
