"""What a reader of a page sees around its headline: bylines, dates and labels, the nearest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement
from msgspec import Struct

_NAMED_BYLINE = re.compile(
    r"(?:^|[-_ ])(?:by-?line|byl|author(?:s|-?names?|-?links?)?|posted-?by|written-?by|contributors?)(?:$|[-_ ])",
    re.IGNORECASE,
)
_NAMED_DATE = re.compile(
    r"(?:^|[-_ ])(?:date|pub-?date|time-?stamp|dateline|posted-?on|published(?:-?(?:on|date|at|time))?|"
    r"(?:entry|post|article|publish|publication)-?(?:date|time)|created)(?:$|[-_ ])",
    re.IGNORECASE,
)
_NAMED_CHANGE = re.compile(r"updated|modified|reviewed", re.IGNORECASE)
_NAMED_ASIDE = re.compile(
    r"comment|related|recommend|sidebar|popular|trending|teaser|carousel|more-(?:from|stories|posts)|latest",
    re.IGNORECASE,
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BY = re.compile(
    r"(?:(?:article|written|posted|published|words|story|authored)\s+)?by(?::|\s|$)|authors?:?$", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PUBLISHED = re.compile(
    r"\b(?:published|publi(?:sh|cation) date|posted|veröffentlicht|erschienen|publié|publicad[oa]|pubblicato|"
    r"gepubliceerd|publicerad|udgivet|opublikowano|опубликовано)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:(?:last |re)?(?:updated?|modified|edited|revised|reviewed|checked)|aktualisiert|geändert|stand:|"
    r"mise? à jour|modifié|actualizad[oa]|atualizad[oa]|aggiornato|bijgewerkt|gewijzigd|uppdaterad|opdateret|"
    r"aktualizacja|обновлено)\b",
    re.IGNORECASE,
)
_NEAR = 12
"""How many ancestors decide whether a line belongs to the article or to a list beside it."""
_LONGEST_DATE, _LONGEST_LABEL, _MOST = 60, 40, 40
_SHORT = frozenset(
    {"a", "span", "div", "p", "address", "li", "time", "cite", "strong", "em", "i", "b", "h4", "h5", "h6", "small"}
    | {"td", "dd", "ul"}
)
"""Elements that bylines and dates stand in."""


class Line(Struct, frozen=True):
    """A short text of a page and its kind: `byline`, `by` (worded like one), `label`, `date`, `published` (a date
    that says so), or `change` (one that says that). `distance` is that from the headline, in elements.
    """

    kind: str
    text: str
    distance: int
    origin: str


class Visible(Struct, frozen=True):
    """Lines of the article itself, the nearest to its headline first."""

    bylines: tuple[str, ...]
    dates: tuple[Line, ...]
    changes: tuple[Line, ...]
    """Days that the page calls those of a change."""
    labels: tuple[str, ...]
    """Texts of links with `rel=tag`."""


def visible(page: HtmlElement, headline: HtmlElement | None) -> Visible:
    """Read the lines of a parsed page. What holds the headline is the article, whatever it is called; what is beside
    it counts only where it is close and about the publication.
    """
    lines = sorted(_lines(page, headline), key=lambda line: line.distance)
    return Visible(
        bylines=_some(line.text for kind in ("byline", "by") for line in lines if line.kind == kind),
        dates=tuple(line for line in lines if line.kind in ("date", "published"))[:_MOST],
        changes=tuple(line for line in lines if line.kind == "change")[:_MOST],
        labels=_some(line.text for line in lines if line.kind == "label"),
    )


def _lines(page: HtmlElement, headline: HtmlElement | None) -> Iterator[Line]:
    around = {headline, *headline.iterancestors()} if headline is not None else set()
    elements = list(page.iter())
    start = elements.index(headline) if headline is not None else 0
    changes: set[HtmlElement] = set()
    for number, element in enumerate(elements):
        kind = _kind(element) if element.tag in _SHORT else ""
        if not kind:
            continue
        text = _listed(element) if kind in ("byline", "by") else _short(element)
        if kind == "date":
            kind, text = _dated(element, text)
            if kind == "change" or element.getparent() in changes:
                kind = "change"
                changes.add(element)
        distance = abs(number - start)
        if text and (not _is_aside(element, around) or _is_close(kind, distance)):
            yield Line(kind, text, distance, "<time>" if element.tag == "time" else "visible date")


def _is_close(kind: str, distance: int) -> bool:
    return distance < {"published": 150, "date": 50, "byline": 50, "by": 50}.get(kind, 0)


def _kind(element: HtmlElement) -> str:
    relations = (element.get("rel") or "").lower().split()
    named = _names(element)
    if element.tag == "a" and "tag" in relations:
        return "label"
    if element.tag == "time":
        return "date"
    if "author" in relations or (named and _NAMED_BYLINE.search(named)):
        return "byline"
    if named and _NAMED_DATE.search(named):
        return "date"
    start = _beginning(element)
    if _BY.match(start) or _BY.fullmatch(_label(element)):
        return "by"
    return "date" if 0 < len(start) < _LONGEST_DATE and _YEAR.search(start) else ""


def _names(element: HtmlElement) -> str:
    """What an element is called: `articleDate` as `article-Date`."""
    stated = " ".join(filter(None, (element.get(name) for name in ("class", "id", "itemprop"))))
    return _HUMP.sub("-", stated)


def _dated(element: HtmlElement, shown: str) -> tuple[str, str]:
    """What kind of date an element shows, and what it says of it."""
    named, label = _names(element).lower(), _label(element)
    text = element.get("datetime") or element.get("content") or shown
    if found := _PUBLISHED.search(text):
        return "published", _CHANGED.split(text[found.end() :])[0]
    if _PUBLISHED.search(label) or "publish" in named or element.get("pubdate") is not None:
        return "published", _CHANGED.split(text)[0]
    if _NAMED_CHANGE.search(named) or _CHANGED.search(label):
        return "change", text
    before, *after = _CHANGED.split(text, maxsplit=1)
    return ("date", before) if _DIGIT.search(before) or not after else ("change", after[0])


def _label(element: HtmlElement) -> str:
    """The words right before an element."""
    before, above = element.getprevious(), element.getparent()
    if before is None:
        text = (above.text or "") if above is not None else ""
    else:
        text = (before.tail or "").strip() or (before.text_content() if isinstance(before, HtmlElement) else "")
    text = text.strip()
    return text if len(text) <= _LONGEST_LABEL and not _DIGIT.search(text) else ""


def _beginning(element: HtmlElement) -> str:
    """The text that an element begins with, an icon before it aside."""
    text = (element.text or "").strip()
    return text or ((element[0].tail or "").strip() if len(element) else "")


def _short(element: HtmlElement) -> str:
    text = " ".join(" ".join(element.itertext()).split()) if len(element) < 30 else ""
    return text if len(text) <= 160 else ""


def _listed(element: HtmlElement) -> str:
    """What an element says, with commas between the items of a list."""
    return ", ".join(filter(None, map(_short, element.iter("li")))) or _short(element)


def _some(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, found)))[:_MOST]


def _is_aside(element: HtmlElement, around: set[HtmlElement]) -> bool:
    """Whether it stands in a list of other articles, a comment or a foot."""
    for number, above in enumerate(element.iterancestors()):
        if number > _NEAR or above.tag in ("body", "main") or above in around:
            return False
        if above.tag in ("aside", "footer", "nav") or _NAMED_ASIDE.search(
            f"{above.get('class') or ''} {above.get('id') or ''}"
        ):
            return True
    return False
