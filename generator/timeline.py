"""The stages of a build as they pass: their names, how far they are and how long they took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol


class Listener(Protocol):
    """Whoever shows progress."""

    def started(self, stage: str, total: int) -> None:
        """A stage begins; `total` is the number of its items, 0 when unknown."""

    def advanced(self, count: int) -> None:
        """So many more items of the running stage are done."""

    def finished(self, stage: str, seconds: float) -> None:
        """The running stage has ended."""


class Timeline:
    """Times the stages of one run, in their order. `pages` has for each kind of page that was rendered, by its
    template where it has one, how many there were and the seconds they took in all processes.
    """

    def __init__(self, listener: Listener | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self.pages: dict[str, tuple[int, float]] = {}
        self._listener = listener
        self._begun = time.perf_counter()

    @property
    def elapsed(self) -> float:
        """Seconds since it was made, what lies between the stages included."""
        return time.perf_counter() - self._begun

    @contextmanager
    def stage(self, name: str, total: int = 0) -> Iterator[Callable[[int], None]]:
        """Time a block; the value to call with the number of items done."""
        begun = time.perf_counter()
        if self._listener:
            self._listener.started(name, total)
        try:
            yield self._listener.advanced if self._listener else lambda _: None
        finally:
            took = time.perf_counter() - begun
            self.seconds[name] = self.seconds.get(name, 0.0) + took
            if self._listener:
                self._listener.finished(name, took)

    def rendered(self, spent: Mapping[str, tuple[int, float]]) -> None:
        """Count pages that were rendered somewhere."""
        for kind, (number, seconds) in spent.items():
            before, took = self.pages.get(kind, (0, 0.0))
            self.pages[kind] = before + number, took + seconds

    def rounded(self) -> dict[str, float]:
        """The seconds of each stage, for a report."""
        return {name: round(seconds, 4) for name, seconds in self.seconds.items()}
