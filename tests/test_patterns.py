"""Every regular expression of the program ends in time on what it nearly matches.

For each one texts are made of its own structure: what leads to a repetition, then what is repeated, a thousand times
over, then something that fits nowhere. A linear search takes a millisecond for them, a quadratic one seconds.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import pkgutil
import re
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest

import generator

# Python's own parser of patterns, which typeshed does not know.
op, parser, compiler = (importlib.import_module(f"re.{name}") for name in ("_constants", "_parser", "_compiler"))

LENGTH = 15_000
SECONDS = 0.25
"""Of a processor. What is linear takes a hundredth of it."""

USES = {"sub", "subn", "match", "search", "split", "findall", "fullmatch", "finditer", "compile"}
ONE_LINE = {"_AFTER_NAME", "_AND", "_POSTED", "_SEPARATOR"}
"""What looks only at titles and names that `one_line` has made: one blank between two words."""

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a clock of the process")


class Used(NamedTuple):
    """A pattern, its name, and the methods by which it is asked."""

    pattern: re.Pattern[Any]
    name: str
    methods: frozenset[str]


class Repetition(NamedTuple):
    """What leads to something that may be repeated without limit, and one of it."""

    before: str
    again: str


def used_patterns() -> Iterator[Used]:
    """Every pattern that a module holds, in tables too, and every one that is written where it is used."""
    for found in pkgutil.walk_packages(generator.__path__, "generator."):
        if found.name == "generator.__main__":
            continue
        module = importlib.import_module(found.name)
        tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
        asked: dict[str, set[str]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in USES:
                asked.setdefault(node.value.id, set()).add(node.attr)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                first, function = node.args[0], node.func
                is_re = isinstance(function.value, ast.Name) and function.value.id == "re"
                if is_re and function.attr in USES - {"compile"} and isinstance(first, ast.Constant):
                    yield Used(re.compile(first.value), f"{found.name}:{node.lineno}", frozenset({function.attr}))
        for name, value in vars(module).items():
            for pattern in _patterns_in(value):
                yield Used(pattern, f"{found.name}.{name}", frozenset(asked.get(name, ())))


def _patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, tuple | list | frozenset | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _patterns_in(each, depth + 1)


def example(tree: Iterable[Any], before: str, letters: set[str], found: set[Repetition]) -> str:
    """A text that a parsed pattern begins like; its letters and its repetitions are collected on the way."""
    text = ""
    for kind, given in tree:
        here = before + text
        if kind is op.LITERAL:
            letters.add(chr(given))
            text += chr(given)
        elif kind is op.IN:
            of_class = [letter for letter in "a1 \n\t.A<\"'-/=&é漢" if _is_in(given, letter)] or ["a"]
            letters.update(of_class[:4])
            text += of_class[0]
        elif kind in {op.ANY, op.NOT_LITERAL}:
            text += "a" if given != ord("a") else "b"
        elif kind in {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}:
            least, most, body = given
            once = example(body, here, letters, found)
            if most is op.MAXREPEAT and once:
                found.add(Repetition(here, once))
            text += once * (max(least, 1) if most is op.MAXREPEAT else least)
        elif kind is op.SUBPATTERN:
            text += example(given[3], here, letters, found)
        elif kind is op.ATOMIC_GROUP:
            text += example(given, here, letters, found)
        elif kind is op.BRANCH:
            first, *_ = [example(branch, here, letters, found) for branch in given[1]]
            text += first
    return text


def _is_in(items: Any, letter: str) -> bool:
    written = parser.parse("[x]")
    written.data = [(op.IN, items)]
    return compiler.compile(written).fullmatch(letter) is not None


def near_misses(pattern: re.Pattern[Any]) -> set[str]:
    """Long texts that a pattern has much to try on."""
    letters: set[str] = set()
    repetitions: set[Repetition] = set()
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    whole = example(parser.parse(source, pattern.flags & ~re.UNICODE), "", letters, repetitions)
    pumped = {*repetitions, Repetition("", whole)}
    for before, again in repetitions:
        pumped |= {Repetition("", again), Repetition("", before + again), Repetition(before, before + again)}
    starts = sorted({"", *(before for before, _ in repetitions)})[:6]
    pumped |= {Repetition(start, letter) for start in starts for letter in sorted(letters)[:40]}
    if len(letters) <= 8:
        pumped |= {Repetition("", "".join(pair)) for pair in itertools.product(letters, repeat=2)}
    return {before + again * (LENGTH // len(again)) + "\0" for before, again in pumped if again}


class TooLongError(Exception):
    """A search was cut off."""


def is_cut_off(used: Used, text: str) -> bool:
    """Whether a search takes longer than it may."""
    given: Any = text if isinstance(used.pattern.pattern, str) else text.encode("latin-1", "replace")
    at_start = used.methods and used.methods <= {"match", "fullmatch"}
    ask = getattr(used.pattern, "fullmatch" if used.methods == {"fullmatch"} else "match" if at_start else "subn")
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        ask(given) if at_start else ask(given[:0], given)
    except TooLongError:
        return True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return False


def _cut_off(_number: int, _frame: FrameType | None) -> None:
    raise TooLongError


def test_no_pattern_searches_for_long() -> None:
    before = signal.signal(signal.SIGVTALRM, _cut_off)
    slow: dict[str, str] = {}
    seen = {(used.pattern.pattern, used.pattern.flags, used.methods): used for used in used_patterns()}
    try:
        for used in seen.values():
            for text in near_misses(used.pattern):
                one_line = used.name.rpartition(".")[2] in ONE_LINE
                if is_cut_off(used, " ".join(text.split()) if one_line else text):
                    slow[used.name] = text[:60]
                    break
    finally:
        signal.signal(signal.SIGVTALRM, before)
    assert len(seen) > 200
    assert slow == {}
