"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.dates import rfc3339
from generator.documents import Feed, FeedItem
from generator.feeds.xml import HEAD, element
from generator.pages import Frame, Page

_NEVER = "1970-01-01T00:00:00+00:00"
"""What `updated`, which must be there, says of a feed without articles."""


def atom(page: Page, feed: Feed, frame: Frame, items: Iterable[str]) -> str:
    """A whole document."""
    opening = f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{frame.language}">'
    return "\n".join([opening, *_feed(page, feed, frame), *items, "</feed>\n"])


def atom_entry(item: FeedItem, frame: Frame, content: str | None) -> str:
    """An article with its text, the same in every feed."""
    return "\n".join(["<entry>", *_entry(item, frame, content), "</entry>"])


def _feed(page: Page, feed: Feed, frame: Frame) -> Iterator[str]:
    yield element("title", feed.title)
    if feed.description != feed.title:
        yield element("subtitle", feed.description)
    yield element("id", feed.id)
    yield element("updated", rfc3339(max(item.updated for item in feed.items)) if feed.items else _NEVER)
    yield element("link", href=frame.absolute(page.url), rel="self", type="application/atom+xml")
    yield element("link", href=frame.absolute(feed.page), rel="alternate", type="text/html")
    if frame.hub:
        yield element("link", href=frame.hub, rel="hub")
    yield f"<author>{element('name', frame.title)}</author>"


def _entry(item: FeedItem, frame: Frame, content: str | None) -> Iterator[str]:
    lang = item.lang if item.lang != frame.language else None
    yield element("title", item.title, xml_lang=lang)
    yield element("id", item.guid)
    yield element("link", href=frame.absolute(item.url), rel="alternate", type="text/html")
    if item.external and item.external != item.url:
        yield element("link", href=item.external, rel="via")
    yield element("published", rfc3339(item.published))
    yield element("updated", rfc3339(item.updated))
    if item.author or item.source:
        yield f"<author>{element('name', item.author or item.source or '')}</author>"
    for tag in item.tags:
        yield element("category", term=tag)
    if item.summary:
        yield element("summary", item.summary, xml_lang=lang)
    if content:
        yield element("content", content, type="html", xml_lang=lang)
