"""The short way from an edit to the pages that are looked at, and the whole build that follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.serve.builder import Asked, Builder, Built, Given
from tests.sites import NOW, MakeSite, Site, entry_text, many

MOON = "content/moon.md"
PAGE = "2026/11/moon/index.html"
MARS = "2026/11/mars/index.html"


def moon(title: str = "Moon", body: str = "Some words.", **fields: str) -> dict[str, str]:
    return {MOON: entry_text(title, body, **{"date": "2026-11-20", "tags": "[Space]", **fields})}


class Bench:
    """A site and its builder, which has built once and remembers."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.builder = Builder(Given(str(site.root), str(site.root / "shown"), NOW, 1))
        self.save({})
        self.save({})

    def save(self, files: dict[str, str], *looked_at: str) -> Built:
        self.site.write(files)
        return self.builder.build(Asked(tuple(files), looked_at))

    def shown(self, path: str) -> str:
        return self.site.read(f"shown/{path}")

    def wrong(self) -> list[str]:
        """The files that a build from nothing makes otherwise."""
        self.site.build(output=self.site.root / "again", use_cache=False, drafts=True, future=True)
        shown, again = self.site.output("shown"), self.site.output("again")
        return sorted(path for path in shown | again if shown.get(path) != again.get(path))


@pytest.fixture
def bench(make_site: MakeSite) -> Bench:
    files = {**moon(), "content/mars.md": entry_text("Mars", date="2026-11-21", tags="[Space]"), **many(3)}
    return Bench(make_site({"site.yaml": "feeds: {content: full}\nsearch: false\n", **files}))


def test_a_text_is_at_once_wherever_it_stands(bench: Bench) -> None:
    # A summary of its own, or the first sentences of the text stand on lists as well.
    bench.save(moon(summary="A summary."))
    bench.save({})
    built = bench.save(moon(body="Other words.", summary="A summary."))
    assert not built.whole
    assert {PAGE, "feed.xml", "atom.xml", "feed.json", "tags/space/feed.xml"} <= set(built.changed)
    # The list of digests is written by whole builds.
    assert bench.wrong() == [".broadsheet.json"]
    assert bench.save({}).whole
    assert bench.wrong() == []


def test_a_title_is_at_once_where_somebody_looks(bench: Bench) -> None:
    built = bench.save(moon("Luna"), "index.html", MARS)
    assert not built.whole
    assert {PAGE, "index.html"} <= set(built.changed)
    for path in (PAGE, "index.html", MARS):
        assert "Luna" in bench.shown(path)
        assert ">Moon<" not in bench.shown(path)
    assert "Moon" in bench.shown("tags/space/index.html")
    assert bench.save({}).whole
    assert bench.wrong() == []


def test_edit_after_edit_takes_the_short_way(bench: Bench) -> None:
    for turn in range(3):
        assert not bench.save(moon(f"Moon {turn}", f"Words {turn}."), "index.html").whole
        assert f"Moon {turn}" in bench.shown("index.html")
        assert f"Words {turn}." in bench.shown(PAGE)
    bench.save({})
    assert bench.wrong() == []


@pytest.mark.parametrize(
    "fields", [{"tags": "[Moon]"}, {"date": "2026-11-19"}, {"slug": "luna"}, {"pin": "true"}, {"draft": "true"}]
)
def test_what_decides_lists_is_a_whole_build(bench: Bench, fields: dict[str, str]) -> None:
    assert bench.save(moon(**fields), "index.html").whole
    assert bench.wrong() == []


def test_a_template_is_at_once_on_the_page_that_is_looked_at(bench: Bench) -> None:
    built = bench.save({"templates/article.html": "{{ page.title }} <b>now</b> {{ body }}"}, PAGE)
    assert not built.whole
    assert "<b>now</b>" in bench.shown(PAGE)
    assert "<b>now</b>" not in bench.shown(MARS)
    bench.save({})
    assert "<b>now</b>" in bench.shown(MARS)
    assert bench.wrong() == []


def test_a_style_is_at_once_on_the_page_that_is_looked_at(bench: Bench) -> None:
    built = bench.save({"templates/assets/style.extra.css": "h1 { color: red }"}, PAGE)
    (style,) = {name for name in built.changed if name.startswith("assets/style.") and name.endswith(".css")}
    assert style in bench.shown(PAGE)
    assert "color:red" in bench.shown(style)
    bench.save({})
    assert bench.wrong() == []


def test_an_error_is_told_by_the_whole_build(bench: Bench) -> None:
    before = bench.shown(PAGE)
    for broken in ({MOON: "---\ntitle: [\n---\n"}, {"templates/article.html": "{% if %}"}):
        built = bench.save(broken, PAGE)
        assert [problem.file for problem in built.problems] == list(broken)
        assert bench.shown(PAGE) == before
        (bench.site.root / "templates/article.html").unlink(missing_ok=True)
        assert bench.save(moon()).problems == ()
    assert bench.wrong() == []


def test_a_file_that_never_was_in_order_costs_itself_alone(bench: Bench) -> None:
    built = bench.save({"content/bad.md": "---\ntitle: [\n---\n", **moon(body="Words beside it.", tags="[Moon]")})
    assert [problem.file for problem in built.problems] == ["content/bad.md"]
    assert "Words beside it." in bench.shown(PAGE)


def test_a_defect_is_told_and_does_not_end_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by accident")

    with monkeypatch.context() as patched:
        patched.setattr("generator.serve.builder.make", fails)
        (problem,) = bench.save(moon(tags="[Moon]")).problems
    assert "ZeroDivisionError: by accident" in problem.message
    assert bench.save(moon(tags="[Moon]")).problems == ()


def test_a_folder_that_vanished_is_made_again_as_a_whole(bench: Bench) -> None:
    shown = bench.site.root / "shown"
    shown.rename(Path(f"{shown}.away"))
    assert bench.save(moon(body="Words after all.")).whole
    assert bench.wrong() == []
