"""Which of the nearest are shown: in order, near in time, not all from one source, none below the threshold."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np

from generator.config import Relating
from generator.model import Entry, Neighbour

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
    """What counts besides the words, as one array for each fact."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        days = [entry.date.day.toordinal() if entry.date else 0 for entry in entries]
        self.days = np.array(days, dtype=np.int64)
        tongues: dict[str, int] = {}
        named = [tongues.setdefault(entry.lang.partition("-")[0].lower(), len(tongues)) for entry in entries]
        self.languages = np.array(named, dtype=np.int32)


def precedence(entries: Sequence[Entry]) -> Any:
    """The place of each entry when equal ones are put in order: newest first, then by id."""
    ordered = sorted(range(len(entries)), key=lambda number: entries[number].id)
    seconds = [entry.date.at.timestamp() if entry.date else -math.inf for entry in entries]
    ordered.sort(key=seconds.__getitem__, reverse=True)
    order = np.empty(len(entries), dtype=np.int64)
    order[ordered] = np.arange(len(entries))
    return order


def weighed(one: Any, other: Any, likeness: Any, facts: Facts) -> Any:
    """The scores of pairs from 0 to 1, in four digits: likeness, less the farther apart two articles are in time
    (15 % less in the end, half of that after a month), and less between two languages.
    """
    apart = np.abs(facts.days[one] - facts.days[other])
    undated = (facts.days[one] == 0) | (facts.days[other] == 0)
    near = np.where(undated, 0.0, _MONTH / (_MONTH + apart))
    foreign = np.where(facts.languages[one] == facts.languages[other], 1.0, _FOREIGN)
    score = likeness * (_LASTING + (1 - _LASTING) * near) * foreign
    return np.minimum(np.rint(score * 10_000) / 10_000, 1.0)


def choose(
    entries: Sequence[Entry],
    ranked: Sequence[tuple[int, float]],
    left_out: AbstractSet[str],
    settings: Relating,
    room: int,
) -> list[Neighbour]:
    """Up to `room` of an entry's ranked neighbours. A further one of a source that is there already goes behind
    others that are about as near.
    """
    waiting = [
        (score, entries[number])
        for number, score in ranked[: _CHOICE * room + len(left_out)]
        if score >= settings.threshold and entries[number].id not in left_out
    ]
    taken: Counter[str] = Counter()
    chosen: list[Neighbour] = []
    while waiting and len(chosen) < room:
        values = [score * _SAME_SOURCE ** taken[_source(entry)] for score, entry in waiting]
        score, entry = waiting.pop(values.index(max(values)))
        if _source(entry):
            taken[_source(entry)] += 1
        chosen.append(Neighbour(entry.id, score))
    return chosen


def _source(entry: Entry) -> str:
    return entry.source.name if entry.source else ""
