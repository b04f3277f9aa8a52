"""HTML from outside to Markdown: what feeds, mails and documents hold, sanitised before anything else sees it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import quote, urljoin

from lxml.html import HtmlElement

from generator.canonical import without_tracking
from generator.markdown import clean_fragment, escape
from generator.seeds.markup import deep_fragment
from generator.seeds.writing import write

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
_BREAK = re.compile(rf"</?(?:{'|'.join(_BLOCKS)}|br)\b[^>]*>", re.IGNORECASE)
_IN_CELLS = ("blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul")
_TABLE_PARTS = ("thead", "tbody", "tfoot", "tr", "td", "th", "caption")
_MOST_TABLES = 300
_UNSEEN = re.compile(r"display:\s*none|visibility:\s*hidden|(?:max-height|font-size):\s*0(?!\.?\d)", re.IGNORECASE)
_SAFE = re.compile(r"[\w!#$%&'*+,/:;=?@~.-]*", re.ASCII)


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
    prune: Callable[[HtmlElement], None] = lambda _: None,
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


def unescaped(text: str) -> str:
    """Characters for entities."""
    return html.unescape(text)


def one_line(fragment: str) -> str:
    """A title or a name as plain text: without tags, with characters for entities."""
    return " ".join(html.unescape(_TAG.sub("", fragment)).split())


def _converted(
    cleaned: str, picture: Callable[[str], str | None], base: str, prune: Callable[[HtmlElement], None]
) -> str:
    tree = deep_fragment(cleaned)
    elements = list(tree.iter())  # lxml makes each anew whenever it is come by, unless something holds it
    if " style=" in cleaned or " hidden" in cleaned:
        for element in elements:
            if "hidden" in element.attrib or _UNSEEN.search(element.get("style") or ""):
                element.drop_tree()
    prune(tree)
    tables = list(tree.iter("table"))
    for table in tables:
        if len(tables) > _MOST_TABLES or not _is_of_facts(table):
            _unfold(table)
    for link in list(tree.iter("a")):
        _lead(link, base)
    for image in list(tree.iter("img")):
        _show(image, base, picture)
    return write(tree)


def _is_of_facts(table: HtmlElement) -> bool:
    """A table that places blocks on a page, or has one column, is none of facts."""
    rows = list(table.iter("tr"))
    widest = max((sum(1 for _ in row.iterchildren("td", "th")) for row in rows), default=0)
    return widest > 1 and len(rows) > 1 and all(part is table for part in table.iter(*_IN_CELLS))


def _unfold(table: HtmlElement) -> None:
    """Make its cells blocks, and those of tables in it."""
    table.tag = "div"
    for part in list(table.iter(*_TABLE_PARTS)):
        part.tag = "div"


def _lead(link: HtmlElement, base: str) -> None:
    stated = link.get("href") or ""
    address = _joined(base, stated) if stated else ""
    says = (link.text or "").strip() or link.text_content().strip() or link.find(".//img") is not None
    if not says or not address.startswith(("http://", "https://", "mailto:", "tel:")):
        link.drop_tag()
    else:
        link.set("href", _written(without_tracking(address)))


def _show(image: HtmlElement, base: str, picture: Callable[[str], str | None]) -> None:
    address = (image.get("src") or "").strip()
    whole = address if address.startswith("cid:") else _joined(base, address)
    shown = picture(whole) if address and not _is_pixel(image) else None
    if shown is None:
        image.drop_tree()
    else:
        image.attrib.update(
            {"src": _written(without_tracking(shown)), "alt": " ".join((image.get("alt") or "").split())}
        )


def _is_pixel(image: HtmlElement) -> bool:
    """Whether a picture is there to be counted, not to be seen."""
    style = image.get("style") or ""
    sizes = [image.get(side) or "" for side in ("width", "height")]
    sizes += re.findall(r"(?<!-)(?:width|height):\s*(\d+)", style)
    return any(size.strip().removesuffix("px") in {"0", "1", "2"} for size in sizes)


def _joined(base: str, address: str) -> str:
    address = address.strip()
    if address.startswith(("http://", "https://")):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _written(address: str) -> str:
    """An address as it can stand between the brackets of a Markdown link."""
    return address if _SAFE.fullmatch(address) else quote(address, safe="!#$%&'*+,/:;=?@_~.-")


def _text_alone(fragment: str) -> str:
    """The text of HTML: a paragraph for each block, without links, pictures and emphasis. All of it is escaped."""
    lines = (one_line(block) for block in _BREAK.sub("\n", _SILENT.sub("", fragment)).split("\n"))
    return "\n\n".join(escape(line) for line in lines if line)
