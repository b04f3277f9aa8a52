"""Editions: issues of the digest, written in `content/editions/` or made of each day's or week's articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from generator.config import Config
from generator.content import EDITIONS, find_in, read_text, title_and_body
from generator.dates import long_day, moment, parse_date
from generator.errors import BroadsheetError, Problem, read_each
from generator.fields import Fields
from generator.frontmatter import parse, problem_of
from generator.model import Edition, Entry
from generator.references import by_name, unknown
from generator.slugs import slugify


class Issue(Struct, frozen=True):
    """An edition with its entries found."""

    edition: Edition
    entries: tuple[Entry, ...]
    notes: dict[str, str]
    """By entry id."""


def read_editions(root: Path, config: Config) -> tuple[list[Edition], list[Problem]]:
    """The editions in `content/editions/`; a file that cannot be read costs only itself."""
    return read_each(lambda path: read(path, read_text(root, path), config), find_in(root, EDITIONS))


def issues(editions: Sequence[Edition], newest: Sequence[Entry], config: Config) -> tuple[list[Issue], list[Problem]]:
    """All editions, newest first: the written ones, and for days or weeks without one those that are made."""
    names = by_name(newest) if editions else {}
    problems: list[Problem] = []
    found = [_resolve(edition, names, newest, problems) for edition in _distinct(editions, problems)]
    taken = {issue.edition.slug for issue in found}
    made = [issue for issue in _made(newest, config) if issue.edition.slug not in taken]
    ordered = sorted([*found, *made], key=lambda issue: issue.edition.slug)
    ordered.sort(key=lambda issue: issue.edition.date.at.timestamp(), reverse=True)
    return ordered, problems


def read(path: str, text: str, config: Config) -> Edition:
    """One edition from its file's text. Raises BroadsheetError with every problem of the file."""
    document = parse(text, path)
    fields = Fields(document.fields, config.zone, config.language)
    stem = path.rpartition("/")[2].rpartition(".")[0]
    title, intro = title_and_body(document)
    fields.text("title")
    when = fields.moment("date") or parse_date(stem[:10], config.zone)
    number, items, notes = fields.number("number"), fields.labels("items") or (), fields.notes("notes")
    slug, draft = slugify(fields.text("slug") or stem), fields.draft()
    problems = [problem_of(path, document, error) for error in fields.errors]
    if when is None and fields.key("date") is None:
        hint = "write `date: 2026-11-23`, or begin the file's name with it"
        problems.append(Problem(message="an edition needs a date", file=path, line=1, hint=hint))
    if problems or when is None:
        raise BroadsheetError(*problems)
    return Edition(
        path=path,
        slug=slug,
        title=title,
        number=number,
        date=when,
        intro=intro,
        items=items,
        notes=notes,
        draft=draft,
    )


def _distinct(editions: Sequence[Edition], problems: list[Problem]) -> list[Edition]:
    """The editions that have a slug of their own; of two with one, the first by path stays."""
    first: dict[str, Edition] = {}
    for edition in sorted(editions, key=lambda edition: edition.path or ""):
        holder = first.setdefault(edition.slug, edition)
        if holder is not edition:
            message = f"has the slug {edition.slug!r}, as {holder.path} does"
            problems.append(Problem(message=message, file=edition.path, hint="give one of the two another `slug:`"))
    return list(first.values())


def _resolve(edition: Edition, names: dict[str, Entry], newest: Sequence[Entry], problems: list[Problem]) -> Issue:
    """Find an edition's entries; without a list they are those of its day."""
    path = edition.path or ""
    for field, stated in (("items", edition.items), ("notes", tuple(edition.notes))):
        problems.extend(unknown(name, names, field, path) for name in stated if name not in names)
    items = [names[name] for name in edition.items if name in names]
    if not edition.items:
        items = [entry for entry in newest if entry.date and entry.date.day == edition.date.day]
    notes = {names[name].id: note for name, note in edition.notes.items() if name in names}
    return Issue(edition, tuple({entry.id: entry for entry in items}.values()), notes)


def _made(newest: Sequence[Entry], config: Config) -> list[Issue]:
    if config.editions == "none":
        return []
    groups: dict[date, list[Entry]] = {}
    for entry in newest:
        if entry.date:
            day = entry.date.day
            first = day if config.editions == "daily" else day - timedelta(days=day.weekday())
            groups.setdefault(first, []).append(entry)
    return [Issue(_edition(first, config), tuple(entries), {}) for first, entries in groups.items()]


def _edition(first: date, config: Config) -> Edition:
    shown = long_day(first, config.locale)
    return Edition(path=None, slug=first.isoformat(), title=shown, date=moment(first, config.zone), items=())
