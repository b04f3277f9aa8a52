"""HTML from strangers to clean Markdown. Owner of BeautifulSoup and markdownify."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from generator.markdown import sanitised

if TYPE_CHECKING:
    from bs4 import Tag
    from markdownify import MarkdownConverter

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_TRAILING = re.compile(r"[ \t]+$(?<!  )", re.MULTILINE)
_LINE_START = re.compile(r"^([-+](?=[\s-])|#{1,6}(?=\s))", re.MULTILINE)
_PLAIN_MARKS = re.compile(
    r"(!?)\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s\"[^\"]*\")?\)|[*_`#>|\\]+|^\s*(?:[-+]|\d+\.)\s", re.MULTILINE
)


def to_markdown(markup: str, picture: Callable[[str], str | None] = lambda address: address) -> str:
    """A piece of HTML as Markdown: headings, lists, quotes, tables, emphasis, links and pictures, nothing else.

    `picture` gives the address under which a picture is shown, or None for one that is not.
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(sanitised(markup), "lxml")
    for image in soup.find_all("img"):
        address = picture(str(image.get("src") or ""))
        if address:
            image["src"] = _target(address)
        else:
            image.decompose()
    for link in soup.find_all("a"):
        target = str(link.get("href") or "")
        if not target.startswith(("http://", "https://", "mailto:")) or not (link.get_text(strip=True) or link.img):
            link.unwrap()
        else:
            link["href"] = _target(target)
    for table in soup.find_all("table"):
        if not _is_data(table):
            _unfold(table)
    text = _converter().convert_soup(soup)
    soup.decompose()  # its parts hold each other, and a build collects no cycles
    return _BLANK_LINES.sub("\n\n", _TRAILING.sub("", text)).strip()


def plain(markdown: str) -> tuple[str, ...]:
    """The paragraphs of such a Markdown text without marks."""
    lines = (
        _PLAIN_MARKS.sub(lambda found: found[2] or "" if not found[1] else "", part) for part in markdown.split("\n\n")
    )
    return tuple(filter(None, (" ".join(line.split()) for line in lines)))


def _converter() -> MarkdownConverter:
    from markdownify import MarkdownConverter

    class Converter(MarkdownConverter):
        """What markdownify does otherwise than a paragraph for a reader needs it."""

        def escape(self, text: str, parent_tags: set[str]) -> str:
            """Also what would begin an element of HTML, or a list or heading at the start of a line."""
            escaped = str(super().escape(text, parent_tags))  # type: ignore[misc] # its stubs leave it out
            if "pre" in parent_tags or "code" in parent_tags:
                return escaped
            return _LINE_START.sub(r"\\\1", re.sub(r"<(?=\S)", "&lt;", escaped))

    return Converter(
        heading_style="ATX", bullets="-", strong_em_symbol="*", escape_misc=False, newline_style="BACKSLASH"
    )


def _target(address: str) -> str:
    """An address that no bracket, blank or quote ends too early."""
    return quote(unquote(address) if " " in address else address, safe="/:?#@!$&'*+,;=~%-._[]")


def _is_data(table: Tag) -> bool:
    """Whether a table holds data, and is not there for the layout."""
    rows: list[Any] = table.find_all("tr")
    widest = max((len(row.find_all(["td", "th"])) for row in rows), default=0)
    return len(rows) > 1 and widest > 1 and not table.find(["table", "p", "ul", "h2", "h3"])


def _unfold(table: Tag) -> None:
    for part in table.find_all(["tr", "td", "th", "caption"]):
        part.name = "div"
        part.attrs = {}
    for part in table.find_all(["tbody", "thead", "tfoot"]):
        part.unwrap()
    table.name = "div"
    table.attrs = {}
