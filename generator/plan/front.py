"""The front page, and the older articles page by page behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from generator.model import Entry
from generator.pages import Card, Front, Link, Page, Section
from generator.plan.cards import count, entry_date, folded, sums
from generator.plan.digest import Digest
from generator.plan.issues import issue_link
from generator.plan.lists import ListOf, listing, paged
from generator.plan.taxonomy import Term
from generator.planned import Planned
from generator.words import summarise

_FIRST = "/"
_RANKED = 7
"""The lead and six more."""
_TOPICS = 12
_FEWEST_IN_SECTION = 2
_IN_FULL = 3
"""Articles whose summary the front page shows as it is; those after them have about half as much room."""
_SHORT = 120


def pages(made: Digest) -> Iterator[Page | Planned]:
    """The front page shows the newest articles by their weight; what does not fit follows in `/page/2/`."""
    config = made.config
    _, pager = next(paged(config, _FIRST, len(made.newest)))
    ranked = _ranked(made)
    dated = [entry for entry in ranked if entry.date]
    cards = folded(map(made.card, ranked), made.stories_of(ranked))
    view = Front(
        date=max(
            (entry_date(entry, config) for entry in dated), key=lambda day: day.moment if day else "", default=None
        ),
        cards=(*cards[:_IN_FULL], *(_shortened(card) for card in cards[_IN_FULL:_RANKED])),
        briefs=_sections(cards[_RANKED:]),
        sums=sums(map(made.card, ranked)),
        total=len(made.newest),
        topics=tuple(count(term, "tag", config) for term in topics(made)[:_TOPICS]),
        edition=issue_link(made.issues[0], config) if made.issues else None,
        number=made.issues[0].edition.number if made.issues else None,
        earlier=pager.older,
    )
    yield Page(
        url=_FIRST,
        title=config.title,
        description=config.description or f"{config.title}: {', '.join(card.title for card in cards[:3])}",
        lang=config.language,
        view=view,
    )
    shown = {entry.id for entry in ranked}
    ordered = [*ranked, *(entry for entry in made.newest if entry.id not in shown)]
    heading = made.words.say("Latest articles")
    home = (Link(config.title, "/"),)
    latest = ListOf(kind="latest", first=_FIRST, entries=ordered, heading=heading, title=heading, trail=home)
    yield from listing(made, latest)[1:]


def _shortened(card: Card) -> Card:
    return replace(card, summary=summarise([card.summary], _SHORT))


def topics(made: Digest) -> list[Term]:
    """Tags by the number of their articles."""
    return sorted(made.tags.values(), key=lambda term: (-len(term.entries), term.slug))


def _ranked(made: Digest) -> list[Entry]:
    """One page of the newest, pinned ones from any time first, then by importance, then by date."""
    size = made.config.pagination
    pinned = [entry for entry in made.newest if entry.pin]
    newest = [entry for entry in made.newest[:size] if not entry.pin]
    return sorted([*pinned, *newest][:size], key=lambda entry: (not entry.pin, -entry.importance))


def _sections(cards: Sequence[Card]) -> tuple[Section, ...]:
    """Briefs under the first of their tags that several share; what is left goes last, without a heading."""
    numbers: dict[str, int] = {}
    for card in cards:
        for tag in card.tags:
            numbers[tag.url] = numbers.get(tag.url, 0) + 1
    sections: dict[str, tuple[Link | None, list[Card]]] = {}
    for card in cards:
        shared = next((tag for tag in card.tags if numbers[tag.url] >= _FEWEST_IN_SECTION), None)
        sections.setdefault(shared.url if shared else "", (shared, []))[1].append(card)
    rest = sections.pop("", None)
    small = [card for heading, found in sections.values() if len(found) < _FEWEST_IN_SECTION for card in found]
    big = [Section(heading, tuple(found)) for heading, found in sections.values() if len(found) >= _FEWEST_IN_SECTION]
    left = [card for card in cards if card in small or (rest and card in rest[1])]
    return (*big, Section(None, tuple(left))) if left else tuple(big)
