"""What a web page states about itself, wherever it states it: JSON-LD, `<meta>`, microdata, `<time>`, byline,
`<title>`. Nothing is chosen here.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml.html import HtmlElement
from msgspec import Struct

Node = dict[str, Any]

# https://schema.org/Article and its kinds, then what stands for a page as a whole.
_ARTICLES = re.compile(r"Article$|Posting$|^(?:Report|Review|CreativeWork|Recipe|HowTo|LiveBlogPosting)$")
_PAGES = re.compile(r"Page$|^(?:VideoObject|PodcastEpisode|Event|Product)$")
_LONGEST = 500
_BYLINE = re.compile(
    r"(?:^|[-_ ])(?:by-?line|byl|author(?:s|-?names?|-?links?)?|posted-?by|written-?by|contributors?)(?:$|[-_ ])",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:^|[-_ ])(?:date|pub-?date|time-?stamp|dateline|posted-?on|published(?:-?(?:on|date|at|time))?|"
    r"(?:entry|post|article|publish|publication)-?(?:date|time)|created)(?:$|[-_ ])",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"comment|related|recommend|sidebar|popular|trending|teaser|carousel|more-(?:from|stories|posts)|latest",
    re.IGNORECASE,
)
_SAYS_BY = (
    "by ",
    "by:",
    "by\n",
    "written by",
    "posted by",
    "published by",
    "words by",
    "story by",
    "author:",
    "authored by",
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NEAR = 12
"""How many ancestors decide whether a line belongs to the article or to a list beside it."""


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
    bylines: tuple[str, ...]
    times: tuple[str, ...]
    """`datetime` of `<time>` elements outside of lists, those that say that they are the publication first."""
    dates: tuple[str, ...]
    """Short visible texts of elements that are named like dates."""
    labels: tuple[str, ...]
    """Texts of links with `rel=tag`."""


def statements(page: HtmlElement) -> Statements:
    """Read what a parsed page states; scripts must still be in it."""
    nodes = list(_nodes(page))
    articles = [node for node in nodes if _is_kind(node, _ARTICLES)]
    others = [node for node in nodes if _is_kind(node, _PAGES)]
    links: dict[str, str] = {}
    for link in page.iter("link"):
        for relation in (link.get("rel") or "").lower().split():
            links.setdefault(relation, (link.get("href") or "").strip())
    bylines, times, dates, labels = _visible(page)
    return Statements(
        meta=_meta(page),
        articles=(*articles, *others),
        publishers=tuple(name for node in nodes for name in names(node.get("publisher"))),
        title=one_line(page.findtext(".//title") or ""),
        headings=tuple(filter(None, (one_line(h1.text_content())[:_LONGEST] for h1 in page.iter("h1")))),
        links=links,
        lang=(page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip(),
        bylines=bylines,
        times=times,
        dates=dates,
        labels=labels,
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


def _visible(page: HtmlElement) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    bylines: list[str] = []
    stated: list[str] = []
    times: list[str] = []
    dates: list[str] = []
    written: list[str] = []
    dated: list[str] = []
    labels: list[str] = []
    elsewhere: list[str] = []
    for element in page.iter(*_SHORT):
        named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}".strip()
        relations = (element.get("rel") or "").lower().split()
        if element.tag == "a" and "tag" in relations and not _is_aside(element):
            labels.append(_short(element))
        if element.tag == "time" and not _is_aside(element):
            is_publication = element.get("pubdate") is not None or "publish" in named.lower()
            (stated if is_publication else times).append((element.get("datetime") or _short(element)).strip())
        elif "author" in relations or (named and _BYLINE.search(named)):
            bylines += [] if _is_aside(element) else [_short(element)]
        elif named and _DATED.search(named):
            (elsewhere if _is_aside(element) else dates).append(_short(element))
        elif start := _beginning(element):
            if start[:40].lower().startswith(_SAYS_BY):
                written += [] if _is_aside(element) else [_short(element)]
            elif len(start) < _LONGEST_DATE and _YEAR.search(start):
                (elsewhere if _is_aside(element) else dated).append(_short(element))
    dates = [*dates, *dated] or (elsewhere if len(set(elsewhere)) == 1 else [])
    return _some([*bylines, *written]), _some([*stated, *times]), _some(dates), _some(labels)


def _beginning(element: HtmlElement) -> str:
    """The text that an element begins with, an icon before it aside."""
    text = (element.text or "").strip()
    return text or ((element[0].tail or "").strip() if len(element) else "")


_SHORT = (
    "a",
    "span",
    "div",
    "p",
    "address",
    "li",
    "time",
    "cite",
    "strong",
    "em",
    "i",
    "b",
    "h4",
    "h5",
    "h6",
    "small",
    "td",
    "dd",
)
"""Elements that bylines and dates stand in."""
_LONGEST_DATE = 60


def _some(found: Iterable[str], most: int = 40) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, found)))[:most]


def _short(element: HtmlElement) -> str:
    text = " ".join(" ".join(element.itertext()).split()) if len(element) < 30 else ""
    return text if len(text) <= 160 else ""


def _is_aside(element: HtmlElement) -> bool:
    """Whether it stands in a list of other articles, a comment or a foot."""
    for number, above in enumerate(element.iterancestors()):
        if number > _NEAR or above.tag in ("body", "main"):
            return False
        if above.tag in ("aside", "footer", "nav") or _ASIDE.search(
            f"{above.get('class') or ''} {above.get('id') or ''}"
        ):
            return True
    return False
