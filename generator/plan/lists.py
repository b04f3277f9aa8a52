"""Lists of articles over several pages: of a tag, of a source; and the lists of all tags and sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from generator.addresses import expand, feed_place, numbered
from generator.config import Config
from generator.model import Entry
from generator.pages import Card, Count, Index, Link, Listing, Page, Pager
from generator.plan.digest import Digest
from generator.plan.feeds import feed
from generator.plan.taxonomy import Term


def terms(made: Digest, kind: str) -> Iterator[Page]:
    """Every page of the tags (`kind` "tag") or the sources ("source"), their feeds, and the list of all."""
    tags = kind == "tag"
    config = made.config
    with_feeds = config.feeds.tags if tags else config.feeds.sources
    found = made.tags if tags else made.sources
    for term in found.values():
        yield from _term(made, kind, term, with_feed=with_feeds)
    place = config.permalinks.tags if tags else config.permalinks.sources
    heading = "Topics" if tags else "Sources"
    view = Index(kind=f"{kind}s", heading=heading, terms=tuple(count(term, kind, config) for term in found.values()))
    description = f"All {heading.lower()} of {config.title}"
    yield Page(url=place, title=heading, description=description, lang=config.language, view=view)


class ListOf(Struct, frozen=True, kw_only=True):
    """A list of articles whose first page stands at `first`. `kind` is as in `Listing`."""

    kind: str
    first: str
    entries: Sequence[Entry]
    heading: str
    title: str
    feed: Link | None = None
    website: str | None = None


def listing(made: Digest, wanted: ListOf) -> Iterator[Page]:
    """The pages of one list."""
    number_of = articles(len(wanted.entries))
    for cards, pager in paged(made, wanted.first, wanted.entries):
        title = wanted.title if pager.number == 1 else f"{wanted.title}, page {pager.number}"
        yield Page(
            url=numbered(wanted.first, pager.number),
            title=title,
            description=f"{title}: {number_of} in {made.config.title}",
            lang=made.config.language,
            feed=wanted.feed,
            view=Listing(
                kind=wanted.kind,
                heading=wanted.heading,
                count=len(wanted.entries),
                cards=cards,
                pager=pager,
                website=wanted.website,
            ),
        )


def paged(made: Digest, first: str, entries: Sequence[Entry]) -> Iterator[tuple[tuple[Card, ...], Pager]]:
    """The cards of each page of a list, at least one page, with the way to the pages beside it."""
    size = made.config.pagination
    total = max(1, -(-len(entries) // size))
    for number in range(1, total + 1):
        cards = tuple(made.cards[entry.id] for entry in entries[(number - 1) * size : number * size])
        newer = numbered(first, number - 1) if number > 1 else None
        older = numbered(first, number + 1) if number < total else None
        yield cards, Pager(number, total, newer, older)


def count(term: Term, kind: str, config: Config) -> Count:
    """A tag or source with its place and the number of its articles."""
    return Count(term.label, expand(getattr(config.permalinks, kind), {"slug": term.slug}), len(term.entries))


def articles(number: int) -> str:
    """`1 article`, `2 articles`."""
    return f"{number} article{'' if number == 1 else 's'}"


def _term(made: Digest, kind: str, term: Term, *, with_feed: bool) -> Iterator[Page]:
    first = count(term, kind, made.config).url
    title = term.label if kind == "tag" else f"Articles from {term.label}"
    feed_link = Link(f"{title} · {made.config.title}", feed_place(first)) if with_feed else None
    yield from listing(
        made,
        ListOf(
            kind=kind,
            first=first,
            entries=term.entries,
            heading=term.label,
            title=title,
            feed=feed_link,
            website=term.website,
        ),
    )
    if feed_link:
        yield feed(made, first, feed_link.label, f"{title}: the newest of {made.config.title}", term.entries)
