"""What an editor asks at the desk: what has come in, what is in the edition, what the digest has had before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from generator.desk.memory import Holdings
from generator.due import is_future
from generator.editions import Issue, issues
from generator.model import Entry, Moment
from generator.plan.taxonomy import newest_first
from generator.references import by_name

_MINUTE = 60
"""What came within one minute came together, and stands by its own dates."""


class Overview(Struct, frozen=True):
    """A digest as it lies on the desk. `newest` are all entries, those that came last first; `names` has each by
    whatever an edition may name it; `issues` are the written editions, and `placed` those that each entry is in, by
    its path; `current` is the edition in the making, and `since` the day of the one before.
    """

    held: Holdings
    newest: tuple[Entry, ...]
    by_id: Mapping[str, Entry]
    names: Mapping[str, Entry]
    issues: tuple[Issue, ...]
    placed: Mapping[str, tuple[Issue, ...]]
    current: Issue | None
    since: date | None

    def is_new(self, entry: Entry) -> bool:
        """Whether it came, or is dated, after the last edition, and nobody has decided on it."""
        if entry.draft or any(issue is not self.current for issue in self.placed.get(entry.path, ())):
            return False
        came = self.held.arrived[entry.path].date()
        return self.since is None or entry.date is None or max(entry.date.day, came) > self.since

    def same_text(self, entry: Entry) -> list[Entry]:
        """Other entries with the same text, which count for nothing else."""
        return self._found(self.held.connections.same.get(entry.id, ()))

    def covered(self, entry: Entry) -> list[Entry]:
        """Earlier articles on the same event that readers have seen, the newest first."""
        rivals, when = self.rivals(entry), _order(entry.date)
        return [one for one in self._same_event(entry) if one not in rivals and _order(one.date) < when]

    def rivals(self, entry: Entry) -> list[Entry]:
        """Other articles on the same event that are as new; without editions none is."""
        return [one for one in self._same_event(entry) if self.is_new(one)] if self.since else []

    def _same_event(self, entry: Entry) -> list[Entry]:
        told = next((story for story in self.held.connections.stories if entry.id in story.entries), None)
        own = {entry.id, *self.held.connections.same.get(entry.id, ())}
        others = self._found([name for name in told.entries if name not in own] if told else ())
        return sorted((one for one in others if not one.draft), key=lambda one: _order(one.date), reverse=True)

    def _found(self, ids: Sequence[str]) -> list[Entry]:
        return [self.by_id[name] for name in ids if name in self.by_id]


FILTERS: Mapping[str, tuple[str, Callable[[Overview, Entry], object]]] = {
    "new": ("Since the last edition", lambda over, entry: over.is_new(entry)),
    "all": ("Everything", lambda over, entry: True),  # noqa: ARG005 - one shape for all of them
    "held": ("Held back", lambda over, entry: entry.draft),  # noqa: ARG005
    "untagged": ("Without tags", lambda over, entry: not entry.tags),  # noqa: ARG005
    "undated": ("Without a date", lambda over, entry: entry.date is None or entry.date_source == "import"),  # noqa: ARG005
}
"""What may be listed, by its name in addresses: its heading, and which entries belong to it."""


def overview(held: Holdings, now: Moment) -> Overview:
    """Everything in its order."""
    newest = tuple(sorted(held.entries.values(), key=lambda entry: _came(held, entry), reverse=True))
    by_date = newest_first(held.entries.values())
    written, _ = issues(list(held.editions.values()), by_date, held.config)
    found = tuple(_chosen(issue) for issue in written if issue.edition.path)
    ahead = [issue for issue in found if issue.edition.draft or is_future(issue.edition.date, now)]
    behind = [issue for issue in found if issue not in ahead]
    placed: dict[str, tuple[Issue, ...]] = {}
    for issue in found:
        for entry in issue.entries:
            placed[entry.path] = (*placed.get(entry.path, ()), issue)
    return Overview(
        held=held,
        newest=newest,
        by_id={entry.id: entry for entry in by_date},
        names=by_name(by_date),
        issues=found,
        placed=placed,
        current=ahead[-1] if ahead else None,
        since=behind[0].edition.date.day if behind else _day_before(held.config.editions, now.day),
    )


def matching(over: Overview, name: str, words: str) -> Iterator[Entry]:
    """The entries of a list, the newest first; with `words`, those whose title, source or tags have all of them."""
    belongs = FILTERS[name][1]
    wanted = words.casefold().split()
    for entry in over.newest:
        if belongs(over, entry) and (not wanted or _has(entry, wanted)):
            yield entry


def _chosen(issue: Issue) -> Issue:
    """An edition in the making has nothing that nobody chose, also where readers would see the articles of its day."""
    return replace(issue, entries=()) if issue.edition.draft and not issue.edition.items else issue


def _has(entry: Entry, wanted: Sequence[str]) -> bool:
    text = " ".join((entry.title, entry.source.name if entry.source else "", *entry.tags)).casefold()
    return all(word in text for word in wanted)


def _came(held: Holdings, entry: Entry) -> tuple[float, float, str]:
    return held.arrived[entry.path].timestamp() // _MINUTE, _order(entry.date), entry.path


def _order(when: Moment | None) -> float:
    return when.at.timestamp() if when else float("-inf")


def _day_before(editions: str, today: date) -> date | None:
    """The last day of the last edition, where editions are made of days or weeks."""
    days = {"daily": 1, "weekly": today.weekday() + 1}
    return today - timedelta(days=days[editions]) if editions in days else None


def name_of(over: Overview, entry: Entry) -> str:
    """How an edition names an entry: by its slug where that is clear, else by its id."""
    found = over.names.get(entry.slug)
    return entry.slug if found and found.path == entry.path else entry.id
