"""The same text at another source: a report reprinted, cut or under another title.

Two texts are compared by the shingles (runs of four words) that the shorter one shares with the longer: containment
(Broder 1997). Of each text only the shingles with the smallest digests are kept, which are a fair sample of all.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from zlib import crc32

_KEPT = 96
_PACKED = "<u4"
_BYTES = 4
_LEAST = 0.25
"""Texts of which a smaller share is the same are two texts: a reprint with every fifth word replaced still has more,
and texts that only quote the same have less.
"""
_FEWEST = 4
"""Fewer shingles than this in common may be a phrase that everybody uses."""
_OFTEN = 50
"""A shingle is looked up in so many texts: what more of them have is boilerplate."""
_WORD = re.compile(r"\w+")
_DIGITS = (1 << 32) - 1
_PLACES = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)
"""An odd factor for each word of a run, so that their order counts (those of xxHash)."""
_UNSPACED = re.compile(r"[\u0e01-\u0ece\u1000-\u109f\u1780-\u17d3\u3005-\u9fff\uf900-\ufaff]")
"""Letters of scripts without blanks between words; each counts as a word."""


def shingles(text: str) -> bytes:
    """The smallest digests of a text's shingles in order, 32 bits each, the lowest byte first; none for a text of
    fewer than four words.
    """
    folded = text.casefold()
    if not folded.isascii():
        folded = _UNSPACED.sub(r" \g<0> ", folded)
    words = _WORD.findall(folded)
    if len(words) < len(_PLACES):
        return b""
    import numpy as np

    digests = np.fromiter(map(_digest, words), dtype=np.uint32, count=len(words))
    ends = len(words) - len(_PLACES) + 1
    runs = sum(digests[place : place + ends] * np.uint32(factor) for place, factor in enumerate(_PLACES))
    return np.unique(runs)[:_KEPT].astype(_PACKED).tobytes()


@lru_cache(maxsize=1 << 16)
def _digest(word: str) -> int:
    return crc32(word.encode())


def containment(one: bytes, other: bytes) -> float:
    """The share of the shorter text's shingles that are also the longer one's, estimated from 0 to 1."""
    first, second = _unpacked(one), _unpacked(other)
    return _shared(first, second, len(set(first) & set(second)))


def same(samples: Sequence[bytes]) -> Iterator[tuple[int, int, float]]:
    """The places of each two samples that are of the same text, the earlier place first, and their containment."""
    for one, other, common in _in_common(samples):
        first, second = _unpacked(samples[one]), _unpacked(samples[other])
        share = _shared(first, second, common)
        if share >= _LEAST and common >= min(_FEWEST, len(first), len(second)):
            yield one, other, share


def _in_common(samples: Sequence[bytes]) -> Iterator[tuple[int, int, int]]:
    """The places of each two samples that share a digest, and how many they share."""
    lengths = [len(sample) // _BYTES for sample in samples]
    if not any(lengths):
        return
    import numpy as np

    digests = np.frombuffer(b"".join(samples), dtype=_PACKED)
    order = np.argsort(digests, kind="stable")
    digests, holders = digests[order], np.repeat(np.arange(len(samples)), lengths)[order]
    found = []
    for gap in range(1, _OFTEN):
        equal = np.flatnonzero(digests[gap:] == digests[:-gap])
        if not len(equal):
            break
        found.append(holders[equal] * len(samples) + holders[equal + gap])
    pairs, common = np.unique(np.concatenate(found), return_counts=True) if found else (np.empty(0, int), np.empty(0))
    for pair, number in zip(pairs.tolist(), common.tolist(), strict=True):
        yield *divmod(pair, len(samples)), number


def _unpacked(sample: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sample) // _BYTES}I", sample)


def _shared(one: Sequence[int], other: Sequence[int], common: int) -> float:
    """A full sample says nothing of shingles beyond its largest, so both are compared up to the nearer end."""
    ends = [sample[-1] for sample in (one, other) if len(sample) == _KEPT]
    end = min(ends, default=_DIGITS)
    fewest = min(bisect_right(sample, end) for sample in (one, other))
    return common / fewest if fewest else 0.0
