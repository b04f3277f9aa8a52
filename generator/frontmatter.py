"""Front matter: parting a Markdown file into fields and body, and writing one. Files are read as people
bring them: YAML between `---`, TOML between `+++` or a JSON object (Hugo), `---json` and `---toml` (Eleventy), lines
such as `.. title:` (Nikola), or header lines (Pelican).
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from typing import Any

from msgspec import Struct

from generator.errors import BroadsheetError, Problem
from generator.fields import KNOWN, FieldError, is_text
from generator.headers import fold, split_headers
from generator.yamlfile import dump, load, locate

_FENCE = re.compile(r"^(---|\+\+\+)[ \t]*\n(.*?)^(\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_CHECKSUM_LINE = re.compile(r"^checksum:.*\n", re.MULTILINE)
_TYPED = re.compile(r"^---(json|toml)[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_OTHER = re.compile(r"^---([a-z]+)[ \t]*\n.*?^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_JSON_START = re.compile(r'\{\s*"')
_NIKOLA = re.compile(r"(?:<!--\s*\n)?(?:\.\. [a-z_]+:[^\n]*(?:\n|\Z))+(?:-->[ \t]*(?:\n|\Z))?")
_NIKOLA_FIELD = re.compile(r"^\.\. ([a-z_]+):(.*)$", re.MULTILINE)
_UTC = re.compile(r"(?<=:\d\d) UTC(?=[+-])")
"""Nikola writes `UTC+01:00`, ISO 8601 `+01:00`."""
_SPACED = re.compile(r"_|\\?[ -]")
_TOML_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")


class Document(Struct, frozen=True):
    """A parted file. `header` is the text of the fields, which begins on line `header_line` of the file."""

    fields: dict[str, Any]
    body: str
    header: str
    header_line: int


def parse(text: str, file: str) -> Document:
    """Part a file's text. Raises BroadsheetError with line and column where the fields cannot be read."""
    blank = len(text) - len(text.lstrip("\n"))
    text = text[blank:]
    if other := _parse_other(text, file, 1 + blank):
        return other
    if text.startswith(("---", "+++")):
        found = _FENCE.match(text)
        if found is None:
            if text[3:4].strip():
                return Document({}, text, "", 1)
            fence = text[:3]
            raise BroadsheetError(
                Problem(
                    message=f"the front matter that begins with {fence} does not end",
                    file=file,
                    line=1 + blank,
                    hint=f"write {fence} alone on the line below the last field",
                )
            )
        header = found[2]
        is_yaml = found[1] == "---"
        first = 2 + blank
        fields = load(header, file, first_line=first, is_text=is_text) if is_yaml else _load_toml(header, file, first)
        return Document(fields, text[found.end() :].lstrip("\n"), header, first)
    fields, body = split_headers(text, KNOWN)
    header = text[: len(text) - len(body)] if fields else ""
    _refuse_repeated(header, file, 1 + blank)
    return Document(dict(fields), body, header, 1 + blank)


def _parse_other(text: str, file: str, first: int) -> Document | None:
    """The rarer forms: None for a text that has none of them."""
    if found := _NIKOLA.match(text):
        fields = {name: _UTC.sub("", value).strip() for name, value in _NIKOLA_FIELD.findall(found[0]) if value.strip()}
        return Document(dict(fields), text[found.end() :].lstrip("\n"), found[0], first)
    if found := _TYPED.match(text):
        header, is_json = found[2], found[1] == "json"
        fields = _load_json(header, file, first + 1)[0] if is_json else _load_toml(header, file, first + 1)
        return Document(fields, text[found.end() :].lstrip("\n"), header, first + 1)
    if found := _OTHER.match(text):
        message = f"front matter in {found[1]!r} is not read"
        raise BroadsheetError(Problem(message=message, file=file, line=first, hint="write it as YAML below `---`"))
    if text.startswith("{") and _JSON_START.match(text):
        fields, end = _load_json(text, file, first)
        return Document(fields, text[end:].lstrip("\n"), text[:end], first)
    return None


def below(text: str) -> str | None:
    """A file's text below its front matter, without looking into that; None where it has no fences."""
    text = text.lstrip("\n")
    found = _FENCE.match(text)
    return text[found.end() :].lstrip("\n") if found else None


def compose(fields: dict[str, Any], body: str) -> str:
    """A file's text: the fields that say something, in their order, a checksum, and the body."""
    stated = {key: value for key, value in fields.items() if value is not None and value not in ("", {})}
    text = f"---\n{dump(stated)}---\n\n{body.strip()}\n"
    return text.replace("---\n\n", f'checksum: "{checksum(text)}"\n---\n\n', 1)


def checksum(text: str) -> str:
    """What tells whether a human has changed a file since it was written: 16 hex digits of the SHA-256 of
    its text without the checksum's own line. Line ends do not count, as git may change them.
    """
    header, fence, body = text.replace("\r\n", "\n").partition("\n---\n")
    plain = _CHECKSUM_LINE.sub("", f"{header}\n", count=1).removesuffix("\n")
    return hashlib.sha256(f"{plain}{fence}{body}".encode()).hexdigest()[:16]


def place_of(document: Document, key: str) -> tuple[int, int] | tuple[None, None]:
    """Line and column of a field, for a message about it."""
    found = locate(document.header, [key], first_line=document.header_line)
    if found:
        return found
    # TOML, header lines, and keys in other letters than ours.
    line = re.compile(rf"\s*{_SPACED.sub('[_ -]', re.escape(key))}\s*[:=]", re.IGNORECASE)
    numbers = [number for number, text in enumerate(document.header.split("\n")) if line.match(text)]
    return (numbers[0] + document.header_line, 1) if numbers else (None, None)


def problem_of(path: str, document: Document, error: FieldError) -> Problem:
    """A field that cannot be read, with its place."""
    line, column = place_of(document, error.key)
    return Problem(message=f"{error.key}: {error.message}", file=path, line=line, column=column, hint=error.hint)


def _refuse_repeated(header: str, file: str, first_line: int) -> None:
    """Raises BroadsheetError for a header line whose field is stated above already."""
    seen: set[str] = set()
    for number, line in enumerate(header.split("\n"), first_line):
        name = fold(line.partition(":")[0])
        if name in seen:
            message = f"{name!r} is stated twice"
            raise BroadsheetError(
                Problem(message=message, file=file, line=number, column=1, hint="keep one of the two")
            )
        if name:
            seen.add(name)


def _load_json(text: str, file: str, first_line: int) -> tuple[dict[str, Any], int]:
    """The object that a text begins with, and where it ends."""
    try:
        fields, end = json.JSONDecoder().raw_decode(text.lstrip())
    except RecursionError:
        raise BroadsheetError(Problem(message="not valid JSON: nested too deep", file=file, line=first_line)) from None
    except ValueError as error:  # for thousands of digits none of json's own
        found = error if isinstance(error, json.JSONDecodeError) else None
        message = f"not valid JSON: {found.msg if found else error}"
        line, column = (found.lineno + first_line - 1, found.colno) if found else (first_line, None)
        raise BroadsheetError(Problem(message=message, file=file, line=line, column=column)) from None
    if not isinstance(fields, dict):
        hint = "write them between { and }"
        raise BroadsheetError(Problem(message="expected keys and values", file=file, line=first_line, hint=hint))
    return fields, end + len(text) - len(text.lstrip())


def _load_toml(header: str, file: str, first_line: int) -> dict[str, Any]:
    try:
        return tomllib.loads(header)
    except RecursionError:
        raise BroadsheetError(Problem(message="not valid TOML: nested too deep", file=file, line=first_line)) from None
    except ValueError as error:  # for thousands of digits none of tomllib's own
        found = _TOML_PLACE.search(str(error))
        raise BroadsheetError(
            Problem(
                message=f"not valid TOML: {_TOML_PLACE.sub('', str(error))}",
                file=file,
                line=int(found[1]) + first_line - 1 if found else first_line,
                column=int(found[2]) if found else None,
            )
        ) from None
