"""Reading and checking site.yaml: all that is wrong with it at once, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator import sourcelist, targets
from generator.addresses import check_patterns
from generator.config import Config, SourceSettings
from generator.dates import is_locale
from generator.errors import BroadsheetError, ConfigError, Problem, did_you_mean
from generator.markdown import python_markdown
from generator.slugs import slugify
from generator.textfile import read_own
from generator.yamlfile import load, locate

FILE = "site.yaml"
_SITE = (FILE, "seeds/", "content/")
"""What tells that a folder is a site: one of these is there."""
_KINDS = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "keys and values",
    "null": "nothing",
}
"""The words for what msgspec calls types."""

_EXECUTOR = re.compile(r"local|dask://[^\s/:@]+:\d{1,5}|dask://\[[0-9a-fA-F:]+\]:\d{1,5}")

_Wrong = tuple[tuple[str | int, ...], str, str | None]
"""The path to a value, what is wrong with it, and a hint."""


def load_config(root: Path, overrides: Mapping[str, Any] | None = None) -> Config:
    """The site's configuration; a site without site.yaml has all defaults.

    `overrides` are top-level values from the command line. Raises ConfigError with every problem found, and
    for a folder that is no site at all.
    """
    if not any((root / name).exists() for name in _SITE):
        hint = "`broadsheet init DIR` begins a site, and `--root DIR` names the folder of one"
        raise ConfigError(Problem(message=f"there is no site here: no {', no '.join(_SITE)}", hint=hint))
    text = _read(root / FILE)
    try:
        data = load(text, FILE, is_text=lambda key: get_type_hints(Config).get(key) is str)
    except BroadsheetError as error:
        raise ConfigError(*error.problems) from None
    problems = [_problem(text, *wrong) for wrong in _shape_errors(Config, data, ())]
    if problems:
        raise ConfigError(*problems)
    config = msgspec.convert({**data, **(overrides or {})}, Config)
    wrong = (*_value_errors(config), *_same_sources(text, config))
    problems = [
        Problem(message=message, hint=hint) if path[0] in (overrides or {}) else _problem(text, path, message, hint)
        for path, message, hint in wrong
    ]
    if problems:
        raise ConfigError(*problems)
    try:
        if config.markdown.extensions:
            python_markdown(config.markdown.extensions)
    except ConfigError as error:
        place = ("markdown", "extensions")
        raise ConfigError(*(_problem(text, place, wrong.message, wrong.hint) for wrong in error.problems)) from error
    listed = {**_listed_sources(root), **config.sources}
    return replace(config, sources={slugify(name): settings for name, settings in listed.items()})


def _listed_sources(root: Path) -> dict[str, SourceSettings]:
    """The sources of data/sources.yaml; what site.yaml says of them counts more."""
    text = _read(root / sourcelist.FILE, sourcelist.FILE)
    try:
        data = load(text, sourcelist.FILE)
    except BroadsheetError as error:
        raise ConfigError(*error.problems) from None
    wrong = [each for name, stated in data.items() for each in _source_errors(name, stated)]
    if wrong:
        raise ConfigError(*(_problem(text, *each, sourcelist.FILE) for each in wrong))
    return msgspec.convert(data, dict[str, SourceSettings])


def _source_errors(name: str, stated: Any) -> Iterator[_Wrong]:
    if isinstance(stated, dict):
        yield from _shape_errors(SourceSettings, stated, (name,))
    else:
        yield (name,), f"{name}: expected keys and values", "write `url:`, `feed:` or `rights:` below the name"


def _read(path: Path, shown: str = FILE) -> str:
    try:
        return read_own(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        return ""
    except OSError as error:
        hint = "it is a text file that you may read, if it is there at all"
        raise ConfigError(Problem(message=f"cannot be read: {error.strerror}", file=shown, hint=hint)) from None
    except UnicodeDecodeError:
        raise ConfigError(Problem(message="is not text in UTF-8", file=shown, hint="save it as UTF-8")) from None


def _shape_errors(kind: type[Struct], data: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[_Wrong]:
    """Unknown keys and values of a wrong type, each with its path; msgspec alone stops at the first."""
    hints = get_type_hints(kind)
    for field in msgspec.structs.fields(kind):
        if path and field.required and field.encode_name not in data:
            yield path, f"{'.'.join(map(str, path))} needs {field.encode_name!r}", None
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
        elif isinstance(value, dict) and (kinds := _kinds_by_tag(expected)):
            for name, settings in value.items():
                yield from _tagged_errors(kinds, settings, (*here, str(name)))
        else:
            annotated = get_type_hints(kind, include_extras=True)[key]
            yield from _conversion_errors(annotated, value, here)


def _kinds_by_tag(expected: Any) -> dict[str, type[Struct]]:
    """The structs that the values of such a mapping may be, by their `type`; none for other types."""
    if get_origin(expected) is not dict:
        return {}
    kinds = [kind for kind in get_args(get_args(expected)[1]) if isinstance(kind, type) and issubclass(kind, Struct)]
    return {str(kind.__struct_config__.tag): kind for kind in kinds}


def _tagged_errors(kinds: Mapping[str, type[Struct]], settings: Any, path: tuple[str | int, ...]) -> Iterator[_Wrong]:
    name, known = ".".join(map(str, path)), f"known types: {', '.join(kinds)}"
    if not isinstance(settings, dict):
        yield path, f"{name}: expected keys and values", known
    elif "type" not in settings:
        yield path, f"{name} needs 'type'", known
    elif settings["type"] not in kinds:
        stated = str(settings["type"])
        yield (*path, "type"), f"{name}: unknown type {stated!r}", did_you_mean(stated, kinds) or known
    else:
        stated_keys = {key: value for key, value in settings.items() if key != "type"}
        yield from _shape_errors(kinds[settings["type"]], stated_keys, path)


def _conversion_errors(expected: Any, value: Any, path: tuple[str | int, ...]) -> Iterator[_Wrong]:
    try:
        msgspec.convert(value, expected)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$")
        name = ".".join(map(str, path)) + where.rstrip("`")
        message = re.sub(r"`([a-z| ]+)`", _in_words, message)
        yield (
            path,
            f"{name}: {message[:1].lower()}{message[1:]}",
            "docs/configuration.md lists every key with its type",
        )


def _in_words(types: re.Match[str]) -> str:
    names = types[1].split(" | ")
    return " or ".join(_KINDS[name] for name in names) if _KINDS.keys() >= set(names) else types[0]


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
    if not _EXECUTOR.fullmatch(config.executor):
        yield ("executor",), f"unknown executor {config.executor!r}", "write local, or dask://HOST:PORT"
    for key, message in check_patterns(config.permalinks):
        yield ("permalinks", key), f"permalinks.{key}: {message}", "docs/configuration.md lists what each may hold"
    if config.markdown.extensions and config.markdown.engine != "python-markdown":
        yield ("markdown", "extensions"), "markdown.extensions needs markdown.engine: python-markdown", None
    for name, settings in config.deploy.items():
        for where, message, hint in targets.errors(name, settings):
            path = ("deploy", name, *([where] if where else []))
            yield path, f"{'.'.join(path)}: {message}", hint


def _same_sources(text: str, config: Config) -> Iterator[_Wrong]:
    """Names of one source under `sources`, which differ in case, accents or punctuation only."""
    first: dict[str, str] = {}
    for name in config.sources:
        holder = first.setdefault(slugify(name), name)
        if holder != name:
            path = ("sources", name)
            line, _ = locate(text, ("sources", holder)) or (None, None)
            yield path, f"sources: {name!r} is the same source as {holder!r} on line {line}", "keep one of the two"


def _is_site_address(text: str) -> bool:
    try:
        address = urlsplit(text)
        host, _ = address.hostname, address.port
    except ValueError:
        return False
    is_plain = bool(host) and not address.query and not address.fragment and not re.search(r"\s", text)
    return address.scheme in {"http", "https"} and is_plain


def _problem(text: str, path: tuple[str | int, ...], message: str, hint: str | None, file: str = FILE) -> Problem:
    line, column = locate(text, path) or (None, None)
    return Problem(message=message, file=file, line=line, column=column, hint=hint)
