# ruff: noqa: INP001 - a script beside the pages that it writes
"""Writes the two pages that repeat what the code says: configuration.md from `generator/config.py` and
commands.md from the command line. Run it from the checkout after `pip install -e .`:

    python docs/reference.py
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from generator.cli import cli
from generator.config import Config

FOLDER = Path(__file__).resolve().parent

_NOTE = "<!-- Written by docs/reference.py. Change the code it reads, not this page. -->\n"
_KEYS = """\
The file `site.yaml` lies in the site's folder. All its keys are optional, and so is the file. A key that is not on
this page is an error, reported with its line and the nearest known name.

```yaml
title: "River News"
description: "What happened along the river this week"
base_url: "https://user.github.io/river-news/"
language: "en-GB"
timezone: "Europe/London"
menu:
  - {label: "Home", url: "/"}
  - {label: "Topics", url: "/tags/"}
  - {label: "The trust", url: "https://river.example/"}
feeds: {items: 30}
editions: weekly
sources:
  River Journal: {url: "https://river-journal.example/", rights: excerpt}
```
"""
_STREAMS = """\
`broadsheet COMMAND` and `python -m generator COMMAND` are the same. Results go to standard output; problems, notes
and progress go to standard error.

## Options of all commands

They may stand before or after the command.
"""
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "array": "list of texts",
    "object": "keys and values",
}
_EXIT_CODES = """\
## Exit codes

| code | meaning |
|---|---|
| 0 | All is well. There may be warnings, unless `--strict` was given. |
| 1 | There are errors in some file, or a template does not work; with `--strict`, warnings as well. |
| 2 | The command line means nothing. |
| 3 | The configuration, the theme or the output folder cannot be used. Nothing was built. |
| 4 | The site was not deployed, or not to its end. What is missing, the next deploy brings. |
| 130 | Interrupted. |
"""


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    return {"configuration.md": configuration(), "commands.md": commands()}


def configuration() -> str:
    """Every key of site.yaml with its type, its default and its description."""
    kinds = msgspec.json.schema(Config)["$defs"]
    parts = ["# Configuration\n", _NOTE, _KEYS, *_table(kinds["Config"])]
    for key, field in kinds["Config"]["properties"].items():
        if nested := _nested(field):
            parts += [f"## {key}\n", f"{kinds[nested]['description']}\n", *_table(kinds[nested])]
        elif choices := _choices(field):
            parts += [f"## {key}\n", f"{field['description']} Each has a `type`, and the keys of that type.\n"]
            for word, kind in choices.items():
                parts += [f"### {word}\n", f"{kinds[kind]['description']}\n", *_table(kinds[kind], without="type")]
    return "\n".join(parts)


def commands() -> str:
    """Every command with its arguments and options."""
    context = click.Context(cli, info_name="broadsheet")
    shared = {option.name for option in cli.params}
    parts = ["# Commands\n", _NOTE, _STREAMS, *_options(cli.params)]
    for name, command in every_command(cli):
        usage = " ".join([f"broadsheet {name}", *command.collect_usage_pieces(context)])
        own = [option for option in command.params if option.name not in shared]
        parts += [f"## {name}\n", f"```text\n{usage}\n```\n", f"{_one_line(command.help or '')}\n", *_options(own)]
    return "\n".join([*parts, _EXIT_CODES])


def every_command(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command by its whole name, such as `theme list`; a group comes before the commands in it."""
    for name, command in group.commands.items():
        yield f"{above}{name}", command
        if isinstance(command, click.Group):
            yield from every_command(command, f"{above}{name} ")


def _table(kind: dict[str, Any], without: str | None = None) -> Iterator[str]:
    yield "| key | type | default | meaning |\n|---|---|---|---|"
    for key, field in kind["properties"].items():
        if key == without:
            continue
        default = "required" if key in kind["required"] else _default(field)
        yield f"| `{key}` | {_type(key, field)} | {default} | {field['description']} |"
    yield ""


def _type(key: str, field: dict[str, Any]) -> str:
    field = field.get("anyOf", [field])[0]
    if _choices(field):
        return f"names, each with a `type` and its keys, see [{key}](#{key})"
    if _nested(field):
        many = "list of " if "items" in field else "names, each with " if "additionalProperties" in field else ""
        return f"{many}keys, see [{key}](#{key})"
    if "enum" in field:
        return _words(field)
    if "enum" in field.get("items", {}):
        return f"list of {_words(field['items'])}"
    if field.get("items", {}).get("type") == "integer":
        return f"list of {_TYPES['integer']}s{_limits(field['items'])}"
    return _TYPES[field["type"]] + _limits(field)


def _words(field: dict[str, Any]) -> str:
    return " or ".join(f"`{value}`" for value in field["enum"])


def _limits(field: dict[str, Any]) -> str:
    if "minimum" in field:
        most = field.get("maximum")
        return f", {field['minimum']} {'or more' if most is None else f'to {most}'}"
    return ", not empty" if field.get("minLength") else ""


def _default(field: dict[str, Any]) -> str:
    value = field["default"]
    if value is None or (_nested(field) and value):
        return ""
    return f"`{value if isinstance(value, str) else json.dumps(value)}`" if value != "" else "empty"


def _nested(field: dict[str, Any]) -> str:
    """The name of the struct that a field holds: itself, as the items of a list, or under names of the site's own."""
    field = field.get("anyOf", [field])[0]
    holders = [field, *(field[key] for key in ("items", "additionalProperties") if isinstance(field.get(key), dict))]
    reference: str = next((holder["$ref"] for holder in holders if "$ref" in holder), "")
    return reference.rpartition("/")[2]


def _choices(field: dict[str, Any]) -> dict[str, str]:
    """The names of the structs that a field holds one of under each name of the site's own, by their `type`."""
    values = field.get("additionalProperties")
    mapping = values.get("discriminator", {}).get("mapping", {}) if isinstance(values, dict) else {}
    return {word: reference.rpartition("/")[2] for word, reference in mapping.items()}


def _options(params: list[click.Parameter]) -> Iterator[str]:
    options = [option for option in params if isinstance(option, click.Option)]
    if not options:
        return
    yield "| option | meaning |\n|---|---|"
    for option in options:
        value = f" {option.metavar}" if option.metavar else ""
        yield f"| {', '.join(f'`{name}{value}`' for name in option.opts)} | {_one_line(option.help or '')} |"
    yield ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
