"""Batches of work over the machine's cores, or over those of a cluster. Nothing else knows about parallelism.

The work is an importable function of a batch of items; few items are worked off in this process, so that
small sites pay nothing. Where processes can be forked, they inherit the function and the items, and only
results travel; elsewhere both are pickled once for each process.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from generator.errors import BroadsheetError, Problem

_T = TypeVar("_T")
_R = TypeVar("_R")

LOCAL = "local"
_FEWEST = 400
"""With fewer items than this, starting processes costs more than it saves."""
_BATCHES_EACH = 8
_BATCH = range(16, 257)


class Workers:
    """Up to `jobs` processes for each big piece of work; by default one for each core this process may use.

    With an `executor`, the address of a cluster (see `cluster`), it is the cluster's workers, which must see the
    same `folders`.
    """

    def __init__(self, jobs: int | None = None, executor: str = LOCAL, folders: Sequence[Path] = ()) -> None:
        self._jobs = jobs or available_cores()
        self._executor = executor
        self._folders = folders

    def run(
        self,
        function: Callable[[Sequence[_T]], _R],
        items: Sequence[_T],
        advance: Callable[[int], None] = lambda _: None,
        *,
        weight: int = 1,
        most: int | None = None,
    ) -> Iterator[_R]:
        """The function's result for each batch, in the items' order; `advance` hears how many items are done.

        `weight` tells what an item costs, as a number of pages. `most` items are in a batch, for who may stop between
        two of them.
        """
        is_little = len(items) * weight < _FEWEST
        if self._executor != LOCAL and not is_little:
            yield from self._run_on_cluster(function, items, advance, weight)
            return
        spans = list(_spans(len(items), self._jobs, weight, most))
        if self._jobs == 1 or len(spans) < 2 or is_little:
            for start, end in spans:
                yield function(items[start:end])
                advance(end - start)
            return
        (start, end), *rest = spans
        # What the first batch loads and learns here, forked processes have already.
        yield function(items[start:end])
        advance(end - start)
        pool = _start(self._jobs, function, items)
        try:
            for (start, end), result in zip(rest, pool.map(_do, rest), strict=True):
                advance(end - start)
                yield result
        except BrokenProcessPool:
            hint = "the machine may be out of memory: try again with --jobs 1"
            raise BroadsheetError(Problem(message="a worker process died", hint=hint)) from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _run_on_cluster(
        self, function: Callable[[Sequence[_T]], _R], items: Sequence[_T], advance: Callable[[int], None], weight: int
    ) -> Iterator[_R]:
        from generator.cluster import connected

        with connected(self._executor, self._folders) as cluster:
            spans = list(_spans(len(items), cluster.cores, weight))
            batches = (items[start:end] for start, end in spans)
            with closing(cluster.results(function, batches)) as results:
                for (start, end), result in zip(spans, results, strict=True):
                    advance(end - start)
                    yield result


ALONE = Workers(1)
"""This process, for work that nobody shares."""


def available_cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def uncollected() -> Iterator[None]:
    """A build makes no cycles worth looking for, and looking for them takes up to half of its time. What it leaves is
    looked through when the next one begins, if that is ever.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _spans(number: int, cores: int, weight: int, most: int | None = None) -> Iterator[tuple[int, int]]:
    """The first item of each batch, and the one after its last."""
    shared = number // (max(1, cores) * _BATCHES_EACH)
    size = max(1, _BATCH[0] // weight, min(_BATCH[-1] // weight, shared))
    size = min(size, most or size)
    for start in range(0, number, size):
        yield start, min(start + size, number)


def _start(jobs: int, function: Callable[[Sequence[_T]], _R], items: Sequence[_T]) -> ProcessPoolExecutor:
    method = "fork" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(method)
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(function, items))


_task: dict[str, Any] = {}
"""What a worker process works on; empty in the process that started it."""


def _begin(function: Callable[[Sequence[_T]], _R], items: Sequence[_T]) -> None:
    # Ctrl-C reaches every process of a terminal; the first one decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _task.update(function=function, items=items)


def _end_with_parent() -> None:
    """Nobody tells workers that the process they work for was killed; they would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _do(span: tuple[int, int]) -> Any:
    return _task["function"](_task["items"][slice(*span)])
