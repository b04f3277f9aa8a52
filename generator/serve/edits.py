"""The short way from an edit to the pages that are looked at.

A site's pages are closed: where an edit changes nothing but words, the pages of before with the new words in the
places of the old ones are right until the whole site is planned again. The same holds for a new theme.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.addresses import output_path
from generator.build import Outcome
from generator.config import Config
from generator.content import FOLDER, read_batch
from generator.documents import Body, Feed
from generator.errors import BroadsheetError
from generator.model import Entry, Wording
from generator.pages import Article, Card, Link, Page
from generator.plan.cards import minutes
from generator.render import render
from generator.templates import Look
from generator.theme import OVERRIDES, find_theme, shelves


class Memory(Struct, frozen=True):
    """A site as it was last planned: its entries by path, its pages by their file in the output, and the files that
    hold an entry's text by the entry's path.
    """

    look: Look
    config: Config
    entries: Mapping[str, Entry]
    pages: Mapping[str, Page]
    holders: Mapping[str, tuple[str, ...]]


class Retold(Struct, frozen=True):
    """The site with what is new, and the files of the output that are different now."""

    memory: Memory
    files: dict[str, bytes]


def remember(made: Outcome) -> Memory | None:
    """What is worth keeping of a build; None where nothing was made."""
    if made.job is None:
        return None
    pages = {output_path(page.url): page for page in made.pages}
    holders: dict[str, list[str]] = {}
    for file, page in pages.items():
        for path in {body.path for body in _bodies(page)}:
            holders.setdefault(path, []).append(file)
    entries = {entry.path: _without_text(entry) for entry in made.entries}
    return Memory(made.job.look, made.config, entries, pages, {path: tuple(found) for path, found in holders.items()})


def retell(root: Path, memory: Memory, paths: Sequence[str], looked_at: Collection[str]) -> Retold | None:
    """The pages that an edit of some files changes, as far as they are `looked_at` or hold an edited text.

    None where the edit changes more than words or the theme, or where something is wrong: a whole build tells it.
    """
    themes = (f"{OVERRIDES}/", *(f"{shelf}/" for shelf in shelves(root)), "themes/")
    try:
        if all(path.startswith(f"{FOLDER}/") for path in paths):
            return _reworded(root, memory, paths, looked_at)
        if all(path.startswith(themes) for path in paths):
            return _restyled(root, memory, looked_at)
    except (BroadsheetError, OSError):
        return None
    return None


def _reworded(root: Path, memory: Memory, paths: Sequence[str], looked_at: Collection[str]) -> Retold | None:
    if not all(path in memory.entries for path in paths):
        return None
    found = read_batch(root, memory.config, paths)
    befores = [memory.entries[entry.path] for entry in found.entries]
    if found.problems or not all(map(_stays_in_place, befores, found.entries)):
        return None
    changed: dict[str, Page] = {}
    for old, new in zip(befores, found.entries, strict=True):
        files = dict.fromkeys(memory.holders.get(new.path, ()))
        if _card_words(old) != _card_words(new):
            files |= dict.fromkeys(file for file in looked_at if file in memory.pages)
        for file in files:
            before = changed.get(file) or memory.pages[file]
            after = _with_words(before, old, new)
            if after is not before:
                changed[file] = after
    entries = {**memory.entries, **{entry.path: _without_text(entry) for entry in found.entries}}
    files_now = {file: render(memory.look, page) for file, page in changed.items()}
    return Retold(replace(memory, entries=entries, pages={**memory.pages, **changed}), files_now)


def _restyled(root: Path, memory: Memory, looked_at: Collection[str]) -> Retold:
    theme = find_theme(root, memory.config.theme, memory.config.theme_settings)
    look = replace(memory.look, theme=theme)
    assets = {output_path(place): Page(url=place, view=copy) for place, copy in theme.copies}
    pages = {file: memory.pages[file] for file in looked_at if file in memory.pages}
    files = {file: render(look, page) for file, page in (assets | pages).items()}
    return Retold(replace(memory, look=look), files)


def _stays_in_place(old: Entry, new: Entry) -> bool:
    """Whether an entry differs in its words alone, which decide no address, order or list."""
    words = {"title": old.title, "summary": old.summary, "has_standfirst": old.has_standfirst, "note": old.note}
    return replace(_without_text(new), body_digest=old.body_digest, words=old.words, **words) == old


def _card_words(entry: Entry) -> tuple[object, ...]:
    return entry.title, entry.summary, minutes(entry)


def _without_text(entry: Entry) -> Entry:
    return replace(entry, wording=Wording())


def _bodies(page: Page) -> Iterator[Body]:
    match page.view:
        case Article(body=Body() as body):
            yield body
        case Feed(items=items):
            yield from (item.body for item in items if item.body)


def _with_words(page: Page, old: Entry, new: Entry) -> Page:
    """A page with the words of an entry as it is now."""
    page = _exchanged(page, old, new)
    match page.view:
        case Article(card=Card(id=new.id)) as article:
            standfirst = new.summary if new.has_standfirst and article.body else None
            view = replace(article, standfirst=standfirst, note=new.note)
            return replace(page, title=new.title, description=new.summary or new.title, view=view)
    return page


def _exchanged(value: Any, old: Entry, new: Entry) -> Any:
    """A value with the entry's body, card and title in the places of the old ones; the very same without any."""
    match value:
        case Body(path=new.path):
            return replace(value, digest=new.body_digest)
        case Card(id=new.id):
            return replace(value, title=new.title, summary=new.summary, minutes=minutes(new))
        case Link(label=old.title):
            return replace(value, label=new.title)
        case tuple():
            items = tuple(_exchanged(item, old, new) for item in value)
            return items if any(map(operator.is_not, items, value)) else value
        case Struct():
            before = {name: getattr(value, name) for name in value.__struct_fields__}
            after = {name: _exchanged(field, old, new) for name, field in before.items()}
            changed = {name: field for name, field in after.items() if field is not before[name]}
            return replace(value, **changed) if changed else value
    return value
