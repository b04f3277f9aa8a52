"""Articles for benchmarks: the same number and seed always give the same ones.

Words are made of syllables and drawn so that a few are frequent and most are rare (Zipf's law), as in real text;
tags likewise, so that the most frequent one is on about one article in six.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

_SYLLABLES = [consonant + vowel for consonant in "bcdfglmnprstv" for vowel in "aeiou"]
_WORDS, _TAGS, _SOURCES = 6000, 400, 30
_FIRST = datetime(2023, 1, 1, tzinfo=UTC)
_DAYS = 1095


class Article(NamedTuple):
    """One article as every generator gets it."""

    slug: str
    title: str
    date: datetime
    source: str
    tags: list[str]
    summary: str
    body: str


class _Zipf:
    """Draws from a list so that the item of rank `r` has the weight 1 / (r + 2.7)."""

    def __init__(self, items: list[str]) -> None:
        self._items = items
        self._weights = list(accumulate(1 / (rank + 3.7) for rank in range(len(items))))

    def draw(self, dice: random.Random, number: int) -> list[str]:
        return dice.choices(self._items, cum_weights=self._weights, k=number)


def articles(number: int, seed: int = 7) -> list[Article]:
    """So many articles of 300 to 700 words over three years."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    words = _Zipf(_vocabulary(dice, _WORDS))
    tags = _Zipf(_vocabulary(dice, _TAGS))
    sources = [" ".join(name.capitalize() for name in words.draw(dice, 2)) for _ in range(_SOURCES)]
    return [_article(dice, index, words, tags, sources) for index in range(number)]


def front_matter(article: Article) -> str:
    """An entry's file, which Hugo and this project read alike."""
    tags = ", ".join(f'"{tag}"' for tag in article.tags)
    return (
        f'---\ntitle: "{article.title}"\ndate: {article.date:%Y-%m-%dT%H:%M:%SZ}\nsource: "{article.source}"\n'
        f'tags: [{tags}]\nsummary: "{article.summary}"\nslug: {article.slug}\n---\n\n{article.body}\n'
    )


def headers(article: Article) -> str:
    """The same for Pelican."""
    return (
        f"Title: {article.title}\nDate: {article.date:%Y-%m-%d %H:%M}\nTags: {', '.join(article.tags)}\n"
        f"Slug: {article.slug}\nSummary: {article.summary}\n\n{article.body}\n"
    )


def write(folder: Path, found: list[Article], *, for_pelican: bool = False) -> None:
    """Write articles into a folder for each month."""
    for article in found:
        path = folder / f"{article.date:%Y-%m}" / f"{article.slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(headers(article) if for_pelican else front_matter(article), encoding="utf-8")


def _vocabulary(dice: random.Random, number: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < number:
        found["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4)))] = None
    return list(found)


def _article(dice: random.Random, index: int, words: _Zipf, tags: _Zipf, sources: list[str]) -> Article:
    title = _sentence(dice, words, 5, 8).rstrip(".")
    paragraphs: list[str] = []
    length = dice.randint(300, 700)
    while sum(map(len, paragraphs)) < length * 6:
        sentences = [_sentence(dice, words, 8, 24) for _ in range(dice.randint(2, 5))]
        paragraphs.append(_marked(dice, " ".join(sentences), index))
    return Article(
        slug=f"{index:06}-{title.lower().replace(' ', '-')}",
        title=title,
        date=_FIRST + timedelta(minutes=dice.randrange(_DAYS * 24 * 60)),
        source=dice.choice(sources),
        tags=list(dict.fromkeys(tags.draw(dice, dice.randint(3, 6)))),
        summary=_sentence(dice, words, 15, 25),
        body="\n\n".join(paragraphs),
    )


def _marked(dice: random.Random, text: str, index: int) -> str:
    """A paragraph with a link, an emphasis, or as a quote, a list or below a heading."""
    first, _, rest = text.partition(" ")
    match dice.randrange(8):
        case 0 | 1:
            return f"[{first}](https://example.org/{index}) {rest}"
        case 2 | 3:
            return f"**{first}** {rest}"
        case 4:
            return f"> {text}"
        case 5:
            return "\n".join(f"- {line}" for line in text.split(". "))
        case 6:
            return f"## {first}\n\n{rest}"
    return text


def _sentence(dice: random.Random, words: _Zipf, least: int, most: int) -> str:
    return " ".join(words.draw(dice, dice.randint(least, most))).capitalize() + "."
