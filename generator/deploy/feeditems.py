"""The items of feeds by their ids, which is what feed readers know them by."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
from msgspec import Struct

from generator.addresses import FEED_FILES

_ATOM = "{http://www.w3.org/2005/Atom}"
_EASIEST_FIRST = tuple(FEED_FILES[form] for form in ("json", "atom", "rss"))


class _Item(Struct):
    id: str
    url: str = ""


class _JsonFeed(Struct):
    items: list[_Item]


def feed_files(paths: Iterable[str]) -> list[str]:
    """One file of each feed. All formats carry the same items, and JSON is read fastest."""
    chosen: dict[str, tuple[int, str]] = {}
    for path in paths:
        for rank, name in enumerate(_EASIEST_FIRST):
            # `tags/moon/feed.xml`, or `moon.feed.xml` where pages are files.
            if path == name or path.endswith((f"/{name}", f".{name}")):
                stem = path.removesuffix(name)
                chosen[stem] = min(chosen.get(stem, (rank, path)), (rank, path))
    return [path for _, path in chosen.values()]


def main_feed(paths: Iterable[str]) -> str | None:
    """The file of the site's own feed."""
    known = set(paths)
    return next((name for name in _EASIEST_FIRST if name in known), None)


def items(folder: Path, path: str, base_url: str) -> dict[str, str]:
    """The ids of a feed's items with their addresses, those on the site without its own; {} for what is no feed."""
    try:
        data = (folder / path).read_bytes()
        found = _json(data) if path.endswith(".json") else _xml(data)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, ET.ParseError):
        return {}
    return {key: url.removeprefix(base_url.rstrip("/")) for key, url in found if key}


def _json(data: bytes) -> list[tuple[str, str]]:
    return [(item.id, item.url) for item in msgspec.json.decode(data, type=_JsonFeed).items]


def _xml(data: bytes) -> list[tuple[str, str]]:
    root = ET.fromstring(data)  # noqa: S314 - written by the build, and expat limits entities
    atom = [
        (entry.findtext(f"{_ATOM}id", ""), next((link.get("href", "") for link in entry.iter(f"{_ATOM}link")), ""))
        for entry in root.iter(f"{_ATOM}entry")
    ]
    return atom or [(item.findtext("guid", ""), item.findtext("link", "")) for item in root.iter("item")]
