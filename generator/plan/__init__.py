"""The whole site as closed pages: every file that will be written, and all that it may show.

Planning asks the questions (which articles carry a tag, what is new, what is related); templates only show
the answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from generator.addresses import Registry, are_apart, entry_place, output_path
from generator.config import Config
from generator.documents import Copy
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


class _Claim(NamedTuple):
    """A page that wants an address, what to call it when another has that, and its file if it is made of one."""

    page: Planned
    kind: str
    file: str | None = None

    @property
    def owner(self) -> str:
        if self.file or self.page.view is Copy:
            return self.kind
        title, url = self.page.title, self.page.url
        return f"{self.kind} {title!r} at {url}" if title else f"{self.kind} {url}"


def distinct(entries: Sequence[Entry], config: Config) -> tuple[tuple[Entry, ...], list[Problem]]:
    """The entries that have an id and an address of their own; of two claiming one, the first by path stays."""
    ordered = sorted(entries, key=attrgetter("path"))
    places = [entry_place(entry, config.permalinks) for entry in ordered]
    if len({entry.id for entry in ordered}) == len(ordered) and are_apart(places):
        return tuple(ordered), []
    kept: list[Entry] = []
    problems: list[Problem] = []
    ids: dict[str, str] = {}
    registry = Registry()
    for entry, place in zip(ordered, places, strict=True):
        holder = ids.setdefault(entry.id, entry.path)
        if holder != entry.path:
            hint = "an id is never copied: remove the line from one of the two"
            problems.append(Problem(message=f"has the id {entry.id!r}, as {holder} does", file=entry.path, hint=hint))
        elif problem := registry.claim(place, entry.path, entry.path):
            problems.append(problem)
        else:
            kept.append(entry)
    return tuple(kept), problems


def plan(site: Site, before: Parts | None = None) -> Plan:
    """Every page, in an order that depends on the site alone; a page whose address is taken is left out. What the
    parts of the plan `before` tell is not worked out again.

    A file of the site's own in `static/` takes the place of a page that is made, such as robots.txt.
    """
    made, problems = digest(site, before)
    own_files = {output_path(place) for place, _ in site.copies}

    def wanted(claims: Iterable[_Claim]) -> list[_Claim]:
        return [one for one in claims if one.page.view in _KEPT or output_path(one.page.url) not in own_files]

    first = wanted(_claims(site, made))
    last = wanted(_listing(made, first))
    if not are_apart([one.page.url for one in (*first, *last)]):
        registry = Registry()
        first = _granted(first, registry, problems)
        last = _granted(wanted(_listing(made, first)), registry, problems)
    made.parts.end()
    return Plan(tuple([one.page for one in (*first, *last)]), tuple(problems), made.common, made.parts)


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


def _claims(site: Site, made: Digest) -> Iterator[_Claim]:
    """Each page but those that list all others. Articles come first, so they win."""
    for entry in made.newest:
        for article in articles.article(made, entry):
            yield _Claim(article, entry.path, entry.path)
    for standing, path in fixed.standing(made):
        yield _Claim(_kept(made, standing), path, path)
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
            yield _Claim(_kept(made, found), kind)
    for redirect, path in feeds.redirects(made):
        yield _Claim(_kept(made, redirect), f"the old address of {path}", path)
    for headers in fixed.headers(site.config, (place for place, _ in site.copies)):
        yield _Claim(_kept(made, headers), "the file")
    for place, copy in (*site.copies, *site.pictures.copies):
        yield _Claim(_kept(made, Page(url=place, view=copy)), f"the file {copy.name}")


def _listing(made: Digest, claims: Iterable[_Claim]) -> Iterator[_Claim]:
    """The files that list pages."""
    pages = [one.page for one in claims]
    for page in (*feeds.sitemaps(pages), feeds.news_sitemap(made), *feeds.redirect_file(made.common, pages)):
        yield _Claim(_kept(made, page), "the file")


def _kept(made: Digest, page: Page | Planned) -> Planned:
    return page if isinstance(page, Planned) else made.parts.page(ready(page))


def _granted(claims: Iterable[_Claim], registry: Registry, problems: list[Problem]) -> list[_Claim]:
    granted = []
    for one in claims:
        if problem := registry.claim(one.page.url, one.owner, one.file):
            problems.append(problem)
        else:
            granted.append(one)
    return granted
