"""Stories: the articles on one event as readers meet them, with a name and an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from generator.model import Entry, Story
from generator.slugs import slugify


def tell(groups: Iterable[Sequence[Entry]]) -> tuple[Story, ...]:
    """The stories of groups of articles, by slug: the editor's words, else the first article's slug, with its day where
    another has that.

    Whatever article may once have begun the story, the address that it had then leads to it.
    """
    stories: dict[str, Story] = {}
    told = [sorted(members, key=age) for members in groups]
    for members in sorted(told, key=lambda members: (not any(entry.story for entry in members), age(members[0]))):
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


def age(entry: Entry) -> tuple[bool, float, str]:
    """Oldest first, then by id; entries without a date last."""
    return entry.date is None, entry.date.at.timestamp() if entry.date else 0.0, entry.id
