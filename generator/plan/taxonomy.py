"""Groups of entries: by tag, by source, by year and month; and the order in which lists show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct

from generator.model import Entry, Source, Story
from generator.slugs import slugify
from generator.vocabulary import NO_VOCABULARY, Vocabulary, most_frequent


class Term(Struct, frozen=True):
    """A tag, a source or a story with its entries, newest first. `label` is its most frequent spelling."""

    slug: str
    label: str
    entries: tuple[Entry, ...]
    website: str | None = None


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """By date, newest first, then by id; entries without a date come last."""
    ordered = sorted(entries, key=lambda entry: entry.id)
    ordered.sort(key=lambda entry: entry.date.at.timestamp() if entry.date else float("-inf"), reverse=True)
    return ordered


def by_tag(entries: Sequence[Entry], vocabulary: Vocabulary = NO_VOCABULARY) -> dict[str, Term]:
    """Tags by slug, in the order of their labels; a parent has the entries of its children too."""
    lines = {label: (label, *vocabulary.above(label)) for entry in entries for label in entry.tags}
    return _terms(entries, lambda entry: [name for label in entry.tags for name in lines[label]], lambda _: None)


def by_source(entries: Sequence[Entry]) -> dict[str, Term]:
    """Sources by slug, in the order of their names."""
    return _terms(entries, lambda entry: (entry.source.name,) if entry.source else (), lambda entry: entry.source)


def by_story(entries: Sequence[Entry], stories: Iterable[Story]) -> dict[str, Term]:
    """Stories by slug, in the order of their labels, of entries that are in order; only those that are published."""
    place = {entry.id: number for number, entry in enumerate(entries)}
    found = ((story, sorted(place[name] for name in story.entries if name in place)) for story in stories)
    terms = [Term(story.slug, story.label, tuple([entries[number] for number in numbers])) for story, numbers in found]
    terms.sort(key=lambda term: (slugify(term.label), term.label, term.slug))
    return {term.slug: term for term in terms if term.entries}


def by_day(entries: Sequence[Entry]) -> list[tuple[date, tuple[Entry, ...]]]:
    """Days and their entries, newest first; entries without a date are in none."""
    dated = [entry for entry in entries if entry.date]
    return [
        (day, tuple(group)) for day, group in groupby(dated, key=lambda e: e.date.at.date() if e.date else date.min)
    ]


def by_month(entries: Sequence[Entry]) -> list[tuple[int, int, tuple[Entry, ...]]]:
    """Year, month and entries, newest first; entries without a date are in none."""
    dated = [entry for entry in entries if entry.date]
    return [
        (year, month, tuple(group))
        for (year, month), group in groupby(
            dated, key=lambda e: (e.date.at.year, e.date.at.month) if e.date else (0, 0)
        )
    ]


def _terms(
    entries: Sequence[Entry],
    labels: Callable[[Entry], Collection[str]],
    source: Callable[[Entry], Source | None],
) -> dict[str, Term]:
    members: dict[str, list[Entry]] = {}
    uses: Counter[str] = Counter()
    for entry in entries:
        named = labels(entry)
        uses.update(named)
        for slug in {slugify(label) for label in named}:
            members.setdefault(slug, []).append(entry)
    spellings: dict[str, dict[str, int]] = {}
    for label, number in uses.items():
        spellings.setdefault(slugify(label), {})[label] = number
    terms = [
        Term(slug, most_frequent(spellings[slug]), tuple(found), _website(found, source))
        for slug, found in members.items()
    ]
    terms.sort(key=lambda term: (slugify(term.label), term.label))
    return {term.slug: term for term in terms}


def _website(entries: Sequence[Entry], source: Callable[[Entry], Source | None]) -> str | None:
    """The address that most of a source's entries state."""
    stated = Counter(found.url for entry in entries if (found := source(entry)) and found.url)
    return most_frequent(stated) if stated else None
