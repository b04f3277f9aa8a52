"""What the forms of the desk do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from msgspec import Struct

from generator.content import EDITIONS
from generator.desk.changes import Change, Stated, block, change
from generator.desk.overview import Overview, name_of
from generator.desk.showing import HERE
from generator.editions import Issue
from generator.errors import ArgumentError, Problem
from generator.model import Entry
from generator.textfile import write_whole

Wanted = Callable[[Stated], Iterator[Change]]


class Form(Struct, frozen=True):
    """What was filled in: the texts by the names of their fields, in their order."""

    values: Mapping[str, Sequence[str]]

    def text(self, name: str) -> str:
        return next(iter(self.values.get(name, ())), "")

    def all(self, name: str) -> Sequence[str]:
        return self.values.get(name, ())


class Done(Struct, frozen=True):
    """What has happened, to what, and where to go on."""

    said: str
    about: str
    href: str
    where: str


def act(over: Overview, place: str, form: Form) -> Done:
    """Do what a form asks for. Raises ChangedError, and ArgumentError where the form makes no sense."""
    doing = {"row": _row, "entry": _entry, "edition": _edition, "begin": _begin}.get(place)
    if doing is None:
        raise ArgumentError(Problem(message="there is no such form"))
    return doing(over, form)


def _row(over: Overview, form: Form) -> Done:
    """One decision about an entry of a list."""
    entry, asked = _entry_of(over, form), form.text("do")
    decisions: dict[str, tuple[str, Wanted]] = {
        "keep": ("Kept", lambda stated: stated.kept(kept=True)),
        "drop": ("Held back", lambda stated: stated.kept(kept=False)),
        "pin": ("Pinned", lambda stated: stated.flag("pin", value=True)),
        "unpin": ("No longer pinned", lambda stated: stated.flag("pin", value=False)),
        "tags": ("Tagged", lambda stated: stated.tagged(_tags(form, entry.tags))),
    }
    if asked in decisions:
        said, wanted = decisions[asked]
        change(over.held.root, entry.path, form.text("seen"), over.held.config, wanted)
    elif asked in {"add", "take"} and over.current:
        said = "Added to the edition" if asked == "add" else "Taken out of the edition"
        chosen = over.current.edition.items or [name_of(over, one) for one in over.current.entries]
        others = [name for name in chosen if over.names.get(name) != entry]
        items = [*others, name_of(over, entry)] if asked == "add" else others
        file, seen = over.current.edition.path or "", form.text("edition_seen")
        change(over.held.root, file, seen, over.held.config, lambda stated: stated.items("items", items))
    else:
        raise ArgumentError(Problem(message=f"nothing is known of {asked!r}"))
    return _done(said, entry, form)


def _entry(over: Overview, form: Form) -> Done:
    """All that the page of an entry asks."""
    entry = _entry_of(over, form)
    importance, when = _number(form.text("importance"), "importance"), _day(form.text("date"))

    def wanted(stated: Stated) -> Iterator[Change]:
        yield from stated.kept(kept=form.text("state") != "drop")
        if when != (entry.date.day if entry.date else None):
            yield from stated.dated(when)
        yield from stated.tagged(_tags(form, ()))
        yield from stated.flag("pin", value=bool(form.text("pin")))
        yield from stated.number("importance", importance)
        yield from stated.text("note", block(form.text("note")))

    is_new = change(over.held.root, entry.path, form.text("seen"), over.held.config, wanted)
    return _done("Saved" if is_new else "Nothing to save", entry, form)


def _edition(over: Overview, form: Form) -> Done:
    """The order, notes and articles of an edition. Numbers that are the same stay in the order that they had."""
    path = form.text("path")
    issue = next((one for one in over.issues if one.edition.path == path), None)
    if issue is None:
        raise ArgumentError(Problem(message="there is no such edition", file=path or None))
    names, places = form.all("item"), [_number(each, "the place") for each in form.all("at")]
    notes = dict(zip(names, map(block, form.all("edition_note")), strict=False))
    if len(names) != len(places) or len(notes) != len(names):
        raise ArgumentError(Problem(message="the form is not whole"))
    ordered = [name for _, name in sorted(zip(places, names, strict=True), key=lambda pair: pair[0])]
    out = set(form.all("out"))
    items = [*(name for name in _moved(ordered, form.text("do")) if name not in out), *form.all("add")]

    def wanted(stated: Stated) -> Iterator[Change]:
        yield from stated.kept(kept=form.text("state") != "drop")
        yield from stated.items("items", items)
        for name, note in notes.items():
            yield from stated.note(_noted(over, issue, name), "" if name in out else note)

    is_new = change(over.held.root, path, form.text("seen"), over.held.config, wanted)
    return Done("Saved" if is_new else "Nothing to save", "", "", f"{HERE}edition?{urlencode({'path': path})}")


def _begin(over: Overview, form: Form) -> Done:
    """An edition of a day, held back until it is finished."""
    when = _day(form.text("date"))
    if when is None:
        raise ArgumentError(Problem(message="an edition needs a date"))
    path = f"{EDITIONS}/{when.isoformat()}.md"
    if (over.held.root / path).exists():
        raise ArgumentError(Problem(message="there is an edition of that day already", file=path))
    write_whole(over.held.root / path, "---\ndraft: true\nitems: []\n---\n", durable=True)
    return Done("Begun: the edition of", when.isoformat(), "", f"{HERE}edition?{urlencode({'path': path})}")


def _entry_of(over: Overview, form: Form) -> Entry:
    path = form.text("path")
    if path not in over.held.entries:
        raise ArgumentError(Problem(message="there is no such entry", file=path or None))
    return over.held.entries[path]


def _done(said: str, entry: Entry, form: Form) -> Done:
    href = f"{HERE}entry?{urlencode({'path': entry.path})}"
    return Done(f"{said}:", entry.title, href, f"{HERE}?{form.text('back')}")


def _noted(over: Overview, issue: Issue, name: str) -> str:
    """The name under which an edition has its note on an article."""
    entry = over.names.get(name)
    known = (other for other in issue.edition.notes if entry and over.names.get(other) == entry)
    return next(known, name)


def _moved(names: list[str], asked: str) -> list[str]:
    """One name a place further up or down: `up 2` for the third."""
    way, _, number = asked.partition(" ")
    if way in {"up", "down"} and number in map(str, range(len(names))):
        at = int(number)
        to = min(max(0, at + (1 if way == "down" else -1)), len(names) - 1)
        names.insert(to, names.pop(at))
    return names


def _tags(form: Form, before: Sequence[str]) -> list[str]:
    """The tags that an entry had, those that are ticked, and those that are written, with commas between."""
    written = (tag.strip() for tag in form.text("more_tags").split(","))
    return list(dict.fromkeys(filter(None, (*before, *form.all("tag"), *written))))


def _number(text: str, what: str) -> int:
    stated = text.strip()
    if not re.fullmatch(r"(?:[-+]?[0-9]{1,4})?", stated):
        raise ArgumentError(Problem(message=f"{what} is a whole number, not {text!r}"))
    return int(stated or 0)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise ArgumentError(Problem(message=f"not a day: {text!r}", hint="write it like 2026-11-23")) from None
