"""Lists of articles over several pages: of a tag, of a source; and the lists of all tags and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from generator import dates
from generator.addresses import expand, numbered
from generator.config import Config
from generator.documents import FeedLink, Redirect
from generator.model import Entry
from generator.pages import Count, Index, Link, Listing, Page, Pager
from generator.plan.cards import card, count, folded, term_link
from generator.plan.digest import Digest
from generator.plan.feeds import feed_links, feeds
from generator.plan.parts import Common
from generator.plan.taxonomy import Term, by_day, by_month
from generator.planned import Piece, Planned
from generator.slugs import slugify


class ListOf(Struct, frozen=True, kw_only=True):
    """A list of articles whose first page stands at `first`. `kind` is as in `Listing`."""

    kind: str
    first: str
    entries: Sequence[Entry]
    heading: str
    title: str
    trail: tuple[Link, ...]
    feeds: tuple[FeedLink, ...] = ()
    website: str | None = None
    children: tuple[Count, ...] = ()


def tags(made: Digest) -> Iterator[Page | Planned]:
    """Every page of the tags, their feeds, and the list of all."""
    config = made.config
    topics = made.words.say("Topics")
    above = (Link(config.title, "/"), Link(topics, config.permalinks.tags))
    tree = _tree(made)
    for term in made.tags.values():
        first = term_link(term, "tag", config).url
        wanted = ListOf(
            kind="tag",
            first=first,
            entries=term.entries,
            heading=term.label,
            title=term.label,
            trail=(*above, *(term_link(parent, "tag", config) for parent in _parents(term, made))),
            feeds=feed_links(first, f"{term.label} · {config.title}", config) if config.feeds.tags else (),
            children=tree.get(term.slug, ()),
        )
        yield from _with_feeds(made, wanted)
    yield index(made, "tags", topics, config.permalinks.tags, tree.get("", ()), len(made.tags))


def former_tags(made: Digest) -> Iterator[Page | Planned]:
    """What stands at the addresses that tags had by other names: the way to the page, and the same feeds."""
    config = made.config
    for slug, label in made.former_tags.items():
        term = made.tags.get(slugify(label))
        if term is None or slug in made.tags:
            continue
        new = term_link(term, "tag", config)
        old = expand(config.permalinks.tag, {"slug": slug})
        yield Page(url=old, title=term.label, lang=config.language, canonical=new.url, view=Redirect(new.url))
        if config.feeds.tags:
            title, description = f"{term.label} · {config.title}", f"{term.label} · {config.title}"
            yield from feeds(made, new.url, title, description, term.entries, at=old)


def _tree(made: Digest) -> dict[str, tuple[Count, ...]]:
    """The tags below each slug, with theirs below them; those without a parent are below an empty slug."""
    below: dict[str, list[Term]] = {}
    for term in made.tags.values():
        parent = made.vocabulary.parents.get(term.label)
        below.setdefault(slugify(parent) if parent else "", []).append(term)

    def counts(slug: str) -> tuple[Count, ...]:
        return tuple(
            replace(count(term, "tag", made.config), children=counts(term.slug)) for term in below.get(slug, ())
        )

    return {slug: counts(slug) for slug in below}


def _parents(term: Term, made: Digest) -> list[Term]:
    """The tags above a tag, from the top down."""
    return [made.tags[slugify(label)] for label in made.vocabulary.above(term.label)][::-1]


def sources(made: Digest) -> Iterator[Page | Planned]:
    """Every page of the sources, their feeds, and the list of all."""
    config = made.config
    heading = made.words.say("Sources")
    above = (Link(config.title, "/"), Link(heading, config.permalinks.sources))
    for term in made.sources.values():
        first, title = (
            term_link(term, "source", config).url,
            made.words.say("Articles from %(source)s", source=term.label),
        )
        settings = config.sources.get(term.slug)
        wanted = ListOf(
            kind="source",
            first=first,
            entries=term.entries,
            heading=term.label,
            title=title,
            trail=above,
            feeds=feed_links(first, f"{title} · {config.title}", config) if config.feeds.sources else (),
            website=(settings.url if settings else None) or term.website,
        )
        yield from _with_feeds(made, wanted)
    counts = [count(term, "source", config) for term in made.sources.values()]
    yield index(made, "sources", heading, config.permalinks.sources, counts)


def index(made: Digest, kind: str, heading: str, place: str, terms: Sequence[Count], number: int | None = None) -> Page:
    """The page that lists all tags, sources, stories or editions; `number` where some have others below them."""
    return Page(
        url=place,
        title=heading,
        description=made.words.say("%(list)s of %(site)s", list=heading, site=made.config.title),
        lang=made.config.language,
        trail=(Link(made.config.title, "/"),),
        view=Index(kind=kind, heading=heading, terms=tuple(terms), count=len(terms) if number is None else number),
    )


def listing(made: Digest, wanted: ListOf) -> tuple[Planned, ...]:
    """The pages of one list. What a page has of a story is one card of it, unless one source wrote it all."""
    told = made.told if wanted.kind != "source" else {}
    of = (wanted, told, made.parts.spelling)
    return made.parts.pages((wanted.kind, wanted.first), of, partial(_planned, made, wanted))


def _planned(made: Digest, wanted: ListOf) -> Iterator[Planned]:
    config, pieces, number, is_source = made.config, made.pieces, len(wanted.entries), wanted.kind == "source"
    shown = tuple([pieces[entry.id] for entry in wanted.entries])
    stories = (None,) * number if is_source else made.stories_of(wanted.entries)
    share = _share(wanted.entries, config) if is_source else ()
    head = replace(wanted, entries=())
    for here, pager in paged(config, head.first, number):
        of = (head, number, shown[here], stories[here], pager, share)
        url = numbered(head.first, pager.number)
        yield Planned(url=url, view=Listing, title=head.title, make=_list_page, of=of)
        if pager.number == 1:
            head, share = replace(head, children=()), ()


def _list_page(
    made: Common,
    head: ListOf,
    number: int,
    shown: tuple[Piece, ...],
    stories: tuple[str | None, ...],
    pager: Pager,
    share: tuple[Count, ...],
) -> Page:
    title = head.title
    if pager.number > 1:
        title = made.words.say("%(title)s, page %(number)s", title=head.title, number=pager.number)
    return Page(
        url=numbered(head.first, pager.number),
        title=title,
        description=f"{title}: {articles(made, number)} · {made.config.title}",
        lang=made.config.language,
        feeds=head.feeds,
        trail=head.trail,
        view=Listing(
            kind=head.kind,
            heading=head.heading,
            count=number,
            cards=folded((card(made, piece) for piece in shown), stories),
            pager=pager,
            website=head.website,
            share=share,
            children=head.children,
        ),
    )


def paged(config: Config, first: str, count: int) -> Iterator[tuple[slice, Pager]]:
    """What of a list's articles is on each of its pages, at least one, with the way to the pages beside it."""
    size = config.pagination
    total = max(1, -(-count // size))
    for number in range(1, total + 1):
        newer = numbered(first, number - 1) if number > 1 else None
        older = numbered(first, number + 1) if number < total else None
        yield slice((number - 1) * size, number * size), Pager(number, total, newer, older)


def articles(made: Digest | Common, number: int) -> str:
    """`1 article`, `2 articles`."""
    return made.words.count("%(number)s article", "%(number)s articles", number)


def month_count(year: int, month: int, number: int, config: Config) -> Count:
    """A month of the archive with its place."""
    place = expand(config.permalinks.month, {"year": f"{year:04}", "month": f"{month:02}"})
    return Count(dates.month_name(year, month, config.locale), place, number)


def _with_feeds(made: Digest, wanted: ListOf) -> Iterator[Planned]:
    yield from listing(made, wanted)
    if wanted.feeds:
        description = f"{wanted.title} · {made.config.title}"
        yield from feeds(made, wanted.first, wanted.feeds[0].label, description, wanted.entries)


def _share(entries: Sequence[Entry], config: Config) -> tuple[Count, ...]:
    """A source's articles month by month, from its first to its last, months without any included."""
    months = Counter({(year, month): len(found) for year, month, found in by_month(by_day(entries))})
    if len(months) < 2:
        return ()
    (year, month), last = min(months), max(months)
    found = []
    while (year, month) <= last:
        found.append(month_count(year, month, months[year, month], config))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return tuple(found)
