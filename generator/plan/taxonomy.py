"""Groups of entries: by tag, by source, by year and month; and the order in which lists show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain, groupby

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Entry, Story
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
    stated = [entry.tags for entry in entries]
    lines = {label: (label, *vocabulary.above(label)) for label in set(chain.from_iterable(stated))}
    return _terms(entries, [[name for label in tags for name in lines[label]] for tags in stated])


def by_source(entries: Sequence[Entry]) -> dict[str, Term]:
    """Sources by slug, in the order of their names."""
    terms = _terms(entries, [(entry.source.name,) if entry.source else () for entry in entries])
    return {slug: replace(term, website=_website(term.entries)) for slug, term in terms.items()}


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


def by_month(days: Iterable[tuple[date, tuple[Entry, ...]]]) -> list[tuple[int, int, tuple[Entry, ...]]]:
    """Year, month and entries of days, newest first."""
    return [
        (year, month, tuple(entry for _, found in group for entry in found))
        for (year, month), group in groupby(days, key=lambda each: (each[0].year, each[0].month))
    ]


def _terms(entries: Sequence[Entry], named: Sequence[Sequence[str]]) -> dict[str, Term]:
    """`named` has the labels of each entry."""
    uses = Counter(chain.from_iterable(named))
    slugs = {label: slugify(label) for label in uses}
    members: dict[str, list[Entry]] = {slug: [] for slug in slugs.values()}
    for entry, labels in zip(entries, named, strict=True):
        for slug in {slugs[label] for label in labels}:
            members[slug].append(entry)
    spellings: dict[str, dict[str, int]] = {}
    for label, number in uses.items():
        spellings.setdefault(slugs[label], {})[label] = number
    terms = [Term(slug, most_frequent(spellings[slug]), tuple(found)) for slug, found in members.items()]
    terms.sort(key=lambda term: (slugify(term.label), term.label))
    return {term.slug: term for term in terms}


def _website(entries: Iterable[Entry]) -> str | None:
    """The address that most of a source's entries state."""
    stated = Counter(entry.source.url for entry in entries if entry.source and entry.source.url)
    return most_frequent(stated) if stated else None
