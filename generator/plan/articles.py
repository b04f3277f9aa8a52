"""An article's own page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.addresses import entry_place
from generator.model import Entry, Reprint
from generator.pages import Article, Card, Correction, Link, Page
from generator.plan.cards import body, card, day, rights
from generator.plan.digest import Digest
from generator.plan.issues import issue_link
from generator.plan.parts import Common
from generator.planned import Piece, Planned


def article(made: Digest, entry: Entry) -> tuple[Planned, ...]:
    """The page of one entry, with its neighbours; none where only a link may be shown."""
    name, parts, fresh = entry.id, made.parts, made.parts.fresh
    same, near = made.same.get(name, ()), made.neighbours.get(name, ())
    of = (made.told.get(name), made.placed.get(name), same, near, parts.spelling)
    is_fresh = name in fresh or not fresh.isdisjoint(same) or any(each.id in fresh for each in near)
    return parts.pages((Article, name), of, partial(_planned, made, entry), anew=is_fresh)


def _planned(made: Digest, entry: Entry) -> Iterator[Planned]:
    config, pieces, name = made.config, made.pieces, entry.id
    if rights(entry, config) != "link":
        of = (
            pieces[name],
            made.told.get(name),
            *_beside(made, entry),
            tuple([pieces[other] for other in made.same.get(name, ()) if other in pieces]),
            tuple([pieces[near.id] for near in made.neighbours.get(name, ()) if near.id in pieces]),
        )
        url, changed = entry_place(entry, config.permalinks), entry.updated or entry.date
        yield Planned(
            url=url, view=Article, title=entry.title, changed=changed.iso if changed else None, make=_page, of=of
        )


def _page(
    made: Common,
    piece: Piece,
    story: Link | None,
    edition: Link | None,
    beside: tuple[Piece | None, Piece | None],
    same: tuple[Piece, ...],
    related: tuple[Piece, ...],
) -> Page:
    entry, config, own = piece.facts.entry, made.config, card(made, piece)
    allowed = rights(entry, config)
    view = Article(
        card=own,
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
        story=story,
        edition=edition,
        newer=_link(made, beside[0]),
        older=_link(made, beside[1]),
        same=tuple(card(made, other) for other in same),
        related=tuple(card(made, near) for near in related),
        params=entry.params,
        also_in=tuple(Reprint(each.name, each.url) for each in entry.also_in if each.name or each.url),
    )
    return Page(
        url=own.url,
        title=entry.title,
        description=entry.summary or entry.title,
        lang=entry.lang,
        trail=_trail(made, own),
        image=own.image.url if own.image else piece.facts.social,
        pictures=piece.facts.shown,
        view=view,
    )


def _trail(made: Common, own: Card) -> tuple[Link, ...]:
    home = Link(made.config.title, "/")
    return (home, own.tags[0]) if own.tags else (home,)


def _beside(made: Digest, entry: Entry) -> tuple[Link | None, tuple[Piece | None, Piece | None]]:
    """The newest edition that has the entry, and the articles before and after it there."""
    if entry.id not in made.placed:
        return None, (None, None)
    issue, position = made.placed[entry.id]
    before = made.pieces[issue.entries[position - 1].id] if position else None
    after = made.pieces[issue.entries[position + 1].id] if position + 1 < len(issue.entries) else None
    return issue_link(issue, made.config), (before, after)


def _link(made: Common, piece: Piece | None) -> Link | None:
    return Link(piece.facts.entry.title, card(made, piece).url) if piece else None
