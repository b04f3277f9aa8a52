"""What comparing entries finds out of each, kept so that next time only what may have changed is compared.

A change of one entry changes its own vector and, where a word passes a step of rarity, those of the others with that
word. Only these rows are compared with all others; what they are to the rest is put in its place in the rest's lists.
Then only pairs are weighed that have a changed list beside them. All else would come out as it was: weights are
coarse, sums are whole numbers, ties are ordered by facts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import Struct, json
from msgspec.structs import replace

from generator.executors import ALONE, Workers
from generator.model import Entry
from generator.related import rows
from generator.related.nearest import Nearest, Surroundings, Ties, compare_again, nothing_near, renumbered
from generator.related.rows import Rows, rearranged, rows_of, stacked, within
from generator.related.selection import Facts, weighed
from generator.related.vectors import Counts, count_terms, joined, magnitude, rarity, vectors

_MARK = 16
_SAMPLE = "<u4"


class Comparison(Struct, frozen=True):
    """A row for each entry: a digest of what it is made of, its terms, how many of them are words of its text, the
    sample of its text, its vector, its nearest, and the pairs that it makes: the other's row and the score in
    ten-thousandths, the best first.
    """

    marks: Any
    counts: Counts
    words: Any
    samples: Rows
    matrix: Rows
    nearest: Nearest
    pairs: Rows


class Change(Struct, frozen=True):
    """What has become of rows: the former number of each (-1 where it has none), the present one of each former row
    (-1 where it is gone, and once more at the end), and whether the pairs of a row may be different now.
    """

    old: Any
    now: Any
    is_touched: Any


def compare(
    entries: Sequence[Entry],
    facts: Facts,
    complete: Callable[[Sequence[Entry]], Sequence[Entry]] = tuple,
    before: Comparison | None = None,
    workers: Workers = ALONE,
) -> tuple[Comparison, Change]:
    """Compare all entries with each other. What they are compared to be does not depend on what was known `before`.

    `complete` gives entries their wording; it is asked for that of the entries which are not in `before`.
    """
    known = before or nothing()
    marks = np.frombuffer(b"".join(map(_mark, entries)), dtype=f"V{_MARK}")
    place = {mark: row for row, mark in enumerate(known.marks.tolist())}
    old = np.array([place.get(mark, -1) for mark in marks.tolist()], dtype=np.int64)
    now = np.full(len(known.marks) + 1, -1, dtype=np.int32)
    now[old[old >= 0]] = np.flatnonzero(old >= 0)
    fresh = np.flatnonzero(old < 0)
    read = complete([entries[row] for row in fresh.tolist()])
    # A row of before, or behind all these one that was read now.
    pool = old.copy()
    pool[fresh] = len(known.marks) + np.arange(len(fresh))
    counts = joined(known.counts, count_terms(read), pool)
    samples = rearranged(known.samples, stacked([entry.wording.shingles for entry in read], _SAMPLE), pool)
    words = np.concatenate((known.words, np.array([len(entry.wording.counts) for entry in read], dtype=np.int64)))
    moved, matrix = _vectors(counts, known, old)
    former = renumbered(known.nearest, old, now)
    nearest = compare_again(matrix, Ties(facts.order, facts.days), former, moved, workers)
    change = Change(old, now, _touched(nearest, former, known, old, now))
    pairs = _pairs(nearest, known.pairs, change, facts)
    return Comparison(marks, counts, words[pool], samples, matrix, nearest, pairs), change


def pairs_of(comparison: Comparison, wanted: Any) -> tuple[Any, Any, Any]:
    """Each pair of one of these rows and a row near it, and their likeness from 0 to 1."""
    return Surroundings(*comparison.nearest.first(), wanted).pairs()


def arrays(found: Comparison) -> dict[str, Any]:
    """A comparison as arrays by name."""
    counts, nearest = found.counts, found.nearest
    parts = {"terms": counts.terms, "samples": found.samples, "matrix": found.matrix, "pairs": found.pairs}
    flat = {
        "marks": found.marks,
        "names": counts.names,
        "columns": counts.columns,
        "found_in": counts.found_in,
        "words": found.words,
        "ids": nearest.ids,
        "products": nearest.products,
        "floors": nearest.floors,
    }
    return flat | rows.flat(parts)


def from_arrays(kept: Mapping[str, Any]) -> Comparison:
    """The comparison that `arrays` was given. Raises KeyError."""
    return Comparison(
        marks=kept["marks"],
        counts=Counts(rows.from_flat(kept, "terms"), kept["names"], kept["columns"], kept["found_in"]),
        words=kept["words"],
        samples=rows.from_flat(kept, "samples"),
        matrix=rows.from_flat(kept, "matrix"),
        nearest=Nearest(kept["ids"], kept["products"], kept["floors"]),
        pairs=rows.from_flat(kept, "pairs"),
    )


def nothing() -> Comparison:
    """That of no entries."""
    none = np.empty(0, dtype=np.int32)
    return Comparison(
        marks=np.empty(0, dtype=f"V{_MARK}"),
        counts=count_terms(()),
        words=np.empty(0, dtype=np.int64),
        samples=stacked((), _SAMPLE),
        matrix=rows_of((), none, none),
        nearest=nothing_near(0),
        pairs=rows_of((), none, none.astype(np.uint16)),
    )


def _mark(entry: Entry) -> bytes:
    """What decides where an entry belongs: its words, which title, body and language give, and its facts."""
    decisive = (entry.id, entry.slug, entry.title, entry.lang, entry.body_digest, entry.tags, entry.date, entry.source)
    return hashlib.blake2b(
        json.encode((*decisive, entry.related, entry.story, entry.alone)), digest_size=_MARK
    ).digest()


def _vectors(counts: Counts, known: Comparison, old: Any) -> tuple[Any, Rows]:
    """The rows whose vectors are new, and the vectors of all."""
    weights, former = rarity(counts), rarity(known.counts)
    candidates = old < 0
    if magnitude(len(old)) != magnitude(len(known.marks)):
        candidates[:] = True
    is_new = weights[: len(former)] != former
    if is_new.any():
        is_new = np.append(is_new, np.zeros(len(weights) - len(former), dtype=bool))
        at = np.flatnonzero(is_new[counts.terms.values[0]])
        candidates[np.searchsorted(counts.terms.starts, at, side="right") - 1] = True
    some = np.flatnonzero(candidates)
    made = vectors(counts, weights, some)
    pool = old.copy()
    pool[some] = len(known.matrix) + np.arange(len(some))
    is_same = (old[some] >= 0) & _equal(known.matrix, np.maximum(old[some], 0), made)
    return some[~is_same], rearranged(known.matrix, made, pool)


def _equal(known: Rows, wanted: Any, made: Rows) -> Any:
    """Whether each row of `made` is that of `known` with the number in `wanted`."""
    if not len(known):
        return np.zeros(len(made), dtype=bool)
    lengths = np.diff(known.starts)[wanted]
    is_same = lengths == np.diff(made.starts)
    alike = np.flatnonzero(is_same)
    there, row = within(known, wanted[alike])
    here, _ = within(made, alike)
    differs = np.zeros(len(there), dtype=bool)
    for one, other in zip(known.values, made.values, strict=True):
        differs |= one[there] != other[here]
    is_same[alike[row[differs]]] = False
    return is_same


def _touched(nearest: Nearest, former: Nearest, known: Comparison, old: Any, now: Any) -> Any:
    """Whether the pairs of each row may be different: its list is, or that of a row in its list, or of one that has
    it in its own.
    """
    (ids, products), (before, weights) = nearest.first(), former.first()
    is_changed = np.append((old < 0) | ((ids != before) | (products != weights)).any(axis=1), np.False_)
    gone = known.nearest.first()[0][np.flatnonzero(now[:-1] < 0)]
    is_touched = is_changed.copy()
    is_touched[ids[is_changed[:-1]]] = True
    is_touched[before[is_changed[:-1]]] = True
    is_touched[now[gone]] = True
    return (is_touched[:-1]) | is_changed[ids].any(axis=1)


def _pairs(nearest: Nearest, known: Rows, change: Change, facts: Facts) -> Rows:
    """The pairs of all rows; of those that are not touched they are known."""
    some = np.flatnonzero(change.is_touched)
    one, other, likeness = Surroundings(*nearest.first(), some).pairs()
    scores = weighed(one, other, likeness, facts)
    ranked = np.lexsort((facts.order[other], -scores.astype(np.int32), one))
    ranked = ranked[scores[ranked] > 0]
    lengths = np.bincount(one[ranked], minlength=len(change.old))[some]
    made = rows_of(lengths, other[ranked].astype(np.int32), scores[ranked])
    pool = change.old.copy()
    pool[some] = len(known) + np.arange(len(some))
    others, values = known.values
    return rearranged(replace(known, values=(change.now[others], values)), made, pool)
