"""What comparing entries finds out of each, kept so that next time only what may have changed is compared.

A change of one entry changes its own vector and, where a word passes a step of rarity, those of the others with that
word. Only these rows, the rows that had one of them among their nearest, and those that may have one now are compared
with all. The rest would come out as it was: weights are coarse, sums are whole numbers, ties are ordered by facts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from msgspec import Struct
from scipy.sparse import csr_matrix, vstack

from generator.model import Entry
from generator.related.nearest import KEPT, nearest, nearest_again
from generator.related.selection import Facts, precedence
from generator.related.vectors import Counts, count_terms, joined, magnitude, rarity, vectors

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_MOVED = 64
"""With more than one moved row in so many, comparing all at once is faster."""
_ALWAYS = 8


class Comparison(Struct, frozen=True):
    """A row for each entry: a digest of what it is made of, its terms, how many of them are words of its text, the
    sample of its text, its vector, and its nearest with their scalar products.
    """

    marks: Any
    counts: Counts
    words: Any
    samples: tuple[bytes, ...]
    matrix: csr_matrix
    ids: Any
    products: Any


def compare(
    entries: Sequence[Entry],
    complete: Callable[[Sequence[Entry]], Sequence[Entry]] = tuple,
    before: Comparison | None = None,
) -> Comparison:
    """Compare all entries with each other. What they are compared to be does not depend on what was known `before`.

    `complete` gives entries their wording; it is asked for that of the entries which are not in `before`.
    """
    known = before or _nothing()
    marks = np.array([_mark(entry) for entry in entries], dtype="S32")
    place = {mark: row for row, mark in enumerate(known.marks.tolist())}
    old = np.array([place.get(mark, -1) for mark in marks.tolist()], dtype=np.int64)
    fresh = np.flatnonzero(old < 0)
    read = complete([entries[row] for row in fresh.tolist()])
    # A row of before, or behind all these one that was read now.
    pool = old.copy()
    pool[fresh] = len(known.marks) + np.arange(len(fresh))
    counts = joined(known.counts, count_terms(read), pool)
    samples = [*known.samples, *(entry.wording.shingles for entry in read)]
    words = np.concatenate((known.words, np.array([len(entry.wording.counts) for entry in read], dtype=np.int64)))
    moved, matrix = _vectors(counts, known, old)
    ids, products = _nearest(entries, matrix, moved, known, old)
    return Comparison(marks, counts, words[pool], tuple(samples[row] for row in pool.tolist()), matrix, ids, products)


def pack(found: Comparison) -> bytes:
    """A comparison as one NumPy archive."""
    packed = BytesIO()
    np.savez(packed, **_arrays(found))
    return packed.getvalue()


def unpack(data: bytes) -> Comparison | None:
    """A comparison from `pack`; None for anything else."""
    try:
        with np.load(BytesIO(data)) as kept:
            return _comparison({name: kept[name] for name in kept.files})
    except (OSError, ValueError, KeyError, BadZipFile):
        return None


def _arrays(found: Comparison) -> Mapping[str, Any]:
    counts, matrix = found.counts, found.matrix
    return {
        "marks": found.marks,
        "starts": counts.starts,
        "columns": counts.columns,
        "times": counts.times,
        "names": counts.names,
        "words": found.words,
        "lengths": np.array([len(sample) for sample in found.samples], dtype=np.int64),
        "samples": np.frombuffer(b"".join(found.samples) or b"\0", dtype=np.uint8),
        "indptr": matrix.indptr,
        "indices": matrix.indices,
        "data": matrix.data,
        "ids": found.ids,
        "products": found.products,
    }


def _comparison(kept: Mapping[str, Any]) -> Comparison:
    samples, ends = kept["samples"].tobytes(), np.cumsum(kept["lengths"])
    shape = (len(kept["marks"]), max(len(kept["names"]), 1))
    return Comparison(
        marks=kept["marks"],
        counts=Counts(kept["starts"], kept["columns"], kept["times"], kept["names"]),
        words=kept["words"],
        samples=tuple(
            samples[start:end] for start, end in zip((ends - kept["lengths"]).tolist(), ends.tolist(), strict=True)
        ),
        matrix=csr_matrix((kept["data"], kept["indices"], kept["indptr"]), shape=shape),
        ids=kept["ids"],
        products=kept["products"],
    )


def _nothing() -> Comparison:
    none = np.empty((0, KEPT), dtype=np.int32)
    return Comparison(
        marks=np.empty(0, dtype="S32"),
        counts=count_terms(()),
        words=np.empty(0, dtype=np.int64),
        samples=(),
        matrix=csr_matrix((0, 1), dtype=np.int32),
        ids=none,
        products=none,
    )


def _mark(entry: Entry) -> bytes:
    """What decides how an entry compares: its words, which title, language and body give, its tags, time and id."""
    when = entry.date.at.isoformat() if entry.date else ""
    decisive = (entry.title, entry.lang, entry.body_digest, when, entry.id, *entry.tags)
    return hashlib.blake2b("\0".join(decisive).encode(), digest_size=16).hexdigest().encode()


def _vectors(counts: Counts, known: Comparison, old: Any) -> tuple[Any, csr_matrix]:
    """The rows whose vectors are new, and the vectors of all."""
    weights = rarity(counts)
    place = np.searchsorted(counts.names, known.counts.names)
    former = np.zeros(len(counts.names), dtype=weights.dtype)
    former[place] = rarity(known.counts)
    rows = np.repeat(np.arange(len(old)), np.diff(counts.starts))
    is_moved = (old < 0) | (magnitude(len(old)) != magnitude(len(known.marks)))
    is_moved[rows[(weights != former)[counts.columns]]] = True
    moved = np.flatnonzero(is_moved)
    made = vectors(counts, weights, moved)
    before = known.matrix
    kept = csr_matrix(
        (before.data, place[before.indices].astype(np.int32), before.indptr), (before.shape[0], made.shape[1])
    )
    pool = old.copy()
    pool[moved] = len(known.marks) + np.arange(len(moved))
    return moved, vstack([kept, made], format="csr", dtype=np.int32)[pool]


def _nearest(entries: Sequence[Entry], matrix: csr_matrix, moved: Any, known: Comparison, old: Any) -> tuple[Any, Any]:
    ties = precedence(entries), Facts(entries).days
    if not len(known.marks) or len(moved) > max(_ALWAYS, len(entries) // _MOST_MOVED):
        return nearest(matrix, *ties)
    # Where each row of before is now. The last place is for -1, which stands for none.
    now = np.full(len(known.marks) + 1, -1, dtype=np.int32)
    now[old[old >= 0]] = np.flatnonzero(old >= 0)
    former = np.where((old >= 0)[:, None], known.ids[old], -1)
    ids = now[former]
    products = np.where(former >= 0, known.products[old], 0).astype(np.int32)
    is_moved = np.zeros(len(entries), dtype=bool)
    is_moved[moved] = True
    touched = is_moved | ((former >= 0) & ((ids < 0) | is_moved[ids])).any(axis=1)
    return nearest_again(matrix, ties, (ids, products), moved, touched)
