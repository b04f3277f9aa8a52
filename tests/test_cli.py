"""The commands: options, exit codes, and what goes to stdout and what to stderr."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator import __version__
from tests.sites import ARTICLE, REPOSITORY, MakeSite, Ran, Run, Site, entry_text, many

BROKEN = "---\ntitle: a: b\n---\n"
RELATED = {
    "content/a.md": entry_text("Mars rover drills", "The rover drilled on Mars.", id="aaa", date="2026-01-01"),
    "content/b.md": entry_text("Mars probe maps", "The probe mapped Mars.", id="bbb", date="2026-01-02"),
    "content/c.md": entry_text("Bread prices fall", "Bakers sold loaves.", id="ccc", draft="true"),
}
posix_only = pytest.mark.skipif(os.name != "posix", reason="signals and terminals of POSIX")


# Ctrl-C at a certain moment: when the first article is rendered.
INTERRUPTED = "markdown: {engine: python-markdown, extensions: [interrupting]}\n"
INTERRUPTING = """\
import signal
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

class Interrupting(Preprocessor):
    def run(self, lines):
        signal.raise_signal(signal.SIGINT)
        return lines

class InterruptingExtension(Extension):
    def extendMarkdown(self, md):
        md.preprocessors.register(Interrupting(md), "interrupting", 0)

def makeExtension():
    return InterruptingExtension()
"""


def start(site: Site, *arguments: str, env: Mapping[str, str | None] | None = None) -> subprocess.Popen[str]:
    """A command that goes on by itself, and that a signal can interrupt."""
    # A test run in the background of a shell ignores SIGINT, and so would what it starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [*site.command(), *arguments],
            env=site.environment(env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
    finally:
        signal.signal(signal.SIGINT, before)


class TestSharedOptions:
    @pytest.mark.parametrize("before", [True, False], ids=["before the command", "after the command"])
    def test_are_taken_on_both_sides_of_the_command(self, make_site: MakeSite, run: Run, *, before: bool) -> None:
        site = make_site(many(1))
        options = ("--root", site.root, "--json", "-q")
        ran = run(*options, "build", "--now", "2026-11-23") if before else run("build", "--now", "2026-11-23", *options)
        assert (ran.code, ran.err) == (0, "")
        assert json.loads(ran.out)["entries"] == 1
        assert (site.root / "public/index.html").is_file()

    def test_the_site_is_in_the_current_folder_by_default(
        self, make_site: MakeSite, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(make_site(many(1)).root)
        assert run("build").out.startswith("public: 1 article on ")
        assert Path("public/index.html").is_file()

    def test_verbose_tells_every_stage(self, make_site: MakeSite, run: Run) -> None:
        site = make_site(many(2))
        told = [line.split()[0].rstrip(":") for line in run("--root", site.root, "build", "-v").err.splitlines()]
        assert told == ["compare", "read", "import", "relate", "pictures", "plan", "render", "write"]

    def test_verbose_tells_where_an_error_arose(self, make_site: MakeSite, run: Run) -> None:
        site = make_site({"site.yaml": "theme: nothing\n"})
        assert "Traceback" in run("--root", site.root, "build", "-v").err
        assert "Traceback" not in run("--root", site.root, "build").err

    def test_quiet_tells_problems_only(self, make_site: MakeSite, run: Run) -> None:
        site = make_site({"content/bad.md": BROKEN, "content/a.md": entry_text("A", draft="true")})
        ran = run("--root", site.root, "build", "-q")
        assert ran.out == ""
        assert [line.split()[0] for line in ran.err.splitlines()] == ["error:", "hint:"]

    def test_short_and_long_help_are_the_same(self, run: Run) -> None:
        assert run("-h") == run("--help")
        assert "--drafts" in run("build", "--help").out


class TestExitCodes:
    def test_0_when_all_is_well_even_with_a_warning(self, make_site: MakeSite, run: Run) -> None:
        ran = run("--root", make_site({"content/a.md": entry_text("A", related="[nothing]")}).root, "build")
        assert (ran.code, "warning: content/a.md" in ran.err) == (0, True)

    def test_1_when_there_is_a_problem(self, make_site: MakeSite, run: Run) -> None:
        site = make_site({"content/bad.md": BROKEN})
        assert [run("--root", site.root, command).code for command in ("build", "import", "list")] == [1, 1, 1]

    @pytest.mark.parametrize(
        "arguments",
        [
            ("bild",),
            ("build", "--nonsense"),
            ("build", "--jobs", "0"),
            ("build", "--jobs", "two"),
            ("build", "--now", "tomorrow"),
            ("--root", "/nowhere/at/all", "build"),
            ("new",),
            (),
        ],
    )
    def test_2_when_the_command_line_means_nothing(
        self, make_site: MakeSite, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
    ) -> None:
        monkeypatch.chdir(make_site({}).root)
        ran = run(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err
        assert not Path("public").exists()

    @pytest.mark.parametrize("command", [("build",), ("import",), ("list",), ("new", "A")])
    def test_3_when_the_configuration_is_wrong(self, make_site: MakeSite, run: Run, command: tuple[str, ...]) -> None:
        site = make_site({"site.yaml": "paginaton: 2\nfeeds: {itmes: 3}\n"})
        ran = run("--root", site.root, *command)
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.splitlines() == [
            "error: site.yaml:1:1: unknown key 'paginaton'",
            "  hint: did you mean 'pagination'?",
            "error: site.yaml:2:9: unknown key 'feeds.itmes'",
            "  hint: did you mean 'items'?",
        ]

    def test_3_when_the_output_folder_is_refused(self, make_site: MakeSite, run: Run) -> None:
        site = make_site(many(1))
        assert run("--root", site.root, "build", "--output", site.root / "content").code == 3

    @posix_only
    def test_130_when_interrupted_and_the_site_stays_as_it_was(self, make_site: MakeSite) -> None:
        site = make_site(many(2))
        site.build()
        before = site.output()
        site.write({"interrupting.py": INTERRUPTING, "site.yaml": INTERRUPTED, **many(3)})
        with start(site, "build", env={"PYTHONPATH": f"{REPOSITORY}{os.pathsep}{site.root}"}) as process:
            out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err.splitlines()[-1]) == (130, "", "interrupted")
        assert site.output() == before
        assert not (site.root / ".public.new").exists()


class TestStreams:
    def test_results_and_problems_go_apart(self, make_site: MakeSite) -> None:
        site = make_site({"content/bad.md": BROKEN, "content/draft.md": entry_text("A", draft="true"), **many(2)})
        ran = site.run("build", "--now", "2026-11-23")
        assert ran.stdout.startswith(f"{site.root / 'public'}: 2 articles on ")
        assert ran.stdout.count("\n") == 1
        assert "error: content/bad.md:2:9: " in ran.stderr
        assert "1 draft left out (--drafts shows them)" in ran.stderr
        assert "1 error\n" in ran.stderr

    def test_problems_come_in_the_order_of_files_and_lines(self, make_site: MakeSite, run: Run) -> None:
        two = "---\ntitle: A\nlink: nowhere\ndate: someday\n---\n"
        site = make_site({"seeds/a.txt": "", "content/z.md": BROKEN, "content/b.md": two})
        lines = [line for line in run("--root", site.root, "build").err.splitlines() if line.startswith("error")]
        places = [line.split()[1].rstrip(":") for line in lines]
        assert places == ["content/b.md:3:1", "content/b.md:4:1", "content/z.md:2:9", "seeds/a.txt"]

    def test_a_reader_that_leaves_early_is_no_error(self, make_site: MakeSite) -> None:
        site = make_site(many(300))
        with start(site, "list", "--json") as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            told = process.stderr.read()
        assert (process.returncode, told) == (0, "")

    @posix_only
    @pytest.mark.parametrize(
        ("variables", "coloured"),
        [
            pytest.param({"TERM": "xterm"}, True, id="terminal"),
            pytest.param({"TERM": "xterm", "NO_COLOR": "1"}, False, id="NO_COLOR"),
            pytest.param({"TERM": "dumb"}, False, id="dumb terminal"),
        ],
    )
    def test_colour_is_for_terminals_that_want_it(
        self, make_site: MakeSite, variables: dict[str, str | None], *, coloured: bool
    ) -> None:
        import pty

        site = make_site({"content/bad.md": BROKEN})
        ours, theirs = pty.openpty()
        command, environment = [*site.command(), "list"], site.environment({"NO_COLOR": None, **variables})
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=theirs, check=False, timeout=60)
        os.close(theirs)
        shown = os.read(ours, 4096).decode()
        os.close(ours)
        assert ("\x1b[31merror\x1b[0m: content/bad.md" in shown) == coloured
        assert ("\x1b" in shown) == coloured

    @pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "JSON"])
    def test_any_title_can_be_printed_anywhere(self, make_site: MakeSite, options: tuple[str, ...]) -> None:
        """A pipe on Windows is cp1252, which knows no Japanese."""
        site = make_site({"content/a.md": entry_text("日本")})
        ran = site.run("list", *options, env={"PYTHONIOENCODING": "cp1252"})
        assert (ran.returncode, ran.stderr) == (0, "")
        assert "content/a.md" in ran.stdout

    def test_there_is_no_colour_in_a_file(self, make_site: MakeSite) -> None:
        ran = make_site({"content/bad.md": BROKEN}).run("build", env={"NO_COLOR": None, "TERM": "xterm"})
        assert "\x1b" not in ran.stdout + ran.stderr


class TestJson:
    def test_build_prints_one_object(self, make_site: MakeSite, run: Run) -> None:
        files = {"seeds/a.txt": ARTICLE, "content/bad.md": BROKEN, "content/d.md": entry_text("D", draft="true")}
        site = make_site({**files, "content/later.md": entry_text("L", date="2999-01-01")})
        ran = run("--root", site.root, "build", "--json", "--now", "2026-11-23")
        (line,) = ran.out.splitlines()
        found = json.loads(line)
        seconds, problems = found.pop("seconds"), found.pop("problems")
        written = len(site.output()) - 1
        assert found == {
            "seeds": 1, "imported": 1, "entries": 1, "drafts": 1, "future": 1,
            "pages": sum(name.endswith(".html") for name in site.output()),
            "written": written, "unchanged": 0, "removed": 0, "published": True,
        }  # fmt: skip
        assert list(seconds) == ["compare", "read", "import", "relate", "pictures", "plan", "render", "write"]
        assert problems == [
            {
                "message": "not valid YAML: mapping values are not allowed in this context",
                "file": "content/bad.md",
                "line": 2,
                "column": 9,
                "hint": 'put a text that contains ": " between double quotes',
                "severity": "error",
            }
        ]
        assert ran.code == 1

    def test_a_build_that_fails_prints_its_problems(self, make_site: MakeSite, run: Run) -> None:
        site = make_site({"site.yaml": "theme: nothing\n"})
        ran = run("--root", site.root, "build", "--json")
        assert ran.code == 3
        assert json.loads(ran.out)["problems"][0]["message"] == "there is no theme 'nothing'"

    def test_list_prints_an_object_a_line_newest_first(self, make_site: MakeSite, run: Run) -> None:
        site = make_site({"site.yaml": "base_url: https://example.org/news/\n", **RELATED})
        ran = run("--root", site.root, "list", "--json")
        records = [json.loads(line) for line in ran.out.splitlines()]
        assert [record["id"] for record in records] == ["bbb", "aaa", "ccc"]
        assert records[0] == {
            "path": "content/b.md",
            "id": "bbb",
            "url": "/news/2026/01/b/",
            "title": "Mars probe maps",
            "date": "2026-01-02",
            "date_source": "entry",
            "source": None,
            "author": None,
            "lang": "en",
            "seed": None,
            "tags": [],
            "related": [
                {"id": "aaa", "url": "/news/2026/01/a/", "score": records[0]["related"][0]["score"], "why": ["mar"]}
            ],
            "also_in": [],
            "story": None,
            "draft": False,
        }
        assert 0 < records[0]["related"][0]["score"] <= 1
        assert records[2]["date"] is None

    def test_list_tells_where_an_entry_came_from(self, make_site: MakeSite, run: Run) -> None:
        site = make_site({"seeds/a.txt": ARTICLE})
        site.build()
        record = json.loads(run("--root", site.root, "list", "--json").out)
        assert (record["seed"]["file"], len(record["seed"]["sha256"])) == ("a.txt", 64)
        assert (record["source"], record["date_source"]) == ({"name": "Second Source", "url": None}, "import")

    @pytest.mark.parametrize(
        ("command", "key"),
        [(("version",), "version"), (("clean",), "removed"), (("new", "A"), "path"), (("init", "x"), "files")],
    )
    def test_every_command_has_a_result(
        self, make_site: MakeSite, run: Run, command: tuple[str, ...], key: str
    ) -> None:
        ran = run("--root", make_site({}).root, *command, "--json")
        assert key in json.loads(ran.out)


class TestList:
    def test_shows_a_line_for_each_entry(self, make_site: MakeSite, run: Run) -> None:
        site = make_site({**RELATED, "content/d.md": entry_text("D", source="The Paper", date="2025-01-01")})
        ran = run("--root", site.root, "list")
        assert ran.out.splitlines() == [
            "2026-01-02  Mars probe maps  content/b.md",
            "2026-01-01  Mars rover drills  content/a.md",
            "2025-01-01  D  (The Paper)  content/d.md",
            "undated     Bread prices fall  [draft]  content/c.md",
        ]

    def test_writes_no_page_and_no_entry(self, make_site: MakeSite, run: Run) -> None:
        site = make_site({"seeds/a.txt": ARTICLE, **RELATED})
        before = site.files()
        run("--root", site.root, "list")
        assert site.files() == before


class TestNew:
    def test_begins_a_draft_that_builds(self, make_site: MakeSite, run: Run) -> None:
        site = make_site({})
        ran = run("--root", site.root, "new", 'What I saw: 3 "moons"', "--now", "2026-05-06")
        assert (ran.code, ran.out) == (0, "content/2026/05/what-i-saw-3-moons.md\n")
        result = site.build(drafts=True)
        assert (result.entries, result.problems) == (1, ())
        assert site.page("/2026/05/what-i-saw-3-moons/").select("h1")[0].get_text() == 'What I saw: 3 "moons"'
        assert site.build().drafts == 1

    def test_never_overwrites(self, make_site: MakeSite, run: Run) -> None:
        site = make_site({"content/2026/05/a.md": "mine"})
        ran = run("--root", site.root, "new", "A", "--now", "2026-05-06")
        assert (ran.code, ran.err.splitlines()[0]) == (1, "error: content/2026/05/a.md: exists already")
        assert site.read("content/2026/05/a.md") == "mine"


class TestInit:
    def test_makes_a_site_that_builds(self, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        ran = run("init", "my-digest")
        assert ran.code == 0
        assert "broadsheet --root my-digest build" in ran.out
        site = Site(tmp_path / "my-digest")
        result = site.build()
        assert (result.imported, result.problems) == (1, ())
        assert site.page("/").select("h1")[0].get_text() == "My digest"
        assert site.broken_links() == []

    def test_is_taken_below_the_root(self, tmp_path: Path, run: Run) -> None:
        run("--root", tmp_path, "init", "x")
        assert (tmp_path / "x/site.yaml").is_file()

    def test_leaves_a_site_that_exists_alone(self, make_site: MakeSite, run: Run) -> None:
        site = make_site({})
        before = site.files()
        ran = run("init", site.root)
        assert ran.code == 1
        assert "there is a site already" in ran.err
        assert site.files() == before

    def test_keeps_files_that_are_there(self, tmp_path: Path, run: Run) -> None:
        (tmp_path / ".gitignore").write_text("mine\n")
        run("init", tmp_path)
        assert (tmp_path / ".gitignore").read_text() == "mine\n"
        assert (tmp_path / "site.yaml").is_file()

    @pytest.mark.parametrize("name", ['été "1": #2', "back\\slash"])
    @pytest.mark.skipif(os.name == "nt", reason="no such names there")
    def test_takes_a_folder_of_any_name(self, tmp_path: Path, run: Run, name: str) -> None:
        ran = run("init", tmp_path / name)
        assert shlex.split(ran.out.splitlines()[-1])[3] == str(tmp_path / name)
        assert Site(tmp_path / name).build().problems == ()


class TestClean:
    def test_removes_what_was_built_and_the_cache(self, make_site: MakeSite, run: Run) -> None:
        site = make_site(many(2))
        before = site.files()
        site.build()
        number = len(site.output()) - 1
        ran = run("--root", site.root, "clean")
        assert (ran.code, ran.out) == (0, f"{number} files removed\n")
        assert site.files() == before
        assert not (site.root / "public").exists()
        assert not (site.root / ".cache").exists()

    def test_leaves_what_the_editor_put_there(self, make_site: MakeSite, run: Run) -> None:
        site = make_site(many(2))
        site.build()
        site.write({"public/CNAME": "news.example", "public/2026/notes.txt": "mine"})
        run("--root", site.root, "clean")
        assert list(site.output()) == [".broadsheet.json", "2026/notes.txt", "CNAME"]
        assert json.loads(site.read("public/.broadsheet.json")) == {"files": {}}
        site.build()
        assert site.read("public/CNAME") == "news.example"
        assert "story-1/index.html" in "\n".join(site.output())

    def test_refuses_a_folder_that_is_not_ours(self, make_site: MakeSite, run: Run, tmp_path: Path) -> None:
        (tmp_path / "letters").mkdir()
        (tmp_path / "letters/dear.txt").write_text("Dear")
        ran = run("--root", make_site({}).root, "clean", "--output", tmp_path / "letters")
        assert ran.code == 3
        assert (tmp_path / "letters/dear.txt").read_text() == "Dear"

    def test_has_nothing_to_do_where_nothing_was_built(self, make_site: MakeSite, run: Run) -> None:
        assert run("--root", make_site({}).root, "clean").out == "0 files removed\n"


def test_version_is_the_packages(run: Run) -> None:
    assert run("version") == Ran(0, f"{__version__}\n", "")


HEAVY = {
    "msgspec",
    "yaml",
    "jinja2",
    "pyromark",
    "nh3",
    "babel",
    "numpy",
    "scipy",
    "sparse_dot_topn",
    "rich",
    "markdown",
}


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        f"import sys; sys.argv = ['broadsheet', *{arguments}]; import atexit; from generator.cli import main\n"
        "atexit.register(lambda: print('\\nLOADED', *sys.modules)); main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    loaded = set(ran.stdout.rpartition("LOADED")[2].split())
    assert "click" in loaded
    assert not HEAVY & loaded
