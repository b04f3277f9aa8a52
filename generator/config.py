"""What can be configured: every key of site.yaml, once, with its default and the line that documents it.

Plain values; `configfile.py` reads and checks them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from generator import targets


class MenuItem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One link of the menu."""

    label: Annotated[str, Meta(description="What the reader sees.")]
    url: Annotated[str, Meta(description="A place on the site (`/tags/`) or on the web (`https://…`).")]


class Permalinks(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The addresses of the site's pages. A part in braces is filled in; where an article lacks it, it is left out."""

    entry: Annotated[
        str, Meta(description="An article. Knows `{year}`, `{month}`, `{day}`, `{slug}`, `{id}`, `{source}`.")
    ] = "/{year}/{month}/{slug}/"
    tags: Annotated[str, Meta(description="The list of tags.")] = "/tags/"
    tag: Annotated[str, Meta(description="A tag. Knows `{slug}`.")] = "/tags/{slug}/"
    sources: Annotated[str, Meta(description="The list of sources.")] = "/sources/"
    source: Annotated[str, Meta(description="A source. Knows `{slug}`.")] = "/sources/{slug}/"
    archive: Annotated[str, Meta(description="The archive.")] = "/archive/"
    year: Annotated[str, Meta(description="A year of the archive. Knows `{year}`.")] = "/{year}/"
    month: Annotated[str, Meta(description="A month of the archive. Knows `{year}`, `{month}`.")] = "/{year}/{month}/"
    day: Annotated[str, Meta(description="A day of the archive. Knows `{year}`, `{month}`, `{day}`.")] = (
        "/archive/{year}/{month}/{day}/"
    )
    stories: Annotated[str, Meta(description="The list of stories.")] = "/stories/"
    story: Annotated[str, Meta(description="A story. Knows `{slug}`.")] = "/stories/{slug}/"
    editions: Annotated[str, Meta(description="The list of editions.")] = "/editions/"
    edition: Annotated[str, Meta(description="An edition. Knows `{slug}`, its date or name.")] = "/editions/{slug}/"
    page: Annotated[str, Meta(description="A page from `content/pages/`. Knows `{slug}`.")] = "/{slug}/"
    feeds: Annotated[str, Meta(description="The list of feeds.")] = "/feeds/"


Rights = Literal["full", "excerpt", "link"]
RIGHTS: tuple[Rights, ...] = ("full", "excerpt", "link")


class SourceSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for one source."""

    url: Annotated[str | None, Meta(description="The source's own address.")] = None
    feed: Annotated[str | None, Meta(description="The address of the source's feed, for your own use.")] = None
    rights: Annotated[Rights | None, Meta(description="As `rights` of the site, for this source.")] = None


class Feeds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Feeds of the site, of tags, sources, stories and editions."""

    items: Annotated[int, Meta(ge=1, le=500, description="How many of the newest articles a feed carries.")] = 20
    content: Annotated[
        Literal["full", "excerpt"], Meta(description="Whether feeds carry whole articles, where their rights allow it.")
    ] = "full"
    formats: Annotated[
        tuple[Literal["rss", "atom", "json"], ...], Meta(description="The formats that each feed is offered in.")
    ] = ("rss", "atom", "json")
    hub: Annotated[str | None, Meta(description="The address of a WebSub hub that feeds name.")] = None
    tags: Annotated[bool, Meta(description="A feed for each tag.")] = True
    sources: Annotated[bool, Meta(description="A feed for each source.")] = True


class Tagging(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tags that import suggests."""

    max: Annotated[int, Meta(ge=0, le=50, description="The most tags that import gives to an article; 0 for none.")] = 6


class Relating(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Related articles."""

    max: Annotated[int, Meta(ge=0, le=50, description="The most related articles shown; 0 for none.")] = 5
    threshold: Annotated[
        float,
        Meta(ge=0, le=1, description="The least likeness, from 0 to 1, that makes two articles related."),
    ] = 0.12


class Telling(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stories made of articles on one event."""

    auto: Annotated[
        bool, Meta(description="Whether articles on one event become a story; without it only `story:` does.")
    ] = True
    threshold: Annotated[
        float, Meta(ge=0, le=1, description="The least mean likeness, from 0 to 1, that makes articles one story.")
    ] = 0.2
    days: Annotated[
        int,
        Meta(ge=0, le=3650, description="The most days between two articles that are joined; a story may last."),
    ] = 14


class Markdown(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How articles are written."""

    engine: Annotated[
        Literal["pyromark", "python-markdown"],
        Meta(
            description="`pyromark` is fast and knows CommonMark, tables, footnotes and strikethrough; "
            "`python-markdown` is for its extensions."
        ),
    ] = "pyromark"
    extensions: Annotated[
        tuple[str, ...],
        Meta(description="Extensions of Python-Markdown, by name: `[tables, footnotes, smarty]`."),
    ] = ()
    smart: Annotated[
        bool,
        Meta(
            description="Typographic quotes, dashes and ellipses in what the editor writes (pyromark). "
            "Imported plain text always reads as it was written."
        ),
    ] = True
    html: Annotated[
        Literal["safe", "trusted"],
        Meta(
            description="`safe` lets raw HTML pass an allow-list; `trusted` leaves it as it is in the editor's own "
            "entries. Imported entries always pass the allow-list."
        ),
    ] = "safe"


class Images(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Copies of the site's pictures that weigh less, of which each reader's browser loads the one that fits."""

    responsive: Annotated[
        bool, Meta(description="Whether copies are made. They need `pip install 'broadsheet[images]'`.")
    ] = False
    widths: Annotated[
        tuple[Annotated[int, Meta(ge=16, le=8192)], ...],
        Meta(min_length=1, description="The widths of the copies in pixels. None is wider than its picture."),
    ] = (480, 960, 1440)
    formats: Annotated[
        tuple[Literal["avif", "webp"], ...],
        Meta(min_length=1, description="Their formats, the one to prefer first. What Pillow cannot write is left out."),
    ] = ("avif", "webp")
    sizes: Annotated[
        str, Meta(description="How wide the theme shows a picture, as the attribute `sizes` of HTML says it.")
    ] = "(min-width: 46rem) 42rem, 100vw"


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A site's configuration."""

    title: Annotated[str, Meta(min_length=1, description="The name of the digest.")] = "News digest"
    description: Annotated[str, Meta(description="One line about it, for search engines and feeds.")] = ""
    base_url: Annotated[
        str,
        Meta(description="Where the site will stand, with its folder if it has one: `https://user.github.io/news/`."),
    ] = "https://example.org/"
    language: Annotated[
        str,
        Meta(description="The language of the site and of articles that do not say: `en`, `pt-BR`, `ar`."),
    ] = "en"
    timezone: Annotated[
        str,
        Meta(description="The zone that decides what a day is: `Europe/Madrid`. The machine's own never does."),
    ] = "UTC"
    theme: Annotated[str, Meta(description="A folder in the site's `themes/`, or a theme that ships.")] = "broadsheet"
    theme_trust: Annotated[
        Literal["sandbox", "full"],
        Meta(
            description="`sandbox` keeps templates that did not come with this program to what they are given; "
            "`full` lets them reach everything that Python can."
        ),
    ] = "sandbox"
    theme_settings: Annotated[
        dict[str, Any],
        Meta(description="Settings that the theme declares, by name: `broadsheet theme list` shows them."),
    ] = {}
    permalinks: Annotated[Permalinks, Meta(description="The addresses of the site's pages.")] = Permalinks()
    menu: Annotated[
        tuple[MenuItem, ...] | None,
        Meta(description="The links of the menu. Without this key: home, topics, sources, archive."),
    ] = None
    pagination: Annotated[int, Meta(ge=1, le=1000, description="How many articles a list page shows.")] = 20
    editions: Annotated[
        Literal["none", "daily", "weekly"],
        Meta(description="Editions made of each day's or week's articles, besides those in `content/editions/`."),
    ] = "none"
    rights: Annotated[
        Rights,
        Meta(
            description="What may be shown of articles that do not say: `full`, an `excerpt` with a link to the "
            "original, or only a `link`."
        ),
    ] = "full"
    sources: Annotated[
        dict[str, SourceSettings],
        Meta(description="By a source's name, in whatever case, accents and punctuation: its `url` and `rights`."),
    ] = {}
    search: Annotated[bool, Meta(description="An index of all articles, searched in the reader's browser.")] = True
    urls: Annotated[
        Literal["rooted", "relative"],
        Meta(description="`relative` makes a site that also works from any folder or a USB stick."),
    ] = "rooted"
    feeds: Annotated[Feeds, Meta(description="Feeds of the site, of tags and of sources.")] = Feeds()
    tags: Annotated[Tagging, Meta(description="Tags that import suggests.")] = Tagging()
    related: Annotated[Relating, Meta(description="Related articles.")] = Relating()
    stories: Annotated[Telling, Meta(description="Stories made of articles on one event.")] = Telling()
    markdown: Annotated[Markdown, Meta(description="How articles are written.")] = Markdown()
    deploy: Annotated[
        dict[str, targets.Settings],
        Meta(description="Where `broadsheet deploy` brings the site, by a name of your choice: `production`."),
    ] = {}
    images: Annotated[Images, Meta(description="Copies of the site's pictures that weigh less.")] = Images()
    social_cards: Annotated[
        bool,
        Meta(
            description="A picture of each article's title for those who share it. Needs "
            "`pip install 'broadsheet[images]'`."
        ),
    ] = False
    social_card_fonts: Annotated[
        tuple[str, ...],
        Meta(description="Font files in the site's folder for scripts that Noto Serif does not have."),
    ] = ()
    executor: Annotated[
        str,
        Meta(
            description="Where a build reads and renders: `local`, on this machine, or `dask://HOST:PORT`, on the "
            "cluster of that dask scheduler. Needs `pip install 'broadsheet[cluster]'`."
        ),
    ] = "local"
    params: Annotated[
        dict[str, Any], Meta(description="Anything a template of yours wants to know, as `site.params`.")
    ] = {}

    @property
    def zone(self) -> ZoneInfo:
        return _zone(self.timezone)

    @property
    def base_path(self) -> str:
        """The path of `base_url`, with a slash at both ends: `/` or `/news/`."""
        path = urlsplit(self.base_url).path.strip("/")
        return f"/{path}/" if path else "/"

    @property
    def locale(self) -> str:
        """The language as Babel names it: `pt_BR`."""
        return self.language.replace("-", "_")


@lru_cache(maxsize=8)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
