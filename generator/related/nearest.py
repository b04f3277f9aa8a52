"""The nearest of each row: exact, with ties in a stated order, and in the light of what stands near both.

Two articles on one event often share few words themselves, and many with the articles around them. So a row's
likeness to another is averaged with the likeness of its nearest rows to that other (document expansion: Singhal &
Pereira 1999), and lowered where both have many alike, as all articles in a beat do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

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
_BATCH = 20_000
_FEW = 500


def nearest(matrix: csr_matrix, order: Any, days: Any) -> tuple[Any, Any]:
    """The `KEPT` nearest rows of each row and their scalar products, nearest first; -1 and 0 where there are fewer.

    Of equal ones those of near days come first, then those first in `order`.
    """
    from sparse_dot_topn import sp_matmul_topn

    # One more for the row itself, and one to tell whether the last is tied with what was left out.
    found = sp_matmul_topn(matrix, matrix.T.tocsr(), top_n=KEPT + 2, threshold=_LEAST, n_threads=1)
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(found.indptr))
    ids, products, tied = _first(rows, found.indices, found.data, (order, days), np.arange(matrix.shape[0]))
    if len(tied):
        ids[tied], products[tied] = _compare(matrix, tied, (order, days))
    return ids, products


def nearest_again(
    matrix: csr_matrix, ties: tuple[Any, Any], known: tuple[Any, Any], moved: Any, touched: Any
) -> tuple[Any, Any]:
    """The same where only the vectors of some rows are new. `ties` are order and days; `known` is what was found with
    the other vectors, and right but for the rows that are `touched` (one truth value a row) and those that a `moved`
    row is near to now.
    """
    ids, products = known
    found = (matrix[moved] @ matrix.T.tocsr()).tocoo()
    near = (found.data > _LEAST) & (found.data >= products[found.col, KEPT - 1])
    touched[found.col[near]] = True
    rows = np.flatnonzero(touched)
    if len(rows):
        ids[rows], products[rows] = _compare(matrix, rows, ties)
    return ids, products


def _compare(matrix: csr_matrix, rows: Any, ties: tuple[Any, Any]) -> tuple[Any, Any]:
    """The same for some rows, by comparing them with all."""
    turned = matrix.T.tocsr()
    parts = []
    for start in range(0, len(rows), _FEW):
        some = rows[start : start + _FEW]
        found = (matrix[some] @ turned).tocoo()
        fits = found.data > _LEAST
        parts.append(_first(found.row[fits], found.col[fits], found.data[fits], ties, some)[:2])
    return np.concatenate([ids for ids, _ in parts]), np.concatenate([products for _, products in parts])


def _first(places: Any, others: Any, products: Any, ties: tuple[Any, Any], rows: Any) -> tuple[Any, Any, Any]:
    """The first `KEPT` of each of `rows`, which `places` count, and the places of those where what was left out may
    be equal to the last.
    """
    order, days = ties
    alone = others != rows[places]
    places, others, products = places[alone], others[alone], products[alone]
    apart = np.abs(days[rows[places]] - days[others])
    ranked = np.lexsort((order[others], apart, -products, places))
    places, others, products = places[ranked], others[ranked], products[ranked]
    amounts = np.bincount(places, minlength=len(rows))
    rank = np.arange(len(places)) - np.repeat(np.cumsum(amounts) - amounts, amounts)
    ids = np.full((len(rows), KEPT + 1), -1, dtype=np.int32)
    values = np.zeros((len(rows), KEPT + 1), dtype=np.int32)
    shown = rank <= KEPT
    ids[places[shown], rank[shown]] = others[shown]
    values[places[shown], rank[shown]] = products[shown]
    tied = np.flatnonzero((values[:, KEPT] > 0) & (values[:, KEPT] == values[:, KEPT - 1]))
    return ids[:, :KEPT], values[:, :KEPT], tied


class Surroundings:
    """What stands near each row, made to be asked about many pairs."""

    def __init__(self, ids: Any, products: Any) -> None:
        from scipy.sparse import csr_matrix

        number = len(ids)
        rows, places = np.nonzero(ids >= 0)
        near = csr_matrix(
            (products[rows, places].astype(np.int64) // UNIT, (rows, ids[rows, places])), (number, number)
        )
        self.likeness = near.maximum(near.T).tocsr()
        self.likeness.sort_indices()
        few = places < _AROUND
        self.around = csr_matrix(
            (products[rows[few], places[few]].astype(np.int64) // UNIT, (rows[few], ids[rows[few], places[few]])),
            (number, number),
        )
        self.turned = self.around.T.tocsr()
        self.total = np.asarray(self.around.sum(axis=1)).ravel()
        first = products[:, : _CROWD + 1].astype(np.int64) // UNIT
        self.first, self.last = first.sum(axis=1), first[:, -1]

    def pairs(self, rows: Any) -> tuple[Any, Any, Any]:
        """Each pair of one of these rows and a row near it, with their likeness from 0 to 1, row by row."""
        parts = [self._pairs(rows[start : start + _BATCH]) for start in range(0, len(rows), _BATCH)]
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
