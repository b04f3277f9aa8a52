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
from generator.related.rows import Rows, numbers, ranges, within
from generator.related.vectors import CANDIDATES, UNIT

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
_PRODUCTS = 1 << 21
"""So many products are added up at once, in some 100 MB."""
_MOST_MOVED = 16
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
        return _compare_all(matrix, ties, workers)
    is_moved = np.zeros(number + 1, dtype=bool)
    is_moved[moved] = True
    ids = np.where(is_moved[known.ids], np.int32(-1), known.ids)
    near_moved = _products(matrix, moved)
    ones, others, products = near_moved
    enters = (products >= known.floors[others]) & ~is_moved[others]
    ones, others, products = ones[enters], others[enters], products[enters]
    lost = (ids < 0) & (known.products > 0)
    some = np.flatnonzero((lost.any(axis=1) | (np.bincount(others, minlength=number) > 0)) & ~is_moved[:number])
    listed, rank = np.nonzero(ids[some] >= 0)
    changed = _first(
        np.concatenate((some[listed], others)),
        np.concatenate((ids[some][listed, rank], ones)),
        np.concatenate((known.products[some][listed, rank], products)),
        ties,
        some,
    )
    floors = np.maximum(changed.floors, known.floors[some])
    found = _put(known, some, Nearest(changed.ids, changed.products, floors))
    emptied = some[(changed.products[:, KEPT - 1] <= floors) & (floors > _LEAST)]
    near_emptied = _products(matrix, emptied)
    anew = np.concatenate((moved, emptied))
    ones, others, products = (np.concatenate(part) for part in zip(near_moved, near_emptied, strict=True))
    return _put(found, anew, _first(ones, others, products, ties, anew))


def _put(known: Nearest, rows: Any, found: Nearest) -> Nearest:
    ids, products, floors = known.ids.copy(), known.products.copy(), known.floors.copy()
    ids[rows], products[rows], floors[rows] = found.ids, found.products, found.floors
    return Nearest(ids, products, floors)


def _products(matrix: Rows, rows: Any) -> tuple[Any, Any, Any]:
    """Each of some rows, each row near it and the product of the two: for a few rows, without loading SciPy."""
    few = max(1, _PRODUCTS // max(len(matrix), CANDIDATES))
    found = [_products_of_few(matrix, rows[start : start + few]) for start in range(0, max(len(rows), 1), few)]
    ones, others, products = zip(*found, strict=True)
    return np.concatenate(ones), np.concatenate(others), np.concatenate(products)


def _products_of_few(matrix: Rows, rows: Any) -> tuple[Any, Any, Any]:
    columns, data = matrix.values
    own, local = within(matrix, rows)
    by_column = np.argsort(columns[own], kind="stable")
    own, local = own[by_column], local[by_column]
    amounts = np.bincount(columns[own], minlength=int(columns.max(initial=0)) + 1)
    firsts = np.cumsum(amounts) - amounts
    # Each value meets those of these rows in its column.
    at = np.flatnonzero(amounts[columns])
    met, meeting = ranges(firsts[columns[at]], amounts[columns[at]]), np.repeat(at, amounts[columns[at]])
    places = local[met] * len(matrix) + numbers(matrix)[meeting]
    # Whole numbers below 2 to the power of 53 are exact.
    sums = np.bincount(places, data[own][met].astype(np.float64) * data[meeting], minlength=len(rows) * len(matrix))
    near = np.flatnonzero(sums > _LEAST)
    return rows[near // max(len(matrix), 1)], (near % max(len(matrix), 1)).astype(np.int32), sums[near].astype(np.int32)


def _compare_all(matrix: Rows, ties: Ties, workers: Workers) -> Nearest:
    """The nearest of all rows."""
    from scipy.sparse import csr_matrix

    columns, data = matrix.values
    shape = (len(matrix), max(int(columns.max(initial=0)), 0) + 1)
    rows = csr_matrix((data, columns, matrix.starts), shape, dtype=np.int32)
    turned = csr_matrix((data, (columns, numbers(matrix))), shape[::-1], dtype=np.int32)
    starts = range(0, len(matrix), _FEW)
    batches = workers.run(partial(_compare_batches, rows, turned, ties), starts, weight=_PAGES)
    return _joined([near for batch in batches for near in batch])


def _compare_batches(rows: csr_matrix, turned: csr_matrix, ties: Ties, starts: Sequence[int]) -> Sequence[Nearest]:
    return [_compare(rows, turned, ties, start, min(start + _FEW, rows.shape[0])) for start in starts]


def _compare(rows: csr_matrix, turned: csr_matrix, ties: Ties, start: int, end: int) -> Nearest:
    """The nearest of the rows from `start` to `end`."""
    from sparse_dot_topn import sp_matmul_topn

    some = np.arange(start, end)
    # One more for the row itself, and one to tell whether the last is tied with what was left out.
    found = sp_matmul_topn(rows[start:end], turned, top_n=_LISTED + 2, threshold=_LEAST, n_threads=1)
    near = _first(np.repeat(some, np.diff(found.indptr)), found.indices, found.data, ties, some)
    tied = np.flatnonzero((near.products[:, KEPT - 1] <= near.floors) & (near.floors > _LEAST))
    if not len(tied):
        return near
    whole = (rows[some[tied]] @ turned).tocoo()
    fits = whole.data > _LEAST
    ones, others, products = some[tied][whole.row[fits]], whole.col[fits], whole.data[fits]
    return _put(near, tied, _first(ones, others, products, ties, some[tied]))


def _joined(parts: Sequence[Nearest]) -> Nearest:
    """Rows one after the other."""
    if not parts:
        return nothing_near(0)
    ids, products, floors = zip(*((part.ids, part.products, part.floors) for part in parts), strict=True)
    return Nearest(np.concatenate(ids), np.concatenate(products), np.concatenate(floors))


def _first(ones: Any, others: Any, products: Any, ties: Ties, rows: Any) -> Nearest:
    """The first of those near each of `rows`: rows, others near them and the products of the two."""
    place = np.zeros(int(rows.max(initial=-1)) + 1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    alone = others != ones
    ones, others, products = ones[alone], others[alone], products[alone]
    places = place[ones]
    apart = np.abs(ties.days[ones] - ties.days[others])
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
        number = len(ids)
        # A row that is not there stands behind all others, with a weight of 0.
        self.around = np.where(ids[:, :_AROUND] >= 0, ids[:, :_AROUND], number).astype(np.int64)
        self.weights = np.where(ids[:, :_AROUND] >= 0, products[:, :_AROUND], 0).astype(np.int64) // UNIT
        self.total = self.weights.sum(axis=1)
        # The likeness of these rows, and of those that they are read together with.
        is_asked = np.zeros(number + 1, dtype=bool)
        is_asked[rows] = True
        is_asked[self.around[rows]] = True
        is_asked[-1] = False
        listed, places = np.nonzero((is_asked[ids] | is_asked[:number, None]) & (ids >= 0))
        others = ids[listed, places].astype(np.int64)
        self.likeness = _Likeness(number + 1, listed, others, products[listed, places].astype(np.int64) // UNIT)
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
        one, other, direct = self.likeness.of(rows)
        both = self._averaged(one, other, direct) + self._averaged(other, one, direct)
        crowd = np.sqrt(self._crowd(one, direct) * self._crowd(other, direct))
        return one, other, both / 2 * np.sqrt(_CROWDED / np.maximum(crowd, _CROWDED))

    def _crowd(self, rows: Any, direct: Any) -> Any:
        """How alike the first `_CROWD` of each row's nearest are, without the one that it is this much like."""
        return (self.first[rows] - np.maximum(direct, self.last[rows])) / (_CROWD * UNIT)

    def _averaged(self, one: Any, other: Any, direct: Any) -> Any:
        """The likeness of a row and, by their weight, of its nearest to the other, which is not among these."""
        through, total = np.zeros(len(one), dtype=np.int64), self.total[one]
        for place in range(_AROUND):
            beside, weight = self.around[one, place], self.weights[one, place]
            through += weight * self.likeness.at(other, beside)
            total -= np.where(beside == other, weight, 0)
        return (direct * UNIT + _WEIGHT * through) / (UNIT + _WEIGHT * total) / UNIT


class _Likeness:
    """How alike two rows are, whichever of them lists the other; 0 for those that are not listed."""

    def __init__(self, number: int, ones: Any, others: Any, values: Any) -> None:
        keys = np.concatenate((ones * number + others, others * number + ones))
        order = np.argsort(keys, kind="stable")
        keys, values = keys[order], np.tile(values, 2)[order]
        firsts = np.flatnonzero(np.diff(keys, prepend=-1))
        self._number, self._keys = number, keys[firsts]
        self._values = np.maximum.reduceat(values, firsts) if len(firsts) else values

    def of(self, rows: Any) -> tuple[Any, Any, Any]:
        """The pairs of some rows: the row, the other, and how alike they are."""
        begins, ends = (np.searchsorted(self._keys, (rows + more) * self._number) for more in (0, 1))
        at = ranges(begins, ends - begins)
        return np.repeat(rows, ends - begins), self._keys[at] % self._number, self._values[at]

    def at(self, ones: Any, others: Any) -> Any:
        """How alike each two rows are."""
        asked = ones * self._number + others
        place = np.minimum(np.searchsorted(self._keys, asked), len(self._keys) - 1)
        return np.where(self._keys[place] == asked, self._values[place], 0)
