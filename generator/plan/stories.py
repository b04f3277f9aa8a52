"""Stories: articles on one event over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from generator.addresses import expand
from generator.documents import Redirect
from generator.pages import Count, Link, Page, StoryPage
from generator.plan.cards import card, count, term_link
from generator.plan.digest import Digest
from generator.plan.feeds import feed_links, feeds
from generator.plan.lists import articles, index
from generator.plan.parts import Common
from generator.plan.taxonomy import Term
from generator.planned import Piece, Planned


def pages(made: Digest) -> Iterator[Page | Planned]:
    """Each story's timeline with its feeds and the addresses that it may have had, and the list of all.

    Nothing for a site without stories.
    """
    config = made.config
    heading = made.words.say("Stories")
    above = (Link(config.title, "/"), Link(heading, config.permalinks.stories))
    for term in made.stories.values():
        link = term_link(term, "story", config)
        of = (link, term.entries, above, made.parts.spelling)
        yield from made.parts.pages((StoryPage, link.url), of, partial(_planned, made, link, term, above))
        title = f"{term.label} · {config.title}"
        yield from feeds(made, link.url, title, title, term.entries)
    for old, slug in made.former.items():
        new = term_link(made.stories[slug], "story", config)
        place = expand(config.permalinks.story, {"slug": old})
        yield Page(url=place, title=new.label, lang=config.language, canonical=new.url, view=Redirect(new.url))
    if made.stories:
        counts = [count(term, "story", config) for term in made.stories.values()]
        yield index(made, "stories", heading, config.permalinks.stories, counts)


def _planned(made: Digest, link: Link, term: Term, above: tuple[Link, ...]) -> Iterator[Planned]:
    shown = tuple([made.pieces[entry.id] for entry in reversed(term.entries)])
    yield Planned(url=link.url, view=StoryPage, title=link.label, make=_page, of=(link, shown, above))


def _page(made: Common, link: Link, shown: tuple[Piece, ...], above: tuple[Link, ...]) -> Page:
    config, cards = made.config, tuple(card(made, piece) for piece in shown)
    covered = Counter(card.source for card in cards if card.source)
    sources = tuple(Count(source.label, source.url, number) for source, number in covered.most_common())
    return Page(
        url=link.url,
        title=made.words.say("The story: %(story)s", story=link.label),
        description=f"{link.label}: {articles(made, len(cards))} · {config.title}",
        lang=config.language,
        feeds=feed_links(link.url, f"{link.label} · {config.title}", config),
        trail=above,
        view=StoryPage(heading=link.label, cards=cards, sources=sources),
    )
