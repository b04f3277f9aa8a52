"""Feeds as feed readers take them: well-formed, every item known by an id of its own, every address whole.

RSS, Atom and JSON Feed are read into the same few values, so that each rule stands once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from msgspec import Struct

from generator.check.pages import tags
from generator.errors import Problem
from generator.model import Entry
from generator.plan.feeds import guid

SUFFIXES = (".xml", ".opml", ".json", ".webmanifest")
_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_XML_ONLY = (".xml", ".opml")
_WHOLE = ("http://", "https://", "mailto:", "tel:", "data:")


class Fault(Struct, frozen=True):
    """What is wrong with a feed, or with the item of that id in it."""

    feed: str
    message: str
    item: str = ""
    id: str = ""


class _Item(Struct, frozen=True):
    id: str
    title: str
    date: str
    urls: tuple[str, ...]
    html: str


class _Feed(Struct, frozen=True):
    title: str
    urls: tuple[str, ...]
    items: tuple[_Item, ...]


def read_feeds(folder: Path, paths: Sequence[str]) -> list[Fault]:
    """What is wrong with a batch of files that machines read. Those that are no feeds need only be well-formed."""
    faults: list[Fault] = []
    for path in paths:
        try:
            feed = _parse(path, (folder / path).read_bytes())
        except (ET.ParseError, ValueError) as error:
            faults.append(Fault(path, f"is not well-formed: {error}"))
        else:
            faults += _faults(path, feed) if feed else ()
    return faults


def feed_problems(faults: Iterable[Fault], entries: Iterable[Entry]) -> list[Problem]:
    """One problem for each fault, however many feeds an item stands in; an item's file where it is known."""
    files = {guid(entry): entry.path for entry in entries}
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for fault in faults:
        # A fault of a feed itself is that feed's own; one of an item comes with the item into every feed.
        key = (fault.id, fault.item, fault.message) if fault.item else (fault.feed, "", fault.message)
        grouped.setdefault(key, []).append(fault.feed)
    return [
        Problem(
            message=f"/{feeds[0]}: {f'the item {item!r} ' if item else ''}{message}{_more(len(feeds))}",
            file=files.get(key) if item else None,
        )
        for (key, item, message), feeds in grouped.items()
    ]


def _more(feeds: int) -> str:
    return "" if feeds == 1 else f" (as in {feeds - 1} more)"


def _parse(path: str, data: bytes) -> _Feed | None:
    if not path.endswith(_XML_ONLY):
        record = json.loads(data)
        return _json_feed(record) if isinstance(record, dict) and "jsonfeed" in str(record.get("version")) else None
    root = ET.fromstring(data)  # noqa: S314 - the site's own file
    channel = root.find("channel")
    if root.tag == "rss" and channel is not None:
        return _rss(channel)
    return _atom(root) if root.tag == f"{_ATOM}feed" else None


def _faults(path: str, feed: _Feed) -> Iterator[Fault]:
    if not feed.title:
        yield Fault(path, "has no title")
    yield from (Fault(path, f"has an address that is not whole: {url!r}") for url in feed.urls if not _is_whole(url))
    seen: set[str] = set()
    for number, item in enumerate(feed.items, 1):
        name = item.title or item.id or f"number {number}"
        yield from (Fault(path, message, name, item.id) for message in _item_faults(item))
        if item.id and item.id in seen:
            yield Fault(path, f"has the id of another: {item.id}", name, item.id)
        seen.add(item.id)


def _item_faults(item: _Item) -> Iterator[str]:
    for what in ("id", "title", "date"):
        if not getattr(item, what):
            yield f"has no {what}"
    if item.date and not _is_date(item.date):
        yield f"has a date that cannot be read: {item.date!r}"
    inside = [address for tag in tags(item.html) for address in tag.addresses] if "<" in item.html else []
    for url in dict.fromkeys((*item.urls, *inside)):
        if not _is_whole(url):
            yield f"has an address that is not whole: {url!r}"


def _is_whole(url: str) -> bool:
    return url.lower().startswith(_WHOLE)


def _is_date(text: str) -> bool:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            read(text)
        except (ValueError, TypeError):
            continue
        return True
    return False


def _text(element: ET.Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _urls(element: ET.Element) -> Iterator[str]:
    """Addresses in the attributes of direct children: links, enclosures, sources."""
    for child in element:
        yield from (child.attrib[name].strip() for name in ("href", "url", "src") if name in child.attrib)


def _rss(channel: ET.Element) -> _Feed:
    items = [
        _Item(
            id=_text(item, "guid"),
            title=_text(item, "title"),
            date=_text(item, "pubDate"),
            urls=(_text(item, "link"), *_urls(item)),
            html=_text(item, _CONTENT),
        )
        for item in channel.findall("item")
    ]
    return _Feed(_text(channel, "title"), (_text(channel, "link"), *_urls(channel)), tuple(items))


def _atom(root: ET.Element) -> _Feed:
    items = [
        _Item(
            id=_text(entry, f"{_ATOM}id"),
            title=_text(entry, f"{_ATOM}title"),
            date=_text(entry, f"{_ATOM}published") or _text(entry, f"{_ATOM}updated"),
            urls=tuple(_urls(entry)),
            html=_text(entry, f"{_ATOM}content"),
        )
        for entry in root.findall(f"{_ATOM}entry")
    ]
    return _Feed(_text(root, f"{_ATOM}title"), tuple(_urls(root)), tuple(items))


def _json_feed(record: dict[str, Any]) -> _Feed:
    items = [
        _Item(
            id=str(item.get("id") or ""),
            title=str(item.get("title") or ""),
            date=str(item.get("date_published") or ""),
            urls=tuple(str(item[name]) for name in ("url", "external_url", "image") if name in item),
            html=str(item.get("content_html") or ""),
        )
        for item in record.get("items") or ()
        if isinstance(item, dict)
    ]
    urls = tuple(str(record[name]) for name in ("home_page_url", "feed_url") if name in record)
    return _Feed(str(record.get("title") or ""), urls, tuple(items))
