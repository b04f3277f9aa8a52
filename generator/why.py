"""Why two articles are related, for the editor who wonders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from generator import plan, related
from generator.build import read_content
from generator.configfile import load_config
from generator.connections import connect
from generator.content import read_body
from generator.duplicates import containment
from generator.errors import ArgumentError, Problem, did_you_mean
from generator.executors import Workers
from generator.markdown import without_targets
from generator.model import Entry
from generator.references import by_name
from generator.related import Explanation
from generator.timeline import Timeline
from generator.vocabulary import load_vocabulary, unite
from generator.words import written_forms


class Why(Struct, frozen=True):
    """Two entries by id and title, why they are related, and what came of it.

    `same_text` is the share of the shorter text that is also in the other; `named` tells that the first names the
    second in `related:`. `written` has how the two write what they share, where that is a word of one stem.
    """

    entries: tuple[tuple[str, str], tuple[str, str]]
    explanation: Explanation
    written: dict[str, str]
    same_text: float
    shown: bool
    named: bool
    story: str | None


def why(root: Path, one: str, other: str, timeline: Timeline) -> Why:
    """Compare two entries, named by id, slug or path. Raises ArgumentError for a name that no entry has."""
    config = load_config(root)
    reading = read_content(root, config, Workers(None), timeline, use_cache=True)
    distinct, _ = plan.distinct(reading.entries, config)
    entries = reading.complete(unite(distinct, load_vocabulary(root)))
    first, second = (_find(name, by_name(entries)) for name in (one, other))
    with timeline.stage("relate"):
        found = connect(entries, config)
        explanation = related.explain(entries, first.id, second.id)
    nears = {near.id for near in found.neighbours.get(first.id, ())}
    together = (story.slug for story in found.stories if {first.id, second.id} <= set(story.entries))
    return Why(
        ((first.id, first.title), (second.id, second.title)),
        explanation,
        _written(root, (second, first), explanation.shared),
        round(containment(first.wording.shingles, second.wording.shingles), 4),
        second.id in nears,
        bool({second.id, second.slug, second.path} & set(first.related or ())),
        next(together, None),
    )


def _written(root: Path, entries: Iterable[Entry], terms: Iterable[str]) -> dict[str, str]:
    forms: dict[str, str] = {}
    for entry in entries:
        text = without_targets(read_body(root, entry.path, entry.body_digest))
        forms |= written_forms(f"{entry.title}\n{text}", entry.lang)
    return {term: forms[term] for term in terms if term in forms}


def _find(name: str, names: dict[str, Entry]) -> Entry:
    if name not in names:
        hint = did_you_mean(name, names) or "name an entry by its id, its slug or its path"
        raise ArgumentError(Problem(message=f"there is no entry {name!r}", hint=hint))
    return names[name]
