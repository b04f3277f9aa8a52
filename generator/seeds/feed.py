"""Feed files: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed. One article an item. Owner of feedparser."""

from __future__ import annotations

import re
import warnings
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from xml.sax import SAXParseException

from msgspec import json

from generator.markdown import escape
from generator.seeds.drafting import Found, Material, opening, without_title
from generator.seeds.tomarkdown import has_tags, one_line, to_markdown, unescaped

_PROLOG = re.compile(r"\s*+(?:(?><\?.*?\?>|<!--.*?-->)\s*+)*+<!DOCTYPE[^>\[]*\[", re.DOTALL | re.IGNORECASE)
_LOOKS_LIKE_FEED = re.compile(rb"<(?:[A-Za-z]+:)?(?:rss|feed|RDF)\b")
_ITEM = re.compile(rb"<(?:[A-Za-z]+:)?(?:item|entry)\b")
_MOST_ITEMS = 10_000


def read(material: Material) -> Iterator[Found]:
    """The items of a feed in XML. Raises ValueError for what is none, and for one that declares entities."""
    plain = material.data.replace(b"\0", b"")
    if _PROLOG.match(plain[:65536].decode("utf-8", "replace").lstrip("\ufeff\ufffd")):
        raise ValueError("declares entities of its own, which no feed needs")
    if not _LOOKS_LIKE_FEED.search(plain[:65536]):
        raise ValueError("is XML, but no feed")
    if len(_ITEM.findall(plain)) > _MOST_ITEMS:
        raise ValueError("holds more than 10 000 items; split it")
    parsed = _parsed(material.data)
    if not parsed.entries and parsed.bozo:
        raise ValueError(f"is no feed that can be read: {_reason(parsed.get('bozo_exception'))}")
    source = _source(one_line(_text(parsed.feed.get("title"))), parsed.feed.get("link"))
    for item in parsed.entries:
        yield _found(item, source, _web(parsed.feed.get("link")))


def _parsed(data: bytes) -> Any:
    import feedparser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # feedparser's own
        try:
            return feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
        except Exception as error:  # noqa: BLE001 - it raises whatever a broken feed leads it to
            raise ValueError(f"is no feed that can be read: {type(error).__name__}: {error}") from None


def read_json_feed(data: dict[str, Any]) -> Iterator[Found]:
    """The items of a JSON Feed (jsonfeed.org, version 1.1)."""
    home = _text(data.get("home_page_url"))
    source = _source(_text(data.get("title")), home)
    for item in data.get("items") or ():
        if not isinstance(item, dict):
            continue
        link = _text(item.get("external_url")) or _text(item.get("url"))
        markup, text = item.get("content_html"), item.get("content_text")
        body = to_markdown(str(markup), base=link or home) if markup else _paragraphs(str(text or ""))
        people = item.get("authors") or [item.get("author")]
        stated = {
            "title": one_line(_text(item.get("title"))),
            "date": item.get("date_published"),
            "updated": item.get("date_modified"),
            "link": link,
            "author": [person for person in people if isinstance(person, dict) and person.get("name")],
            "tags": [tag for tag in item.get("tags") or () if isinstance(tag, str)],
            "summary": one_line(_text(item.get("summary"))),
            "lang": item.get("language"),
            "source": source,
        }
        yield found_item(stated, body, ref=_text(item.get("id")) or link, alone=json.encode(item, order="sorted"))


def found_item(stated: dict[str, Any], body: str, *, ref: str, alone: bytes, stated_in: str = "feed") -> Found:
    """An item with the fields that say something. One without a title is called by its first words."""
    fields = {key: value for key, value in stated.items() if value}
    body = without_title(body, str(fields.get("title", "")))
    paragraphs = opening(body) or (str(fields.get("summary", "")),)
    return Found(
        stated=fields,
        stated_in=stated_in,
        title=None if "title" in fields else first_words(paragraphs[0]),
        body=body or escape(str(fields.get("summary", ""))),
        paragraphs=paragraphs,
        origins={"title": "first sentence"},
        ref=ref,
        alone=alone,
    )


def _reason(error: object) -> str:
    """What a parser says, with the place as other readers tell it; of itself it names the file `<unknown>`."""
    if not isinstance(error, SAXParseException):
        return str(error)
    return f"{error.getMessage()} (line {error.getLineNumber()}, column {(error.getColumnNumber() or 0) + 1})"


def first_words(text: str) -> str | None:
    """A title for what has none."""
    from generator.words import sentences, summarise

    return summarise(islice(sentences(text), 1), limit=100) or None


def _found(item: Any, source: dict[str, str] | None, base: str) -> Found:
    link = _web(item.get("link"))
    content = max((part.get("value") or "" for part in item.get("content", ())), key=len, default="")
    summary = item.get("summary") or ""
    whole = content if len(content) >= len(summary) else summary
    own = item.get("source") or {}
    stated = {
        "title": one_line(_text(item.get("title"))),
        "date": _moment(item.get("published_parsed") or item.get("updated_parsed")),
        "updated": _moment(dict.get(item, "updated_parsed")) if item.get("published_parsed") else None,
        "link": link,
        "author": [{"name": one_line(_text(person.get("name")))} for person in item.get("authors", ())],
        "tags": [one_line(tag.term) for tag in item.get("tags", ()) if tag.get("term")],
        "summary": one_line(summary)[:400] if content and len(summary) < len(content) / 2 else None,
        "source": _source(one_line(_text(own.get("title"))), own.get("href") or own.get("link")) or source,
    }
    body = to_markdown(whole, base=link or base) if has_tags(whole) else _paragraphs(unescaped(whole))
    alone = json.encode([stated, whole, item.get("id")], order="sorted")
    return found_item(stated, body, ref=item.get("id") or link or "", alone=alone)


def _paragraphs(text: str) -> str:
    return "\n\n".join(escape(" ".join(line.split())) for line in text.split("\n") if line.strip())


def _source(name: str, address: Any) -> dict[str, str] | None:
    if not name:
        return None
    return {"name": name, **({"url": web} if (web := _web(address)) else {})}


def _web(address: Any) -> str:
    text = _text(address)
    return text if text.startswith(("http://", "https://")) else ""


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _moment(parsed: Any) -> str | None:
    """Feedparser gives a date as nine numbers in UTC."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
    except (ValueError, OverflowError):
        return None
