"""What machines read: feeds and the sitemap, as values."""

from __future__ import annotations

from collections.abc import Sequence

from generator.addresses import feed_place
from generator.model import Entry
from generator.pages import Archive, Article, Feed, Front, Index, Listing, Page, Sitemap
from generator.plan.cards import feed_item
from generator.plan.digest import Digest

_LISTED = (Article, Front, Listing, Index, Archive)


def site_feed(made: Digest) -> Page:
    """The feed of the whole site."""
    return feed(made, "/", made.config.title, made.config.description, made.newest)


def feed(made: Digest, page: str, title: str, description: str, entries: Sequence[Entry]) -> Page:
    """The feed that belongs to the list at `page`. An article without a date would never be news to a
    reader, so it is in none.
    """
    dated = [entry for entry in entries if entry.date][: made.config.feeds.items]
    items = tuple(feed_item(entry, made.cards[entry.id]) for entry in dated)
    view = Feed(title=title, description=description or title, page=page, items=items)
    return Page(url=feed_place(page), title=title, lang=made.config.language, view=view)


def sitemap(pages: Sequence[Page]) -> Page:
    """Every page that a search engine may list, with the day of its last change where it is an article."""
    return Page(
        url="/sitemap.xml",
        view=Sitemap(tuple((page.url, _changed(page)) for page in pages if isinstance(page.view, _LISTED))),
    )


def _changed(page: Page) -> str | None:
    if not isinstance(page.view, Article):
        return None
    changed = page.view.updated or page.view.card.date
    return changed.iso if changed else None
