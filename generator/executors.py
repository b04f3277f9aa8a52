"""Batches of work over the machine's cores. Nothing else knows about parallelism.

The work is an importable function of a batch of picklable items; few items are worked off in this process,
so that small sites pay nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from generator.errors import BroadsheetError, Problem

_T = TypeVar("_T")
_R = TypeVar("_R")

_FEWEST = 400
"""With fewer items than this, starting processes costs more than it saves."""
_BATCHES_EACH = 8
_BATCH = range(16, 257)


class Workers:
    """Up to `jobs` processes, started when the first big piece of work comes."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: Executor | None = None

    def run(
        self,
        function: Callable[[Sequence[_T]], _R],
        items: Sequence[_T],
        advance: Callable[[int], None] = lambda _: None,
        *,
        weight: int = 1,
    ) -> Iterator[_R]:
        """The function's result for each batch, in the items' order; `advance` hears how many items are done.

        `weight` tells what an item costs, as a number of pages.
        """
        batches = list(self._batches(items, weight))
        if self._jobs > 1 and len(batches) > 1 and len(items) * weight >= _FEWEST:
            self._pool = self._pool or _start(self._jobs)
            results = self._pool.map(function, batches)
        else:
            results = map(function, batches)
        try:
            for batch, result in zip(batches, results, strict=True):
                advance(len(batch))
                yield result
        except BrokenProcessPool:
            hint = "the machine may be out of memory: try again with --jobs 1"
            raise BroadsheetError(Problem(message="a worker process died", hint=hint)) from None

    def close(self) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _batches(self, items: Sequence[_T], weight: int) -> Iterator[Sequence[_T]]:
        shared = len(items) // (self._jobs * _BATCHES_EACH)
        size = max(1, _BATCH[0] // weight, min(_BATCH[-1] // weight, shared))
        for start in range(0, len(items), size):
            yield items[start : start + size]


@contextmanager
def open_workers(jobs: int | None = None) -> Iterator[Workers]:
    """Workers for one build; `jobs` is by default the number of cores this process may use."""
    workers = Workers(jobs or available_cores())
    try:
        yield workers
    finally:
        workers.close()


def available_cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _start(jobs: int) -> Executor:
    method = "fork" if sys.platform == "linux" else "spawn"
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context(method), initializer=_leave_interrupts)


def _leave_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal; the first one decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
