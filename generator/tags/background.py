"""What a digest knows before a draft comes: how rare each word is, and which tags its editor gives to what."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from generator.model import Draft, Entry
from generator.vocabulary import Vocabulary, fold, most_frequent
from generator.words import terms

_FEWEST_TO_COMPARE = 10
"""With fewer articles than this, rarity tells nothing."""
_COMMON = 0.2
"""A tag on more than this share of all articles says little."""
_HEAVIEST = 25
"""So many words of an article decide which others are near it."""
_LARGEST_SHARE = 0.1
"""A word that stands in more articles than this brings none together."""
_NEAREST = 15
_DOUBT = 0.5
"""The likeness of neighbours that would be needed to be half certain; the square of it counts."""
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|all|dall|dell|nell|sull|un)['’](?=\w)")


class Background(Struct, frozen=True):
    """In how many of so many articles each stem occurs; the digest's tags by their fold, with the label and the
    number of entries of each; and by stem the tagged entries that it is heavy in, with its weight.
    """

    articles: int = 0
    frequency: Mapping[str, int] = {}
    labels: Mapping[tuple[str, ...], tuple[str, int]] = {}
    entries: int = 0
    """How many of the articles are in the digest already."""
    rarities: Mapping[str, float] = {}
    """The inverse document frequency's logarithm of each stem that can bring articles together, as texts write it."""
    postings: Mapping[str, Sequence[tuple[int, float]]] = {}
    tagged: Sequence[tuple[tuple[str, ...], ...]] = ()
    """The folded tags of each tagged entry, by its number in `postings`."""
    small_letters: bool = False
    """Whether the house begins most of its tags with a small letter."""

    def rarity(self, stem: str) -> float:
        """From 0 for a stem of every article to 1 for one found nowhere else (inverse document frequency, Spärck
        Jones 1972, by its largest value); 1 where there are too few articles to tell.
        """
        if self.articles < _FEWEST_TO_COMPARE:
            return 1.0
        total = 1 + self.articles
        return math.log(total / (1 + self.frequency.get(stem, 0))) / math.log(total)

    def is_elsewhere(self, stems: Sequence[str]) -> bool:
        """Whether other articles have all of these stems. Where there are too few to tell, a phrase might be."""
        if self.articles < _FEWEST_TO_COMPARE:
            return len(stems) > 1
        return all(self.frequency.get(stem, 0) > 1 for stem in stems)

    def is_common(self, folded: tuple[str, ...]) -> bool:
        """Whether a tag is on so many entries that it says little."""
        _, count = self.labels.get(folded, ("", 0))
        return self.entries >= _FEWEST_TO_COMPARE and count > self.entries * _COMMON

    def votes(self, counted: Iterable[tuple[str, int]]) -> dict[tuple[str, ...], float]:
        """How probable each tag is by the tagged entries that are nearest to an article with these terms, from 0
        to 1. One entry alone has no vote: its tags may be its own.
        """
        near: dict[int, float] = {}
        for stem, weight in _heaviest(counted, self.rarities):
            for number, other in self.postings.get(stem, ()):
                near[number] = near.get(number, 0.0) + weight * other
        nearest = sorted(near, key=lambda number: (-near[number], number))[:_NEAREST]
        total = sum(near[number] ** 2 for number in nearest) + _DOUBT**2
        shares: dict[tuple[str, ...], float] = {}
        supporters: Counter[tuple[str, ...]] = Counter()
        for number in nearest:
            for folded in self.tagged[number]:
                shares[folded] = shares.get(folded, 0.0) + near[number] ** 2 / total
                supporters[folded] += 1
        return {folded: share for folded, share in shares.items() if supporters[folded] > 1}


def background(entries: Sequence[Entry], drafts: Sequence[Draft], vocabulary: Vocabulary) -> Background:
    """Count over the digest and what is about to join it."""
    written: Counter[str] = Counter()
    for entry in entries:
        written.update(entry.wording.stems.split())
    for draft in drafts:
        written.update(stem for stem, _ in terms(draft.title, draft.body, draft.lang))
    frequency: Counter[str] = Counter()
    for stem, number in written.items():
        frequency[bare(stem)] += number
    articles = len(entries) + len(drafts)
    rarities = _rarities(written, frequency, articles)
    forms: dict[tuple[str, ...], Counter[str]] = {}
    postings: dict[str, list[tuple[int, float]]] = {}
    tagged: list[tuple[tuple[str, ...], ...]] = []
    for entry in entries:
        labels = dict.fromkeys(label for tag in entry.tags if (label := vocabulary.label(tag)))
        for label in labels:
            forms.setdefault(fold(label), Counter())[label] += 1
        if labels:
            for stem, weight in _heaviest(entry.wording.terms, rarities):
                postings.setdefault(stem, []).append((len(tagged), weight))
            tagged.append(tuple(dict.fromkeys(map(fold, labels))))
    best = {folded: (most_frequent(found), found.total()) for folded, found in forms.items()}
    small = sum(label == label.lower() != label.upper() for label, _ in best.values())
    in_small_letters = small * 2 > len(best) >= _FEWEST_TO_COMPARE
    return Background(articles, frequency, best, len(entries), rarities, postings, tagged, in_small_letters)


def bare(stem: str) -> str:
    """A stem without the article that French, Italian and Catalan write together with it."""
    return _ELIDED.sub("", stem) if "'" in stem or "’" in stem else stem


def _rarities(written: Iterable[str], frequency: Mapping[str, int], articles: int) -> dict[str, float]:
    most = max(2.0, articles * _LARGEST_SHARE)
    counted = ((stem, frequency[bare(stem)]) for stem in written)
    return {stem: math.log(articles / number) for stem, number in counted if 1 < number <= most}


def _heaviest(counted: Iterable[tuple[str, int]], rarities: Mapping[str, float]) -> list[tuple[str, float]]:
    """The stems that set an article apart, with weights of which the squares add up to 1 over all its stems."""
    weighed = [
        (-(1 + math.log(count)) * rarity, stem) for stem, count in counted if (rarity := rarities.get(stem, 0.0))
    ]
    length = math.sqrt(sum(weight * weight for weight, _ in weighed)) or 1.0
    return [(bare(stem), -weight / length) for weight, stem in sorted(weighed)[:_HEAVIEST]]
