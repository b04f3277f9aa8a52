"""Which language a text is in, told offline: by its script where that decides, else by its groups of letters."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

ENOUGH = 600
"""How many characters are looked at: more than tell a language, and few enough for a text of any size."""
_WORD = re.compile(r"[^\W\d_]+")
_BLOCKS = {
    7: "el", 10: "hy", 11: "he", 18: "hi", 19: "bn", 20: "pa", 21: "gu", 22: "or", 23: "ta", 24: "te", 25: "kn",
    26: "ml", 27: "si", 28: "th", 29: "lo", 32: "my", 33: "ka", 36: "am", 37: "am", 47: "km", 96: "ja", 97: "ja",
    **dict.fromkeys(range(0x3400 >> 7, 0xA000 >> 7), "zh"), **dict.fromkeys(range(0xAC00 >> 7, 0xD7B0 >> 7), "ko"),
}  # fmt: skip
"""Languages by blocks of 128 code points, for scripts that tell a language, or the one of most of its readers."""
_SCRIPT_SHARE = 0.2
"""Of the letters of a text; names in Latin letters are longer than what stands around them in Chinese."""
_KANA_SHARE = 0.1
"""Of the letters of a Japanese text, which shares the others with Chinese."""
_CHARACTERS = "".join(chr(byte if byte < 0x80 else byte + 0x80) for byte in range(0x100))
"""How `ngrams.txt` writes each byte."""
_WITHOUT_KANA = 30
"""So many letters at least have some kana among them in Japanese; fewer are Japanese where the site is."""
_LONGEST_NAME = 3
_LEAST_LEAD = 120
"""So much more must tell for another language than for the site's own: about one group that no other language has."""
_LEAST_WEIGHT = 34
"""So much must tell for a language on average. Headlines in it have about 96, and 9 in 10 of Polish, which is told
least, more than 34; made-up words have 7, and Russian, Greek or Chinese in Latin letters mostly less than 34."""
_LEAST_BESIDE_AN_UNKNOWN = 80
"""The same where the site's own language is not told, as its texts look like its neighbours': 19 in 20 paragraphs in
a language have more, and 1 in 100 of a neighbour (Galician, for Portuguese and Spanish)."""
_FOUND_AS = {
    "no": "nb", "nn": "nb", "bs": "hr", "ms": "id", "ckb": "ku", "yue": "zh", "yi": "he", "ti": "am", "as": "bn",
    "mr": "hi", "ne": "hi", "sa": "hi",
}  # fmt: skip


def detect_language(text: str, default: str) -> str:
    """The ISO 639-1 code of a text's language; `default` when the text does not tell, and when it is in
    the language of `default`, which may have a region.
    """
    text = text[:ENOUGH]
    own = _listed(default)
    best = _by_script(text, own) or _by_letters(text, own)
    return default if best in {None, own} else best or default


def _by_script(text: str, own: str) -> str | None:
    if text.isascii():
        return None
    letters = {character: count for character, count in Counter(text).items() if character.isalpha()}
    total = sum(letters.values())
    found: Counter[str] = Counter()
    for letter, count in letters.items():
        if (block := ord(letter) >> 7) in _BLOCKS:
            found[_BLOCKS[block]] += count
    best = max(sorted(found), key=found.__getitem__, default="")
    if found["ja"] > total * _KANA_SHARE or (best == "zh" and own == "ja" and total < _WITHOUT_KANA):
        return "ja"
    return best if found[best] > total * _SCRIPT_SHARE else None


def _by_letters(text: str, own: str) -> str | None:
    """The language that most of the groups of letters tell for (naive Bayes), if it clearly leads.

    A few capitalised words are a name, which says nothing about the language of those who bear it.
    """
    words = _WORD.findall(text)
    parts = text.split(maxsplit=_LONGEST_NAME)
    if len(parts) < 2 or (
        len(parts) <= _LONGEST_NAME and all(part[0].isupper() or part[0].isdigit() for part in parts)
    ):
        return None
    table = _table()
    weights: Counter[str] = Counter({own: 0})
    groups = _groups(words)
    for group in groups & table.told.keys():
        for language, weight in table.told[group]:
            weights[language] += weight
    best = max(sorted(weights), key=weights.__getitem__)
    least = _LEAST_WEIGHT if own in table.languages else _LEAST_BESIDE_AN_UNKNOWN
    clear = weights[best] >= max(weights[own] + _LEAST_LEAD, least * len(groups))
    return best if clear else None


def _groups(words: list[str]) -> set[str]:
    """The beginning of each word, four bytes from every third on, and its end."""
    text, _ = codecs.charmap_decode(" ".join(words).lower().encode(), "strict", _CHARACTERS)
    groups: set[str] = set()
    for word in set(text.split(" ")):
        last = f"{word[-4:]}_"
        if len(word) > 4:
            groups.add(f"_{word[:4]}")
            groups.update(word[start : start + 4] for start in range(3, len(word) - 4, 3))
            groups.add(last)
        else:
            groups.add(f"_{last}")
    return groups


class _Table(NamedTuple):
    told: dict[str, tuple[tuple[str, int], ...]]
    """What each group of letters tells for: languages, and how much."""
    languages: frozenset[str]
    """Those that can be told, by letters or by script."""


@lru_cache(maxsize=1)
def _table() -> _Table:
    told: dict[str, tuple[tuple[str, int], ...]] = {}
    languages = set(_BLOCKS.values())
    for line in Path(__file__).with_name("ngrams.txt").read_text(encoding="utf-8").splitlines():
        language, weight, *groups = line.split(" ")
        if language != "#":
            languages.add(language)
            this = ((language, int(weight)),)
            for group in groups:
                told[group] = told.get(group, ()) + this
    return _Table(told, frozenset(languages))


def _listed(language: str) -> str:
    """The code under which texts in a language are found: without its region, and of the most written one
    where several share a script or nearly all words.
    """
    base = language.replace("_", "-").partition("-")[0]
    return _FOUND_AS.get(base, base)
