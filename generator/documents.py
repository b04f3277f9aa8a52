"""Closed values of what is written without a template: feeds, sitemaps, redirects, and files taken over as
they are. `Body` is here because feeds carry whole articles.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from generator.model import Shown


class Body(Struct, frozen=True, kw_only=True):
    """An article's text, by reference: the file below the site's root and the digest of the body it must have."""

    path: str
    digest: str
    verbatim: bool
    imported: bool


class FeedLink(Struct, frozen=True):
    """A feed: what it carries, where it stands, its media type, and the page that shows the same."""

    label: str
    url: str
    type: str
    page: str


class FeedItem(Struct, frozen=True, kw_only=True, cache_hash=True):
    """One article in a feed. `body` is None where feeds carry its summary only."""

    guid: str
    url: str
    external: str | None
    """The original article."""
    title: str
    summary: str
    lang: str
    published: datetime
    updated: datetime
    author: str | None
    source: str | None
    source_feed: str | None
    tags: tuple[str, ...]
    body: Body | None
    pictures: tuple[Shown, ...] = ()
    """The site's pictures in its text."""


class Feed(Struct, frozen=True, kw_only=True, tag=True):
    """A feed of the newest articles of the list at `page`, as `rss`, `atom` or `json`."""

    format: str
    id: str
    title: str
    description: str
    page: str
    items: tuple[FeedItem, ...]


class FeedList(Struct, frozen=True, tag=True):
    """Every feed, as OPML."""

    feeds: tuple[FeedLink, ...]


class Sitemap(Struct, frozen=True, tag=True):
    """Pages for search engines: pairs of place and last change (or None)."""

    places: tuple[tuple[str, str | None], ...]


class SitemapIndex(Struct, frozen=True, tag=True):
    """The sitemaps of a site too big for one."""

    places: tuple[str, ...]


class NewsSitemap(Struct, frozen=True, tag=True):
    """The articles of the newest two days: place, date and title."""

    articles: tuple[tuple[str, str, str], ...]


class Robots(Struct, frozen=True, tag=True):
    """robots.txt, which names the sitemap."""


class WebManifest(Struct, frozen=True, tag=True):
    """What a phone needs to put the site on its home screen (W3C Web Application Manifest)."""


class Redirect(Struct, frozen=True, tag=True):
    """An address that leads to another: for ever, or, as that of the newest edition does, for now."""

    to: str
    is_permanent: bool = True


class Redirects(Struct, frozen=True, tag=True):
    """All such addresses with their targets and HTTP's status (RFC 9110: 301 or 302), in the file that
    Netlify and Cloudflare Pages read.
    """

    lines: tuple[tuple[str, str, int], ...]


class Headers(Struct, frozen=True, tag=True):
    """What a host should say with each file, in the file that Netlify and Cloudflare Pages read; the places of the
    assets whose names change with their content.
    """

    lasting: tuple[str, ...]


class Copy(Struct, frozen=True, tag=True):
    """A file taken over: its name for messages, its path on this machine, the SHA-256 of what is written, and
    the text that is written in its place where it is not taken over as it is.
    """

    name: str
    path: str
    sha256: str
    text: str | None = None
