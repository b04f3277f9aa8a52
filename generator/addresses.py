"""Addresses: from a permalink pattern to a place on the site, and from there to a file.

A place is a path below the site's root that begins with `/`, whatever folder the site stands in;
templates and feeds put the site's own address before it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from urllib.parse import quote

from generator.config import Permalinks
from generator.errors import Problem
from generator.model import Entry
from generator.slugs import slugify

PLACEHOLDERS: dict[str, frozenset[str]] = {
    "entry": frozenset({"year", "month", "day", "slug", "id", "source"}),
    "tag": frozenset({"slug"}),
    "source": frozenset({"slug"}),
    "year": frozenset({"year"}),
    "month": frozenset({"year", "month"}),
    "day": frozenset({"year", "month", "day"}),
    "story": frozenset({"slug"}),
    "edition": frozenset({"slug"}),
    "page": frozenset({"slug"}),
}
"""What each pattern of `Permalinks` may hold."""

MANIFEST = ".broadsheet.json"
"""In the output folder: every file that we wrote there with its SHA-256, and how the site was made."""

DEPLOYED = "broadsheet-deployed.json"
"""Beside the site on the web: what the last deploy brought there."""

INDEX = "pagefind/"
"""The folder of the search index in the output."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
# Windows cannot have these in a file's name, and few hosts serve them well.
_LONGEST_NAME = 255
"""Bytes that a file's name may have on most systems."""
_LONGEST_PATH = 1000
"""Bytes that a path below the output folder may have: systems allow 4096 at most, with all folders above."""
_UNSAFE = re.compile(r'[\x00-\x1f<>:"\\|?*]')


def expand(pattern: str, values: dict[str, str]) -> str:
    """Fill a pattern; a placeholder without a value leaves its path segment out."""
    return place(_PLACEHOLDER.sub(lambda found: values.get(found[1], ""), pattern))


@lru_cache(maxsize=1 << 17)
def place(path: str) -> str:
    """A safe place on the site for any text: no `..`, no empty segment, no character that files cannot have."""
    # Windows drops full stops and blanks at the end of a name, and so `.. .` would mean `..`.
    segments = [_UNSAFE.sub("-", segment.strip().rstrip(". ")) for segment in path.split("/")]
    segments = [segment for segment in segments if segment]
    if not segments:
        return "/"
    end = "" if _FILE.search(segments[-1]) and not path.endswith("/") else "/"
    return "/" + "/".join(segments) + end


def entry_place(entry: Entry, permalinks: Permalinks) -> str:
    """Where an article stands: its own `permalink`, or the site's pattern."""
    if entry.permalink:
        return place(entry.permalink)
    source = slugify(entry.source.name) if entry.source else ""
    return _entry_place(permalinks.entry, entry.slug, entry.id, source, entry.date.day if entry.date else None)


@lru_cache(maxsize=1 << 17)
def _entry_place(pattern: str, slug: str, entry_id: str, source: str, day: date | None) -> str:
    """It is asked for when entries are told apart, when they are planned, and when drafts are."""
    values = {"slug": slug, "id": slugify(entry_id) if "{id}" in pattern else "", "source": source}
    if day:
        values |= {"year": f"{day.year:04}", "month": f"{day.month:02}", "day": f"{day.day:02}"}
    return expand(pattern, values)


def numbered(first: str, number: int) -> str:
    """The place of page `number` of a list that begins at `first`: `/tags/moon/page/2/`, `/moon-2.html`."""
    if number == 1:
        return first
    if first.endswith("/"):
        return f"{first}page/{number}/"
    stem, dot, suffix = first.rpartition(".")
    return f"{stem}-{number}{dot}{suffix}"


FEED_FILES = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}


def feed_place(listing: str, format_: str = "rss") -> str:
    """The place of a feed that belongs to a list page: `/tags/moon/feed.xml`, `/moon.feed.xml`."""
    return f"{listing if listing.endswith('/') else listing.rpartition('.')[0] + '.'}{FEED_FILES[format_]}"


@lru_cache(maxsize=1 << 17)
def output_path(where: str) -> str:
    """The file below the output folder that a host serves for a place."""
    return (where + "index.html" if where.endswith("/") else where)[1:]


@lru_cache(maxsize=65536)
def url_path(where: str) -> str:
    """A place as it is written in links (RFC 3986): percent-encoded, without the leading slash."""
    return quote(where[1:], safe="/~!$&'()*+,;=:@-._")


def are_apart(places: Collection[str]) -> bool:
    """Whether a `Registry` would grant all of these places: found out for all at once, which takes less time."""
    paths = [output_path(where).casefold() for where in places]
    files = {MANIFEST, DEPLOYED, *paths}
    folders: set[str] = set()
    found = {path.rpartition("/")[0] for path in paths}
    while found:
        folders |= found
        found = {folder.rpartition("/")[0] for folder in found} - folders
    longest = max(map(len, map(str.encode, paths)), default=0)
    return len(files) == len(paths) + 2 and files.isdisjoint(folders) and longest <= _LONGEST_NAME


class Registry:
    """Who has which place. The first claim counts. File systems are respected: case is folded, and nothing
    can be both a file and a folder.
    """

    def __init__(self) -> None:
        self._files: dict[str, str] = {
            MANIFEST: "the list of what was built",
            DEPLOYED: "the list of what was deployed",
        }
        self._folders: dict[str, str] = {}

    def claim(self, where: str, owner: str, file: str | None = None) -> Problem | None:
        """Take a place for `owner`: a file, or what a page is and, where it has one, the `file` that says so.
        A Problem when it cannot be had.
        """
        path = output_path(where).casefold()
        holder = self._files.get(path) or self._folders.get(path)
        folders = []
        folder = path.rpartition("/")[0]
        length = len(path.encode())
        if holder is None and folder in self._folders and length <= _LONGEST_NAME:
            self._files[path] = owner
            return None
        # Above what is a folder there are only folders.
        while folder and folder not in self._folders:
            holder = holder or self._files.get(folder)
            folders.append(folder)
            folder = folder.rpartition("/")[0]
        subject = "" if owner == file else f"{owner} "
        if length > _LONGEST_PATH or (
            length > _LONGEST_NAME and any(len(name.encode()) > _LONGEST_NAME for name in path.split("/"))
        ):
            hint = "give it a shorter `slug:` or `permalink:`"
            message = f"{subject}has an address too long for a file: {where[:60]}…"
            return Problem(message=message, file=file, hint=hint)
        if holder is None:
            self._files[path] = owner
            for folder in folders:
                self._folders[folder] = owner
            return None
        message = f"{subject}claims the address {where}, which {holder} has already"
        is_alias = file is not None and owner != file
        hint = "take it out of `aliases:`" if is_alias else "give one of the two another name, `slug:` or `permalink:`"
        return Problem(message=message, file=file, hint=hint)


def check_patterns(permalinks: Permalinks) -> Iterable[tuple[str, str]]:
    """What is wrong with permalink patterns, as pairs of key and message."""
    for key in permalinks.__struct_fields__:
        pattern = getattr(permalinks, key)
        unknown = [name for name in _PLACEHOLDER.findall(pattern) if name not in PLACEHOLDERS.get(key, ())]
        if not pattern.startswith("/"):
            yield key, f"an address begins with a slash: /{pattern}"
        elif unknown:
            known = ", ".join(f"{{{name}}}" for name in sorted(PLACEHOLDERS.get(key, ()))) or "none"
            yield key, f"unknown placeholder {{{unknown[0]}}}; known here: {known}"
        elif key in PLACEHOLDERS and not _PLACEHOLDER.search(pattern):
            yield key, "needs a placeholder, or all pages would stand at one address"
