"""What could be a tag: every word and phrase of a text that may stand alone, and what tells how good it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from generator.dates import is_calendar_word
from generator.tags.unspaced import is_unspaced, repeated_runs
from generator.words import WORD, sentences, stemmer, stop_words

_LONGEST_PHRASE = 4
_LONGEST_WORD = 40
_JOINTS = frozenset(
    {"of", "and", "for", "de", "del", "du", "des", "d", "von", "van", "der", "da", "do", "dos", "das", "di"}
    | {"la", "le", "les", "et", "e", "en", "y", "al", "bin", "und"}
)
"""Small words that hold a phrase together: `University of Bern`, `coupe du monde`."""
_NO_BEGINNING = frozenset(
    {"the", "a", "an", "in", "on", "at", "by", "to", "of", "for", "from", "with", "and", "but", "if", "as", "or"}
    | {"i", "it", "he", "she", "we", "you", "they", "this", "that", "my", "our", "your", "his", "her", "its", "is"}
    | {"what", "when", "how", "why", "who", "mr", "mrs", "ms", "dr", "president", "minister", "senator", "sir"}
    | {"le", "la", "les", "un", "une", "de", "du", "des", "en", "o", "os", "as", "um", "uma", "em", "no", "na"}
    | {"el", "los", "las", "der", "die", "das", "den", "il", "lo", "gli"}
)
"""Other stop words may begin a name, as in `New York`."""
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|all|dall|dell|nell|sull|un)['’](?=\w)", re.IGNORECASE)
_WITH_ELISION = frozenset({"fr", "it", "ca"})
_CAPITAL_SHARE = 0.6
_MOST_HOLDERS = 8
"""A word in more names than this is nobody's surname."""
_UNSEEN_CAPITALS = 0.3
"""The share of capitals that is assumed where capitals tell nothing: at the start of a sentence."""


class Candidate(Struct, frozen=True, kw_only=True):
    """A word or phrase of a text. `meant` are the stems of its words that carry meaning."""

    label: str
    meant: tuple[str, ...]
    count: int
    first: int
    """How many words stand before its first mention."""
    capitals: float
    """The share of its mentions in capital letters, those at the start of sentences left out."""
    spread: float
    """The share of all sentences that mention it."""
    ending: float
    """The share of its mentions after which the phrase ends."""
    is_surname: bool = False


class _Word(Struct, frozen=True):
    folded: str
    stem: str
    is_stop: bool
    is_number: bool


class _Mentions:
    """What is counted of one word or phrase while its text is read. Counting is by hand, as most have one."""

    __slots__ = ("capitals", "count", "ending", "first", "forms", "last", "seen", "spread", "words")

    def __init__(self, words: tuple[_Word, ...], first: int) -> None:
        self.words, self.first, self.last = words, first, 0
        self.forms: dict[str, int] = {}
        self.count = self.ending = self.spread = self.seen = self.capitals = 0


class _Token(Struct, frozen=True):
    """A word in its sentence; `joins` when nothing but a blank or a hyphen stands before it."""

    text: str
    word: _Word
    joins: bool
    is_capital: bool
    """Or whatever else may stand in a name: a number, a joint."""


def candidates(title: str, paragraphs: Sequence[str], lang: str) -> list[Candidate]:
    """All words and phrases of up to four words without stop words at their ends, in order of first mention.

    Phrases do not reach over punctuation. Names of days and months, and what begins with a digit, are none.
    In a script without blanks, runs of characters that repeat are the words.
    """
    if is_unspaced("".join((title, *paragraphs[:3]))):
        return _of_runs(title, paragraphs)
    read = _reader(lang)
    found: dict[str, _Mentions] = {}
    begun = title_length = number = 0
    for number, sentence in enumerate([title, *(part for text in paragraphs for part in sentences(text))]):
        tokens = list(read(sentence))
        _count(found, tokens, begun, number, shows_capitals=number > 0 or not _is_title_case(tokens))
        begun += len(tokens)
        title_length = title_length if number else begun
    return _finished(found, number, title_length, lang)


def _reader(lang: str) -> Callable[[str], Iterator[_Token]]:
    """Splits a sentence into its words; each word is looked up once a text."""
    stem, stops = stemmer(lang), stop_words(lang)
    known: dict[str, _Word] = {}
    elides = lang[:2] in _WITH_ELISION

    def read(sentence: str) -> Iterator[_Token]:
        end, breaks = -1, True
        for found in WORD.finditer(sentence):
            text, start = found[0], found.start()
            joins = not breaks and sentence[end:start] in {" ", "-"}
            end, breaks = found.end(), False
            if text.endswith(("'s", "’s")):
                text, breaks = text[:-2], True
            elif elides and (elided := _ELISION.match(text)):
                text = text[elided.end() :]
            word = known.get(text)
            if word is None:
                folded = text.casefold()
                is_stop = folded in stops or not 1 < len(folded) <= _LONGEST_WORD
                word = known[text] = _Word(folded, stem(folded), is_stop, folded[0].isdigit())
            yield _Token(text, word, joins, text[0].isupper() or word.is_stop or word.is_number)

    return read


def _phrases(tokens: Sequence[_Token]) -> Iterator[tuple[str, int, int, bool]]:
    """The stems of each phrase, joined, where it begins and ends, and whether it is in capitals."""
    for start, token in enumerate(tokens):
        word, begins_large = token.word, token.text[0].isupper()
        if word.is_number:
            continue
        if word.is_stop:
            if not (begins_large and 0 < start < len(tokens) - 1 and word.folded not in _NO_BEGINNING):
                continue
            if not tokens[start + 1].text[0].isupper():
                continue
        else:
            yield word.stem, start, start + 1, begins_large
        key, capital = word.stem, begins_large
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(tokens))):
            last = tokens[end]
            if not last.joins or (last.word.is_stop and last.word.folded not in _JOINTS):
                break
            key = f"{key} {last.word.stem}"
            capital = capital and last.is_capital
            if not (last.word.is_stop or (last.word.is_number and not (begins_large and len(last.word.folded) < 4))):
                yield key, start, end + 1, capital


def _count(
    found: dict[str, _Mentions], tokens: Sequence[_Token], begun: int, sentence: int, *, shows_capitals: bool
) -> None:
    """The mentions in one sentence, before which `begun` words stand; sentence 0 is the title."""
    after = [not token.joins or token.word.is_stop for token in tokens]
    after.append(True)
    for key, start, end, capital in _phrases(tokens):
        mentions = found.get(key)
        if mentions is None:
            mentions = found[key] = _Mentions(tuple([token.word for token in tokens[start:end]]), begun + start)
        form = tokens[start].text if end == start + 1 else " ".join([token.text for token in tokens[start:end]])
        mentions.forms[form] = mentions.forms.get(form, 0) + 1
        mentions.count += 1
        mentions.ending += after[end]
        if mentions.last != sentence:
            mentions.last = sentence
            mentions.spread += 1
        # The first word of a sentence has its capital anyway; those after it have not.
        if shows_capitals and (start or end > 1):
            mentions.seen += 1
            mentions.capitals += capital


def _finished(found: dict[str, _Mentions], sentences_read: int, title_length: int, lang: str) -> list[Candidate]:
    """Without what the text says once, in small letters and not in its title: it is no topic of it."""
    kept = {
        key: mentions
        for key, mentions in found.items()
        if mentions.count > 1 or mentions.capitals or (mentions.first < title_length and " " not in key)
    }
    around: dict[str, int] = {}
    for key, mentions in kept.items():
        if " " in key:
            for part in _parts(key):
                around[part] = max(around.get(part, 0), mentions.count)
    full = _full_names(kept)
    credited: dict[str, int] = {}
    for short, whole in full.items():
        credited[whole] = max(credited.get(whole, 0), kept[short].count)
    finished = []
    for key, mentions in kept.items():
        if around.get(key, 0) >= mentions.count:
            continue
        label = max(mentions.forms, key=mentions.forms.__getitem__)
        if len(mentions.words) <= 2 and is_calendar_word(label, lang):
            continue
        finished.append(
            Candidate(
                label=label,
                meant=tuple([word.stem for word in mentions.words if not word.is_stop]) or (key,),
                count=max(mentions.count, credited.get(key, 0)),
                first=mentions.first,
                capitals=mentions.capitals / mentions.seen if mentions.seen else _UNSEEN_CAPITALS,
                spread=mentions.spread / max(1, sentences_read),
                ending=mentions.ending / mentions.count,
                is_surname=key in full,
            )
        )
    return finished


def _parts(key: str) -> Iterator[str]:
    """All shorter runs of the words of a phrase."""
    words = key.split(" ")
    for length in range(1, len(words)):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _full_names(found: dict[str, _Mentions]) -> dict[str, str]:
    """Surnames with the one name that they end: `Ruiz` where the text has `Ana Ruiz` and no other with it."""
    names = [key for key, mentions in found.items() if _is_name(mentions)]
    holders: dict[str, list[str]] = {}
    for key in names:
        if 2 <= len(found[key].words) <= 3 and not any(word.is_stop for word in found[key].words):
            for part in key.split(" "):
                holders.setdefault(part, []).append(key)
    surnames: dict[str, str] = {}
    for short in names:
        those = holders.get(short, ())
        if len(those) > _MOST_HOLDERS:
            continue
        whole = [key for key in those if not any(key != other and f" {key} " in f" {other} " for other in those)]
        if len(whole) == 1 and whole[0].endswith(f" {short}"):
            surnames[short] = whole[0]
    return surnames


def _is_name(mentions: _Mentions) -> bool:
    return mentions.seen > 0 and mentions.capitals >= _CAPITAL_SHARE * mentions.seen


def _is_title_case(tokens: Sequence[_Token]) -> bool:
    words = [token for token in tokens[1:] if not token.word.is_stop]
    return sum(token.text[0].isupper() for token in words) * 3 > len(words) * 2


def _of_runs(title: str, paragraphs: Sequence[str]) -> list[Candidate]:
    return [
        Candidate(
            label=run,
            meant=(run,),
            count=count,
            first=first,
            capitals=_UNSEEN_CAPITALS,
            spread=spread,
            ending=1.0,
        )
        for run, count, first, spread in repeated_runs([title, *paragraphs])
    ]
