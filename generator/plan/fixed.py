"""Pages that every site has once: search, the list of feeds, the page for unknown addresses, pages from
`content/pages/`, and the files that machines look for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.addresses import expand, place
from generator.config import Config
from generator.documents import FeedList, Headers, Robots, WebManifest
from generator.hosting import lasts
from generator.model import StandingPage
from generator.pages import Count, FeedGroup, FeedsPage, Link, Missing, Page, Search, StandingView
from generator.plan.cards import count, rights, term_link
from generator.plan.digest import Digest
from generator.plan.feeds import feed_links
from generator.plan.front import topics
from generator.plan.issues import issue_link
from generator.plan.lists import month_count
from generator.plan.taxonomy import Term
from generator.targets import Cloudflare, Netlify

SEARCH = "/search/"
_LONGEST = 40
"""Of the topics, sources and months that the search page offers."""


def standing(made: Digest) -> Iterator[tuple[Page, str]]:
    """The pages from `content/pages/`, each with its path."""
    for page in made.standing:
        yield _standing(made, page), page.path


def pages(made: Digest) -> Iterator[Page]:
    """All others."""
    config, say = made.config, made.words.say
    home = (Link(config.title, "/"),)
    groups = tuple(_all_feeds(made))
    listed = tuple(feed for group in groups for feed in group.feeds)
    yield Page(
        url=config.permalinks.feeds,
        title=say("Feeds"),
        description=say("Follow %(site)s in a feed reader", site=config.title),
        lang=config.language,
        trail=home,
        view=FeedsPage(groups),
    )
    yield Page(
        url=SEARCH,
        title=say("Search"),
        description=say("Search %(site)s", site=config.title),
        lang=config.language,
        trail=home,
        view=_search(made),
    )
    yield Page(url="/feeds.opml", title="Feeds", view=FeedList(listed))
    yield Page(url="/404.html", title=say("Page not found"), lang=config.language, view=Missing())
    yield Page(url="/robots.txt", view=Robots())
    yield Page(url="/site.webmanifest", view=WebManifest())


def headers(config: Config, files: Iterable[str]) -> Iterator[Page]:
    """The file of headers, where the site goes to a host that reads it; `files` are the places of those copied."""
    if any(isinstance(target, Netlify | Cloudflare) for target in config.deploy.values()):
        yield Page(url="/_headers", view=Headers(tuple(sorted(file for file in files if lasts(file[1:])))))


def standing_place(page: StandingPage, config: Config) -> str:
    """Where a page from `content/pages/` stands."""
    return place(page.permalink) if page.permalink else expand(config.permalinks.page, {"slug": page.slug})


def _standing(made: Digest, page: StandingPage) -> Page:
    config = made.config
    return Page(
        url=standing_place(page, config),
        title=page.title,
        description=page.summary or page.title,
        lang=page.lang,
        trail=(Link(config.title, "/"),),
        pictures=made.pictures.shown.get(page.path, ()),
        view=StandingView(body=page.body, params=page.params),
    )


def _search(made: Digest) -> Search:
    config = made.config
    months = [month_count(year, month, len(found), config) for year, month, found in made.months]
    sources: list[Count] = [count(term, "source", config) for term in made.sources.values()]
    return Search(
        enabled=config.search and any(rights(entry, config) != "link" for entry in made.newest),
        topics=tuple(count(term, "tag", config) for term in topics(made)[:_LONGEST]),
        sources=tuple(sources[:_LONGEST]),
        months=tuple(months[:_LONGEST]),
    )


def _all_feeds(made: Digest) -> Iterator[FeedGroup]:
    config, say, places = made.config, made.words.say, made.config.permalinks
    kinds = (
        (None, [Link(config.title, "/")]),
        (Link(say("Topics"), places.tags), _links(made.tags, "tag", config) if config.feeds.tags else ()),
        (Link(say("Sources"), places.sources), _links(made.sources, "source", config) if config.feeds.sources else ()),
        (Link(say("Stories"), places.stories), _links(made.stories, "story", config)),
        (Link(say("Editions"), places.editions), [issue_link(issue, config) for issue in made.issues]),
    )
    for heading, lists in kinds:
        feeds = tuple(feed for each in lists for feed in feed_links(each.url, each.label, config))
        if feeds:
            yield FeedGroup(heading, feeds)


def _links(terms: Mapping[str, Term], kind: str, config: Config) -> list[Link]:
    return [term_link(term, kind, config) for term in terms.values()]
