"""Rows of different lengths, one after the other in flat arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec import DecodeError, Struct, msgpack


class Rows(Struct, frozen=True):
    """Rows between `starts`, in one or more flat arrays of equal length."""

    starts: Any
    values: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.starts) - 1


class _Kept(Struct, frozen=True):
    """An array in a file."""

    kind: str
    shape: tuple[int, ...]
    data: memoryview


def rows_of(lengths: Any, *values: Any) -> Rows:
    """Rows of these lengths."""
    return Rows(np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))), values)


def rearranged(one: Rows, other: Rows, wanted: Any) -> Rows:
    """Some rows of two, in a new order; those of the second one have the numbers after those of the first.

    Neighbours that stay neighbours are copied together, so that a few changes cost no more than a copy.
    """
    if not len(wanted):
        return Rows(np.zeros(1, dtype=np.int64), tuple(values[:0] for values in one.values))
    lengths = np.concatenate((np.diff(one.starts), np.diff(other.starts)))[wanted]
    breaks = np.flatnonzero((np.diff(wanted) != 1) | (wanted[1:] == len(one))) + 1
    firsts, lasts = wanted[np.append(0, breaks)].tolist(), wanted[np.append(breaks, len(wanted)) - 1].tolist()
    stretches = [
        (one, first, last + 1) if first < len(one) else (other, first - len(one), last + 1 - len(one))
        for first, last in zip(firsts, lasts, strict=True)
    ]
    bounds = [(rows, int(rows.starts[first]), int(rows.starts[end])) for rows, first, end in stretches]
    values = (
        np.concatenate([rows.values[place][start:end] for rows, start, end in bounds])
        for place in range(len(one.values))
    )
    return rows_of(lengths, *values)


def numbers(rows: Rows) -> Any:
    """The row of each value."""
    return np.repeat(np.arange(len(rows)), np.diff(rows.starts))


def ranges(starts: Any, lengths: Any) -> Any:
    """The places `start, start + 1, …` of several stretches, one after the other."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + lengths, lengths)


def within(rows: Rows, some: Any) -> tuple[Any, Any]:
    """The places of the values of some rows, and of each the number of its row among these."""
    lengths = rows.starts[some + 1] - rows.starts[some]
    return ranges(rows.starts[some], lengths), np.repeat(np.arange(len(some)), lengths)


def pack(arrays: Mapping[str, Any]) -> bytes:
    """Arrays by name as bytes."""
    kept = {name: _Kept(each.dtype.str, each.shape, _bytes(each)) for name, each in arrays.items()}
    return msgpack.encode(kept)


def _bytes(array: Any) -> memoryview:
    # An empty array has no memory to look at.
    return np.ascontiguousarray(array).view(np.uint8).reshape(-1).data if array.size else memoryview(b"")


def unpack(data: bytes | memoryview) -> Mapping[str, Any]:
    """Arrays from `pack`, which share the memory of `data`. Raises ValueError for anything else."""
    try:
        kept = msgpack.decode(data, type=dict[str, _Kept])
    except DecodeError as error:
        raise ValueError from error
    return {name: np.frombuffer(each.data, dtype=each.kind).reshape(each.shape) for name, each in kept.items()}


def stacked(sequences: Sequence[bytes], kind: str) -> Rows:
    """Rows from the bytes of each."""
    size = np.dtype(kind).itemsize
    return rows_of([len(each) // size for each in sequences], np.frombuffer(b"".join(sequences), dtype=kind))


def flat(parts: Mapping[str, Rows]) -> dict[str, Any]:
    """Rows by name as arrays by name."""
    starts = {f"{name}.starts": part.starts for name, part in parts.items()}
    return starts | {f"{name}.{place}": each for name, part in parts.items() for place, each in enumerate(part.values)}


def from_flat(arrays: Mapping[str, Any], name: str) -> Rows:
    """The rows that `flat` was given under a name. Raises KeyError."""
    places = range(sum(key.startswith(f"{name}.") for key in arrays) - 1)
    return Rows(arrays[f"{name}.starts"], tuple(arrays[f"{name}.{place}"] for place in places))
