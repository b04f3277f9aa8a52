"""From what the editor wants to the fields of a file, under the names that the file has for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from generator.amend import Value, amended, exchange
from generator.config import Config
from generator.content import FOLDER
from generator.errors import BroadsheetError, Problem
from generator.fields import Fields, truth
from generator.frontmatter import Document, parse
from generator.headers import fold
from generator.textfile import decode, read_source

Change = tuple[tuple[str, ...], Value]
"""A field, or a key below one, and what it is to say; None takes it away."""

_HELD = frozenset({"draft", "hidden"})


class ChangedError(BroadsheetError):
    """The file is not the one that the form showed."""


class Stated:
    """What a file states, and the changes that make it state something else."""

    def __init__(self, text: str, file: str, config: Config) -> None:
        self._document: Document = parse(text, file)
        self._fields = Fields(self._document.fields, config.zone, config.language)

    def flag(self, field: str, *, value: bool) -> Iterator[Change]:
        if self._fields.flag(field) is not value:
            yield (self._key(field),), value

    def number(self, field: str, value: int) -> Iterator[Change]:
        if (self._fields.number(field) or 0) != value:
            yield (self._key(field),), value

    def text(self, field: str, value: str) -> Iterator[Change]:
        """A text of any number of lines; without one the field goes."""
        if (self._fields.block(field) or "") != value.strip():
            yield (self._key(field),), value or None

    def dated(self, value: date | None) -> Iterator[Change]:
        """Another day, which the import has not found."""
        if value:
            yield (self._key("date"),), value
            if self._fields.key("date_source"):
                yield (self._key("date_source"),), None

    def items(self, field: str, value: Sequence[str]) -> Iterator[Change]:
        """Names in their order."""
        if (self._fields.labels(field) or ()) != tuple(value):
            yield (self._key(field),), list(value)

    def kept(self, *, kept: bool) -> Iterator[Change]:
        """Published or held back, in the words of Hugo, Jekyll or Pelican if it is they that the file has."""
        names = {fold(name): name for name in self._document.fields}
        if self._fields.draft() is not kept:
            return
        draft, published, status = (names.get(name) for name in ("draft", "published", "status"))
        is_flag = published is not None and truth(self._document.fields[published]) is not None
        if kept:
            if draft and self._fields.flag("draft"):
                yield (draft,), False
            if published and is_flag:
                yield (published,), True
            if status and str(self._document.fields[status]).lower() in _HELD:
                yield (status,), "published"
        elif published and is_flag and not draft:
            yield (published,), False
        else:
            yield (draft or "draft",), True

    def tagged(self, wanted: Sequence[str]) -> Iterator[Change]:
        """With these tags, of which those that are categories here stay there."""
        tags, categories = (self._fields.labels(name) or () for name in ("tags", "categories"))
        own = [tag for tag in wanted if tag not in categories]
        if own != list(tags):
            yield (self._key("tags"),), own
        if left := [tag for tag in categories if tag not in wanted]:
            kept = [tag for tag in categories if tag not in left]
            yield (self._key("categories"),), kept

    def note(self, name: str, text: str) -> Iterator[Change]:
        """What an edition says about one of its articles."""
        notes = self._fields.notes("notes")
        key = self._key("notes")
        if text and notes.get(name, "").strip() != text.strip():
            yield (key, name), text
        elif not text and name in notes:
            yield ((key,) if len(notes) == 1 else (key, name)), None

    def _key(self, field: str) -> str:
        """The name that a field has in this file, or the usual one, be it there without a value."""
        return self._fields.key(field) or next((name for name in self._document.fields if fold(name) == field), field)


def digest(data: bytes) -> str:
    """What tells whether a file is still the one that a form shows."""
    return hashlib.sha256(data).hexdigest()


def read_file(root: Path, file: str) -> bytes:
    """The bytes of a file in content/. Raises OSError, also for a link that leads out of the site."""
    return read_source(root / file, root, root / FOLDER)


def change(root: Path, file: str, seen: str, config: Config, wanted: Callable[[Stated], Iterator[Change]]) -> bool:
    """Make changes in a file that has the digest `seen`, all or none; whether there were any.

    Raises ChangedError where it is another file by now, BroadsheetError where its front matter is written in a way
    that is left to the editor, and OSError where it cannot be written.
    """
    try:
        data = before = read_file(root, file)
    except OSError:
        raise _changed(file) from None
    if digest(data) != seen:
        raise _changed(file)
    for path, value in wanted(Stated(text_of(data, file), file, config)):
        made = amended(data, file, path, value)
        if made is None:
            hint = f"change `{'.'.join(path)}` in the file itself"
            raise BroadsheetError(Problem(message="how its fields are written is not certain", file=file, hint=hint))
        data = made
    if data != before and not exchange(root, file, before, data):
        raise _changed(file)
    return data != before


def block(text: str) -> str:
    """A text from a form as front matter has it: what takes more than one line ends with a line's end."""
    plain = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()
    return f"{plain}\n" if "\n" in plain else plain


def text_of(data: bytes, file: str) -> str:
    """A file's text. Raises BroadsheetError."""
    try:
        return decode(data)
    except ValueError as error:
        raise BroadsheetError(Problem(message=str(error), file=file)) from None


def _changed(file: str) -> ChangedError:
    hint = "nothing was written: look at it as it is now, and do it again"
    message = "has changed since the page was made"
    return ChangedError(Problem(message=message, file=file, hint=hint))
