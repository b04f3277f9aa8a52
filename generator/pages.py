"""Closed pages: a Page holds everything that its template may see, so that it can be rendered anywhere.

All addresses in here are places below the site's root (see `addresses`). Text is plain text; templates
escape it.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from generator.addresses import url_path
from generator.config import Markdown, Rights
from generator.documents import (
    Body,
    Copy,
    Feed,
    FeedLink,
    FeedList,
    Headers,
    NewsSitemap,
    Redirect,
    Redirects,
    Robots,
    Sitemap,
    SitemapIndex,
    WebManifest,
)
from generator.model import Picture, Reprint, Shown


class Link(Struct, frozen=True):
    """Words that lead somewhere: a place on the site or an address on the web."""

    label: str
    url: str


class Count(Struct, frozen=True):
    """A link and how many articles stand behind it."""

    label: str
    url: str
    count: int
    children: tuple[Count, ...] = ()
    """The tags below a tag."""


class Day(Struct, frozen=True):
    """A date for a page: `iso` for machines, `text` for readers, `moment` as RFC 3339 with a time, and what
    it is the date of: `published`, `added` or `updated`.
    """

    iso: str
    text: str
    moment: str
    kind: str = "published"
    url: str | None = None
    """The page of that day in the archive."""


class Card(Struct, frozen=True, kw_only=True, cache_hash=True):
    """What a list, a related link or a feed may show of an article. Never its body."""

    id: str
    url: str
    """The article's page, or the original where only a link may be shown."""
    title: str
    summary: str
    lang: str
    date: Day | None
    source: Link | None
    kicker: Link | None
    """A word or two above the title; its `url` is empty when it leads nowhere."""
    tags: tuple[Link, ...]
    minutes: int
    """Reading time, at least 1."""
    image: Picture | None = None
    image_alt: str = ""
    also: tuple[Link, ...] = ()
    """Older articles of the same story that the list shows with this one: their sources or titles."""


class Correction(Struct, frozen=True):
    """What was put right, and when."""

    text: str
    date: Day | None


class Article(Struct, frozen=True, kw_only=True, tag=True):
    """An article's own page (`article.html`)."""

    card: Card
    rights: Rights
    body: Body | None
    """None where only an excerpt may be shown: then the summary stands for it."""
    standfirst: str | None
    author: str | None
    link: str | None
    """The original article."""
    updated: Day | None
    note: str | None
    """The editor's own words, in Markdown."""
    corrections: tuple[Correction, ...]
    story: Link | None
    edition: Link | None
    newer: Link | None
    older: Link | None
    """The articles before and after it, in its edition or in the digest."""
    same: tuple[Card, ...]
    """The same text at other sources."""
    related: tuple[Card, ...]
    params: dict[str, Any]
    also_in: tuple[Reprint, ...] = ()
    """The same text elsewhere, where it is no article of the digest."""


class Pager(Struct, frozen=True):
    """Where in a list that runs over several pages a page is."""

    number: int
    total: int
    newer: str | None
    older: str | None


class Section(Struct, frozen=True):
    """Briefs under one topic; without a heading where no topic holds them together."""

    heading: Link | None
    cards: tuple[Card, ...]


class Sums(Struct, frozen=True):
    """What a reader is in for: articles, minutes of reading, sources."""

    articles: int
    minutes: int
    sources: int


class Front(Struct, frozen=True, kw_only=True, tag=True):
    """The front page (`front.html`): a finished edition of the newest articles."""

    date: Day | None
    """The day of the newest article."""
    cards: tuple[Card, ...]
    """The lead, and up to six more in the order of their weight."""
    briefs: tuple[Section, ...]
    sums: Sums
    total: int
    """How many articles the whole site has."""
    topics: tuple[Count, ...]
    edition: Link | None
    """The newest edition, where there are editions."""
    number: int | None
    """The number of that edition."""
    earlier: str | None


class Noted(Struct, frozen=True):
    """An article in an edition, with what the editor says of it in Markdown."""

    card: Card
    note: str | None


class EditionPage(Struct, frozen=True, kw_only=True, tag=True):
    """An edition (`edition.html`). The intro is Markdown."""

    heading: str
    number: int | None
    date: Day
    intro: str
    items: tuple[Noted, ...]
    sums: Sums
    newer: Link | None
    older: Link | None


class StoryPage(Struct, frozen=True, kw_only=True, tag=True):
    """A story over time (`story.html`): its articles, oldest first, and who covered it."""

    heading: str
    cards: tuple[Card, ...]
    sources: tuple[Count, ...]


class StandingView(Struct, frozen=True, kw_only=True, tag=True):
    """A page that is no article (`page.html`)."""

    body: str
    """Markdown."""
    params: dict[str, Any]


class FeedGroup(Struct, frozen=True):
    """Feeds of one kind; the site's own stand without a heading."""

    heading: Link | None
    feeds: tuple[FeedLink, ...]


class FeedsPage(Struct, frozen=True, tag=True):
    """Every feed of the site (`feeds.html`): its own, then those of topics, of sources, of stories, of editions."""

    groups: tuple[FeedGroup, ...]


class Search(Struct, frozen=True, kw_only=True, tag=True):
    """The search page (`search.html`), and where else a reader may look. `enabled` when there is an index."""

    enabled: bool
    topics: tuple[Count, ...]
    sources: tuple[Count, ...]
    months: tuple[Count, ...]


class Listing(Struct, frozen=True, kw_only=True, tag=True):
    """A list of articles (`list.html`): a tag, a source, a month, a day, or the front page's later pages."""

    kind: str
    """`tag`, `source`, `month`, `day` or `latest`."""
    heading: str
    count: int
    cards: tuple[Card, ...]
    pager: Pager
    website: str | None = None
    """A source's own address."""
    share: tuple[Count, ...] = ()
    """A source's articles month by month, oldest first."""
    children: tuple[Count, ...] = ()
    """The tags below a tag; those above it are in the page's trail."""


class Index(Struct, frozen=True, kw_only=True, tag=True):
    """All tags, sources, stories or editions (`index.html`)."""

    kind: str
    """`tags`, `sources`, `stories` or `editions`."""
    heading: str
    terms: tuple[Count, ...]
    """Those that have no other above them."""
    count: int
    """How many there are, children included."""


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


View = (
    Article
    | Front
    | EditionPage
    | StoryPage
    | StandingView
    | Listing
    | Index
    | Archive
    | FeedsPage
    | Search
    | Missing
    | Feed
    | FeedList
    | Sitemap
    | SitemapIndex
    | NewsSitemap
    | Robots
    | WebManifest
    | Redirect
    | Redirects
    | Headers
    | Copy
)


class Page(Struct, frozen=True, kw_only=True):
    """One file of the site."""

    url: str
    title: str = ""
    description: str = ""
    lang: str = ""
    canonical: str | None = None
    """Another page that is the true one for the same text."""
    feeds: tuple[FeedLink, ...] = ()
    """The feeds of this very page, besides the site's."""
    trail: tuple[Link, ...] = ()
    """The pages above this one, from the front page down."""
    image: str | None = None
    """A picture that stands for the page."""
    pictures: tuple[Shown, ...] = ()
    """The site's pictures in the Markdown texts of the page."""
    view: View


class Frame(Struct, frozen=True, kw_only=True):
    """What all pages of a site share; `site` in templates."""

    title: str
    description: str
    base_url: str
    """With a slash at its end."""
    base_path: str
    relative: bool
    """Whether links are written relative to their page."""
    language: str
    direction: str
    """`ltr` or `rtl`."""
    menu: tuple[Link, ...]
    footer: tuple[Link, ...]
    """Pages from `content/pages/` and the list of feeds."""
    feeds: tuple[FeedLink, ...]
    """The site's own feed in each format."""
    hub: str | None
    search: str | None
    """The search page, where there is an index to search."""
    markdown: Markdown
    pictures: tuple[Shown, ...]
    """The pictures that the theme brings, and those that its settings name, by their place."""
    sizes: str
    """How wide the theme shows a picture, as the attribute `sizes` of HTML says it."""
    params: dict[str, Any]

    def absolute(self, address: str) -> str:
        """The full address of a place; an address on the web as it is."""
        return self.base_url + url_path(address) if address.startswith("/") else address
