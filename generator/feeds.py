"""Feeds, sitemap and robots.txt as text: RSS 2.0 (rssboard.org/rss-specification), sitemaps.org 0.9."""

from __future__ import annotations

import html
import re
from xml.sax.saxutils import escape, quoteattr

from generator.addresses import url_path
from generator.pages import Feed, FeedItem, Frame, Page, Sitemap

# What XML 1.0 (section 2.2) does not allow.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def rss(page: Page, feed: Feed, frame: Frame) -> str:
    """An RSS 2.0 document. Its dates are its articles' own, so the same articles give the same bytes."""
    newest = next((item.pub_date for item in feed.items if item.pub_date), None)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">',
        "<channel>",
        _element("title", feed.title),
        _element("link", _absolute(feed.page, frame)),
        f'<atom:link href={quoteattr(_absolute(page.url, frame))} rel="self" type="application/rss+xml"/>',
        _element("description", feed.description),
        _element("language", frame.language),
        *([_element("lastBuildDate", newest)] if newest else []),
        *(_item(item, frame) for item in feed.items),
        "</channel>",
        "</rss>\n",
    ]
    return "\n".join(lines)


def sitemap(view: Sitemap, frame: Frame) -> str:
    """A sitemap of every page."""
    entries = "".join(
        f"<url>{_element('loc', _absolute(place, frame))}{_element('lastmod', changed) if changed else ''}</url>\n"
        for place, changed in view.places
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{entries}</urlset>\n"


def robots(frame: Frame) -> str:
    """robots.txt (RFC 9309): everyone is welcome, and here is the sitemap."""
    return f"User-agent: *\nDisallow:\n\nSitemap: {_absolute('/sitemap.xml', frame)}\n"


def _item(item: FeedItem, frame: Frame) -> str:
    parts = [
        _element("title", item.title),
        _element("link", _absolute(item.url, frame)),
        f'<guid isPermaLink="false">{_text(item.guid)}</guid>',
        # A description is HTML in the specification, and a summary is plain text.
        _element("description", html.escape(item.summary, quote=False)),
    ]
    if item.pub_date:
        parts.append(_element("pubDate", item.pub_date))
    if item.author or item.source:
        parts.append(_element("dc:creator", item.author or item.source or ""))
    parts += [_element("category", tag) for tag in item.tags]
    return f"<item>\n{chr(10).join(parts)}\n</item>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _absolute(place: str, frame: Frame) -> str:
    return frame.base_url + url_path(place)
