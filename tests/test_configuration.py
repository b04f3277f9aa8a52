from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from generator.config import Config, Markdown, MenuItem, Permalinks
from generator.configfile import load_config
from generator.errors import ConfigError, Problem

Load = Callable[[str | bytes], Config]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Read a configuration from its text."""

    def read(text: str | bytes) -> Config:
        (tmp_path / "site.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_config(tmp_path)

    return read


@pytest.fixture
def problems(load: Load) -> Callable[[str | bytes], tuple[Problem, ...]]:
    """What is wrong with a configuration."""

    def wrong(text: str | bytes) -> tuple[Problem, ...]:
        with pytest.raises(ConfigError) as caught:
            load(text)
        return caught.value.problems

    return wrong


Problems = Callable[[str | bytes], tuple[Problem, ...]]


@pytest.mark.parametrize("folder", ["seeds", "content"])
def test_a_site_without_a_configuration_has_all_defaults(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    assert load_config(tmp_path) == Config()


def test_a_folder_that_is_no_site_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.message.partition(":")[0]) == (None, "there is no site here")
    assert "broadsheet init" in (problem.hint or "")


@pytest.mark.parametrize(("stated", "title"), [("1984", "1984"), ("3.10", "3.10"), ("no", "no"), ("true", "true")])
def test_a_text_reads_as_it_is_written(load: Load, stated: str, title: str) -> None:
    assert load(f"title: {stated}\n").title == title


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "---\n", "{}"])
def test_an_empty_configuration_has_all_defaults(load: Load, text: str) -> None:
    assert load(text) == Config()


def test_every_key_is_read(load: Load) -> None:
    config = load("""\
title: The Digest
description: Every day
base_url: https://user.example/news
language: pt-BR
timezone: Europe/Madrid
theme: mine
permalinks: {entry: "/{slug}.html"}
menu:
- {label: Home, url: /}
pagination: 5
feeds: {items: 3, tags: false}
tags: {max: 0}
related: {max: 2, threshold: 0}
markdown: {engine: python-markdown, extensions: [tables], smart: false, html: trusted}
params: {colour: red, nested: [1, {a: no}]}
""")
    assert (config.title, config.description, config.theme) == ("The Digest", "Every day", "mine")
    assert (config.base_path, config.locale, config.zone) == ("/news/", "pt_BR", ZoneInfo("Europe/Madrid"))
    assert config.permalinks == Permalinks(entry="/{slug}.html")
    assert config.menu == (MenuItem(label="Home", url="/"),)
    assert (config.pagination, config.feeds.items, config.feeds.tags, config.feeds.sources) == (5, 3, False, True)
    assert (config.tags.max, config.related.max, config.related.threshold) == (0, 2, 0)
    assert config.markdown == Markdown(engine="python-markdown", extensions=("tables",), smart=False, html="trusted")
    assert config.params == {"colour": "red", "nested": [1, {"a": "no"}]}


def test_what_the_command_line_says_counts_more(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("title: A\nbase_url: https://a.example/\n")
    config = load_config(tmp_path, {"base_url": "https://b.example/x/"})
    assert (config.title, config.base_url) == ("A", "https://b.example/x/")


def test_a_wrong_value_from_the_command_line_is_told(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("base_url: https://a.example/\n")
    with pytest.raises(ConfigError, match="not the address of a site") as caught:
        load_config(tmp_path, {"base_url": "b.example"})
    assert caught.value.problems[0].file is None


def test_a_byte_order_mark_is_no_part_of_the_first_key(load: Load) -> None:
    assert load(b"\xef\xbb\xbftitle: A\n").title == "A"


def test_windows_line_ends_are_fine(load: Load, problems: Problems) -> None:
    assert load("title: A\r\ndescription: B\r\n").description == "B"
    assert [problem.line for problem in problems("title: A\r\n\r\nfeeds:\r\n  item: 3\r\n")] == [4]


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("title: A\ntitel: B\n", 2, "unknown key 'titel'", "'title'"),
        ("title: A\nfeeds:\n  item: 3\n", 3, "unknown key 'feeds.item'", "'items'"),
        ("zzz: 1\n", 1, "unknown key 'zzz'", "known here: title, description"),
        ("permalinks:\n  entyr: /{slug}/\n", 2, "unknown key 'permalinks.entyr'", "'entry'"),
        ("\n\ntitle: [5]\n", 3, "title: expected a text, got a list", "docs/configuration.md"),
        ("title:\n", 1, "title: expected a text, got nothing", "docs/configuration.md"),
        ('title: ""\n', 1, "title: expected a text of length >= 1", "docs/configuration.md"),
        ("pagination: 0\n", 1, "pagination: expected a whole number >= 1", "docs/configuration.md"),
        ("pagination: many\n", 1, "pagination: expected a whole number, got a text", "docs/configuration.md"),
        ("feeds: 5\n", 1, "feeds: expected keys and values, got a whole number", "docs/configuration.md"),
        ("feeds:\n  items: 501\n", 2, "feeds.items: expected a whole number <= 500", "docs/configuration.md"),
        ("feeds:\n  tags: yes\n", 2, "feeds.tags: expected true or false, got a text", "docs/configuration.md"),
        ("related:\n  threshold: 2\n", 2, "related.threshold: expected a number <= 1", "docs/configuration.md"),
        ("markdown:\n  html: unsafe\n", 2, "markdown.html: invalid enum value 'unsafe'", "docs/configuration.md"),
        ("markdown:\n  extensions: tables\n", 2, "markdown.extensions: expected a list", "docs/configuration.md"),
        ("params: [1]\n", 1, "params: expected keys and values, got a list", "docs/configuration.md"),
        ("menu:\n- {label: A}\n", 1, "menu[0]: object missing required field `url`", "docs/configuration.md"),
        ("- a\n- b\n", 1, "expected keys and values", "key: value"),
        ("just a text\n", 1, "expected keys and values", "key: value"),
        ("title: a: b\n", 1, "not valid YAML", '": "'),
        ("title: A\nmenu: [\n", 3, "not valid YAML", "quotes"),
        ("title: A\n\tpagination: 3\n", 2, "not valid YAML", "check the indentation"),
        ("title: @home\n", 1, "not valid YAML", "between quotes"),
        ("base_url: example.org\n", 1, "not the address of a site: 'example.org'", "https://example.org/news/"),
        ("timezone: Europe/Madird\n", 1, "unknown time zone 'Europe/Madird'", "'Europe/Madrid'"),
        ("timezone: Nowhere\n", 1, "unknown time zone 'Nowhere'", "Europe/Madrid"),
        ("timezone: ../../etc/passwd\n", 1, "unknown time zone", "UTC"),
        ("language: klingon\n", 1, "unknown language 'klingon'", "pt-BR"),
        ("permalinks:\n  tag: /{slag}/\n", 2, "permalinks.tag: unknown placeholder {slag}", None),
        ("permalinks:\n  entry: /article/\n", 2, "permalinks.entry: needs a placeholder", None),
        ("permalinks:\n  year: '{year}/'\n", 2, "permalinks.year: an address begins with a slash", None),
        (
            "markdown:\n  extensions: [tables]\n",
            2,
            "markdown.extensions needs markdown.engine: python-markdown",
            None,
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_a_hint(
    problems: Problems, text: str, line: int, message: str, hint: str | None
) -> None:
    (problem,) = problems(text)
    assert (problem.file, problem.line) == ("site.yaml", line)
    assert message.lower() in problem.message.lower()
    if hint:
        assert hint in (problem.hint or "")


def test_a_mistake_is_told_with_its_column(problems: Problems) -> None:
    assert [problem.place for problem in problems("feeds:\n    item: 3\n")] == ["site.yaml:2:5"]
    assert [problem.place for problem in problems("title: a: b\n")] == ["site.yaml:1:9"]


def test_all_mistakes_of_a_kind_are_told_at_once(problems: Problems) -> None:
    found = problems("titel: A\npagination: 0\nfeeds:\n  items: no\n  tag: true\ncolour: red\n")
    assert [problem.line for problem in found] == [1, 2, 4, 5, 6]
    found = problems("base_url: x\ntimezone: y\nlanguage: zzzzzzzzz\npermalinks:\n  tag: /t/\n  entry: e\n")
    assert [problem.line for problem in found] == [1, 2, 3, 6, 5]


def test_a_file_that_is_no_text_is_told(problems: Problems) -> None:
    (problem,) = problems(b"title: \xff\xfe\x00\n")
    assert (problem.file, problem.hint) == ("site.yaml", "save it as UTF-8")


def test_a_configuration_that_is_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)


@pytest.mark.parametrize(
    ("address", "base_path"),
    [
        ("https://example.org", "/"),
        ("https://example.org/", "/"),
        ("http://localhost:8000", "/"),
        ("https://user.github.io/news", "/news/"),
        ("https://user.github.io/a/b/", "/a/b/"),
        ("https://münchen.example/", "/"),
    ],
)
def test_an_address_with_and_without_a_folder_is_fine(load: Load, address: str, base_path: str) -> None:
    assert load(f"base_url: {address}\n").base_path == base_path


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "//example.org/",
        "/news/",
        "ftp://example.org/",
        "https://",
        "https:///x",
        "https://a.b/?q=1",
        "https://a.b/#top",
        "mailto:a@b.example",
        "",
    ],
)
def test_what_is_not_the_address_of_a_site_is_refused(problems: Problems, address: str) -> None:
    (problem,) = problems(f'base_url: "{address}"\n')
    assert "not the address of a site" in problem.message


@pytest.mark.parametrize("address", ["https://[::1", "https://exa mple.org/", "https://a.b:port/"])
def test_an_address_that_means_nothing_is_refused(problems: Problems, address: str) -> None:
    (problem,) = problems(f'base_url: "{address}"\n')
    assert "not the address of a site" in problem.message


@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid", "America/Argentina/Buenos_Aires", "Etc/GMT+3"])
def test_every_zone_of_the_time_zone_database_is_known(load: Load, zone: str) -> None:
    assert load(f"timezone: {zone}\n").zone == ZoneInfo(zone)


@pytest.mark.parametrize("language", ["en", "es", "pt-BR", "pt_BR", "ar", "zh-Hant-TW", "de-CH"])
def test_every_language_is_known_by_its_code(load: Load, language: str) -> None:
    assert load(f"language: {language}\n").language == language


def test_norway_and_numbers_are_what_they_look_like(load: Load) -> None:
    config = load("language: no\ntitle: 12:30\nparams: {code: 007, on: off, day: 2026-03-04}\n")
    assert (config.language, config.title) == ("no", "12:30")
    assert (config.params["code"], config.params["on"]) == ("007", "off")


def test_an_extension_that_is_not_installed_is_told(problems: Problems) -> None:
    (problem,) = problems("markdown: {engine: python-markdown, extensions: [tables, no_such_extension]}\n")
    assert "'no_such_extension'" in problem.message
    assert problem.hint


def test_python_markdown_needs_no_extensions(load: Load) -> None:
    assert load("markdown: {engine: python-markdown}\n").markdown.extensions == ()


def test_a_date_that_is_none_is_told(problems: Problems) -> None:
    (problem,) = problems("params:\n  since: 2026-13-45\n")
    assert "not a possible date" in problem.message


def test_a_hostile_configuration_runs_nothing(problems: Problems) -> None:
    (problem,) = problems("title: !!python/object/apply:os.getcwd []\n")
    assert (problem.line, "not valid YAML" in problem.message) == (1, True)
