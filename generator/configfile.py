"""Reading and checking site.yaml: all that is wrong with it at once, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec
from msgspec import Struct

from generator.addresses import check_patterns
from generator.config import Config
from generator.dates import is_locale
from generator.errors import BroadsheetError, ConfigError, Problem, did_you_mean
from generator.markdown import python_markdown
from generator.yamlfile import load, locate

FILE = "site.yaml"

_Wrong = tuple[tuple[str | int, ...], str, str | None]
"""The path to a value, what is wrong with it, and a hint."""


def load_config(root: Path, overrides: Mapping[str, Any] | None = None) -> Config:
    """The site's configuration; a site without site.yaml has all defaults.

    `overrides` are top-level values from the command line. Raises ConfigError with every problem found.
    """
    text = _read(root / FILE)
    try:
        data = load(text, FILE)
    except BroadsheetError as error:
        raise ConfigError(*error.problems) from None
    problems = [_problem(text, *wrong) for wrong in _shape_errors(Config, data, ())]
    if problems:
        raise ConfigError(*problems)
    config = msgspec.convert({**data, **(overrides or {})}, Config)
    problems = [_problem(text, *wrong) for wrong in _value_errors(config)]
    if problems:
        raise ConfigError(*problems)
    python_markdown(config.markdown.extensions)
    return config


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            Problem(message=f"cannot be read: {error}", file=FILE, hint="it is a text file in UTF-8")
        ) from None


def _shape_errors(kind: type[Struct], data: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[_Wrong]:
    """Unknown keys and values of a wrong type, each with its path; msgspec alone stops at the first."""
    hints = get_type_hints(kind)
    for key, value in data.items():
        here = (*path, key)
        expected = hints.get(key)
        if expected is None:
            yield (
                here,
                f"unknown key {'.'.join(map(str, here))!r}",
                did_you_mean(key, hints) or f"known here: {', '.join(hints)}",
            )
        elif isinstance(expected, type) and issubclass(expected, Struct) and isinstance(value, dict):
            yield from _shape_errors(expected, value, here)
        else:
            annotated = get_type_hints(kind, include_extras=True)[key]
            yield from _conversion_errors(annotated, value, here)


def _conversion_errors(expected: Any, value: Any, path: tuple[str | int, ...]) -> Iterator[_Wrong]:
    try:
        msgspec.convert(value, expected)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$")
        name = ".".join(map(str, path)) + where.rstrip("`")
        yield (
            path,
            f"{name}: {message[:1].lower()}{message[1:]}",
            "docs/configuration.md lists every key with its type",
        )


def _value_errors(config: Config) -> Iterator[_Wrong]:
    if not _is_site_address(config.base_url):
        yield (
            ("base_url",),
            f"not the address of a site: {config.base_url!r}",
            "write it in full: https://example.org/news/",
        )
    try:
        ZoneInfo(config.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = did_you_mean(config.timezone, available_timezones())
        yield (
            ("timezone",),
            f"unknown time zone {config.timezone!r}",
            near or "write it like Europe/Madrid, or UTC",
        )
    if not is_locale(config.locale):
        yield ("language",), f"unknown language {config.language!r}", "write its code: en, es, pt-BR, ar"
    for key, message in check_patterns(config.permalinks):
        yield ("permalinks", key), f"permalinks.{key}: {message}", None
    if config.markdown.extensions and config.markdown.engine != "python-markdown":
        yield ("markdown", "extensions"), "markdown.extensions needs markdown.engine: python-markdown", None


def _is_site_address(text: str) -> bool:
    try:
        address = urlsplit(text)
        host, _ = address.hostname, address.port
    except ValueError:
        return False
    is_plain = bool(host) and not address.query and not address.fragment and not re.search(r"\s", text)
    return address.scheme in {"http", "https"} and is_plain


def _problem(text: str, path: tuple[str | int, ...], message: str, hint: str | None) -> Problem:
    line, column = locate(text, path) or (None, None)
    return Problem(message=message, file=FILE, line=line, column=column, hint=hint)
