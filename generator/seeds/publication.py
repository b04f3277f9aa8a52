"""The day on which a page was published, by all that it states of it, best first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from generator.dates import find_date, parse_date
from generator.model import Moment
from generator.seeds.statements import Found, Statements, one_line, stated_in_ld, stated_in_meta
from generator.seeds.visible import Line

_KNOWN_META = (
    *("article:published_time", "article:published", "og:published_time", "og:article:published_time"),
    *("datepublished", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "bt:pubdate", "published"),
    *("citation_publication_date", "citation_date", "dc.date.issued", "article_date_original"),
)
_NAMED_META = re.compile(
    r"(?:publi(?:sh(?:ed)?|cation)|pub)[-_.]?(?:date|time|on|at)$|date[-_.:]?publish(?:ed)?$|first[-_]published$"
)
_VAGUE_META = ("dc.date", "dc.date.created", "dcterms.date", "dcterms.created", "date", "displaydate", "release_date")
"""Names under which systems state the day of publication or of the last change."""
_SLASHED = re.compile(r"(?<!\d)(\d\d?)/(\d\d?)/((?:19|20)\d\d)(?!\d)")
_HYPHENED = re.compile(r"(?<!\d)(\d\d?)-([A-Za-z]{3,9})-(\d{4})(?!\d)")
_TITLE_YEAR = re.compile(r"\b20\d\d\b")
_CLOSE = 50
_A_DAY = timedelta(days=1)
_ADDRESS_DAY = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?|[a-z]{3,9})[/-](\d\d?)(?=[/\-_.]|$)", re.IGNORECASE)


class _Stated(Struct, frozen=True):
    when: Moment
    origin: str
    line: Line | None = None


def days(page: Statements, title: str, address: str, lang: str, zone: ZoneInfo) -> Found:
    """Every day of publication that a page states, in ISO 8601, best first; at the end those of changes, since a
    page that shows no other tells by them which text was saved.
    """

    def read(found: Found) -> list[_Stated]:
        return [_Stated(when, origin) for value, origin in found if (when := day_of(value, zone, lang))]

    def seen(lines: Iterable[Line], origin: str = "") -> list[_Stated]:
        return [_Stated(when, origin or line.origin, line) for line in lines if (when := day_of(line.text, zone, lang))]

    told, shown = read(_by_systems(page)), seen(page.visible.dates)
    addressed, changes = read(_in_address(address)), seen(page.visible.changes, "day of a change")
    vague = read(stated_in_meta(page, *_VAGUE_META))
    lines = read((value, "byline") for value in page.visible.bylines)
    stated = [*told, *shown, *addressed, *vague, *lines, *changes]
    if told:
        stated = [*_better(told[0], title, [*shown, *lines], addressed, changes), *stated]
    yield from ((one.when.iso, one.origin) for one in stated)


def _better(
    told: _Stated, title: str, shown: list[_Stated], addressed: list[_Stated], changes: list[_Stated]
) -> Iterator[_Stated]:
    """Days that count more than that which the publisher's system tells.

    A headline of a year to come ("The best lamps of 2026") is that of a text which is written anew each year under
    the same address, where the page shows no other day than that of the change. A day that the page shows as an
    earlier one is right, since systems tell the day of a move. A system's day may be that of UTC, that in the
    address is the publisher's.
    """
    day = told.when.day
    year = min(map(int, _TITLE_YEAR.findall(title)), default=0)
    if (
        changes
        and year > day.year
        and year - 1 <= changes[0].when.day.year
        and day not in {one.when.day for one in shown}
    ):
        yield replace(changes[0], origin="day of a change, since the headline names a later year")
    close = next(
        (one for one in shown if one.line and (one.line.kind == "published" or one.line.distance < _CLOSE)), None
    )
    if close and day - close.when.day > _A_DAY:
        yield replace(close, origin=f"{close.origin}, earlier than what systems state")
    if addressed and abs(day - addressed[0].when.day) == _A_DAY:
        yield replace(addressed[0], origin="address, a day beside what systems state")


def _by_systems(page: Statements) -> Found:
    yield from stated_in_ld(page, "datePublished")
    yield from stated_in_meta(page, *_KNOWN_META)
    yield from stated_in_meta(page, *(key for key in page.meta if key not in _KNOWN_META and _NAMED_META.search(key)))
    yield from stated_in_ld(page, "dateCreated", "uploadDate")


def _in_address(address: str) -> Found:
    for year, month, day in _ADDRESS_DAY.findall(address):
        yield f"{year}-{month:0>2}-{day:0>2}" if month.isdigit() else f"{day} {month} {year}", "address"


def day_of(value: str, zone: ZoneInfo, lang: str = "en") -> Moment | None:
    """A date as a page states it. The publisher's day counts: a time that falls on another day in the site's
    zone is left out.
    """
    text = _HYPHENED.sub(r"\1 \2 \3", one_line(value))
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
