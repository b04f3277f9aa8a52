"""RSS 2.0 (rssboard.org/rss-specification) with content:encoded, dc:creator and a self link."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator

from generator.dates import rfc5322
from generator.documents import Feed, FeedItem
from generator.feeds.xml import HEAD, element
from generator.pages import Frame, Page

_NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def rss(page: Page, feed: Feed, frame: Frame, items: Iterable[str]) -> str:
    """A whole document. Its dates are its articles' own, so the same articles give the same bytes."""
    opening = f'{HEAD}<rss version="2.0" {_NAMESPACES}>'
    return "\n".join([opening, "<channel>", *_channel(page, feed, frame), *items, "</channel>", "</rss>\n"])


def rss_item(item: FeedItem, frame: Frame, content: str | None) -> str:
    """An article with its text, the same in every feed."""
    return "\n".join(["<item>", *_item(item, frame, content), "</item>"])


def _channel(page: Page, feed: Feed, frame: Frame) -> Iterator[str]:
    yield element("title", feed.title)
    yield element("link", frame.absolute(feed.page))
    yield element("atom:link", href=frame.absolute(page.url), rel="self", type="application/rss+xml")
    if frame.hub:
        yield element("atom:link", href=frame.hub, rel="hub")
    yield element("description", feed.description)
    yield element("language", frame.language)
    if feed.items:
        yield element("lastBuildDate", rfc5322(max(item.updated for item in feed.items)))


def _item(item: FeedItem, frame: Frame, content: str | None) -> Iterator[str]:
    yield element("title", item.title)
    yield element("link", frame.absolute(item.url))
    yield element("guid", item.guid, isPermaLink="false")
    # A description is HTML in the specification, and a summary is plain text.
    yield element("description", html.escape(item.summary, quote=False))
    if content:
        yield element("content:encoded", content)
    yield element("pubDate", rfc5322(item.published))
    if item.author or item.source:
        yield element("dc:creator", item.author or item.source or "")
    for tag in item.tags:
        yield element("category", tag)
    if item.source and item.source_feed:
        yield element("source", item.source, url=frame.absolute(item.source_feed))
