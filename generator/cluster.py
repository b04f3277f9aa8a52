"""Batches of work over a dask.distributed cluster, through its `concurrent.futures` interface. Owner of distributed.

The function travels once to every worker, and every batch once to the one that works it off. At any time only a few
batches for each core are under way, so that neither the scheduler nor this process ever holds all of them. What was
under way on a worker that dies is worked off by another.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import logging
import pickle
import platform
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator import __version__
from generator.errors import BroadsheetError, ConfigError, Problem

SCHEME = "dask://"
_ANSWER = 10
"""Seconds that a scheduler may take to answer."""
_WITHOUT_WORKERS = 30
"""Seconds after which a cluster that has no worker (any more) is given up."""
_UNDER_WAY = 3
"""Batches for each core: one that is worked off, one that waits beside it, one that travels."""
_PACKAGE = __name__.partition(".")[0]
_SAME = "install the same versions on every machine of the cluster"
_DECISIVE = ("Jinja2", "MarkupSafe", "Markdown", "pyromark", "nh3", "babel", "msgspec", "PyYAML", "PyStemmer")
"""Packages that decide what an entry holds and what bytes a page has."""

_one_at_a_time = threading.Lock()
"""Workers of several threads gain nothing from two batches at once: both would wait for the same interpreter."""


class Task(Struct, frozen=True):
    """What every batch of a piece of work needs: the pickled function, the program that it is of, and files by which
    a worker knows that it sees the same folders.
    """

    program: dict[str, str]
    tokens: tuple[str, ...]
    function: bytes


class Cluster:
    """A cluster as a client of its scheduler sees it."""

    def __init__(self, client: Any, address: str, tokens: tuple[str, ...]) -> None:
        self._client = client
        self._address = address
        self._tokens = tokens

    @property
    def cores(self) -> int:
        """The threads of all workers together, which may become more or fewer."""
        return sum(worker["nthreads"] for worker in self._client.scheduler_info()["workers"].values())

    def results(self, function: Callable[[Any], Any], batches: Iterable[Any]) -> Generator[Any]:
        """The function's result for each batch, in their order. Raises what it raises, and BroadsheetError."""
        task = Task(program(), self._tokens, pickle.dumps(function, protocol=5))
        executor = self._client.get_executor(pure=False)
        # As a result of its own it is made anew when every worker that had it has died.
        sent = self._client.submit(_carried, task, pure=False)
        under_way: deque[Future[Any]] = deque()
        most = max(1, self.cores) * _UNDER_WAY
        try:
            for batch in batches:
                under_way.append(executor.submit(work, sent, pickle.dumps(batch, protocol=5)))
                if len(under_way) >= most:
                    yield self._result(under_way.popleft())
            while under_way:
                yield self._result(under_way.popleft())
        finally:
            executor.shutdown(wait=False)
            if self._client.status == "running":
                self._client.run(settle, on_error="ignore")

    def _result(self, future: Future[Any]) -> Any:
        from distributed.scheduler import KilledWorker

        without = 0
        while True:
            try:
                return future.result(timeout=_ANSWER)
            except TimeoutError:
                if future.done():
                    raise
                without = 0 if self.cores else without + _ANSWER
                if without >= _WITHOUT_WORKERS:
                    raise _failure(f"{self._address} has no worker left", "look into the workers' logs") from None
            except CancelledError:
                raise _failure(f"{self._address} does not answer any more", "look into the scheduler's log") from None
            except KilledWorker as error:
                hint = "their machines may be out of memory: look into the workers' logs"
                raise _failure(f"several workers of {self._address} died over the same batch", hint) from error


@contextmanager
def connected(address: str, folders: Iterable[Path]) -> Iterator[Cluster]:
    """The cluster whose scheduler is at `dask://HOST:PORT`, once it has a worker; `folders` are what its machines
    must share. Raises ConfigError and BroadsheetError.
    """
    _need_distributed()
    import distributed

    # What it would tell of lost connections is told by the errors here.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    make_client: Any = distributed.Client
    try:
        client = make_client(address.replace(SCHEME, "tcp://"), timeout=_ANSWER, set_as_default=False)
    except OSError:
        hint = "start one with `dask scheduler`, and its workers with `dask worker tcp://HOST:PORT`"
        raise _failure(f"no dask scheduler answers at {address}", hint) from None
    try:
        _await_worker(client, address)
        _refuse_without_us(client)
        with ExitStack() as shown:
            yield Cluster(client, address, tuple(shown.enter_context(_token(folder)) for folder in folders))
    finally:
        client.close()


@lru_cache(maxsize=1)
def program() -> dict[str, str]:
    """What does the work here: the versions of Python and of the packages that decide what comes out, and a digest
    of our own code, which is the same wherever it lies.
    """
    top = Path(__file__).parent
    code = hashlib.sha256()
    for path in sorted(top.rglob("*.py")):
        code.update(path.relative_to(top).as_posix().encode() + b"\0" + path.read_bytes())
    own = {"Python": platform.python_version(), "broadsheet": f"{__version__} ({code.hexdigest()[:8]})"}
    return own | {name: importlib.metadata.version(name) for name in _DECISIVE}


def work(task: Task, batch: bytes) -> Any:
    """Work off a batch on this worker. Raises BroadsheetError where the worker cannot give what others give."""
    for name, version in task.program.items():
        if program().get(name) != version:
            message = f"a worker on {platform.node()} has {name} {program().get(name)}; this build has {version}"
            raise _failure(message, _SAME)
    for token in map(Path, task.tokens):
        if not token.exists():
            message = f"a worker on {platform.node()} does not see what is in {token.parent}"
            raise _failure(message, "all machines must share the site and its output, and at the same paths")
    with _one_at_a_time:
        return _function(task.function)(pickle.loads(batch))  # noqa: S301 - from the build that asks


async def settle() -> None:
    """Wait until this worker has nothing in hand."""
    import asyncio

    await asyncio.to_thread(_one_at_a_time.acquire)
    _one_at_a_time.release()


@lru_cache(maxsize=1)
def _function(pickled: bytes) -> Any:
    return pickle.loads(pickled)  # noqa: S301 - from the build that asks


def _carried(task: Task) -> Task:
    return task


@contextmanager
def _token(folder: Path) -> Iterator[str]:
    """A file that whoever sees this very folder finds there."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".shared-", suffix=".tmp") as file:
        yield file.name


def _need_distributed() -> None:
    if importlib.util.find_spec("distributed") is None:
        message = "work on a cluster needs the package distributed"
        raise ConfigError(Problem(message=message, hint="pip install 'broadsheet[cluster]'"))


def _await_worker(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_WITHOUT_WORKERS)
    except TimeoutError:
        raise _failure(f"{address} has no workers", "start some with `dask worker tcp://HOST:PORT`") from None


def _refuse_without_us(client: Any) -> None:
    """A machine that cannot import this program is found by asking for what Python itself has."""
    found = client.run(importlib.util.find_spec, _PACKAGE)
    found["the scheduler"] = client.run_on_scheduler(importlib.util.find_spec, _PACKAGE)
    without = ", ".join(sorted(name for name, spec in found.items() if spec is None))
    if without:
        raise _failure(f"Broadsheet is not installed where these run: {without}", _SAME)


def _failure(message: str, hint: str) -> BroadsheetError:
    return BroadsheetError(Problem(message=message, hint=hint))
