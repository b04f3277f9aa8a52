"""The whole site as closed pages: every file that will be written, and all that it may show.

Planning asks the questions (which articles carry a tag, what is new, what is related); templates only show
the answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.addresses import Registry, entry_place, feed_place, output_path
from generator.config import Config
from generator.dates import text_direction
from generator.errors import Problem
from generator.model import Entry
from generator.pages import Article, Copy, Frame, Link, Missing, Page, Robots
from generator.plan import archive, articles, feeds, front, lists
from generator.plan.digest import Digest, Plan, Site, digest

__all__ = ["Plan", "Site", "distinct", "frame", "plan"]


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
        elif problem := registry.claim(entry_place(entry, config.permalinks), entry.path):
            problems.append(problem)
        else:
            kept.append(entry)
    return tuple(kept), problems


def frame(config: Config) -> Frame:
    """What all pages of the site share."""
    places = config.permalinks
    usual = (("Home", "/"), ("Topics", places.tags), ("Sources", places.sources), ("Archive", places.archive))
    menu = usual if config.menu is None else tuple((item.label, item.url) for item in config.menu)
    return Frame(
        title=config.title,
        description=config.description,
        base_url=config.base_url.rstrip("/") + "/",
        base_path=config.base_path,
        language=config.language,
        direction=text_direction(config.locale),
        menu=tuple(Link(label, url) for label, url in menu),
        feed=feed_place("/"),
        markdown=config.markdown,
        params=config.params,
    )


def plan(site: Site) -> Plan:
    """Every page, in an order that depends on the site alone; a page whose address is taken is left out.

    A file of the site's own in `static/` takes the place of a page that is made, such as robots.txt.
    """
    registry = Registry()
    pages: list[Page] = []
    problems: list[Problem] = []
    own_files = {output_path(place) for place, _ in site.copies}
    for page, owner in _pages(site, digest(site)):
        is_replaced = output_path(page.url) in own_files and not isinstance(page.view, Article | Copy)
        problem = None if is_replaced else registry.claim(page.url, owner)
        if problem:
            problems.append(problem)
        elif not is_replaced:
            pages.append(page)
    sitemap = feeds.sitemap(pages)
    if output_path(sitemap.url) not in own_files:
        problem = registry.claim(sitemap.url, "the sitemap")
        pages, problems = (pages, [*problems, problem]) if problem else ([*pages, sitemap], problems)
    return Plan(tuple(pages), tuple(problems))


def _pages(site: Site, made: Digest) -> Iterator[tuple[Page, str]]:
    """Each page, and what to call it when another claims its address. Articles come first, so they win."""
    for entry in made.newest:
        yield articles.article(made, entry), entry.path
    for page in front.pages(made):
        yield page, "the front page"
    for group in ("tag", "source"):
        for page in lists.terms(made, group):
            yield page, f"the {group} {page.title!r}"
    for page in archive.pages(made):
        yield page, f"the archive page {page.title!r}"
    yield feeds.site_feed(made), "the site's feed"
    yield (
        Page(url="/404.html", title="Page not found", lang=made.config.language, view=Missing()),
        "the page for unknown addresses",
    )
    yield Page(url="/robots.txt", view=Robots()), "robots.txt"
    for place, copy in site.copies:
        yield Page(url=place, view=copy), f"the file {copy.name}"
