"""Why two entries are related: the words, numbers and tags that both have, with what each adds to the likeness."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from generator.model import Entry

_MOST = 5


def reasons(entries: Sequence[Entry], pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Up to five shared terms of each pair of ids, strongest first; a tag is marked by `#`."""
    wanted = {name for pair in pairs for name in pair}
    places = [place for place, entry in enumerate(entries) if entry.id in wanted]
    found = dict(zip((entries[place].id for place in places), weights(entries, places), strict=True))
    return {pair: tuple(islice(shared(found[pair[0]], found[pair[1]]), _MOST)) for pair in pairs}


def shared(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    """What each term that both have adds to their likeness, the most first."""
    products = {term: one[term] * other[term] for term in one.keys() & other.keys()}
    return dict(sorted(products.items(), key=lambda item: (-item[1], item[0])))


def weights(entries: Sequence[Entry], places: Sequence[int]) -> list[dict[str, float]]:
    """The terms of the entries at some places with their weights."""
    if not places:
        return []
    from generator.related.vectors import weights_by_term

    return weights_by_term(entries, places)
