"""The nearest of each row: exact, with ties in a stated order, and in the light of what stands near both.

Two articles on one event often share few words themselves, and many with the articles around them. So a row's
likeness to another is averaged with the likeness of its nearest rows to that other (document expansion: Singhal &
Pereira 1999), and lowered where both have many alike, as all articles in a beat do.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from generator.executors import Workers
from generator.related.rows import Rows, numbers, rearranged
from generator.related.vectors import UNIT

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

KEPT = 20
"""How many of each row's nearest are looked at."""
_LEAST = int(0.03 * UNIT * UNIT)
_AROUND = 5
"""How many of the nearest a row is read together with."""
_WEIGHT = 3
"""How much each of these counts, against the row itself."""
_CROWD = 6
_CROWDED = 0.25
"""Two rows whose `_CROWD` nearest, without each other, are on average more alike than this stand in a crowd."""
_LISTED = 32
"""How many are kept for each row, so that one that goes has a next one behind it."""
_BATCH = 20_000
_FEW = 500
_PAGES = 80
"""A batch of `_FEW` rows takes about as long as so many pages."""
_MOST_MOVED = 8
"""With more than one moved row in so many, comparing all at once is faster."""


class Nearest(Struct, frozen=True):
    """The nearest of each row with their scalar products, nearest first; -1 and 0 where there are fewer.

    All with a larger product than the row's `floor` are listed. Of equal ones those of near days come first, then
    those first in order.
    """

    ids: Any
    products: Any
    floors: Any

    def first(self) -> tuple[Any, Any]:
        """Those that are looked at."""
        return self.ids[:, :KEPT], self.products[:, :KEPT]


class Ties(Struct, frozen=True):
    """What puts equal rows in order: each row's place when all are ordered, and its day."""

    order: Any
    days: Any


def nothing_near(number: int) -> Nearest:
    """For rows that have not been compared."""
    none = np.zeros((number, _LISTED), dtype=np.int32)
    return Nearest(none - 1, none, np.full(number, _LEAST, dtype=np.int32))


def renumbered(known: Nearest, old: Any, now: Any) -> Nearest:
    """The nearest of rows in a new order: `old` has the former place of each, -1 for none, `now` the present one of
    each former row, where the last is for -1. Those that are gone leave a product without an id.
    """
    is_old = old >= 0
    near = nothing_near(len(old))
    near.ids[is_old], near.products[is_old] = now[known.ids[old[is_old]]], known.products[old[is_old]]
    near.floors[is_old] = known.floors[old[is_old]]
    return near


def compare_again(matrix: Rows, ties: Ties, known: Nearest, moved: Any, workers: Workers) -> Nearest:
    """The nearest where the vectors of the `moved` rows are new, and `known` was right with the others."""
    number = len(matrix)
    if len(moved) * _MOST_MOVED > number:
        return _compare(matrix, np.arange(number), ties, workers)
    is_moved = np.zeros(number + 1, dtype=bool)
    is_moved[moved] = True
    ids = np.where(is_moved[known.ids], np.int32(-1), known.ids)
    found = [_products(matrix, moved[start : start + _FEW]) for start in range(0, len(moved), _FEW)]
    ones, others, products = (np.concatenate(part) for part in zip(*found, strict=True)) if found else _none()
    enters = (products >= known.floors[others]) & ~is_moved[others]
    ones, others, products = ones[enters], others[enters], products[enters]
    lost = (ids < 0) & (known.products > 0)
    some = np.flatnonzero((lost.any(axis=1) | (np.bincount(others, minlength=number) > 0)) & ~is_moved[:number])
    place = np.full(number, -1)
    place[some] = np.arange(len(some))
    listed, rank = np.nonzero(ids[some] >= 0)
    changed = _first(
        np.concatenate((listed, place[others])),
        np.concatenate((ids[some][listed, rank], ones)),
        np.concatenate((known.products[some][listed, rank], products)),
        ties,
        some,
    )
    floors = np.maximum(changed.floors, known.floors[some])
    changed = Nearest(changed.ids, changed.products, floors)
    found_all = _put(known, some, changed)
    anew = np.union1d(moved, some[(changed.products[:, KEPT - 1] <= floors) & (floors > _LEAST)])
    return _put(found_all, anew, _compare(matrix, anew, ties, workers))


def _none() -> tuple[Any, Any, Any]:
    none = np.empty(0, dtype=np.int32)
    return none, none, none


def _put(known: Nearest, rows: Any, found: Nearest) -> Nearest:
    ids, products, floors = known.ids.copy(), known.products.copy(), known.floors.copy()
    ids[rows], products[rows], floors[rows] = found.ids, found.products, found.floors
    return Nearest(ids, products, floors)


def _facing(matrix: Rows, rows: Any) -> tuple[csr_matrix, csr_matrix]:
    """Some rows, and all rows turned, which are left with the terms of these."""
    from scipy.sparse import csr_matrix

    some = rearranged(matrix, matrix, rows)
    (columns, data), (own, weights) = matrix.values, some.values
    used = np.zeros(max(int(columns.max(initial=0)), 0) + 1, dtype=bool)
    used[own] = True
    at = np.flatnonzero(used[columns])
    row = np.searchsorted(matrix.starts, at, side="right") - 1 if len(at) < len(columns) else numbers(matrix)
    turned = csr_matrix((data[at], (columns[at], row)), (len(used), len(matrix)), dtype=np.int32)
    return csr_matrix((weights, own, some.starts), (len(rows), len(used)), dtype=np.int32), turned


def _products(matrix: Rows, rows: Any) -> tuple[Any, Any, Any]:
    """Each of some rows, each row near it and the product of the two."""
    one, turned = _facing(matrix, rows)
    found = (one @ turned).tocoo()
    fits = found.data > _LEAST
    return rows[found.row[fits]], found.col[fits], found.data[fits]


def _compare(matrix: Rows, rows: Any, ties: Ties, workers: Workers) -> Nearest:
    """The nearest of some rows by comparing them with all."""
    if not len(rows):
        return nothing_near(0)
    work = partial(_compare_batches, *_facing(matrix, rows), ties, rows)
    starts = range(0, len(rows), _FEW)
    return _joined([near for batch in workers.run(work, starts, weight=_PAGES) for near in batch])


def _compare_batches(
    one: csr_matrix, turned: csr_matrix, ties: Ties, rows: Any, starts: Sequence[int]
) -> Sequence[Nearest]:
    return [_compare_batch(one[start : start + _FEW], turned, ties, rows[start : start + _FEW]) for start in starts]


def _compare_batch(one: csr_matrix, turned: csr_matrix, ties: Ties, rows: Any) -> Nearest:
    from sparse_dot_topn import sp_matmul_topn

    # One more for the row itself, and one to tell whether the last is tied with what was left out.
    found = sp_matmul_topn(one, turned, top_n=_LISTED + 2, threshold=_LEAST, n_threads=1)
    places = np.repeat(np.arange(len(rows)), np.diff(found.indptr))
    near = _first(places, found.indices, found.data, ties, rows)
    tied = np.flatnonzero((near.products[:, KEPT - 1] <= near.floors) & (near.floors > _LEAST))
    if not len(tied):
        return near
    whole = (one[tied] @ turned).tocoo()
    fits = whole.data > _LEAST
    return _put(near, tied, _first(whole.row[fits], whole.col[fits], whole.data[fits], ties, rows[tied]))


def _joined(parts: Sequence[Nearest]) -> Nearest:
    """Rows one after the other."""
    ids, products, floors = zip(*((part.ids, part.products, part.floors) for part in parts), strict=True)
    return Nearest(np.concatenate(ids), np.concatenate(products), np.concatenate(floors))


def _first(places: Any, others: Any, products: Any, ties: Ties, rows: Any) -> Nearest:
    """The first of those near each of `rows`, which `places` count."""
    alone = others != rows[places]
    places, others, products = places[alone], others[alone], products[alone]
    apart = np.abs(ties.days[rows[places]] - ties.days[others])
    ranked = np.lexsort((ties.order[others], apart, -products, places))
    places, others, products = places[ranked], others[ranked], products[ranked]
    amounts = np.bincount(places, minlength=len(rows))
    rank = np.arange(len(places)) - np.repeat(np.cumsum(amounts) - amounts, amounts)
    near = nothing_near(len(rows))
    shown = rank < _LISTED
    near.ids[places[shown], rank[shown]] = others[shown]
    near.products[places[shown], rank[shown]] = products[shown]
    np.maximum(near.floors, near.products[:, -1], out=near.floors)
    return near


class Surroundings:
    """What stands near each of some rows, made to be asked about the pairs of these."""

    def __init__(self, ids: Any, products: Any, rows: Any) -> None:
        from scipy.sparse import csr_matrix

        number = len(ids)
        shape = (number, number)
        own, few = np.arange(number), ids[:, :_AROUND]
        listed, places = np.nonzero(few >= 0)
        self.around = csr_matrix(
            (products[listed, places].astype(np.int64) // UNIT, (listed, few[listed, places])), shape
        )
        self.turned = self.around.T.tocsr()
        self.total = np.asarray(self.around.sum(axis=1)).ravel()
        # The likeness of these rows, and of those that they are read together with.
        is_asked = np.zeros(number + 1, dtype=bool)
        is_asked[rows] = True
        is_asked[few[rows]] = True
        is_asked[-1] = False
        listed, places = np.nonzero(is_asked[ids] | (is_asked[own][:, None] & (ids >= 0)))
        near = csr_matrix((products[listed, places].astype(np.int64) // UNIT, (listed, ids[listed, places])), shape)
        self.likeness = near.maximum(near.T).tocsr()
        self.likeness.sort_indices()
        first = products[:, : _CROWD + 1].astype(np.int64) // UNIT
        self.first, self.last = first.sum(axis=1), first[:, -1]
        self.rows = rows

    def pairs(self) -> tuple[Any, Any, Any]:
        """Each pair of one of these rows and a row near it, with their likeness from 0 to 1, row by row."""
        parts = [self._pairs(self.rows[start : start + _BATCH]) for start in range(0, len(self.rows), _BATCH)]
        if not parts:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
        one, other, likeness = zip(*parts, strict=True)
        return np.concatenate(one), np.concatenate(other), np.concatenate(likeness)

    def _pairs(self, rows: Any) -> tuple[Any, Any, Any]:
        direct = self.likeness[rows]
        local = np.repeat(np.arange(len(rows)), np.diff(direct.indptr))
        one, other = rows[local], direct.indices
        there = self._averaged(direct.data, self.around[rows], self.likeness, one, other, local)
        # The same with the other's surroundings: read backwards along its columns.
        through = _at(self.likeness[rows] @ self.turned, local, other)
        among = _at(self.turned[rows], local, other)
        back = _average(direct.data, through, self.total[other] - among)
        crowd = np.sqrt(self._crowd(one, direct.data) * self._crowd(other, direct.data))
        return one, other, (there + back) / 2 * np.sqrt(_CROWDED / np.maximum(crowd, _CROWDED))

    def _crowd(self, rows: Any, direct: Any) -> Any:
        """How alike the first `_CROWD` of each row's nearest are, without the one that it is this much like."""
        return (self.first[rows] - np.maximum(direct, self.last[rows])) / (_CROWD * UNIT)

    def _averaged(self, direct: Any, around: Any, likeness: Any, one: Any, other: Any, local: Any) -> Any:
        through = _at(around @ likeness, local, other)
        return _average(direct, through, self.total[one] - _at(around, local, other))


def _average(direct: Any, through: Any, total: Any) -> Any:
    """The likeness of a row and, by their weight, of its nearest; what is asked about is not among these."""
    return (direct * UNIT + _WEIGHT * through) / (UNIT + _WEIGHT * total) / UNIT


def _at(matrix: csr_matrix, rows: Any, columns: Any) -> Any:
    """The values at some places, which are ordered by row and column; 0 where nothing stands."""
    matrix.sort_indices()
    width = matrix.shape[1]
    stored = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)) * width + matrix.indices
    asked = rows * width + columns
    place = np.minimum(np.searchsorted(stored, asked), max(len(stored) - 1, 0))
    if not len(stored):
        return np.zeros(len(asked), dtype=np.int64)
    return np.where(stored[place] == asked, matrix.data[place], 0)
