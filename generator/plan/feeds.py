"""What machines read: feeds, sitemaps and redirects, as values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import islice
from urllib.parse import quote

from generator.addresses import feed_place, place
from generator.config import Config
from generator.documents import Feed, FeedItem, FeedLink, NewsSitemap, Redirect, Redirects, Sitemap, SitemapIndex
from generator.model import Entry
from generator.pages import Archive, Article, EditionPage, Front, Index, Listing, Page, StandingView, StoryPage
from generator.plan.cards import body, card, card_place, rights
from generator.plan.digest import Digest
from generator.plan.parts import Common
from generator.planned import Piece, Planned

MEDIA_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
_LISTED = (Article, Front, Listing, Index, Archive, EditionPage, StoryPage, StandingView)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:\S+$")
_MOST_PLACES = 50_000
"""In one sitemap (sitemaps.org)."""
_NEWS = timedelta(days=2)


def feed_links(page: str, label: str, config: Config) -> tuple[FeedLink, ...]:
    """The feeds of a list page, one for each format."""
    return tuple(FeedLink(label, feed_place(page, form), MEDIA_TYPES[form], page) for form in config.feeds.formats)


def feeds(
    made: Digest, page: str, title: str, description: str, entries: Sequence[Entry], at: str | None = None
) -> tuple[Planned, ...]:
    """The feeds that belong to the list at `page`, of entries that are in order, newest first; they stand beside it,
    or beside the place `at`. An article without a date would never be news to a reader, so it is in none.
    """
    of = (page, title, description, entries)
    make = partial(_planned, made, at or page, *of)
    return made.parts.pages((Feed, at or page), (of, made.parts.spelling), make)


def _planned(
    made: Digest, at: str, page: str, title: str, description: str, entries: Sequence[Entry]
) -> Iterator[Planned]:
    pieces, config = made.pieces, made.config.feeds
    carried = tuple([pieces[entry.id] for entry in islice(filter(_is_dated, entries), config.items)])
    for form in config.formats:
        url = feed_place(at, form)
        of = (url, form, page, title, description, carried)
        yield Planned(url=url, view=Feed, title=title, make=_feed, of=of)


def _is_dated(entry: Entry) -> bool:
    return entry.date is not None


def _feed(
    common: Common, url: str, form: str, page: str, title: str, description: str, carried: tuple[Piece, ...]
) -> Page:
    view = Feed(
        format=form,
        id=f"urn:broadsheet:feed:{quote(page, safe='')}",
        title=title,
        description=description or title,
        page=page,
        items=tuple(common.once(_item, piece) for piece in carried),
    )
    return Page(url=url, title=title, lang=common.config.language, view=view)


def guid(entry: Entry) -> str:
    """What a feed knows an entry by. It depends on the entry's id alone, so that an article keeps its identity
    when its address or the site's domain changes. An id that is a URI, such as the guid of a site that moved
    here, stays as it is.
    """
    return entry.id if _URI.match(entry.id) else f"urn:broadsheet:{quote(entry.id)}"


def sitemaps(pages: Sequence[Planned]) -> Iterator[Page]:
    """Every page that a search engine may list, with the day of its last change where it is an article; an
    index of several sitemaps where one cannot hold them; and the newest two days of articles.
    """
    places = [(page.url, page.changed) for page in pages if page.view in _LISTED]
    parts = [tuple(places[start : start + _MOST_PLACES]) for start in range(0, len(places), _MOST_PLACES)]
    if len(parts) > 1:
        names = tuple(f"/sitemap-{number}.xml" for number in range(1, len(parts) + 1))
        for name, part in zip(names, parts, strict=True):
            yield Page(url=name, view=Sitemap(part))
        yield Page(url="/sitemap.xml", view=SitemapIndex(names))
    else:
        yield Page(url="/sitemap.xml", view=Sitemap(parts[0] if parts else ()))


def news_sitemap(made: Digest) -> Page:
    """The articles of the two days up to the newest; the clock has no say."""
    articles = tuple(islice(_news(made), 1000))
    return Page(url="/sitemap-news.xml", view=NewsSitemap(articles))


def _news(made: Digest) -> Iterator[tuple[str, str, str]]:
    config, last = made.config, None
    for entry in made.newest:
        if entry.date and rights(entry, config) != "link":
            last = last or entry.date.at
            if last - entry.date.at > _NEWS:
                return
            yield card_place(entry, config), entry.date.iso, entry.title


def redirects(made: Digest) -> Iterator[tuple[Page, str]]:
    """A page at each old address of an entry, which leads to the new one, and the entry's path."""
    for entry in made.newest:
        for alias in entry.aliases:
            if alias.strip("/"):
                new = card_place(entry, made.config)
                view = Redirect(new)
                page = Page(url=place(alias), title=entry.title, lang=made.config.language, canonical=new, view=view)
                yield page, entry.path


def redirect_file(common: Common, pages: Iterable[Planned]) -> Iterator[Page]:
    """All addresses that lead to others in one file, for hosts that read it."""
    views = [(page.url, page.make(common, *page.of).view) for page in pages if page.view is Redirect]
    lines = tuple(
        (url, view.to, 301 if view.is_permanent else 302) for url, view in views if isinstance(view, Redirect)
    )
    if lines:
        yield Page(url="/_redirects", view=Redirects(lines))


def _item(common: Common, piece: Piece) -> FeedItem:
    config, entry, shown = common.config, piece.facts.entry, card(common, piece)
    if entry.date is None:
        raise ValueError(f"{entry.path} has no date")
    full = config.feeds.content == "full" and rights(entry, config) == "full"
    return FeedItem(
        guid=guid(entry),
        url=shown.url,
        external=entry.link,
        title=entry.title,
        summary=entry.summary,
        lang=entry.lang,
        published=entry.date.at,
        updated=(entry.updated or entry.date).at,
        author=entry.author,
        source=shown.source.label if shown.source else None,
        source_feed=feed_place(shown.source.url)
        if shown.source and config.feeds.sources and "rss" in config.feeds.formats
        else None,
        tags=tuple(tag.label for tag in shown.tags),
        body=body(entry) if full else None,
        pictures=piece.facts.shown if full else (),
    )
