"""What strangers bring costs itself alone: it ends in time, stays within the root, and good seeds are published."""

from __future__ import annotations

import itertools
import os
import resource
import sys
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.hostile import KINDS, Link
from tests.sites import Site, entry_text

GOOD = {
    f"seeds/good-{number}.txt": f"Good news number {number}\n\nThe harvest of year {number} was better than the last.\n"
    for number in range(1, 6)
}
SECONDS, MEGABYTES = 2, 500
"""What each kind may take, of a processor and of memory."""

FEWEST = 150
ALL = "BROADSHEET_HOSTILE" in os.environ


def lay(site: Site, files: Mapping[str | bytes, str | bytes | Link]) -> None:
    for name, content in files.items():
        path = site.root / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            path.symlink_to(content.to)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode(errors="surrogatepass"))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with good seeds, and a folder beside it that nothing may reach."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.md").write_text("---\ntitle: Secret\n---\n\nNobody may read this confession.\n")
    return Site(tmp_path / "site").write({**GOOD, "content/good.md": entry_text("A good entry")})


def around(site: Site) -> list[str]:
    """All files beside the site."""
    top = site.root.parent
    return sorted(
        os.fsencode(path.relative_to(top)).decode(errors="replace")
        for path in top.rglob("*")
        if not path.is_relative_to(site.root)
    )


def assert_good_is_published(site: Site) -> None:
    pages = {name: data for name, data in site.output().items() if name.endswith(".html")}
    for number in range(1, 6):
        assert f"2026/11/good-news-number-{number}/index.html" in pages
    assert "good/index.html" in pages
    assert [name for name, data in pages.items() if b"Nobody may read this confession" in data] == []
    assert around(site) == ["outside", "outside/secret.md"]
    known = {"content", "seeds", "data", "public", ".cache", "site.yaml"}
    assert {path.name for path in site.root.iterdir()} <= known


def limited(site: Site, **options: object) -> str:
    """Build in a process that ends when it takes too much; what went wrong, or nothing."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        told = b""
        try:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            site.build(jobs=1, **options)
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
            told = f"{grown} MB".encode() if grown > MEGABYTES else b""
        except BaseException:  # noqa: BLE001 - told by the parent
            told = traceback.format_exc().encode()
        os.write(writer, told[-4000:])
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        wrong = file.read().decode()
    _, status = os.waitpid(child, 0)
    return wrong or (f"ended with signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "")


def in_groups(kinds: Iterable[str]) -> list[Any]:
    groups = itertools.groupby(kinds, key=lambda kind: kind.partition(":")[0])
    return [pytest.param(list(members), id=group) for group, members in groups]


def test_there_are_many_kinds_and_each_has_files_of_its_own() -> None:
    assert len(KINDS) >= FEWEST
    paths = [path for files in KINDS.values() for path in files]
    assert len(paths) == len(set(paths))


@pytest.mark.skipif(sys.platform != "linux", reason="needs resource limits for a process")
@pytest.mark.skipif(not ALL, reason="starts a build for each kind: BROADSHEET_HOSTILE=1")
@pytest.mark.parametrize("kinds", in_groups(KINDS))
def test_each_kind_ends_in_time_within_its_memory(tmp_path: Path, kinds: list[str]) -> None:
    failed = {}
    for number, kind in enumerate(kinds):
        site = Site(tmp_path / str(number)).write({"site.yaml": "search: false\n"})
        lay(site, KINDS[kind])
        if told := limited(site, use_cache=False):
            failed[kind] = told
    assert failed == {}


def test_all_kinds_together_leave_the_good_alone(site: Site) -> None:
    # Every fourth costs the suite seconds; all of them, with the search index of what they leave, minutes.
    kinds = list(KINDS) if ALL else list(KINDS)[::4]
    site.write({"site.yaml": "" if ALL else "search: false\n"})
    for kind in kinds:
        lay(site, KINDS[kind])
    ran = site.run("build", "--now", "2026-11-23")
    assert ran.returncode == 1, ran.stderr[-3000:]
    assert "Traceback" not in ran.stderr
    assert_good_is_published(site)
    again = site.run("build", "--now", "2026-11-23")
    assert "Traceback" not in again.stderr
    assert_good_is_published(site)
