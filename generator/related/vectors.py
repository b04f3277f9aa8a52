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
from typing import Any

import numpy as np
from msgspec import Struct

from generator.model import Entry
from generator.related.rows import Rows, rearranged, rows_of, within
from generator.slugs import slugify

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
CANDIDATES = 1 << 15
"""A vector ends before its terms lead to more entries than this, so that each article costs the same in any digest."""
_LARGEST = 255 * _NUMBER_WEIGHT
_NAME_BITS = 26
_TOP = (1 << 16) - 1
_ROW_SHIFT = _NAME_BITS + 16
_BATCH = 1 << 13
_FREQUENCY = np.array([round(256 * math.sqrt(count)) for count in range(_LARGEST + 1)], dtype=np.int32)


class Counts(Struct, frozen=True):
    """The terms of entries by row: columns, and how often each occurs.

    `names` are 64-bit digests of the terms in order, `columns` those of each; columns stay when names are added.
    `found_in` has by column the number of rows.
    """

    terms: Rows
    names: Any
    columns: Any
    found_in: Any

    def __len__(self) -> int:
        return len(self.terms)


def terms_of(entry: Entry) -> list[str]:
    """What is compared, each term once: the stems of words, and tags marked by `#`."""
    stems = entry.wording.stems.split(" ") if entry.wording.stems else []
    return [*stems, *(f"#{slug}" for slug in dict.fromkeys(map(slugify, entry.tags)))]


def count_terms(entries: Sequence[Entry]) -> Counts:
    """The counts of all entries."""
    numbers: defaultdict[str, int] = defaultdict(lambda: len(numbers))
    packed, lengths, counts = array("i"), [], []
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
    columns = ranks.astype(np.int32)[columns]
    found_in = np.bincount(columns, minlength=len(names))
    return Counts(rows_of(lengths, columns, times), names, np.arange(len(names)), found_in)


def joined(one: Counts, other: Counts, wanted: Any) -> Counts:
    """Some rows of two counts, in a new order; those of the second one have the numbers after those of the first."""
    place = np.searchsorted(one.names, other.names)
    is_new = np.append(one.names, 0)[place] != other.names
    is_new[place == len(one.names)] = True
    added = len(one.names) + np.arange(np.count_nonzero(is_new))
    columns = np.empty(len(other.names), dtype=np.int32)
    columns[is_new] = added
    columns[~is_new] = one.columns[place[~is_new]]
    own, times = other.terms.values
    more = Rows(other.terms.starts, (columns[own], times))
    terms = rearranged(one.terms, more, wanted)
    is_dropped = np.ones(len(one) + len(other), dtype=bool)
    is_dropped[wanted] = False
    gone = rearranged(one.terms, more, np.flatnonzero(is_dropped)).values[0]
    found_in = np.concatenate((one.found_in, np.zeros(len(added), dtype=np.int64)))
    found_in[columns] += other.found_in
    found_in -= np.bincount(gone, minlength=len(found_in))
    places = place[is_new]
    return Counts(
        terms, np.insert(one.names, places, other.names[is_new]), np.insert(one.columns, places, added), found_in
    )


def digests(terms: Iterable[str]) -> Any:
    """64 bits for each term, the same on every machine."""
    made = b"".join(hashlib.blake2b(term.encode(), digest_size=8).digest() for term in terms)
    return np.frombuffer(made, dtype="<u8")


def rarity(counts: Counts) -> Any:
    """The weight of each term by its column (see `levels`)."""
    return levels(counts.found_in, len(counts))


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


def vectors(counts: Counts, weights: Any, wanted: Any) -> Rows:
    """Unit vectors of the heaviest terms of some rows: columns and values. Equal weights go by the terms' digests."""
    ranks = np.empty(len(counts.names), dtype=np.int64)
    ranks[counts.columns] = np.arange(len(counts.names))
    parts = [
        _vectors(counts, weights, ranks, wanted[start : start + _BATCH])
        for start in range(0, max(len(wanted), 1), _BATCH)
    ]
    lengths, columns, data = (np.concatenate(part) for part in zip(*parts, strict=True))
    return rows_of(lengths, columns, data)


def _vectors(counts: Counts, weights: Any, ranks: Any, wanted: Any) -> tuple[Any, Any, Any]:
    row, columns, weighed = _heaviest(counts, weights, ranks, wanted)
    squares = np.bincount(row, weighed.astype(np.float64) ** 2, minlength=len(wanted))
    data = np.rint(weighed * (UNIT / np.sqrt(squares)[row])).astype(np.int32)
    return np.bincount(row, minlength=len(wanted)), columns.astype(np.int32), data


def _heaviest(counts: Counts, weights: Any, ranks: Any, wanted: Any) -> tuple[Any, Any, Any]:
    """The heaviest terms of each row: its place among those `wanted`, the column, the weight."""
    places, row = within(counts.terms, wanted)
    columns, times = (values[places] for values in counts.terms.values)
    weighed = _FREQUENCY[times].astype(np.int64) * weights[columns]
    kept = np.flatnonzero(weighed)
    # One whole number for each term, sorted at once: its row, its weight from the top, its name's rank.
    keys = (row[kept] << _ROW_SHIFT) | ((_TOP - weighed[kept]) << _NAME_BITS) | ranks[columns[kept]]
    keys.sort()
    row = keys >> _ROW_SHIFT
    columns = counts.columns[keys & ((1 << _NAME_BITS) - 1)]
    amounts = np.bincount(row, minlength=len(wanted))
    first = np.repeat(np.cumsum(amounts) - amounts, amounts)
    # What weights say of how many entries have a term, and not the number itself: it does not change with each entry.
    found_in = 1 << np.maximum(magnitude(len(counts)) - 2 * weights[columns].astype(np.int64), 0)
    reached = np.cumsum(found_in)
    reached -= (reached - found_in)[first]
    heavy = (np.arange(len(row)) - first < _HEAVIEST) & (reached <= CANDIDATES)
    return row[heavy], columns[heavy], _TOP - ((keys[heavy] >> _NAME_BITS) & _TOP)


def weights_by_term(entries: Sequence[Entry], rows: Sequence[int]) -> list[dict[str, float]]:
    """The terms of some rows with their weights, as those of vectors of length 1."""
    counts = count_terms(entries)
    made = vectors(counts, rarity(counts), np.array(rows, dtype=np.int64))
    named = []
    for place, row in enumerate(rows):
        columns, data = (values[slice(*made.starts[place : place + 2])] for values in made.values)
        weight = dict(zip(columns.tolist(), data.tolist(), strict=True))
        own = counts.terms.values[0][slice(*counts.terms.starts[row : row + 2])]
        terms = zip(terms_of(entries[row]), own.tolist(), strict=True)
        named.append({term: weight[column] / UNIT for term, column in terms if column in weight})
    return named
