"""Working on the tags of the whole digest: which there are, another name for one, two made one, and tags for
entries that have none.

Files in content/ are changed in their tags alone, and not a byte besides. Whatever is written is read again
before it takes the file's place: what does not say what it should is left to the editor.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator import tags
from generator.amend import amended, exchange
from generator.build import read_content
from generator.check.fix import replaced
from generator.config import Config
from generator.configfile import load_config
from generator.content import Reading, read_body
from generator.errors import ArgumentError, BroadsheetError, Problem, did_you_mean
from generator.executors import Workers
from generator.fields import Fields
from generator.frontmatter import parse
from generator.lock import alone
from generator.plan.taxonomy import Term, by_tag
from generator.slugs import slugify
from generator.textfile import decode, write_whole
from generator.timeline import Timeline
from generator.vocabulary import FILE, Vocabulary, fold, load_vocabulary, read_vocabulary, unite
from generator.vocabularyfile import with_former

_SHORTEST_NEAR = 6
"""Shorter tags that differ in one letter are mostly different things."""


class TagCount(Struct, frozen=True):
    """A tag as pages show it: how many entries have it, its parent, and the other spellings in content/."""

    label: str
    slug: str
    count: int
    parent: str | None
    spellings: tuple[str, ...]


class TagReport(Struct, frozen=True):
    """All tags, most used first; those used once; and pairs that are nearly the same, the more used one first."""

    tags: tuple[TagCount, ...]
    once: tuple[str, ...]
    near: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


class Retagged(Struct, frozen=True):
    """The files that were changed, and what could not be."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...]


class Suggestion(Struct, frozen=True):
    """Tags for an entry that has none; `written` when they are in its file now."""

    path: str
    title: str
    tags: tuple[str, ...]
    written: bool


class _Digest(Struct, frozen=True):
    config: Config
    reading: Reading
    vocabulary: Vocabulary
    terms: dict[str, Term]


def report(root: Path, jobs: int | None, timeline: Timeline) -> TagReport:
    """Look all tags over."""
    digest = _read(root, jobs, timeline)
    spellings: dict[tuple[str, ...], Counter[str]] = {}
    for tag in (tag for entry in digest.reading.entries for tag in entry.tags):
        spellings.setdefault(fold(digest.vocabulary.label(tag) or tag), Counter())[tag] += 1
    ranked = sorted(digest.terms.values(), key=lambda term: (-len(term.entries), term.slug))
    counts = tuple(
        TagCount(
            term.label,
            term.slug,
            len(term.entries),
            digest.vocabulary.parents.get(term.label),
            tuple(sorted(set(spellings.get(fold(term.label), ())) - {term.label})),
        )
        for term in ranked
    )
    once = tuple(tag.label for tag in counts if tag.count == 1)
    return TagReport(counts, once, tuple(_near([tag.label for tag in counts])), digest.reading.problems)


def rename(root: Path, old: str, new: str, *, merge: bool, jobs: int | None, timeline: Timeline) -> Retagged:
    """Write the tag `new` wherever an entry has `old`, and keep in data/tags.yaml that `old` was its name.

    With `merge`, `new` is a tag that there is already; without, it is not. Raises ArgumentError where that is
    not so, and ConfigError where the vocabulary cannot say it.
    """
    with alone(root):
        digest = _read(root, jobs, timeline)
        before = _term(digest, old)
        if merge:
            new = _term(digest, new).label
        elif slugify(new) in digest.terms and fold(new) != fold(before.label):
            hint = f"to make them one: broadsheet tags merge {json.dumps(old)} {json.dumps(new)}"
            raise ArgumentError(Problem(message=f"there is a tag {new!r} already", hint=hint))
        if new == before.label:
            raise ArgumentError(Problem(message=f"{old!r} and {new!r} are one tag already"))
        text = read_vocabulary(root)
        changed = with_former(text, before.label, new)
        files: list[str] = []
        problems = list(digest.reading.problems)
        for entry in digest.reading.entries:
            mine = [tag for tag in entry.tags if fold(digest.vocabulary.label(tag) or tag) == fold(before.label)]
            if mine and mine != [new]:
                with_name = partial(_renamed, digest.config, entry.path, mine, new)
                if problem := _rewrite(root, entry.path, with_name, f"write the tag {new!r} for {mine[0]!r}"):
                    problems.append(problem)
                else:
                    files.append(entry.path)
        if changed != text:
            write_whole(root / FILE, changed, durable=True)
            files.append(FILE)
        return Retagged(tuple(files), tuple(problems))


def suggest(root: Path, *, write: bool, jobs: int | None, timeline: Timeline) -> tuple[list[Suggestion], list[Problem]]:
    """Tags for every entry that has none, by its text and by what similar entries have."""
    with alone(root) if write else nullcontext():
        digest = _read(root, jobs, timeline)
        known = tags.background(digest.reading.complete(digest.reading.entries), (), digest.vocabulary)
        suggestions: list[Suggestion] = []
        problems = list(digest.reading.problems)
        for entry in digest.reading.entries:
            if entry.tags:
                continue
            body = read_body(root, entry.path, entry.body_digest)
            found = tags.suggest(entry.title, body, entry.lang, known, digest.vocabulary, digest.config.tags.max)
            with_tags = partial(amended, file=entry.path, path=("tags",), value=found)
            tries = bool(found) and write
            by_hand = f"write `tags: {json.dumps(found, ensure_ascii=False)}`"
            problem = _rewrite(root, entry.path, with_tags, by_hand) if tries else None
            problems += [problem] if problem else []
            suggestions.append(Suggestion(entry.path, entry.title, found, tries and problem is None))
        return suggestions, problems


def _read(root: Path, jobs: int | None, timeline: Timeline) -> _Digest:
    config = load_config(root)
    vocabulary = load_vocabulary(root)
    reading = read_content(root, config, Workers(jobs), timeline, use_cache=True)
    terms = by_tag(unite(reading.entries, vocabulary), vocabulary)
    return _Digest(config, reading, vocabulary, terms)


def _term(digest: _Digest, tag: str) -> Term:
    """The tag of any of its names. Raises ArgumentError."""
    folded = fold(digest.vocabulary.label(tag) or tag)
    found = next((term for term in digest.terms.values() if fold(term.label) == folded), None)
    if found is None:
        labels = [term.label for term in digest.terms.values()]
        raise ArgumentError(Problem(message=f"no entry has the tag {tag!r}", hint=did_you_mean(tag, labels)))
    return found


def _near(labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs that are one word in two spellings: `E-mail` and `Emails`, or with one letter more, less or other."""
    seen: dict[str, list[str]] = {}
    pairs: dict[tuple[str, str], None] = {}
    for label in labels:
        joined = "".join(word for word in fold(label))
        shorter = {joined}
        if len(joined) >= _SHORTEST_NEAR and not any(letter.isdigit() for letter in joined):
            shorter |= {joined[:at] + joined[at + 1 :] for at in range(len(joined))}
        for other in dict.fromkeys(other for form in sorted(shorter) for other in seen.get(form, ())):
            pairs[other, label] = None
        for form in shorter:
            seen.setdefault(form, []).append(label)
    yield from pairs


def _rewrite(root: Path, path: str, change: Callable[[bytes], bytes | None], by_hand: str) -> Problem | None:
    """Put a changed file in the place of the old one; what keeps it from that, with what to do `by_hand`."""
    uncertain = Problem(message="was left as it is: how its tags are written is not certain", file=path, hint=by_hand)
    try:
        seen = (root / path).read_bytes()
        changed = change(seen)
    except (OSError, ValueError, BroadsheetError):
        return uncertain
    try:
        if changed is not None and exchange(root, path, seen, changed):
            return None
    except OSError as error:
        return Problem(message=f"cannot be written: {error.strerror}", file=path)
    return uncertain


def _renamed(config: Config, path: str, old: Sequence[str], new: str, data: bytes) -> bytes | None:
    """A file with one tag in the place of others; None where that cannot be done for sure."""
    for tag in old:
        fields = Fields(parse(decode(data), path).fields, config.zone, config.language)
        keys = [key for key in (fields.key("tags"), fields.key("categories")) if key]
        if tag == new:
            continue
        if new in (fields.labels("tags", "categories") or ()):
            changed = _without(data, path, keys, tag)
        else:
            made = replaced(data, path, keys, tag, new)
            changed = made[0] if made else None
        if changed is None:
            return None
        data = changed
    return data


def _without(data: bytes, path: str, keys: Sequence[str], tag: str) -> bytes | None:
    """A file without one of its tags."""
    before = parse(decode(data), path)
    wanted: list[dict[str, Any]] = []
    for key in keys:
        value = before.fields[key]
        if isinstance(value, list) and tag in value:
            wanted.append({**before.fields, key: [item for item in value if item != tag]})
    quoted = rb"[\"']?" + re.escape(tag.encode()) + rb"[\"']?"
    for pattern in (
        rb"^[ \t]*-[ \t]+" + quoted + rb"[ \t]*(?:#[^\n]*)?\r?\n",
        quoted + rb"[ \t]*,[ \t]*",
        rb"[ \t]*,[ \t]*" + quoted,
    ):
        for found in re.finditer(pattern, data, re.MULTILINE):
            changed = data[: found.start()] + data[found.end() :]
            if _says(changed, path, wanted, before.body):
                return changed
    return None


def _says(data: bytes, path: str, wanted: Sequence[dict[str, Any]], body: str) -> bool:
    try:
        after = parse(decode(data), path)
    except (BroadsheetError, ValueError):
        return False
    return after.fields in wanted and after.body == body
