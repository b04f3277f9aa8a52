"""Stories: the articles on one event, joined by how alike they are and by what the editor says.

Groups are joined nearest first by the mean likeness of their articles (average linkage: Sokal & Michener 1958), which
keeps two events apart that a single article in between would join.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.config import Telling
from generator.model import Entry, Link, Story
from generator.slugs import slugify

_SAME_SOURCE = 0.7
"""What the likeness of two articles counts for when one source has both: it reports an event once, and writes about
all others in the same words.
"""
_BEGINNING = 1.25
_FEWEST = 6
"""Different words of a title and text that carry meaning; fewer cannot tell which event they are about."""
_NEIGHBOURS = 20
"""So many neighbours of an article are known at most; in a large group most pairs are strangers, not unlike."""


def tell(
    entries: Sequence[Entry],
    links: Iterable[Link],
    same: Mapping[str, Sequence[str]],
    settings: Telling,
    words: Sequence[int],
) -> tuple[Story, ...]:
    """The stories of a digest, by slug: those that the editor names, and those of two articles and more.

    An article that names a story brings those that belong with it; two named stories are never joined. Reprints
    of one text belong together. `words` counts the different ones of each entry. Without a date, or far apart in
    time, articles are joined by the editor alone.
    """
    by_id = {entry.id: entry for entry in sorted(entries, key=_age)}
    number = {name: place for place, name in enumerate(by_id)}
    ordered = list(by_id.values())
    groups = _Groups(ordered, settings.days)
    if settings.auto:
        # Whichever of the two comes first, it is one pair.
        known = {_pair(number[link.one], number[link.other]): link.likeness for link in links}
        known |= {_pair(number[one], number[other]): 1.0 for one, others in same.items() for other in others}
        brief = {number[entry.id] for entry, amount in zip(entries, words, strict=True) if amount < _FEWEST}
        fitting = [
            (one, other, likeness * (_SAME_SOURCE if _one_source(ordered[one], ordered[other]) else 1.0))
            for (one, other), likeness in known.items()
            if one not in brief and other not in brief and _fits(ordered[one], ordered[other], settings)
        ]
        groups.join(fitting, settings.threshold)
    told = (tuple(ordered[place] for place in sorted(members)) for members in groups.members())
    return _named(members for members in told if len(members) > 1 or members[0].story)


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _fits(one: Entry, other: Entry, settings: Telling) -> bool:
    """Whether two articles may be on one event, going by their days and what the editor says."""
    if one.alone or other.alone or one.date is None or other.date is None:
        return False
    return abs((one.date.day - other.date.day).days) <= settings.days


def _one_source(one: Entry, other: Entry) -> bool:
    return one.source is not None and other.source is not None and one.source.name == other.source.name


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


def _named(told: Iterable[tuple[Entry, ...]]) -> tuple[Story, ...]:
    """Each with a slug: the editor's words, else the first article's slug, with its day where another has that.

    Whatever article may once have begun the story, the address that it had then leads to it.
    """
    stories: dict[str, Story] = {}
    for members in sorted(told, key=lambda members: (not any(entry.story for entry in members), _age(members[0]))):
        named = Counter(entry.story for entry in members if entry.story)
        label = min(named, key=lambda words: (-named[words], words), default=None)
        slug = slugify(label) if label else members[0].slug
        if slug in stories:
            slug = f"{slug}-{members[0].date.iso[:10] if members[0].date else ''}".rstrip("-")
        if slug in stories:
            slug = f"{slug}-{slugify(members[0].id)}"
        former = tuple(dict.fromkeys(entry.slug for entry in members if entry.slug != slug))
        stories[slug] = Story(slug, label or members[0].title, tuple(entry.id for entry in members), former)
    return tuple(stories[slug] for slug in sorted(stories))


def _age(entry: Entry) -> tuple[bool, float, str]:
    """Oldest first, then by id; entries without a date last."""
    return entry.date is None, entry.date.at.timestamp() if entry.date else 0.0, entry.id
