"""Problems as an overlay shows them: with the lines around."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from generator.errors import Problem
from generator.textfile import decode
from generator.theme import shelves

_REACH = 2
"""Lines before and after the one in question."""
_WIDEST = 160


class Line(Struct, frozen=True):
    """A line of a file; `is_it` for the one in question."""

    number: int
    text: str
    is_it: bool


class Notice(Struct, frozen=True):
    """A problem, its place as `file:line:column`, and the lines around that place where it is known."""

    message: str
    place: str
    hint: str | None
    severity: str
    lines: tuple[Line, ...]


def notices(root: Path, problems: Iterable[Problem]) -> tuple[Notice, ...]:
    """What to show for problems: errors first, then by file."""
    ordered = sorted(problems, key=lambda one: (one.severity, one.file or "", one.line or 0))
    return tuple(Notice(one.message, one.place, one.hint, one.severity, tuple(_around(root, one))) for one in ordered)


def excerpt(notice: Notice) -> str:
    """The lines around a place, for a terminal."""
    return "\n".join(f"  {'>' if line.is_it else ' '}{line.number:>5} | {line.text}" for line in notice.lines)


def problem_page(found: Iterable[Notice]) -> str:
    """A page that tells problems, for a site that has no page of its own yet."""
    shown = "".join(
        f"<li><p><strong>{html.escape(one.place)}</strong> {html.escape(one.message)}</p>"
        f"<pre>{html.escape(excerpt(one))}</pre><p>{html.escape(one.hint or '')}</p></li>"
        for one in found
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Preview</title>\n</head>\n'
        f"<body>\n<main>\n<h1>There is no page to show yet</h1>\n<ul>{shown}</ul>\n</main>\n</body>\n</html>\n"
    )


def _around(root: Path, problem: Problem) -> Iterator[Line]:
    if problem.file is None or problem.line is None:
        return
    places = [root / problem.file, *(shelf / problem.file.removeprefix("themes/") for shelf in shelves(root))]
    file = next((place for place in places if place.is_file()), None)
    try:
        lines = decode(file.read_bytes()).split("\n") if file else []
    except (OSError, ValueError):
        return
    first = max(1, problem.line - _REACH)
    for number, text in enumerate(lines[first - 1 : problem.line + _REACH], first):
        yield Line(number, text[:_WIDEST], number == problem.line)
