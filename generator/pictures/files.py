"""Picture files: where they lie, what they are, and the note of that which saves reading them again.

The note is a flat JSON file under `.cache/`, and what was made of pictures lies beside it; losing both costs
time only. Owner of imagesize.
"""

from __future__ import annotations

import hashlib
import html
import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import Struct

from generator import __version__
from generator.addresses import place
from generator.cache import FOLDER, Stamp, settled_before, stamps
from generator.documents import Copy
from generator.errors import Problem
from generator.figures import is_picture
from generator.textfile import stays_within, write_whole

MADE = f"{FOLDER}/pictures"
_NOTE = f"{FOLDER}/pictures.json"
_CONTENT, _STATIC = "content", "static"
_SVG = re.compile(r"<svg\b[^>]*>", re.IGNORECASE)
_SVG_SIZE = re.compile(r"""\s(width|height)\s*=\s*["']\s*(\d+(?:\.\d+)?)(?:px)?\s*["']""")
_VIEW_BOX = re.compile(
    r"""\sviewBox\s*=\s*["']\s*[^\s,"']+[\s,]+[^\s,"']+[\s,]+(\d+(?:\.\d+)?)[\s,]+(\d+(?:\.\d+)?)\s*["']"""
)
_SVG_REACH = 65536


class Found(Struct, frozen=True):
    """A picture file: its place on the site, its name for messages, and its path on this machine."""

    place: str
    name: str
    path: str


class Facts(Struct, frozen=True, array_like=True):
    """What a file is: the SHA-256 of its bytes, and its size in pixels, or 0 where it has none or is damaged."""

    sha256: str
    width: int
    height: int


class _Known(Struct, frozen=True, array_like=True):
    stamp: Stamp
    facts: Facts


class Note(Struct, frozen=True):
    """What is known of pictures: facts by path, and the SHA-256 of what was made of them by its name, which is
    empty for what was tried and is no gain.
    """

    version: str
    files: dict[str, _Known]
    made: dict[str, str]


def recall(root: Path, *, use_cache: bool) -> Note:
    """The note of the last build; an empty one when it is damaged, of other making or not wanted."""
    nothing = Note(__version__, {}, {})
    try:
        note = msgspec.json.decode((root / _NOTE).read_bytes(), type=Note) if use_cache else nothing
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return nothing
    return note if note.version == __version__ else nothing


def remember(root: Path, known: Mapping[str, _Known], made: Mapping[str, str]) -> None:
    """Keep a note for the next build. A folder that cannot be written is no reason to fail."""
    settled = settled_before()
    kept = {path: each for path, each in known.items() if each.stamp.changed < settled}
    text = msgspec.json.encode(Note(__version__, kept, dict(made)), order="sorted").decode()
    try:
        write_whole(root / _NOTE, text)
    except OSError:
        return


def find(address: str, beside: str, root: Path, copies: Mapping[str, Copy]) -> Found | None:
    """The file that an address in a file of the editor's means: a place on the site, else a path from the file
    `beside` (below the root). None for the web, and for a file that is not there or is hidden.
    """
    try:
        parts = urlsplit(html.unescape(address))
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or not is_picture(path):
        return None
    rooted = path.startswith("/")
    name = posixpath.normpath(_CONTENT + path if rooted else posixpath.join(posixpath.dirname(beside), path))
    served = path if rooted else name.removeprefix(_STATIC) if name.startswith(f"{_STATIC}/") else ""
    copy = copies.get(served)
    if copy:
        return Found(served, copy.name, copy.path)
    hidden = any(part.startswith((".", "_")) for part in name.split("/"))
    if hidden or not name.startswith(f"{_CONTENT}/") or not (root / name).is_file():
        return None
    if not stays_within(root / name, root, root / _CONTENT):
        return None
    return Found(place(name.removeprefix(_CONTENT)), name, str(root / name))


def survey(found: Iterable[Found], note: Note) -> tuple[dict[str, _Known], list[Problem]]:
    """The facts of each file by its path, from the note where it has not changed; a picture that is damaged is
    a warning.
    """
    files = {each.path: each for each in found}
    known: dict[str, _Known] = {}
    problems: list[Problem] = []
    for path, stamp in stamps(Path(), sorted(files)).items():
        noted = note.files.get(path)
        known[path] = noted if noted and noted.stamp == stamp else _Known(stamp, _facts(Path(path)))
        if not known[path].facts.width and is_picture(path) and not path.lower().endswith(".svg"):
            hint = "open it in a picture editor and save it again"
            problems.append(
                Problem(message="is damaged, or no picture", file=files[path].name, hint=hint, severity="warning")
            )
    return known, problems


def write(folder: Path, name: str, data: bytes) -> str:
    """Put a file that was made of pictures to its place, whole or not at all; the SHA-256 of its bytes."""
    waiting = folder / f"{name}.new"
    try:
        waiting.write_bytes(data)
    except OSError as error:
        waiting.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(waiting)) from error  # of itself it may name no file
    waiting.replace(folder / name)
    return hashlib.sha256(data).hexdigest()


def _facts(path: Path) -> Facts:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    try:
        width, height = _drawn(path) if path.suffix.lower() == ".svg" else _measured(path)
    except (ValueError, OSError):
        width = height = 0
    return Facts(digest, width, height) if width > 0 and height > 0 else Facts(digest, 0, 0)


def _measured(path: Path) -> tuple[int, int]:
    import imagesize  # it loads the standard library's client for the web

    width, height = imagesize.get(path)
    return width, height


def _drawn(path: Path) -> tuple[int, int]:
    """The size that a drawing states in pixels, else the proportions of its `viewBox` (SVG 2, section 8.2)."""
    with path.open(encoding="utf-8", errors="replace") as file:
        tag = _SVG.search(file.read(_SVG_REACH))
    if tag is None:
        raise ValueError("there is no <svg>")
    stated = {name: float(number) for name, number in _SVG_SIZE.findall(tag[0])}
    box = _VIEW_BOX.search(tag[0])
    if len(stated) == 2:
        return round(stated["width"]), round(stated["height"])
    if box is None:
        return 0, 0
    return round(float(box[1])), round(float(box[2]))
