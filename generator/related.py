"""Related articles: the nearest neighbours by the words and tags that two articles share.

Terms are weighted by tf-idf with logarithmic frequency (Salton & Buckley 1988, "ltc"); likeness is the
cosine of two articles' vectors, from 0 to 1. Owner of NumPy, SciPy and sparse_dot_topn.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from generator.config import Relating
from generator.errors import Problem
from generator.model import Entry, Neighbour
from generator.references import by_name, unknown
from generator.slugs import slugify

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_HEAVIEST = 40
"""How many of an article's terms are compared: more cost time and hardly change the order."""
_TAG_COUNT = 3
"""A tag counts like a word that occurs this often."""
_REASONS = 5


def relate(entries: Sequence[Entry], settings: Relating) -> tuple[dict[str, tuple[Neighbour, ...]], list[Problem]]:
    """The neighbours of each entry by its id: those that the editor named first, then the nearest.

    Equal scores go by date, newest first, then by id. An entry with `related: false` has none.
    """
    pinned, problems = _pinned(entries)
    nearest = _nearest(entries, settings)
    neighbours: dict[str, tuple[Neighbour, ...]] = {}
    for entry in entries:
        if entry.related is None:
            continue
        pins = pinned.get(entry.id, [])
        found = [near for near in nearest.get(entry.id, ()) if near.id not in pins]
        neighbours[entry.id] = (*(Neighbour(pin, 1.0) for pin in pins), *found)[: max(settings.max, len(pins))]
    return neighbours, problems


def _pinned(entries: Sequence[Entry]) -> tuple[dict[str, list[str]], list[Problem]]:
    """What `related:` names, each once and never the entry itself; a name of nothing is a warning."""
    names = by_name(entries)
    pinned: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for entry in entries:
        found = dict.fromkeys(names[name].id for name in entry.related or () if name in names)
        pinned[entry.id] = [pin for pin in found if pin != entry.id]
        problems += [unknown(name, names, "related", entry.path) for name in entry.related or () if name not in names]
    return pinned, problems


def _nearest(entries: Sequence[Entry], settings: Relating) -> dict[str, tuple[Neighbour, ...]]:
    if settings.max == 0 or len(entries) < 2:
        return {}
    import numpy as np
    from sparse_dot_topn import sp_matmul_topn

    vectors = list(_vectors(entries))
    matrix = _matrix(vectors)
    # One more for the entry itself, and a few for ties, which are put in order below.
    likeness = sp_matmul_topn(
        matrix, matrix.T.tocsr(), top_n=settings.max + 8, threshold=settings.threshold, sort=True, n_threads=1
    )
    order = {
        number: rank for rank, number in enumerate(sorted(range(len(entries)), key=lambda i: _precedence(entries[i])))
    }
    found: dict[str, tuple[Neighbour, ...]] = {}
    for row, entry in enumerate(entries):
        start, end = likeness.indptr[row : row + 2]
        scores = np.round(likeness.data[start:end].astype(float), 4).tolist()
        columns = likeness.indices[start:end].tolist()
        ranked = sorted(
            (-score, order[column], column) for score, column in zip(scores, columns, strict=True) if column != row
        )
        found[entry.id] = tuple(
            Neighbour(entries[column].id, min(-score, 1.0), _reasons(vectors[row], vectors[column]))
            for score, _, column in ranked[: settings.max]
        )
    return found


def _vectors(entries: Sequence[Entry]) -> Iterator[dict[str, float]]:
    """Each entry's heaviest terms with their weights, of length 1."""
    counted = [dict(entry.terms) | {f"#{slugify(tag)}": _TAG_COUNT for tag in entry.tags} for entry in entries]
    frequency: Counter[str] = Counter()
    for terms in counted:
        frequency.update(terms.keys())
    rarity = {term: math.log(len(entries) / count) for term, count in frequency.items() if count > 1}
    for terms in counted:
        weights = [((1 + math.log(count)) * rarity[term], term) for term, count in terms.items() if term in rarity]
        heaviest = sorted(weights, key=lambda pair: (-pair[0], pair[1]))[:_HEAVIEST]
        length = math.sqrt(sum(weight * weight for weight, _ in heaviest)) or 1.0
        yield {term: weight / length for weight, term in heaviest}


def _matrix(vectors: Sequence[dict[str, float]]) -> csr_matrix:
    import numpy as np
    from scipy.sparse import csr_matrix

    numbers: dict[str, int] = {}
    columns = [numbers.setdefault(term, len(numbers)) for vector in vectors for term in vector]
    weights = [weight for vector in vectors for weight in vector.values()]
    starts = np.cumsum([0, *(len(vector) for vector in vectors)])
    shape = (len(vectors), max(len(numbers), 1))
    return csr_matrix(
        (np.array(weights, dtype=np.float64), np.array(columns, dtype=np.int32), starts),
        shape=shape,
    )


def _precedence(entry: Entry) -> tuple[float, str]:
    return (-entry.date.at.timestamp() if entry.date else math.inf, entry.id)


def _reasons(one: dict[str, float], other: dict[str, float]) -> tuple[str, ...]:
    """The shared terms that add most to the likeness; a tag is marked by `#`."""
    shared = sorted((-one[term] * other[term], term) for term in one.keys() & other.keys())
    return tuple(term for _, term in shared[:_REASONS])
