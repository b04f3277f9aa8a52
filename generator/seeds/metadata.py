"""Which of a page's statements about itself counts: every field has its ways of being stated, best first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from generator.canonical import canonical
from generator.model import Candidate
from generator.seeds.publication import days
from generator.seeds.statements import Found, Statements, names, one_line, stated_in_ld, stated_in_meta

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/~]+\s+|\s*[|»]\s*|(?<=\S):\s")
_POSTED = re.compile(r"\s+(?:posted|published|updated) (?:on|by)\s.*$", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_ROLE = re.compile(
    r"^(?:(?:written|authored|posted|published|story|words|text|reviewed|edited|article|review|analysis|opinion)\s+)?"
    r"(?:by|por|von|par|di|door|av|af|od|autor(?:in)?|authors?|автор|作者)\b\s*[:\-–]?\s*",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s"
_AFTER_NAME = re.compile(
    r"\s*(?:[|•·–—/\[@*]|\((?![^()]*\)\s*[A-Z])|\s-\s|"
    rf"\s(?:{_MONTH})?\d|\blast (?:updated|modified|reviewed)\b|"
    r",\s*(?=(?:the |special|staff|senior|contributing|editor|reporter|correspondent|ph\.?d|m\.?d\b|jr|"
    r"associated press|reuters|cnn|bbc|for |usa today))|"
    r"\b(?:on|in|at|updated|published|posted|contributed|reports?|is an?|staff writer|senior|reporter|correspondent|"
    r"editor)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_WRITTEN_BY = re.compile(
    r"(?:written )?by|author|verfasst von|écrit par|escrito por|geschreven door|scritto da", re.IGNORECASE
)
_AND = re.compile(r"\s*(?:;|,|&|\band\b|\bund\b|\bet\b|\by\b(?=\s+[A-ZÀ-Þ])|、)\s*")
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d|[<>{}=_]|^(?:admin(?:istrator)?|author|editors?|staff|guest|user|root|webmaster|none|null|"
    r"unknown|redaktion|redacción|view|see|all|more|posts?|follow|share|read|about|updated|published|last)\b|"
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?$|"
    r"\b(?:articles|subscribe|newsletter|website|profile|comments?|experts?|directors?|educators?|specialists?|"
    r"managers?|officers?|professors?|advis[oe]rs?|consultants?|founders?)\b",
    re.IGNORECASE,
)
_NO_LABEL = re.compile(
    r"[:=@{}<>_\\]|^/|https?|^\W*$|^(?:all|none|null|undefined|uncategori[sz]ed|default|home|"
    r"articles?)$",
    re.IGNORECASE,
)
_BETWEEN_LABELS = re.compile(r"[,;|、，]")
_LONGEST_LABEL, _MOST_LABELS = 60, 25
_LONGEST_NAME_WORDS = 5
_HOST = re.compile(r"(?:[\w-]+\.)+(?:com|org|net|info|[a-z]{2})", re.IGNORECASE)


def resolve(page: Statements, zone: ZoneInfo) -> tuple[dict[str, Candidate], tuple[Candidate, ...]]:
    """The winner of each field that is stated, and every candidate, each field's best first."""
    link = _address(page)
    sites = _sites(page, link)
    ranked: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {
        "title": lambda: _titles(page, sites),
        "date": lambda: _days(page, link[0], sites, zone),
        "author": lambda: _authors(page),
        "source": lambda: _sources(page, link),
        "link": lambda: [link] if link[0] else [],
        "lang": lambda: _langs(page),
        "tags": lambda: _tags(page),
        "summary": lambda: _summaries(page),
    }
    stated = (Candidate(field, value, origin) for field, ways in ranked.items() for value, origin in ways())
    found = tuple(dict.fromkeys(stated))
    winners: dict[str, Candidate] = {}
    for candidate in found:
        winners.setdefault(candidate.field, candidate)
    return winners, found


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _alike(one: str, other: str) -> float:
    mine, theirs = _words(one), _words(other)
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def _sites(page: Statements, link: tuple[str, str]) -> set[str]:
    """What the site calls itself, folded, for telling a title from the name behind it."""
    host = (urlsplit(link[0]).hostname or "").removeprefix("www.")
    stated = [
        value
        for value, _ in stated_in_meta(page, "og:site_name", "application-name", "al:ios:app_name", "twitter:site")
    ]
    known = [*stated, *page.publishers, host, host.partition(".")[0]]
    return {folded for name in known if (folded := _folded(name))}


def _folded(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


def _titles(page: Statements, sites: set[str]) -> Found:
    """A heading that another title resembles; the others; headings that stand alone."""

    def cut(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(_before_bar(without_site(value, sites, page.headings)), origin) for value, origin in found]

    headlines = cut(stated_in_ld(page, "headline"))
    stated = cut(
        (*stated_in_meta(page, "og:title", "twitter:title"), *([(page.title, "<title>")] if page.title else []))
    )
    others = [value for value, _ in (*headlines, *stated)]
    headings = [_heading(text, sites, others) for text in page.headings if _folded(text) not in sites]
    yield from ((text, "h1") for text in headings if any(_resembles(text, other) for other in others))
    yield from headlines
    yield from stated
    yield from ((text, "h1") for text in headings)


def _heading(text: str, sites: set[str], others: list[str]) -> str:
    """A heading without a byline in it, and without what stands behind a bar where another title does without."""
    text = _POSTED.sub("", text)
    cuts = (without_site(text, sites), text.partition(" | ")[0])
    return next((cut for cut in cuts if cut in others), text)


def _resembles(heading: str, title: str) -> bool:
    mine, theirs = _words(heading), _words(title)
    return _alike(heading, title) >= 0.5 or (len(mine) > 2 and len(mine & theirs) >= 0.8 * len(mine))


def _before_bar(title: str) -> str:
    """What follows the last bar of a title is the site's name or the section's, known or not."""
    before, _, after = title.rpartition(" | ")
    is_name = _HOST.fullmatch(after) or (len(before.split()) > 2 and len(after.split()) <= 5)
    return before if before and is_name else title


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
            folded == site or (len(folded) > 3 and (site.startswith(folded) or site.endswith(folded) or site in folded))
            for site in sites
            if len(site) > 2
        )
        and len(part.split()) <= 6
    )


def _days(page: Statements, address: str, sites: set[str], zone: ZoneInfo) -> Found:
    title, lang = next(iter(_titles(page, sites)), ("", "")), next(_langs(page), ("en", ""))
    return days(page, title[0], address, lang[0], zone)


def _authors(page: Statements) -> Found:
    """Names of people before names that people log in with."""
    early: list[tuple[str, str]] = []
    late: list[tuple[str, str]] = []
    ways = (
        ((", ".join(names(node.get("author") or node.get("creator"))), "JSON-LD author") for node in page.articles),
        ((", ".join(value for value, _ in stated_in_meta(page, key)), key) for key in _AUTHOR_KEYS),
        _written_by(page),
        ((value, "byline") for value in page.visible.bylines),
    )
    for way in ways:
        for value, origin in way:
            if found := people(value):
                if origin == "byline" and not any(name[0].isupper() or not name[0].islower() for name in found):
                    continue  # "by adopting these strategies"
                (late if all(_is_handle(name) for name in found) else early).append((", ".join(found), origin))
    yield from early
    yield from late


def _written_by(page: Statements) -> Found:
    """`twitter:data1` and `twitter:data2` say what `twitter:label1` and `twitter:label2` name."""
    for number in "12":
        if any(_WRITTEN_BY.fullmatch(value) for value, _ in stated_in_meta(page, f"twitter:label{number}")):
            yield from stated_in_meta(page, f"twitter:data{number}")


def _is_handle(name: str) -> bool:
    return " " not in name and (name.islower() or "." in name or bool(re.search(r"[a-z][A-Z]", name)))


_AUTHOR_KEYS = (
    *("author", "article:author_name", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator"),
    *("article:author", "og:article:author", "cxenseparse:author", "citation_author", "creator"),
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
    yield from stated_in_meta(page, "og:site_name")
    yield from ((name, "JSON-LD publisher") for name in page.publishers)
    yield from stated_in_meta(page, "application-name", "dc.publisher", "copyright")
    if host := (urlsplit(link[0]).hostname or "").removeprefix("www."):
        yield host, "address"


def _langs(page: Statements) -> Found:
    yield from stated_in_ld(page, "inLanguage")
    if page.lang:
        yield page.lang, "<html lang>"
    yield from stated_in_meta(page, "og:locale", "content-language", "dc.language")


def _tags(page: Statements) -> Found:
    """The best list of keywords, together with the section."""
    sections = [
        label
        for way in (stated_in_ld(page, "articleSection"), stated_in_meta(page, "article:section", "parsely-section"))
        for label in labels(way)
    ]
    ways = (
        stated_in_ld(page, "keywords"),
        stated_in_meta(page, "article:tag", "og:article:tag", "video:tag"),
        stated_in_meta(page, "news_keywords"),
        stated_in_meta(page, "parsely-tags", "sailthru.tags"),
        stated_in_meta(page, "keywords"),
        ((value, "rel=tag") for value in page.visible.labels),
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
    yield from stated_in_ld(page, "description")
    yield from stated_in_meta(page, "og:description", "description", "twitter:description", "dc.description")


def _address(page: Statements) -> tuple[str, str]:
    """The address that the page calls its own, absolute, and where it does."""
    ways = (
        *([(page.links["canonical"], "canonical link")] if page.links.get("canonical") else []),
        *stated_in_meta(page, "og:url", "twitter:url", "parsely-link"),
        *stated_in_ld(page, "url"),
    )
    base = next((value for value, _ in ways if value.startswith(("http://", "https://"))), "")
    for value, origin in ways:
        if address := canonical(urljoin(base, value)):
            return address, origin
    return "", ""
