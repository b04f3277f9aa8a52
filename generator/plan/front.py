"""The front page, and the older articles page by page behind it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.pages import Front, Page
from generator.plan.digest import Digest
from generator.plan.lists import ListOf, count, listing, paged

_TOPICS = 12
_FIRST = "/"


def pages(made: Digest) -> Iterator[Page]:
    """The front page shows the newest articles; what does not fit follows in `/page/2/` and so on."""
    config = made.config
    cards, pager = next(paged(made, _FIRST, made.newest))
    view = Front(
        cards=cards,
        stories=len(made.newest),
        minutes=sum(card.minutes for card in cards),
        sources=len({card.source.url for card in cards if card.source}),
        topics=tuple(
            count(term, "tag", config)
            for term in sorted(made.tags.values(), key=lambda term: (-len(term.entries), term.slug))[:_TOPICS]
        ),
        earlier=pager.older,
    )
    yield Page(url=_FIRST, title=config.title, description=config.description, lang=config.language, view=view)
    heading = "Latest articles"
    later = listing(made, ListOf(kind="latest", first=_FIRST, entries=made.newest, heading=heading, title=heading))
    next(later)
    yield from later
