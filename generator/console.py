"""What the commands print: results on stdout, problems, notes and progress on stderr. Owner of rich."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from generator.errors import Problem
from generator.timeline import Timeline

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 0.5
"""Seconds after which a stage is worth showing."""
_REFRESH = 0.1
_COLOURS = {"error": "31", "warning": "33", "hint": "36"}


def out(text: str) -> None:
    """A line of the result."""
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """A line for the person who watches."""
    sys.stderr.write(f"{text}\n")


def show_problems(problems: Iterable[Problem]) -> None:
    """Each problem with its place and hint, in the order of files."""
    for problem in sorted(problems, key=lambda p: (p.file or "", p.line or 0, p.column or 0)):
        place = f"{problem.place}: " if problem.place else ""
        note(f"{_coloured(problem.severity)}: {place}{problem.message}")
        if problem.hint:
            note(f"  {_coloured('hint')}: {problem.hint}")


def show_profile(timeline: Timeline) -> None:
    """Each stage with its seconds, and each kind of page with the time it took in all processes, longest first."""
    for stage, seconds in timeline.seconds.items():
        note(f"{stage:<16}{seconds:>9.3f} s")
    for kind, (number, seconds) in sorted(timeline.pages.items(), key=lambda item: -item[1][1]):
        note(f"  {kind:<14}{seconds:>9.3f} s {number:>8} pages {seconds / number * 1000:>9.3f} ms each")


def counted(number: int, noun: str) -> str:
    """`1 page`, `2 pages`, `1 entry`, `2 entries`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("ry") else f"{number} {noun}s"


def tally(problems: Sequence[Problem]) -> str:
    """`2 errors, 1 warning`."""
    errors = sum(problem.severity == "error" for problem in problems)
    kinds = ((errors, "error"), (len(problems) - errors, "warning"))
    return ", ".join(counted(number, noun) for number, noun in kinds if number)


class PlainProgress:
    """A line for each stage that took long, or for every stage."""

    def __init__(self, *, every_stage: bool) -> None:
        self._every_stage = every_stage
        self._total = 0

    def started(self, stage: str, total: int) -> None:  # noqa: ARG002 - a Listener
        self._total = total

    def advanced(self, count: int) -> None:
        """Only whole stages are told."""

    def finished(self, stage: str, seconds: float) -> None:
        if self._every_stage or seconds >= _PATIENCE:
            of = f" {self._total}" if self._total else ""
            note(f"{stage}{of}: {seconds:.2f} s")


class LiveProgress:
    """A bar on a terminal, which appears only when the work takes long and leaves nothing behind.

    It draws when it is told of progress and never by itself: processes are forked while it is shown.
    """

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._stage, self._total, self._done = "", 0, 0
        self._begun = time.monotonic()
        self._drawn = 0.0

    def started(self, stage: str, total: int) -> None:
        self._stage, self._total, self._done = stage, total, 0
        self.advanced(0)

    def advanced(self, count: int) -> None:
        self._done += count
        now = time.monotonic()
        if now - self._begun > _PATIENCE and now - self._drawn > _REFRESH:
            self._draw()
            self._drawn = now

    def finished(self, stage: str, seconds: float) -> None:  # noqa: ARG002 - a Listener
        if self._progress:
            self._progress.stop()
        self._progress = self._task = None

    def _draw(self) -> None:
        if self._progress is None:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), auto_refresh=False, transient=True)
            self._task = self._progress.add_task(self._stage, total=self._total or None)
            self._progress.start()
        if self._task is not None:
            self._progress.update(self._task, completed=self._done)
            self._progress.refresh()


def progress(verbosity: int) -> PlainProgress | LiveProgress | None:
    """What fits the terminal: nothing when quiet, a bar on a terminal, lines elsewhere and with `-v`."""
    if verbosity < 0:
        return None
    if verbosity == 0 and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        return LiveProgress()
    return PlainProgress(every_stage=verbosity > 0)


def _coloured(word: str) -> str:
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return word
    return f"\x1b[{_COLOURS[word]}m{word}\x1b[0m"
