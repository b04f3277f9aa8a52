"""The editor's own tags, `data/tags.yaml`, and when two tags are one.

    tags:
    - label: North Korea
      synonyms: [DPRK, Corée du Nord]
      parent: Asia
      was: [Korea]
    blocked: [Video]

`was` are synonyms that had a page once; it leads to the tag's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator.errors import BroadsheetError, ConfigError, Problem, did_you_mean
from generator.model import Entry
from generator.slugs import slugify
from generator.textfile import read_own
from generator.yamlfile import load, locate

FILE = "data/tags.yaml"

Fold = tuple[str, ...]
_Path = tuple[str | int, ...]


class VocabularyTag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tag as the file states it."""

    label: str
    synonyms: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    parent: str | None = None


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tags: tuple[VocabularyTag, ...] = ()
    blocked: tuple[str, ...] = ()


class Vocabulary(Struct, frozen=True):
    """Labels by the fold of every name they have, the parent of each label, and the folds of what is no tag."""

    tags: tuple[VocabularyTag, ...] = ()
    labels: Mapping[Fold, str] = {}
    parents: Mapping[str, str] = {}
    blocked: frozenset[Fold] = frozenset()

    def above(self, label: str) -> Iterator[str]:
        """A label's parent, the parent's parent and so on."""
        return _above(label, self.parents)

    def label(self, tag: str) -> str | None:
        """How a tag is written: the vocabulary's label where it knows the tag; None for a blocked one."""
        folded = fold(tag)
        return None if folded in self.blocked else self.labels.get(folded, tag)

    def has(self, tag: str) -> bool:
        return fold(tag) in self.labels


NO_VOCABULARY = Vocabulary()


@lru_cache(maxsize=65536)
def fold(tag: str) -> Fold:
    """What two spellings of one tag share: its words without case, accents, plural and order.

    Tags whose words are the same but for these are one tag: `E-mails` and `e-mail`, `Korea, North` and
    `North Korea`. A word is never changed beyond its plural, since `Universe` is not `University`.
    """
    return tuple(sorted(_singular(word) for word in slugify(tag).split("-")))


def load_vocabulary(root: Path) -> Vocabulary:
    """The site's vocabulary; an empty one where there is no file. Raises ConfigError with every problem found."""
    text = read_vocabulary(root)
    return parse_vocabulary(text) if text.strip() else NO_VOCABULARY


def read_vocabulary(root: Path) -> str:
    """The file's text with its own line ends, empty where there is none. Raises ConfigError."""
    try:
        return read_own(root / FILE).decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except OSError as error:
        hint = "it is a text file that you may read, if it is there at all"
        raise ConfigError(Problem(message=f"cannot be read: {error.strerror}", file=FILE, hint=hint)) from None
    except UnicodeDecodeError:
        raise ConfigError(Problem(message="is not text in UTF-8", file=FILE, hint="save it as UTF-8")) from None


def parse_vocabulary(text: str) -> Vocabulary:
    """A vocabulary from its text. Raises ConfigError with every problem found, each with its place."""
    try:
        data = load(text, FILE)
    except BroadsheetError as error:
        raise ConfigError(*error.problems) from None
    problems = list(_shape_problems(text, data))
    if problems:
        raise ConfigError(*problems)
    stated = msgspec.convert({key: value for key, value in data.items() if value is not None}, _File)
    labels, problems = _labels(text, stated)
    parents, more = _parents(text, stated, labels)
    if problems or more:
        raise ConfigError(*problems, *more)
    return Vocabulary(stated.tags, labels, parents, frozenset(map(fold, stated.blocked)))


def unite(entries: Sequence[Entry], vocabulary: Vocabulary) -> tuple[Entry, ...]:
    """The entries with one spelling for each tag: the vocabulary's, else the most frequent one. Blocked tags go."""
    forms: dict[Fold, dict[str, int]] = {}
    for tag, number in Counter(tag for entry in entries for tag in entry.tags).items():
        forms.setdefault(fold(tag), {})[tag] = number
    shown = {
        folded: None if folded in vocabulary.blocked else vocabulary.labels.get(folded) or most_frequent(found)
        for folded, found in forms.items()
    }
    others = {tag: shown[folded] for folded, found in forms.items() for tag in found if tag != shown[folded]}
    return tuple(entry if others.keys().isdisjoint(entry.tags) else _united(entry, others) for entry in entries)


def _united(entry: Entry, others: Mapping[str, str | None]) -> Entry:
    labels = (others.get(tag, tag) for tag in entry.tags)
    return replace(entry, tags=tuple(dict.fromkeys(label for label in labels if label is not None)))


def most_frequent(forms: Mapping[str, int]) -> str:
    """Of spellings used equally often, the first by alphabet."""
    return min(forms, key=lambda form: (-forms[form], form))


def former_slugs(entries: Sequence[Entry], united: Sequence[Entry], vocabulary: Vocabulary) -> dict[str, str]:
    """Addresses of tags by the other names that entries write or that they had, each with the label it leads to.
    `entries` have their tags as they are written, and `united` as they are shown.
    """
    names: dict[Fold, list[str]] = {}
    for tag in dict.fromkeys(tag for entry in entries for tag in entry.tags):
        label = vocabulary.label(tag)
        if label is not None:
            names.setdefault(fold(label), []).append(tag)
    for stated in vocabulary.tags:
        names.setdefault(fold(stated.label), []).extend(stated.was)
    shown = {fold(label): label for entry in united for label in entry.tags}
    shown |= {fold(above): above for label in shown.values() for above in vocabulary.above(label)}
    taken = {slugify(label) for label in shown.values()}
    return {
        slug: shown[folded]
        for folded, found in names.items()
        if folded in shown
        for slug in map(slugify, found)
        if slug not in taken
    }


def _shape_problems(text: str, data: Mapping[str, Any]) -> Iterator[Problem]:
    """Unknown keys and values of a wrong type."""
    yield from _key_problems(text, data, _File, ())
    tags = data.get("tags")
    for number, tag in enumerate(tags if isinstance(tags, list) else ()):
        if isinstance(tag, dict):
            yield from _key_problems(text, tag, VocabularyTag, ("tags", number))
            if "label" not in tag:
                yield _problem(text, ("tags", number), "a tag needs a `label`")
        else:
            yield _problem(text, ("tags", number), f"expected `label: …`, not {tag!r}", "write `- label: North Korea`")


def _key_problems(text: str, data: Mapping[str, Any], kind: type[Struct], above: _Path) -> Iterator[Problem]:
    hints = get_type_hints(kind)
    for key, value in data.items():
        here = (*above, key)
        if key not in hints:
            yield _problem(
                text, here, f"unknown key {key!r}", did_you_mean(key, hints) or f"known here: {', '.join(hints)}"
            )
        elif key == "tags":
            if not isinstance(value, list | None):
                yield _problem(text, here, "tags: expected a list", "write `- label: North Korea` below it")
        else:
            try:
                msgspec.convert(value, hints[key])
            except msgspec.ValidationError as error:
                yield _problem(text, here, f"{key}: {str(error)[:1].lower()}{str(error)[1:]}".partition(" - at")[0])


def _labels(text: str, stated: _File) -> tuple[dict[Fold, str], list[Problem]]:
    """The label that every name stands for; a name that two tags claim is a problem that names both lines."""
    labels: dict[Fold, str] = {}
    claimed: dict[Fold, tuple[int, _Path]] = {}
    problems: list[Problem] = []
    for number, tag in enumerate(stated.tags):
        own = ("tags", number)
        others = (("synonyms", tag.synonyms), ("was", tag.was))
        listed = [(name, (*own, key, at)) for key, names in others for at, name in enumerate(names)]
        for name, path in [(tag.label, (*own, "label")), *listed]:
            folded = fold(name)
            other, place = claimed.setdefault(folded, (number, path))
            if other != number:
                line, _ = locate(text, place) or (None, None)
                message = f"{name!r} is claimed by {tag.label!r} and by {stated.tags[other].label!r} on line {line}"
                problems.append(_problem(text, path, message, "take it away from one of the two"))
            labels.setdefault(folded, tag.label)
    for at, name in enumerate(stated.blocked):
        if fold(name) in labels:
            message = f"{name!r} is blocked, and a name of {labels[fold(name)]!r}"
            problems.append(_problem(text, ("blocked", at), message, "it can be one of the two"))
    return labels, problems


def _parents(text: str, stated: _File, labels: Mapping[Fold, str]) -> tuple[dict[str, str], list[Problem]]:
    parents: dict[str, str] = {}
    problems: list[Problem] = []
    for number, tag in enumerate(stated.tags):
        if tag.parent is None:
            continue
        path = ("tags", number, "parent")
        parent = labels.get(fold(tag.parent))
        if parent is None:
            hint = did_you_mean(tag.parent, [other.label for other in stated.tags]) or "a parent is a tag of this file"
            problems.append(_problem(text, path, f"unknown parent {tag.parent!r}", hint))
        else:
            parents[tag.label] = parent
    for number, tag in enumerate(stated.tags):
        line = list(_above(tag.label, parents))
        if tag.label in line:
            message = f"{tag.label!r} is above itself: {' > '.join([tag.label, *line])}"
            problems.append(_problem(text, ("tags", number, "parent"), message, "take one of these parents away"))
            break
    return parents, problems


def _above(label: str, parents: Mapping[str, str]) -> Iterator[str]:
    """Parent, parent's parent and so on, each once."""
    seen: set[str] = set()
    while (parent := parents.get(label)) is not None and parent not in seen:
        seen.add(parent)
        yield parent
        label = parent


def _singular(word: str) -> str:
    """A word without its plural as English, French, Spanish and Portuguese form it. What matters is only that
    both spellings come to the same.
    """
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 3 and word.endswith("ie"):
        return f"{word[:-2]}y"
    return word[:-1] if len(word) > 3 and word.endswith(("se", "xe", "ze", "che", "she")) else word


def _problem(text: str, path: _Path, message: str, hint: str | None = None) -> Problem:
    line, column = locate(text, path) or (None, None)
    return Problem(message=message, file=FILE, line=line, column=column, hint=hint)
