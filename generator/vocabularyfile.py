"""Changing data/tags.yaml where a tag gets another name, comments and layout kept."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.errors import ConfigError, Problem
from generator.slugs import slugify
from generator.vocabulary import FILE, VocabularyTag, fold, parse_vocabulary
from generator.yamlfile import locate

_START = "# The digest's own tags. See docs/tags.md.\n"


def with_former(text: str, old: str, new: str) -> str:
    """The file's text after `new` has taken the place of the tag `old`, whose page then leads to it.

    Tried in the ways that people write it; what does not read as it should raises ConfigError.
    """
    stated = parse_vocabulary(text).tags if text.strip() else ()
    moves = slugify(old) != slugify(new)
    if not moves and not any(tag.label == old for tag in stated):
        return text
    numbers = [number for number, tag in enumerate(stated) if fold(tag.label) in {fold(old), fold(new)}]
    if len(numbers) > 1:
        hint = f"write the names of {old!r} below {new!r}, and run the command again"
        raise ConfigError(Problem(message=f"{old!r} and {new!r} are both tags of this file", file=FILE, hint=hint))
    if not numbers:
        wanted = {VocabularyTag(label=new, was=(old,)), *stated}
        tries = _with_tag(text, old, new)
    else:
        tag = stated[numbers[0]]
        named = VocabularyTag(
            label=new,
            synonyms=tag.synonyms,
            was=(old, *tag.was) if moves and old not in tag.was else tag.was,
            parent=tag.parent,
        )
        wanted = {*stated[: numbers[0]], named, *stated[numbers[0] + 1 :]}
        tries = _with_name(text, numbers[0], tag, named)
    for changed in tries:
        try:
            if set(parse_vocabulary(changed).tags) == wanted:
                return changed
        except ConfigError:
            continue
    hint = f"write `was: [{json.dumps(old, ensure_ascii=False)}]` below {new!r} yourself, and run the command again"
    raise ConfigError(Problem(message=f"cannot say that {new!r} was {old!r}", file=FILE, hint=hint))


def _with_tag(text: str, old: str, new: str) -> Iterator[str]:
    """With one more tag, before the first."""
    lines = text.splitlines(keepends=True)
    ends = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    first = locate(text, ("tags", 0)) if text.strip() else None
    if first and first[1] > 2:
        indent = " " * (first[1] - 3)
        lines.insert(first[0] - 1, _item(indent, old, new, ends))
        yield "".join(lines)
    yield (
        (text or _START)
        + ("" if text.endswith("\n") or not text else ends)
        + f"tags:{ends}"
        + _item("", old, new, ends)
    )


def _item(indent: str, old: str, new: str, ends: str) -> str:
    return f"{indent}- label: {_quoted(new)}{ends}{indent}  was: [{_quoted(old)}]{ends}"


def _with_name(text: str, number: int, tag: VocabularyTag, named: VocabularyTag) -> Iterator[str]:
    """With another label where it has changed, and one more of the names that the tag had."""
    place = locate(text, ("tags", number, "label"))
    if place is None:
        return
    line, column = place[0] - 1, place[1] - 1
    lines = text.splitlines(keepends=True)
    ends = lines[line][len(lines[line].rstrip("\r\n")) :] or "\n"
    head, key, rest = lines[line].partition("label:")
    for written in (tag.label, f'"{tag.label}"', f"'{tag.label}'") if tag.label != named.label else ("",):
        mended = list(lines)
        if written:
            mended[line] = head + key + rest.replace(written, _quoted(named.label), 1)
        if named.was == tag.was:
            yield "".join(mended)
            continue
        former = _quoted(named.was[0])
        was = locate(text, ("tags", number, "was")) if tag.was else None
        if was:
            start, bracket, end = mended[was[0] - 1].partition("[")
            mended[was[0] - 1] = f"{start}{bracket}{former}, {end}" if bracket else mended[was[0] - 1]
            if not bracket:
                first = locate(text, ("tags", number, "was", 0)) or was
                mended.insert(was[0], f"{' ' * (first[1] - 3)}- {former}{ends}")
        else:
            mended[line] = mended[line].rstrip("\r\n") + ends
            mended.insert(line + 1, f"{' ' * column}was: [{former}]{ends}")
        yield "".join(mended)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
