from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.dates import (
    find_dateline,
    from_timestamp,
    long_day,
    moment,
    month_name,
    parse_date,
    rfc3339,
    rfc5322,
)
from generator.model import Moment

ZONE = ZoneInfo("Europe/Madrid")
DAY = date(2026, 3, 4)
LANGUAGES = ["en", "es", "de", "fr", "it", "pt", "nl", "pl", "ru", "tr", "sv", "fi", "cs", "el", "uk", "ro", "hu"]


def iso(text: str, lang: str = "en") -> str | None:
    found = parse_date(text, ZONE, lang)
    return found.iso if found else None


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("2026-03-04", "en"),
        (" 2026-03-04\n", "en"),
        ("2026/3/4", "en"),
        ("4 March 2026", "en"),
        ("4th of March, 2026", "en"),
        ("March 4, 2026", "en"),
        ("March 4th, 2026", "en"),
        ("Mar. 4, 2026", "en"),
        ("4 mar 2026", "en"),
        ("4 MARCH 2026", "en"),
        ("4.3.2026", "de"),
        ("04. 03. 2026", "cs"),
        ("4. März 2026", "de"),
        ("4. Mär. 2026", "de"),
        ("4 de marzo de 2026", "es"),
        ("4 de marzo del 2026", "es"),
        ("4 de março de 2026", "pt"),
        ("4 mars 2026", "fr"),
        ("4 marzo 2026", "it"),
        ("4 марта 2026", "ru"),
        ("4 marca 2026", "pl"),
        ("4 Mart 2026", "tr"),
        ("2026年3月4日", "ja"),
        ("2026年 3月 4日", "zh"),
        ("2026년 3월 4일", "ko"),
        ("4 March 2026", "fr"),
        ("March 4, 2026", "xx"),
    ],
)
def test_a_full_date_is_read_as_people_write_it(text: str, lang: str) -> None:
    assert iso(text, lang) == "2026-03-04"


@pytest.mark.parametrize(
    ("day", "lang"), [("1er août 2026", "fr"), ("1º de agosto de 2026", "es"), ("1. August 2026", "de")]
)
def test_the_first_of_a_month_is_read_as_its_language_writes_it(day: str, lang: str) -> None:
    assert iso(day, lang) == "2026-08-01"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-04T09:30:00Z", "2026-03-04T10:30:00+01:00"),
        ("2026-03-04 09:30", "2026-03-04T09:30:00+01:00"),
        ("2026-03-04t9:30", "2026-03-04T09:30:00+01:00"),
        ("2026-03-04 09:30:00 +0200", "2026-03-04T08:30:00+01:00"),
        ("2026-03-04T09:30:00.250-05:00", "2026-03-04T15:30:00+01:00"),
        ("2026-07-04T23:30:00Z", "2026-07-05T01:30:00+02:00"),
        ("Wed, 04 Mar 2026 09:30:00 GMT", "2026-03-04T10:30:00+01:00"),
        ("4 March 2026, 09:30", "2026-03-04T09:30:00+01:00"),
        ("4 Mar 2026 09:30:00 -0800", "2026-03-04T18:30:00+01:00"),
    ],
)
def test_a_time_is_told_in_the_sites_zone(text: str, expected: str) -> None:
    assert iso(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "03/04/2026",
        "4/3/26",
        "04-03-2026",
        "March 2026",
        "4 March",
        "2026",
        "2026-03",
        "2026-02-30",
        "2026-13-01",
        "0000-00-00",
        "2026-03-04T25:00",
        "2026-03-04T09:30+99:99",
        "30 February 2026",
        "31.4.2026",
        "2026年13月4日",
        "4 Marchember 2026",
        "1742000000",
        "2026-03-04 or later",
    ],
)
def test_what_does_not_name_a_possible_day_month_and_year_is_no_date(text: str) -> None:
    assert iso(text) is None


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text, ZONE)
    assert found is None or isinstance(found, Moment)


@pytest.mark.parametrize("text", ["Wed, 04 Mar 99999 09:30:00 GMT", "Wed, 04 Mar 2026 09:30:00 +9999"])
def test_an_impossible_mail_date_is_no_date(text: str) -> None:
    assert iso(text) is None


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(LANGUAGES))
def test_a_day_that_was_written_for_readers_in_english_reads_back(day: date, lang: str) -> None:
    assert iso(long_day(day, "en"), lang) == day.isoformat()


@pytest.mark.parametrize(
    "lang", ["en", "es", "de", "fr", "it", "pt", "nl", "tr", "sv", "fi", "cs", "ro", "ja", "zh", "ko"]
)
@pytest.mark.parametrize("month", range(1, 13))
def test_a_day_that_was_written_for_readers_reads_back(lang: str, month: int) -> None:
    assert iso(long_day(date(2026, month, 9), lang), lang) == f"2026-{month:02}-09"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Wednesday, 4 March 2026", "en"),
        ("Mittwoch, 4. März 2026", "de"),
        ("4 марта 2026 г.", "ru"),
        ("4 марта 2026г.", "ru"),
        ("4 марта 2026 года", "ru"),
        ("4 березня 2026 р.", "uk"),
        ("4 березня 2026 року", "uk"),
    ],
)
def test_a_full_date_is_read_with_what_stands_around_it(text: str, lang: str) -> None:
    assert (iso(text, lang) or "")[:10] == "2026-03-04"


@pytest.mark.parametrize(
    ("paragraph", "lang", "expected"),
    [
        ("OSLO, 22 August 2025 (Agency) — The crossing opened.", "en", "2025-08-22"),
        ("OSLO, Aug. 22, 2025 - The crossing opened.", "en", "2025-08-22"),
        ("(Oslo, 2025-08-22) – The crossing opened.", "en", "2025-08-22"),
        ("PYONGYANG, August 22, 2025 (KCNA) -- The crossing opened.", "en", "2025-08-22"),
        ("OSLO, 22 August 2025—The crossing opened.", "en", "2025-08-22"),
        ("BOGOTÁ, 22 de agosto de 2025 — Se abrió el paso.", "es", "2025-08-22"),
        ("WIEN, 3. März 2025 (dpa) – Der Übergang ist offen.", "de", "2025-03-03"),
        ("PARIS, 1er août 2025 (AFP) – Le passage est ouvert.", "fr", "2025-08-01"),
        ("МОСКВА, 22 августа 2025 г. (Агентство) — Переход открыт.", "ru", "2025-08-22"),
        ("Friday, 22 August 2025", "en", "2025-08-22"),
        ("Published on 2025-08-22 09:30", "en", "2025-08-22"),
        ("2025年8月22日", "ja", "2025-08-22"),
        ("OSLO, 22 August (Agency) — The crossing opened.", "en", None),
        ("OSLO, 03/04/2025 — The crossing opened.", "en", None),
        ("The crossing opened on 22 August 2025.", "en", None),
        ("Was it open on 22 August 2025?", "en", None),
        ("The crossing — closed since 22 August 2025 — opened.", "en", None),
        ("The well-known crossing closed on 22 August 2025, they say.", "en", None),
        ("x" * 101 + " 22 August 2025", "en", None),
    ],
)
def test_a_dateline_gives_a_text_its_date(paragraph: str, lang: str, expected: str | None) -> None:
    found = find_dateline([paragraph], ZONE, lang)
    assert (found and found.day.isoformat()) == expected


@pytest.mark.parametrize(
    ("paragraph", "lang"),
    [
        ("The treaty of 3 May 1921 – long forgotten – is back in force.", "en"),
        ("図書館は1921年5月3日に建てられた。", "ja"),
        ('It was signed on 3 May 1921, "for ever."', "en"),
        ("It was signed on 3 May 1921 (in the rain).”", "en"),
        ("Those who signed on 3 May 1921:", "en"),
    ],
)
def test_a_date_inside_a_sentence_is_no_dateline(paragraph: str, lang: str) -> None:
    assert find_dateline([paragraph], ZONE, lang) is None


def test_a_spanish_agencys_dateline_gives_a_text_its_date() -> None:
    found = find_dateline(["Bogotá, 22 de agosto de 2025 (EFE).- El paso del bosque abrió."], ZONE, "es")
    assert found is not None
    assert found.day == date(2025, 8, 22)


def test_a_dateline_stands_in_the_first_two_paragraphs() -> None:
    line = "OSLO, 22 August 2025 — The crossing opened."
    assert find_dateline(["By Ana Ruiz", line], ZONE) is not None
    assert find_dateline(["One.", "Two.", line], ZONE) is None
    assert find_dateline([], ZONE) is None


def test_a_moment_knows_whether_its_time_was_stated() -> None:
    assert moment(DAY, ZONE) == Moment(datetime(2026, 3, 4, tzinfo=ZONE), day_only=True)
    assert moment(DAY, ZONE).iso == "2026-03-04"
    assert moment(datetime(2026, 3, 4), ZONE).day_only is False  # noqa: DTZ001 - as YAML gives it


def test_a_time_without_a_zone_is_taken_to_be_in_the_sites() -> None:
    assert moment(datetime(2026, 3, 4, 9, 30), ZONE).iso == "2026-03-04T09:30:00+01:00"  # noqa: DTZ001


def test_the_sites_zone_decides_the_day() -> None:
    at = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert moment(at, ZONE).day == date(2026, 3, 5)
    assert moment(at, ZoneInfo("America/New_York")).day == DAY


def test_a_time_stamp_is_a_moment_in_the_sites_zone() -> None:
    assert from_timestamp(0, ZONE).iso == "1970-01-01T01:00:00+01:00"


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("en", "4 March 2026"), ("en_GB", "4 March 2026"), ("en_US", "March 4, 2026"), ("es", "4 de marzo de 2026")],
)
def test_a_day_is_written_for_readers(locale: str, expected: str) -> None:
    assert long_day(DAY, locale) == expected


@pytest.mark.parametrize(("locale", "expected"), [("en", "March 2026"), ("de", "März 2026"), ("ja", "2026年3月")])
def test_a_month_is_written_for_readers(locale: str, expected: str) -> None:
    assert month_name(2026, 3, locale) == expected


def test_dates_are_written_for_machines() -> None:
    at = datetime(2026, 11, 23, 9, 30, 15, 999, tzinfo=ZONE)
    assert rfc5322(at) == "Mon, 23 Nov 2026 09:30:15 +0100"
    assert rfc3339(at) == "2026-11-23T09:30:15+01:00"
