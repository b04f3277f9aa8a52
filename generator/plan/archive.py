"""The archive: all years with their months, each year, each month, each day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from generator import dates
from generator.addresses import expand
from generator.model import Moment
from generator.pages import Archive, Link, Page, Year
from generator.plan.cards import day_place
from generator.plan.digest import Digest
from generator.plan.lists import ListOf, articles, listing, month_count
from generator.planned import Planned


def pages(made: Digest) -> Iterator[Page | Planned]:
    """The archive's pages. Articles without a date are in none of them."""
    config = made.config
    years = tuple(_years(made))
    home, above = Link(config.title, "/"), Link(made.words.say("Archive"), config.permalinks.archive)
    description = f"{articles(made, sum(year.count for year in years))} · {config.title}"
    yield _page(made, above.url, above.label, description, (home,), years)
    for year in years:
        description = f"{year.label}: {articles(made, year.count)} · {config.title}"
        yield _page(made, year.url, year.label, description, (home, above), (year,))
    for stated_year, month, found in made.months:
        name = month_count(stated_year, month, len(found), config)
        above_month = (home, above, Link(str(stated_year), _year_place(made, stated_year)))
        yield from listing(
            made,
            ListOf(
                kind="month", first=name.url, entries=found, heading=name.label, title=name.label, trail=above_month
            ),
        )
    for day, found in made.days:
        name = month_count(day.year, day.month, 0, config)
        title = dates.long_day(day, config.locale)
        trail = (home, above, Link(str(day.year), _year_place(made, day.year)), Link(name.label, name.url))
        first = day_place(_moment(found[0].date), config)
        yield from listing(
            made, ListOf(kind="day", first=first, entries=found, heading=title, title=title, trail=trail)
        )


def _page(
    made: Digest, place: str, title: str, description: str, trail: tuple[Link, ...], years: tuple[Year, ...]
) -> Page:
    return Page(
        url=place,
        title=title,
        description=description,
        lang=made.config.language,
        trail=trail,
        view=Archive(heading=title, years=years),
    )


def _years(made: Digest) -> Iterator[Year]:
    for year, group in groupby(made.months, key=lambda item: item[0]):
        counts = tuple(month_count(year, month, len(found), made.config) for _, month, found in group)
        yield Year(str(year), _year_place(made, year), sum(month.count for month in counts), counts)


def _year_place(made: Digest, year: int) -> str:
    return expand(made.config.permalinks.year, {"year": f"{year:04}"})


def _moment(stated: Moment | None) -> Moment:
    if stated is None:
        raise ValueError("an entry without a date is in no archive")
    return stated
