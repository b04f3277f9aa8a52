"""Related articles: the nearest neighbours by the words, names and tags that two articles share.

The package owns SciPy and sparse_dot_topn; these and NumPy are loaded only when there is something to compare.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from generator.errors import Problem
from generator.model import Entry
from generator.references import by_name, unknown


class Explanation(Struct, frozen=True):
    """Why two entries are as near as they are.

    `shared` has what each term adds to `likeness`, the cosine of the two; `together` is the same in the light of what
    stands near both; `score` also minds time and language.
    """

    shared: dict[str, float]
    likeness: float
    together: float
    score: float


def explain(entries: Sequence[Entry], one: str, other: str) -> Explanation:
    """The likeness of two entries by their ids, term by term. A pair that is nothing to each other has the score 0."""
    import numpy as np

    from generator.related.comparison import compare, pairs_of
    from generator.related.reasons import shared, weights
    from generator.related.selection import STEPS, Facts, weighed

    places = [next(place for place, entry in enumerate(entries) if entry.id == name) for name in (one, other)]
    terms = shared(*weights(entries, places))
    facts = Facts(entries)
    firsts, seconds, likeness = pairs_of(compare(entries, facts)[0], np.array(places[:1]))
    at = seconds == places[1]
    together = float(likeness[at][0]) if at.any() else 0.0
    score = weighed(firsts[at], seconds[at], likeness[at], facts)
    reached = float(score[0]) / STEPS if at.any() else 0.0
    return Explanation(terms, round(sum(terms.values()), 4), round(together, 4), reached)


def pinned(entries: Sequence[Entry]) -> tuple[dict[int, list[int]], list[Problem]]:
    """What `related:` names, by place, each once and never the entry itself; a name of nothing is a warning."""
    naming = [place for place, entry in enumerate(entries) if entry.related]
    if not naming:
        return {}, []
    names = by_name(entries)
    places = {entry.id: place for place, entry in enumerate(entries)}
    pins: dict[int, list[int]] = {}
    problems: list[Problem] = []
    for place in naming:
        named = entries[place].related or ()
        found = dict.fromkeys(places[names[name].id] for name in named if name in names)
        pins[place] = [pin for pin in found if pin != place]
        problems += [unknown(name, names, "related", entries[place].path) for name in named if name not in names]
    return pins, problems
