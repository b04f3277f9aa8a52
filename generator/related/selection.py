"""Which of the nearest are shown: in order, near in time, not all from one source, none below the threshold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from generator.model import Entry
from generator.related.rows import Rows, numbers

STEPS = 10_000
"""A score is a whole number of these parts of 1."""

_MONTH = 30
_LASTING = 0.85
"""What is left of the likeness of two articles, however much time lies between them."""
_FOREIGN = 0.7
"""What is left of it between two languages: only names and numbers are the same there."""
_CHOICE = 3
"""How many are looked at for each that is shown."""
_SAME_SOURCE = 0.9
"""What one more article of a source counts for after another of it has been chosen."""


class Facts:
    """What counts besides the words, as one array for each fact.

    `order` is the place of each entry when equal ones are put in order: newest first, then by id. A day is 0 and a
    source -1 where there is none.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        times = [entry.date.at if entry.date else None for entry in entries]
        self.days = np.array([at.toordinal() if at else 0 for at in times], dtype=np.int64)
        self.languages = _numbered(_base(entry.lang) for entry in entries)
        self.sources = _numbered(entry.source.name if entry.source else None for entry in entries)
        seconds = np.array([at.timestamp() if at else -math.inf for at in times])
        by_id = np.array(sorted(range(len(entries)), key=lambda number: entries[number].id), dtype=np.int64)
        self.order = np.empty(len(entries), dtype=np.int64)
        self.order[by_id[np.argsort(-seconds[by_id], kind="stable")]] = np.arange(len(entries))


@lru_cache(maxsize=256)
def _base(lang: str) -> str:
    return lang.partition("-")[0].lower()


def _numbered(names: Iterable[str | None]) -> Any:
    known: dict[str | None, int] = {None: -1}
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int32)


def weighed(one: Any, other: Any, likeness: Any, facts: Facts) -> Any:
    """The scores of pairs in ten-thousandths: likeness, less the farther apart two articles are in time (15 % less in
    the end, half of that after a month), and less between two languages.
    """
    apart = np.abs(facts.days[one] - facts.days[other])
    undated = (facts.days[one] == 0) | (facts.days[other] == 0)
    near = np.where(undated, 0.0, _MONTH / (_MONTH + apart))
    foreign = np.where(facts.languages[one] == facts.languages[other], 1.0, _FOREIGN)
    score = likeness * (_LASTING + (1 - _LASTING) * near) * foreign
    return np.minimum(np.rint(score * STEPS), STEPS).astype(np.uint16)


def choose(ranked: Rows, left_out: Any, sources: Any, rooms: Any, most: int) -> tuple[Any, Any]:
    """Up to so many of each row's ranked neighbours as it has room, `most` at most, and their scores; -1 and 0 where
    there are fewer.

    `left_out` has a truth value for each neighbour. A further one of a source that is there already goes behind others
    that are about as near.
    """
    row = numbers(ranked)[~left_out]
    others, scores = (values[~left_out] for values in ranked.values)
    amounts = np.bincount(row, minlength=len(ranked))
    rank = np.arange(len(row)) - np.repeat(np.cumsum(amounts) - amounts, amounts)
    looked_at = rank < _CHOICE * rooms[row]
    row, rank, others, scores = row[looked_at], rank[looked_at], others[looked_at], scores[looked_at]
    waiting = np.full((len(ranked), _CHOICE * most), -1, dtype=np.int32)
    waiting[row, rank] = others
    values = np.zeros(waiting.shape)
    values[row, rank] = scores
    own = values.astype(np.uint16)
    published = np.where(waiting >= 0, sources[waiting], -1)
    every = np.arange(len(ranked))
    chosen, reached = np.full((len(ranked), most), -1, dtype=np.int32), np.zeros((len(ranked), most), dtype=np.uint16)
    for place in range(most):
        best = values.argmax(axis=1)
        takes = (values[every, best] > 0) & (place < rooms)
        chosen[takes, place], reached[takes, place] = waiting[every, best][takes], own[every, best][takes]
        source = published[every, best][:, None]
        values[(published == source) & (source >= 0)] *= _SAME_SOURCE
        values[every, best] = 0
    return chosen, reached
