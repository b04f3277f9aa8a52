"""What could be a tag: every word and phrase of a text that may stand alone, and what tells how good it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from generator.dates import is_calendar_word
from generator.tags.smallwords import BEFORE_NOUNS, CAPITAL_NOUNS, ENGLISH_PASTS, ENGLISH_SMALL_WORDS, MORE_STOP_WORDS
from generator.tags.unspaced import is_unspaced, repeated_runs
from generator.words import WORD, sentences, stemmer, stop_words

_LONGEST_PHRASE = 4
_SHORTEST_WORD, _LONGEST_WORD = 2, 40
_JOINTS = frozenset(
    {"of", "for", "de", "del", "du", "des", "d", "von", "van", "der", "da", "do", "dos", "das", "di"}
    | {"la", "le", "les", "en", "al", "bin"}
)
"""Small words that hold a phrase together: `University of Bern`, `coupe du monde`."""
_NO_BEGINNING = frozenset(
    {"the", "a", "an", "in", "on", "at", "by", "to", "of", "for", "from", "with", "and", "but", "if", "as", "or"}
    | {"i", "it", "he", "she", "we", "you", "they", "this", "that", "my", "our", "your", "his", "her", "its", "is"}
    | {"what", "when", "how", "why", "who", "mr", "mrs", "ms", "dr", "prof", "president", "minister", "senator", "sir"}
    | {"mayor", "governor", "gov", "sen", "rep", "chancellor"}
    | {"président", "présidente", "ministre", "sénateur", "presidente", "ministro", "ministra", "senador", "präsident"}
)
"""Other stop words may begin a name, as in `New York`."""
_NO_FOREIGN_BEGINNING = _NO_BEGINNING | (
    {"le", "la", "les", "un", "une", "de", "du", "des", "en", "o", "os", "as", "um", "uma", "em", "no", "na"}
    | {"el", "los", "las", "der", "die", "das", "den", "il", "lo", "gli"}
)
"""In English they are parts of names: `Los Angeles`."""
_NO_END = frozenset({"mr", "mrs", "ms", "dr", "prof", "sen", "gov", "rep", "gen", "lt", "col", "sgt", "capt"})
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|all|dall|dell|nell|sull|un)['’](?=\w)", re.IGNORECASE)
_WITH_ELISION = frozenset({"fr", "it", "ca"})
_LONGEST_NUMBER = 3
"""A longer one in a phrase is a year, or a sum."""
_PAST = re.compile(r"\w{2,}[^\We]ed")
_LONGEST_ACRONYM = 4
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
    within: float
    """The share of its mentions that are in one longer phrase, if that stands more than once."""
    share: float
    """Its count by that of the text's commonest word."""
    is_past: bool = False
    """Whether it looks like the past of an English verb."""


class _Word(Struct, frozen=True):
    folded: str
    stem: str
    is_stop: bool
    is_number: bool
    is_listed: bool
    """Whether it is on the list of stop words, though it may be none here."""
    leads: bool
    """Whether it stands before nouns."""
    begins: bool
    """Whether it may begin a phrase of several words, or a name if it is a stop word."""


class _Mentions:
    """What is counted of one word or phrase while its text is read. Counting is by hand, as most have one."""

    __slots__ = ("capitals", "count", "ending", "first", "forms", "goes_on", "last", "led", "seen", "spread", "words")

    def __init__(self, words: tuple[_Word, ...], first: int) -> None:
        self.words, self.first, self.last = words, first, 0
        self.forms: dict[str, int] = {}
        self.count = self.ending = self.goes_on = self.led = self.spread = self.seen = self.capitals = 0


class _Token(Struct, frozen=True):
    """A word in its sentence; `joins` when nothing but a blank or a hyphen stands before it."""

    text: str
    written: str
    """With the article that elides into it."""
    word: _Word
    joins: bool
    is_led: bool
    """Whether an article or the like stands before it."""
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
    begun = number = 0
    for number, sentence in enumerate([title, *(part for text in paragraphs for part in sentences(text))]):
        tokens = list(read(sentence))
        _count(found, tokens, begun, number, shows_capitals=number > 0 or not _is_title_case(tokens))
        begun += len(tokens)
    return _finished(found, number, lang)


def _reader(lang: str) -> Callable[[str], Iterator[_Token]]:
    """Splits a sentence into its words; each word is looked up once a text."""
    more = MORE_STOP_WORDS.get(lang[:2], frozenset())
    stem, stops = stemmer(lang), stop_words(lang) | more
    known: dict[str, _Word] = {}
    elides, is_english = lang[:2] in _WITH_ELISION, lang[:2] == "en"
    no_beginning = _NO_BEGINNING if is_english else _NO_FOREIGN_BEGINNING
    leading = BEFORE_NOUNS.get(lang[:2], frozenset())

    def read(sentence: str) -> Iterator[_Token]:
        end, breaks, follows = -1, True, False
        for found in WORD.finditer(sentence):
            text, start = found[0], found.start()
            joins = not breaks and sentence[end:start] in {" ", "-"}
            end, breaks = found.end(), False
            if text.endswith(("'s", "’s")):
                text, breaks = text[:-2], True
            written, is_led = text, joins and follows
            if elides and (elided := _ELISION.match(text)):
                text, is_led = text[elided.end() :], elided[0][:-1].casefold() in leading
            # The first word of a sentence has its capital anyway.
            form = text if start or text.casefold() not in more else text.casefold()
            word = known.get(form)
            if word is None:
                folded = form.casefold().replace("’", "'")
                listed, number = folded in stops, folded[0].isdigit()
                is_small = folded in ENGLISH_SMALL_WORDS or folded in no_beginning
                is_stop = listed and (is_small or form[0].islower() or not (is_english or folded in more))
                is_stop = is_stop or len(folded) > _LONGEST_WORD or (len(folded) < _SHORTEST_WORD and not number)
                marks = is_stop, number, listed, folded in leading, folded not in no_beginning
                word = known[form] = _Word(folded, stem(folded), *marks)
            follows = word.leads
            yield _Token(text, written, word, joins, is_led, text[0].isupper() or word.is_stop or word.is_number)

    return read


def _phrases(tokens: Sequence[_Token]) -> Iterator[tuple[str, int, int, bool]]:
    """The stems of each phrase, joined, where it begins and ends, and whether it is in capitals."""
    for start, token in enumerate(tokens):
        word, begins_large = token.word, token.text[0].isupper()
        if word.is_number:
            continue
        if word.is_stop:
            if not (begins_large and 0 < start < len(tokens) - 1 and word.begins):
                continue
            if not tokens[start + 1].text[0].isupper():
                continue
        else:
            yield word.stem, start, start + 1, begins_large
            if not word.begins:
                continue
        key, capital = word.stem, begins_large
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(tokens))):
            last = tokens[end]
            is_year = last.word.is_number and len(last.word.folded) > _LONGEST_NUMBER
            if not last.joins or is_year or (last.word.is_stop and last.word.folded not in _JOINTS):
                break
            key = f"{key} {last.word.stem}"
            capital = capital and last.is_capital
            is_end = not last.word.is_stop and last.word.folded not in _NO_END
            if is_end and (begins_large or not last.word.is_number):
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
        form = tokens[start].text
        if end > start + 1:
            form = " ".join([form, *[token.written for token in tokens[start + 1 : end]]])
        mentions.forms[form] = mentions.forms.get(form, 0) + 1
        mentions.count += 1
        mentions.ending += after[end]
        mentions.goes_on += not after[end] and tokens[end].text[0].isupper()
        mentions.led += tokens[start].is_led
        if mentions.last != sentence:
            mentions.last = sentence
            mentions.spread += 1
        # The first word of a sentence has its capital anyway; those after it have not.
        if shows_capitals and (start or end > 1):
            mentions.seen += 1
            mentions.capitals += capital


def _finished(found: dict[str, _Mentions], sentences_read: int, lang: str) -> list[Candidate]:
    """Without what the text says once and in small letters: it is no topic of it."""
    kept = {key: mentions for key, mentions in found.items() if mentions.count > 1 or mentions.capitals}
    around: dict[str, int] = {}
    for key, mentions in kept.items():
        if " " in key:
            for part in _parts(key):
                around[part] = max(around.get(part, 0), mentions.count)
    full = _full_names(kept)
    credited: dict[str, int] = {}
    for short, whole in full.items():
        credited[whole] = max(credited.get(whole, 0), kept[short].count)
    commonest = max((mentions.count for mentions in kept.values()), default=1)
    is_english = lang[:2] == "en"
    finished = []
    for key, mentions in kept.items():
        longer = min(around.get(key, 0), mentions.count)
        label = _best_form(mentions.forms)
        if (
            key in full
            or _is_mere_part(mentions, longer, label)
            or _is_no_noun(mentions, lang[:2])
            or (is_english and _is_clause(label))
            or (len(mentions.words) <= 2 and is_calendar_word(label, lang))
        ):
            continue
        count = max(mentions.count, credited.get(key, 0))
        finished.append(
            Candidate(
                label=label,
                meant=tuple([word.stem for word in mentions.words if not word.is_stop]) or (key,),
                count=count,
                first=mentions.first,
                capitals=mentions.capitals / mentions.seen if mentions.seen else _UNSEEN_CAPITALS,
                spread=mentions.spread / max(1, sentences_read),
                ending=mentions.ending / mentions.count,
                within=longer / mentions.count if longer > 1 else 0.0,
                share=count / commonest,
                is_past=is_english and _is_past(label),
            )
        )
    return finished


def _best_form(forms: dict[str, int]) -> str:
    """The most frequent; of what is longer than an acronym, none that is all in capitals if there is another."""
    label = max(forms, key=forms.__getitem__)
    if label.isupper() and len(label) > _LONGEST_ACRONYM:
        return max(forms, key=lambda form: (form[0].isupper() and not form.isupper(), forms[form]))
    return label


def _is_past(word: str) -> bool:
    return word.islower() and (word in ENGLISH_PASTS or _PAST.fullmatch(word) is not None)


def _is_clause(label: str) -> bool:
    """Whether an English phrase ends with a verb in the past, or has one before a name: `images released`."""
    first, _, rest = label.partition(" ")
    return bool(rest) and (_is_past(rest.rpartition(" ")[2]) or (_is_past(first) and rest[0].isupper()))


def _is_mere_part(mentions: _Mentions, longer: int, label: str) -> bool:
    """Whether it is nothing by itself: a single mention or a word of a name inside a longer phrase, which stands
    `longer` times; a phrase that always goes on, a name in capitals; or a listed stop word that is no acronym.
    """
    is_name = _is_name(mentions)
    if len(mentions.words) > 1:
        always_goes_on = mentions.goes_on == mentions.count if is_name else not mentions.ending
        return always_goes_on or longer == mentions.count == 1
    return (longer == mentions.count and (is_name or longer == 1)) or (
        mentions.words[0].is_listed and not label.isupper()
    )


def _is_no_noun(mentions: _Mentions, lang: str) -> bool:
    """Whether a single word in small letters is a verb or the like, where nouns have articles or capital letters."""
    if len(mentions.words) > 1 or _is_name(mentions):
        return False
    return lang in CAPITAL_NOUNS or (lang in BEFORE_NOUNS and not mentions.led)


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
            within=0.0,
            share=1.0,
        )
        for run, count, first, spread in repeated_runs([title, *paragraphs])
    ]
