"""Drafts and entries as the commands show them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.importer import NewEntry

_FIELDS = ("title", "date", "source", "author", "link", "lang", "tags", "summary", "body")
_WIDTH = 90
_MOST_CANDIDATES = 8
_FIRST = {
    "title": "a heading like another title, else the first that is stated",
    "date": "what systems state unless the page or its address tells better, then the nearest to the headline",
    "author": "what systems state, then the byline nearest to the headline,",
}
"""Why the first candidate of a field is the first."""


def draft_record(entry: NewEntry) -> dict[str, Any]:
    """A draft as data: each field, and in `origin` how it was found."""
    draft = entry.draft
    return {
        "seed": draft.seed.file,
        "path": entry.path,
        "id": entry.id,
        "refreshes": entry.refreshes,
        "title": draft.title,
        "date": draft.date.iso if draft.date else None,
        "date_source": draft.date_source,
        "author": draft.author,
        "source": draft.source,
        "link": draft.link,
        "lang": draft.lang,
        "summary": draft.summary,
        "tags": draft.tags or (),
        "body": draft.body,
        "params": draft.params,
        "origin": draft.origin,
        "candidates": draft.candidates,
    }


def draft_lines(entry: NewEntry) -> Iterator[str]:
    """A draft for people: a line for each field with its origin."""
    record = draft_record(entry)
    yield f"seeds/{entry.draft.seed.file} -> {entry.path}{' (refreshed)' if entry.refreshes else ''}"
    for field in _FIELDS:
        shown = _shown(field, entry)
        if shown:
            yield f"  {field:8} {shown}  [{record['origin'].get(field, 'unknown')}]"
    yield ""


def explain_lines(entry: NewEntry) -> Iterator[str]:
    """Everything that a seed states about each field, best first, and which of it counts."""
    draft = entry.draft
    yield f"{draft.seed.file}"
    for field in dict.fromkeys(candidate.field for candidate in draft.candidates):
        how = draft.origin.get(field, "not used")
        stated = [candidate for candidate in draft.candidates if candidate.field == field]
        counts = how == stated[0].origin
        yield f"  {field}: {_FIRST.get(field, 'the first that is stated') if counts else how} counts"
        for number, candidate in enumerate(stated[:_MOST_CANDIDATES]):
            value = candidate.value if len(candidate.value) <= _WIDTH else f"{candidate.value[:_WIDTH]}…"
            yield f"    {'*' if counts and not number else '-'} {value}  ({candidate.origin})"
        if len(stated) > _MOST_CANDIDATES:
            yield f"    - … {len(stated) - _MOST_CANDIDATES} more"
    yield ""


def entry_line(record: dict[str, Any]) -> str:
    """An entry of `list` for people."""
    source = f"  ({record['source'].name})" if record["source"] else ""
    draft = "  [draft]" if record["draft"] else ""
    return f"{(record['date'] or 'undated')[:10]:10}  {record['title']}{source}{draft}  {record['path']}"


def _shown(field: str, entry: NewEntry) -> str:
    draft = entry.draft
    match field:
        case "date":
            return draft.date.iso if draft.date else ""
        case "source":
            return draft.source.name if draft.source else ""
        case "tags":
            return ", ".join(draft.tags or ())
        case "body":
            return f"{len(draft.body.split())} words"
    text = str(getattr(draft, field) or "")
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
