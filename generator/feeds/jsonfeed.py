"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from generator.dates import rfc3339
from generator.documents import Feed, FeedItem
from generator.pages import Frame, Page


def json_feed(page: Page, feed: Feed, frame: Frame, items: Iterable[str]) -> str:
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
    whole = ",".join(items)
    end = "\n ]" if whole else "]"
    return f'{_written(_stated(record)).removesuffix("}").rstrip()},\n "items": [{whole}{end}\n}}\n'


def json_item(item: FeedItem, frame: Frame, content: str | None) -> str:
    """An article with its text, the same in every feed."""
    name = item.author or item.source
    stated = _stated(
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
    # A line end within a text is written otherwise.
    return "\n  " + _written(stated).replace("\n", "\n  ")


def _written(record: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(record), indent=1).decode()


def _stated(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value not in (None, "", [])}
