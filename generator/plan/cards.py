"""From entries to what pages may show of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from msgspec.structs import replace

from generator import dates
from generator.addresses import entry_place, expand
from generator.config import Config, Rights
from generator.documents import Body
from generator.model import Entry, Moment, Picture
from generator.pages import Card, Count, Day, Link, Sums
from generator.pictures import Pictures
from generator.plan.parts import Common, Parts
from generator.plan.taxonomy import Term
from generator.planned import Facts, Piece
from generator.slugs import slugify

_WORDS_A_MINUTE = 230
"""Silent reading of non-fiction: 238 words a minute for English (Brysbaert 2019), a little less elsewhere."""


def rights(entry: Entry, config: Config) -> Rights:
    """What may be shown of an entry: by its own word, its source's, the site's. Where only a link may be shown
    and there is none, an excerpt is.
    """
    stated = entry.rights
    if stated is None and entry.source:
        settings = config.sources.get(slugify(entry.source.name))
        stated = settings.rights if settings else None
    found = stated or config.rights
    return "excerpt" if found == "link" and not entry.link else found


def day(when: Moment, kind: str, config: Config) -> Day:
    """A date as a page shows it."""
    return Day(when.iso, dates.long_day(when.day, config.locale), dates.rfc3339(when.at), kind)


def day_place(when: Moment, config: Config) -> str:
    """The page of a day in the archive."""
    stated = when.day
    values = {"year": f"{stated.year:04}", "month": f"{stated.month:02}", "day": f"{stated.day:02}"}
    return expand(config.permalinks.day, values)


def entry_date(entry: Entry, config: Config) -> Day | None:
    """An entry's own date with its meaning."""
    if entry.date is None:
        return None
    kind = "added" if entry.date_source == "import" else "published"
    return replace(day(entry.date, kind, config), url=day_place(entry.date, config))


def pieces(
    entries: Sequence[Entry],
    config: Config,
    groups: tuple[Mapping[str, Term], Mapping[str, Term]],
    pictures: Pictures,
    parts: Parts,
) -> dict[str, Piece]:
    """Each entry by its id, with its pictures, and with tags and sources, which `groups` are, as the whole site spells
    them.
    """
    topics = {slug: term_link(term, "tag", config) for slug, term in groups[0].items()}
    names = {slug: term_link(term, "source", config) for slug, term in groups[1].items()}
    labels = {label: topics[slugify(label)] for label in set(chain.from_iterable(entry.tags for entry in entries))}
    leads, socials, shows = pictures.leads, pictures.cards, pictures.shown

    def facts(entry: Entry) -> Facts:
        return Facts(
            entry,
            tuple(dict.fromkeys([labels[label] for label in entry.tags])),
            names.get(slugify(entry.source.name)) if entry.source else None,
            leads.get(entry.path),
            socials.get(entry.id),
            shows.get(entry.path, ()),
        )

    return parts.pieces(entries, labels, (names, pictures), facts)


def card(common: Common, piece: Piece) -> Card:
    """What lists show of an article: the same card on every page."""
    return common.once(_card, piece)


def card_place(entry: Entry, config: Config) -> str:
    """Where an article's card leads to."""
    own = entry_place(entry, config.permalinks)
    return entry.link if entry.link and rights(entry, config) == "link" else own


def _card(common: Common, piece: Piece) -> Card:
    facts, config = piece.facts, common.config
    entry, topics = facts.entry, facts.tags
    return Card(
        id=entry.id,
        url=card_place(entry, config),
        title=entry.title,
        summary=entry.summary,
        lang=entry.lang,
        date=entry_date(entry, config),
        source=facts.source,
        kicker=Link(entry.kicker, "") if entry.kicker else topics[0] if topics else None,
        tags=topics,
        minutes=minutes(entry),
        image=facts.lead or _lead(entry),
        image_alt=entry.image_alt or "",
    )


def minutes(entry: Entry) -> int:
    """How long reading it takes, at least 1."""
    return max(1, math.ceil(entry.words / _WORDS_A_MINUTE))


def _lead(entry: Entry) -> Picture | None:
    """An entry's picture on the web, or one whose file is missing: its address alone."""
    if not entry.image:
        return None
    is_on_the_web = entry.image.startswith(("https://", "http://"))
    return Picture(entry.image if is_on_the_web else "/" + entry.image.lstrip("/"))


def term_link(term: Term, kind: str, config: Config) -> Link:
    """The label and place of a tag, source or story (`kind` names its permalink)."""
    return _link(term.label, getattr(config.permalinks, kind), term.slug)


@lru_cache(maxsize=1 << 16)
def _link(label: str, pattern: str, slug: str) -> Link:
    return Link(label, expand(pattern, {"slug": slug}))


def count(term: Term, kind: str, config: Config) -> Count:
    """The same with the number of its articles."""
    link = term_link(term, kind, config)
    return Count(link.label, link.url, len(term.entries))


def folded(cards: Iterable[Card], stories: Sequence[str | None]) -> tuple[Card, ...]:
    """The cards of a page, with other sources' coverage of a story at the place of its first; `stories` has the story
    of each, where it has one.

    That names each by its source, and a source's second by its title. More by the first one's own source stands for
    itself: it tells what has happened since.
    """
    first: dict[str, Card] = {}
    also: dict[str, dict[str, Link]] = {}
    shown: list[Card] = []
    for card, story in zip(cards, stories, strict=True):
        leader = first.setdefault(story, card) if story else card
        if card.source == leader.source:
            shown.append(card)
        else:
            named = also.setdefault(leader.id, {})
            label = card.source.label if card.source else card.title
            named[card.id] = Link(card.title if label in {link.label for link in named.values()} else label, card.url)
    return tuple(replace(card, also=tuple(also[card.id].values())) if card.id in also else card for card in shown)


def sums(cards: Iterable[Card]) -> Sums:
    """What reading all of these takes."""
    found = list(cards)
    return Sums(
        len(found), sum(card.minutes for card in found), len({card.source.url for card in found if card.source})
    )


def body(entry: Entry) -> Body:
    """An entry's text by reference."""
    return Body(path=entry.path, digest=entry.body_digest, verbatim=entry.verbatim, imported=entry.seed is not None)
