"""The fields that people state about an article, under whatever names they bring.

Front matter from Hugo, Jekyll and Pelican, header blocks and sidecars of seeds all pass here, so that a
field means the same wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Struct, json

from generator.dates import moment, parse_date
from generator.headers import fold
from generator.model import Correction, Moment, Reprint, Seed, Source

_T = TypeVar("_T")
_C = TypeVar("_C", bound=str)

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("guid", "uuid"),
    "title": (),
    "slug": (),
    "date": ("published", "publish_date", "publishdate", "pubdate", "date_published", "created"),
    "date_source": (),
    "updated": ("lastmod", "modified", "last_modified_at", "last_modified", "date_modified"),
    "source": ("publisher", "source_name", "site_name"),
    "source_url": (),
    "link": ("original_url", "original", "external_url", "canonical_url", "via", "url"),
    "author": ("authors", "byline", "creator"),
    "lang": ("language", "locale"),
    "tags": ("tag", "keywords", "topics"),
    "categories": ("category",),
    "summary": ("description", "excerpt", "abstract", "standfirst", "subtitle"),
    "permalink": ("url",),
    "related": (),
    "draft": (),
    "status": (),
    "aliases": ("redirect_from",),
    "also_in": (),
    "kicker": ("eyebrow", "rubric"),
    "note": ("editors_note", "commentary"),
    "corrections": ("correction",),
    "rights": (),
    "story": (),
    "importance": (),
    "pin": ("pinned", "sticky"),
    "image": ("thumbnail", "featured_image"),
    "image_alt": ("alt",),
    "items": (),
    "verbatim": (),
    "seed": (),
    "checksum": (),
    "params": (),
}
"""Each field with the other names it is known by; the first that is there counts."""

_FIELDS = {
    name: [field for field in NAMES if name in (field, *NAMES[field])]
    for name in {*NAMES, *(name for names in NAMES.values() for name in names)}
}
"""The fields that each name may stand for."""

KNOWN = frozenset(NAMES) | {name for names in NAMES.values() for name in names}

_TEXTS = frozenset(
    name
    for field in (
        *("id", "title", "slug", "source", "author", "lang", "tags", "categories", "summary", "permalink", "related"),
        *("status", "aliases", "kicker", "note", "story", "image", "image_alt", "items"),
    )
    for name in (field, *NAMES[field])
)


def is_text(key: str) -> bool:
    """Whether a field is a text, or a list of texts, however much it looks like a number or a date."""
    return fold(key) in _TEXTS


class FieldError(Struct, frozen=True):
    """A value that cannot be what its field says; `key` is the name it stands under."""

    key: str
    message: str
    hint: str | None = None


class _MisfitError(ValueError):
    """What is wrong with a value, and how it is written."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class Fields:
    """The stated fields of one document, read by type.

    A value that cannot be read is None and adds to `errors`, and so does a field that is there twice.
    `params` is what is left: names that mean nothing here, kept for templates.
    """

    def __init__(self, stated: dict[str, Any], zone: ZoneInfo, lang: str) -> None:
        self.errors: list[FieldError] = []
        self._stated = stated
        self._folded: dict[str, str] = {}
        self._held: set[str] = set()
        self._zone = zone
        self._lang = lang
        for key in stated:
            name = fold(key)
            first = self._folded.setdefault(name, key)
            self._held.update(_FIELDS.get(name, ()))
            if first != key and name in KNOWN:
                self.errors.append(FieldError(key, f"is stated already, as {first!r}", "keep one of the two"))

    def key(self, field: str) -> str | None:
        """The name that a field stands under in this document, or None."""
        if field in NAMES and field not in self._held:  # as most are stated nowhere
            return None
        for name in (field, *NAMES.get(field, ())):
            key = self._folded.get(name)
            if key is not None and self._stated[key] is not None and _is_meant(field, name, self._stated[key]):
                return key
        return None

    def raw(self, field: str) -> Any:
        key = self.key(field)
        return None if key is None else self._stated[key]

    @property
    def params(self) -> dict[str, Any]:
        """What means nothing here, in JSON's types, so that it is the same whether it comes from a file or a
        cache: dates are texts.
        """
        unknown = {key: value for key, value in self._stated.items() if fold(key) not in KNOWN}
        stated = self._read("params", _mapping) or {}
        if not unknown and not stated:
            return {}
        try:
            together = json.encode({**stated, **unknown}, order="deterministic")
        except (RecursionError, TypeError) as error:
            problem = "refers to itself" if isinstance(error, RecursionError) else str(error)
            self.errors.append(FieldError(next(iter(unknown), "params"), problem))
            return {}
        plain: dict[str, Any] = json.decode(together)
        return plain

    def text(self, field: str) -> str | None:
        """One line of text; numbers and dates as they are written."""
        return self._read(field, _text)

    def names(self, field: str) -> str | None:
        """A name, or several with commas between; mappings count by their `name`."""
        return self._read(field, _names)

    def address(self, field: str) -> str | None:
        """An address on the web."""
        return self._read(field, _address)

    def image(self) -> str | None:
        """A picture's place on the site, its address on the web, or the path from the entry's file to it."""
        return self._read("image", _image)

    def flag(self, field: str) -> bool:
        return bool(self._read(field, _flag))

    def switched_off(self, field: str) -> bool:
        """Whether a field that names something says that there is none: `false`, `no` or `off`."""
        stated = self.raw(field)
        return stated is False or (isinstance(stated, str) and stated.strip().lower() in {"false", "no", "off"})

    def moment(self, field: str) -> Moment | None:
        return self._read(field, self._moment)

    def labels(self, *fields: str) -> tuple[str, ...] | None:
        """Labels from lists or texts with commas, each once, in order. None when no field is there."""
        found = [labels for field in fields if (labels := self._read(field, _labels)) is not None]
        return tuple(dict.fromkeys(label for labels in found for label in labels)) if found else None

    def source(self) -> Source | None:
        """A plain name, or a mapping with `name` and `url`; a `source_url` beside a plain name counts."""
        found = self._read("source", _source)
        address = self.address("source_url")
        if found is None:
            return Source(urlsplit(address).hostname or address, address) if address else None
        return Source(found.name, found.url or address)

    def number(self, field: str) -> int | None:
        """A whole number."""
        return self._read(field, _number)

    def notes(self, field: str) -> dict[str, str]:
        """Texts of any number of lines, by name."""
        return self._read(field, _notes) or {}

    def block(self, field: str) -> str | None:
        """A text of any number of lines, as it is written."""
        value = self.raw(field)
        return str(value).strip() or None if isinstance(value, str | int | float) else None

    def choice(self, field: str, known: tuple[_C, ...]) -> _C | None:
        """One of a few words."""

        def choose(value: Any) -> _C:
            word = next((word for word in known if word == str(value).strip().lower()), None)
            if word is None:
                raise ValueError(f"expected {', '.join(known[:-1])} or {known[-1]}, not {value!r}")
            return word

        return self._read(field, choose)

    def corrections(self) -> tuple[Correction, ...]:
        """A text, or a list of texts or of mappings with `text` and `date`."""
        return self._read("corrections", self._corrections) or ()

    def also_in(self) -> tuple[Reprint, ...]:
        """A name, a mapping with `name` and `url`, or a list of these."""
        return self._read("also_in", _reprints) or ()

    def draft(self) -> bool:
        """`draft: true` (Hugo), `published: false` (Jekyll) or `status: draft` (Pelican)."""
        published = self._stated.get(self._folded.get("published", ""))
        return (
            self.flag("draft")
            or truth(published) is False
            or str(self.raw("status") or "").lower() in {"draft", "hidden"}
        )

    def _read(self, field: str, convert: Callable[[Any], _T]) -> _T | None:
        key = self.key(field)
        if key is None:
            return None
        try:
            return convert(self._stated[key])
        except ValueError as error:
            self.errors.append(FieldError(key, str(error), getattr(error, "hint", None)))
            return None

    def _corrections(self, value: Any) -> tuple[Correction, ...]:
        found = []
        for item in value if isinstance(value, list) else [value]:
            stated = item if isinstance(item, dict) else {"text": item}
            text, when = _text(stated.get("text")), stated.get("date")
            if text is None:
                raise ValueError("expected a text, or `text:` and `date:`")
            found.append(Correction(text, None if when is None else self._moment(when)))
        return tuple(found)

    def _moment(self, value: Any) -> Moment | None:
        if isinstance(value, date):
            return moment(value, self._zone)
        text = str(value).strip()
        if not text:
            return None
        found = parse_date(text, self._zone, self._lang)
        if found is None:
            raise _MisfitError(f"not a full date: {text!r}", "write it like 2026-11-23 or 2026-11-23 09:30")
        return found


_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})


def truth(value: Any) -> bool | None:
    """Whether a value means true or false, in any of the words for them; None for anything else."""
    word = str(value).strip().lower()
    return word in _TRUE if word in _TRUE | _FALSE else None


def _is_meant(field: str, name: str, value: Any) -> bool:
    """Jekyll's `published: false` is no date, and `url: https://…` is the original, not a permalink."""
    if name == "published":
        return truth(value) is None
    if name == "url":
        return (field == "link") == str(value).startswith(("http://", "https://"))
    return True


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict | list):
        raise ValueError("expected one line of text")  # noqa: TRY004 - a wrong value, whatever its type
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    return " ".join(str(value).split()) or None


def _address(value: Any) -> str | None:
    address = _text(value)
    if address is not None and not address.startswith(("http://", "https://")):
        raise _MisfitError(f"not an address on the web: {address!r}", "it begins with https:// or http://")
    return address


def _image(value: Any) -> str | None:
    place = _text(value)
    if place is None or place.startswith(("http://", "https://")):
        return place
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", place):
        raise _MisfitError(f"not a picture on the site or the web: {place!r}", "write it like /images/name.jpg")
    return place


def _names(value: Any) -> str | None:
    if isinstance(value, list):
        return ", ".join(filter(None, (_names(item) for item in value))) or None
    return _text(value.get("name") if isinstance(value, dict) else value)


def seed_of(stated: Any) -> Seed | None:
    """Where an entry came from, as its front matter says."""
    if not isinstance(stated, dict) or "file" not in stated:
        return None
    return Seed(str(stated["file"]), str(stated.get("sha256", "")))


def _reprints(value: Any) -> tuple[Reprint, ...]:
    found = []
    for item in value if isinstance(value, list) else [value]:
        stated = item if isinstance(item, dict) else {"name": item}
        source = _source(stated.get("name"))
        url = _address(stated.get("url")) or (source.url if source else None)
        found.append(Reprint(source.name if source else None, url, seed_of(stated.get("seed"))))
    return tuple(found)


def _flag(value: Any) -> bool:
    meant = truth(value)
    if meant is None and str(value).strip():
        raise _MisfitError(f"expected true or false, not {value!r}", "write true or false, without quotes")
    return meant is True


def _number(value: Any) -> int:
    if not re.fullmatch(r"[-+]?[0-9]{1,9}", str(value).strip()):
        raise _MisfitError(f"expected a whole number, not {value!r}", "write digits only, as 3 or -1")
    return int(value)


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"expected keys and values, not {value!r}")  # noqa: TRY004
    return value


def _notes(value: Any) -> dict[str, str]:
    notes = _mapping(value)
    for name, note in notes.items():
        if isinstance(note, dict | list) or note is None:
            raise ValueError(f"expected a text for {str(name)!r}")
    return {str(name): str(note) for name, note in notes.items()}


def _labels(value: Any) -> tuple[str, ...]:
    if isinstance(value, dict):
        raise _MisfitError("expected a list", "write it like [first, second]")
    items = value if isinstance(value, list) else str(value).split(",")
    return tuple(filter(None, (_text(item) for item in items)))


def _source(value: Any) -> Source | None:
    if isinstance(value, dict):
        name = _text(value.get("name"))
        return Source(name, _address(value.get("url"))) if name else None
    name = _text(value)
    if name and name.startswith(("http://", "https://")):
        return Source((urlsplit(name).hostname or name).removeprefix("www."), name)
    return Source(name) if name else None
