"""What is wrong with one file costs that file; what spoils everything leaves the last good site as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.build import Result
from generator.errors import BroadsheetError, ConfigError, Problem, TemplateError
from tests.sites import ARTICLE, MakeSite, Site, entry_text, many

BINARY = b"%PDF-1.7\n" + bytes(range(32)) * 50


def only(problems: tuple[Problem, ...]) -> Problem:
    (problem,) = problems
    return problem


def fails(kind: type[BroadsheetError], build: Callable[[], Result]) -> Problem:
    """The only problem of a build that must fail."""
    with pytest.raises(kind) as caught:
        build()
    assert type(caught.value) is kind
    return only(caught.value.problems)


def leftovers(site: Site) -> list[str]:
    """Files and folders beside the output that a build has forgotten."""
    return [path.name for path in site.root.iterdir() if path.name.startswith(".") and path.name != ".cache"]


class TestOneBrokenFile:
    ENTRIES = (
        pytest.param("content/bad.md", "---\ntitle: a: b\n---\nText", (2, 9), id="YAML"),
        pytest.param("content/bad.md", "---\ntitle: A\ntags: [x\n---\nText", (4, 1), id="YAML list"),
        pytest.param("content/bad.md", "---\ntitle: A\nText without an end", (1, None), id="no end"),
        pytest.param("content/bad.md", "+++\ntitle = A\n+++\nText", (2, 9), id="TOML"),
        pytest.param("content/bad.md", entry_text("A", date="next week"), (3, 1), id="date"),
        pytest.param("content/bad.md", entry_text("A", link="'javascript:alert(1)'"), (3, 1), id="link"),
        pytest.param("content/bad.md", entry_text("A", draft="perhaps"), (3, 1), id="flag"),
        pytest.param("content/bad.md", BINARY, (None, None), id="binary entry"),
        pytest.param("content/bad.md", b"---\ntitle: \x81\x8d\n---\n", (None, None), id="no encoding"),
        pytest.param("seeds/bad.txt", b"", (None, None), id="empty seed"),
        pytest.param("seeds/bad.txt", b"\xef\xbb\xbf \n\t\n", (None, None), id="blank seed"),
        pytest.param("seeds/bad.txt", BINARY, (None, None), id="binary seed"),
        pytest.param("seeds/bad.txt", "Title: A\nDate: some day\n\nText.\n", (2, 1), id="header date"),
        pytest.param("seeds/bad.txt", "Title: A\nLink: javascript:alert(1)\n\nText.\n", (2, 1), id="header link"),
    )

    @pytest.mark.parametrize(("path", "content", "place"), ENTRIES)
    def test_costs_only_itself(
        self, make_site: MakeSite, path: str, content: str | bytes, place: tuple[int | None, int | None]
    ) -> None:
        site = make_site({"content/good.md": entry_text("Good"), "seeds/fine.txt": ARTICLE, path: content})
        result = site.build()
        problem = only(result.problems)
        assert (problem.file, problem.severity) == (path, "error")
        assert (problem.line, problem.column) == place
        assert (result.entries, result.published) == (2, True)
        assert "good/index.html" in site.output()
        assert site.broken_links() == []

    def test_that_holds_itself_costs_only_itself(self, make_site: MakeSite) -> None:
        site = make_site({"content/good.md": entry_text("Good"), "content/bad.md": entry_text("A", x="&x [*x]")})
        assert only(site.build().problems).file == "content/bad.md"

    def test_with_an_address_too_long_costs_only_itself(self, make_site: MakeSite) -> None:
        site = make_site(
            {"content/good.md": entry_text("Good"), "content/bad.md": entry_text("A", permalink="x" * 300)}
        )
        assert only(site.build().problems).file == "content/bad.md"

    @pytest.mark.parametrize("date", ["9999-12-31T23:59:59Z", "9999-12-31 23:59 +0000"])
    def test_with_a_date_beyond_the_calendar_costs_only_itself(self, make_site: MakeSite, date: str) -> None:
        files = {"content/good.md": entry_text("Good"), "content/bad.md": entry_text("A", date=date)}
        site = make_site({"site.yaml": "timezone: Asia/Tokyo\n", **files})
        assert only(site.build().problems).file == "content/bad.md"

    def test_broken_sidecar_is_named_with_its_line(self, make_site: MakeSite) -> None:
        site = make_site(
            {"seeds/a.txt": ARTICLE, "seeds/a.yaml": "title: A\ntags: {x\n", "seeds/b.txt": "B\n\nText.\n"}
        )
        result = site.build()
        problem = only(result.problems)
        assert (problem.file, problem.line) == ("seeds/a.yaml", 3)
        assert result.imported == 1

    def test_ends_with_exit_code_1_and_is_told_with_its_place(self, make_site: MakeSite) -> None:
        site = make_site({"content/good.md": entry_text("Good"), "content/bad.md": "---\ntitle: a: b\n---\n"})
        ran = site.run("build")
        assert ran.returncode == 1
        assert "error: content/bad.md:2:9: not valid YAML" in ran.stderr
        assert "1 article on " in ran.stdout

    def test_that_was_published_before_is_not_left_behind(self, make_site: MakeSite) -> None:
        site = make_site({"content/a.md": entry_text("A"), "content/b.md": entry_text("B")})
        site.build()
        site.write({"content/a.md": "---\n[\n---\n"}).build()
        assert "a/index.html" not in site.output()
        assert site.broken_links() == []

    def test_is_told_at_every_build(self, make_site: MakeSite) -> None:
        site = make_site({"content/bad.md": "---\n[\n---\n", "content/good.md": entry_text("Good")})
        site.settle()
        assert site.build().problems == site.build().problems != ()


def test_all_problems_are_reported_together(make_site: MakeSite) -> None:
    site = make_site(
        {
            "content/two.md": entry_text("A", date="someday", link="nowhere"),
            "content/yaml.md": "---\n: :\n- x\n---\n",
            "content/unknown.md": entry_text("B", related="[nothing]"),
            "seeds/empty.txt": "",
            "seeds/strange.odt": "x",
            "seeds/lonely.yaml": "title: A",
            "seeds/fine.txt": ARTICLE,
        }
    )
    result = site.build()
    assert sorted((problem.file or "", problem.severity) for problem in result.problems) == [
        ("content/two.md", "error"),
        ("content/two.md", "error"),
        ("content/unknown.md", "warning"),
        ("content/yaml.md", "error"),
        ("seeds/empty.txt", "error"),
        ("seeds/lonely.yaml", "warning"),
        ("seeds/strange.odt", "warning"),
    ]
    assert result.entries == 2


class TestOneAddressForTwo:
    def test_the_first_entry_by_path_stays_and_both_are_named(self, make_site: MakeSite) -> None:
        site = make_site(
            {
                "content/b.md": entry_text("The second", permalink="/same/"),
                "content/a.md": entry_text("The first", permalink="/Same/"),
            }
        )
        result = site.build()
        problem = only(result.problems)
        assert problem.file == "content/b.md"
        assert "content/a.md" in problem.message
        assert "/same/" in problem.message
        assert result.entries == 1
        assert site.page("/Same/").select("h1")[0].get_text() == "The first"
        assert "The second" not in site.read("public/index.html")

    def test_the_same_goes_for_an_id(self, make_site: MakeSite) -> None:
        entries = {"content/b.md": entry_text("B", id="k7x"), "content/a.md": entry_text("A", id="k7x")}
        site = make_site(entries)
        result = site.build()
        problem = only(result.problems)
        assert problem.file == "content/b.md"
        assert "content/a.md" in problem.message
        assert (result.entries, "b/index.html" in site.output()) == (1, False)

    @pytest.mark.parametrize(
        ("address", "holder"),
        [
            ("/feed.xml", "feed"),
            ("/tags/", "Topics"),
            ("/", "front page"),
            ("/404.html", "Page not found"),
            ("/robots.txt", "robots.txt"),
            ("/dot.gif", "static/dot.gif"),
            ("/sitemap.xml", "sitemap"),
        ],
    )
    def test_an_entry_that_takes_the_place_of_a_page_is_told(
        self, make_site: MakeSite, address: str, holder: str
    ) -> None:
        site = make_site({"content/a.md": entry_text("Usurper", permalink=address), "static/dot.gif": "x"})
        problem = only(site.build().problems)
        told = f"{problem.file} {problem.message}"
        assert address in told
        assert holder in told
        assert "content/a.md" in told

    def test_an_entry_cannot_take_the_place_of_the_manifest(self, make_site: MakeSite) -> None:
        site = make_site({"content/a.md": entry_text("Usurper", permalink="/.broadsheet.json")})
        assert "content/a.md" in str(only(site.build().problems))

    def test_a_folder_with_the_name_of_a_file_is_told(self, make_site: MakeSite) -> None:
        site = make_site(
            {
                "content/a.md": entry_text("A", permalink="/notes.html"),
                "content/b.md": entry_text("B", permalink="/notes.html/more/"),
            }
        )
        result = site.build()
        assert only(result.problems).file == "content/b.md"
        assert "notes.html" in site.output()


class TestOddFiles:
    @pytest.mark.parametrize(
        ("path", "data", "message"),
        [
            ("content/bad.md", BINARY, "is not a text file"),
            ("content/fence.md", b"---\n", "does not end"),
            ("content/self.md", b"---\na: &a [*a]\n---\n", "refers to itself"),
            ("content/escape.md", b'---\ntitle: "a\\uD800"\n---\n', "not valid YAML"),
            (b"content/b\xe9.md", b"Text", "a name that is not UTF-8"),
            (b"content/pages/b\xe9.md", b"Text", "a name that is not UTF-8"),
            (b"content/editions/2026-01-01-b\xe9.md", b"Text", "a name that is not UTF-8"),
            (b"seeds/b\xe9.txt", b"Text", "a name that is not UTF-8"),
            (b"seeds/b\xe9.odt", b"Text", "no reader for .odt"),
        ],
    )
    def test_cost_themselves_alone(self, make_site: MakeSite, path: str | bytes, data: bytes, message: str) -> None:
        site = make_site({"content/good.md": entry_text("Good"), "seeds/.keep": "", "content/pages/.keep": ""})
        name = os.fsdecode(path)
        (site.root / name).parent.mkdir(parents=True, exist_ok=True)
        (site.root / name).write_bytes(data)
        ran = site.run("build", "--json", "--now", "2026-11-23")
        (problem,) = json.loads(ran.stdout)["problems"]
        assert problem["file"] == name.encode(errors="replace").decode()
        assert message in problem["message"]
        assert "good/index.html" in site.output()

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    @pytest.mark.parametrize("path", ["site.yaml", "data/tags.yaml", "data/sources.yaml", "themes/own/theme.yaml"])
    def test_a_pipe_in_place_of_a_setting_is_not_waited_for(self, make_site: MakeSite, path: str) -> None:
        site = make_site({"site.yaml": "title: T\ntheme: own\n", "themes/own/theme.yaml": "extends: broadsheet\n"})
        (site.root / path).unlink(missing_ok=True)
        (site.root / path).parent.mkdir(exist_ok=True)
        os.mkfifo(site.root / path)
        ran = site.run("build")
        assert ran.returncode == 3
        assert f"{path}: cannot be read: it is no file" in ran.stderr

    @pytest.mark.parametrize(
        "data", [b"", b"\n\n", b"---\n---", b"---\ntitle:\n---\n", b"x" * 1_000_000, b"\xef\xbb\xbfText"]
    )
    def test_that_say_little_or_much_are_entries(self, make_site: MakeSite, data: bytes) -> None:
        site = make_site({"content/odd-one.md": data})
        assert site.build().problems == ()
        assert site.page("/odd-one/").select("h1")[0].get_text() == "Odd one"

    def test_links_that_lead_nowhere_are_told(self, make_site: MakeSite) -> None:
        site = make_site({"content/good.md": entry_text("Good"), "content/folder.md/inner.md": entry_text("Inner")})
        (site.root / "content/gone.md").symlink_to("nothing.md")
        (site.root / "content/round.md").symlink_to("round.md")
        (site.root / "content/loop").symlink_to(".")
        (site.root / "seeds").mkdir()
        (site.root / "seeds/round.txt").symlink_to("round.txt")
        (site.root / "seeds/loop").symlink_to(".")
        result = site.build()
        assert [problem.file for problem in result.problems] == ["content/gone.md", "content/round.md"]
        assert result.entries == 2

    def test_in_static_with_a_name_that_is_not_utf_8_are_told(self, make_site: MakeSite) -> None:
        site = make_site({"static/good.txt": "x"})
        (site.root / os.fsdecode(b"static/b\xe9.txt")).write_bytes(b"x")
        with pytest.raises(BroadsheetError, match="a name that is not UTF-8"):
            site.build()


class TestBrokenTemplate:
    CASES = (
        pytest.param("<p>\n{% if %}", "templates/article.html", 2, id="syntax error"),
        pytest.param(
            "{% extends 'base.html' %}{% block main %}\n\n{{ view.nothing }}{% endblock %}",
            "templates/article.html",
            3,
            id="undefined",
        ),
        pytest.param("\n{{ nothing.at.all }}", "templates/article.html", 2, id="undefined variable"),
        pytest.param("\n{{ asset('styel.css') }}", "templates/article.html", 2, id="no such asset"),
        pytest.param("\n\n{{ 1 / 0 }}", "templates/article.html", 3, id="exception"),
        pytest.param("<p>\n{% include 'parts/nothing.html' %}", "templates/article.html", 2, id="missing include"),
        pytest.param(b"<p>\n\xff", "templates/article.html", None, id="no text"),
    )

    @pytest.mark.parametrize(("template", "file", "line"), CASES)
    def test_is_told_with_its_place_and_changes_nothing(
        self, make_site: MakeSite, template: str | bytes, file: str, line: int | None
    ) -> None:
        site = make_site({"content/a.md": entry_text("A")})
        site.build()
        before = site.output()
        site.write({"content/b.md": entry_text("B"), "templates/article.html": template})
        problem = fails(TemplateError, site.build)
        assert (problem.file, problem.line) == (file, line)
        assert site.output() == before
        assert leftovers(site) == []

    def test_part_of_the_theme_is_told_by_the_file_that_is_wrong(self, make_site: MakeSite) -> None:
        site = make_site({"content/a.md": entry_text("A"), "templates/parts/items.html": "{% macro x() %}\n{{ }}"})
        assert fails(TemplateError, site.build).file == "templates/parts/items.html"

    def test_ends_with_exit_code_1(self, make_site: MakeSite) -> None:
        site = make_site({"templates/front.html": "\n{{ nothing }}"})
        ran = site.run("build")
        assert (ran.returncode, ran.stdout) == (1, "")
        assert ran.stderr.startswith("error: templates/front.html:2: 'nothing' is undefined")
        assert not (site.root / "public").exists()

    def test_is_told_across_processes(self, make_site: MakeSite) -> None:
        site = make_site({**many(410), "templates/article.html": "\n{{ nothing }}"})
        ran = site.run("build", "-q", "--jobs", "2", "--now", "2026-11-23")
        assert (ran.returncode, ran.stdout) == (1, "")
        assert "error: templates/article.html:2: 'nothing' is undefined" in ran.stderr
        assert "Traceback" not in ran.stderr
        assert not (site.root / "public").exists()

    def test_is_forgotten_when_it_is_mended(self, make_site: MakeSite) -> None:
        site = make_site({"templates/404.html": "{{ nothing }}"})
        fails(TemplateError, site.build)
        assert site.write({"templates/404.html": "mended"}).build().problems == ()
        assert site.read("public/404.html") == "mended"


class TestBrokenConfiguration:
    @pytest.mark.parametrize(
        ("text", "line", "word"),
        [
            ("title: A\ntheme: nothing\n", 2, "nothing"),
            ("title: A\npaginaton: 2\n", 2, "paginaton"),
            ("title: A\npagination: many\n", 2, "pagination"),
            ("title: [A\n", 2, "YAML"),
            ("base_url: example.org\n", 1, "example.org"),
            ("permalinks: {entry: '/{slag}/'}\n", 1, "slag"),
        ],
    )
    def test_leaves_the_site_as_it_was(self, make_site: MakeSite, text: str, line: int | None, word: str) -> None:
        site = make_site({"seeds/lander.txt": ARTICLE})
        site.build()
        before = site.files()
        site.write({"site.yaml": text, "content/b.md": entry_text("B")})
        problem = fails(ConfigError, site.build)
        assert (problem.file, problem.line) == ("site.yaml", line)
        assert word in problem.message
        after = {path: data for path, data in site.files().items() if path not in {"site.yaml", "content/b.md"}}
        assert after == {path: data for path, data in before.items() if path != "site.yaml"}

    def test_a_missing_theme_names_those_that_exist(self, make_site: MakeSite) -> None:
        problem = fails(ConfigError, make_site({"site.yaml": "theme: brodsheet\n"}).build)
        assert problem.hint == "did you mean 'broadsheet'?"

    def test_a_theme_without_its_templates_is_told(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": "theme: thin\n", "themes/thin/theme.yaml": "", "themes/thin/front.html": ""})
        problem = fails(ConfigError, site.build)
        assert problem.file == "themes/thin"
        assert "article.html" in problem.message
        assert "front.html" not in problem.message

    def test_a_theme_with_an_unknown_setting_is_told(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": "theme: odd\n", "themes/odd/theme.yaml": "nmae: Odd\n"})
        problem = fails(ConfigError, site.build)
        assert (problem.file, problem.hint) == ("themes/odd/theme.yaml", "did you mean 'name'?")


class TestStrict:
    def test_a_warning_keeps_everything_from_being_written(self, make_site: MakeSite) -> None:
        site = make_site({"content/a.md": entry_text("A")})
        site.build()
        before = site.output()
        site.write({"content/b.md": entry_text("B", related="[nothing]")})
        result = site.build(strict=True)
        assert (result.published, only(result.problems).severity) == (False, "warning")
        assert site.output() == before
        assert leftovers(site) == []

    def test_it_ends_with_exit_code_1(self, make_site: MakeSite) -> None:
        site = make_site({"content/b.md": entry_text("B", related="[nothing]")})
        ran = site.run("build", "--strict")
        assert (ran.returncode, ran.stdout) == (1, "")
        assert "1 warning; nothing was published" in ran.stderr
        assert not (site.root / "public").exists()
        assert site.run("build").returncode == 0

    def test_a_site_without_problems_is_published(self, make_site: MakeSite) -> None:
        assert make_site(many(2)).build(strict=True).published


class TestOutputFolder:
    @pytest.mark.parametrize(
        "folder", [".", "content", "seeds", "content/site", "static", "templates/x", "..", "themes", ".git/x"]
    )
    def test_a_source_is_refused(self, make_site: MakeSite, folder: str) -> None:
        site = make_site(many(1))
        before = site.files()
        problem = fails(ConfigError, lambda: site.build(output=site.root / folder))
        assert "overwrite" in problem.message
        assert site.files() == before

    def test_a_folder_that_somebody_else_filled_is_refused(self, make_site: MakeSite, tmp_path: Path) -> None:
        site = make_site(many(1))
        (tmp_path / "letters").mkdir()
        (tmp_path / "letters/dear.txt").write_text("Dear")
        problem = fails(ConfigError, lambda: site.build(output=tmp_path / "letters"))
        assert "not empty" in problem.message
        assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]

    def test_an_empty_folder_is_taken(self, make_site: MakeSite, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        make_site(many(1)).build(output=tmp_path / "empty")
        assert (tmp_path / "empty/index.html").is_file()

    def test_what_the_editor_put_into_it_stays(self, make_site: MakeSite) -> None:
        site = make_site(many(2))
        site.build()
        site.write({"public/CNAME": "news.example", "public/2026/01/story-1/photo.jpg": b"x"})
        site.remove("content/story-1.md")
        site.build()
        assert {"CNAME", "2026/01/story-1/photo.jpg"} <= site.output().keys()
        assert "2026/01/story-1/index.html" not in site.output()

    @pytest.mark.parametrize(
        ("mine", "page"),
        [
            pytest.param("about/index.html", "about/index.html", id="at its place"),
            pytest.param("about", "about/index.html", id="on the way to it"),
            pytest.param("about/index.html/mine.txt", "about/index.html", id="below it"),
        ],
    )
    def test_what_the_editor_put_where_a_page_belongs_is_kept_and_told(
        self, make_site: MakeSite, mine: str, page: str
    ) -> None:
        site = make_site(many(1))
        site.build()
        site.write({f"public/{mine}": "mine", "content/about.md": entry_text("About")})
        before = site.output()
        assert not site.build(strict=True).published
        assert site.output() == before
        for _ in range(2):
            problem = only(site.build().problems)
            assert (problem.file, problem.severity) == (f"public/{page}", "warning")
            assert "was kept" in problem.message
            assert site.read(f"public/{mine}") == "mine"
        assert b"About" in site.output()["index.html"]
        assert leftovers(site) == []

    def test_a_folder_of_pages_can_become_a_file(self, make_site: MakeSite) -> None:
        site = make_site({"content/a.md": entry_text("A", permalink="/notes.html/more/")})
        site.build()
        site.write({"content/a.md": entry_text("A", permalink="/notes.html")})
        assert site.build().problems == ()
        assert "notes.html" in site.output()
        assert "notes.html/more/index.html" not in site.output()

    def test_a_page_that_was_removed_by_hand_comes_back(self, make_site: MakeSite) -> None:
        site = make_site(many(1))
        site.build()
        site.remove("public/index.html")
        assert site.build().files.written == 1
        assert "index.html" in site.output()

    def test_a_damaged_manifest_is_no_obstacle(self, make_site: MakeSite) -> None:
        site = make_site(many(1))
        site.build()
        whole = site.output()
        site.write({"public/.broadsheet.json": "{"}).build()
        assert site.output() == whole

    def test_a_manifest_cannot_reach_outside(self, make_site: MakeSite, tmp_path: Path) -> None:
        site = make_site(many(1))
        site.build()
        site.write({"public/.broadsheet.json": '{"files": {"../precious.txt": "x", "/precious.txt": "x"}}'})
        site.write({"precious.txt": "gold"}).build()
        assert site.read("precious.txt") == "gold"
        assert not (tmp_path / "precious.txt").exists()

    def test_a_file_is_refused(self, make_site: MakeSite) -> None:
        problem = fails(ConfigError, make_site({**many(1), "public": "a file"}).build)
        assert problem.message == "the output folder is a file"


SCRIPTS = """\
<script>alert(1)</script> <img src=x onerror=alert(1)> <iframe src="https://evil.example/"></iframe>

[a](javascript:alert(1)) [b](data:text/html,x) <a href="JaVaScRiPt:alert(1)">c</a> <svg onload=alert(1)></svg>

<div style="position:fixed" onclick="alert(1)">d</div> <form action="/x"><input autofocus onfocus=alert(1)></form>
"""


def harm(site: Site, url: str) -> list[str]:
    """Whatever in a page could run or lead to a script."""
    page = site.page(url)
    for data in page.select("script[type='application/ld+json']"):
        json.loads(data.decode_contents())
        data.extract()
    for icon in page.select("head > link[rel=icon][href^='data:image/svg+xml,']"):
        icon.extract()  # the theme's own; a picture that is an icon cannot run scripts
    found = [element.name for element in page.select("script, iframe, svg, form, input, object, embed")]
    for element in page.find_all(True):
        for name, value in element.attrs.items():
            if name.startswith("on") or str(value).lower().startswith(("javascript:", "data:")):
                found.append(f"{element.name}[{name}]")
    return found


class TestScripts:
    @pytest.mark.parametrize("engine", ["pyromark", "python-markdown"])
    def test_in_an_entry_do_not_reach_the_page(self, make_site: MakeSite, engine: str) -> None:
        site = make_site({"site.yaml": f"markdown: {{engine: {engine}}}\n", "content/a.md": entry_text("A", SCRIPTS)})
        assert site.build().problems == ()
        assert harm(site, "/a/") == []
        assert "d" in site.page("/a/").get_text()

    def test_in_a_seed_are_shown_as_text(self, make_site: MakeSite) -> None:
        site = make_site({"seeds/a.txt": f"A <b>title</b>\n\n{SCRIPTS}\nThe <script> Paper\n"})
        site.build()
        url = f"/{site.entry().removeprefix('content/').removesuffix('.md')}/"
        assert harm(site, url) == []
        assert "<script>alert(1)</script>" in site.page(url).get_text()

    def test_in_an_imported_entry_are_removed_even_where_html_is_trusted(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": "markdown: {html: trusted}\n", "seeds/a.txt": ARTICLE})
        site.build()
        path = site.entry()
        site.write({path: f"{site.read(path)}\n{SCRIPTS}"}).build()
        assert harm(site, f"/{path.removeprefix('content/').removesuffix('.md')}/") == []

    def test_of_the_editor_stay_where_html_is_trusted(self, make_site: MakeSite) -> None:
        widget = '<script src="https://charts.example/x.js"></script>'
        site = make_site({"site.yaml": "markdown: {html: trusted}\n", "content/a.md": entry_text("A", widget)})
        site.build()
        assert widget in site.read("public/a/index.html")

    def test_in_titles_and_tags_are_text(self, make_site: MakeSite) -> None:
        nasty = "'\"><script>alert(1)</script>'"
        fields = {"summary": nasty, "tags": f"[{nasty}]", "source": nasty, "author": nasty}
        site = make_site({"content/a.md": entry_text(nasty, **fields)})
        assert site.build().problems == ()
        for name in site.output():
            if name.endswith(".html"):
                assert harm(site, f"/{name}") == []
