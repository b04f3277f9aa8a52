"""Builds on a dask cluster on this machine: a scheduler and two workers, each a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from generator import cluster
from generator.errors import BroadsheetError
from generator.executors import Workers
from tests.sites import REPOSITORY, MakeSite, many

if not os.environ.get("BROADSHEET_REQUIRE_CLUSTER"):
    pytest.importorskip("distributed")

ENTRIES = 420


class Machines:
    """The processes of a cluster, and the address of its scheduler."""

    def __init__(self, address: str, workers: Sequence[subprocess.Popen[bytes]]) -> None:
        self.address = address
        self.workers = workers

    def ask(self, question: Callable[[Any], Any]) -> Any:
        """What a client of the scheduler answers."""
        from distributed import Client

        connect: Any = Client
        with connect(self.address.replace("dask:", "tcp:"), set_as_default=False) as client:
            return question(client)


@contextmanager
def process(*arguments: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as started:
        yield started
        started.kill()


def soon(holds: Callable[[], Any]) -> Any:
    """What holds within half a minute."""
    for _ in range(600):
        if found := holds():
            return found
        time.sleep(0.05)
    raise AssertionError("it never came")


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("cluster")
    note = folder / "scheduler.json"
    with process("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(note), folder=folder):
        soon(note.exists)
        worker = ("worker", "--scheduler-file", str(note), "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny")
        with process(*worker, folder=folder) as one, process(*worker, folder=folder) as other:
            yield Machines(soon(lambda: address_in(note)), [one, other])


def address_in(note: Path) -> str | None:
    try:
        address: str = json.loads(note.read_text(encoding="utf-8"))["address"]
    except ValueError:
        return None
    return address.replace("tcp:", "dask:")


def test_the_same_bytes_although_a_worker_dies(make_site: MakeSite, machines: Machines) -> None:
    site = make_site(many(ENTRIES, tags="[alpha, beta]"))
    site.build(output=site.root / "local")
    machines.ask(lambda client: client.wait_for_workers(2))

    def kill() -> None:
        soon(lambda: next(site.root.glob(".public.new*/*"), None))
        machines.workers[0].send_signal(signal.SIGKILL)

    killing = threading.Thread(target=kill)
    killing.start()
    result = site.build(executor=machines.address, use_cache=False)
    killing.join()
    assert result.problems == ()
    assert site.output() == site.output("local")
    assert machines.ask(lambda client: len(client.scheduler_info()["workers"])) == 1


def test_a_failure_is_told_and_nothing_is_left_to_do(make_site: MakeSite, machines: Machines) -> None:
    site = make_site({**many(ENTRIES), "templates/article.html": "{{ page.nothing }}"})
    site.write({"site.yaml": f"search: false\nexecutor: {machines.address}\n"})
    with pytest.raises(BroadsheetError, match="while rendering /2026/"):
        site.build()
    assert tasks(machines) == 0
    assert not list(site.root.glob(".public*"))


def test_an_interruption_leaves_nothing_to_do(tmp_path: Path, machines: Machines) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(Workers(None, machines.address, [tmp_path]).run(len, range(10_000), interrupt))
    assert tasks(machines) == 0


def tasks(machines: Machines) -> int:
    """How many tasks the scheduler knows of."""
    number: int = machines.ask(lambda client: client.run_on_scheduler(count_tasks))
    return number


def count_tasks(dask_scheduler: Any) -> int:
    return len(dask_scheduler.tasks)


def test_a_worker_of_another_version_is_refused(
    tmp_path: Path, machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = {**cluster.program(), "Jinja2": "1.0"}
    monkeypatch.setattr(cluster, "program", lambda: here)
    with pytest.raises(BroadsheetError, match=r"has Jinja2 \d\S+; this build has 1\.0"):
        list(Workers(None, machines.address, [tmp_path]).run(len, range(1000)))


def test_a_worker_that_does_not_see_the_site_refuses() -> None:
    task = cluster.Task(cluster.program(), ("/elsewhere/site/.shared-a.tmp",), b"")
    with pytest.raises(BroadsheetError, match="does not see what is in /elsewhere/site"):
        cluster.work(task, b"")


def test_machines_without_the_program_are_named(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PACKAGE", "generator_of_others")
    with pytest.raises(BroadsheetError, match=r"not installed where these run: tcp://.*, the scheduler"):
        list(Workers(None, machines.address).run(len, range(1000)))


def test_no_scheduler(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_ANSWER", 0.5)
    with pytest.raises(BroadsheetError, match=r"no dask scheduler answers at dask://127\.0\.0\.1:1$"):
        make_site(many(ENTRIES)).build(executor="dask://127.0.0.1:1")


def test_without_the_package(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BroadsheetError, match="needs the package distributed") as caught:
        make_site(many(ENTRIES)).build(executor="dask://127.0.0.1:1")
    assert caught.value.problems[0].hint == "pip install 'broadsheet[cluster]'"


def test_an_executor_that_is_none(make_site: MakeSite) -> None:
    with pytest.raises(BroadsheetError, match="unknown executor 'cluster'"):
        make_site({}).build(executor="cluster")
    with pytest.raises(BroadsheetError, match=r"site\.yaml:2:1: unknown executor"):
        make_site({"site.yaml": "title: Test\nexecutor: dask://somewhere\n"}).build()


def test_a_cluster_that_has_lost_its_workers(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_ANSWER", 0.5)
    monkeypatch.setattr(cluster, "_WITHOUT_WORKERS", 1)

    def kill(_: int) -> None:
        for worker in machines.workers:
            worker.kill()

    with pytest.raises(BroadsheetError, match="has no worker left"):
        list(Workers(None, machines.address).run(len, range(10_000), kill))
    with pytest.raises(BroadsheetError, match="has no workers"):
        list(Workers(None, machines.address).run(len, range(10_000)))
