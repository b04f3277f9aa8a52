"""An article's own page."""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from generator.model import Entry, Reprint
from generator.pages import Article, Card, Correction, Link, Page
from generator.plan.cards import body, day, rights, term_link
from generator.plan.digest import Digest
from generator.plan.issues import issue_link


class _Around(Struct, frozen=True):
    """What stands around an article's text: its edition with the articles before and after it, its story, others."""

    card: Card
    story: Link | None
    beside: tuple[Link | None, Link | None, Link | None]
    same: tuple[Card, ...]
    related: tuple[Card, ...]


def article(made: Digest, entry: Entry) -> Page | None:
    """The page of one entry, with the cards of its neighbours; None where only a link may be shown."""
    if rights(entry, made.config) == "link":
        return None
    cards, story = made.cards, made.told.get(entry.id)
    around = _Around(
        card=cards[entry.id],
        story=term_link(story, "story", made.config) if story else None,
        beside=_beside(made, entry),
        same=tuple([cards[other] for other in made.same.get(entry.id, ()) if other in cards]),
        related=tuple([cards[near.id] for near in made.neighbours.get(entry.id, ()) if near.id in cards]),
    )
    return made.parts.part(("article", entry.id), (entry, around), partial(_page, made, entry, around))


def _page(made: Digest, entry: Entry, around: _Around) -> Page:
    config, card, allowed = made.config, around.card, rights(entry, made.config)
    edition, newer, older = around.beside
    view = Article(
        card=card,
        rights=allowed,
        body=body(entry) if allowed == "full" else None,
        standfirst=entry.summary if entry.has_standfirst and allowed == "full" else None,
        author=entry.author,
        link=entry.link,
        updated=day(entry.updated, "updated", config) if entry.updated else None,
        note=entry.note,
        corrections=tuple(
            Correction(found.text, day(found.date, "updated", config) if found.date else None)
            for found in entry.corrections
        ),
        story=around.story,
        edition=edition,
        newer=newer,
        older=older,
        same=around.same,
        related=around.related,
        params=entry.params,
        also_in=tuple(Reprint(each.name, each.url) for each in entry.also_in if each.name or each.url),
    )
    return Page(
        url=card.url,
        title=entry.title,
        description=entry.summary or entry.title,
        lang=entry.lang,
        trail=_trail(made, card),
        image=card.image.url if card.image else made.pictures.cards.get(entry.id),
        pictures=made.pictures.shown.get(entry.path, ()),
        view=view,
    )


def _trail(made: Digest, card: Card) -> tuple[Link, ...]:
    home = Link(made.config.title, "/")
    return (home, card.tags[0]) if card.tags else (home,)


def _beside(made: Digest, entry: Entry) -> tuple[Link | None, Link | None, Link | None]:
    """The newest edition that has the entry, and the articles before and after it there."""
    if entry.id not in made.placed:
        return None, None, None
    issue, position = made.placed[entry.id]
    before = _link(made, issue.entries[position - 1]) if position else None
    after = _link(made, issue.entries[position + 1]) if position + 1 < len(issue.entries) else None
    return issue_link(issue, made.config), before, after


def _link(made: Digest, entry: Entry) -> Link:
    card = made.cards[entry.id]
    return Link(card.title, card.url)
