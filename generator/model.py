"""The values of the house: what an article, its source and its date are. No input, no output."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from msgspec import Struct

DateSource = Literal["seed", "name", "text", "import", "entry"]
"""How a date was found: stated in the seed's header or sidecar, in a file name, in the text's
dateline, taken from the day of import, or given by an entry's own front matter."""


class Rendition(Struct, frozen=True):
    """Copies of a picture in one format: its media type, and pairs of place and width in pixels, narrow first."""

    type: str
    copies: tuple[tuple[str, int], ...]


class Picture(Struct, frozen=True):
    """A picture that a page shows: its place on the site or its address on the web, its size in pixels where
    that is known, and its copies, the format that weighs least first.
    """

    url: str
    width: int | None = None
    height: int | None = None
    renditions: tuple[Rendition, ...] = ()


class Shown(Struct, frozen=True):
    """A picture, and the address that a text shows it by or leads to it with."""

    address: str
    picture: Picture


class Moment(Struct, frozen=True, order=True):
    """A point in time in the site's time zone; `day_only` when only the day is known."""

    at: datetime
    day_only: bool = True

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def iso(self) -> str:
        """`2026-11-23`, or `2026-11-23T09:30:00+01:00` when the time is known."""
        return self.at.date().isoformat() if self.day_only else self.at.isoformat()


class Source(Struct, frozen=True):
    """Who published the original."""

    name: str
    url: str | None = None


class Seed(Struct, frozen=True):
    """Where an entry came from: a path below `seeds/` and the SHA-256 of its bytes.

    Of a file that holds many, `file` is `path#which`, and the digest is that of the one.
    """

    file: str
    sha256: str


class Reprint(Struct, frozen=True):
    """The same text elsewhere: who published it and where, and the seed that told so."""

    name: str | None = None
    url: str | None = None
    seed: Seed | None = None


class Candidate(Struct, frozen=True):
    """Something that a seed states about a field, and where it does. Of a field's candidates the first one counts."""

    field: str
    value: str
    origin: str


class Attachment(Struct, frozen=True):
    """A picture that came with a seed: the name of its file beside the entry, and its bytes."""

    name: str
    data: bytes


class Draft(Struct, frozen=True, kw_only=True):
    """What a seed reader found. None stands for what the seed does not say.

    `body` is Markdown. `origin` tells for each field that was found how it was found.
    """

    seed: Seed
    title: str
    body: str
    date: Moment | None = None
    date_source: DateSource = "import"
    source: Source | None = None
    link: str | None = None
    author: str | None = None
    lang: str
    tags: tuple[str, ...] | None = None
    summary: str = ""
    verbatim: bool = False
    extra: dict[str, Any] = {}
    """Other fields of an entry that the seed states, taken over as they are."""
    params: dict[str, Any] = {}
    origin: dict[str, str] = {}
    candidates: tuple[Candidate, ...] = ()
    """Everything that a web page states about its fields, each field's best first."""
    attachments: tuple[Attachment, ...] = ()
    also_in: tuple[Reprint, ...] = ()
    shown: str = ""
    """The seed in messages."""


class Correction(Struct, frozen=True):
    """What was put right in an article, and when."""

    text: str
    date: Moment | None = None


class Edition(Struct, frozen=True, kw_only=True):
    """An issue of the digest: entries in the order that readers meet them.

    `items` name entries by id, slug or path; `notes` are by the same names. The intro is Markdown.
    """

    path: str | None
    slug: str
    title: str | None
    number: int | None = None
    date: Moment
    intro: str = ""
    items: tuple[str, ...]
    notes: dict[str, str] = {}
    draft: bool = False


class StandingPage(Struct, frozen=True, kw_only=True):
    """A page that is no article: About, Imprint. The body is Markdown."""

    path: str
    slug: str
    title: str
    summary: str
    lang: str
    permalink: str | None
    body: str
    date: Moment | None = None
    """Before which it is not shown."""
    draft: bool = False
    params: dict[str, Any] = {}


class Wording(Struct, frozen=True, gc=False):
    """The words of a title and text, closely packed: stems between blanks, how often each occurs (a byte each, 255
    for more), and a sample of the text's runs of words (see `duplicates`).
    """

    stems: str = ""
    counts: bytes = b""
    shingles: bytes = b""

    @classmethod
    def packed(cls, terms: Sequence[tuple[str, int]], shingles: bytes = b"") -> Wording:
        """From stems without blanks and how often each occurs."""
        if not terms:
            return cls(shingles=shingles)
        stems, counts = zip(*terms, strict=True)
        most = 255
        packed = bytes(counts if max(counts) <= most else (min(each, most) for each in counts))
        return cls(" ".join(stems), packed, shingles)

    @property
    def terms(self) -> list[tuple[str, int]]:
        """Each stem with its count, in the order of the text."""
        return list(zip(self.stems.split(" "), self.counts, strict=True)) if self.counts else []


class Entry(Struct, frozen=True, kw_only=True):
    """One article of the digest, as its file in `content/` states it.

    The body stays in the file, so that a site of any size fits in memory: `body_digest` stands for it, and
    `wording` for what is compared with other entries.
    """

    path: str
    id: str
    slug: str
    title: str
    date: Moment | None = None
    date_source: DateSource = "entry"
    updated: Moment | None = None
    source: Source | None = None
    link: str | None = None
    author: str | None = None
    lang: str
    tags: tuple[str, ...] = ()
    summary: str = ""
    has_standfirst: bool = False
    """Whether the summary says something that the text does not begin with."""
    permalink: str | None = None
    aliases: tuple[str, ...] = ()
    kicker: str | None = None
    note: str | None = None
    """The editor's own words about it, in Markdown."""
    also_in: tuple[Reprint, ...] = ()
    corrections: tuple[Correction, ...] = ()
    rights: Literal["full", "excerpt", "link"] | None = None
    story: str | None = None
    """The story that the editor names."""
    alone: bool = False
    """Whether the editor wants it in no story."""
    importance: int = 0
    pin: bool = False
    image: str | None = None
    image_alt: str | None = None
    pictures: tuple[str, ...] = ()
    """The addresses of picture files in its text and note, as its HTML has them; none that lead to the web."""
    related: tuple[str, ...] | None = ()
    """What the editor names as related; None when switched off."""
    draft: bool = False
    verbatim: bool = False
    seed: Seed | None = None
    checksum: str | None = None
    params: dict[str, Any] = {}
    words: int = 0
    body_digest: str
    wording: Wording = Wording()


class Neighbour(Struct, frozen=True):
    """A related entry: its id and a score from 0 to 1. A neighbour that the editor named has score 1."""

    id: str
    score: float


class Story(Struct, frozen=True):
    """An event over time: the ids of its entries, oldest first.

    `former` has the slugs that the story may have had before articles joined it.
    """

    slug: str
    label: str
    entries: tuple[str, ...]
    former: tuple[str, ...] = ()
