"""Closed pages: a Page holds everything that its template may see, so that it can be rendered anywhere.

All addresses in here are places below the site's root (see `addresses`). Text is plain text; templates
escape it.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from generator.config import Markdown


class Link(Struct, frozen=True):
    """Words that lead somewhere: a place on the site or an address on the web."""

    label: str
    url: str


class Count(Struct, frozen=True):
    """A link and how many articles stand behind it."""

    label: str
    url: str
    count: int


class Day(Struct, frozen=True):
    """A date for a page: `iso` for machines, `text` for readers, and what it is the date of."""

    iso: str
    text: str
    label: str = "Published"


class Card(Struct, frozen=True, kw_only=True):
    """What a list, a related link or a feed may show of an article. Never its body."""

    id: str
    url: str
    title: str
    summary: str
    lang: str
    date: Day | None
    source: Link | None
    tags: tuple[Link, ...]
    minutes: int
    """Reading time, at least 1."""


class Body(Struct, frozen=True, kw_only=True):
    """An article's text, by reference: the file below the site's root and the digest of the body it must have."""

    path: str
    digest: str
    verbatim: bool
    imported: bool


class Article(Struct, frozen=True, kw_only=True, tag=True):
    """An article's own page (`article.html`)."""

    card: Card
    body: Body
    author: str | None
    link: str | None
    """The original article."""
    updated: Day | None
    related: tuple[Card, ...]
    params: dict[str, Any]


class Pager(Struct, frozen=True):
    """Where in a list that runs over several pages a page is."""

    number: int
    total: int
    newer: str | None
    older: str | None


class Front(Struct, frozen=True, kw_only=True, tag=True):
    """The front page (`front.html`): the newest articles, newest first."""

    cards: tuple[Card, ...]
    stories: int
    """How many articles the whole site has."""
    minutes: int
    """Reading time of the cards together."""
    sources: int
    """How many sources the cards come from."""
    topics: tuple[Count, ...]
    earlier: str | None


class Listing(Struct, frozen=True, kw_only=True, tag=True):
    """A list of articles (`list.html`): a tag, a source, a month, or the front page's later pages."""

    kind: str
    """`tag`, `source`, `month` or `latest`."""
    heading: str
    count: int
    cards: tuple[Card, ...]
    pager: Pager
    website: str | None = None
    """A source's own address."""


class Index(Struct, frozen=True, kw_only=True, tag=True):
    """All tags or all sources (`index.html`)."""

    kind: str
    """`tags` or `sources`."""
    heading: str
    terms: tuple[Count, ...]


class Year(Struct, frozen=True):
    """A year of the archive and its months, newest first."""

    label: str
    url: str
    count: int
    months: tuple[Count, ...]


class Archive(Struct, frozen=True, kw_only=True, tag=True):
    """The archive, or one year of it (`archive.html`)."""

    heading: str
    years: tuple[Year, ...]


class Missing(Struct, frozen=True, tag=True):
    """The page that a host shows for an address it does not know (`404.html`)."""


class FeedItem(Struct, frozen=True, kw_only=True):
    """One article in a feed; `pub_date` as RSS writes it."""

    guid: str
    url: str
    title: str
    summary: str
    pub_date: str | None
    author: str | None
    source: str | None
    tags: tuple[str, ...]


class Feed(Struct, frozen=True, kw_only=True, tag=True):
    """An RSS feed of the newest articles of the list at `page`."""

    title: str
    description: str
    page: str
    items: tuple[FeedItem, ...]


class Sitemap(Struct, frozen=True, tag=True):
    """Every page for search engines: pairs of place and last change (or None)."""

    places: tuple[tuple[str, str | None], ...]


class Robots(Struct, frozen=True, tag=True):
    """robots.txt, which names the sitemap."""


class Copy(Struct, frozen=True, tag=True):
    """A file taken over as it is: its name for messages, its path on this machine and its SHA-256."""

    name: str
    path: str
    sha256: str


View = Article | Front | Listing | Index | Archive | Missing | Feed | Sitemap | Robots | Copy


class Page(Struct, frozen=True, kw_only=True):
    """One file of the site."""

    url: str
    title: str = ""
    description: str = ""
    lang: str = ""
    feed: Link | None = None
    """The feed of this very page, besides the site's."""
    view: View


class Frame(Struct, frozen=True, kw_only=True):
    """What all pages of a site share; `site` in templates."""

    title: str
    description: str
    base_url: str
    """With a slash at its end."""
    base_path: str
    language: str
    direction: str
    """`ltr` or `rtl`."""
    menu: tuple[Link, ...]
    feed: str
    markdown: Markdown
    params: dict[str, Any]
