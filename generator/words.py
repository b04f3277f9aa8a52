"""Words and sentences of a text. Owner of PyStemmer and stop-words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[¿¡]*[^\W_])|(?<=[。！？])(?![」』）。！？])")
# What ends in a full stop without ending the sentence: initials, titles and the like.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“‘])(?:[^\W\d_]|[A-Z](?:\.[A-Z])+|Mrs?|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|Rev|Hon|St|Mt|No|vs"
    r"|Jan|Feb|Aug|Sept?|Oct|Nov|Dec|etc|e\.g|i\.e|Sr|Sra|Dra?|Ing|bzw|z\.B|p\.ej)\.$"
)
_GERMAN_DATE = re.compile(r"\b\d{1,2}\.\s+(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)")
_TITLE_WEIGHT = 3
_NAME_WEIGHT = 2
_MAX_WORD_LENGTH = 40


def tokens(text: str) -> list[str]:
    """The words of a text as they are written, with inner apostrophes, hyphens and full stops."""
    return WORD.findall(text)


def terms(title: str, text: str, lang: str) -> tuple[tuple[str, int], ...]:
    """Stems of the words that carry meaning and how often each occurs; a title's word counts threefold, a
    name (a word that is never written small) twofold.

    Ordered by stem, so that the same text always gives the same value.
    """
    counts: Counter[str] = Counter(WORD.findall(text))
    for word in WORD.findall(title):
        counts[word] += _TITLE_WEIGHT
    stem, stops = stemmer(lang), stop_words(lang)
    stems: Counter[str] = Counter()
    for written, count in counts.items():
        folded = written.casefold()
        word = folded.replace("’", "'").removesuffix("'s")
        if word not in stops and 1 < len(word) <= _MAX_WORD_LENGTH:
            is_name = written != folded and folded not in counts
            stems[stem(word)] += count * _NAME_WEIGHT if is_name else count
    return tuple(sorted(stems.items()))


def sentences(text: str) -> list[str]:
    """Split a paragraph after full stops, question and exclamation marks that end a sentence."""
    found: list[str] = []
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        if _is_end(text, start, gap):
            found.append(text[start : gap.end()].strip())
            start = gap.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def _is_end(text: str, start: int, gap: re.Match[str]) -> bool:
    """Not after an abbreviation, unless it is quoted, and not before a small letter or a German month."""
    if text[gap.end() : gap.end() + 1].islower() or _GERMAN_DATE.search(text[gap.start() - 4 : gap.end() + 4]):
        return False
    return bool(gap[0].strip()) or not _ABBREVIATION.search(text[start : gap.start()])


def summarise(paragraphs: Iterable[str], limit: int = 240) -> str:
    """The first whole sentences up to about `limit` characters.

    A tenth more is let pass, and a third more where it would otherwise say too little. A first sentence
    that is longer still is cut between words and marked with `…`.
    """
    summary = ""
    for paragraph in paragraphs:
        for sentence in sentences(" ".join(paragraph.split())):
            blank = "" if summary.endswith(("。", "！", "？", "」")) else " "
            joined = f"{summary}{blank}{sentence}".strip()
            if len(joined) > limit * (4 / 3 if len(summary) < limit / 3 else 1.1):
                return summary or _shorten(sentence, limit)
            summary = joined
        if len(summary) > limit // 2:
            break
    return summary


def _shorten(sentence: str, limit: int) -> str:
    cut = sentence.rfind(" ", 0, limit)
    return sentence[: cut if cut > 0 else limit].rstrip(" ,;:–—-") + "…"


@lru_cache(maxsize=64)
def stop_words(lang: str) -> frozenset[str]:
    """Words of a language that carry no topic; empty for a language without a list."""
    from stop_words import StopWordError, get_stop_words

    try:
        return frozenset(get_stop_words(_base(lang)))
    except StopWordError:
        return frozenset()


@lru_cache(maxsize=64)
def stemmer(lang: str) -> Callable[[str], str]:
    """The Snowball stemmer of a language, or one that changes nothing."""
    import Stemmer

    try:
        stem: Callable[[str], str] = Stemmer.Stemmer(_base(lang)).stemWord
    except KeyError:
        return str
    return stem


@lru_cache(maxsize=1)
def listed_languages() -> tuple[str, ...]:
    """The ISO 639-1 codes of the languages that have a list of stop words."""
    from stop_words import LANGUAGE_MAPPING

    return tuple(sorted(LANGUAGE_MAPPING))


def _base(lang: str) -> str:
    return lang.replace("_", "-").partition("-")[0]
