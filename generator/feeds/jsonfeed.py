"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

from typing import Any

import msgspec

from generator.dates import rfc3339
from generator.documents import Feed, FeedItem
from generator.feeds import Contents
from generator.pages import Frame, Page


def json_feed(page: Page, feed: Feed, frame: Frame, contents: Contents) -> str:
    """A whole document."""
    record: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": frame.absolute(feed.page),
        "feed_url": frame.absolute(page.url),
        "description": feed.description,
        "language": frame.language,
        "hubs": [{"type": "WebSub", "url": frame.hub}] if frame.hub else None,
    }
    # A feed must have items, even if there are none.
    record = {**_stated(record), "items": [_item(item, frame, contents(item)) for item in feed.items]}
    return msgspec.json.format(msgspec.json.encode(record), indent=1).decode() + "\n"


def _item(item: FeedItem, frame: Frame, content: str | None) -> dict[str, Any]:
    name = item.author or item.source
    return _stated(
        {
            "id": item.guid,
            "url": frame.absolute(item.url),
            "external_url": item.external,
            "title": item.title,
            "content_html": content,
            # An item must have its content in one of two forms.
            "content_text": item.summary or item.title if content is None else None,
            "summary": item.summary,
            "date_published": rfc3339(item.published),
            "date_modified": rfc3339(item.updated) if item.updated != item.published else None,
            "authors": [{"name": name}] if name else None,
            "tags": list(item.tags),
            "language": item.lang,
        }
    )


def _stated(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value not in (None, "", [])}
