"""Records: articles as JSON, as a JSON document a line, or as the rows of a table, under the names people use."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec import DecodeError, json

from generator.errors import BroadsheetError, Problem
from generator.fields import NAMES
from generator.headers import fold
from generator.markdown import without_harm
from generator.seeds.drafting import Found, Material
from generator.seeds.feed import found_item, paragraphs_of, read_json_feed
from generator.seeds.tomarkdown import has_tags, one_line, to_markdown
from generator.textfile import decode

_LISTS = ("items", "articles", "entries", "posts", "records", "results", "stories", "news", "data", "docs", "hits")
_OTHER_NAMES: dict[str, str] = {
    "title": "headline name subject heading",
    "date": "published_at publishedat date_publish datepublished pub_date publication_date webpublicationdate "
    "datetime timestamp posted_at created_at createdat time",
    "updated": "updated_at updatedat datemodified modified_at",
    "link": "href web_url weburl uri source_url page_url permalink address",
    "source": "outlet newspaper site sitename feed feed_title domain agency publication",
    "author": "writer by contributors",
    "tags": "labels subjects section",
    "summary": "lead teaser snippet dek trail_text",
    "image": "image_url urltoimage top_image",
}
"""Besides those that all seeds know."""
_BODIES = (
    *("content_markdown", "markdown", "content_html", "html", "body_html", "articlebody", "full_text", "fulltext"),
    *("maintext", "content", "body", "text", "content_text", "plain_text", "article", "raw_text"),
)
_FIELDS = ("title", "date", "updated", "source", "link", "author", "tags", "categories", "summary", "lang", "image")
_ADDRESSES = {"link", "image"}
_BYTE = re.compile(r"\(byte (\d+)\)")
_LARGEST = 10_000_000
"""Bytes of a file, and characters of a field in a table."""


def read_json(material: Material) -> Iterator[Found]:
    """A list of records, an object that holds one, a single record, or a JSON Feed. Raises ValueError."""
    data = _decode(_text(material))
    if isinstance(data, dict) and "jsonfeed.org" in str(data.get("version", "")):
        return read_json_feed(data)
    return _records(_listed(data))


def read_lines(material: Material) -> Iterator[Found]:
    """A JSON object a line (NDJSON, JSON Lines). Raises ValueError naming the line that is none."""
    for number, line in enumerate(_text(material).split("\n"), 1):
        if line.strip():
            try:
                record = _decode(line)
            except ValueError as error:
                raise ValueError(f"line {number} {error}") from None
            yield from _records([record])


def read_table(material: Material) -> Iterator[Found]:
    """A table with the names of its columns in the first row; commas, semicolons or tabs between them."""
    text = _text(material)
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    csv.field_size_limit(_LARGEST)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from _records({key: value for key, value in row.items() if key and value} for row in rows)
    except csv.Error as error:
        raise ValueError(f"is no table that can be read: row {rows.line_num}: {error}") from None


def _text(material: Material) -> str:
    """A file's text. Raises BroadsheetError for one that is too long to be read in one piece."""
    if len(material.data) > _LARGEST:
        megabytes = len(material.data) / 1_000_000
        message = f"holds {megabytes:.1f} MB of records, more than the 10 MB that are read at once"
        hint = "split it into smaller files, each with whole records"
        raise BroadsheetError(Problem(message=message, file=material.name, hint=hint))
    return decode(material.data)


def _decode(text: str) -> Any:
    try:
        return json.decode(text)
    except DecodeError as error:
        message = _BYTE.sub(lambda found: _place(text, int(found[1])), str(error))
        raise ValueError(f"is not valid JSON: {message}") from None


def _place(text: str, byte: int) -> str:
    """A place in a text as its reader counts."""
    before = text.encode()[:byte].decode(errors="ignore")
    return f"(line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))})"


def _listed(data: Any) -> Iterable[Any]:
    if isinstance(data, list):
        return data
    if isinstance(data, dict):
        found = next((data[name] for name in _LISTS if isinstance(data.get(name), list)), None)
        return [data] if found is None or any(name in data for name in _BODIES) else found
    return ()


def _records(data: Iterable[Any]) -> Iterator[Found]:
    """Raises ValueError when nothing in it is an article."""
    number = 0
    for each in data:
        if isinstance(each, dict) and (found := _found({fold(str(key)): value for key, value in each.items()})):
            number += 1
            yield found
    if not number:
        raise ValueError("holds no article: none has a `title` and a `text`, `content` or `summary`")


def _found(record: dict[str, Any]) -> Found | None:
    stated = {field: value for field in _FIELDS if (value := _value(field, record))}
    name = next((name for name in _BODIES if isinstance(record.get(name), str) and record[name].strip()), None)
    if name is None and not (stated.get("title") and (stated.get("summary") or stated.get("link"))):
        return None
    alone = json.encode(record, order="sorted")
    own = next((str(record[key]) for key in ("id", "guid", "uuid", "_id") if record.get(key)), None)
    ref = own or ("" if stated.get("link") else hashlib.sha256(alone).hexdigest()[:12])
    body = _body(name, record[name], str(stated.get("link") or "")) if name else ""
    return found_item(stated, body, ref=ref, alone=alone, stated_in="record")


def _body(name: str, text: str, base: str) -> str:
    if "markdown" in name:
        return without_harm(text.strip())
    if "html" in name or has_tags(text):
        return to_markdown(text, base=base)
    return paragraphs_of(text)


def _value(field: str, record: dict[str, Any]) -> Any:
    """The first of a field's names that says something which can be meant."""
    for name in (field, *NAMES[field], *_OTHER_NAMES.get(field, "").split()):
        value = record.get(name)
        if value in (None, "", [], {}):
            continue
        if field in _ADDRESSES:
            if str(value).startswith(("http://", "https://")):
                return value
        elif field in {"date", "updated"}:
            return _date(value)
        elif field in {"title", "summary"} or (field == "source" and isinstance(value, str)):
            return one_line(str(value))
        else:
            return value
    return None


def _date(value: Any) -> Any:
    """A number is a POSIX time stamp, in seconds or in milliseconds."""
    text = str(value).strip()
    digits = text.partition(".")[0]
    if not digits.isdigit() or len(digits) not in {9, 10, 13}:
        return text
    return datetime.fromtimestamp(int(digits[:10] if len(digits) != 9 else digits), UTC).isoformat()
