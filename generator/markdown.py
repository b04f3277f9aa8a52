"""Markdown to HTML, plain text to Markdown, and the sanitiser. Owner of pyromark, Python-Markdown and nh3."""

from __future__ import annotations

import html
import re
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
_HEADING = re.compile(r"""<h([1-6])((?:[^>"]|"[^"]*")*)>(.*?)</h\1>""", re.DOTALL)
_ID = re.compile(r'i(?<!\wi)d="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH = re.compile(r"<(p)(?: [^>]*)?>(.*?)</p>", re.DOTALL)
_LIST_ITEM = re.compile(r"<(li|dd|td)(?: [^>]*)?>(.*?)</\1>", re.DOTALL)
_FOOTNOTE = re.compile(
    r'<sup class="footnote-reference">.*?</sup>|<div class="footnote-definition".*?</div>', re.DOTALL
)
# A word's beginning is looked for behind its first letter: `\b` before it would be tried at every place.
_LINK_TARGET = re.compile(r"\]\([^()\s]*(?:\s[^()]*)?\)|h(?<!\wh)ttps?://\S+")
# Ids that the page around an article uses itself.
_PAGE_IDS = frozenset({"main", "related_articles"})

# Without one of these a text has no link, image or raw HTML.
_MAY_MENTION = re.compile(r"<|\][(:\[]")

# Python-Markdown takes `&#169` without a semicolon too.
_ENTITY = re.compile(r"&(?=#\w|\w+;)")
_SPECIAL = re.compile(r"([\\`*\[\]]|(?<![^\W_])_|_(?![^\W_]))")
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


def without_targets(text: str) -> str:
    """A Markdown text without the addresses of its links, for counting words."""
    return _LINK_TARGET.sub("", text)


def escape(paragraph: str) -> str:
    r"""One paragraph of plain text as one line of Markdown that reads exactly like it, in either engine.

    Only what would mean something is escaped: `1. May` becomes `1\. May`, `R&D` stays.
    """
    line = _SPECIAL.sub(r"\\\1", paragraph.strip())
    line = _TAG_START.sub("&lt;", _ENTITY.sub("&amp;", line))
    if line.count("~") > 1:
        line = line.replace("~", "&#126;")
    return _LINE_START.sub(lambda found: (found[1] or "") + "\\", line, count=1)


def sanitised(markup: str) -> str:
    """HTML with nothing in it but what the allow-list names."""
    return _cleaner().clean(markup)


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
    taken = {*_PAGE_IDS} | set(_ID.findall(_HEADING.sub("", page)))
    above = 1

    def heading(found: re.Match[str]) -> str:
        nonlocal above
        stated = _ID.search(found[2])
        anchor = stated[1] if stated else slugify(html.unescape(_TAG.sub("", found[3])))
        unique, count = anchor, 2
        while unique in taken:
            unique, count = f"{anchor}-{count}", count + 1
        taken.add(unique)
        above = level = min(ranks[found[1]], above + 1, 6)
        return f'<h{level} id="{unique}">{found[3]}</h{level}>'

    return _HEADING.sub(heading, page)


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
        url_schemes={"http", "https", "mailto", "tel"},
        filter_style_properties={"text-align"},
    )
