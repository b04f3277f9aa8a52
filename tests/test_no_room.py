"""A disk that is full, or mounted for reading only: every command names the file that could not be written, and
leaves what it was asked to change, and the last site, whole as they were.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from generator import search
from tests.disks import fill, forbid_writing, small_disk
from tests.sites import ARTICLE, MakeSite, Run, Site, entry_text, png

SETTINGS = "base_url: https://river.test/\nsearch: false\ndeploy:\n  www: {type: folder, path: www}\n"
FILES: Mapping[str, str | bytes] = {
    "site.yaml": SETTINGS,
    "content/a.md": entry_text("A", tags="[Moon]", image="a.png"),
    "content/b.md": entry_text("B", tags="[Moon]"),
    "content/c.md": entry_text("C", tags="[moon]"),
    "content/a.png": png(),
    "carded/site.yaml": "search: false\nsocial_cards: true\n",
    "carded/content/a.md": entry_text("A"),
    "old/hugo.toml": "title = 'Old'\n",
    "old/content/posts/a.md": entry_text("Old", date="2026-01-01"),
}
LATER: Mapping[str, str | bytes] = {
    "static/new.bin": bytes(30_000),
    "seeds/new.txt": ARTICLE,
    "content/new.md": entry_text("New", "The Moon shines. " * 1000, image="new.png"),
    "content/new.png": png(400, 300),
}
WORDS = {
    "build": ("build", "--jobs", "1"),
    "build from nothing": ("build", "--no-cache", "--jobs", "1"),
    "first build": ("build", "--output", "ROOT/elsewhere"),
    "build with cards": ("build", "--root", "ROOT/carded"),
    "import": ("import",),
    "new": ("new", "A title"),
    "rename": ("tags", "rename", "Moon", "Luna"),
    "suggest": ("tags", "suggest", "--write"),
    "fix": ("check", "--fix"),
    "theme new": ("theme", "new", "own"),
    "theme eject": ("theme", "eject", "front.html"),
    "deploy": ("deploy",),
    "deploy init": ("deploy", "init", "github"),
    "init": ("init", "ROOT/begun"),
    "init from": ("init", "--from", "hugo", "ROOT/old", "ROOT/moved"),
}
"""The words of each command that writes."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that was built, and then got more."""
    site = Site(tmp_path_factory.mktemp("made")).write(FILES)
    site.build()
    assert site.run("deploy").returncode == 0
    site.write({"static/deployed.bin": bytes(30_000)}).build()
    site.write(LATER)
    return site.root


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize(
    ("spoil", "reason"), [(fill, "No space left on device"), (forbid_writing, "Read-only file system")]
)
def test_nothing_is_lost(
    made: Path, tmp_path: Path, run: Run, words: tuple[str, ...], spoil: Callable[[Path], None], reason: str
) -> None:
    root = tmp_path / "disk"
    with small_disk(root, 4000):
        site = Site(shutil.copytree(made, root, dirs_exist_ok=True, symlinks=True))
        before = site.files()
        spoil(root)
        ran = run("--root", root, *(word.replace("ROOT", str(root)) for word in words))
        after = {path: data for path, data in site.files().items() if path != "filler"}
    assert ran.code == (4 if words == ("deploy",) else 1)
    assert re.search(rf"error: (content|{re.escape(str(root))})/.*: {reason}", ran.err)
    assert after == before


def test_an_index_that_pagefind_had_no_room_for_is_not_published(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pagefind")
    site = make_site({"site.yaml": "title: A\n", "content/a.md": entry_text("A")})
    site.build()
    before = site.output()
    site.write({"content/b.md": entry_text("B")})
    monkeypatch.setattr(search, "_ROOM", 10**18)
    with pytest.raises(OSError, match=r"No space left on device: .*pagefind"):
        site.build()
    assert site.output() == before
