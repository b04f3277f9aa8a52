"""Files that may not be read and folders that may not be written: told with their path, and the last site stays."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.sites import ARTICLE, MakeSite, Site, entry_text

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")

# To root, permissions mean nothing, unless it gives up the power to pass over them.
POWERLESS = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []


@pytest.fixture
def site(make_site: MakeSite) -> Iterator[Site]:
    if POWERLESS and not shutil.which("setpriv"):
        pytest.skip("root may do everything, and there is no setpriv")
    made = make_site({"content/first.md": entry_text("First"), "static/note.txt": "A note.", "seeds/old.txt": ARTICLE})
    made.build()
    made.write({"content/second.md": entry_text("Second"), "seeds/new.txt": "A new seed\n\nIt is not there yet.\n"})
    yield made
    for name in ("content", "seeds", "static", "public", ".cache"):
        forbid(made, name, 0o700)  # for whoever removes them


def build(site: Site) -> subprocess.CompletedProcess[str]:
    """Build with no more power than others have."""
    return subprocess.run(
        [*POWERLESS, *site.command(), "build", "--now", "2026-11-23"],
        env=site.environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def forbid(site: Site, path: str, mode: int) -> None:
    top = site.root / path
    for each in [*top.rglob("*"), top]:
        if each.is_dir() or each == top:
            each.chmod(mode)


@pytest.mark.parametrize("path", ["site.yaml", "content", "seeds", "static"])
def test_what_may_not_be_read_leaves_the_last_site(site: Site, path: str) -> None:
    before = site.output()
    forbid(site, path, 0)
    ran = build(site)
    assert (ran.returncode in (1, 3), "Traceback" in ran.stderr) == (True, False), ran.stderr
    assert re.search(rf"{path}: .*Permission denied", ran.stderr)
    assert site.output() == before


@pytest.mark.parametrize("path", ["content/second.md", "seeds/new.txt", "static/note.txt"])
def test_a_file_that_may_not_be_read_costs_itself(site: Site, path: str) -> None:
    forbid(site, path, 0)
    ran = build(site)
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False), ran.stderr
    assert f"{path}: cannot be read: Permission denied" in ran.stderr
    assert ("second/index.html" in site.output()) == (path != "content/second.md")


def test_content_that_may_not_be_written_costs_what_is_new(site: Site) -> None:
    forbid(site, "content", 0o555)
    ran = build(site)
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False), ran.stderr
    assert "content/2026/11/a-new-seed.md: cannot be written: Permission denied" in ran.stderr
    assert "second/index.html" in site.output()


def test_an_output_that_may_not_be_written_stays_as_it_was(site: Site) -> None:
    before = site.output()
    forbid(site, "public", 0o555)
    ran = build(site)
    assert (ran.returncode, "Traceback" in ran.stderr) == (1, False), ran.stderr
    assert re.search(r"public/.*: Permission denied", ran.stderr)
    assert site.output() == before


def test_a_cache_that_may_not_be_written_is_no_obstacle(site: Site) -> None:
    forbid(site, ".cache", 0o555)
    ran = build(site)
    assert (ran.returncode, "error" in ran.stderr) == (0, False), ran.stderr
    assert "second/index.html" in site.output()
