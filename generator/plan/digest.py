"""What a plan is made of, and the digest in the orders and groups that its pages show."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from generator.config import Config
from generator.errors import Problem
from generator.model import Entry, Neighbour
from generator.pages import Card, Copy, Page
from generator.plan.cards import card
from generator.plan.taxonomy import Term, by_source, by_tag, newest_first


class Site(Struct, frozen=True, kw_only=True):
    """The entries to be published, in any order, with their neighbours by id, and the files to be taken over
    as they are (the theme's assets, the site's `static/`) with their places.
    """

    config: Config
    entries: tuple[Entry, ...]
    neighbours: Mapping[str, tuple[Neighbour, ...]]
    copies: tuple[tuple[str, Copy], ...] = ()


class Plan(Struct, frozen=True):
    """Every page of the site, each at an address of its own, and what had to be left out."""

    pages: tuple[Page, ...]
    problems: tuple[Problem, ...]


class Digest(Struct, frozen=True, kw_only=True):
    """The site sorted and grouped. `cards` are by entry id."""

    config: Config
    newest: tuple[Entry, ...]
    tags: dict[str, Term]
    sources: dict[str, Term]
    cards: dict[str, Card]
    neighbours: Mapping[str, tuple[Neighbour, ...]]


def digest(site: Site) -> Digest:
    """Sort and group a site."""
    newest = newest_first(site.entries)
    tags, sources = by_tag(newest), by_source(newest)
    return Digest(
        config=site.config,
        newest=tuple(newest),
        tags=tags,
        sources=sources,
        cards={entry.id: card(entry, site.config, tags, sources) for entry in newest},
        neighbours=site.neighbours,
    )
