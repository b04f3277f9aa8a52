"""The documentation holds what it says: links lead somewhere, examples parse and work, tables match the code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import click
import pytest
from click.testing import CliRunner

from docs import reference
from generator import content, documents, model, pages
from generator.addresses import output_path
from generator.cli import Shared, cli
from generator.config import Config
from generator.configfile import load_config
from generator.errors import Problem
from generator.fields import NAMES
from generator.targets import Settings
from generator.yamlfile import load
from tests.sites import MakeSite, Site

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))
ENTRY = "content/2026/03/three-pairs-of-herons-nest-at-castle-wharf.md"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def fenced(source: str, kind: str) -> list[str]:
    return [block for found, block in _FENCE.findall(source) if found == kind]


def section(page: str, heading: str) -> str:
    """The text below a heading, up to the next one of its level or a higher one."""
    plain = _FENCE.sub(lambda block: block[0].replace("\n#", "\n\\#"), text(page))
    level, _, _ = heading.partition(" ")
    _, _, rest = plain.partition(f"\n{heading}\n")
    assert rest, heading
    return re.split(rf"^#{{1,{len(level)}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def table(source: str) -> list[list[str]]:
    """The rows of the first table in a text, without its head."""
    lines = re.findall(r"^\|.*\|$", source.partition("|---|")[2].partition("\n\n")[0], re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def first_column(source: str) -> list[str]:
    return [code for row in table(source) for code in _CODE.findall(row[0])]


def anchors(page: str) -> set[str]:
    """The anchors that hosts give to a page's headings."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", text(page)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def run(site: Site, *arguments: str) -> list[Any]:
    """What a command prints as JSON, a value a line."""
    result = CliRunner().invoke(cli, ["--root", str(site.root), *arguments], obj=Shared(), standalone_mode=False)
    return [json.loads(line) for line in result.stdout.splitlines()]


def values_of_templates() -> dict[str, Any]:
    """The kinds of values that templates may see."""
    kinds = [kind for kind in vars(pages).values() if isinstance(kind, type) and kind.__module__ == pages.__name__]
    return {
        kind.__name__: kind
        for kind in (*kinds, documents.Body, documents.FeedLink, model.Picture, model.Rendition, model.Shown)
    }


class TestPages:
    @pytest.mark.parametrize("name", list(reference.pages()))
    def test_generated_pages_are_up_to_date(self, name: str) -> None:
        assert text(f"docs/{name}") == reference.pages()[name], "run python docs/reference.py"

    @pytest.mark.parametrize("page", PAGES)
    def test_links_lead_somewhere(self, page: str) -> None:
        for address in _LINK.findall(_CODE.sub("", _FENCE.sub("", text(page)))):
            target = urlsplit(address)
            if target.scheme:
                continue
            path = (ROOT / page).parent / target.path if target.path else ROOT / page
            assert path.exists(), address
            if target.fragment:
                assert target.fragment in anchors(path.resolve().relative_to(ROOT).as_posix()), address

    def test_the_index_names_every_page(self) -> None:
        named = {(ROOT / "docs" / address).resolve() for address in _LINK.findall(text("docs/index.md"))}
        below = {path for path in (ROOT / "docs").rglob("*.md") if path.name != "index.md"}
        assert below <= named

    @pytest.mark.parametrize("page", PAGES)
    def test_examples_parse(self, page: str) -> None:
        for example in fenced(text(page), "json"):
            assert json.loads(example)
        for example in fenced(text(page), "yaml"):
            assert load(example, page)

    @pytest.mark.parametrize("page", [page for page in PAGES if page != "CONTRIBUTING.md"])
    def test_commands_and_options_exist(self, page: str) -> None:
        commands = dict(reference.every_command(cli))
        options = {name for command in (cli, *commands.values()) for p in command.params for name in p.opts}
        ours = re.sub(r"^dask .*", "", text(page), flags=re.MULTILINE)
        assert set(re.findall(r"(?<![\w({-])--[a-z][a-z-]*", ours)) <= options | {"--help"}
        found = re.findall(r"(?:`|^)(?:broadsheet|python -m generator) ([a-z]+)( [a-z]+)?", text(page), re.MULTILINE)
        groups = {name for name, command in commands.items() if isinstance(command, click.Group)}
        assert {first + second if first in groups else first for first, second in found} <= set(commands)


class TestReadme:
    @pytest.mark.parametrize(
        ("heading", "command"),
        [
            ("## Build the sample digest", "pip install . && python -m generator build"),
            ("## Run the tests", "pip install '.[test]' && python -m pytest"),
        ],
    )
    def test_has_the_two_commands(self, heading: str, command: str) -> None:
        assert _FENCE.findall(section("README.md", heading)) == [("sh", f"{command}\n")]

    def test_counts_the_articles_of_the_sample(self) -> None:
        assert f"{len(content.find(ROOT))} short articles" in text("README.md")

    def test_the_example_becomes_the_entry(self, tmp_path: Path) -> None:
        site = Site(tmp_path).write({"seeds/herons.txt": fenced(text("README.md"), "text")[0]})
        assert site.build().problems == ()
        assert site.entry() == ENTRY
        assert site.read(ENTRY).startswith(fenced(text("README.md"), "markdown")[0])

    def test_the_folders_exist(self) -> None:
        made_later = {"public/", "static/", "templates/", "data/tags.yaml"}
        for folder in first_column(section("README.md", "## Where things are")):
            assert folder in made_later or (ROOT / folder).exists(), folder


class TestConfiguration:
    def test_the_example_is_a_configuration(self, tmp_path: Path) -> None:
        (tmp_path / "site.yaml").write_text(fenced(text("docs/configuration.md"), "yaml")[0], encoding="utf-8")
        assert load_config(tmp_path).title == "River News"


class TestDeploy:
    def test_every_type_is_in_the_table(self) -> None:
        types = first_column(section("docs/deploy.md", "## Targets"))
        assert types == [kind.__struct_config__.tag for kind in get_args(Settings)]

    def test_the_examples_are_configurations(self, tmp_path: Path) -> None:
        examples = fenced(text("docs/deploy.md"), "yaml")
        assert len(examples) > 4
        for number, example in enumerate(examples):
            (tmp_path / str(number)).mkdir()
            (tmp_path / str(number) / "site.yaml").write_text(example, encoding="utf-8")
            assert len(load_config(tmp_path / str(number)).deploy) == 1


class TestSeeds:
    def test_header_fields_are_the_known_ones(self) -> None:
        assert stated_names("docs/seeds.md", "## Header lines").items() <= NAMES_OF_FIELDS.items()

    def test_the_examples_become_drafts(self, make_site: MakeSite) -> None:
        plain, header = fenced(text("docs/seeds.md"), "text")
        sidecar = fenced(text("docs/seeds.md"), "yaml")[0]
        files = {"seeds/a.txt": plain, "seeds/b.txt": header, "seeds/c.txt": plain, "seeds/c.yaml": sidecar}
        drafts = run(make_site(files), "import", "--dry-run", "--json")
        assert {(draft["title"], draft["date"], draft["source"]["name"]) for draft in drafts} == {
            ("Three pairs of herons nest at Castle Wharf", "2026-03-03", "River Journal")
        }
        assert [draft["origin"]["date"] for draft in drafts] == ["dateline", "header", "sidecar"]
        assert drafts[1]["author"] == "Ann Holt"
        assert drafts[2]["tags"] == ["Birds", "Castle Wharf"]

    def test_the_written_dates_are_read(self, make_site: MakeSite) -> None:
        paragraph = section("docs/seeds.md", "## Where the date comes from").partition("A date needs")[2]
        read, refused = paragraph.partition(" are read.")[0], "03/04/2026"
        dates = _CODE.findall(read)
        assert len(dates) > 6
        files = {f"seeds/{n}.txt": f"Title: T{n}\nDate: {date}\n\nText {n}.\n" for n, date in enumerate(dates)}
        drafts = run(make_site(files), "import", "--dry-run", "--json")
        assert [draft["date"][:10] for draft in drafts] == ["2026-03-03"] * len(dates)
        site = make_site({"seeds/x.txt": f"Title: T\nDate: {refused}\n\nText.\n"})
        assert [problem.message[:20] for problem in site.build().problems] == ["date: not a full dat"]


class TestEntries:
    def test_every_field_is_in_the_table(self) -> None:
        assert stated_names("docs/entries.md", "## Front matter") == NAMES_OF_FIELDS

    def test_the_example_is_an_entry(self) -> None:
        entry = content.read("content/x.md", fenced(text("docs/entries.md"), "markdown")[0], Config())
        assert entry.updated is not None
        assert (entry.author, entry.related, entry.params) == ("Ann Holt", ("otters-return",), {})

    def test_the_fields_for_readers_are_fields(self) -> None:
        stated = fenced(section("docs/entries.md", "## Words for readers"), "yaml")[0]
        entry = content.read("content/x.md", f"---\n{stated}---\nText.\n", Config())
        assert (entry.kicker, entry.rights, len(entry.corrections), entry.params) == ("Wildlife", "full", 1, {})
        assert None not in {entry.note, entry.story, entry.image, entry.image_alt}


class TestEditions:
    def test_the_example_is_an_edition(self, make_site: MakeSite) -> None:
        edition, page = fenced(text("docs/editions.md"), "markdown")
        names = ("three-pairs-of-herons-nest-at-castle-wharf", "otters-return")
        entries = {f"content/{name}.md": f"---\ndate: 2026-03-03\n---\n{name}\n" for name in names}
        site = make_site({**entries, "content/editions/2026-03-05.md": edition, "content/pages/about.md": page})
        assert site.build().problems == ()
        assert "The herons are back" in site.read("public/editions/2026-03-05/index.html")
        assert "<h1>About this digest</h1>" in site.read("public/about/index.html")


class TestThemes:
    @pytest.mark.parametrize("name", values_of_templates())
    def test_every_value_is_in_its_table(self, name: str) -> None:
        stated = first_column(section("docs/themes.md", f"### {name}"))
        assert stated == list(values_of_templates()[name].__struct_fields__)

    def test_the_example_is_a_template(self, make_site: MakeSite) -> None:
        site = make_site({"templates/404.html": fenced(section("docs/themes.md", "## An example"), "jinja")[0]})
        assert site.build().problems == ()
        assert "Back to Test digest" in site.read("public/404.html")


class TestSite:
    def test_the_addresses_exist(self, tmp_path: Path) -> None:
        files = {f"seeds/{n}.txt": f"Title: More {n}\nDate: 2026-01-01\n\nText {n}.\n" for n in range(20)}
        fields = "date: 2026-03-04\nstory: The herons of Castle Wharf\naliases: /old/otters/"
        files["content/otters.md"] = f"---\n{fields}\n---\nOtters.\n"
        files["content/editions/2026-03-05.md"] = "---\nitems: [otters]\n---\n"
        files["content/pages/about.md"] = "# About\n"
        files["site.yaml"] = "deploy: {web: {type: netlify}}\n"
        site = Site(tmp_path).write({"seeds/herons.txt": fenced(text("README.md"), "text")[0], **files})
        site.build()
        stated = first_column(section("docs/site.md", "## Pages and feeds"))
        missing = [
            address for address in stated if address.startswith("/") and output_path(address) not in site.output()
        ]
        assert missing == ["/assets/…", "/pagefind/…"]


class TestData:
    def test_build(self, make_site: MakeSite) -> None:
        stated = first_column(section("docs/data.md", "## build --json"))
        (printed,) = run(make_site({}), "build", "--json")
        assert stated == list(printed) == list(example("## build --json"))

    def test_list(self, make_site: MakeSite) -> None:
        body = "Otters came back to the mill."
        files = {f"content/{n}.md": f"---\ntitle: {n}\n---\n{body} {n} {n}{n} {n}{n}{n}\n" for n in "abc"}
        site = make_site({**files, "content/x.md": "Nothing of the kind.\n", "site.yaml": "related: {threshold: 0}\n"})
        stated = first_column(section("docs/data.md", "## list --json"))
        printed = run(site, "list", "--json")[0]
        for keys in (list(printed), list(example("## list --json"))):
            assert [key for key in stated if "[]" not in key] == keys
        for record in (printed, example("## list --json")):
            assert [f"related[].{key}" for key in record["related"][0]] == [key for key in stated if "[]" in key]

    def test_import(self, make_site: MakeSite) -> None:
        stated = first_column(section("docs/data.md", "## import --dry-run --json"))
        site = make_site({"seeds/herons.txt": fenced(text("README.md"), "text")[0]})
        (printed,) = run(site, "import", "--dry-run", "--json")
        shown = example("## import --dry-run --json")
        assert stated == list(printed) == list(shown)
        assert {key: printed[key] for key in printed if key not in {"summary", "body"}} == {
            key: shown[key] for key in shown if key not in {"summary", "body"}
        }

    def test_deploy(self, make_site: MakeSite) -> None:
        stated = first_column(section("docs/data.md", "## deploy --json"))
        site = make_site({"site.yaml": "deploy: {web: {type: folder, path: ../www}}", "content/a.md": "A.\n"})
        site.build()
        (printed,) = run(site, "deploy", "--dry-run", "--json")
        shown = example("## deploy --json")
        assert stated == list(printed) == list(shown)
        assert printed["changes"].keys() == shown["changes"].keys()
        assert printed["news"].keys() == shown["news"].keys()

    def test_problems(self) -> None:
        stated = first_column(section("docs/data.md", "## Problems"))
        assert stated == list(Problem.__struct_fields__) == list(example("## Problems"))
        assert stated == list(example("## build --json")["problems"][0])


NAMES_OF_FIELDS = {field: list(names) for field, names in NAMES.items()}


def stated_names(page: str, heading: str) -> dict[str, list[str]]:
    """Each field of a table with its other names, which stand in the last column."""
    return {_CODE.findall(row[0])[0]: _CODE.findall(row[-1]) for row in table(section(page, heading))}


def example(heading: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fenced(section("docs/data.md", heading), "json")[0])
    return found
