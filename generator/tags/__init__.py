"""Tags for articles: names and key phrases of the text, and what the editor gives to articles like it, in the
labels that the digest uses already.

Every word and phrase of a text has odds of being a tag: a logistic regression on ten simple measures. Its
weights were fitted to the keywords that publishers gave to news pages (`benchmarks/editorial/tags.py` measures
them) and are fixed. The tags of similar entries have odds of their own; a tag may come from both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from msgspec import Struct

from generator.markdown import plain_paragraphs
from generator.tags.background import Background, background, bare
from generator.tags.candidates import Candidate, candidates
from generator.vocabulary import Vocabulary, fold
from generator.words import count_words, terms

__all__ = ["Background", "background", "suggest"]

_REACH = 20_000
"""Characters of a text that are read."""
_LEAST_ODDS = 0.01
_SHORT, _LONG = 100, 500
"""Words of a text. In one half as long as a long one a tag needs twice the least odds, since in it everything seems to
matter; a short one is none the worse for being shorter.
"""
_HOUSE = 0.7
"""Added to the log-odds of a phrase that is a tag of the digest already."""
_TRUST = 0.7
"""How far the tags of similar entries are trusted."""
_LONGEST_LABEL = 60


class _Rated(Struct, frozen=True):
    odds: float
    label: str
    folded: tuple[str, ...]


def suggest(title: str, body: str, lang: str, known: Background, vocabulary: Vocabulary, most: int) -> tuple[str, ...]:
    """At most `most` tags for an article with a Markdown body, best first. None is a part of another."""
    if most < 1:
        return ()
    paragraphs = plain_paragraphs(body, _REACH)
    text = "\n".join(paragraphs)
    rated: dict[tuple[str, ...], _Rated] = {}
    for candidate in candidates(title, paragraphs, lang):
        if candidate.count > 1 or known.is_elsewhere(list(map(bare, candidate.meant))):
            _keep_best(rated, _rate(candidate, known, vocabulary))
    if known.tagged:
        for folded, share in known.votes(terms(title, text, lang)).items():
            label = known.labels[folded][0]
            before = rated[folded].odds if folded in rated else 0.0
            rated[folded] = _Rated(1 - (1 - before) * (1 - _TRUST * share), label, folded)
    least = _LEAST_ODDS * _LONG / min(max(count_words(text), _SHORT), _LONG)
    ranked = sorted(
        (one for one in rated.values() if one.odds >= least and not known.is_common(one.folded)),
        key=lambda one: (-one.odds, one.folded),
    )
    return tuple(one.label for one in _distinct(ranked, most))


def _keep_best(rated: dict[tuple[str, ...], _Rated], one: _Rated | None) -> None:
    if one and (one.folded not in rated or rated[one.folded].odds < one.odds):
        rated[one.folded] = one


def _rate(candidate: Candidate, known: Background, vocabulary: Vocabulary) -> _Rated | None:
    label = vocabulary.label(candidate.label)
    if label is None or len(label) > _LONGEST_LABEL:
        return None
    folded = fold(label)
    is_house = folded in known.labels or vocabulary.has(label)
    if folded in known.labels:
        label = known.labels[folded][0]
    elif not vocabulary.has(label) and not (known.small_letters and label.islower()):
        label = label[:1].upper() + label[1:]
    logit = _logit(candidate, known) + (_HOUSE if is_house else 0.0)
    return _Rated(1 / (1 + math.exp(-logit)), label, folded)


def _logit(candidate: Candidate, known: Background) -> float:
    """The log-odds that a publisher would give this tag."""
    return (
        -2.22
        + 0.31 * math.log(candidate.count)
        + 0.57 * math.log(candidate.share)
        - 0.35 * math.log(1 + candidate.first)
        + 0.66 * candidate.capitals
        + (0.99 if len(candidate.meant) > 1 else 0.0)
        + 1.13 * min(known.rarity(bare(stem)) for stem in candidate.meant)
        + 1.21 * candidate.spread
        - 0.65 * candidate.ending
        - 1.16 * candidate.within
        - (0.89 if candidate.is_past else 0.0)
    )


def _distinct(ranked: Sequence[_Rated], most: int) -> Iterator[_Rated]:
    """Leave out a tag that is a part of a better one, or has a better one as a part."""
    taken: list[frozenset[str]] = []
    for one in ranked:
        if len(taken) == most:
            return
        words = frozenset(fold(" ".join(map(bare, one.label.lower().split()))))
        if not any(words <= other or other <= words for other in taken):
            taken.append(words)
            yield one
