"""How an editor names an entry elsewhere: by its id, its slug or its path."""

from __future__ import annotations

from collections.abc import Sequence

from generator.errors import Problem, did_you_mean
from generator.model import Entry


def by_name(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Every name of every entry; where two share one, an id counts before a path, and a path before a slug."""
    names: dict[str, Entry] = {}
    for form in (_slug, _short_path, _path, _id):
        names |= {form(entry): entry for entry in entries}
    return names


def unknown(name: str, names: dict[str, Entry], field: str, file: str) -> Problem:
    """The warning about a name that no entry has."""
    hint = did_you_mean(name, names) or "name an entry by its id, its slug or its path"
    return Problem(message=f"{field}: there is no entry {name!r}", file=file, hint=hint, severity="warning")


def _slug(entry: Entry) -> str:
    return entry.slug


def _short_path(entry: Entry) -> str:
    return entry.path.removeprefix("content/")


def _path(entry: Entry) -> str:
    return entry.path


def _id(entry: Entry) -> str:
    return entry.id
