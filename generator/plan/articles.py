"""An article's own page."""

from __future__ import annotations

from generator.model import Entry
from generator.pages import Article, Body, Page
from generator.plan.cards import day
from generator.plan.digest import Digest


def article(made: Digest, entry: Entry) -> Page:
    """The page of one entry, with the cards of its neighbours."""
    card = made.cards[entry.id]
    view = Article(
        card=card,
        body=Body(
            path=entry.path,
            digest=entry.body_digest,
            verbatim=entry.verbatim,
            imported=entry.seed is not None,
        ),
        author=entry.author,
        link=entry.link,
        updated=day(entry.updated, "Updated", made.config) if entry.updated else None,
        related=tuple(made.cards[near.id] for near in made.neighbours.get(entry.id, ()) if near.id in made.cards),
        params=entry.params,
    )
    return Page(url=card.url, title=entry.title, description=entry.summary, lang=entry.lang, view=view)
