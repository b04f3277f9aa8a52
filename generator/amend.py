"""Changing one field of a file's front matter, and not a byte besides.

What a field says may be written in many ways. So a change is made where the field seems to stand, and counts only if
the file then reads as it should: the same fields with only that one changed, and the same body.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeGuard

from generator.errors import BroadsheetError
from generator.frontmatter import parse
from generator.textfile import decode, write_whole
from generator.yamlfile import Spot, spots

Value = str | int | date | Sequence[str] | None

_MARK = "\ufeff"
_FENCE = re.compile(r"^(?:---|\+\+\+|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_ABOVE = re.compile(r"(?:\r?\n)*")
_COLON = re.compile(r"[ \t]*:")
_LINE = re.compile(r"[^\n]*\n?")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_TABLE = re.compile(r"^\[|\Z", re.MULTILINE)
_FENCES = 2


def amended(data: bytes, file: str, path: tuple[str, ...], value: Value) -> bytes | None:
    """A file with another value of a field, or of a key below a field; None takes it away.

    A field that is new comes last. None where the change cannot be made for sure.
    """
    try:
        text, before = data.decode(), parse(decode(data), file)
    except (BroadsheetError, ValueError):
        return None
    for changed, is_text in _attempts(text, path, value):
        wanted = _wanted(before.fields, path, _header(value) if is_text and value is not None else value)
        if _reads(changed.encode(), file, wanted, before.body):
            return changed.encode()
    return None


def exchange(root: Path, file: str, seen: bytes, data: bytes) -> bool:
    """Put a file in the place of the one that was seen, whole and on the disk.

    False where it has changed meanwhile or would be no UTF-8 text. Raises OSError where it cannot be written.
    """
    place = (root / file).resolve()
    try:
        data.decode()
        mode = place.stat().st_mode
        if place.read_bytes() != seen:
            return False
    except (OSError, UnicodeDecodeError):
        return False
    write_whole(place, data, durable=True)
    place.chmod(mode)
    return True


def _reads(data: bytes, file: str, fields: Mapping[str, Any], body: str) -> bool:
    # Values that hold themselves cannot be compared.
    with suppress(BroadsheetError, ValueError, RecursionError):
        found = parse(decode(data), file)
        return found.fields == fields and found.body == body
    return False


def _wanted(fields: Mapping[str, Any], path: tuple[str, ...], value: Value) -> dict[str, Any]:
    """What the fields read as afterwards."""
    key, *below = path
    if below:
        inner = fields.get(key)
        return {**fields, key: _wanted(inner if isinstance(inner, dict) else {}, tuple(below), value)}
    if value is None:
        return {name: stated for name, stated in fields.items() if name != key}
    return {**fields, key: list(value) if _is_list(value) else value}


def _attempts(text: str, path: tuple[str, ...], value: Value) -> Iterator[tuple[str, bool]]:
    """The file's text with the change made in each way that may be right, and whether all values are texts there."""
    mark = _MARK if text.startswith(_MARK) else ""
    above = _ABOVE.match(text, len(mark))
    first = above.end() if above else 0
    before, text = text[:first], text[first:]
    ends = "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n"
    fences = list(_FENCE.finditer(text))[:_FENCES]
    if not fences or fences[0].start():
        yield from ((before + changed, True) for changed in _in_headers(text, path, value, ends))
    elif len(fences) == _FENCES:
        start, end = fences[0].end(), fences[1].start()
        within = _in_toml if text.startswith("+++") else _in_yaml
        for changed in within(text[start:end], path, value, ends):
            yield before + text[:start] + changed + text[end:], False


# Lines of header blocks and of TOML: what stands behind the name


def _in_headers(text: str, path: tuple[str, ...], value: Value, ends: str) -> Iterator[str]:
    block = re.match(rf"(?:[^\r\n]+{ends})*", text)
    has_commas = _is_list(value) and any("," in item for item in value)
    if block is None or len(path) > 1 or has_commas:
        return
    name = re.escape(path[0]).replace("_", "[ _-]")
    for found in re.finditer(rf"^({name}:[ \t]*)[^\r\n]*{ends}", block[0], re.MULTILINE | re.IGNORECASE):
        line = "" if value is None else f"{found[1]}{_header(value)}{ends}"
        yield text[: found.start()] + line + text[found.end() :]
    if value is not None:
        yield f"{block[0]}{path[0]}: {_header(value)}{ends}{text[block.end() :]}"


def _in_toml(header: str, path: tuple[str, ...], value: Value, ends: str) -> Iterator[str]:
    if len(path) > 1:
        return
    for found in re.finditer(rf"^{re.escape(path[0])}[ \t]*=[ \t]*([^\r\n]*){ends}", header, re.MULTILINE):
        if value is None:
            yield header[: found.start()] + header[found.end() :]
            continue
        comments = (at.start() for at in re.finditer(r"(?<![ \t])[ \t]+#", found[1]))
        end = next((at for at in comments if _is_toml(found[1][:at])), len(found[1]))
        yield header[: found.start(1)] + _scalar(value) + header[found.start(1) + end :]
    table = _TABLE.search(header)
    if table and value is not None:
        yield f"{header[: table.start()]}{path[0]} = {_scalar(value)}{ends}{header[table.start() :]}"


def _is_toml(value: str) -> bool:
    try:
        tomllib.loads(f"value = {value}")
    except tomllib.TOMLDecodeError:
        return False
    return True


# YAML: what the parser says of places


class _Yaml:
    """The text between the fences, and places in it. Line ends do not move a column."""

    def __init__(self, header: str, ends: str) -> None:
        self.header, self.ends = header, ends
        self._starts = [found.start() for found in _LINE.finditer(header)]

    def at(self, place: tuple[int, int]) -> int:
        return min(self._starts[min(place[0], len(self._starts) - 1)] + place[1], len(self.header))

    def line(self, place: tuple[int, int]) -> int:
        return self.at((place[0], 0))

    def end(self, spot: Spot) -> int:
        """Behind the last letter of a value: the parser's end of what goes over lines is where the next one begins."""
        last = spot.items[-1] if spot.items and not spot.style else spot.value
        if spot.keys and not spot.style:
            return max(map(self.end, spot.keys.values()))
        start = self.at(last.start)
        return start + len(self.header[start : self.at(last.end)].rstrip())

    def next_line(self, at: int) -> int:
        return self.header.find("\n", at) + 1 or len(self.header)

    def exchanged(self, start: int, end: int, text: str) -> str:
        return self.header[:start] + text + self.header[end:]


def _in_yaml(header: str, path: tuple[str, ...], value: Value, ends: str) -> Iterator[str]:
    text = _Yaml(header, ends)
    try:
        found = spots(header.replace("\r\n", "\n"))
    except ValueError:
        return
    spot, indent = found.get(path[0]), ""
    if len(path) > 1 and spot and spot.keys:
        found, indent, outer = spot.keys, " " * next(iter(spot.keys.values())).key.start[1], spot
        spot = found.get(path[1])
        if spot is None and value is not None:
            yield _joined(text, outer, _pair(path[1], value, indent, ends), f"{_key(path[1])}: {_scalar(value)}")
            return
    elif len(path) > 1:
        if value is not None:
            yield from _begun(text, spot, path, value)
        return
    if spot is None:
        yield from () if value is None else [header + _pair(path[0], value, "", ends)]
    elif value is None:
        last = max(text.end(spot), text.at(spot.key.end))
        yield text.exchanged(text.line(spot.key.start), text.next_line(last), "")
    else:
        yield from _replaced(text, spot, value, indent)


def _replaced(text: _Yaml, spot: Spot, value: Value, indent: str) -> Iterator[str]:
    """With another value in the place of one; of a list, with the items that stay as they are written."""
    start, end = text.at(spot.value.start), text.end(spot)
    colon = _COLON.match(text.header, text.at(spot.key.end))
    if colon is None:
        return
    if spot.items and _is_list(value):
        yield from _relisted(text, spot, list(value), colon.end())
        return
    for written in dict.fromkeys((_scalar(value, indent, text.ends), _scalar(value))):
        if start < end:
            yield text.exchanged(start, end, written)
        else:
            yield text.exchanged(colon.end(), colon.end(), f" {written}")


def _relisted(text: _Yaml, spot: Spot, values: list[str], colon: int) -> Iterator[str]:
    """A list with other items: those that stay keep their lines, with what is written beside and above them."""
    if any(item.text is None or item.start[0] != item.end[0] for item in spot.items):
        return
    written = {item.text: text.header[text.at(item.start) : text.at(item.end)] for item in spot.items}
    start, end = text.at(spot.value.start), text.end(spot)
    if spot.style == "[":
        between = "".join(text.header[text.at(one.end) : text.at(other.start)] for one, other in pairwise(spot.items))
        if not between.strip(", \t\r\n"):
            yield text.exchanged(start, end, f"[{', '.join(written.get(one) or _quoted(one) for one in values)}]")
        return
    first = text.line(spot.items[0].start)
    mark = text.header[first : text.at(spot.items[0].start)]
    lines: dict[str | None, str] = {}
    begins = first
    for item in spot.items:
        after = text.next_line(text.at(item.end))
        lines[item.text] = text.header[begins:after]
        begins = after
    made = "".join(lines.get(one) or f"{mark}{_quoted(one)}{text.ends}" for one in values)
    if values:
        yield text.exchanged(first, begins, made)
    else:
        yield text.header[:colon] + " []" + text.header[colon:first] + text.header[begins:]


def _joined(text: _Yaml, outer: Spot, line: str, pair: str) -> str:
    """A mapping with one more pair, as its last line or in its brackets."""
    end = text.end(outer)
    return text.exchanged(end - 1, end - 1, f", {pair}") if outer.style == "{" else _inserted(text, end, line)


def _inserted(text: _Yaml, end: int, line: str) -> str:
    at = text.next_line(end)
    return text.exchanged(at, at, line)


def _begun(text: _Yaml, spot: Spot | None, path: tuple[str, ...], value: Value) -> Iterator[str]:
    """A mapping that is not there yet, or is empty, with its first pair."""
    lines = _pair(path[1], value, "  ", text.ends)
    if spot is None:
        yield f"{text.header}{_key(path[0])}:{text.ends}{lines}"
        return
    start, end = text.at(spot.value.start), text.end(spot)
    colon = text.header.find(":", text.at(spot.key.end)) + 1
    emptied = text.header[:colon] + text.header[max(start, end, colon) :]
    at = emptied.find("\n", colon) + 1
    yield emptied[:at] + lines + emptied[at:]


def _pair(key: str, value: Value, indent: str, ends: str) -> str:
    return f"{indent}{_key(key)}: {_scalar(value, indent, ends)}{ends}"


def _key(key: str) -> str:
    return key if _PLAIN.fullmatch(key) else _quoted(key)


def _scalar(value: Value, indent: str = "", ends: str = "") -> str:
    """A value as YAML and TOML have it; with `ends` a text of some lines is a block of YAML."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and ends and re.fullmatch(r"\S(?:.*\S)?\n", value, re.DOTALL):
        lines = value.removesuffix("\n").split("\n")
        return "|" + "".join(f"{ends}{indent}  {line}" if line else ends for line in lines)
    return _quoted(list(value) if _is_list(value) else value)


def _header(value: Value) -> str:
    """A value as a header line has it."""
    return ", ".join(value) if _is_list(value) else value if isinstance(value, str) else _scalar(value)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_list(value: Value) -> TypeGuard[Sequence[str]]:
    return isinstance(value, Sequence) and not isinstance(value, str)
