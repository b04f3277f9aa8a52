"""How the articles of a digest belong together: related ones, the same text at other sources, stories."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from generator import related, stories
from generator.config import Config
from generator.errors import Problem
from generator.executors import ALONE, Workers
from generator.model import Entry, Neighbour, Story

if TYPE_CHECKING:
    from generator.relations import Relations


class Connections(Struct, frozen=True):
    """Neighbours and the ids of the same text by an entry's id, stories, and names of nothing in `related:`."""

    neighbours: dict[str, tuple[Neighbour, ...]]
    same: dict[str, tuple[str, ...]]
    stories: tuple[Story, ...]
    problems: tuple[Problem, ...]


def connect(entries: Sequence[Entry], config: Config) -> Connections:
    """Compare all entries with each other; a value of the entries and the settings alone."""
    return reconnect(entries, config, tuple, None)[0]


def reconnect(
    entries: Sequence[Entry],
    config: Config,
    complete: Callable[[Sequence[Entry]], Sequence[Entry]],
    before: bytes | memoryview | None,
    workers: Workers = ALONE,
) -> tuple[Connections, bytes]:
    """The same, and what need not be found out again next time.

    `before` is what was given back the last time, with whatever entries and the same settings. `complete` gives the
    entries that were not among them their wording.
    """
    pins, problems = related.pinned(entries)
    # NumPy need not be loaded for nothing.
    if len(entries) < 2:
        shown: dict[str, tuple[Neighbour, ...]] = {entry.id: () for entry in entries if entry.related is not None}
        return Connections(
            shown, {}, stories.tell([entries] if any(one.story for one in entries) else []), tuple(problems)
        ), b""
    from generator.relations import find, pack, same, told, unpack

    found, facts = find(entries, config, complete, pins, unpack(before) if before else None, workers)
    names = [entry.id for entry in entries]
    connections = Connections(
        _neighbours(entries, names, pins, found),
        {names[place]: tuple(map(names.__getitem__, others)) for place, others in same(found, facts)},
        stories.tell([entries[place] for place in group] for group in told(found)),
        tuple(problems),
    )
    return connections, pack(found)


def _neighbours(
    entries: Sequence[Entry], names: Sequence[str], pins: Mapping[int, Sequence[int]], found: Relations
) -> dict[str, tuple[Neighbour, ...]]:
    """The neighbours of each entry: those that the editor named first, then the nearest."""
    from generator.relations import chosen

    others, scores, ends = chosen(found)
    near = list(map(Neighbour, map(names.__getitem__, others), scores))
    shown = {
        name: tuple(near[start:end])
        for name, entry, (start, end) in zip(names, entries, pairwise(ends), strict=True)
        if entry.related is not None
    }
    for place, named in pins.items():
        shown[names[place]] = (*(Neighbour(names[pin], 1.0) for pin in named), *shown[names[place]])
    return shown
