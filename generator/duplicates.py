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
_OFTEN = 64
"""A shingle of more texts than this is boilerplate and does not count."""
_WORD = re.compile(r"\w+")
_BITS = 32
_DIGITS = (1 << _BITS) - 1
_LAST_BITS = (1 << 16) - 1
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
    return float(_shared(*_flat([one, other]), [0], [1], [len(first & second)])[0])


def same(samples: Sequence[bytes]) -> Iterator[tuple[int, int, float]]:
    """The places of each two samples that are of the same text, the earlier place first, and their containment."""
    import numpy as np

    found = same_as(*_flat(samples), np.ones(len(samples), dtype=bool))
    yield from zip(*(part.tolist() for part in found), strict=True)


def same_as(starts: Any, digests: Any, is_asked: Any) -> tuple[Any, Any, Any]:
    """The same for the samples between `starts`, of which at least one is asked about (one truth value each)."""
    import numpy as np

    held, holders, sizes = _holders(starts, digests, digests[np.repeat(is_asked, np.diff(starts))])
    held, holders = held[sizes <= _OFTEN], holders[sizes <= _OFTEN]
    found = [np.empty(0, dtype=np.int64)]
    for gap in range(1, _OFTEN):
        equal = np.flatnonzero(held[gap:] == held[:-gap])
        if not len(equal):
            break
        ones, others = holders[equal], holders[equal + gap]
        asked = is_asked[ones] | is_asked[others]
        found.append(ones[asked] * len(is_asked) + others[asked])
    pairs, common = np.unique(np.concatenate(found), return_counts=True)
    firsts, seconds = np.divmod(pairs, max(len(is_asked), 1))
    lengths = np.diff(starts)
    enough = common >= np.minimum(np.minimum(lengths[firsts], lengths[seconds]), _FEWEST)
    firsts, seconds, common = firsts[enough], seconds[enough], common[enough]
    shares = _shared(starts, digests, firsts, seconds, common)
    alike = shares >= _LEAST
    return firsts[alike], seconds[alike], shares[alike]


def unsettled(starts: Any, digests: Any, is_fresh: Any, gone: Any) -> Any:
    """Which samples may be the same as others than before, one truth value each: those that are fresh, and those with
    a digest that has become too frequent to count, or no longer is. `gone` are the digests of samples that went.
    """
    import numpy as np

    if is_fresh.all():
        return is_fresh
    came = np.sort(digests[np.repeat(is_fresh, np.diff(starts))])
    went = np.sort(gone)
    changed = np.unique(np.concatenate((came, went)))
    held, holders, _ = _holders(starts, digests, changed)
    after, more, less = (
        np.searchsorted(some, changed, side="right") - np.searchsorted(some, changed) for some in (held, came, went)
    )
    passing = changed[(after > _OFTEN) != (after - more + less > _OFTEN)]
    found = is_fresh.copy()
    found[holders[np.isin(held, passing)]] = True
    return found


def _flat(samples: Sequence[bytes]) -> tuple[Any, Any]:
    import numpy as np

    ends = np.cumsum([len(sample) // _BYTES for sample in samples], dtype=np.int64)
    return np.concatenate(([0], ends)), np.frombuffer(b"".join(samples), dtype=_PACKED)


def _holders(starts: Any, digests: Any, wanted: Any) -> tuple[Any, Any, Any]:
    """Digests in order, among them all that are wanted; for each place that has it the place and how many there are."""
    import numpy as np

    # What the last bits rule out need not be sorted.
    may_be = np.zeros(_LAST_BITS + 1, dtype=bool)
    may_be[wanted & _LAST_BITS] = True
    at = np.flatnonzero(may_be[digests & _LAST_BITS])
    keys = digests[at].astype(np.uint64) << _BITS
    keys |= (np.searchsorted(starts, at, side="right") - 1).astype(np.uint64)
    keys.sort()
    held, holders = keys >> _BITS, (keys & _DIGITS).astype(np.int64)
    begins = np.flatnonzero(np.diff(held, prepend=held[:1] + 1))
    lengths = np.diff(begins, append=len(held))
    return held, holders, np.repeat(lengths, lengths)


def _shared(starts: Any, digests: Any, firsts: Any, seconds: Any, common: Any) -> Any:
    """What share of each two texts is common. A full sample says nothing of shingles beyond its largest, so both are
    compared up to the nearer end.
    """
    import numpy as np

    # The texts that are asked about, and no others, by their places among these.
    is_asked = np.zeros(len(starts) - 1, dtype=bool)
    is_asked[firsts] = is_asked[seconds] = True
    local = np.cumsum(is_asked) - 1
    lengths = np.diff(starts)
    keys = digests[np.repeat(is_asked, lengths)].astype(np.int64)
    lengths = lengths[is_asked]
    ends = np.cumsum(lengths)
    last = np.full(len(lengths), _DIGITS)
    last[lengths == _KEPT] = keys[ends[lengths == _KEPT] - 1]
    keys |= np.repeat(np.arange(len(lengths)), lengths) << _BITS
    ones, others = local[firsts], local[seconds]
    end = np.minimum(last[ones], last[others])
    within = (
        np.searchsorted(keys, (row << _BITS) | end, side="right") - (ends - lengths)[row] for row in (ones, others)
    )
    fewest = np.minimum(*within)
    return np.asarray(common) / np.maximum(fewest, 1)
