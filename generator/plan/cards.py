"""From entries to what pages may show of them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from urllib.parse import quote

from generator import dates
from generator.addresses import entry_place, expand
from generator.config import Config
from generator.model import Entry, Moment
from generator.pages import Card, Day, FeedItem, Link
from generator.plan.taxonomy import Term
from generator.slugs import slugify

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:\S+$")
_WORDS_A_MINUTE = 230
"""Silent reading of non-fiction: 238 words a minute for English (Brysbaert 2019), a little less elsewhere."""


def day(when: Moment, label: str, config: Config) -> Day:
    """A date as a page shows it."""
    return Day(when.iso, dates.long_day(when.day, config.locale), label)


def card(entry: Entry, config: Config, tags: Mapping[str, Term], sources: Mapping[str, Term]) -> Card:
    """What lists show of an entry; tags and source in the spelling that the whole site uses."""
    source = sources.get(slugify(entry.source.name)) if entry.source else None
    slugs = dict.fromkeys(slugify(label) for label in entry.tags)
    return Card(
        id=entry.id,
        url=entry_place(entry, config.permalinks),
        title=entry.title,
        summary=entry.summary,
        lang=entry.lang,
        date=day(entry.date, "Added" if entry.date_source == "import" else "Published", config) if entry.date else None,
        source=Link(source.label, expand(config.permalinks.source, {"slug": source.slug})) if source else None,
        tags=tuple(Link(tags[slug].label, expand(config.permalinks.tag, {"slug": slug})) for slug in slugs),
        minutes=max(1, math.ceil(entry.words / _WORDS_A_MINUTE)),
    )


def feed_item(entry: Entry, shown: Card) -> FeedItem:
    """What a feed carries of an entry. Its guid depends on the entry's id alone, so that an article keeps its
    identity when its address or the site's domain changes. An id that is a URI, such as the guid of a site
    that moved here, stays as it is.
    """
    return FeedItem(
        guid=entry.id if _URI.match(entry.id) else f"urn:broadsheet:{quote(entry.id)}",
        url=shown.url,
        title=entry.title,
        summary=entry.summary,
        pub_date=dates.rfc5322(entry.date.at) if entry.date else None,
        author=entry.author,
        source=shown.source.label if shown.source else None,
        tags=tuple(tag.label for tag in shown.tags),
    )
