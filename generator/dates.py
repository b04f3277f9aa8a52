"""Reading dates as people write them, and writing them for readers and machines. Owner of Babel.

A date is never guessed: day, month and year must all be stated, and 03/04/2026, which half the world
reads as March and the other half as April, is not accepted.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from generator.model import Moment

if TYPE_CHECKING:
    from babel.core import Locale

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_NUMERIC = (
    re.compile(r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"),
    re.compile(r"(?P<y>\d{4})\s?년\s?(?P<m>\d{1,2})\s?월\s?(?P<d>\d{1,2})\s?일"),
)
_DATELINE_END = re.compile(r"\s[-–—]{1,2}\s|[–—]|--|\.-")
_SMALL = frozenset(
    {"of", "the", "and", "by", "on", "de", "del", "la", "los", "y", "por", "le", "les", "et", "par"}
    | {"von", "den", "der", "am", "und", "di", "il", "lo", "e", "г", "года", "р", "року"}
)
"""Words that datelines write small."""
_YEAR = r"(?P<y>\d{4})(?:\s?[гр]\.|\s(?:года|року)\b|\b)"
"""Russian and Ukrainian put a word for year behind it."""
_DATELINE_LENGTH = 100
_SENTENCE_END = (".", "!", "?", "。", "！", "？", "…", ":")


def moment(value: date | datetime, zone: ZoneInfo) -> Moment:
    """A date or time in the site's zone; a time without a zone is taken to be in the site's.

    Raises ValueError for a time that is beyond the calendar in that zone.
    """
    if not isinstance(value, datetime):
        return Moment(_whole_minutes(datetime.combine(value, time(), zone)))
    try:
        local = value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=zone)
        local.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{value.isoformat()} is beyond the calendar") from None
    return Moment(_whole_minutes(local), day_only=False)


def _whole_minutes(at: datetime) -> datetime:
    """Local mean time, before there were zones, was off by seconds, which RFC 5322 and JSON cannot say."""
    offset = at.utcoffset()
    if offset is None or not offset.seconds % 60:
        return at
    return at.replace(tzinfo=timezone(timedelta(minutes=round(offset.total_seconds() / 60))))


def parse_date(text: str, zone: ZoneInfo, lang: str = "en") -> Moment | None:
    """Read a whole text as a date: ISO 8601, RFC 5322, or day, month's name and year in `lang` or English."""
    text = text.strip()
    if found := _ISO.fullmatch(text):
        return _from_iso(found, zone)
    for pattern in (*_NUMERIC, *_written(lang)):
        if found := pattern.fullmatch(text):
            return _from_match(found, lang, zone)
    try:
        return moment(parsedate_to_datetime(text), zone)
    except ValueError:
        return None


def find_date(text: str, zone: ZoneInfo, lang: str = "en") -> Moment | None:
    """The first full date in a text."""
    return _search(text, zone, lang)


def find_dateline(paragraphs: list[str], zone: ZoneInfo, lang: str = "en") -> Moment | None:
    """The full date in a text's dateline: before the dash that opens the first paragraph
    (`PYONGYANG, 22 August 2025 (KCNA) —`), or in a line of its own above it.
    """
    for number, paragraph in enumerate(paragraphs[:2], 1):
        end = _DATELINE_END.search(paragraph, 0, _DATELINE_LENGTH)
        short = len(paragraph) <= _DATELINE_LENGTH and not paragraph.rstrip().endswith(_SENTENCE_END)
        if end or (short and (number == 1 or number < len(paragraphs))):
            found = _search(paragraph[: end.start() if end else None], zone, lang)
            if found and _is_dateline(paragraph[: end.start() if end else None], lang):
                return found
    return None


def is_date_line(paragraph: str, lang: str = "en") -> bool:
    """Whether a paragraph is nothing but a date."""
    return len(paragraph) <= _DATELINE_LENGTH and parse_date(paragraph.strip(" ."), ZoneInfo("UTC"), lang) is not None


def _is_dateline(text: str, lang: str) -> bool:
    """Places, agencies and a date; a sentence has words that are written small."""
    words = re.findall(r"(?<!\w)[^\W\d_]+", re.sub(r"\([^()]*\)", "", text))
    return all(
        word[0].isupper() or not word[0].islower() or _fold(word) in _SMALL | _months(lang).keys() for word in words
    )


def is_locale(locale: str) -> bool:
    """Whether Babel knows a locale, such as `pt_BR`."""
    from babel.core import Locale, UnknownLocaleError

    try:
        Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def long_day(day: date, locale: str) -> str:
    """`23 November 2026`, as the locale writes it."""
    return _format_day(day, "d MMMM y" if locale in {"en", "en_GB"} else "long", locale)


def month_name(year: int, month: int, locale: str) -> str:
    """`November 2026`, as the locale writes it."""
    return _format_skeleton(date(year, month, 1), "yMMMM", locale)


def is_calendar_word(word: str, lang: str) -> bool:
    """Whether a word is the name of a month or a day of the week in `lang` or English."""
    return _fold(word) in _months(lang) or _fold(word) in _weekdays(lang)


def rfc5322(at: datetime) -> str:
    """A date for RSS: `Mon, 23 Nov 2026 09:30:00 +0100`."""
    return format_datetime(at)


def rfc3339(at: datetime) -> str:
    """A date for sitemaps and `<time>`: `2026-11-23T09:30:00+01:00`."""
    return at.isoformat(timespec="seconds")


def from_timestamp(seconds: int, zone: ZoneInfo) -> Moment:
    """A POSIX time stamp, such as SOURCE_DATE_EPOCH."""
    return moment(datetime.fromtimestamp(seconds, UTC), zone)


def _search(text: str, zone: ZoneInfo, lang: str) -> Moment | None:
    if found := _ISO.search(text):
        return _from_iso(found, zone)
    for pattern in (*_NUMERIC, *_written(lang)):
        if found := pattern.search(text):
            return _from_match(found, lang, zone)
    return None


def _from_iso(found: re.Match[str], zone: ZoneInfo) -> Moment | None:
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        if hour is None:
            return moment(date(int(year), int(month), int(day)), zone)
        stamp = f"{year}-{month}-{day}T{int(hour):02}:{minute}:{second or '00'}{(offset or '').upper()}"
        return moment(datetime.fromisoformat(stamp), zone)
    except ValueError:
        return None


def _from_match(found: re.Match[str], lang: str, zone: ZoneInfo) -> Moment | None:
    month = found["m"]
    number = int(month) if month.isdigit() else _months(lang)[_fold(month)]
    try:
        return moment(date(int(found["y"]), number, int(found["d"])), zone)
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _locales(lang: str) -> tuple[Locale, ...]:
    """English, and the locale of a language where it is known."""
    from babel.core import Locale, UnknownLocaleError

    try:
        return Locale("en"), Locale.parse(lang.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return (Locale("en"),)


@lru_cache(maxsize=64)
def _weekdays(lang: str) -> frozenset[str]:
    from babel.dates import get_day_names

    return frozenset(_fold(name) for locale in _locales(lang) for name in get_day_names("wide", locale=locale).values())


@lru_cache(maxsize=64)
def _months(lang: str) -> dict[str, int]:
    """Names and abbreviations of the months in `lang` and English."""
    from babel.dates import get_month_names

    names: dict[str, int] = {"sept": 9}
    for locale in _locales(lang):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names |= {_fold(name): n for n, name in get_month_names(width, context, locale).items()}
    return {name: n for name, n in names.items() if not name.isdigit()}


@lru_cache(maxsize=64)
def _written(lang: str) -> tuple[re.Pattern[str], ...]:
    month = "|".join(re.escape(name) for name in sorted(_months(lang), key=lambda name: (-len(name), name)))
    month = rf"(?P<m>{month})\.?"
    return (
        re.compile(
            rf"(?:\b[^\W\d_]+\.?,?\s+)?\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|°|\.)?\s+(?:de\s+|of\s+)?{month},?\s+(?:del?\s+)?{_YEAR}",
            re.IGNORECASE,
        ),
        re.compile(rf"\b{month}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.IGNORECASE),
    )


def _fold(month: str) -> str:
    return month.casefold().rstrip(".")


@lru_cache(maxsize=4096)
def _format_day(day: date, pattern: str, locale: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale)


@lru_cache(maxsize=4096)
def _format_skeleton(day: date, skeleton: str, locale: str) -> str:
    from babel.dates import format_skeleton

    return format_skeleton(skeleton, day, locale=locale)
