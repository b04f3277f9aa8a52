"""What a plan is made of, and the digest in the orders and groups that its pages show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from generator.config import Config
from generator.documents import Copy
from generator.editions import Issue, issues
from generator.errors import Problem
from generator.model import Edition, Entry, Neighbour, StandingPage, Story
from generator.pages import Card, Link, Page
from generator.pictures import Pictures
from generator.plan.cards import card, pieces, term_link
from generator.plan.parts import Common, Parts
from generator.plan.taxonomy import Term, by_day, by_month, by_source, by_story, by_tag, newest_first
from generator.planned import Piece, Planned
from generator.translation import Words
from generator.vocabulary import NO_VOCABULARY, Vocabulary


class Site(Struct, frozen=True, kw_only=True):
    """The entries to be published, in any order, with their neighbours by id and the ids of those with the same
    text; stories, editions and standing pages; and the files to be taken over as they are (the theme's assets, the
    site's `static/`) with their places.
    """

    config: Config
    entries: tuple[Entry, ...]
    neighbours: Mapping[str, tuple[Neighbour, ...]] = {}
    same: Mapping[str, tuple[str, ...]] = {}
    stories: tuple[Story, ...] = ()
    editions: tuple[Edition, ...] = ()
    standing: tuple[StandingPage, ...] = ()
    copies: tuple[tuple[str, Copy], ...] = ()
    pictures: Pictures = Pictures()
    vocabulary: Vocabulary = NO_VOCABULARY
    former_tags: Mapping[str, str] = {}
    """The labels that tags have now, by the slugs that they would have by other names."""


class Plan(Struct, frozen=True):
    """Every page of the site, each at an address of its own, what had to be left out, and the parts for the next."""

    pages: tuple[Planned, ...]
    problems: tuple[Problem, ...]
    common: Common
    parts: Parts

    def page(self, planned: Planned) -> Page:
        """One of the pages, closed."""
        return planned.make(self.common, *planned.of)


class Digest(Struct, frozen=True, kw_only=True):
    """The site sorted and grouped. `pieces` are by entry id; `issues` are newest first, and `placed` tells the
    newest issue of an entry and its position there. `told` leads to an entry's story, by its id; `former` has the
    slugs that stories may have had, with the ones that they have.
    """

    config: Config
    words: Words
    newest: tuple[Entry, ...]
    days: list[tuple[date, tuple[Entry, ...]]]
    months: list[tuple[int, int, tuple[Entry, ...]]]
    tags: dict[str, Term]
    sources: dict[str, Term]
    stories: dict[str, Term]
    told: Mapping[str, Link]
    former: dict[str, str]
    issues: tuple[Issue, ...]
    placed: dict[str, tuple[Issue, int]]
    pieces: dict[str, Piece]
    neighbours: Mapping[str, tuple[Neighbour, ...]]
    same: Mapping[str, tuple[str, ...]]
    standing: tuple[StandingPage, ...]
    pictures: Pictures
    vocabulary: Vocabulary
    former_tags: Mapping[str, str]
    common: Common
    parts: Parts

    def card(self, entry: Entry) -> Card:
        """What lists show of an entry."""
        return card(self.common, self.pieces[entry.id])

    def stories_of(self, entries: Iterable[Entry]) -> tuple[str | None, ...]:
        """The place of each entry's story."""
        told = self.told
        return tuple([told[entry.id].url if entry.id in told else None for entry in entries])


def digest(site: Site, before: Parts | None = None) -> tuple[Digest, list[Problem]]:
    """Sort and group a site; an edition that names what there is not is a warning."""
    common, parts = Common(site.config), Parts(site.config, before)
    newest = newest_first(site.entries)
    tags, sources = by_tag(newest, site.vocabulary), by_source(newest)
    stories, days = by_story(newest, site.stories), by_day(newest)
    found, problems = issues(site.editions, newest, site.config)
    placed: dict[str, tuple[Issue, int]] = {}
    for issue in found:
        for position, entry in enumerate(issue.entries):
            placed.setdefault(entry.id, (issue, position))
    made = Digest(
        config=site.config,
        words=common.words,
        newest=tuple(newest),
        days=days,
        months=by_month(days),
        tags=tags,
        sources=sources,
        stories=stories,
        told=parts.told(_told(stories, site.config)),
        former=_former(site.stories, stories),
        issues=tuple(found),
        placed=placed,
        pieces=pieces(newest, site.config, (tags, sources), site.pictures, parts),
        neighbours=site.neighbours,
        same=site.same,
        standing=site.standing,
        pictures=site.pictures,
        vocabulary=site.vocabulary,
        former_tags=site.former_tags,
        common=common,
        parts=parts,
    )
    return made, problems


def _told(stories: Mapping[str, Term], config: Config) -> dict[str, Link]:
    found: dict[str, Link] = {}
    for term in stories.values():
        found |= dict.fromkeys([entry.id for entry in term.entries], term_link(term, "story", config))
    return found


def _former(stories: Iterable[Story], shown: Mapping[str, Term]) -> dict[str, str]:
    """The slug that each slug of former times leads to; of two stories that may have had one, the first."""
    found: dict[str, str] = {}
    for story in stories:
        if story.slug in shown:
            for old in story.former:
                found.setdefault(old, story.slug)
    return {old: slug for old, slug in found.items() if old not in shown}
