"""Which of a page's statements about itself counts: every field has its ways of being stated, best first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from generator.canonical import canonical
from generator.dates import find_date, parse_date
from generator.model import Candidate, Moment
from generator.seeds.statements import Statements, names, one_line, texts

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/~]+\s+|\s*[|»]\s*|(?<=\S):\s")
_WORD = re.compile(r"\w+")
_ROLE = re.compile(
    r"^(?:(?:written|posted|published|story|words|text|reviewed|edited|article|review|analysis|opinion)\s+)?"
    r"(?:by|por|von|par|di|door|av|af|od|autor(?:in)?|authors?|автор|作者)\b\s*[:\-–]?\s*",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"\s*(?:[|•·–—/(\[@]|\s-\s|,\s*(?=(?:the |special|staff|senior|contributing|editor|reporter|correspondent|"
    r"ph\.?d|m\.?d\b"
    r"|jr|associated press|reuters|cnn|bbc|for |usa today))|\b(?:on|in|at|updated|published|posted|contributed|"
    r"reports?|is an?"
    r"|staff writer|senior|reporter|correspondent|editor)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_AND = re.compile(r"\s*(?:;|,|&|\band\b|\bund\b|\bet\b|\by\b(?=\s+[A-ZÀ-Þ])|、)\s*")
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d|[<>{}=_]|^(?:admin(?:istrator)?|author|editors?|staff|guest|user|root|webmaster|none|null|"
    r"unknown|redaktion|redacción|view|see|all|more|posts?|follow|share|read|about|updated|published|last)\b|"
    r"\b(?:articles|subscribe|newsletter|website|profile|comments?)\b",
    re.IGNORECASE,
)
_NO_LABEL = re.compile(
    r"[:=@{}<>_\\]|^/|https?|^\W*$|^(?:all|none|null|undefined|uncategori[sz]ed|default|home|"
    r"articles?)$",
    re.IGNORECASE,
)
_BETWEEN_LABELS = re.compile(r"[,;|、，]")
_SLASHED = re.compile(r"(?<!\d)(\d\d?)/(\d\d?)/((?:19|20)\d\d)(?!\d)")
_ADDRESS_DAY = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/\-_.]|$)")
_LONGEST_LABEL, _MOST_LABELS = 60, 25
_LONGEST_NAME_WORDS = 5

Found = Iterator[tuple[str, str]]
"""Values with the place each was found in."""


def resolve(page: Statements, zone: ZoneInfo) -> tuple[dict[str, Candidate], tuple[Candidate, ...]]:
    """The winner of each field that is stated, and every candidate, each field's best first."""
    link = _address(page)
    sites = _sites(page, link)
    ranked: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {
        "title": lambda: _titles(page, sites),
        "date": lambda: _dates(page, link, zone),
        "author": lambda: _authors(page),
        "source": lambda: _sources(page, link),
        "link": lambda: [link] if link[0] else [],
        "lang": lambda: _langs(page),
        "tags": lambda: _tags(page),
        "summary": lambda: _summaries(page),
    }
    found = [Candidate(field, value, origin) for field, ways in ranked.items() for value, origin in ways()]
    winners: dict[str, Candidate] = {}
    for candidate in found:
        winners.setdefault(candidate.field, candidate)
    return winners, tuple(found)


def day_of(value: str, zone: ZoneInfo, lang: str = "en") -> Moment | None:
    """A date as a page states it. The publisher's day counts: a time that falls on another day in the site's
    zone is left out.
    """
    text = one_line(value)
    text = re.sub(r"(?<=\d)\s+(?:at\s+)?(?=\d{1,2}:\d\d)", "T", text) if re.match(r"\d{4}-\d\d-\d\d", text) else text
    when = parse_date(text, zone, lang)
    if when is None:
        return find_date(text, zone, lang) or _told_apart(text, zone)
    if stated := re.match(r"\d{4}-\d\d-\d\d", text):
        return when if when.iso.startswith(stated[0]) else parse_date(stated[0], zone)
    return when


def _told_apart(text: str, zone: ZoneInfo) -> Moment | None:
    """A date such as 15/12/2025 or 12/15/2025, which only one order makes a date of."""
    found = _SLASHED.search(text)
    if found is None:
        return None
    one, other, year = found.groups()
    day, month = (one, other) if int(one) > 12 else (other, one)
    return parse_date(f"{year}-{month:0>2}-{day:0>2}", zone) if int(day) > 12 or day == month else None


def _meta(page: Statements, *keys: str) -> Found:
    for key in keys:
        for value in page.meta.get(key, ()):
            yield value, key


def _ld(page: Statements, *keys: str) -> Found:
    for key in keys:
        for node in page.articles:
            for value in texts(node.get(key)):
                yield value, f"JSON-LD {key}"


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _alike(one: str, other: str) -> float:
    mine, theirs = _words(one), _words(other)
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def _sites(page: Statements, link: tuple[str, str]) -> set[str]:
    """What the site calls itself, folded, for telling a title from the name behind it."""
    host = (urlsplit(link[0]).hostname or "").removeprefix("www.")
    stated = [value for value, _ in _meta(page, "og:site_name", "application-name", "al:ios:app_name", "twitter:site")]
    known = [*stated, *page.publishers, host, host.partition(".")[0]]
    return {folded for name in known if (folded := _folded(name))}


def _folded(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


def _titles(page: Statements, sites: set[str]) -> Found:
    stated = [
        (without_site(value, sites, page.headings), origin)
        for value, origin in (
            *_meta(page, "og:title", "twitter:title"),
            *([(page.title, "<title>")] if page.title else []),
        )
    ]
    headlines = list(_ld(page, "headline"))
    others = [value for value, _ in (*stated, *headlines)]
    for heading in page.headings:
        if _folded(heading) not in sites and any(_alike(heading, other) >= 0.5 for other in others):
            yield heading, "h1"
    yield from headlines
    yield from stated
    for heading in page.headings:
        if _folded(heading) not in sites:
            yield heading, "h1"


def without_site(title: str, sites: set[str], headings: Iterable[str] = ()) -> str:
    """A page's title without the name of its site before or behind it."""
    cuts = list(_SEPARATOR.finditer(title))
    for cut in reversed(cuts):
        if title[: cut.start()].strip() in headings or _is_site(title[cut.end() :], sites):
            return without_site(title[: cut.start()].strip(), sites, headings)
    if cuts and _is_site(title[: cuts[0].start()], sites):
        return title[cuts[0].end() :].strip()
    return title.strip()


def _is_site(part: str, sites: set[str]) -> bool:
    folded = _folded(part)
    return (
        len(folded) > 1
        and any(
            folded == site or (len(folded) > 3 and (folded in site or site in folded))
            for site in sites
            if len(site) > 2
        )
        and len(part.split()) <= 6
    )


def _dates(page: Statements, link: tuple[str, str], zone: ZoneInfo) -> Found:
    lang = next(_langs(page), ("en", ""))[0]
    ways = (
        _ld(page, "datePublished"),
        _meta(
            page,
            *("article:published_time", "article:published", "og:published_time", "og:article:published_time"),
            *("datepublished", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "bt:pubdate"),
            *(
                "published",
                "published-date",
                "publish-date",
                "publish_date",
                "publishdate",
                "published_date",
                "pubdate",
                "publication_date",
            ),
            *("citation_publication_date", "citation_date", "dc.date.issued", "dcterms.created", "dcterms.date"),
            *("dc.date", "dc.date.created", "article.published", "article_date_original", "originalpublicationdate"),
            *("date", "displaydate", "rnews:datepublished", "release_date", "eomportal-lastupdate"),
        ),
        _ld(page, "dateCreated", "uploadDate"),
        ((value, "<time>") for value in page.times),
        ((value, "visible date") for value in page.dates),
        (("-".join(part.zfill(2) for part in found.groups()), "address") for found in _ADDRESS_DAY.finditer(link[0])),
        ((value, "byline") for value in page.bylines),
    )
    for way in ways:
        for value, origin in way:
            if when := day_of(value, zone, lang):
                yield when.iso, origin


def _authors(page: Statements) -> Found:
    """Names of people before names that people log in with."""
    early: list[tuple[str, str]] = []
    late: list[tuple[str, str]] = []
    ways = (
        ((", ".join(names(node.get("author") or node.get("creator"))), "JSON-LD author") for node in page.articles),
        ((", ".join(value for value, _ in _meta(page, key)), key) for key in _AUTHOR_KEYS),
        ((value, "byline") for value in page.bylines),
    )
    for way in ways:
        for value, origin in way:
            if found := people(value):
                (late if all(_is_handle(name) for name in found) else early).append((", ".join(found), origin))
    yield from early
    yield from late


def _is_handle(name: str) -> bool:
    return " " not in name and (name.islower() or "." in name or bool(re.search(r"[a-z][A-Z]", name)))


_AUTHOR_KEYS = (
    *("author", "article:author_name", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator"),
    *("article:author", "og:article:author", "cxenseparse:author", "citation_author", "creator", "twitter:data1"),
)


def people(byline: str) -> list[str]:
    """The names in a byline: `By Ann Holt and Bo Reed, Staff Writers` has two."""
    found: list[str] = []
    if "://" in byline or byline.startswith("www."):
        return found
    text = _AFTER_NAME.sub("", _ROLE.sub("", one_line(byline)))
    for part in _AND.split(text):
        name = _ROLE.sub("", part).strip(" ,:;-–—'\"")
        if found and " " not in name and " " in found[0]:
            continue  # a title behind a name, or half of one
        is_name = 0 < len(name.split()) <= _LONGEST_NAME_WORDS and len(name) > 2 and not _NO_NAME.search(name)
        if is_name and name.casefold() not in {other.casefold() for other in found}:
            found.append(name.title() if name.isupper() and " " in name else name)
    return found


def _sources(page: Statements, link: tuple[str, str]) -> Found:
    yield from _meta(page, "og:site_name")
    yield from ((name, "JSON-LD publisher") for name in page.publishers)
    yield from _meta(page, "application-name", "dc.publisher", "copyright")
    if host := (urlsplit(link[0]).hostname or "").removeprefix("www."):
        yield host, "address"


def _langs(page: Statements) -> Found:
    yield from _ld(page, "inLanguage")
    if page.lang:
        yield page.lang, "<html lang>"
    yield from _meta(page, "og:locale", "content-language", "dc.language")


def _tags(page: Statements) -> Found:
    """The best list of keywords, together with the section."""
    sections = [
        label
        for way in (_ld(page, "articleSection"), _meta(page, "article:section", "parsely-section"))
        for label in labels(way)
    ]
    ways = (
        _ld(page, "keywords"),
        _meta(page, "article:tag", "og:article:tag", "video:tag"),
        _meta(page, "news_keywords"),
        _meta(page, "parsely-tags", "sailthru.tags"),
        _meta(page, "keywords"),
        ((value, "rel=tag") for value in page.labels),
    )
    for way in ways:
        stated = list(way)
        if found := labels(stated):
            joined = labels([(", ".join((*found, *sections[:2])), "")])
            yield ", ".join(joined[:_MOST_LABELS]), stated[0][1]
    if sections:
        yield ", ".join(dict.fromkeys(sections)), "section"


def labels(stated: Iterable[tuple[str, str]]) -> list[str]:
    """Labels from texts with commas between them, each once, without what systems write for themselves."""
    found: dict[str, str] = {}
    for value, _ in stated:
        for part in _BETWEEN_LABELS.split(value):
            label = part.strip(" \"'[]#.")
            if 1 < len(label) <= _LONGEST_LABEL and not _NO_LABEL.search(label):
                found.setdefault(label.casefold(), label)
    return list(found.values())


def _summaries(page: Statements) -> Found:
    yield from _ld(page, "description")
    yield from _meta(page, "og:description", "description", "twitter:description", "dc.description")


def _address(page: Statements) -> tuple[str, str]:
    """The address that the page calls its own, absolute, and where it does."""
    ways = (
        *([(page.links["canonical"], "canonical link")] if page.links.get("canonical") else []),
        *_meta(page, "og:url", "twitter:url", "parsely-link"),
        *_ld(page, "url"),
    )
    base = next((value for value, _ in ways if value.startswith(("http://", "https://"))), "")
    for value, origin in ways:
        if address := canonical(urljoin(base, value)):
            return address, origin
    return "", ""
