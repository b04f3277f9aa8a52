"""What a web page states about itself, wherever it states it: JSON-LD, `<meta>`, microdata, what is seen around the
headline, `<title>`. Nothing is chosen here.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement
from msgspec import Struct

from generator.seeds.visible import Visible, visible

Node = dict[str, Any]
Found = Iterator[tuple[str, str]]
"""Values with the place each was found in."""

# https://schema.org/Article and its kinds, then what stands for a page as a whole.
_ARTICLES = re.compile(r"Article$|Posting$|^(?:Report|Review|CreativeWork|Recipe|HowTo|LiveBlogPosting)$")
_PAGES = re.compile(r"Page$|^(?:VideoObject|PodcastEpisode|Event|Product)$")
_LONGEST = 500


class Statements(Struct, frozen=True):
    """Texts as they stand in the page, in its order."""

    meta: dict[str, list[str]]
    articles: tuple[Node, ...]
    """JSON-LD nodes of articles, before those of the page as a whole."""
    publishers: tuple[str, ...]
    title: str
    headings: tuple[str, ...]
    links: dict[str, str]
    """The first `<link>` of each relation, as it is written."""
    lang: str
    visible: Visible


def statements(page: HtmlElement) -> Statements:
    """Read what a parsed page states; scripts must still be in it."""
    nodes = list(_nodes(page))
    articles = [node for node in nodes if _is_kind(node, _ARTICLES)]
    others = [node for node in nodes if _is_kind(node, _PAGES)]
    links: dict[str, str] = {}
    for link in page.iter("link"):
        for relation in (link.get("rel") or "").lower().split():
            links.setdefault(relation, (link.get("href") or "").strip())
    return Statements(
        meta=_meta(page),
        articles=(*articles, *others),
        publishers=tuple(name for node in nodes for name in names(node.get("publisher"))),
        title=one_line(page.findtext(".//title") or ""),
        headings=tuple(filter(None, (one_line(h1.text_content())[:_LONGEST] for h1 in page.iter("h1")))),
        links=links,
        lang=(page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip(),
        visible=visible(page, _headline(page)),
    )


def one_line(text: object) -> str:
    """A text without character references and with single blanks."""
    return " ".join(html.unescape(str(text)).split())


def texts(value: Any) -> Iterator[str]:
    """The texts of a JSON-LD value: a text, or a list of them."""
    for item in value if isinstance(value, list) else (value,):
        if isinstance(item, str) and item.strip():
            yield one_line(item)


def names(value: Any) -> Iterator[str]:
    """The names in a JSON-LD value: a text, a thing with a `name`, or a list of these."""
    for item in value if isinstance(value, list) else (value,):
        yield from texts(item.get("name") if isinstance(item, dict) else item)


def stated_in_meta(page: Statements, *keys: str) -> Found:
    """What `<meta>` elements of these names say, in the order of the names."""
    for key in keys:
        for value in page.meta.get(key, ()):
            yield value, key


def stated_in_ld(page: Statements, *keys: str) -> Found:
    """What the page's JSON-LD says under these keys of its articles."""
    for key in keys:
        for node in page.articles:
            for value in texts(node.get(key)):
                yield value, f"JSON-LD {key}"


def _meta(page: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in page.iter("meta"):
        content = one_line(meta.get("content") or "")
        if content:
            for attribute in ("property", "name", "itemprop"):
                if key := meta.get(attribute):
                    found.setdefault(key.strip().lower(), []).append(content)
    return found


def _nodes(page: HtmlElement) -> Iterator[Node]:
    for script in page.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield from _flat(_load(script.text))


def _load(text: str) -> Any:
    """JSON as pages have it: in comments, with raw line ends, with a semicolon at its end."""
    text = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\]\]>|;)\s*$", "", text.strip(), flags=re.DOTALL)
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _flat(value: Any, depth: int = 0) -> Iterator[Node]:
    if isinstance(value, list):
        for item in value[:200]:
            yield from _flat(item, depth)
    elif isinstance(value, dict) and depth < 4:
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemReviewed"):
            yield from _flat(value.get(key), depth + 1)


def _is_kind(node: Node, kinds: re.Pattern[str]) -> bool:
    return any(kinds.search(kind.rpartition("/")[2]) for kind in texts(node.get("@type")))


def _headline(page: HtmlElement) -> HtmlElement | None:
    """The `<h1>` that shares most words with the page's `<title>`; the first of them, where none does."""
    title = set(one_line(page.findtext(".//title") or "").casefold().split())
    shared = [(len(title & set(h1.text_content().casefold().split())), h1) for h1 in page.iter("h1")]
    return max(shared, key=lambda pair: pair[0])[1] if shared else None
