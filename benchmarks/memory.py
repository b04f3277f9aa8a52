"""How much memory a program and all its children take together, looked at while it runs (Linux)."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

_EVERY = 0.1
"""Seconds between two looks."""


class Sampler(threading.Thread):
    """The most that a process and its children had at one time: proportional set size, in megabytes, so that what
    they share counts once. 0 where the system does not tell.
    """

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self._process = process
        self._done = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        while not self._done.wait(_EVERY):
            self.peak = max(self.peak, sum(map(_share, [self._process, *_children(self._process)])) / 1024)

    def stop(self) -> float:
        """The most that was seen."""
        self._done.set()
        self.join()
        return self.peak


def _children(process: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    return [*found, *(grandchild for child in found for grandchild in _children(child))]


def _share(process: int) -> int:
    """Kilobytes."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("Pss:")).split()[1])
    return 0
