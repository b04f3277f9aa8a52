"""Whatever is changed, in whatever order: a build that knows the last one makes what a build from nothing makes."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from generator.pages import Page
from generator.plan import Plan
from generator.planned import Planned
from tests.sites import MakeSite, Site, entry_text, many, png

NAMES = st.sampled_from([f"content/{name}.md" for name in ("ant", "bee", "cat", "dog", "eel")])
TAGS = st.sampled_from(["[Moon]", "[Mars, Moon]", "[mars]", "[]"])
WORDS = st.sampled_from(["A probe landed.", "A *ship* sank.\n\n## Why\n\nIce.", "<b>Rain</b> fell on [us](/about/)."])
TITLES = st.sampled_from(["Landing", "Sinking", "Raining"])
DATES = st.sampled_from(["2026-11-20", "2026-11-22T10:30:00", "2026-11-30"])
CONFIG = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Digest", "News"]),
        "pagination": st.integers(2, 4),
        "language": st.sampled_from(["en", "de"]),
        "editions": st.sampled_from(["none", "daily"]),
        "urls": st.sampled_from(["rooted", "relative"]),
        "feeds": st.sampled_from(["{content: full}", "{content: excerpt}"]),
        "theme_settings": st.sampled_from(["{}", "{density: roomy}"]),
    }
)
SOURCES = {
    "templates/feeds.html": st.sampled_from(["{{ page.title }}", "{{ page.url }}"]),
    "templates/assets/style.extra.css": st.sampled_from(["p { margin: 0 }", "p { margin: 1px }"]),
    "static/note.txt": st.sampled_from(["one", "two"]),
    "content/editions/2026-11-21.md": st.sampled_from(["Hello.", "Good day."]),
    "content/pages/about.md": st.sampled_from(["Who we are.", "Who we were."]),
    "seeds/lander.txt": st.sampled_from(["A lander\n\nIt landed.\nThe Paper\n"]),
}
DAMAGE = st.sampled_from([b"", b"{", b"0" * 64 + b"\n{}", b"\xff\xfe", b"[]"])


class Editing(RuleBasedStateMachine):
    """A site whose files change; after each change it is built twice and compared."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.site = Site(self.folder / "site")
        self.clock = itertools.count(1_700_000_000)

    def write(self, path: str, text: str) -> None:
        """Write a file that looks as if it had not changed for long, or the cache would not rely on it."""
        self.site.write({path: text})
        self.settle()

    def settle(self) -> None:
        for path in self.site.root.rglob("*"):
            if path.is_file() and path.stat().st_mtime > 1_750_000_000 and "public" not in path.parts:
                os.utime(path, (next(self.clock),) * 2)

    @initialize(number=st.integers(0, 6))
    def begin(self, number: int) -> None:
        self.site.write({"site.yaml": "search: false\n", **many(number, tags="[Moon]")})
        self.settle()

    @rule(path=NAMES, title=TITLES, tags=TAGS, date=DATES, words=WORDS)
    def write_entry(self, path: str, title: str, tags: str, date: str, words: str) -> None:
        self.write(path, entry_text(title, words, tags=tags, date=date))

    @rule(path=NAMES, words=WORDS)
    def edit_body(self, path: str, words: str) -> None:
        if (self.site.root / path).exists():
            self.write(path, self.site.read(path).partition("---\n\n")[0] + f"---\n\n{words}\n")

    @rule(path=NAMES)
    def break_entry(self, path: str) -> None:
        self.write(path, "---\ntitle: [\n---\nText.\n")

    @rule(path=NAMES)
    def delete_entry(self, path: str) -> None:
        (self.site.root / path).unlink(missing_ok=True)

    @rule()
    def delete_what_was_imported(self) -> None:
        for path in self.site.entries():
            if "\nseed:" in self.site.read(path):
                (self.site.root / path).unlink()

    @rule(path=NAMES, other=NAMES)
    def rename_entry(self, path: str, other: str) -> None:
        if (self.site.root / path).exists():
            (self.site.root / path).replace(self.site.root / other)

    @rule(values=CONFIG)
    def configure(self, values: dict[str, Any]) -> None:
        self.write("site.yaml", "search: false\n" + "".join(f"{key}: {value}\n" for key, value in values.items()))

    @rule(data=st.data(), path=st.sampled_from(sorted(SOURCES)))
    def write_source(self, data: st.DataObject, path: str) -> None:
        text = data.draw(SOURCES[path])
        self.write(path, f"---\ntitle: A page\n---\n{text}\n" if path.startswith("content/") else text)

    @rule(path=st.sampled_from(sorted(SOURCES)))
    def delete_source(self, path: str) -> None:
        (self.site.root / path).unlink(missing_ok=True)

    @rule(path=NAMES, width=st.integers(1, 3), damaged=st.booleans())
    def illustrate(self, path: str, width: int, *, damaged: bool) -> None:
        """A picture beside the entries, which one of them shows; it may change and be shown by several."""
        self.site.write({"content/shown.png": b"no picture" if damaged else png(width)})
        if (self.site.root / path).exists():
            head = self.site.read(path).partition("---\n\n")[0]
            self.site.write({path: f"{head}---\n\n![Shown](shown.png)\n"})
        self.settle()

    @rule()
    def lose_picture(self) -> None:
        (self.site.root / "content/shown.png").unlink(missing_ok=True)

    @rule(choice=st.integers(0, 1000), text=st.sampled_from([b"", b"<p>Mine"]))
    def tamper(self, choice: int, text: bytes) -> None:
        files = sorted(path for path in (self.site.root / "public").rglob("*.*") if path.name != ".broadsheet.json")
        if files:
            files[choice % len(files)].write_bytes(text)

    @rule(choice=st.integers(0, 1000))
    def lose_output(self, choice: int) -> None:
        files = sorted(path for path in (self.site.root / "public").rglob("*.*") if path.name != ".broadsheet.json")
        if files:
            files[choice % len(files)].unlink()

    @rule(choice=st.integers(0, 10), damage=DAMAGE, cut=st.booleans())
    def damage_cache(self, choice: int, damage: bytes, *, cut: bool) -> None:
        files = sorted((self.site.root / ".cache").glob("*"))
        if files:
            file = files[choice % len(files)]
            file.write_bytes(file.read_bytes()[: -choice - 1] if cut else damage)

    @rule(now=st.sampled_from(["2026-11-21", "2026-11-23", "2026-12-01"]))
    def build_on_another_day(self, now: str) -> None:
        self.site.build(now=now)

    @invariant()
    def is_what_a_build_from_nothing_makes(self) -> None:
        built = self.site.build()
        self.settle()
        again = self.site.build()
        clean = self.site.build(use_cache=False, output=self.folder / "clean")
        assert self.site.output() == self.site.output("../clean")
        assert (again.files.written, again.files.removed) == (0, 0)
        assert again.problems == clean.problems
        assert again.pages == clean.pages == built.pages
        shutil.rmtree(self.folder / "clean")

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


Editing.TestCase.settings = settings(
    max_examples=int(os.environ.get("INCREMENTAL_EXAMPLES", "6")),
    stateful_step_count=8,
    deadline=None,
    derandomize="INCREMENTAL_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
TestEditing = Editing.TestCase


def settled(make_site: MakeSite, **files: str) -> Site:
    """A site that was built when all its files were old."""
    site = make_site({**many(3), **files})
    for path in site.root.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    site.build()
    return site


def test_an_unchanged_site_is_not_looked_into(make_site: MakeSite) -> None:
    site = settled(make_site)
    again = site.build()
    assert list(again.seconds) == ["compare"]
    assert (again.entries, again.files.written, again.published) == (3, 0, True)


def test_problems_are_told_again(make_site: MakeSite) -> None:
    site = settled(make_site, **{"content/a.md": entry_text("A", related="[nothing]")})
    told = site.build()
    assert [problem.severity for problem in told.problems] == ["warning"]
    assert list(told.seconds) == ["compare"]
    assert not site.build(strict=True).published


def test_an_entry_appears_on_its_day(make_site: MakeSite) -> None:
    site = settled(make_site, **{"content/a.md": entry_text("A", date="2026-11-24T10:00:00")})
    assert site.build(now="2026-11-24T09:59").files.written == 0
    assert site.build(now="2026-11-24T10:00").entries == 4
    assert site.build(now="2026-11-24").files.written == 0
    assert site.build(now="2026-11-23").entries == 3


def test_an_entry_that_was_there_but_for_a_moment_is_gone(make_site: MakeSite) -> None:
    site = settled(make_site)
    before = site.output()
    site.write({"content/new.md": entry_text("New")}).build()
    site.remove("content/new.md")
    site.build()
    assert site.output() == before


def test_the_same_content_in_another_folder_is_built_apart(make_site: MakeSite) -> None:
    site = settled(make_site)
    site.build(output=site.root.parent / "other")
    assert site.output("../other") == site.output()
    assert list(site.build().seconds) == ["compare"]


def test_pages_of_nothing_new_are_not_made(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = entry_text("A stone", "It lies in the sun.", tags="[Stones]", date="2026-10-01", summary="One stone.")
    site = settled(make_site, **{"content/stone.md": alone})
    site.write({"content/stone.md": alone + "\nIt is warm.\n"})
    made: list[str] = []
    making = Plan.page

    def noted(plan: Plan, page: Planned) -> Page:
        made.append(page.url)
        return making(plan, page)

    monkeypatch.setattr(Plan, "page", noted)
    changed = site.build().files.written
    assert {"/2026/10/stone/", "/tags/stones/feed.xml", "/tags/stones/", "/2026/10/", "/feed.xml"} <= set(made)
    assert not [url for url in made if url.startswith("/2026/11/") or "moon" in url]
    assert 0 < changed < len(made)
