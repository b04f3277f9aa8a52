"""Related articles: the nearest neighbours by the words, names and tags that two articles share.

The package owns NumPy, SciPy and sparse_dot_topn; they are loaded only when there is something to compare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.config import Relating
from generator.errors import Problem
from generator.model import Entry, Link, Neighbour
from generator.references import by_name, unknown

if TYPE_CHECKING:
    from generator.related.comparison import Comparison

LINKED = 0.1
"""Pairs less alike than this say nothing about stories."""


class Relations(Struct, frozen=True):
    """The neighbours of each entry by its id, and every pair that is alike at all: what stories are made of."""

    neighbours: dict[str, tuple[Neighbour, ...]]
    links: tuple[Link, ...]


def relate(
    entries: Sequence[Entry],
    same: Mapping[str, Sequence[str]],
    settings: Relating,
    comparison: Comparison | None = None,
) -> tuple[Relations, list[Problem]]:
    """The neighbours of each entry by its id: those that the editor named first, then the nearest.

    `same` has the ids of the entries that carry the same text; these are not related. Equal scores go by date,
    newest first, then by id. An entry with `related: false` has none. A `comparison` of these entries, where there is
    one, need not be made.
    """
    pinned, problems = _pinned(entries)
    ranked, links = _ranked(entries, comparison, min(settings.threshold, LINKED))
    neighbours: dict[str, tuple[Neighbour, ...]] = {}
    for number, entry in enumerate(entries):
        if entry.related is None:
            continue
        pins = pinned.get(entry.id, ())
        neighbours[entry.id] = _shown(entries, ranked[number], pins, same.get(entry.id, ()), settings)
    return Relations(neighbours, links), problems


class Explanation(Struct, frozen=True):
    """Why two entries are as near as they are.

    `shared` has what each term adds to `likeness`, the cosine of the two; `together` is the same in the light of what
    stands near both; `score` also minds time and language.
    """

    shared: dict[str, float]
    likeness: float
    together: float
    score: float


def explain(entries: Sequence[Entry], one: str, other: str) -> Explanation:
    """The likeness of two entries by their ids, term by term. A pair that is nothing to each other has the score 0."""
    from generator.related.comparison import compare
    from generator.related.reasons import shared, weights
    from generator.related.selection import Facts, weighed

    places = [next(place for place, entry in enumerate(entries) if entry.id == name) for name in (one, other)]
    terms = shared(*weights(entries, places))
    firsts, seconds, likeness = _pairs(compare(entries))
    at = (firsts == places[0]) & (seconds == places[1])
    together = float(likeness[at][0]) if at.any() else 0.0
    score = weighed(firsts[at], seconds[at], likeness[at], Facts(entries))
    return Explanation(terms, round(sum(terms.values()), 4), round(together, 4), float(score[0]) if at.any() else 0.0)


def _shown(
    entries: Sequence[Entry],
    ranked: Sequence[tuple[int, float]],
    pins: Sequence[str],
    same: Sequence[str],
    settings: Relating,
) -> tuple[Neighbour, ...]:
    from generator.related.selection import choose

    room = settings.max - len(pins)
    found = choose(entries, ranked, {*pins, *same}, settings, room) if ranked and room > 0 else []
    return (*(Neighbour(pin, 1.0) for pin in pins), *found)


def _pinned(entries: Sequence[Entry]) -> tuple[dict[str, list[str]], list[Problem]]:
    """What `related:` names, each once and never the entry itself; a name of nothing is a warning."""
    naming = [entry for entry in entries if entry.related]
    names = by_name(entries) if naming else {}
    pinned: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for entry in naming:
        found = dict.fromkeys(names[name].id for name in entry.related or () if name in names)
        pinned[entry.id] = [pin for pin in found if pin != entry.id]
        problems += [unknown(name, names, "related", entry.path) for name in entry.related or () if name not in names]
    return pinned, problems


def _ranked(
    entries: Sequence[Entry], comparison: Comparison | None, least: float
) -> tuple[list[list[tuple[int, float]]], tuple[Link, ...]]:
    """For each entry the places and scores of the others near it, nearest first, none below `least`; and the pairs of
    which stories are made.
    """
    if len(entries) < 2:
        return [[] for _ in entries], ()
    import numpy as np

    from generator.related import selection
    from generator.related.comparison import compare

    order = selection.precedence(entries)
    one, other, likeness = _pairs(comparison or compare(entries))
    scores = selection.weighed(one, other, likeness, selection.Facts(entries))
    near = np.flatnonzero(scores >= least)
    one, other, scores = one[near], other[near], scores[near]
    by_rank = np.lexsort((order[other], -scores, one))
    one, other, scores = one[by_rank], other[by_rank], scores[by_rank]
    ends = np.searchsorted(one, np.arange(len(entries) + 1)).tolist()
    pairs = list(zip(other.tolist(), scores.tolist(), strict=True))
    strong = np.flatnonzero((scores >= LINKED) & (one < other))
    links = tuple(
        Link(entries[a].id, entries[b].id, score)
        for a, b, score in zip(one[strong].tolist(), other[strong].tolist(), scores[strong].tolist(), strict=True)
    )
    return [pairs[start:end] for start, end in pairwise(ends)], links


def _pairs(comparison: Comparison) -> tuple[Any, Any, Any]:
    """Each pair of places of entries that are near each other, both ways round, and their likeness from 0 to 1."""
    import numpy as np

    from generator.related.nearest import Surroundings

    return Surroundings(comparison.ids, comparison.products).pairs(np.arange(len(comparison.ids)))
