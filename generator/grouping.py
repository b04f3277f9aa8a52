"""Which articles are on one event: joined by how alike they are and by what the editor says.

Groups are joined nearest first by the mean likeness of their articles (average linkage: Sokal & Michener 1958), which
keeps two events apart that a single article in between would join.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from msgspec import Struct

from generator.config import Telling
from generator.model import Entry
from generator.slugs import slugify
from generator.stories import age

_SAME_SOURCE = 0.7
"""What the likeness of two articles counts for when one source has both: it reports an event once, and writes about
all others in the same words.
"""
_BEGINNING = 1.25
_FEWEST = 6
"""Different words of a title and text that carry meaning; fewer cannot tell which event they are about."""
_NEIGHBOURS = 20
"""So many neighbours of an article are known at most; in a large group most pairs are strangers, not unlike."""
_ROUNDING = 1 - 1e-9


class Links(Struct, frozen=True):
    """Pairs of places of articles, the earlier one first, and their likeness from 0 to 1."""

    ones: Any
    others: Any
    likeness: Any

    def only(self, which: Any) -> Links:
        """Some of them."""
        return Links(self.ones[which], self.others[which], self.likeness[which])


def fitting(entries: Sequence[Entry], links: Links, words: Any, days: Any, sources: Any, settings: Telling) -> Links:
    """The links of articles that may be on one event, going by their days (0 for none) and what the editor says.

    `words` counts the different ones of each entry, `sources` has a number for each, -1 for none.
    """
    fits = np.array([not entry.alone for entry in entries]) & (days > 0) & (words >= _FEWEST)
    apart = np.abs(days[links.ones] - days[links.others])
    found = links.only(fits[links.ones] & fits[links.others] & (apart <= settings.days))
    source = sources[found.ones]
    is_one = (source >= 0) & (source == sources[found.others])
    return Links(found.ones, found.others, found.likeness * np.where(is_one, _SAME_SOURCE, 1.0))


def follow(entries: Sequence[Entry], links: Links, settings: Telling, before: Any, is_loose: Any) -> Any:
    """A number for the group of each article, -1 for those that are alone.

    Without a date, or far apart in time, articles are joined by the editor alone: one that names a story brings those
    that belong with it, two named stories are never joined. `before` has the numbers that were given with other links
    and holds for articles that are linked as they were, unless they were in a group with one that `is_loose`.
    """
    is_loose = is_loose | ((before >= 0) & np.isin(before, before[is_loose]))
    names = [(place, slugify(entry.story)) for place, entry in enumerate(entries) if entry.story]
    first: dict[str, int] = {}
    named = [(first.setdefault(name, place), place) for place, name in names]
    component = _components(len(entries), _binding(len(entries), links, settings.threshold), named)
    changes = np.zeros(len(entries), dtype=bool)
    changes[component[is_loose]] = True
    changes = changes[component]
    inner = links.only(changes[links.ones] & (component[links.ones] == component[links.others]))
    members = np.union1d(np.union1d(inner.ones, inner.others), [place for place, _ in names if changes[place]])
    members = members.astype(np.int64)
    found = np.where(changes, -1, before)
    number = int(before.max(initial=-1)) + 1
    for group in _joined(entries, members.tolist(), inner, settings):
        found[group] = number
        number += 1
    _, short = np.unique(found[found >= 0], return_inverse=True)
    found[found >= 0] = short
    return found


def _binding(number: int, links: Links, threshold: float) -> Links:
    """The links without which no two groups can be joined: a mean likeness reaches the threshold only where a link
    does, or one of an article with more neighbours than are reckoned with.
    """
    amounts = np.bincount(links.ones, minlength=number) + np.bincount(links.others, minlength=number)
    most = np.maximum(amounts[links.ones], amounts[links.others])
    return links.only(links.likeness * np.maximum(most / _NEIGHBOURS, 1.0) >= threshold * _ROUNDING)


def _components(number: int, links: Links, named: Sequence[tuple[int, int]]) -> Any:
    """For each place the lowest one that it is connected with."""
    pairs = np.array(named, dtype=np.int64).reshape(-1, 2)
    ones, others = np.concatenate((links.ones, pairs[:, 0])), np.concatenate((links.others, pairs[:, 1]))
    found = np.arange(number)
    while True:
        lowest = np.minimum(found[ones], found[others])
        lower = found.copy()
        np.minimum.at(lower, ones, lowest)
        np.minimum.at(lower, others, lowest)
        lower = lower[lower]
        if (lower == found).all():
            return found
        found = lower


def _joined(entries: Sequence[Entry], members: Sequence[int], links: Links, settings: Telling) -> Iterator[list[int]]:
    """The groups of some articles by their places: those of two and more, and those with a name."""
    ordered = sorted(members, key=lambda place: age(entries[place]))
    number = np.zeros(len(entries), dtype=np.int64)
    number[ordered] = np.arange(len(ordered))
    ones, others = number[links.ones], number[links.others]
    pairs = zip(
        np.minimum(ones, others).tolist(), np.maximum(ones, others).tolist(), links.likeness.tolist(), strict=True
    )
    groups = _Groups([entries[place] for place in ordered], settings.days)
    groups.join(pairs, settings.threshold)
    for found in groups.members():
        if len(found) > 1 or entries[ordered[found[0]]].story:
            yield [ordered[place] for place in found]


class _Groups:
    """Groups of places, at first one for each story with a name and one for each other place."""

    def __init__(self, entries: Sequence[Entry], reach: int) -> None:
        self._reach = reach
        self._days: dict[int, list[int]] = {}
        self._places: dict[int, list[int]] = {}
        self._names: dict[int, str] = {}
        self._of: list[int] = []
        first: dict[str, int] = {}
        for place, entry in enumerate(entries):
            name = slugify(entry.story) if entry.story else None
            group = first.setdefault(name, place) if name else place
            self._places.setdefault(group, []).append(place)
            self._of.append(group)
            self._days.setdefault(group, []).extend([entry.date.day.toordinal()] if entry.date else [])
            if name:
                self._names[group] = name

    def members(self) -> Iterator[list[int]]:
        return iter(self._places.values())

    def join(self, links: Iterable[tuple[int, int, float]], threshold: float) -> None:
        """Join the two groups that are most alike until none are by `threshold`; of equal pairs the oldest first.

        Two single articles must be more alike than that: no third one speaks for them.
        """
        sums = self._sums(links)
        heap = [(-self._mean(one, other, total), one, other) for one in sums for other, total in sums[one].items()]
        heap = [pair for pair in heap if pair[1] < pair[2] and -pair[0] >= threshold * _BEGINNING]
        heapq.heapify(heap)
        while heap:
            mean, one, other = heapq.heappop(heap)
            total = sums[one].get(other) if one in self._places and other in self._places else None
            if total is None or -mean != self._mean(one, other, total):
                continue
            self._merge(one, other, sums)
            for third, joint in sums[one].items():
                found = self._mean(one, third, joint)
                if found >= threshold:
                    heapq.heappush(heap, (-found, min(one, third), max(one, third)))

    def _sums(self, links: Iterable[tuple[int, int, float]]) -> dict[int, dict[int, float]]:
        sums: defaultdict[int, dict[int, float]] = defaultdict(dict)
        for one, other, likeness in sorted(links):
            first, second = self._of[one], self._of[other]
            if first != second:
                sums[first][second] = sums[second][first] = sums[first].get(second, 0.0) + likeness
        return sums

    def _mean(self, one: int, other: int, total: float) -> float:
        """The mean likeness of the pairs of two groups that are near in time; below any threshold for two names."""
        if one in self._names and other in self._names:
            return -1.0
        few, many = sorted((self._days[one], self._days[other]), key=len)
        near = sum(bisect_right(many, day + self._reach) - bisect_left(many, day - self._reach) for day in few)
        return total / min(near, len(few) * _NEIGHBOURS)

    def _merge(self, one: int, other: int, sums: dict[int, dict[int, float]]) -> None:
        self._places[one] += self._places.pop(other)
        self._days[one] = sorted(self._days[one] + self._days.pop(other))
        if other in self._names:
            self._names[one] = self._names.pop(other)
        for third, total in sums.pop(other).items():
            del sums[third][other]
            if third != one:
                sums[one][third] = sums[third][one] = sums[one].get(third, 0.0) + total
