"""Feed files: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed. One article an item. Owner of feedparser."""

from __future__ import annotations

import re
import warnings
from calendar import timegm
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from xml.sax import SAXParseException

from msgspec import json

from generator.canonical import without_tracking, without_tracking_in
from generator.markdown import escape
from generator.seeds.drafting import Found, Material, opening, without_title
from generator.seeds.tomarkdown import has_tags, one_line, to_markdown, unescaped

_PROLOG = re.compile(r"\s*+(?:(?><\?.*?\?>|<!--.*?-->)\s*+)*+<!DOCTYPE[^>\[]*\[", re.DOTALL | re.IGNORECASE)
_LOOKS_LIKE_FEED = re.compile(rb"<(?:[A-Za-z]+:)?(?:rss|feed|RDF)\b")
_ITEM = re.compile(rb"<(?:[A-Za-z]+:)?(?:item|entry)\b")
_MOST_ITEMS = 10_000
_ADDRESS = re.compile(r" ?https?://\S*[\w/=]")
_BEHIND_TITLE = re.compile(r"(.*\S)\s+[-–—|]\s+(\S.*)")
_CUT_OFF = re.compile(r"(?<=\S)\s*+\\?\[\+\d+ chars\\?\]$")
_FOOTER = re.compile(r"[^\[\]\n]{0,60}\[([^\n]*)\]\([^()\s]*\)[^\[\]\n]{0,60}\[[^\[\]\n]*\]\([^()\s]*\)[^\[\]\n]{0,30}")


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
    # RFC 4287, 4.2.1: the feed's authors are those of an entry that names none.
    authors = parsed.feed.get("authors", ()) if parsed.version.startswith("atom") else ()
    for item in parsed.entries:
        yield _found(item, source, _web(parsed.feed.get("link")), authors)


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
        body = to_markdown(str(markup), base=link or home) if markup else paragraphs_of(str(text or ""))
        people = item.get("authors") or [item.get("author") or data.get("author"), *(data.get("authors") or ())]
        stated = {
            "title": one_line(_text(item.get("title"))),
            "date": item.get("date_published"),
            "updated": item.get("date_modified"),
            "link": link,
            "author": [person for person in people if isinstance(person, dict) and person.get("name")],
            "tags": [tag for tag in item.get("tags") or () if isinstance(tag, str)],
            "summary": one_line(_text(item.get("summary"))),
            "lang": item.get("language"),
            "image": _web(item.get("image") or item.get("banner_image")),
            "source": source,
        }
        yield found_item(stated, body, ref=_text(item.get("id")), alone=json.encode(item, order="sorted"))


def found_item(stated: dict[str, Any], body: str, *, ref: str, alone: bytes, stated_in: str = "feed") -> Found:
    """An item with the fields that say something. One without a title is called by its first words, one without a
    `ref` known by its address.
    """
    fields = {key: without_tracking_in(value) if key == "summary" else value for key, value in stated.items() if value}
    title = str(fields.get("title", ""))
    if title:
        fields["title"] = _without_source(title, fields.get("source"))
    body = _without_footer(without_title(body, title), title)
    paragraphs = opening(body) or (str(fields.get("summary", "")),)
    return Found(
        stated=fields,
        stated_in=stated_in,
        title=None if "title" in fields else first_words(paragraphs[0]),
        body=body or escape(str(fields.get("summary", ""))),
        paragraphs=paragraphs,
        origins={"title": "first sentence"},
        ref=ref or without_tracking(str(fields.get("link", ""))),
        alone=alone,
    )


def _without_source(title: str, source: Any) -> str:
    """A title without the name of its source behind it, as aggregators write it: `Trains run again - The Post`."""
    name = source.get("name") if isinstance(source, dict) else source
    found = _BEHIND_TITLE.fullmatch(title) if name else None
    return found[1] if found and found[2].casefold() == str(name).casefold() else title


def _without_footer(body: str, title: str) -> str:
    """A text without the line that systems add to each item: `The post TITLE appeared first on SITE.`, in whatever
    language; both are links. Nor with the count of what a service has cut off.
    """
    body = _CUT_OFF.sub("", body) if body.endswith("]") else body
    above, _, last = body.rpartition("\n\n")
    found = _FOOTER.fullmatch(last)
    is_footer = above and found and title and one_line(found[1]).casefold() == escape(title).casefold()
    return above if is_footer else body


def _reason(error: object) -> str:
    """What a parser says, with the place as other readers tell it; of itself it names the file `<unknown>`."""
    if not isinstance(error, SAXParseException):
        return str(error)
    return f"{error.getMessage()} (line {error.getLineNumber()}, column {(error.getColumnNumber() or 0) + 1})"


def first_words(text: str) -> str | None:
    """A title for what has none."""
    from generator.words import sentences, summarise

    first = " ".join(islice(sentences(text), 1))
    return summarise([_ADDRESS.sub("", first)], limit=100) or summarise([first], limit=100) or None


def _found(item: Any, source: dict[str, str] | None, base: str, authors: Sequence[Any]) -> Found:
    link = _web(item.get("feedburner_origlink")) or _web(item.get("link"))
    content = max((part.get("value") or "" for part in item.get("content", ())), key=len, default="")
    summary = item.get("summary") or ""
    whole = content if len(content) >= len(summary) else summary
    own = item.get("source") or {}
    stated = {
        "title": one_line(_text(item.get("title"))),
        "date": _moment(item.get("published_parsed") or item.get("updated_parsed")),
        "updated": _moment(dict.get(item, "updated_parsed")) if item.get("published_parsed") else None,
        "link": link,
        "author": [{"name": one_line(_text(person.get("name")))} for person in item.get("authors") or authors],
        "tags": [one_line(tag.term) for tag in item.get("tags", ()) if tag.get("term")],
        "summary": one_line(summary)[:400] if content and len(summary) < len(content) / 2 else None,
        "source": _source(one_line(_text(own.get("title"))), own.get("href") or own.get("link")) or source,
    }
    body = to_markdown(whole, base=link or base) if has_tags(whole) else paragraphs_of(unescaped(whole))
    alone = json.encode([stated, whole, item.get("id")], order="sorted")
    return found_item(stated, body, ref=item.get("id") or "", alone=alone)


def paragraphs_of(text: str) -> str:
    """A plain text as Markdown, a paragraph a line."""
    lines = (" ".join(line.split()) for line in without_tracking_in(text).split("\n"))
    return "\n\n".join(escape(line) for line in lines if line)


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
