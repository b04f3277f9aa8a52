"""The archive: all years with their months, each year, each month."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from generator import dates
from generator.addresses import expand
from generator.pages import Archive, Count, Page, Year
from generator.plan.digest import Digest
from generator.plan.lists import ListOf, articles, listing
from generator.plan.taxonomy import by_month


def pages(made: Digest) -> Iterator[Page]:
    """The archive's pages. Articles without a date are in none of them."""
    config = made.config
    months = by_month(made.newest)
    years = tuple(_year(made, year, [(month, len(found)) for _, month, found in group])
                  for year, group in groupby(months, key=lambda item: item[0]))  # fmt: skip
    view = Archive(heading="Archive", years=years)
    description = f"{articles(sum(year.count for year in years))} of {config.title} by date"
    yield Page(
        url=config.permalinks.archive,
        title="Archive",
        description=description,
        lang=config.language,
        view=view,
    )
    for year in years:
        view = Archive(heading=year.label, years=(year,))
        description = f"{articles(year.count)} of {config.title} from {year.label}, by month"
        yield Page(url=year.url, title=year.label, description=description, lang=config.language, view=view)
    for number, month, found in months:
        name = dates.month_name(number, month, config.locale)
        first = _place(made, number, month)
        yield from listing(made, ListOf(kind="month", first=first, entries=found, heading=name, title=name))


def _year(made: Digest, year: int, months: list[tuple[int, int]]) -> Year:
    counts = tuple(
        Count(dates.month_name(year, month, made.config.locale), _place(made, year, month), number)
        for month, number in months
    )
    place = expand(made.config.permalinks.year, {"year": f"{year:04}"})
    return Year(str(year), place, sum(number for _, number in months), counts)


def _place(made: Digest, year: int, month: int) -> str:
    return expand(made.config.permalinks.month, {"year": f"{year:04}", "month": f"{month:02}"})
