"""How the articles of a digest belong together: related ones, the same text at other sources, stories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from generator import duplicates, related, stories
from generator.config import Config
from generator.errors import Problem
from generator.model import Entry, Neighbour, Story

_NOTHING_NEW = 0.5
"""A text of which this share is another's is no related reading; one with less in common has news of its own."""


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
    before: bytes | None,
) -> tuple[Connections, bytes]:
    """The same, and what need not be found out again next time.

    `before` is what was given back the last time, with whatever entries. `complete` gives the entries that were not
    among them their wording.
    """
    found, packed = None, b""
    samples: Sequence[bytes] = ()
    words = [0] * len(entries)
    # NumPy need not be loaded for nothing.
    if len(entries) > 1:
        from generator.related.comparison import compare, pack, unpack

        found = compare(entries, complete, unpack(before) if before else None)
        packed, samples, words = pack(found), found.samples, found.words.tolist()
    shared = list(duplicates.same(samples))
    same = _by_id(entries, shared)
    reprints = _by_id(entries, [pair for pair in shared if pair[2] >= _NOTHING_NEW])
    relations, problems = related.relate(entries, reprints, config.related, found)
    told = stories.tell(entries, relations.links, same, config.stories, words)
    return Connections(relations.neighbours, same, told, tuple(problems)), packed


def _by_id(entries: Sequence[Entry], shared: Iterable[tuple[int, int, float]]) -> dict[str, tuple[str, ...]]:
    """The ids of the entries that each is paired with, by its id: newest first, then by id."""
    newest = sorted(entries, key=_newest)
    place = {entry.id: number for number, entry in enumerate(newest)}
    places = [place[entry.id] for entry in entries]
    found: dict[str, list[int]] = {}
    for one, other, _ in shared:
        found.setdefault(entries[one].id, []).append(places[other])
        found.setdefault(entries[other].id, []).append(places[one])
    return {name: tuple(newest[number].id for number in sorted(others)) for name, others in sorted(found.items())}


def _newest(entry: Entry) -> tuple[float, str]:
    return -entry.date.at.timestamp() if entry.date else float("inf"), entry.id
