"""Fingerprints of pages, made and planned: whether a file would come out as it did the last time."""

from __future__ import annotations

import hashlib
from operator import attrgetter
from typing import Any

import msgspec

from generator.documents import FeedItem
from generator.pages import Card, Page
from generator.planned import Planned

_SHARED = frozenset({Card, FeedItem})
_MOST = 250_000
"""Digests that are kept: to a worker of a cluster, the cards of every batch are new ones."""
_OWN = tuple(name for name in Page.__struct_fields__ if name != "view")


# For an article there stands a digest.
_ENCODER = msgspec.json.Encoder(enc_hook=attrgetter("digest"))


class Fingerprints:
    """Digests of pages and of `key`, all that pages depend on besides themselves.

    Most of a list is cards that stand on many pages: each is digested once, and known again by its identity.
    """

    def __init__(self, key: bytes) -> None:
        self.key = key
        # The values are kept beside their digests, so that no other can have the same identity.
        self._known: dict[int, tuple[object, str]] = {}

    def __reduce__(self) -> tuple[type[Fingerprints], tuple[bytes]]:
        # In another process, other values have these identities.
        return Fingerprints, (self.key,)

    def of(self, page: Page) -> str:
        """The fingerprint of a page, 32 hex digits."""
        view = page.view
        shown = [self._part(getattr(view, name)) for name in view.__struct_fields__]
        return self._digest([type(view).__name__, shown, [getattr(page, name) for name in _OWN]])

    def of_planned(self, page: Planned) -> str:
        """The fingerprint of all that a page would be made of, 32 hex digits."""
        return self._digest([page.make.__qualname__, page.view.__name__, page.url, page.of])

    def _part(self, value: Any) -> Any:
        is_shared = type(value) is tuple and value and type(value[0]) in _SHARED
        return [self._once(each) for each in value] if is_shared else value

    def _once(self, value: object) -> str:
        known = self._known.get(id(value))
        if known is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[id(value)] = value, self._digest(value)
        return known[1]

    def _digest(self, value: object) -> str:
        return hashlib.blake2b(_ENCODER.encode(value), key=self.key, digest_size=16).hexdigest()
