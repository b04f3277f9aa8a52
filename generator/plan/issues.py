"""The pages of editions: each, the newest at `/latest/`, and the list of all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator import dates
from generator.addresses import expand, place
from generator.config import Config
from generator.documents import Redirect
from generator.editions import Issue
from generator.model import Edition
from generator.pages import Count, EditionPage, Index, Link, Noted, Page
from generator.plan.cards import day, sums
from generator.plan.digest import Digest
from generator.plan.feeds import feed_links, feeds

_LATEST = "/latest/"


def pages(made: Digest) -> Iterator[Page]:
    """Nothing for a site without editions."""
    config = made.config
    for number, issue in enumerate(made.issues):
        newer = issue_link(made.issues[number - 1], config) if number else None
        older = issue_link(made.issues[number + 1], config) if number + 1 < len(made.issues) else None
        cards = [made.cards[entry.id] for entry in issue.entries]
        page = made.parts.part(
            ("edition", issue.edition.slug),
            (issue.edition, issue.notes, cards, newer, older),
            partial(_page, made, issue, newer, older),
        )
        yield page
        if number == 0:
            yield Page(
                url=_LATEST,
                title=page.title,
                lang=config.language,
                canonical=page.url,
                view=Redirect(page.url, is_permanent=False),
            )
        newest = sorted(issue.entries, key=lambda entry: entry.date.at.timestamp() if entry.date else 0.0, reverse=True)
        yield from feeds(made, page.url, page.title, page.description, newest)
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


def _page(made: Digest, issue: Issue, newer: Link | None, older: Link | None) -> Page:
    config, edition, link = made.config, issue.edition, issue_link(issue, made.config)
    cards = [made.cards[entry.id] for entry in issue.entries]
    view = EditionPage(
        heading=link.label,
        number=edition.number,
        date=day(edition.date, "published", config),
        intro=edition.intro,
        items=tuple(Noted(card, issue.notes.get(card.id)) for card in cards),
        sums=sums(cards),
        newer=newer,
        older=older,
    )
    title = f"{config.title}, {link.label}"
    return Page(
        url=place(link.url),
        title=title,
        description=f"{title}: {', '.join(card.title for card in cards[:3])}",
        lang=config.language,
        feeds=feed_links(link.url, title, config),
        trail=(Link(config.title, "/"), Link(made.words.say("Editions"), config.permalinks.editions)),
        pictures=made.pictures.shown.get(edition.path or "", ()),
        view=view,
    )
