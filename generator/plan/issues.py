"""The pages of editions: each, the newest at `/latest/`, and the list of all."""

from __future__ import annotations

from collections.abc import Iterator

from generator import dates
from generator.addresses import expand, place
from generator.config import Config
from generator.documents import Redirect
from generator.editions import Issue
from generator.model import Edition, Shown
from generator.pages import Count, EditionPage, Index, Link, Noted, Page
from generator.plan.cards import card, day, sums
from generator.plan.digest import Digest
from generator.plan.feeds import feed_links, feeds
from generator.plan.parts import Common
from generator.planned import Piece, Planned

_LATEST = "/latest/"


def pages(made: Digest) -> Iterator[Page | Planned]:
    """Nothing for a site without editions."""
    config = made.config
    for number, issue in enumerate(made.issues):
        newer = issue_link(made.issues[number - 1], config) if number else None
        older = issue_link(made.issues[number + 1], config) if number + 1 < len(made.issues) else None
        shown = made.pictures.shown.get(issue.edition.path or "", ())
        items = tuple([made.pieces[entry.id] for entry in issue.entries])
        link = issue_link(issue, config)
        url, title = place(link.url), f"{config.title}, {link.label}"
        of = (issue.edition, link, issue.notes, items, (newer, older), shown)
        yield made.parts.page(Planned(url=url, view=EditionPage, title=title, make=_page, of=of))
        if number == 0:
            yield Page(
                url=_LATEST,
                title=title,
                lang=config.language,
                canonical=url,
                view=Redirect(url, is_permanent=False),
            )
        newest = sorted(issue.entries, key=lambda entry: entry.date.at.timestamp() if entry.date else 0.0, reverse=True)
        yield from feeds(made, url, title, _description(title, items), newest)
    heading = made.words.say("Editions")
    if made.issues:
        counts = tuple(
            Count(issue_link(issue, config).label, issue_link(issue, config).url, len(issue.entries))
            for issue in made.issues
        )
        yield Page(
            url=config.permalinks.editions,
            title=heading,
            description=made.words.say("%(list)s of %(site)s", list=heading, site=config.title),
            lang=config.language,
            trail=(Link(config.title, "/"),),
            view=Index(kind="editions", heading=heading, terms=counts, count=len(counts)),
        )


def issue_link(issue: Issue, config: Config) -> Link:
    """An edition's title, else its date, and its place."""
    edition = issue.edition
    label = edition.title or dates.long_day(edition.date.day, config.locale)
    return Link(label, edition_place(edition, config))


def edition_place(edition: Edition, config: Config) -> str:
    """Where an edition stands."""
    return expand(config.permalinks.edition, {"slug": edition.slug})


def _page(
    made: Common,
    edition: Edition,
    link: Link,
    notes: dict[str, str],
    items: tuple[Piece, ...],
    beside: tuple[Link | None, Link | None],
    shown: tuple[Shown, ...],
) -> Page:
    config, cards = made.config, [card(made, piece) for piece in items]
    view = EditionPage(
        heading=link.label,
        number=edition.number,
        date=day(edition.date, "published", config),
        intro=edition.intro,
        items=tuple(Noted(card, notes.get(card.id)) for card in cards),
        sums=sums(cards),
        newer=beside[0],
        older=beside[1],
    )
    title = f"{config.title}, {link.label}"
    return Page(
        url=place(link.url),
        title=title,
        description=_description(title, items),
        lang=config.language,
        feeds=feed_links(link.url, title, config),
        trail=(Link(config.title, "/"), Link(made.words.say("Editions"), config.permalinks.editions)),
        pictures=shown,
        view=view,
    )


def _description(title: str, items: tuple[Piece, ...]) -> str:
    return f"{title}: {', '.join(piece.facts.entry.title for piece in items[:3])}"
