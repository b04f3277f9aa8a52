"""A build that is killed, shut out or left without room loses nothing: every file is a whole one, and the next
build completes the site. `pytest tests/test_interruption.py --kills 200` takes its time.
"""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from generator import output
from generator.check.fix import Repair, repair
from generator.errors import BroadsheetError, Problem
from generator.lock import alone
from generator.retag import rename
from generator.timeline import Timeline
from tests.disks import small_disk
from tests.sites import MakeSite, Site, entry_text, many

SEEDS = {
    f"seeds/seed-{number}.md": entry_text(f"Seed number {number}", f"Only seed {number} says so.", tags="[Moon]")
    for number in range(40)
}
"""They state their tags: suggested ones depend on which articles are there already."""
ENTRIES = {**many(60, tags="[Moon]"), "site.yaml": "search: false\n"}


def start(site: Site, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*site.command(), *arguments, "--now", "2026-11-23"],
        env=site.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def killed(site: Site, after: float, *arguments: str) -> None:
    """Run a command, and kill it and its workers after so many seconds."""
    running = start(site, *arguments)
    time.sleep(after)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def killed_amid_entries(site: Site, number: int) -> None:
    """Import, and kill that as soon as so many entries are there."""
    folder = site.root / "content/2026/11"
    running = start(site, "import")
    while running.poll() is None and sum(1 for _ in folder.glob("*.md")) < number:
        time.sleep(0.001)
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def duration(site: Site, *arguments: str) -> float:
    begun = time.monotonic()
    assert start(site, *arguments).wait() == 0
    return time.monotonic() - begun


def visible(site: Site) -> dict[str, bytes]:
    """The built site without the note of it."""
    found = site.output() if (site.root / "public").exists() else {}
    return {name: data for name, data in found.items() if name != ".broadsheet.json"}


def clean(site: Site) -> dict[str, bytes]:
    """What a build from nothing makes of the same files."""
    site.build(use_cache=False, output=site.root.parent / "clean")
    made = site.output("../clean")
    output.clean(site.root, site.root.parent / "clean")
    return made


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
class TestKilled:
    def test_a_first_build_is_whole_or_absent(self, make_site: MakeSite, kills: int) -> None:
        site = make_site(ENTRIES)
        whole = clean(site)
        longest = duration(site, "build", "--output", str(site.root.parent / "timed"))
        random_ = random.Random(1)
        for _ in range(kills):
            killed(site, random_.uniform(0, longest), "build")
            assert visible(site) in ({}, {name: whole[name] for name in whole if name != ".broadsheet.json"})
            site.build()
            assert site.output() == whole
            site.run("clean")

    def test_a_later_build_leaves_whole_files(self, make_site: MakeSite, kills: int) -> None:
        site = make_site(ENTRIES)
        site.build()
        longest = duration(site, "build", "--no-cache")
        random_ = random.Random(2)
        for number in range(kills):
            before = site.output()
            site.write({f"content/new-{number}.md": entry_text(f"New {number}", date="2026-06-01", tags="[Moon]")})
            site.remove("content/story-1.md") if number == 3 else None
            after = clean(site)
            killed(site, random_.uniform(0, longest), "build")
            for name, data in visible(site).items():
                assert data in (before.get(name), after.get(name)), name
            assert {name for name in before if name in after} <= site.output().keys()
            site.build()
            assert site.output() == after

    def test_an_import_loses_no_entry(self, make_site: MakeSite, kills: int) -> None:
        site = make_site({**SEEDS, **ENTRIES})
        assert start(site, "import").wait() == 0
        texts = {path: site.read(path) for path in site.entries()}
        assert len(texts) == len(SEEDS) + len(many(60))
        random_ = random.Random(3)
        for _ in range(kills):
            for path in texts.keys() - ENTRIES.keys():
                site.remove(path)
            killed_amid_entries(site, random_.randrange(1, len(SEEDS)))
            assert {path: site.read(path) for path in site.entries()}.items() <= texts.items()
            assert start(site, "import").wait() == 0
            assert {path: site.read(path) for path in site.entries()} == texts
            assert [path.name for path in site.root.rglob("*.tmp")] == []


def test_what_a_killed_process_was_about_to_write_is_removed(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": "A title\n\nSome words of the first day.\n"})
    left = ["content/2026/11/.a-title.md-abcd_123.tmp", ".cache/.entries.json-abcd_123.tmp"]
    somebody_elses = "content/2026/11/.plan.md-abcd_123.tmp"
    site.write(dict.fromkeys([*left, somebody_elses], "half of it"))
    site.build()
    site.build(use_cache=True)
    assert sorted(path.relative_to(site.root).as_posix() for path in site.root.rglob("*.tmp")) == [somebody_elses]


class TestTwoAtOnce:
    def test_the_second_names_the_first(self, make_site: MakeSite) -> None:
        site = make_site(many(1))
        holder = hold(site)
        try:
            with (
                pytest.raises(BroadsheetError, match=rf"at work on this site \(process {holder.pid}\)"),
                alone(site.root, patience=0.1),
            ):
                pytest.fail("the lock was taken twice")
        finally:
            holder.kill()
            holder.wait()

    def test_the_second_waits_for_the_first(self, make_site: MakeSite) -> None:
        site = make_site(many(1))
        running = [start(site, "build"), start(site, "build")]
        assert [one.wait() for one in running] == [0, 0]
        assert site.output() == clean(site)

    def test_a_lock_that_was_left_behind_holds_nobody_up(self, make_site: MakeSite) -> None:
        site = make_site(many(1))
        holder = hold(site)
        holder.kill()
        holder.wait()
        with alone(site.root, patience=0):
            assert site.read(".cache/lock") == str(os.getpid())

    def test_whoever_waited_while_the_cache_was_removed_locks_a_new_file(self, make_site: MakeSite) -> None:
        site = make_site(many(1))
        holder = hold(site, "import shutil; time.sleep(0.2); shutil.rmtree(sys.argv[1] + '/.cache')")
        with alone(site.root, patience=60):
            assert site.read(".cache/lock") == str(os.getpid())
        assert holder.wait() == 0

    def test_whoever_changes_entries_waits_as_well(self, make_site: MakeSite) -> None:
        site = make_site({"content/a.md": entry_text("A", tags="[Moon]", lang="EN")})
        digest = sha256(site.read("content/a.md").encode()).hexdigest()
        fixing = Repair(Problem(message=""), "content/a.md", digest, ("lang",), "EN", "en")
        for change in (
            lambda: repair(site.root, [fixing]),
            lambda: rename(site.root, "Moon", "Mars", merge=False, jobs=1, timeline=Timeline()),
        ):
            before = site.read("content/a.md")
            holder = hold(site, "time.sleep(0.3); import os; os.chdir(sys.argv[1]); os.link('content/a.md', 'seen')")
            change()
            assert holder.wait() == 0
            assert site.read("seen") == before != site.read("content/a.md")
            site.remove("seen")


def hold(site: Site, then: str = "time.sleep(60)") -> subprocess.Popen[str]:
    """A process that holds the lock of a site until it is killed or has done what follows."""
    code = (
        "import pathlib, sys, time; from generator.lock import alone\n"
        "with alone(pathlib.Path(sys.argv[1])): print('held', flush=True); " + then
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(site.root)], env=site.environment(), stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    with holder.stdout as told:
        assert told.readline() == "held\n"
    return holder


def test_a_full_disk_leaves_the_last_site(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site(ENTRIES)
    with small_disk(tmp_path / "disk", 4000):
        folder = tmp_path / "disk/public"
        assert site.run("build", "--output", str(folder)).returncode == 0
        before = site.output("../disk/public")
        site.write(many(600))
        ran = site.run("build", "--output", str(folder), "--jobs", "1")
        assert ran.returncode == 1
        assert "No space left on device" in ran.stderr
        assert str(tmp_path / "disk") in ran.stderr
        assert "Traceback" not in ran.stderr
        assert site.output("../disk/public") == before
        assert [path.name for path in (tmp_path / "disk").iterdir()] == ["public"]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_cannot_be_written_leaves_the_last_site(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    site = make_site(many(3))
    site.build()
    before = site.output()
    site.write({"content/new.md": entry_text("New")})

    with monkeypatch.context() as patched:
        patched.setattr(output, "_write", lambda path, _: refuse(path, number))
        with pytest.raises(OSError, match="public") as caught:
            site.build(use_cache=False)
    assert caught.value.errno == number
    assert site.output() == before
    assert [path.name for path in site.root.iterdir() if path.name.startswith(".public")] == []
    site.build()
    assert site.output() == clean(site)


def refuse(path: str, number: int) -> None:
    raise OSError(number, os.strerror(number), path)


def test_an_entry_that_was_edited_meanwhile_is_left_alone(make_site: MakeSite) -> None:
    from generator import importer
    from generator.build import parse_now, prepare_import, read_content
    from generator.configfile import load_config
    from generator.executors import Workers
    from generator.timeline import Timeline

    site = make_site({"seeds/a.txt": "A title\n\nSome words of the first day.\n"})
    site.build()
    path = site.entry()
    site.write({"seeds/a.txt": "A title\n\nOther words of the second day.\n"})
    config, workers = load_config(site.root), Workers(1)
    reading = read_content(site.root, config, workers, Timeline(), use_cache=False)
    prepared = prepare_import(site.root, config, reading, parse_now("2026-11-23", config), workers, Timeline())
    site.write({path: site.read(path) + "\nMy own words.\n"})
    brought = importer.write(site.root, prepared)
    assert [problem.file for problem in brought.problems] == [path]
    assert "My own words." in site.read(path)
