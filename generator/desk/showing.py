"""From a digest to what the pages of the desk show of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlencode

from generator import content, tags
from generator.addresses import entry_place, url_path
from generator.desk.changes import digest, read_file, text_of
from generator.desk.overview import FILTERS, Overview, matching, name_of
from generator.desk.views import Anchor, EditionView, EntryView, Item, ListView, Making, Row, Tab
from generator.editions import Issue
from generator.errors import ArgumentError, BroadsheetError, Problem
from generator.model import Entry, Moment
from generator.plan.cards import rights
from generator.plan.issues import edition_place, issue_link
from generator.seeds import FOLDER as SEEDS
from generator.tags import Background

HERE = "/_desk/"
ROWS = 50
_SUGGESTED = 20
"""Entries of one page for which tags are looked for."""
_FEW = 4
_HOW = {"name": "from the name", "text": "from the dateline", "import": "day of the import"}
"""How a date was found, where that is worth a look."""

Known = Callable[[], Background | None]
"""What tags are learnt from; None while there is nothing yet."""


def list_view(
    over: Overview, name: str, words: str, number: int, problems: Sequence[Problem], known: Known
) -> ListView:
    """Page `number`, from 1, of one of FILTERS, or of what in it has certain words."""
    found = list(matching(over, name, words))
    pages = max(1, -(-len(found) // ROWS))
    number = min(max(1, number), pages)
    first = (number - 1) * ROWS
    rows = tuple(_rows(over, found[first : first + ROWS], problems, known))

    def link(**changes: object) -> str:
        asked = {"show": name, "q": words, "page": 1, **changes}
        return urlencode({key: value for key, value in asked.items() if value not in {"", 1}})

    shown = {each: found if each == name and not words else list(matching(over, each, "")) for each in FILTERS}
    return ListView(
        heading=FILTERS[name][0],
        name=name,
        words=words,
        back=link(page=number),
        tabs=tuple(
            Tab(heading, f"{HERE}?{link(show=each, q='')}", len(shown[each]), each == name)
            for each, (heading, _) in FILTERS.items()
        ),
        rows=rows,
        first=first,
        total=len(found),
        newer=f"{HERE}?{link(page=number - 1)}" if number > 1 else None,
        older=f"{HERE}?{link(page=number + 1)}" if number < pages else None,
        since=over.since.isoformat() if over.since else "",
        making=_making(over),
        issues=tuple(_issue(over, issue) for issue in over.issues[:_FEW]),
        problems=tuple(problem for problem in problems if (problem.file or "").startswith((f"{SEEDS}/", "content/"))),
    )


def entry_view(over: Overview, path: str, back: str, problems: Sequence[Problem], known: Known) -> EntryView:
    """One entry, read again so that what is shown is what its digest stands for. Raises BroadsheetError."""
    if path not in over.held.entries:
        raise ArgumentError(Problem(message="there is no such entry", file=path or None))
    data = read_file(over.held.root, path)
    entry = content.read(path, text_of(data, path), over.held.config)
    row = _row(over, entry, digest(data), problems, _suggested(over, entry, known))
    return EntryView(row=row, back=back)


def place_of_page(over: Overview, path: str) -> str:
    """Where the desk has the article, or else the edition, whose page the preview shows at a path; its list for
    pages of neither.
    """
    for entry in over.newest:
        if _page(over, entry) == path:
            return _href(entry)
    written = (issue for issue in over.issues if issue.edition.path)
    found = (issue for issue in written if _place(over, edition_place(issue.edition, over.held.config)) == path)
    return next(map(_edition_href, found), HERE)


def edition_view(over: Overview, path: str, problems: Sequence[Problem]) -> EditionView:
    """An edition, and what has come in that it has not. Raises ArgumentError."""
    issue = next((one for one in over.issues if one.edition.path == path), None)
    if issue is None:
        raise ArgumentError(Problem(message="there is no such edition", file=path or None))
    edition, names = issue.edition, over.names
    stated = edition.items or tuple(name_of(over, entry) for entry in issue.entries)
    notes = {names[name].id: note for name, note in edition.notes.items() if name in names}
    waiting = [one for one in matching(over, "new", "") if one not in issue.entries][:ROWS]
    return EditionView(
        path=path,
        seen=digest(read_file(over.held.root, path)),
        heading=issue_link(issue, over.held.config).label,
        page=_place(over, edition_place(edition, over.held.config)),
        draft=edition.draft,
        items=tuple(_item(over, name, names.get(name), notes) for name in stated),
        waiting=tuple(_rows(over, waiting, problems, lambda: None)),
        problems=_about(problems, path),
    )


def _rows(over: Overview, entries: Sequence[Entry], problems: Sequence[Problem], known: Known) -> Iterator[Row]:
    searched = [entry.path for entry in entries if not entry.tags][:_SUGGESTED]
    for entry in entries:
        try:
            seen = digest(read_file(over.held.root, entry.path))
        except OSError:
            continue
        suggested = _suggested(over, entry, known) if entry.path in searched else ()
        yield _row(over, entry, seen, problems, suggested)


def _row(
    over: Overview, entry: Entry, seen: str, problems: Sequence[Problem], suggested: tuple[str, ...] | None
) -> Row:
    issues = over.placed.get(entry.path, ())
    return Row(
        entry=entry,
        name=name_of(over, entry),
        seen=seen,
        href=_href(entry),
        page=_page(over, entry),
        source=entry.source.name if entry.source else "",
        day=_day(entry.date),
        how=_HOW.get(entry.date_source, "") if entry.date else "",
        seed=entry.seed.file if entry.seed else "",
        suggested=suggested,
        issues=tuple(_issue(over, issue) for issue in issues),
        is_in_current=over.current in issues if over.current else False,
        same=tuple(_other(over, other) for other in over.same_text(entry)[:_FEW]),
        rivals=tuple(_other(over, other) for other in over.rivals(entry)[:_FEW]),
        covered=tuple(_other(over, other) for other in over.covered(entry)[:_FEW]),
        problems=_about(problems, entry.path),
    )


def _suggested(over: Overview, entry: Entry, known: Known) -> tuple[str, ...] | None:
    """Tags that an entry has not; None while nothing is known to learn from."""
    learnt = known()
    if learnt is None:
        return None
    config, vocabulary = over.held.config, over.held.vocabulary
    try:
        body = content.read_body(over.held.root, entry.path, entry.body_digest)
    except BroadsheetError:
        return ()
    found = tags.suggest(entry.title, body, entry.lang, learnt, vocabulary, config.tags.max)
    mine = {tag.casefold() for tag in entry.tags}
    return tuple(tag for tag in found if tag.casefold() not in mine)


def _item(over: Overview, name: str, entry: Entry | None, notes: dict[str, str]) -> Item:
    if entry is None:
        return Item(name=name, note="", entry=None, href="", page="")
    covered = tuple(_other(over, other) for other in over.covered(entry)[:_FEW])
    note = notes.get(entry.id, "")
    return Item(name=name, note=note, entry=entry, href=_href(entry), page=_page(over, entry), covered=covered)


def _other(over: Overview, entry: Entry) -> Anchor:
    issues = (issue_link(issue, over.held.config).label for issue in over.placed.get(entry.path, ()))
    said = (entry.source.name if entry.source else "", _day(entry.date), *issues)
    return Anchor(entry.title, _href(entry), " · ".join(filter(None, said)))


def _issue(over: Overview, issue: Issue) -> Anchor:
    label = issue_link(issue, over.held.config).label
    return Anchor(label, _edition_href(issue), "draft" if issue.edition.draft else _day(issue.edition.date))


def _making(over: Overview) -> Making | None:
    if over.current is None:
        return None
    path = over.current.edition.path or ""
    label = issue_link(over.current, over.held.config).label
    seen = digest(read_file(over.held.root, path))
    return Making(path, label, _edition_href(over.current), seen, len(over.current.entries))


def _edition_href(issue: Issue) -> str:
    return f"{HERE}edition?{urlencode({'path': issue.edition.path or ''})}"


def _href(entry: Entry) -> str:
    return f"{HERE}entry?{urlencode({'path': entry.path})}"


def _page(over: Overview, entry: Entry) -> str:
    """Where the preview shows an entry; the original where it has no page."""
    if entry.link and rights(entry, over.held.config) == "link":
        return entry.link
    return _place(over, entry_place(entry, over.held.config.permalinks))


def _place(over: Overview, place: str) -> str:
    return over.held.config.base_path + url_path(place)


def _about(problems: Sequence[Problem], path: str) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.file == path)


def _day(when: Moment | None) -> str:
    return when.day.isoformat() if when else ""
