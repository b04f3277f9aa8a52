"""Which language a text is in, told offline: by its script where that decides, else by a vote of the small
words that every sentence needs.
"""

from __future__ import annotations

import re
from functools import lru_cache

from generator.words import WORD, listed_languages, stop_words

_REACH = 4000
_FEWEST_MENTIONS = 2
_FEWEST_VOTES = 0.8
_LEAST_SHARE = 0.08
"""Of the words of a text, so much must be small words of its language."""
_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "gu": re.compile(r"[\u0a80-\u0aff]"),
}
"""Scripts that tell the language. Japanese comes before Chinese, with which it shares characters."""
_SCRIPT_SHARE = 0.2


def detect_language(text: str, default: str) -> str:
    """The ISO 639-1 code of a text's language; `default` when the text does not tell."""
    text = text[:_REACH]
    own = _listed(default)
    for code, script in _SCRIPTS.items():
        if len(script.findall(text)) > len(text) * (_SCRIPT_SHARE if code != "ja" else _SCRIPT_SHARE / 2):
            return default if code == own else code
    words = WORD.findall(text.casefold().replace("’", "'"))
    votes: dict[str, float] = {own: 0.0}
    mentions: dict[str, int] = {}
    for word in words:
        speakers = _speakers().get(word, ())
        for code in speakers:
            votes[code] = votes.get(code, 0.0) + 1 / len(speakers)
            mentions[code] = mentions.get(code, 0) + 1
    best = max(sorted(votes), key=votes.__getitem__)
    if best == own:
        return default
    if (
        mentions[best] < _FEWEST_MENTIONS
        or votes[best] < max(_FEWEST_VOTES, _LEAST_SHARE * len(words))
        or votes.get(own) == votes[best]
    ):
        return default
    return best


def _listed(language: str) -> str:
    """The code that the word lists have for a language: without its region, and Bokmål for Norwegian."""
    base = language.replace("_", "-").partition("-")[0]
    return "nb" if base in {"no", "nn"} else base


@lru_cache(maxsize=1)
def _speakers() -> dict[str, tuple[str, ...]]:
    """The languages that each small word belongs to."""
    speakers: dict[str, list[str]] = {}
    for code in listed_languages():
        for word in stop_words(code):
            speakers.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in speakers.items()}
