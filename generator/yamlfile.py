"""YAML as people write it in front matter and site.yaml. Owner of PyYAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any

import yaml
from msgspec import Struct

from generator.errors import BroadsheetError, Problem


class _Loader(yaml.CSafeLoader):
    """Plain scalars by the YAML 1.2 core schema, so that `no` is Norway and `12:30` is text, plus dates."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - filled below

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - as in PyYAML
        """Keys are unique (YAML 1.2, 3.2.1.3); PyYAML would lose the first of two values."""
        seen: set[str] = set()
        pairs: list[tuple[yaml.Node, yaml.Node]] = node.value if node.id == "mapping" else []
        for key, _ in pairs:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"{key.value!r} is stated twice", key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep)


class Span(Struct, frozen=True):
    """From one place up to before another, each a line and a column from 0; `text` of a scalar."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str | None = None


class Spot(Struct, frozen=True):
    """Where a key stands, and its value. `style` is `|` or `>` for a block of text, `[` or `{` for what is in
    brackets; `items` are those of a list, and `keys` those of a mapping, which have none in their turn.
    """

    key: Span
    value: Span
    style: str
    items: tuple[Span, ...] = ()
    keys: dict[str, Spot] | None = None


class _Quoted(str):
    """Text that is always written between double quotes."""

    __slots__ = ()


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as in PyYAML
        return True


# LibYAML escapes what lies beyond the basic plane, emoji above all, though YAML allows it.
_WIDE = re.compile(r"(?<!\\)((?:\\\\)*)\\U([0-9A-F]{8})")
_DATE = (
    r"\d{4}-\d\d-\d\d"
    r"(?:(?:[Tt]|[ \t]+)\d{1,2}:\d\d:\d\d(?:\.\d+)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?"
)
# Aliases may make a file ten times what it is: far more than anyone means, far less than a bomb.
_MOST_GROWTH, _MOST_ADDED = 10, 10_000
_DEEPEST = 100
# Where no brackets are, a line begins with at least one of these for each level.
_INDENTED = re.compile(rf"^[ \t\-?:]{{{_DEEPEST}}}", re.MULTILINE)
_TEXT = "tag:yaml.org,2002:str"
_TAGGED = re.compile(r"(?:^|[\s,\[{])!!\w")
_WRITTEN = frozenset(f"tag:yaml.org,2002:{name}" for name in ("bool", "int", "float", "timestamp"))
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(?:0|[1-9]\d*)", "-+0123456789"),
    ("float", r"[-+]?(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?", "-+.0123456789"),
    ("timestamp", _DATE, "0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))

_Dumper.add_representer(_Quoted, lambda dumper, text: dumper.represent_scalar(_TEXT, str(text), style='"'))


def load(text: str, file: str, *, first_line: int = 1, is_text: Callable[[str], bool] | None = None) -> dict[str, Any]:
    """Read a mapping; an empty document is an empty mapping.

    `first_line` is the line of the file that `text` begins on. `is_text` tells the keys whose value, or each
    of whose values, is a text as it is written: 3.10 is no number there. Raises BroadsheetError with the place.
    """
    try:
        data = _construct(text, is_text)
    except yaml.YAMLError as error:
        raise BroadsheetError(_problem(error, text, file, first_line)) from None
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        # A date such as 2026-13-45, thousands of digits, or a tag of YAML's that the value does not fit.
        raise BroadsheetError(_unfit(error, text, file, first_line)) from None
    if data is None:
        return {}
    if not isinstance(data, dict):
        hint = "write one `key: value` a line"
        raise BroadsheetError(Problem(message="expected keys and values", file=file, line=first_line, hint=hint))
    return {str(key): value for key, value in data.items()}


def dump(fields: dict[str, Any]) -> str:
    """Write a mapping in its own order, every text double-quoted, one field a line however long."""
    text = yaml.dump(_quote(fields), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1 << 30)
    return _WIDE.sub(lambda found: found[1] + chr(int(found[2], 16)), text) if "\\U" in text else text


def locate(text: str, path: Sequence[str | int], *, first_line: int = 1) -> tuple[int, int] | None:
    """Line and column of the value at `path` (keys and indexes), or of its key where it has one.

    Only used once something is known to be wrong, so the document is parsed again.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        return None
    mark = None
    for step in path:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(step)), None)
            if pair is None:
                break
            mark, node = pair[0].start_mark, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            mark = node.start_mark
    return (mark.line + first_line, mark.column + 1) if mark else None


def spots(text: str) -> dict[str, Spot]:
    """Where each value of a mapping stands, as far as values can be told apart. Raises ValueError."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
    return _spots(node, is_top=True) if isinstance(node, yaml.MappingNode) else {}


def _spots(node: yaml.MappingNode, *, is_top: bool) -> dict[str, Spot]:
    pairs = ((key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode))
    return {key.value: _spot(key, value, is_top=is_top) for key, value in pairs}


def _spot(key: yaml.ScalarNode, value: yaml.Node, *, is_top: bool) -> Spot:
    match value:
        case yaml.SequenceNode():
            return Spot(_span(key), _span(value), "[" if value.flow_style else "", tuple(map(_span, value.value)))
        case yaml.MappingNode():
            # A mapping may hold itself, so this goes no deeper than anybody asks.
            keys = _spots(value, is_top=False) if is_top else None
            return Spot(_span(key), _span(value), "{" if value.flow_style else "", keys=keys)
    style = value.style if isinstance(value, yaml.ScalarNode) else ""
    return Spot(_span(key), _span(value), style if style in {"|", ">"} else "")


def _span(node: yaml.Node) -> Span:
    start, end = node.start_mark, node.end_mark
    text = node.value if isinstance(node, yaml.ScalarNode) else None
    return Span((start.line, start.column), (end.line, end.column), text)


def _construct(text: str, is_text: Callable[[str], bool] | None) -> Any:
    if text.count("[") + text.count("{") > _DEEPEST or _INDENTED.search(text):
        _refuse_deep(text)
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if is_text and isinstance(root, yaml.MappingNode):
            for key, value in root.value:
                if isinstance(key, yaml.ScalarNode) and is_text(key.value):
                    _keep_written(value)
        if "*" in text and root is not None and _weight(root, {}) > _MOST_GROWTH * len(text) + _MOST_ADDED:
            raise yaml.constructor.ConstructorError(None, None, "its aliases repeat too much", root.start_mark)
        return None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()


def _refuse_deep(text: str) -> None:
    """Raises YAMLError. Each level costs the composer a piece of the stack, and it does not look where that ends."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            message = f"values are nested more than {_DEEPEST} deep"
            raise yaml.MarkedYAMLError(problem=message, problem_mark=event.start_mark)  # type: ignore[arg-type] # its own two kinds of marks


def _weight(node: yaml.Node, known: dict[int, int]) -> int:
    """The length of a node when every alias in it is written out; a node within itself counts nothing."""
    if id(node) not in known:
        known[id(node)] = 0
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        parts = node.value if isinstance(node, yaml.SequenceNode) else [part for pair in pairs for part in pair]
        own = len(node.value) if isinstance(node, yaml.ScalarNode) else 0
        known[id(node)] = 1 + own + sum(_weight(part, known) for part in parts)
    return known[id(node)]


def _keep_written(node: yaml.Node) -> None:
    """Make a plain value a text, and each value of a list; nothing stays nothing."""
    for scalar in node.value if isinstance(node, yaml.SequenceNode) else [node]:
        if isinstance(scalar, yaml.ScalarNode) and scalar.tag in _WRITTEN:
            scalar.tag = _TEXT


def _unfit(error: Exception, text: str, file: str, first_line: int) -> Problem:
    """PyYAML tells no place of a value that cannot be what it looks like."""
    for number, line in enumerate(text.split("\n"), first_line):
        for found in re.finditer(r"\b\d{4}-\d\d-\d\d\b", line):
            try:
                date.fromisoformat(found[0])
            except ValueError as wrong:
                message, hint = f"not a possible date: {wrong}", "dates are written 2026-11-23"
                return Problem(message=message, file=file, line=number, column=found.start() + 1, hint=hint)
        if _TAGGED.search(line):
            message, hint = "a value does not fit its tag", "take the tag, which begins with !!, away"
            return Problem(message=message, file=file, line=number, hint=hint)
    message = f"a value cannot be read: {error}"
    return Problem(message=message, file=file, line=first_line, hint="put it between double quotes")


def _quote(value: Any) -> Any:
    match value:
        case str():
            return _Quoted(value)
        case dict():
            return {key: _quote(item) for key, item in value.items()}
        case list() | tuple():
            return [_quote(item) for item in value]
    return value


def _problem(error: yaml.YAMLError, text: str, file: str, first_line: int) -> Problem:
    mark = getattr(error, "problem_mark", None)
    message = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    context, opened = getattr(error, "context", None), getattr(error, "context_mark", None)
    hint = _hint(message)
    if opened and context and context.endswith(("flow mapping", "flow sequence")):
        hint = f"close the bracket of line {opened.line + first_line}, and put a comma between two values"
    elif mark and "cannot start any token" in message and "\t" in "".join(text.splitlines()[mark.line : mark.line + 1]):
        message, context, hint = "a tab stands where only spaces may", None, "indent with spaces"
    return Problem(
        message=f"not valid YAML: {message}" + (f" ({context})" if context else ""),
        file=file,
        line=mark.line + first_line if mark else first_line,
        column=mark.column + 1 if mark else None,
        hint=hint,
    )


def _hint(message: str) -> str:
    if "is stated twice" in message:
        return "keep one of the two"
    if "mapping values are not allowed" in message:
        return 'put a text that contains ": " between double quotes'
    if "aliases repeat" in message:
        return "write out what is meant in the place of each `*name`"
    if "nested more than" in message:
        return "write it flatter"
    if "cannot start any token" in message:
        return "put a text that begins with a special character between quotes"
    return "put a text with special characters between double quotes and check the indentation"
