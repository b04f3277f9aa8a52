"""HTML from strangers, made safe to work with: bytes to text, text to a tree of bounded size, a tree without
what is never read. Owner of lxml and of Beautiful Soup.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import urljoin

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

EMBEDDED = "https://embedded.invalid/"
"""Stands before the name of a picture that the page carries in itself, until its text is chosen."""

_MOST_CHARACTERS = 6_000_000
_MOST_ELEMENTS = 16_000
_LONGEST_PIECE = 400_000
_BEGINNING = 4096
"""Bytes in which a page declares its encoding: four times as many as the HTML standard asks browsers to look at."""
_ESCAPING = b"iso-2022"
"""Encodings that are ASCII with escapes, so that any such text is UTF-8 too."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DATA = re.compile(r"data:([a-z]+/[a-z0-9.+-]+)?(?:;[a-z0-9=.-]+)*?(;base64)?,([A-Za-z0-9+/=%_-]{40,})")
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_NEVER_READ = (
    *("script", "style", "noscript", "svg", "iframe", "object", "template", "canvas", "embed", "link", "input"),
    *("select", "textarea", "video", "audio", "figcaption", "dialog", "math", "map"),
)
_LONGEST_CAPTION = 600
# Where scripts find the address of a picture that they load later.
_LATER = ("data-src", "data-original", "data-lazy-src", "data-srcset", "srcset")


def _declared(beginning: bytes) -> str | None:
    from bs4.dammit import EncodingDetector

    return EncodingDetector.find_declared_encoding(beginning, is_html=True)


def decode_html(data: bytes, stated: str | None = None) -> str:
    """The text of an HTML file: as its mark says, else UTF-8 if it is, else as a header or the page itself states,
    else Windows-1252. A claim that does not fit the bytes is not believed.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    beginning = data[:_BEGINNING]
    if _ESCAPING not in (stated or "").lower().encode() + beginning.lower():
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    claim = stated or _declared(beginning)
    for encoding in filter(None, (claim, "cp1252")):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8" if (claim or "").lower().replace("-", "") == "utf8" else "cp1252", "replace")


def without_data(text: str) -> tuple[str, dict[str, str]]:
    """A page whose `data:` addresses became names below `EMBEDDED`, and the Base64 of each picture by its name."""
    names: dict[str, str] = {}

    def replaced(found: re.Match[str]) -> str:
        ending = _ENDINGS.get((found[1] or "").lower())
        if ending is None or not found[2]:
            return "about:blank"
        return EMBEDDED + names.setdefault(found[3], f"{len(names)}{ending}")

    text = _DATA.sub(replaced, text) if "data:" in text else text
    return text, {name: encoded for encoded, name in names.items()}


def picture_bytes(encoded: str) -> bytes:
    """The bytes of an embedded picture; none where the Base64 is broken."""
    try:
        return base64.b64decode(encoded)
    except (binascii.Error, ValueError):
        return b""


def parse(text: str) -> HtmlElement:
    """A tree of at most 16 000 elements; elements nested deeper than 255 are left out (by libxml2).

    Raises ValueError for a page that is empty or too large to be an article.
    """
    text = _DECLARATION.sub("", _CONTROL.sub("", text) if "\0" in text or _CONTROL.search(text) else text)
    if not text.strip():
        raise ValueError("is empty")
    if len(text) > _MOST_CHARACTERS or text.count("<") > 6 * _MOST_ELEMENTS:
        raise ValueError("is too large to be an article")
    try:
        page = lxml.html.document_fromstring(text)
    except (etree.ParserError, ValueError):
        raise ValueError("is not a web page") from None
    if sum(1 for _ in page.iter()) > _MOST_ELEMENTS or _longest_piece(page) > _LONGEST_PIECE:
        raise ValueError("is too large to be an article")
    return page


def fragment(markup: str) -> HtmlElement:
    """A piece of HTML as a tree; empty for a whole page without a body, on which lxml fails."""
    try:
        return lxml.html.fragment_fromstring(markup, create_parent="div")
    except (AssertionError, IndexError):
        return lxml.html.Element("div")


def deep_fragment(markup: str) -> HtmlElement:
    """The same of any depth, for a piece that has been cleaned and is of bounded size."""
    page: HtmlElement = lxml.html.document_fromstring(f"<body>{markup}", parser=_deep_parser())
    return page[0]


@lru_cache(maxsize=1)
def _deep_parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(huge_tree=True)


def serialise(page: HtmlElement) -> str:
    """A tree as HTML."""
    text: str = etree.tostring(page, encoding="unicode", method="html")
    return text


def prune(page: HtmlElement, base: str, local: Callable[[str], str | None]) -> None:
    """Take away what is never read, captions included, and make addresses absolute. `local` gives an address that
    stands for a picture which lies beside the page, or None.
    """
    etree.strip_elements(page, *_NEVER_READ, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in list(page.iter("div", "p", "section", "span", "dd")):
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        is_there = element.getparent() is not None and element.find(".//img") is None
        if "caption" in named.lower() and is_there and len("".join(element.itertext())) < _LONGEST_CAPTION:
            element.drop_tree()
    for image in page.iter("img"):
        source = _source(image)
        image.attrib.update({"src": (local(source) or _joined(base, source))} if source else {})
    for link in page.iter("a"):
        if target := link.get("href"):
            link.set("href", _joined(base, target))


def blocks(page: HtmlElement) -> Iterator[tuple[HtmlElement, str, str]]:
    """Each run of text between the limits of blocks: the element it stands in, the text, and its part in links."""
    links = 0
    pieces: list[tuple[str, bool]] = []
    stack = [page]
    for event, element in etree.iterwalk(page, events=("start", "end")):
        is_start = event == "start"
        if element.tag == "a":
            links += 1 if is_start else -1
        elif element.tag not in _INLINE:
            if text := _joined_text(text for text, _ in pieces):
                yield stack[-1], text, _joined_text(text for text, is_linked in pieces if is_linked)
            pieces.clear()
            stack.append(element) if is_start else stack.pop()
        if is_start:
            pieces.append((element.text or "", links > 0))
        elif element is not page:
            pieces.append((f" {element.tail or ''}" if element.tag == "br" else element.tail or "", links > 0))


def _joined_text(pieces: Iterator[str]) -> str:
    return " ".join("".join(pieces).split())


_INLINE = frozenset(
    {
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "mark",
        "nobr",
        "picture",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    }
)


def _longest_piece(page: HtmlElement) -> int:
    """Scripts may be as long as they like."""
    texts = (element.text for element in page.iter() if element.tag not in ("script", "style"))
    return max((len(text) for text in texts if text), default=0)


def _source(image: HtmlElement) -> str:
    source: str = (image.get("src") or "").strip()
    if source and not source.startswith(("about:", "data:")) and "placeholder" not in source:
        return source
    later = next(filter(None, (image.get(name) for name in _LATER)), None) or ""
    return str(later).split(",", 1)[0].split(maxsplit=1)[0] if later.strip(", ") else source


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""
