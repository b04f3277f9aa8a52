"""From what a reader found in a seed to a draft: what is stated wins over what was found, and every field
tells where it comes from.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from generator.canonical import without_tracking
from generator.config import RIGHTS, Config
from generator.dates import find_dateline, is_date_line, parse_date
from generator.errors import BroadsheetError, Problem
from generator.fields import Fields
from generator.frontmatter import Document, problem_of
from generator.language import ENOUGH, detect_language
from generator.markdown import plain_paragraphs
from generator.model import Attachment, Candidate, DateSource, Draft, Moment, Seed, Source
from generator.slugs import slugify
from generator.words import summarise

_T = TypeVar("_T")

_REACH = 3000
_DATED = re.compile(r"(?:.*/)?(\d{4}-\d\d-\d\d)(?:[-_ ]|\.)")
_TAKEN_OVER = (
    *("slug", "updated", "permalink", "aliases", "related", "kicker", "note", "corrections"),
    *("rights", "story", "importance", "pin", "image", "image_alt"),
)
# Words whose full stop at the end of a title is theirs.
_ABBREVIATED = re.compile(r"\b(?:Inc|Ltd|Co|Corp|Jr|Sr|Bros|No|vs|etc|al|St|Dr|[A-Z])\.$")


class Material(Struct, frozen=True):
    """A seed as it is read: its name, its bytes, the site's time zone, and the files beside it by their relative
    paths; none leads out of the seed's folder or archive.
    """

    name: str
    data: bytes
    zone: ZoneInfo
    beside: Callable[[str], bytes | None] = lambda _: None


class Found(Struct, frozen=True, kw_only=True):
    """What a seed's own content says. `stated` are its header fields; `paragraphs` its text without marks; `origins`
    tells where the other fields were found.
    """

    stated: dict[str, Any] = {}
    stated_in: str = "header"
    header: str = ""
    """The text of the stated fields, which begins on line `header_line` of the file."""
    header_line: int = 1
    title: str | None = None
    source: str | None = None
    link: str | None = None
    author: str | None = None
    tags: tuple[str, ...] | None = None
    when: Moment | None = None
    lang: str | None = None
    summary: str | None = None
    body: str
    paragraphs: tuple[str, ...]
    verbatim: bool = False
    origins: dict[str, str] = {}
    candidates: tuple[Candidate, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    ref: str = ""
    """Which one it is, in a file that holds many."""
    doubt: str = ""
    """What its editor should look at."""
    alone: bytes = b""
    """What in such a file is this one's, and tells whether it has changed."""


def draft(seed: Seed, shown: str, found: Found, sidecar: Document, config: Config) -> Draft:
    """Choose each field. Raises BroadsheetError naming every stated field that cannot be read, and the file
    as it is `shown`.
    """
    text = "\n".join(found.paragraphs)
    written_in = detect_language(text, config.language)
    stated = _Stated(sidecar, found, config, written_in)
    origin: dict[str, str] = {}

    def choose(
        field: str, read: Callable[[Fields], _T | None], else_found: _T | None, otherwise: str = ""
    ) -> _T | None:
        value, how = stated.first(read)
        if value is None:
            value, how = else_found, otherwise or found.origins.get(field, "")
        if value is not None:
            origin[field] = how
        return value

    title = choose("title", lambda fields: fields.text("title"), found.title)
    detected = written_in if len(text) > ENOUGH else detect_language(f"{title or ''}\n{text}", config.language)
    # Systems state the language of their menus as often as that of the text.
    believed = found.lang if found.lang and _base(found.lang) == _base(detected) else None
    how = found.origins.get("lang", "") if believed else "detected in the text"
    lang = choose("lang", lambda fields: fields.text("lang"), believed or detected, how) or detected
    source = choose("source", Fields.source, Source(found.source) if found.source else None)
    link = choose("link", lambda fields: fields.address("link"), found.link)
    author = choose("author", lambda fields: fields.names("author"), found.author)
    tags = choose("tags", lambda fields: fields.labels("tags", "categories"), found.tags)
    telling = [paragraph for paragraph in found.paragraphs if not is_date_line(paragraph, lang)]
    how = "" if found.summary else "first sentences"
    summary = choose("summary", lambda fields: fields.text("summary"), found.summary or summarise(telling), how)
    when, date_source, origin["date"] = _date(stated, seed, found, lang, config)
    extra = stated.extra
    if stated.problems(shown):
        raise BroadsheetError(*stated.problems(shown))
    if not title:
        hint = "write the title on the first line, or `title:` in a sidecar"
        raise BroadsheetError(Problem(message="has no title", file=shown, hint=hint))
    return Draft(
        seed=seed,
        title=without_full_stop(title),
        body=found.body,
        date=when,
        date_source=date_source,
        source=source and Source(source.name, source.url and without_tracking(source.url)),
        link=without_tracking(link) if link else None,
        author=author,
        lang=lang,
        tags=tags,
        summary=summary or "",
        verbatim=found.verbatim,
        extra=extra,
        params=stated.params,
        origin={**origin, "body": found.origins.get("body", "text")},
        candidates=found.candidates,
        attachments=found.attachments,
        shown=shown,
    )


def _base(lang: str) -> str:
    return lang.replace("_", "-").partition("-")[0].lower()


def kept_picture(name: str, data: bytes) -> Attachment:
    """A picture under a name that no other has: part of its own, and of the digest of its bytes."""
    stem, _, suffix = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return Attachment(f"{slugify(stem)[:40]}-{hashlib.sha256(data).hexdigest()[:8]}.{suffix.lower()}", data)


def opening(body: str) -> tuple[str, ...]:
    """The first paragraphs of a Markdown text, as a reader reads them: its language and day are told there."""
    return tuple(plain_paragraphs(body, _REACH))


def without_title(body: str, title: str) -> str:
    """A Markdown text without the heading at its beginning that says no more than the title."""
    first, _, rest = body.partition("\n")
    said = first.lstrip("#").strip() if first.startswith("#") else ""
    return rest.lstrip() if said and said.casefold() == title.casefold() else body


def without_full_stop(title: str) -> str:
    """A title without the full stop that makes a sentence of it: the only one it has, and no abbreviation's."""
    lone = title.endswith(".") and title.count(".") == 1 and title != "." and not _ABBREVIATED.search(title)
    return title[:-1] if lone else title


class _Stated:
    """What the sidecar states, and after it the header."""

    def __init__(self, sidecar: Document, found: Found, config: Config, lang: str) -> None:
        header = Document(found.stated, "", found.header, found.header_line)
        self._sidecar = sidecar
        self._documents = [
            (how, document, Fields(document.fields, config.zone, lang))
            for how, document in (("sidecar", sidecar), (found.stated_in, header))
            if document.fields
        ]

    def first(self, read: Callable[[Fields], _T | None]) -> tuple[_T | None, str]:
        for how, _, fields in self._documents:
            value = read(fields)
            if value is not None:
                return value, how
        return None, ""

    @property
    def extra(self) -> dict[str, Any]:
        """Fields that an entry has and a draft has not, checked here and taken over as they are stated."""
        for *_, fields in self._documents:
            _check(fields)
        found = {field: self.first(partial(Fields.raw, field=field))[0] for field in _TAKEN_OVER}
        drafts = [fields.draft() for *_, fields in self._documents]
        found["draft"] = any(drafts) or None
        if isinstance(image := found["image"], str):
            found["image"] = without_tracking(image)
        return {field: value for field, value in found.items() if value is not None}

    @property
    def params(self) -> dict[str, Any]:
        return {key: value for *_, fields in reversed(self._documents) for key, value in fields.params.items()}

    def problems(self, shown: str) -> list[Problem]:
        beside = shown.partition("#")[0].rpartition(".")[0] + ".yaml"
        return [
            problem_of(beside if document is self._sidecar else shown, document, error)
            for _, document, fields in self._documents
            for error in fields.errors
        ]


def _check(fields: Fields) -> None:
    """Read what is taken over as it is stated, so that what cannot be read is told now."""
    fields.moment("updated")
    fields.choice("rights", RIGHTS)
    fields.number("importance")
    fields.flag("pin")
    fields.image()
    fields.corrections()
    fields.labels("aliases")
    fields.block("note")
    for field in ("slug", "permalink", "kicker", "image_alt"):
        fields.text(field)
    if not fields.switched_off("related"):
        fields.labels("related")
    if not fields.switched_off("story"):
        fields.text("story")


def _date(
    stated: _Stated, seed: Seed, found: Found, lang: str, config: Config
) -> tuple[Moment | None, DateSource, str]:
    """Stated, else in the file's name, else in the text's dateline, else left to the day of import."""
    when, how = stated.first(lambda fields: fields.moment("date"))
    if when:
        return when, "seed", how
    if found.when:
        return found.when, "seed", found.origins["date"]
    named = _DATED.match(seed.file)
    if named and (when := parse_date(named[1], config.zone)):
        return when, "name", "file name"
    if when := find_dateline(list(found.paragraphs), config.zone, lang):
        return when, "text", "dateline"
    return None, "import", "day of import"
