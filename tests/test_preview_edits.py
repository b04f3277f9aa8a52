"""The short way from an edit to the pages that are looked at, and the whole build that follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
        self.overtaken: Callable[[], bool] = lambda: False
        self.answers: Iterator[Built] = iter(())
        self.begin()
        self.rest()

    def begin(self) -> Built:
        """The first answer of a process that remembers nothing."""
        self.builder = Builder(
            Given(str(self.site.root), str(self.site.root / "shown"), NOW, 1), lambda _: self.overtaken()
        )
        return self.save({})

    def save(self, files: dict[str, str], *looked_at: str) -> Built:
        """The first answer after files have been saved; what else would have followed from the last save does not."""
        self.site.write(files)
        self.answers = self.builder.build(Asked(tuple(files), looked_at))
        return next(self.answers)

    def rest(self) -> list[Built]:
        """All other answers."""
        return list(self.answers)

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
    bench.rest()
    built = bench.save(moon(body="Other words.", summary="A summary."))
    assert (built.changed, built.whole) == ((PAGE,), False)
    *early, last = bench.rest()
    forms = ("feed.xml", "atom.xml", "feed.json")
    assert {file for each in early for file in each.changed} == {*forms, *(f"tags/space/{form}" for form in forms)}
    assert last.whole
    assert bench.wrong() == []


def test_a_title_is_at_once_where_somebody_looks(bench: Bench) -> None:
    built = bench.save(moon("Luna"), "index.html", MARS)
    assert not built.whole
    assert {PAGE, "index.html"} <= set(built.changed)
    for path in (PAGE, "index.html", MARS):
        assert "Luna" in bench.shown(path)
        assert ">Moon<" not in bench.shown(path)
    assert "Moon" in bench.shown("tags/space/index.html")
    assert bench.rest()[-1].whole
    assert bench.wrong() == []


def test_lists_and_feeds_have_a_new_title_before_the_site_is_planned(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.serve.edits.replanned", lambda _: None)
    bench.save(moon("Luna"))
    next(bench.answers)
    for path in ("feed.xml", "tags/space/atom.xml", "tags/space/index.html", "2026/11/index.html"):
        assert "Luna" in bench.shown(path)
        assert "Moon" not in bench.shown(path)
    bench.rest()
    assert bench.wrong() == []


def test_what_the_last_preview_left_is_shown_until_the_site_is_built(bench: Bench) -> None:
    bench.site.write(moon("Luna"))
    first = bench.begin()
    assert (first.base_path, first.changed, first.whole) == ("/", (), False)
    assert "Luna" not in bench.shown("index.html")
    assert bench.rest()[-1].whole
    assert "Luna" in bench.shown("index.html")
    bench.site.write({"site.yaml": "base_url: https://example.org/news/\nsearch: false\n"})
    first = bench.begin()
    assert (first.base_path, first.whole) == ("/news/", True)
    bench.rest()
    assert bench.wrong() == []


def test_edit_after_edit_takes_the_short_way(bench: Bench) -> None:
    for turn in range(3):
        assert not bench.save(moon(f"Moon {turn}", f"Words {turn}."), "index.html").whole
        assert f"Moon {turn}" in bench.shown("index.html")
        assert f"Words {turn}." in bench.shown(PAGE)
    bench.rest()
    assert bench.wrong() == []


@pytest.mark.parametrize(
    "fields", [{"tags": "[Moon]"}, {"date": "2026-11-19"}, {"slug": "luna"}, {"pin": "true"}, {"draft": "true"}]
)
def test_what_decides_lists_is_soon_on_the_list_that_is_looked_at(bench: Bench, fields: dict[str, str]) -> None:
    before = bench.shown("tags/space/index.html")
    assert not bench.save(moon(**fields), "tags/space/index.html").whole
    assert (bench.shown("tags/space/index.html") != before) is ("draft" not in fields and "pin" not in fields)
    assert bench.rest()[-1].whole
    assert bench.wrong() == []


def test_entries_come_and_go_the_short_way(bench: Bench) -> None:
    assert not bench.save({"content/new.md": entry_text("New", date="2026-11-22", tags="[Space]")}, "index.html").whole
    assert ">New<" in bench.shown("index.html")
    assert bench.rest()[-1].whole
    assert bench.wrong() == []
    bench.site.remove("content/new.md")
    bench.answers = bench.builder.build(Asked(("content/new.md",), ("index.html",)))
    assert not next(bench.answers).whole
    assert ">New<" not in bench.shown("index.html")
    bench.rest()
    assert bench.wrong() == []


@pytest.mark.parametrize("patience", range(0, 24, 3))
def test_a_save_overtakes_what_follows_from_the_last_one(bench: Bench, patience: int) -> None:
    steps = iter([False] * patience)
    bench.overtaken = lambda: next(steps, True)
    cards = "{% for card in view.cards %}{{ card.title }}{% endfor %}"
    bench.save({"templates/list.html": f"{{{{ page.title }}}} <b>now</b>{cards}"})
    bench.rest()
    bench.save(moon(tags="[Moon, Space]", body="Words."), PAGE)
    bench.rest()
    assert "Words." in bench.shown(PAGE)
    bench.save(moon("Luna", tags="[Moon]", body="More words."), PAGE)
    bench.rest()
    assert "More words." in bench.shown(PAGE)
    bench.overtaken = lambda: False
    bench.save({})
    bench.rest()
    assert bench.wrong() == []


def test_a_template_is_at_once_on_the_page_that_is_looked_at(bench: Bench) -> None:
    built = bench.save({"templates/article.html": "{{ page.title }} <b>now</b> {{ body }}"}, PAGE)
    assert not built.whole
    assert "<b>now</b>" in bench.shown(PAGE)
    assert "<b>now</b>" not in bench.shown(MARS)
    bench.rest()
    assert "<b>now</b>" in bench.shown(MARS)
    assert bench.wrong() == []


def test_a_style_is_at_once_on_the_page_that_is_looked_at(bench: Bench) -> None:
    built = bench.save({"templates/assets/style.extra.css": "h1 { color: red }"}, PAGE)
    (style,) = {name for name in built.changed if name.startswith("assets/style.") and name.endswith(".css")}
    assert style in bench.shown(PAGE)
    assert "color:red" in bench.shown(style)
    bench.rest()
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
        patched.setattr("generator.serve.builder.prepare", fails)
        bench.save(moon(tags="[Moon]"))
        (problem,) = bench.rest()[-1].problems
    assert "ZeroDivisionError: by accident" in problem.message
    assert bench.save(moon(tags="[Moon]")).problems == ()


def test_a_folder_that_vanished_is_made_again_as_a_whole(bench: Bench) -> None:
    shown = bench.site.root / "shown"
    shown.rename(Path(f"{shown}.away"))
    assert bench.save(moon(body="Words after all.")).whole
    assert bench.wrong() == []
