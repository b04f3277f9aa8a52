"""Candidates in scripts that put no blanks between words: Chinese, Japanese and Thai.

Without a dictionary nobody knows where their words end; but what a text repeats, and what katakana or Latin
letters mark off, is nearly always one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_RUN = re.compile(r"[\u30a1-\u30ffー]{3,}|[\u4e00-\u9fff]{2,}|[A-Za-z][A-Za-z0-9&.-]+(?: [A-Z][A-Za-z0-9&.-]+)*")
"""Katakana, Chinese characters, or a name in Latin letters. Hiragana is grammar; Thai has no such marks."""
_LONGEST_WORD = 6
_REACH = 4000


def is_unspaced(text: str) -> bool:
    """Whether at least half of the letters are of a script without blanks."""
    sample = text[:_REACH]
    return len(_UNSPACED.findall(sample)) * 2 > len(_LETTER.findall(sample)) > 0


def repeated_runs(texts: Sequence[str]) -> Iterator[tuple[str, int, int, float]]:
    """Runs of two to six characters that stand more than once, and not only inside a longer one: each with
    its count, how many runs stand before the first, and the share of texts that have it.
    """
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    holders: Counter[str] = Counter()
    for number, text in enumerate(texts):
        pieces = [piece for run in _RUN.findall(text) for piece in _pieces(run)]
        counts.update(pieces)
        holders.update(set(pieces))
        for piece in pieces:
            first.setdefault(piece, number * 20)
    kept = [piece for piece, count in counts.items() if count > 1]
    longer = {part for piece in kept for part in _pieces(piece) if part != piece and counts[part] == counts[piece]}
    for piece in kept:
        if piece not in longer:
            yield piece, counts[piece], first[piece], holders[piece] / len(texts)


def _pieces(run: str) -> Iterator[str]:
    if run[0] < "\u4e00":
        yield run
        return
    for length in range(2, min(_LONGEST_WORD, len(run)) + 1):
        for start in range(len(run) - length + 1):
            yield run[start : start + length]
