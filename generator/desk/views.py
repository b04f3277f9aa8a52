"""What the pages of the desk may show, ready to be shown."""

from __future__ import annotations

from msgspec import Struct

from generator.errors import Problem
from generator.model import Entry


class Anchor(Struct, frozen=True):
    """A link: its words, where it leads, and what is said beside it."""

    label: str
    href: str
    beside: str = ""


class Tab(Struct, frozen=True):
    """A list that may be asked for."""

    label: str
    href: str
    count: int
    is_here: bool


class Row(Struct, frozen=True, kw_only=True):
    """An entry in a list. `name` is what an edition calls it, `seen` the digest of its file; `suggested` are tags, None
    where they are not known yet.
    """

    entry: Entry
    name: str
    seen: str
    href: str
    page: str
    source: str
    day: str
    how: str
    seed: str
    suggested: tuple[str, ...] | None
    issues: tuple[Anchor, ...]
    is_in_current: bool
    same: tuple[Anchor, ...]
    rivals: tuple[Anchor, ...]
    covered: tuple[Anchor, ...]
    problems: tuple[Problem, ...]


class Making(Struct, frozen=True):
    """The edition in the making."""

    path: str
    label: str
    href: str
    seen: str
    count: int


class ListView(Struct, frozen=True, kw_only=True):
    """A page of a list. `back` is its own query."""

    heading: str
    name: str
    words: str
    back: str
    tabs: tuple[Tab, ...]
    rows: tuple[Row, ...]
    first: int
    total: int
    newer: str | None
    older: str | None
    since: str
    making: Making | None
    issues: tuple[Anchor, ...]
    problems: tuple[Problem, ...]


class EntryView(Struct, frozen=True, kw_only=True):
    """One entry with everything that can be decided about it."""

    row: Row
    back: str


class Item(Struct, frozen=True, kw_only=True):
    """An article of an edition under the name that the edition has for it; without `row` there is none."""

    name: str
    note: str
    entry: Entry | None
    href: str
    page: str
    covered: tuple[Anchor, ...] = ()


class EditionView(Struct, frozen=True, kw_only=True):
    """An edition in its order, and what else has come in."""

    path: str
    seen: str
    heading: str
    page: str
    draft: bool
    items: tuple[Item, ...]
    waiting: tuple[Row, ...]
    problems: tuple[Problem, ...]
