"""Copies of pictures in other widths and formats, made with Pillow."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.config import Images
from generator.errors import Problem
from generator.model import Rendition
from generator.pictures.files import Facts, Found, write
from generator.slugs import slugify

if TYPE_CHECKING:
    from PIL.Image import Image

PLACE = "/assets/pictures/"
_SOURCES = (".png", ".jpg", ".jpeg", ".webp")
_LONGEST_STEM = 60
# Of about the same look; AVIF with one thread, as the pictures themselves are shared among the cores.
_SAVING: dict[str, dict[str, int | str]] = {
    "avif": {"quality": 60, "speed": 6, "max_threads": 1},
    "webp": {"quality": 80, "method": 4},
}


class Wanted(Struct, frozen=True):
    """A picture and the copies that it shall have: by format, pairs of name and width."""

    name: str
    path: str
    formats: dict[str, tuple[tuple[str, int], ...]]

    @property
    def names(self) -> list[str]:
        return [name for copies in self.formats.values() for name, _ in copies]


class Made(Struct, frozen=True):
    """The SHA-256 of each file that was written, by its name; empty for those that are no gain."""

    files: dict[str, str]
    problems: tuple[Problem, ...] = ()


def wanted(found: Found, facts: Facts, settings: Images, engine: str) -> Wanted | None:
    """The copies that a picture shall have; None for drawings, animations' format and what is damaged.

    Names carry a digest of all that decides the bytes: the picture, the format, the width and `engine`.
    """
    path = PurePosixPath(found.name)
    if not facts.width or path.suffix.lower() not in _SOURCES:
        return None
    stem = slugify(path.stem)[:_LONGEST_STEM]
    widths = sorted({min(width, facts.width) for width in settings.widths})

    def name(form: str, width: int) -> str:
        recipe = f"{facts.sha256}\0{form}\0{width}\0{widths}\0{sorted(_SAVING[form].items())}\0{engine}"
        return f"{stem}-{width}.{hashlib.sha256(recipe.encode()).hexdigest()[:12]}.{form}"

    formats: dict[str, tuple[tuple[str, int], ...]] = {
        form: tuple((name(form, width), width) for width in widths) for form in settings.formats
    }
    return Wanted(found.name, found.path, formats)


def renditions(asked: Wanted, made: Mapping[str, str]) -> tuple[Rendition, ...]:
    """What a page may show of a picture's copies: the formats of which all are there."""
    return tuple(
        Rendition(f"image/{form}", tuple((PLACE + name, width) for name, width in copies))
        for form, copies in asked.formats.items()
        if all(made.get(name) for name, _ in copies)
    )


def encode_batch(folder: Path, batch: Sequence[Wanted]) -> Made:
    """Make the copies of some pictures. A picture that Pillow cannot read costs only its own."""
    from PIL import Image

    copies: dict[str, str] = {}
    problems: list[Problem] = []
    for asked in batch:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                copies |= _encode(folder, asked)
        except (
            OSError,
            ValueError,
            SyntaxError,
            Image.DecompressionBombWarning,
            Image.DecompressionBombError,
        ) as error:
            message = f"no smaller copies can be made of it: {error}"
            hint = "open it in a picture editor and save it again"
            problems.append(Problem(message=message, file=asked.name, hint=hint, severity="warning"))
    return Made(copies, tuple(problems))


def _encode(folder: Path, asked: Wanted) -> dict[str, str]:
    """A format in which a copy weighs as much as the picture itself is no gain, and left out."""
    from PIL import Image, ImageOps, features

    digests = dict.fromkeys(asked.names, "")
    weight = Path(asked.path).stat().st_size
    with Image.open(asked.path) as opened:
        if getattr(opened, "is_animated", False):
            return digests
        profile = opened.info.get("icc_profile")
        upright = ImageOps.exif_transpose(opened)
        colours = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    for form, copies in asked.formats.items():
        if not features.check(form):
            continue
        encoded = {name: _encoded(colours, width, form, profile) for name, width in copies}
        if all(len(data) < weight for data in encoded.values()):
            digests |= {name: write(folder, name, data) for name, data in encoded.items()}
    return digests


def _encoded(picture: Image, width: int, form: str, profile: bytes | None) -> bytes:
    from PIL import Image

    height = max(1, round(picture.height * width / picture.width))
    resized = picture.resize((width, height), Image.Resampling.LANCZOS) if width != picture.width else picture
    colours = {"icc_profile": profile} if profile else {}
    stream = BytesIO()
    resized.save(stream, form.upper(), **_SAVING[form], **colours)
    return stream.getvalue()
