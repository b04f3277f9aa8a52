"""Plain text: a title, paragraphs, and the source's name alone on the last line; or a header block above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from generator.canonical import without_tracking_in
from generator.fields import KNOWN
from generator.headers import split_headers
from generator.markdown import escape
from generator.seeds.drafting import Found, Material
from generator.textfile import decode
from generator.words import sentences, summarise

_LONGEST_TITLE = 200
_LONGEST_SOURCE = 60
_MOST_SOURCE_WORDS = 6
_WRAPPED_LINE = range(40, 121)
_SENTENCE_END = tuple(".!?…:;,\"'”’»。！？")
_FULL_STOP = tuple('.!?…"”’»。！？')
_DATE = re.compile(r"\b\d{1,2}\b.*\b\d{4}\b|\b\d{4}\b.*\b\d{1,2}\b|\d年")
_ADDRESS = re.compile(r"https?://\S+")
_SOURCE_LABEL = re.compile(r"^(?:source|fuente|quelle|fonte|bron)\s*:\s*", re.IGNORECASE)
_BYLINE = re.compile(r"(?:By|BY|Por|POR|Par|PAR|Von|VON)(?:\s*:)?\s+([^.,:;!?\"0-9]{3,60})")
_IN_NAMES = frozenset(
    {"and", "y", "et", "und", "&", "de", "da", "del", "der", "den", "di", "du", "la", "van", "von", "al", "bin"}
)
_WIRE = re.compile(
    r"(?:[^\W_a-zß-ÿ][\w.'’/-]*,?\s+(?:(?:of|the|de|del|la|le)\s+)?){1,8}"
    r"\(([A-Z][\w&' -]{1,30})\)\s*(?:[-–—]{1,2}\s|[–—]|--)"
)
"""The agency in the dateline of a wire story: `PYONGYANG, Aug. 22 (KCNA) —`."""
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def read(material: Material) -> Iterator[Found]:
    """Read a plain-text seed. Raises ValueError for a file that is empty or not text."""
    yield read_text(decode(material.data))


def read_text(text: str) -> Found:
    """The same for text that stands in another file. Raises ValueError when it is empty."""
    text = without_tracking_in(text.strip())
    if not text:
        raise ValueError("is empty")
    tidy = _tidy(text)
    stated, text = split_headers(tidy, KNOWN)
    title, paragraphs = (None, _paragraphs(text)) if "title" in stated else _title_and_paragraphs(text)
    source = link = None
    if len(paragraphs) > 1 and "source" not in stated:
        source, link, used = provenance(paragraphs)
        paragraphs = paragraphs[: len(paragraphs) - used]
    elif paragraphs[-1:] == [stated.get("source")]:
        paragraphs.pop()
    author, wire = byline(paragraphs), None
    if author:
        del paragraphs[0]
    if source is None and paragraphs and (wire := _WIRE.match(paragraphs[0])):
        source = wire[1]
    return Found(
        stated=dict(stated),
        header=tidy[: len(tidy) - len(text)] if stated else "",
        title=title,
        source=source,
        link=link,
        author=author,
        body="\n\n".join(map(escape, paragraphs)),
        paragraphs=tuple(paragraphs),
        verbatim=True,
        origins={
            "title": "first line" if title and text.startswith(title) else "first sentence",
            "source": "dateline" if wire else "last line",
            "link": "last line",
            "author": "byline",
        },
    )


def byline(paragraphs: list[str]) -> str | None:
    """Who wrote it, where a line above the text says no more than that: `By Ana Ruiz`, `Por Ana Ruiz`."""
    found = _BYLINE.fullmatch(paragraphs[0]) if len(paragraphs) > 1 else None
    if found is None:
        return None
    names = found[1].split()
    is_name = all(word[0].isupper() or word.casefold() in _IN_NAMES for word in names) and len(names) > 1
    return " ".join(map(_in_small_letters, names)) if is_name else None


def _in_small_letters(word: str) -> str:
    """`HOLT` as `Holt` and `BO` as `Bo`; `JK` and `AJ` are initials."""
    is_initials = len(word) < 3 and ("J" in word or not set(word) & set("AEIOUY"))
    return word.capitalize() if word.isupper() and not is_initials else word


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n"))


def _title_and_paragraphs(text: str) -> tuple[str, list[str]]:
    """The first line is the title, unless it is too long to be one: then it is made of the first sentence."""
    first, _, rest = text.partition("\n")
    if len(first) <= _LONGEST_TITLE:
        return " ".join(first.split()), _paragraphs(rest)
    paragraphs = _paragraphs(text)
    return summarise(islice(sentences(paragraphs[0]), 1), limit=_LONGEST_TITLE // 2), paragraphs


def _paragraphs(text: str) -> list[str]:
    """Blocks between blank lines; a block of several lines is one wrapped paragraph or a paragraph a line."""
    found: list[str] = []
    for block in _BLANK_LINES.split(text.strip()):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        found += [" ".join(lines)] if _is_wrapped(lines) else lines
    return found


def _is_wrapped(lines: list[str]) -> bool:
    """Wrapped lines are of like length and seldom end where a sentence does."""
    inner = lines[:-1]
    return (
        bool(inner)
        and all(len(line) in _WRAPPED_LINE for line in inner)
        and (sum(line.endswith(_FULL_STOP) for line in inner) * 2 < len(inner))
    )


def provenance(lines: Sequence[str]) -> tuple[str | None, str | None, int]:
    """The source's name and the original's address where the last lines are these, and how many lines."""
    last = _SOURCE_LABEL.sub("", lines[-1])
    if _ADDRESS.fullmatch(last):
        above = _source_name(lines[-2]) if len(lines) > 2 else None
        host = urlsplit(last).hostname or last
        return above or host.removeprefix("www."), last, 2 if above else 1
    name = _source_name(lines[-1])
    return name, None, 1 if name else 0


def _source_name(line: str) -> str | None:
    """The name that stands alone on a line: short, no sentence, no date."""
    name = _SOURCE_LABEL.sub("", line)
    if name != line:
        name = name.removesuffix(".")
    is_name = (
        0 < len(name) <= _LONGEST_SOURCE
        and len(name.split()) <= _MOST_SOURCE_WORDS
        and not name.endswith(_SENTENCE_END)
        and name[0].isalnum()
        and any(letter.isalpha() for letter in name)
        and not _DATE.search(name)
    )
    return name if is_name else None
