"""What the articles of a digest are to each other, by numbers: whatever is kept from one time to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from msgspec import Struct

from generator import duplicates, grouping
from generator.config import Config
from generator.executors import ALONE, Workers
from generator.grouping import Links
from generator.model import Entry
from generator.related import comparison, rows
from generator.related.comparison import Change, Comparison, compare
from generator.related.rows import Rows, numbers, rearranged
from generator.related.selection import STEPS, Facts, choose

_LINKED = STEPS // 10
"""Pairs less alike than this say nothing about stories."""
_NOTHING_NEW = 0.5
"""A text of which this share is another's is no related reading; one with less in common has news of its own."""


class Shared(Struct, frozen=True):
    """The places of each two articles with the same text, the earlier one first, and what share of it is the same."""

    firsts: Any
    seconds: Any
    shares: Any


class Relations(Struct, frozen=True):
    """What was found: the neighbours shown of each article with their scores in ten-thousandths (-1 and 0 where there
    are fewer), texts that are the same, and the number of each article's story, -1 for none.
    """

    comparison: Comparison
    shared: Shared
    chosen: Any
    scores: Any
    stories: Any


def find(
    entries: Sequence[Entry],
    config: Config,
    complete: Callable[[Sequence[Entry]], Sequence[Entry]],
    pinned: Mapping[int, Sequence[int]],
    before: Relations | None,
    workers: Workers = ALONE,
) -> tuple[Relations, Facts]:
    """What articles are to each other; `pinned` are the neighbours that the editor named, by their places.

    Only what may differ from `before` is worked out: the outcome is the same without.
    """
    facts = Facts(entries)
    found, change = compare(entries, facts, complete, before.comparison if before else None, workers)
    known = before or _nothing(config)
    shared, is_shared_anew = _shared(found.samples, known, change)
    is_touched = change.is_touched | is_shared_anew
    asks = is_touched.copy()
    asks[list(pinned)] = True
    chosen, scores = _chosen(entries, found.pairs, shared, facts, config, pinned, np.flatnonzero(asks))
    pool = change.old.copy()
    pool[asks] = len(known.chosen) + np.arange(np.count_nonzero(asks))
    former = change.now[known.chosen]
    before_stories = np.where(change.old >= 0, np.append(known.stories, -1)[change.old], -1)
    gone = known.stories[change.now[:-1] < 0]
    is_loose = is_touched | ((before_stories >= 0) & np.isin(before_stories, gone))
    stories = _stories(entries, found, shared, facts, config, before_stories, is_loose)
    return Relations(
        found, shared, np.concatenate((former, chosen))[pool], np.concatenate((known.scores, scores))[pool], stories
    ), facts


def pack(found: Relations) -> bytes:
    """Relations as bytes."""
    shared = found.shared
    own = {
        "firsts": shared.firsts,
        "seconds": shared.seconds,
        "shares": shared.shares,
        "chosen": found.chosen,
        "scores": found.scores,
        "stories": found.stories,
    }
    return rows.pack(own | comparison.arrays(found.comparison))


def unpack(data: bytes | memoryview) -> Relations | None:
    """Relations from `pack`; None for anything else."""
    try:
        kept = rows.unpack(data)
        return Relations(
            comparison.from_arrays(kept),
            Shared(kept["firsts"], kept["seconds"], kept["shares"]),
            kept["chosen"],
            kept["scores"],
            kept["stories"],
        )
    except (KeyError, ValueError):
        return None


def _nothing(config: Config) -> Relations:
    none = np.empty(0, dtype=np.int64)
    chosen = np.empty((0, config.related.max), dtype=np.int32)
    return Relations(
        comparison.nothing(), Shared(none, none, none.astype(np.float64)), chosen, chosen.astype(np.uint16), none
    )


def _shared(samples: Rows, known: Relations, change: Change) -> tuple[Shared, Any]:
    """The texts that are the same, and the articles for which this may be different now."""
    (digests,) = samples.values
    before = known.comparison.samples
    gone = np.flatnonzero(change.now[:-1] < 0)
    (went,) = rearranged(before, before, gone).values
    is_asked = duplicates.unsettled(samples.starts, digests, change.old < 0, went)
    firsts, seconds = (
        change.now[known.shared.firsts].astype(np.int64),
        change.now[known.shared.seconds].astype(np.int64),
    )
    stays = (firsts >= 0) & (seconds >= 0)
    is_kept = stays & ~(is_asked[firsts] | is_asked[seconds])
    found = duplicates.same_as(samples.starts, digests, is_asked)
    kept = (np.minimum(firsts, seconds)[is_kept], np.maximum(firsts, seconds)[is_kept], known.shared.shares[is_kept])
    merged = Shared(*(np.concatenate(part) for part in zip(kept, found, strict=True)))
    is_new = is_asked.copy()
    for some in (firsts, seconds):
        is_new[some[~is_kept & (some >= 0)]] = True
    is_new[found[0]] = is_new[found[1]] = True
    return merged, is_new


def _chosen(
    entries: Sequence[Entry],
    pairs: Rows,
    shared: Shared,
    facts: Facts,
    config: Config,
    pinned: Mapping[int, Sequence[int]],
    wanted: Any,
) -> tuple[Any, Any]:
    """The neighbours shown of some articles, besides those that are pinned."""
    ranked = rearranged(pairs, pairs, wanted)
    others, scores = ranked.values
    repeats = shared.shares >= _NOTHING_NEW
    firsts, seconds = shared.firsts[repeats], shared.seconds[repeats]
    pins = [place * len(entries) + pin for place, named in pinned.items() for pin in named]
    barred = np.concatenate((firsts * len(entries) + seconds, seconds * len(entries) + firsts, pins)).astype(np.int64)
    is_out = np.isin(wanted[numbers(ranked)] * len(entries) + others, barred)
    is_out |= scores < config.related.threshold * STEPS
    rooms = np.full(len(entries), config.related.max)
    rooms[list(pinned)] = [max(config.related.max - len(named), 0) for named in pinned.values()]
    rooms[[place for place, entry in enumerate(entries) if entry.related is None]] = 0
    return choose(ranked, is_out, facts.sources, rooms[wanted], config.related.max)


def _stories(
    entries: Sequence[Entry],
    found: Comparison,
    shared: Shared,
    facts: Facts,
    config: Config,
    before: Any,
    is_loose: Any,
) -> Any:
    links = _links(len(entries), found.pairs, shared)
    if not config.stories.auto:
        links = links.only(slice(0))
    links = grouping.fitting(entries, links, found.words, facts.days, facts.sources, config.stories)
    return grouping.follow(entries, links, config.stories, before, is_loose)


def _links(number: int, pairs: Rows, shared: Shared) -> Links:
    """What speaks for one event: likeness, and 1 for the same text."""
    others, scores = pairs.values
    ones = numbers(pairs)
    linked = np.flatnonzero((scores >= _LINKED) & (ones < others))
    ones, others, likeness = ones[linked], others[linked].astype(np.int64), scores[linked] / STEPS
    alike = np.isin(ones * number + others, shared.firsts * number + shared.seconds)
    return Links(
        np.concatenate((ones[~alike], shared.firsts)),
        np.concatenate((others[~alike], shared.seconds)),
        np.concatenate((likeness[~alike], np.ones(len(shared.firsts)))),
    )


def chosen(found: Relations) -> tuple[list[int], list[float], list[int]]:
    """The neighbours shown of all articles one after the other, their scores from 0 to 1, and where each article's
    begin; behind them the end of the last.
    """
    shown = found.chosen >= 0
    ends = np.concatenate(([0], np.cumsum(shown.sum(axis=1))))
    return found.chosen[shown].tolist(), (found.scores[shown] / STEPS).tolist(), ends.tolist()


def same(found: Relations, facts: Facts) -> list[tuple[int, list[int]]]:
    """Each article that has its text elsewhere too, and where: newest first, then by id. The articles by their ids."""
    shared, number = found.shared, len(facts.order)
    by_order = np.argsort(facts.order)
    ones = np.concatenate((shared.firsts, shared.seconds))
    ranked = np.sort(ones * number + facts.order[np.concatenate((shared.seconds, shared.firsts))])
    places, starts = np.unique(ranked // number, return_index=True)
    others = by_order[ranked % number]
    listed = others.tolist()
    bounds = pairwise([*starts.tolist(), len(listed)])
    return [(place, listed[start:end]) for place, (start, end) in zip(places.tolist(), bounds, strict=True)]


def told(found: Relations) -> list[list[int]]:
    """The articles of each story."""
    ranked = np.argsort(found.stories, kind="stable")
    numbered = found.stories[ranked]
    first = int(np.searchsorted(numbered, 0))
    begins = np.flatnonzero(np.diff(numbered[first:], prepend=-1))
    return [group.tolist() for group in np.split(ranked[first:], begins[1:])] if len(begins) else []
