"""Saved web pages: the file of "save page as", with or without its folder of pictures, and those of SingleFile."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

from generator.canonical import canonical
from generator.model import Attachment
from generator.seeds.drafting import Found, Material, kept_picture, opening
from generator.seeds.maintext import main_text
from generator.seeds.markup import EMBEDDED, decode_html, parse, picture_bytes, prune, without_data
from generator.seeds.metadata import labels, resolve
from generator.seeds.publication import day_of
from generator.seeds.statements import statements
from generator.seeds.tidy import tidy
from generator.seeds.tomarkdown import to_markdown

_BESIDE = "https://beside.invalid/"
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)\s*(\S+?)\s*-->|Page saved with SingleFile\s+url:\s*(\S+)")
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"})
_MOST_BYTES = 20_000_000
_FEWEST_LETTERS = 40


class Saved(Struct, frozen=True):
    """A page as text, the address it was saved from where that is known, and the pictures saved with it by the
    address that shows them.
    """

    text: str
    address: str | None
    picture: Callable[[str], Attachment | None]


def read(material: Material) -> Iterator[Found]:
    """Read a saved page. Raises ValueError for a file that is empty, too large, or holds no article."""
    text = decode_html(material.data)
    found = _SAVED_FROM.search(text, 0, 5000)
    yield read_page(Saved(text, (found[1] or found[2]) if found else None, partial(_beside, material.beside)), material)


def read_page(saved: Saved, material: Material) -> Found:
    """The article in a page, and what the page states about it."""
    text, embedded = without_data(saved.text)
    page = parse(text)
    said = statements(page)
    fields, candidates = resolve(said, material.zone)
    stated = {field: candidate.value for field, candidate in fields.items()}
    link = stated.get("link") or canonical(saved.address or "")
    prune(page, link or saved.address or "", lambda source: _kept(source, saved.picture))
    answer = main_text(page, stated.get("title", ""), stated.get("summary", ""))
    attachments: dict[str, Attachment] = {}
    titles = (stated.get("title", ""), said.title, *said.headings)
    body = to_markdown(
        tidy(answer.markup, titles, stated.get("author", "")),
        lambda address: _shown(address, embedded, saved.picture, attachments),
    )
    paragraphs = opening(body)
    if sum(map(len, paragraphs)) < _FEWEST_LETTERS:
        raise ValueError("has no article in it")
    when = day_of(stated["date"], material.zone) if "date" in stated else None
    origins = {field: candidate.origin for field, candidate in fields.items()}
    if link and "link" not in stated:
        origins["link"] = "address it was saved from"
    return Found(
        title=stated.get("title"),
        source=stated.get("source") or (urlsplit(link).hostname or "").removeprefix("www.")
        if link
        else stated.get("source"),
        link=link,
        author=stated.get("author"),
        tags=tuple(labels([(stated["tags"], "")])) if "tags" in stated else None,
        when=when,
        lang=stated.get("lang"),
        summary=stated.get("summary"),
        body=body,
        paragraphs=paragraphs,
        verbatim=False,
        origins={"source": "address", **origins, "body": f"{answer.extractor} extraction"},
        candidates=candidates,
        attachments=tuple(attachments.values()),
    )


def _beside(beside: Callable[[str], bytes | None], source: str) -> Attachment | None:
    """A picture in a folder that a browser saved beside a page."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    name = posixpath.normpath(unquote(parts.path))
    ending = posixpath.splitext(name)[1].lower()
    if parts.scheme or parts.netloc or "/" not in name or ending not in _PICTURES:
        return None
    data = beside(name)
    return kept_picture(name, data) if data and len(data) <= _MOST_BYTES else None


def _kept(source: str, picture: Callable[[str], Attachment | None]) -> str | None:
    if source.startswith(EMBEDDED):
        return source
    return _BESIDE + quote(source, safe="") if picture(source) else None


def _shown(
    address: str,
    embedded: Mapping[str, str],
    picture: Callable[[str], Attachment | None],
    attachments: dict[str, Attachment],
) -> str | None:
    """The address of a picture in the entry: its file's name when it came with the page, else its place on the web."""
    found = None
    if address.startswith(EMBEDDED):
        name = address.removeprefix(EMBEDDED)
        data = picture_bytes(embedded.get(name, ""))
        found = kept_picture(f"picture{posixpath.splitext(name)[1]}", data) if data else None
    elif address.startswith(_BESIDE):
        found = picture(unquote(address.removeprefix(_BESIDE)))
    elif urlsplit(address).scheme in {"http", "https"}:
        return address
    if found is None:
        return None
    attachments[found.name] = found
    return found.name
