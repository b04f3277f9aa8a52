"""Tags for drafts: names and key phrases of the text, in the labels that the digest uses already.

A candidate's score is its frequency, raised by a place in the title or the first lines, times its rarity
among the other articles (inverse document frequency, Spärck Jones 1972).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from generator.dates import is_calendar_word
from generator.markdown import plain_paragraphs
from generator.model import Draft, Entry
from generator.slugs import slugify
from generator.words import WORD, sentences, stemmer, stop_words, terms, tokens

_REACH = 20_000
_LONGEST_NAME = 5
_LONGEST_ACRONYM = 5
"""Longer words in capitals are places in datelines."""
_EARLY = 250
"""Characters from the beginning within which a mention counts as early."""
_FEWEST_TO_COMPARE = 10
"""With fewer articles than this, rarity tells nothing."""
_COMMON = 0.2
"""A tag on more than this share of all articles says little."""
_LEAST_SCORE = 2.0
_YEAR_LENGTH = 4
_JOINTS = frozenset({"of", "de", "del", "du", "des", "von", "van", "der", "da", "di", "la", "el", "al", "bin"})
_HONORIFICS = frozenset(
    {"President", "Prime", "Minister", "Mr", "Mrs", "Ms", "Dr", "Sir", "Lord", "Lady", "Senator", "Governor"}
    | {"General", "Professor", "Captain", "Judge", "Secretary", "Chancellor", "King", "Queen", "Prince"}
    | {"Princess", "Pope", "Chief", "Former", "Western", "Eastern", "US"}
)
_ADJECTIVE = ("ean", "ian", "ish", "ese", "ern", "can", "ench", "utch", "erman", "reek")


class Background(Struct, frozen=True):
    """What a digest knows before a draft comes: in how many articles each stem occurs, and its labels by slug."""

    articles: int
    frequency: dict[str, int]
    labels: dict[str, str]

    def rarity(self, stems: Sequence[str]) -> float:
        """From about 0.1 for stems found in every article to 1 for ones found nowhere else; half as much
        again for stems found in a few others, which a tag would connect.
        """
        if self.articles < _FEWEST_TO_COMPARE or not stems:
            return 1.0
        frequency = min(self.frequency.get(stem, 0) for stem in stems)
        rarity = math.log((1 + self.articles) / (1 + frequency) + 0.35) / math.log(1.35 + self.articles)
        return rarity * 1.5 if 1 < frequency <= max(2, self.articles * _COMMON) else rarity


def background(entries: Sequence[Entry], drafts: Sequence[Draft]) -> Background:
    """Count over the digest and what is about to join it."""
    frequency: Counter[str] = Counter()
    for entry in entries:
        frequency.update(stem for stem, _ in entry.terms)
    for draft in drafts:
        frequency.update(stem for stem, _ in terms(draft.title, draft.body, draft.lang))
    labels = [(slugify(label), label) for entry in entries for label in entry.tags]
    labels += [(slugify(label), label) for draft in drafts for label in draft.tags or ()]
    best = {slug: max(sorted(Counter(pair[1] for pair in pairs).items()), key=lambda item: item[1])[0]
            for slug, pairs in groupby(sorted(labels), key=lambda pair: pair[0])}  # fmt: skip
    return Background(len(entries) + len(drafts), dict(frequency), best)


def suggest(draft: Draft, known: Background, most: int) -> Draft:
    """The draft with at most `most` tags, best first; one that states its tags keeps them."""
    if draft.tags is not None:
        return draft
    paragraphs = [draft.title, *plain_paragraphs(draft.body, _REACH)]
    stem, stops = stemmer(draft.lang), stop_words(draft.lang)
    scores: dict[str, float] = {}
    labels: dict[str, str] = {}
    for label, count in _candidates(paragraphs, stops).items():
        slug = slugify(label)
        if is_calendar_word(label, draft.lang):
            continue
        stems = [stem(word) for word in tokens(label.casefold()) if word not in stops]
        score = (count + _prominence(label, paragraphs)) * known.rarity(stems) * _form(label)
        score *= 1.5 if slug in known.labels else 1.0
        if score > scores.get(slug, 0.0):
            scores[slug], labels[slug] = score, known.labels.get(slug) or label[:1].upper() + label[1:]
    ranked = sorted((slug for slug in scores if scores[slug] >= _LEAST_SCORE), key=lambda slug: (-scores[slug], slug))
    chosen = tuple(labels[slug] for slug in _distinct(ranked, stem)[:most])
    return replace(draft, tags=chosen, origin={**draft.origin, "tags": "names and key phrases"})


def _candidates(paragraphs: Sequence[str], stops: frozenset[str]) -> dict[str, int]:
    """Names and phrases with the number of their mentions, in order of their first."""
    title_case = _is_title_case(paragraphs[0], stops)
    runs = [
        run for number, paragraph in enumerate(paragraphs) for sentence in sentences(paragraph)
        if number or not title_case for run in _names(sentence, stops)
    ]  # fmt: skip
    names = _join_short_forms(Counter(run for run in runs if run.casefold() not in stops))
    names = {name: count for name, count in names.items() if " " in name or count > 1}
    phrases = Counter(phrase for paragraph in paragraphs for phrase in _phrases(paragraph, stops))
    lower = {phrase: count for phrase, count in phrases.items() if count > (1 if " " in phrase else 3)}
    return {**lower, **names}


def _is_title_case(title: str, stops: frozenset[str]) -> bool:
    words = [word for word in tokens(title)[1:] if word.casefold() not in stops]
    return bool(words) and sum(word[0].isupper() for word in words) * 3 > len(words) * 2


def _names(sentence: str, stops: frozenset[str]) -> Iterator[str]:
    """Runs of capitalised words, without titles before them and adjectives of a noun that follows."""
    words = [
        (found[0].removesuffix("'s").removesuffix("’s"), found.start(), found.end())
        for found in WORD.finditer(sentence)
    ]
    run: list[str] = []
    for index, (word, start, _) in enumerate(words):
        touches = index > 0 and sentence[words[index - 1][2] : start] == " "
        capital = word[0].isupper() and (touches or word.casefold() not in stops)
        joint = bool(run) and (
            (word in _JOINTS and index + 1 < len(words) and words[index + 1][0][0].isupper())
            or (word.isdigit() and len(word) < _YEAR_LENGTH)
        )
        if run and not (touches and (capital or joint)):
            yield from _name(run, followed_by=word if touches else "")
            run = []
        if capital or joint:
            run.append(word)
    yield from _name(run, followed_by="")


def _name(run: list[str], followed_by: str) -> Iterator[str]:
    while run and run[0] in _HONORIFICS:
        run = run[1:]
    if not 0 < len(run) <= _LONGEST_NAME or not any(len(word) > 2 for word in run):
        return
    if len(run) == 1 and run[0].isupper() and len(run[0]) > _LONGEST_ACRONYM:
        return
    if run[-1].endswith(_ADJECTIVE) and followed_by[:1].islower():
        return
    yield " ".join(run)


def _join_short_forms(names: Counter[str]) -> dict[str, int]:
    """`Kim` counts for `Kim Jong-un` when only one longer name has it."""
    joined = dict(names)
    for short in sorted(names, key=lambda name: (name.count(" "), name)):
        longer = [name for name in joined if name != short and f" {short} " in f" {name} "]
        if len(longer) == 1:
            joined[longer[0]] += joined.pop(short)
    return joined


def _phrases(paragraph: str, stops: frozenset[str]) -> Iterator[str]:
    """Words and pairs of words in small letters that carry meaning."""
    words = list(WORD.finditer(paragraph))
    meant = [word[0].islower() and len(word[0]) > 3 and word[0] not in stops for word in words]
    for index, word in enumerate(words):
        if meant[index]:
            yield word[0]
            if index and meant[index - 1] and paragraph[words[index - 1].end() : word.start()] == " ":
                yield f"{words[index - 1][0]} {word[0]}"


def _prominence(label: str, paragraphs: Sequence[str]) -> float:
    """3 for a place in the title, 1 for an early one."""
    body = " ".join(paragraphs[1:3])
    return 3.0 * (label in paragraphs[0]) + (0 <= body.find(label) < _EARLY)


def _form(label: str) -> float:
    """Names and phrases of several words say more than one word, and a name more than a common word."""
    several = 1.25 if " " in label else 1.0
    return several if label[0].isupper() else several * 0.5


def _distinct(ranked: Sequence[str], stem: Callable[[str], str]) -> list[str]:
    """Leave out a tag whose words are all in a better one, or that is a better one's with more words."""
    chosen: list[str] = []
    taken: list[frozenset[str]] = []
    for slug in ranked:
        words = frozenset(stem(word) for word in slug.split("-"))
        if not any(words <= other or other <= words for other in taken):
            chosen.append(slug)
            taken.append(words)
    return chosen
