"""HTML from outside to Markdown: what feeds, mails and documents hold, sanitised before anything else sees it.
Owner of Beautiful Soup and of markdownify.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from generator.canonical import without_tracking
from generator.markdown import clean_fragment, escape, escape_inside, escape_start

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from markdownify import MarkdownConverter

_TOO_LONG = 2_000_000
"""Longer pieces (in characters) are read for their text alone: no article is, and structure takes time."""
_MOST_TAGS = 12_000
_SILENT = re.compile(
    r"<(script|style|template|noscript|svg)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
_BLOCKS = (
    *("address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figure", "figcaption", "footer", "form"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table"),
    *("tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
)
_OPENING = frozenset({"br", *_BLOCKS})
_BREAK = re.compile(rf"</?(?:{'|'.join(_BLOCKS)}|br)\b[^>]*>", re.IGNORECASE)
_IN_CELLS = ["blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"]
_TABLE_PARTS = ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"]
_MOST_TABLES = 300
_UNSEEN = re.compile(r"display:\s*none|visibility:\s*hidden|(?:max-height|font-size):\s*0(?!\.?\d)", re.IGNORECASE)
_MAY_BE_UNSEEN = re.compile(r"style|hidden", re.IGNORECASE)
_PLAIN_MARKS = re.compile(
    r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?:[^()\s]|\([^()]*\))*(?:\s\"[^\"]*\")?\)"
    r"|[*_`#>|\\]+|^[ \t]*+(?:[-+]|\d++\.)\s",
    re.MULTILINE,
)
_BLANK_LINES = re.compile(r"\n{3,}")


def has_tags(text: str) -> bool:
    """Whether a text is HTML."""
    return bool(_TAG.search(text))


def to_markdown(
    fragment: str,
    picture: Callable[[str], str | None] = lambda address: (
        address if address.startswith(("http://", "https://")) else None
    ),
    *,
    base: str = "",
    prune: Callable[[BeautifulSoup], None] = lambda _: None,
) -> str:
    """A piece of HTML as Markdown: headings, lists, quotes, tables, emphasis, links and pictures, nothing else.

    `picture` gives the address under which a picture is shown, or None for one that is not. Addresses are made whole
    by `base`; what leads nowhere then is no link. `prune` takes away what is no article, before anything is read.
    """
    if len(fragment) > _TOO_LONG or fragment.count("<") > _MOST_TAGS:
        return _text_alone(fragment)
    try:
        return _converted(clean_fragment(fragment), picture, base, prune)
    except RecursionError:  # nested so deep that nobody wrote it by hand
        return _text_alone(fragment)


def plain(markdown: str) -> tuple[str, ...]:
    """The paragraphs of such a Markdown text without marks."""
    lines = (
        _PLAIN_MARKS.sub(lambda found: found[2] or "" if not found[1] else "", part) for part in markdown.split("\n\n")
    )
    return tuple(filter(None, (" ".join(html.unescape(line).split()) for line in lines)))


def unescaped(text: str) -> str:
    """Characters for entities."""
    return html.unescape(text)


def one_line(fragment: str) -> str:
    """A title or a name as plain text: without tags, with characters for entities."""
    return " ".join(html.unescape(_TAG.sub("", fragment)).split())


def _converted(
    cleaned: str, picture: Callable[[str], str | None], base: str, prune: Callable[[BeautifulSoup], None]
) -> str:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(cleaned, "lxml")
    if _MAY_BE_UNSEEN.search(cleaned):
        for element in soup.find_all(style=_UNSEEN) + soup.find_all(hidden=True):
            element.decompose()
    prune(soup)
    named: dict[str, list[Tag]] = defaultdict(list)
    for element in soup.find_all():
        named[element.name].append(element)
    tables = named["table"]
    for table in tables if len(tables) <= _MOST_TABLES else ():
        _lay_out(table)
    for name in _TABLE_PARTS if len(tables) > _MOST_TABLES else ():
        for part in named[name]:
            part.name = "div"
    for link in named["a"]:
        _lead(link, base)
    for image in named["img"]:
        _show(image, base, picture)
    text: str = _converter().convert_soup(soup)
    soup.decompose()  # its parts hold each other, and a build collects no cycles
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def _lay_out(table: Tag) -> None:
    """A table that places blocks on a page, or has one column, is no table of facts: its cells are blocks."""
    rows = table.find_all("tr")
    widest = max((len(row.find_all(["td", "th"], recursive=False)) for row in rows), default=0)
    if widest > 1 and len(rows) > 1 and not table.find(_IN_CELLS):
        return
    for part in (table, *table.find_all(_TABLE_PARTS)):
        part.name = "div"


def _lead(link: Tag, base: str) -> None:
    stated = str(link.get("href") or "")
    address = _joined(base, stated) if stated else ""
    if not address.startswith(("http://", "https://", "mailto:", "tel:")) or not (
        link.get_text(strip=True) or link.img
    ):
        link.unwrap()
        return
    link.attrs = {"href": _written(without_tracking(address))}


def _show(image: Tag, base: str, picture: Callable[[str], str | None]) -> None:
    text = " ".join(str(image.get("alt") or "").split())
    address = str(image.get("src") or "").strip()
    whole = address if address.startswith("cid:") else _joined(base, address)
    shown = picture(whole) if address and not _is_pixel(image) else None
    if shown is None:
        image.decompose()
        return
    image.attrs = {"src": _written(shown), "alt": escape_inside(text)}


def _is_pixel(image: Tag) -> bool:
    """Whether a picture is there to be counted, not to be seen."""
    style = str(image.get("style") or "")
    sizes = [str(image.get(side) or "") for side in ("width", "height")]
    sizes += re.findall(r"(?<!-)(?:width|height):\s*(\d+)", style)
    return any(size.strip().removesuffix("px") in {"0", "1", "2"} for size in sizes)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""


def _written(address: str) -> str:
    """An address as it can stand between the brackets of a Markdown link."""
    return quote(address, safe="!#$%&'*+,/:;=?@_~.-")


def _text_alone(fragment: str) -> str:
    """The text of HTML: a paragraph for each block, without links, pictures and emphasis. All of it is escaped."""
    lines = (one_line(block) for block in _BREAK.sub("\n", _SILENT.sub("", fragment)).split("\n"))
    return "\n\n".join(escape(line) for line in lines if line)


@lru_cache(maxsize=1)
def _converter() -> MarkdownConverter:
    from markdownify import ATX, BACKSLASH, MarkdownConverter

    class Converter(MarkdownConverter):
        """Escapes what would mean something in Markdown, and nothing else."""

        def escape(self, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - as in markdownify
            return escape_inside(text)

        def process_text(self, el: Any, parent_tags: set[str] | None = None) -> str:
            text: str = super().process_text(el, parent_tags)  # type: ignore[misc] # not in its stubs
            opens_a_line = el.previous_sibling is None or el.previous_sibling.name in _OPENING
            return escape_start(text) if opens_a_line and "_noformat" not in (parent_tags or ()) else text

        def convert_figcaption(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002
            """A paragraph in italics, so that it is not glued to the text."""
            return f"\n\n*{text.strip()}*\n\n" if text.strip() and "*" not in text else f"\n\n{text.strip()}\n\n"

    return Converter(
        heading_style=ATX, bullets="-", newline_style=BACKSLASH, wrap=True, wrap_width=None, table_infer_header=True
    )
