"""The same text at another source: a report reprinted, cut or under another title.

Two texts are compared by the shingles (runs of four words) that the shorter one shares with the longer: containment
(Broder 1997). Of each text only the shingles with the smallest digests are kept, which are a fair sample of all.
"""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Iterator, Sequence
from typing import Any
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
_BITS = 32
_DIGITS = (1 << _BITS) - 1
_NO_WORD = 0
_MOST_KEPT = 1 << 16
_PLACES = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F)
"""An odd factor for each word of a run, so that their order counts (those of xxHash)."""
_UNSPACED = re.compile(r"[\u0e01-\u0ece\u1000-\u109f\u1780-\u17d3\u3005-\u9fff\uf900-\ufaff]")
"""Letters of scripts without blanks between words; each counts as a word."""


def shingles(text: str, parts: Sequence[str] | None = None) -> bytes:
    """The smallest digests of a text's shingles in order, 32 bits each, the lowest byte first; none for a text of
    fewer than four words. A word is what stands between blanks, without its marks and capitals.

    `parts` are what stands between the text's blanks, where the caller has them already.
    """
    if parts is None or not (text.isascii() or _UNSPACED.search(text) is None):
        parts = _UNSPACED.sub(r" \g<0> ", text).split()
    import numpy as np

    words = np.frombuffer(array("I", map(_known.__getitem__, parts)), dtype=np.uint32)
    words = words[words != _NO_WORD]
    ends = len(words) - len(_PLACES) + 1
    if ends < 1:
        return b""
    runs = words[:ends] * np.uint32(_PLACES[0])
    for place, factor in enumerate(_PLACES[1:], 1):
        runs += words[place : place + ends] * np.uint32(factor)
    runs.sort()
    first = np.ones(len(runs), dtype=bool)
    np.not_equal(runs[1:], runs[:-1], out=first[1:])
    sample: bytes = runs[first][:_KEPT].astype(_PACKED, copy=False).tobytes()
    return sample


class _Digests(dict[str, int]):
    """What stands between two blanks, to the digest of the word in it. Texts have most of their words in common."""

    def __missing__(self, written: str) -> int:
        word = "".join(_WORD.findall(written.casefold()))
        digest = crc32(word.encode()) or 1 if word else _NO_WORD
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[written] = digest
        return digest


_known = _Digests()


def containment(one: bytes, other: bytes) -> float:
    """The share of the shorter text's shingles that are also the longer one's, estimated from 0 to 1."""
    first, second = (set(struct.unpack(f"<{len(sample) // _BYTES}I", sample)) for sample in (one, other))
    return float(_shared([one, other], [0], [1], [len(first & second)])[0])


def same(samples: Sequence[bytes]) -> Iterator[tuple[int, int, float]]:
    """The places of each two samples that are of the same text, the earlier place first, and their containment."""
    if not any(samples):
        return
    firsts, seconds, common = _in_common(samples)
    shares = _shared(samples, firsts, seconds, common)
    alike = shares >= _LEAST
    yield from zip(firsts[alike].tolist(), seconds[alike].tolist(), shares[alike].tolist(), strict=True)


def _in_common(samples: Sequence[bytes]) -> tuple[Any, Any, Any]:
    """The places of each two samples that share enough digests, and how many."""
    import numpy as np

    lengths = np.array([len(sample) // _BYTES for sample in samples])
    keys = np.frombuffer(b"".join(samples), dtype=_PACKED).astype(np.uint64) << _BITS
    keys |= np.repeat(np.arange(len(samples), dtype=np.uint64), lengths)
    keys.sort()
    digests, holders = keys >> _BITS, (keys & _DIGITS).astype(np.int64)
    found = [np.empty(0, dtype=np.int64)]
    for gap in range(1, _OFTEN):
        equal = np.flatnonzero(digests[gap:] == digests[:-gap])
        if not len(equal):
            break
        found.append(holders[equal] * len(samples) + holders[equal + gap])
    pairs, common = np.unique(np.concatenate(found), return_counts=True)
    firsts, seconds = np.divmod(pairs, len(samples))
    enough = common >= np.minimum(np.minimum(lengths[firsts], lengths[seconds]), _FEWEST)
    return firsts[enough], seconds[enough], common[enough]


def _shared(samples: Sequence[bytes], firsts: Any, seconds: Any, common: Any) -> Any:
    """What share of each two texts is common. A full sample says nothing of shingles beyond its largest, so both are
    compared up to the nearer end.
    """
    import numpy as np

    lengths = np.array([len(sample) // _BYTES for sample in samples])
    ends = np.cumsum(lengths)
    digests = np.frombuffer(b"".join(samples), dtype=_PACKED).astype(np.int64)
    rows = np.repeat(np.arange(len(samples)), lengths) << _BITS
    last = np.where(lengths == _KEPT, digests[ends - 1] if len(digests) else 0, _DIGITS)
    end = np.minimum(last[firsts], last[seconds])
    within = (
        np.searchsorted(rows | digests, (np.asarray(row) << _BITS) | end, side="right") - (ends - lengths)[row]
        for row in (firsts, seconds)
    )
    fewest = np.minimum(*within)
    return np.asarray(common) / np.maximum(fewest, 1)
