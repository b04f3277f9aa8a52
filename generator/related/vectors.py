"""Entries as rows of whole numbers: how often each term occurs, and the unit vectors of its heaviest terms.

Weights are tf-idf with the square root of the frequency (as in Lucene's classic similarity). Everything is rounded to
whole numbers, so that sums are exact in any order, and rarity goes in coarse steps, so that one more article hardly
ever changes the weight of a word elsewhere.
"""

from __future__ import annotations

import hashlib
import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from generator.model import Entry
from generator.slugs import slugify

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

UNIT = 1 << 14
"""The length of a vector: likeness is a scalar product divided by `UNIT` squared."""
_HEAVIEST = 80
"""How many of an article's terms are compared: more cost time and do not change the order for the better."""
_TAG_COUNT = 3
"""A tag counts like a word that occurs this often."""
_NUMBER_WEIGHT = 2
"""Numbers tell look-alike events apart: dates, magnitudes, sums."""
_RARE = 4
"""Terms in fewer entries than this are all equally rare."""
_FEWEST = 128
"""A digest of fewer entries is weighed as if it had so many: its own numbers tell too little."""
_COMMON = 1024
_COMMON_SHARE = 5
"""Terms in more entries than `_COMMON`, and than one in 2 to the power of this, are not compared."""
_CANDIDATES = 1 << 15
"""A vector ends before its terms lead to more entries than this, so that each article costs the same in any digest."""
_LARGEST = 255 * _NUMBER_WEIGHT
_NAME_BITS = 26
_TOP = (1 << 16) - 1
_ROW_SHIFT = _NAME_BITS + 16
_FREQUENCY = np.array([round(256 * math.sqrt(count)) for count in range(_LARGEST + 1)], dtype=np.int32)


class Counts(Struct, frozen=True):
    """The terms of entries by row: columns between `starts`, and how often each occurs.

    `names` are 64-bit digests of the terms by column, in order.
    """

    starts: Any
    columns: Any
    times: Any
    names: Any


def terms_of(entry: Entry) -> list[str]:
    """What is compared, each term once: the stems of words, and tags marked by `#`."""
    stems = entry.wording.stems.split(" ") if entry.wording.stems else []
    return [*stems, *(f"#{slug}" for slug in dict.fromkeys(map(slugify, entry.tags)))]


def count_terms(entries: Sequence[Entry]) -> Counts:
    """The counts of all entries."""
    numbers: defaultdict[str, int] = defaultdict(lambda: len(numbers))
    packed, lengths, counts = array("i"), [0], []
    for entry in entries:
        terms = terms_of(entry)
        packed.extend(map(numbers.__getitem__, terms))
        lengths.append(len(terms))
        counts.append(entry.wording.counts + bytes([_TAG_COUNT]) * (len(terms) - len(entry.wording.counts)))
    columns = np.array(packed, dtype=np.int32)
    times = np.frombuffer(b"".join(counts), dtype=np.uint8).astype(np.uint16)
    doubled = np.array([term[0].isdigit() for term in numbers], dtype=bool)
    times[doubled[columns]] *= _NUMBER_WEIGHT
    names, ranks = np.unique(digests(numbers), return_inverse=True)
    return Counts(np.cumsum(lengths), ranks.astype(np.int32)[columns], times, names)


def joined(one: Counts, other: Counts, rows: Any) -> Counts:
    """Some rows of two counts, in a new order; those of the second one have the numbers after those of the first."""
    names = np.union1d(one.names, other.names)
    places = [np.searchsorted(names, counts.names).astype(np.int32)[counts.columns] for counts in (one, other)]
    starts = np.concatenate((one.starts[:-1], other.starts[:-1] + len(one.columns)))
    lengths = np.concatenate((np.diff(one.starts), np.diff(other.starts)))[rows]
    taken = ranges(starts[rows], lengths)
    return Counts(
        np.concatenate(([0], np.cumsum(lengths))),
        np.concatenate(places)[taken],
        np.concatenate((one.times, other.times))[taken],
        names,
    )


def digests(terms: Iterable[str]) -> Any:
    """64 bits for each term, the same on every machine."""
    made = b"".join(hashlib.blake2b(term.encode(), digest_size=8).digest() for term in terms)
    return np.frombuffer(made, dtype="<u8")


def rarity(counts: Counts) -> Any:
    """The weight of each term by its column (see `levels`)."""
    return levels(np.bincount(counts.columns, minlength=len(counts.names)), len(counts.starts) - 1)


def levels(found_in: Any, entries: int) -> Any:
    """The weight of each term from the number of entries it is found in: half the binary logarithm of its rarity,
    rounded up, and 0 for what is everywhere. What is unique counts: it tells how much of an article is its own.
    """
    # `frexp` gives the number of binary digits: 1 for 1, 2 for 2 and 3, 3 for 4 to 7.
    digits = np.frexp(np.maximum(found_in, _RARE).astype(np.float64))[1]
    steps = (magnitude(entries) - digits + 1) // 2
    common = max(_COMMON, (1 << magnitude(entries)) >> _COMMON_SHARE)
    return np.where(found_in > common, 0, np.maximum(steps, 0)).astype(np.int32)


def magnitude(entries: int) -> int:
    """The binary digits of a number of entries: as long as these stay, weights and vectors hardly change."""
    return max(entries, _FEWEST).bit_length()


def vectors(counts: Counts, weights: Any, rows: Any = None) -> csr_matrix:
    """Unit vectors of the heaviest terms of all rows, or of some. Equal weights go by the terms' digests."""
    from scipy.sparse import csr_matrix

    number = len(counts.starts) - 1 if rows is None else len(rows)
    row, columns, weighed = _heaviest(counts, weights, np.arange(number) if rows is None else rows)
    squares = np.bincount(row, weighed.astype(np.float64) ** 2, minlength=number)
    data = np.rint(weighed * (UNIT / np.sqrt(squares)[row])).astype(np.int32)
    starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=number))))
    return csr_matrix((data, columns, starts), shape=(number, max(len(counts.names), 1)))


def _heaviest(counts: Counts, weights: Any, rows: Any) -> tuple[Any, Any, Any]:
    """The heaviest terms of each row: its place among `rows`, the column, the weight."""
    lengths = counts.starts[rows + 1] - counts.starts[rows]
    places = ranges(counts.starts[rows], lengths)
    columns = counts.columns[places]
    weighed = _FREQUENCY[counts.times[places]].astype(np.int64) * weights[columns]
    row = np.repeat(np.arange(len(rows)), lengths)
    kept = np.flatnonzero(weighed)
    # One whole number for each term, sorted at once: its row, its weight from the top, its name's rank.
    keys = (row[kept] << _ROW_SHIFT) | ((_TOP - weighed[kept]) << _NAME_BITS) | columns[kept]
    keys.sort()
    row = keys >> _ROW_SHIFT
    columns = keys & ((1 << _NAME_BITS) - 1)
    amounts = np.bincount(row, minlength=len(rows))
    first = np.repeat(np.cumsum(amounts) - amounts, amounts)
    # What weights say of how many entries have a term, and not the number itself: it does not change with each entry.
    found_in = 1 << np.maximum(magnitude(len(counts.starts) - 1) - 2 * weights[columns].astype(np.int64), 0)
    reached = np.cumsum(found_in)
    reached -= (reached - found_in)[first]
    heavy = (np.arange(len(row)) - first < _HEAVIEST) & (reached <= _CANDIDATES)
    return row[heavy], columns[heavy], _TOP - ((keys[heavy] >> _NAME_BITS) & _TOP)


def ranges(starts: Any, lengths: Any) -> Any:
    """The places `start, start + 1, …` of several stretches, one after the other."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + lengths, lengths)


def weights_by_term(entries: Sequence[Entry], rows: Sequence[int]) -> list[dict[str, float]]:
    """The terms of some rows with their weights, as those of vectors of length 1."""
    counts = count_terms(entries)
    matrix = vectors(counts, rarity(counts), np.array(rows, dtype=np.int64))
    named = []
    for place, row in enumerate(rows):
        start, end = matrix.indptr[place : place + 2]
        weight = dict(zip(matrix.indices[start:end].tolist(), matrix.data[start:end].tolist(), strict=True))
        columns = counts.columns[counts.starts[row] : counts.starts[row + 1]].tolist()
        terms = zip(terms_of(entries[row]), columns, strict=True)
        named.append({term: weight[column] / UNIT for term, column in terms if column in weight})
    return named
