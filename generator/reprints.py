"""Drafts whose text the digest has already: the same words, the same address, or a report that was reprinted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from msgspec import Struct

from generator.canonical import address_key
from generator.duplicates import same, shingles
from generator.markdown import without_targets
from generator.model import Draft, Entry, Seed
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
    list: str
    """The file that holds it among others, such as a feed: its articles are not one for having one address."""
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
            first = _first(
                _elsewhere(text, addresses.get(text.address), texts), bodies.get(text.digest), near.get(place)
            )
            if first is not None:
                found[number] = first if first < len(entries) else found.get(first - len(entries), first)
        if text.address:
            addresses.setdefault(text.address, place)
        if text.words >= _FEWEST_WORDS:
            bodies.setdefault(text.digest, place)
    return found


def _elsewhere(text: _Text, place: int | None, texts: Sequence[_Text]) -> int | None:
    """A place with the same address, unless that stands in the same list."""
    return place if place is None or not text.list or texts[place].list != text.list else None


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
    address = _article_key(entry.link)
    return _Text(address, _list(entry.seed), entry.body_digest, entry.words, source, entry.wording.shingles)


def _of_draft(draft: Draft) -> _Text:
    plain = without_targets(draft.body)
    digest = hashlib.sha256(draft.body.strip().encode()).hexdigest()[:32]
    source = slugify(draft.source.name) if draft.source else ""
    address = _article_key(draft.link)
    return _Text(address, _list(draft.seed), digest, count_words(plain), source, shingles(plain))


def _article_key(link: str | None) -> str:
    """What an article's address has in common with its others; none for that of a whole site."""
    key = address_key(link) if link else ""
    return key if "/" in key or "?" in key else ""


def _list(seed: Seed | None) -> str:
    """A seed `feed.xml#guid` is of the list `feed.xml`; the files of an archive are none of one."""
    head, mark, inner = seed.file.partition("#") if seed else ("", "", "")
    if head.lower().endswith(".zip"):
        name, mark, _ = inner.partition("#")
        head = f"{head}#{name}"
    return head if mark else ""
