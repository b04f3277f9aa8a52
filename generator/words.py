"""Words and sentences of a text. Owner of PyStemmer and stop-words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

# Signs above and below letters (Unicode's Mn and Mc of the scripts in use), which `\w` leaves out.
_SIGNS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7"
    "\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0c00-\u0c04"
    "\u0c3c-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d4d\u0d57\u0d81-\u0d83\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f71-\u0fbc\u102b-\u103e\u1056-\u109d\u135d-\u135f\u17b4-\u17d3\u17dd\u200c\u200d"
)
WORD = re.compile(rf"[^\W_][\w{_SIGNS}]*(?<!_)(?:['’.&-][^\W_][\w{_SIGNS}]*(?<!_))*")
_SIGN = re.compile(rf"[{_SIGNS}]")
_LETTER = re.compile(rf".[{_SIGNS}]*", re.DOTALL)
_CHINESE_OR_JAPANESE = re.compile(
    r"[\u3005-\u3007\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_KOREAN = re.compile(r"[\uac00-\ud7a3]+")
_THAI_OR_NEAR = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1050-\u109f\u1780-\u17d3]+")
_WITHOUT_WORDS = ((_CHINESE_OR_JAPANESE, 2), (_KOREAN, 2), (_THAI_OR_NEAR, 3))
"""Scripts without blanks between words, and Korean with its many endings; and how many letters stand for a word."""
_UNSPACED = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u109f\u1780-\u17d3\u3005-\u9fff\uf900-\ufaff]")
_FIRST_WITHOUT_WORDS = "\u0e00"
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_GRAMMAR = re.compile(r"[\u3041-\u3096]+")
"""Hiragana, in which Japanese writes endings and small words."""
_CHINESE_A_WORD, _JAPANESE_A_WORD = 1.1, 1.55
"""So many characters are read in the time of a word: 255 and 357 a minute (Trauzettel-Klosinski & Dietz 2012, IReST),
words at 230 a minute."""
_LETTERS_A_WORD = 4
"""Of Thai, Lao, Khmer and Burmese, for a word of English: 3.5 to 4.3 in the Universal Declaration of Human Rights."""
_SENTENCE_END = re.compile(
    r"(?<=[.!?…؟۔])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[¿¡]*[^\W_])|(?<=[。！？｡।॥။។])(?![」』）。！？”’])"
)
# What ends in a full stop without ending the sentence: initials, titles and the like.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“‘])(?:[^\W\d_]|[A-Z](?:\.[A-Z])+|Mrs?|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|Rev|Hon|St|Mt|No|vs"
    r"|Jan|Feb|Aug|Sept?|Oct|Nov|Dec|etc|e\.g|i\.e|Sr|Sra|Dra?|Ing|bzw|z\.B|p\.ej)\.$"
)
_REACH = 40
"""Characters within which an abbreviation begins."""
_GERMAN_DATE = re.compile(r"\b\d{1,2}\.\s+(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)")
_TITLE_WEIGHT = 3
_NAME_WEIGHT = 2
_MAX_WORD_LENGTH = 40
_MARKS = ".,:;!?\"'()[]*_“”‘’«»„…"
_CAPITAL = "^"
_MOST_KEPT = 1 << 16


def tokens(text: str) -> list[str]:
    """The words of a text as they are written, with inner apostrophes, hyphens and full stops."""
    return WORD.findall(text)


def count_words(text: str, parts: Sequence[str] | None = None) -> int:
    """How many words a text has; where no blanks part them, how many words of English would take as long to read.

    `parts` are what stands between the text's blanks, where the caller has them already.
    """
    if text.isascii() or not _UNSPACED.search(text):
        parts = text.split() if parts is None else parts
        marked = [part for part in parts if not part[0].isalnum()]
        return len(parts) - sum(not WORD.search(part) for part in marked)
    characters = "".join(_CHINESE_OR_JAPANESE.findall(text))
    letters = _LETTER.findall("".join(_THAI_OR_NEAR.findall(text)))
    a_word = _JAPANESE_A_WORD if _KANA.search(characters) else _CHINESE_A_WORD
    others = WORD.findall(_THAI_OR_NEAR.sub(" ", _CHINESE_OR_JAPANESE.sub(" ", text)))
    return len(others) + round(len(characters) / a_word + len(letters) / _LETTERS_A_WORD)


def terms(title: str, text: str, lang: str, parts: Sequence[str] | None = None) -> tuple[tuple[str, int], ...]:
    """Stems of the words that carry meaning and how often each occurs; a title's word counts threefold, a
    name (a word that is never written small) twofold. Scripts that do not part words give pairs of characters
    instead (Thai and its neighbours three letters), and so does Korean.

    In the order of the text. `parts` are what stands between its blanks, where the caller has them already.
    """
    known = _vocabulary(lang)
    parts = text.split() if parts is None else parts
    counts = Counter(map(known.__getitem__, [*parts, *title.split() * _TITLE_WEIGHT]))
    counts.pop("", None)
    names: dict[str, int] = {}
    for compound in [stem for stem in counts if stem[0] == " "]:
        count = counts.pop(compound)
        for part in compound.split():
            if part[0] == _CAPITAL:
                names[part[1:]] = names.get(part[1:], 0) + count
            else:
                counts[part] += count
    for stem, count in names.items():
        small = counts.get(stem, 0)
        counts[stem] = small + count if small else count * _NAME_WEIGHT
    return tuple(counts.items())


def written_forms(text: str, lang: str) -> dict[str, str]:
    """How a text writes each of its stems most often, of forms that are as frequent the first. A piece of a word, in a
    script without blanks, is not among them.
    """
    known = _vocabulary(lang)
    forms: dict[str, Counter[str]] = {}
    for token in tokens(text):
        stem = known[token].removeprefix(" ").removeprefix(_CAPITAL)
        if stem and " " not in stem:
            forms.setdefault(stem, Counter())[token.removesuffix("'s").removesuffix("’s")] += 1
    return {stem: max(counts, key=counts.__getitem__) for stem, counts in forms.items()}


class _Vocabulary(dict[str, str]):
    """What stands between two blanks, to its stem: nothing for a small word, and after a blank more than a stem,
    each with `^` before it where it is written with a capital.

    Made when first asked for: texts have most of their words in common, and a look-up costs least.
    """

    def __init__(self, lang: str) -> None:
        self._stem = stemmer(lang)
        self._stops = stop_words(lang)

    def __missing__(self, written: str) -> str:
        bare = written.strip(_MARKS)
        stems = self[bare] if bare != written else self._read(written)
        if len(written) <= _MAX_WORD_LENGTH:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[written] = stems
        return stems

    def _read(self, written: str) -> str:
        stems = [stem for word in WORD.findall(written.replace("’", "'")) for stem in self._stems(word)]
        if len(stems) == 1 and stems[0][0] != _CAPITAL:
            return stems[0]
        return "".join(f" {stem}" for stem in stems)

    def _stems(self, word: str) -> Iterator[str]:
        folded = word.lower()
        mark = "" if word == folded else _CAPITAL
        if max(folded) >= _FIRST_WITHOUT_WORDS:
            for script, length in _WITHOUT_WORDS:
                yield from _pieces(script.findall(folded), length)
                folded = script.sub("", folded)
        plain = folded.removesuffix("'s")
        if plain not in self._stops and 1 < len(plain) <= _MAX_WORD_LENGTH:
            yield mark + self._stem(plain)


def _pieces(runs: Iterable[str], length: int) -> Iterator[str]:
    """As many neighbouring letters with their signs, from each letter on."""
    for run in runs:
        letters = _LETTER.findall(run)
        for start in range(len(letters) - length + 1):
            piece = "".join(letters[start : start + length])
            if not _GRAMMAR.fullmatch(piece):
                yield piece


def sentences(text: str) -> Iterator[str]:
    """Split a paragraph after full stops, question and exclamation marks that end a sentence."""
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        if _is_end(text, start, gap):
            if sentence := text[start : gap.end()].strip():
                yield sentence
            start = gap.end()
    if rest := text[start:].strip():
        yield rest


def _is_end(text: str, start: int, gap: re.Match[str]) -> bool:
    """Not after an abbreviation, unless it is quoted, and not before a small letter or a German month."""
    if text[gap.end() : gap.end() + 1].islower() or _GERMAN_DATE.search(text[gap.start() - 4 : gap.end() + 4]):
        return False
    return bool(gap[0].strip()) or not _ABBREVIATION.search(text[max(start, gap.start() - _REACH) : gap.start()])


def summarise(paragraphs: Iterable[str], limit: int = 240) -> str:
    """The first whole sentences up to about `limit` characters.

    A tenth more is let pass, and a third more where it would otherwise say too little. A first sentence
    that is longer still is cut between words and marked with `…`.
    """
    summary = ""
    for paragraph in paragraphs:
        for sentence in sentences(" ".join(paragraph.split())):
            blank = "" if summary.endswith(("。", "！", "？", "」", "』")) else " "
            joined = f"{summary}{blank}{sentence}".strip()
            if len(joined) > limit * (4 / 3 if len(summary) < limit / 3 else 1.1):
                return summary or _shorten(sentence, limit)
            summary = joined
        if len(summary) > limit // 2:
            break
    return summary


def _shorten(sentence: str, limit: int) -> str:
    """Between words; where there are none, not between a letter and its signs."""
    cut = sentence.rfind(" ", 0, limit)
    if cut <= 0:
        cut = limit
        while cut > 1 and _SIGN.match(sentence, cut):
            cut -= 1
    return sentence[:cut].rstrip(" ,;:–—-、，") + "…"


@lru_cache(maxsize=16)
def _vocabulary(lang: str) -> _Vocabulary:
    return _Vocabulary(lang)


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
        stem: Callable[[str], str] = Stemmer.Stemmer(_base(lang), 0).stemWord
    except KeyError:
        return str
    return stem


def _base(lang: str) -> str:
    return lang.replace("_", "-").partition("-")[0]
