"""Markdown to HTML, plain text to Markdown, and the sanitiser. Owner of pyromark, Python-Markdown and nh3."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import nh3
import pyromark
from msgspec import Struct

from generator.config import Markdown as Settings
from generator.errors import ConfigError, Problem
from generator.slugs import slugify

if TYPE_CHECKING:
    from markdown import Markdown

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
)
_SMART = _OPTIONS | pyromark.Options.ENABLE_SMART_PUNCTUATION

# Only raw HTML, and links that lead elsewhere than into the web or the site, can carry what a sanitiser would remove.
_MAY_HARM = re.compile(r"""(?:href|src)="(?!https?://|/|#|mailto:|tel:)""")
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_HEADING = re.compile(r"""<h([1-6])((?:[^<>"]|"[^"]*")*)>(.*?)</h\1>""", re.DOTALL)
_ID = re.compile(r'i(?<!\wi)d="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH = re.compile(r"<(p)(?: [^<>]*)?>(.*?)</p>", re.DOTALL)
_LIST_ITEM = re.compile(r"<(li|dd|td)(?: [^<>]*)?>(.*?)</\1>", re.DOTALL)
_FOOTNOTE = re.compile(
    r'<sup class="footnote-reference">.*?</sup>|<div class="footnote-definition".*?</div>', re.DOTALL
)
# A word's beginning is looked for behind its first letter: `\b` before it would be tried at every place.
_LINK_TARGET = re.compile(r"\]\([^()\s]*(?:\s[^()]*)?\)|h(?<!\wh)ttps?://\S+")
# Ids that the page around an article uses itself.
_PAGE_IDS = frozenset({"main", "related_articles"})

# Without one of these a text has no link, image or raw HTML.
_MAY_MENTION = re.compile(r"<|\][(:\[]")

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_MOST_TAGS = 25_000
_START_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_END_TAG = re.compile(r"</([A-Za-z][A-Za-z0-9-]*)\s*>\s*")
_HARMFUL_TARGET = re.compile(
    r"^ {0,3}\[[^\]\n]+\]:[ \t]*+(?:\n[ \t]*+)?<?(?:javascript|vbscript|data|file):.*$", re.IGNORECASE | re.MULTILINE
)
"""The definition of a link's target that no link may lead to."""

# Python-Markdown takes `&#169` without a semicolon too.
_ENTITY = re.compile(r"&(?=#\w|\w+;)")
_SPECIAL = re.compile(r"([\\`*\[\]]|(?<![^\W_])_|_(?![^\W_]))")
_MAY_MEAN = re.compile(r"[\\`*_\[\]<&~]")
_TAG_START = re.compile(r"<(?=\S)")
_LINE_START = re.compile(r"^(?=#|>|[-+](?:[\s\-]|$))|^(\d{1,9})(?=[.)](?:\s|$))")


def to_html(text: str, settings: Settings, *, verbatim: bool = False, imported: bool = False) -> str:
    """Render an article's body: headings from level 2 with anchors, wide tables that scroll by themselves.

    `verbatim` text keeps its straight quotes, `--` and `...`, and no extension sees it. `imported` text is
    always sanitised.
    """
    if settings.engine == "pyromark":
        page = pyromark.html(text, options=_SMART if settings.smart and not verbatim else _OPTIONS)
    else:
        page = python_markdown(() if verbatim else settings.extensions).reset().convert(text)
    may_harm = settings.engine != "pyromark" or "<" in text or _MAY_HARM.search(page)
    if may_harm and (imported or settings.html == "safe"):
        page = _cleaner().clean(page)
    if "<table" in page:
        page = _TABLE.sub(r'<div class="scroll" tabindex="0">\g<0></div>', page)
    return _anchored(page) if "<h" in page else page


def plain_paragraphs(text: str, limit: int) -> list[str]:
    """The paragraphs within the first `limit` characters of a Markdown text, as a reader reads them."""
    if len(text) > limit:
        text = text[: text.rfind("\n", 0, limit) if "\n" in text[:limit] else limit]
    rendered = pyromark.html(text, options=_OPTIONS)
    if "<" in text:
        rendered = _cleaner().clean(rendered)
    if "footnote" in rendered:
        rendered = _FOOTNOTE.sub("", rendered)
    found = _PARAGRAPH.findall(rendered) or _LIST_ITEM.findall(rendered)
    plain = (html.unescape(_TAG.sub("", inner)) for _, inner in found)
    return [line for line in (" ".join(part.split()) for part in plain) if line]


class Mention(Struct, frozen=True):
    """A link, an image or a piece of raw HTML in a Markdown text, and the line it begins on, from 1. `text` is
    an image's alternative text, or the piece of HTML.
    """

    kind: Literal["link", "image", "html"]
    line: int
    address: str = ""
    text: str = ""


def mentions(text: str) -> list[Mention]:
    """What a Markdown text leads to or shows, in its order. Code is code: nothing in it counts."""
    if not _MAY_MENTION.search(text):
        return []
    data = text.encode()
    found: list[Mention] = []
    line, counted = 1, 0
    for event, reach in pyromark.events_with_range(text, options=_OPTIONS):
        start, end = reach["start"], reach["end"]
        if start > counted:
            line, counted = line + data.count(b"\n", counted, start), start
        match event:
            case {"Start": {"Link": link}}:
                found.append(Mention("link", line, link["dest_url"]))
            case {"Start": {"Image": image}}:
                inner = data[start + 2 : end].decode().partition("]")[0]
                found.append(Mention("image", line, image["dest_url"], inner.strip()))
            case {"Start": "HtmlBlock"} | {"InlineHtml": _}:
                found.append(Mention("html", line, text=data[start:end].decode()))
    return found


def clean_fragment(fragment: str) -> str:
    """HTML from outside with nothing active in it, for turning it into Markdown: besides what pages may have, it keeps
    what tells whether an element is seen, and pictures that came with a mail (`cid:`).
    """
    return _fragment_cleaner().clean(fragment)


def without_harm(text: str) -> str:
    """A Markdown text from outside, as it is written but for the HTML and addresses that may do harm.

    Raises ValueError for one that is hardly anything but HTML.
    """
    if not _MAY_MENTION.search(text):
        return text
    if text.count("<") > _MOST_TAGS:
        raise ValueError("holds more HTML than any article")
    data = text.encode()
    whole: list[bytes] = []
    reached = 0
    for start, end, kept in _replacements(data):
        if start >= reached:
            whole += [data[reached:start], kept]
            reached = end
    return _HARMFUL_TARGET.sub("", b"".join((*whole, data[reached:])).decode())


def without_targets(text: str) -> str:
    """A Markdown text without the addresses of its links, for counting words."""
    return _LINK_TARGET.sub("", text)


def escape(paragraph: str) -> str:
    r"""One paragraph of plain text as one line of Markdown that reads exactly like it, in either engine.

    Only what would mean something is escaped: `1. May` becomes `1\. May`, `R&D` stays.
    """
    return escape_start(escape_inside(paragraph.strip()))


def escape_inside(text: str) -> str:
    """The same for a piece of a paragraph that does not open it."""
    if not _MAY_MEAN.search(text):
        return text
    line = _TAG_START.sub("&lt;", _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\1", text)))
    return line.replace("~", "&#126;") if line.count("~") > 1 else line


def escape_start(line: str) -> str:
    """A line of which nothing but the beginning may still mean something, such as a list."""
    return _LINE_START.sub(lambda found: (found[1] or "") + "\\", line, count=1)


def python_markdown(extensions: tuple[str, ...]) -> Markdown:
    """A Python-Markdown converter, one for each set of extensions in a process.

    Raises ConfigError naming the extension that cannot be loaded.
    """
    return _python_markdown(extensions)


@lru_cache(maxsize=4)
def _python_markdown(extensions: tuple[str, ...]) -> Markdown:
    from markdown import Markdown

    converter = Markdown(output_format="html")
    for extension in extensions:
        try:
            converter.registerExtensions([extension], {})
        except (ImportError, AttributeError, TypeError) as error:
            raise ConfigError(
                Problem(
                    message=f"markdown extension {extension!r} cannot be loaded: {error}",
                    file="site.yaml",
                    hint="install the package that has it, or take it out of markdown.extensions",
                )
            ) from error
    return converter


def _anchored(page: str) -> str:
    """Nest headings below the page's own h1 without gaps and give each an id of its own."""
    ranks = {level: rank for rank, level in enumerate(sorted({found[1] for found in _HEADING.finditer(page)}), 2)}
    taken = {*_PAGE_IDS} | (set(_ID.findall(_HEADING.sub("", page))) if 'id="' in page else set())
    above = 1
    counts: dict[str, int] = {}

    def heading(found: re.Match[str]) -> str:
        nonlocal above
        stated = _ID.search(found[2])
        anchor = stated[1] if stated else slugify(html.unescape(_TAG.sub("", found[3])))
        unique, count = anchor, counts.get(anchor, 2)
        while unique in taken:
            unique, count = f"{anchor}-{count}", count + 1
        counts[anchor] = count
        taken.add(unique)
        above = level = min(ranks[found[1]], above + 1, 6)
        return f'<h{level} id="{unique}">{found[3]}</h{level}>'

    return _HEADING.sub(heading, page)


def _replacements(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """What of a Markdown text is to be put otherwise: start, end and what stands there instead."""
    for event, reach in pyromark.events_with_range(data.decode(), options=_OPTIONS):
        start, end = reach["start"], reach["end"]
        match event:
            case {"Start": "HtmlBlock"} | {"InlineHtml": _}:
                piece = data[start:end].decode()
                if (kept := _harmless(piece)) != piece:
                    yield start, end, kept.encode()
            case {"Start": {"Link": link} | {"Image": link}} if not _is_harmless(link["dest_url"]):
                label = re.match(r"!?\[(.*?)\](?=[(\[]|$)", data[start:end].decode(), re.DOTALL)
                yield start, end, escape_inside(label[1] if label else "").encode()


def _harmless(piece: str) -> str:
    """A piece of raw HTML without what is active. A tag may begin in one piece and end in another."""
    if found := _END_TAG.fullmatch(piece):
        return piece if found[1].lower() in nh3.ALLOWED_TAGS else ""
    cleaned = _cleaner().clean(piece)
    if _START_TAG.fullmatch(piece.strip()):
        return cleaned.partition("</")[0] + ("\n" if piece.endswith("\n") else "")
    return cleaned


def _is_harmless(address: str) -> bool:
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", address), re.IGNORECASE)
    return scheme is None or scheme[1].lower() in _SCHEMES


@lru_cache(maxsize=1)
def _fragment_cleaner() -> nh3.Cleaner:
    attributes = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
    attributes["*"] = {"lang", "dir", "title", "class", "id", "style", "hidden", "width", "height", "role"}
    attributes["time"] = {"datetime"}
    return nh3.Cleaner(
        tags=nh3.ALLOWED_TAGS | {"figure", "figcaption", "main", "section"},
        attributes=attributes,
        link_rel=None,
        url_schemes=_SCHEMES | {"cid"},
        filter_style_properties={"display", "visibility", "width", "height", "max-height", "font-size"},
    )


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    attributes = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
    for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "div", "sup", "li"):
        attributes.setdefault(tag, set()).update({"id", "class"})
    for tag in ("td", "th"):
        attributes[tag].add("style")
    attributes["time"] = {"datetime"}
    attributes["*"] = {"lang", "dir", "title"}
    return nh3.Cleaner(
        attributes=attributes,
        link_rel=None,
        url_schemes=_SCHEMES,
        filter_style_properties={"text-align"},
    )
