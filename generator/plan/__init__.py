"""The whole site as closed pages: every file that will be written, and all that it may show.

Planning asks the questions (which articles carry a tag, what is new, what is related); templates only show
the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.addresses import Registry, entry_place, output_path
from generator.config import Config
from generator.documents import Copy, Redirect
from generator.errors import Problem
from generator.model import Entry
from generator.pages import Article, Frame, Link, Page
from generator.plan import archive, articles, feeds, fixed, front, issues, lists, stories
from generator.plan.cards import rights
from generator.plan.digest import Digest, Plan, Site, digest
from generator.plan.parts import Parts, ready
from generator.planned import Planned
from generator.translation import Words, text_direction

__all__ = ["Parts", "Plan", "Site", "distinct", "frame", "plan", "ready", "rights"]

_KEPT = (Article, Copy)
"""Views of pages that a file of the site's own cannot take the place of."""


def distinct(entries: Sequence[Entry], config: Config) -> tuple[tuple[Entry, ...], list[Problem]]:
    """The entries that have an id and an address of their own; of two claiming one, the first by path stays."""
    kept: list[Entry] = []
    problems: list[Problem] = []
    ids: dict[str, str] = {}
    registry = Registry()
    for entry in sorted(entries, key=lambda entry: entry.path):
        holder = ids.setdefault(entry.id, entry.path)
        if holder != entry.path:
            hint = "an id is never copied: remove the line from one of the two"
            problems.append(Problem(message=f"has the id {entry.id!r}, as {holder} does", file=entry.path, hint=hint))
        elif problem := registry.claim(entry_place(entry, config.permalinks), entry.path, entry.path):
            problems.append(problem)
        else:
            kept.append(entry)
    return tuple(kept), problems


def plan(site: Site, before: Parts | None = None) -> Plan:
    """Every page, in an order that depends on the site alone; a page whose address is taken is left out. What the
    parts of the plan `before` tell is not worked out again.

    A file of the site's own in `static/` takes the place of a page that is made, such as robots.txt.
    """
    registry = Registry()
    pages: list[Planned] = []
    redirects: list[Page] = []
    made, problems = digest(site, before)
    own_files = {output_path(place) for place, _ in site.copies}

    def add(page: Page | Planned, owner: str, file: str | None = None) -> None:
        planned = made.parts.page(ready(page)) if isinstance(page, Page) else page
        if planned.view not in _KEPT and output_path(page.url) in own_files:
            return
        problem = registry.claim(page.url, owner, file)
        if problem:
            problems.append(problem)
            return
        pages.append(planned)
        if isinstance(page, Page) and isinstance(page.view, Redirect):
            redirects.append(page)

    for page, owner, file in _pages(site, made):
        add(page, owner, file)
    for page in (*feeds.sitemaps(pages), feeds.news_sitemap(made), *feeds.redirect_file(redirects)):
        add(page, f"the file {page.url}")
    made.parts.end()
    return Plan(tuple(pages), tuple(problems), made.common, made.parts)


def frame(site: Site) -> Frame:
    """What all pages of the site share."""
    config = site.config
    return Frame(
        title=config.title,
        description=config.description,
        base_url=config.base_url.rstrip("/") + "/",
        base_path=config.base_path,
        relative=config.urls == "relative",
        language=config.language,
        direction=text_direction(config.language),
        menu=tuple(_menu(site)),
        footer=(
            *(Link(page.title, fixed.standing_place(page, config)) for page in site.standing),
            Link(Words(config.language).say("Feeds"), config.permalinks.feeds),
        ),
        feeds=feeds.feed_links("/", config.title, config),
        hub=config.feeds.hub,
        search=fixed.SEARCH if config.search else None,
        markdown=config.markdown,
        pictures=site.pictures.common,
        sizes=config.images.sizes,
        params=config.params,
    )


def _menu(site: Site) -> Iterator[Link]:
    config, places, say = site.config, site.config.permalinks, Words(site.config.language).say
    if config.menu is not None:
        yield from (Link(item.label, item.url) for item in config.menu)
        return
    yield Link(say("Home"), "/")
    if site.editions or (config.editions != "none" and any(entry.date for entry in site.entries)):
        yield Link(say("Editions"), places.editions)
    yield Link(say("Topics"), places.tags)
    if site.stories:
        yield Link(say("Stories"), places.stories)
    yield Link(say("Sources"), places.sources)
    yield Link(say("Archive"), places.archive)
    if config.search:
        yield Link(say("Search"), fixed.SEARCH)


def _pages(site: Site, made: Digest) -> Iterator[tuple[Page | Planned, str, str | None]]:
    """Each page, what to call it when another claims its address, and its file if it is made of one. Articles
    come first, so they win.
    """
    for entry in made.newest:
        for article in articles.article(made, entry):
            yield article, entry.path, entry.path
    for page, path in fixed.standing(made):
        yield page, path, path
    groups: tuple[tuple[Iterable[Page | Planned], str], ...] = (
        (fixed.pages(made), "the page"),
        (front.pages(made), "the front page"),
        (lists.tags(made), "the tag"),
        (lists.sources(made), "the source"),
        (stories.pages(made), "the story"),
        (issues.pages(made), "the edition"),
        (archive.pages(made), "the archive page"),
        (feeds.feeds(made, "/", site.config.title, site.config.description, made.newest), "the feed"),
        (lists.former_tags(made), "the old address"),
    )
    for pages, kind in groups:
        for found in pages:
            yield found, f"{kind} {found.title!r} at {found.url}", None
    for page, path in feeds.redirects(made):
        yield page, f"the old address of {path}", path
    for page in fixed.headers(site.config, (place for place, _ in site.copies)):
        yield page, f"the file {page.url}", None
    for place, copy in (*site.copies, *site.pictures.copies):
        yield Page(url=place, view=copy), f"the file {copy.name}", None
