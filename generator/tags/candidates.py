"""What could be a tag: every word and phrase of a text that may stand alone, and what tells how good it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from generator.dates import is_calendar_word
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
    | {"what", "when", "how", "why", "who", "mr", "mrs", "ms", "dr", "president", "minister", "senator", "sir"}
    | {"président", "présidente", "ministre", "sénateur", "presidente", "ministro", "ministra", "senador", "präsident"}
    | {"le", "la", "les", "un", "une", "de", "du", "des", "en", "o", "os", "as", "um", "uma", "em", "no", "na"}
    | {"el", "los", "las", "der", "die", "das", "den", "il", "lo", "gli"}
)
"""Other stop words may begin a name, as in `New York`."""
_SMALL_WORDS = (
    "a about above across after again against all almost along also although always am among an and another any"
    " anyone anything are aren't around as at away back be because become been before behind being below between"
    " both but by can can't cannot could couldn't did didn't do does doesn't doing don't done down during each"
    " either else enough even ever every everyone everything few for former from further get give go good got"
    " great had hadn't has hasn't have haven't having he he's hence her here hers herself him himself his how"
    " however i i'd i'll i'm i've if in indeed instead into is isn't it it's its itself just keep know last later"
    " latest least less let let's like likely look made make making many may maybe me meanwhile might more"
    " moreover most mostly mr mrs ms much must my myself near need neither never nevertheless next no nobody none"
    " nor not nothing now of off often oh ok okay old on once one only onto or other others otherwise our ours"
    " ourselves out over own per perhaps please quite rather really said same say says see seem several shall she"
    " she's should shouldn't since so some someone something sometimes soon still such sure take than thank thanks"
    " that that's the their theirs them themselves then there there's therefore these they they're they've thing"
    " things think this those though three through throughout thus to today together tomorrow tonight too toward"
    " towards two under unless until up upon us use used using very via want was wasn't way we we'll we're we've"
    " well went were weren't what what's whatever when whenever where whereas wherever whether which while who"
    " who's whole whom whose why will with within without won't would wouldn't yes yesterday yet you you'll you're"
    " you've your yours yourself"
)
_ENGLISH_SMALL_WORDS = frozenset(_SMALL_WORDS.split())
"""The list of English stop words has `world`, `home` and `state` too. With a capital letter only these are stop words,
so that `World Cup`, `Home Depot` and `United States` are phrases.
"""
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|all|dall|dell|nell|sull|un)['’](?=\w)", re.IGNORECASE)
_WITH_ELISION = frozenset({"fr", "it", "ca"})
_LONGEST_NUMBER = 3
"""A longer one in a phrase is a year, or a sum."""
_PAST = re.compile(r"\w{2,}[^\We]ed")
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
    written: str
    """With the article that elides into it."""
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
    begun = number = 0
    for number, sentence in enumerate([title, *(part for text in paragraphs for part in sentences(text))]):
        tokens = list(read(sentence))
        _count(found, tokens, begun, number, shows_capitals=number > 0 or not _is_title_case(tokens))
        begun += len(tokens)
    return _finished(found, number, lang)


def _reader(lang: str) -> Callable[[str], Iterator[_Token]]:
    """Splits a sentence into its words; each word is looked up once a text."""
    stem, stops = stemmer(lang), stop_words(lang)
    known: dict[str, _Word] = {}
    elides, is_english = lang[:2] in _WITH_ELISION, lang[:2] == "en"

    def read(sentence: str) -> Iterator[_Token]:
        end, breaks = -1, True
        for found in WORD.finditer(sentence):
            text, start = found[0], found.start()
            joins = not breaks and sentence[end:start] in {" ", "-"}
            end, breaks = found.end(), False
            if text.endswith(("'s", "’s")):
                text, breaks = text[:-2], True
            written = text
            if elides and (elided := _ELISION.match(text)):
                text = text[elided.end() :]
            word = known.get(text)
            if word is None:
                folded = text.casefold()
                listed, number = folded in stops, folded[0].isdigit()
                is_small = folded in _ENGLISH_SMALL_WORDS or folded in _NO_BEGINNING
                is_stop = listed and (is_small or text[0].islower() or not is_english)
                is_stop = is_stop or len(folded) > _LONGEST_WORD or (len(folded) < _SHORTEST_WORD and not number)
                word = known[text] = _Word(folded, stem(folded), is_stop, number, listed)
            yield _Token(text, written, word, joins, text[0].isupper() or word.is_stop or word.is_number)

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
            if word.folded in _NO_BEGINNING:
                continue
        key, capital = word.stem, begins_large
        for end in range(start + 1, min(start + _LONGEST_PHRASE, len(tokens))):
            last = tokens[end]
            is_year = last.word.is_number and len(last.word.folded) > _LONGEST_NUMBER
            if not last.joins or is_year or (last.word.is_stop and last.word.folded not in _JOINTS):
                break
            key = f"{key} {last.word.stem}"
            capital = capital and last.is_capital
            if not (last.word.is_stop or (last.word.is_number and not begins_large)):
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
        label = max(mentions.forms, key=mentions.forms.__getitem__)
        if (
            key in full
            or _is_mere_part(mentions, longer)
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
                is_past=is_english and label.islower() and _PAST.fullmatch(label) is not None,
            )
        )
    return finished


def _is_mere_part(mentions: _Mentions, longer: int) -> bool:
    """Whether it is nothing by itself: a single mention or a word of a name inside a longer phrase, which stands
    `longer` times; a phrase in small letters that always goes on; or a listed stop word that is no name.
    """
    is_name = _is_name(mentions)
    if len(mentions.words) > 1:
        return longer == mentions.count == 1 or not (mentions.ending or is_name)
    return (longer == mentions.count and (is_name or longer == 1)) or (mentions.words[0].is_listed and not is_name)


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
