"""Drafts whose text the digest has already: the same words, the same address, or a report that was reprinted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec import Struct

from generator.canonical import address_key
from generator.duplicates import same, shingles
from generator.markdown import without_targets
from generator.model import Draft, Entry
from generator.slugs import slugify
from generator.words import count_words

_REPRINTED = 0.8
"""Texts at two sources of which this share is the same are one report; below, each may have words of its own."""
_FEWEST_WORDS = 30
"""Shorter texts are equal by chance, as captions are."""
_LONGER = 1.5
"""A text this many times as long as the one it shares its words with says more."""


class _Text(Struct, frozen=True):
    address: str
    digest: str
    words: int
    source: str
    sample: bytes


def find_reprints(entries: Sequence[Entry], drafts: Sequence[Draft], is_new: Sequence[bool]) -> dict[int, int]:
    """The place of the text that each of these drafts repeats, by the draft's own place. Places count through the
    entries and on through the drafts; only drafts that are new repeat anything, and always something earlier.
    """
    texts = [*map(_of_entry, entries), *map(_of_draft, drafts)]
    near = _reprinted(texts)
    found: dict[int, int] = {}
    addresses: dict[str, int] = {}
    bodies: dict[str, int] = {}
    for place, text in enumerate(texts):
        number = place - len(entries)
        if number >= 0 and is_new[number]:
            first = _first(addresses.get(text.address), bodies.get(text.digest), near.get(place))
            if first is not None:
                found[number] = first if first < len(entries) else found.get(first - len(entries), first)
        if text.address:
            addresses.setdefault(text.address, place)
        if text.words >= _FEWEST_WORDS:
            bodies.setdefault(text.digest, place)
    return found


def _first(*places: int | None) -> int | None:
    return next((place for place in places if place is not None), None)


def _reprinted(texts: Sequence[_Text]) -> dict[int, int]:
    """The first text that each later one reprints at another source without saying more."""
    found: dict[int, int] = {}
    for one, other, share in same([text.sample for text in texts]):
        first, second = texts[one], texts[other]
        differ = first.source and second.source and first.source != second.source
        if share >= _REPRINTED and differ and _FEWEST_WORDS <= second.words <= first.words * _LONGER:
            found[other] = min(one, found.get(other, one))
    return found


def _of_entry(entry: Entry) -> _Text:
    source = slugify(entry.source.name) if entry.source else ""
    address = address_key(entry.link) if entry.link else ""
    return _Text(address, entry.body_digest, entry.words, source, entry.wording.shingles)


def _of_draft(draft: Draft) -> _Text:
    plain = without_targets(draft.body)
    digest = hashlib.sha256(draft.body.strip().encode()).hexdigest()[:32]
    source = slugify(draft.source.name) if draft.source else ""
    address = address_key(draft.link) if draft.link else ""
    return _Text(address, digest, count_words(plain), source, shingles(plain))
