"""Changing what is certain in front matter: one value, and not a byte besides.

A value may be written in many ways, and a text may say the same thing elsewhere. So every place that could
be the value is tried, and the one counts after which the file reads as it should: the same fields with only
that value changed, and the same body.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.amend import exchange
from generator.errors import BroadsheetError, Problem
from generator.frontmatter import parse
from generator.lock import alone
from generator.textfile import decode


class Repair(Struct, frozen=True):
    """A problem with the one change that solves it: `old` becomes `new` in one of the fields `keys` of a file
    that had the SHA-256 `sha256` when it was looked at.
    """

    problem: Problem
    file: str
    sha256: str
    keys: tuple[str, ...]
    old: str
    new: str


class Fixed(Struct, frozen=True):
    """A change that was made."""

    file: str
    line: int
    old: str
    new: str


def repair(root: Path, repairs: Sequence[Repair]) -> tuple[list[Fixed], list[Problem]]:
    """Make the changes, file by file; what was changed, and the problems that are left."""
    by_file: dict[str, list[Repair]] = {}
    for one in dict.fromkeys(repairs):
        by_file.setdefault(one.file, []).append(one)
    fixed: list[Fixed] = []
    left: list[Problem] = []
    with alone(root):
        for file, wanted in by_file.items():
            made, kept = _repair_file(root, file, wanted)
            fixed += made
            left += kept
    return fixed, left


def replaced(data: bytes, file: str, keys: Sequence[str], old: str, new: str) -> tuple[bytes, int] | None:
    """A file with one value of its front matter changed, and the line; None where that cannot be done for sure."""
    try:
        before = parse(decode(data), file)
    except (BroadsheetError, ValueError):
        return None
    wanted = [fields for key in keys if (fields := _with_value(before.fields, key, old, new)) is not None]
    for at in _occurrences(data, old.encode()):
        changed = data[:at] + new.encode() + data[at + len(old.encode()) :]
        try:
            after = parse(decode(changed), file)
        except (BroadsheetError, ValueError):
            continue
        if after.body == before.body and after.fields in wanted:
            return changed, data.count(b"\n", 0, at) + 1
    return None


def _repair_file(root: Path, file: str, repairs: Sequence[Repair]) -> tuple[list[Fixed], list[Problem]]:
    try:
        data = seen = (root / file).read_bytes()
    except OSError:
        return [], [one.problem for one in repairs]
    if any(one.sha256 != hashlib.sha256(data).hexdigest() for one in repairs):
        return [], [_changed(one.problem) for one in repairs]
    fixed: list[Fixed] = []
    left: list[Problem] = []
    for one in repairs:
        made = replaced(data, file, one.keys, one.old, one.new)
        if made is None:
            left.append(replace(one.problem, hint=f"write {one.new!r} yourself: --fix is not certain of the place"))
        else:
            data = made[0]
            fixed.append(Fixed(file, made[1], one.old, one.new))
    try:
        if fixed and not exchange(root, file, seen, data):
            return [], [_changed(one.problem) for one in repairs]
    except OSError as error:
        return [], [Problem(message=f"cannot be written: {error.strerror}", file=file)]
    return fixed, left


def _changed(problem: Problem) -> Problem:
    return replace(problem, hint="the file changed meanwhile, so it was left alone: check again")


def _occurrences(data: bytes, part: bytes) -> Iterator[int]:
    at = data.find(part)
    while at >= 0 and part:
        yield at
        at = data.find(part, at + 1)


def _with_value(fields: Mapping[str, Any], key: str, old: str, new: str) -> dict[str, Any] | None:
    """The fields with one value changed: a text, one of a list, or one of a text with commas."""
    value = fields.get(key)
    changed: Any
    if isinstance(value, list) and old in value:
        changed = [new if item == old else item for item in value]
        if value.count(old) > 1:
            return None
    elif value == old:
        changed = new
    elif isinstance(value, str) and old in (parts := [part.strip() for part in value.split(",")]):
        if parts.count(old) > 1 or value.count(old) > 1:
            return None
        changed = value.replace(old, new)
    else:
        return None
    return {**fields, key: changed}
