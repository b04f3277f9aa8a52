"""The present, and what is published when: drafts wait for their editor, and what has a date for its day."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from generator.addresses import entry_place
from generator.config import Config
from generator.dates import from_timestamp, moment, parse_date
from generator.errors import ArgumentError, Problem
from generator.model import Edition, Entry, Moment, StandingPage
from generator.plan import Site
from generator.plan.fixed import standing_place
from generator.plan.issues import edition_place
from generator.record import Span

Written = Entry | Edition | StandingPage


def parse_now(stated: str | None, config: Config) -> Moment:
    """The present: what is stated, else SOURCE_DATE_EPOCH (reproducible-builds.org), else the clock.

    It decides which entries are still to come and on which day an undated seed is added, nothing else.
    """
    if stated is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        return from_timestamp(int(epoch), config.zone) if epoch.isdigit() else moment(datetime.now(UTC), config.zone)
    found = parse_date(stated, config.zone)
    if found is None:
        raise ArgumentError(
            Problem(
                message=f"not a point in time: {stated!r}",
                hint="write it like 2026-11-23 or 2026-11-23T09:30",
            )
        )
    return found


def is_future(when: Moment | None, now: Moment) -> bool:
    """Whether a day, or a time where both have one, has not come. What has no date waits for none."""
    if when is None:
        return False
    if when.day_only or now.day_only:
        return when.day > now.day
    return when.at > now.at


def span(written: Sequence[Written], now: Moment) -> Span:
    """Between which two dates of these the present lies."""
    dates = [one.date for one in written if one.date]
    reached = (date for date in dates if not is_future(date, now))
    ahead = (date for date in dates if is_future(date, now))
    return Span(max(reached, default=None), min(ahead, default=None))


def held(site: Site, now: Moment) -> dict[str, str]:
    """The places of a site's pages that readers would not see yet, with `draft` or the day that they wait for."""
    config = site.config
    places: list[tuple[str, Written]] = [(entry_place(entry, config.permalinks), entry) for entry in site.entries]
    places += [(edition_place(edition, config), edition) for edition in site.editions]
    places += [(standing_place(page, config), page) for page in site.standing]
    return {
        place: "draft" if one.draft or one.date is None else one.date.day.isoformat()
        for place, one in places
        if one.draft or is_future(one.date, now)
    }
