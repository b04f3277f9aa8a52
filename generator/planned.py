"""Pages before they are made: what they are made of, so that a page of nothing new is never made."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Struct

from generator.model import Entry, Picture, Shown
from generator.pages import Link, Page


class Facts(Struct, frozen=True):
    """All that the site knows of an article."""

    entry: Entry
    tags: tuple[Link, ...]
    source: Link | None
    lead: Picture | None
    """Its picture, where that is a file of the site's."""
    social: str | None
    """The place of its social card."""
    shown: tuple[Shown, ...]


class Piece:
    """An article that pages are made of. It is no struct, so that whatever encodes what a page is made of asks for its
    `digest`, which is worked out once.
    """

    __slots__ = ("_digest", "facts")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._digest: str | None = None

    @property
    def digest(self) -> str:
        if self._digest is None:
            self._digest = blake2b(msgspec.json.encode(self.facts), digest_size=16).hexdigest()
        return self._digest

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Piece) and self.facts == other.facts)

    __hash__ = None  # type: ignore[assignment]  # as for any value that is compared by what it holds


class Planned(Struct, frozen=True, kw_only=True):
    """A page that is made when it is wanted: `make` takes what is common to all pages of a plan, and `of`.

    `view` is the type of its view, `title` what it is called in messages, `changed` the day of an article's last
    change.
    """

    url: str
    view: type
    title: str = ""
    changed: str | None = None
    make: Callable[..., Page]
    of: tuple[Any, ...]
