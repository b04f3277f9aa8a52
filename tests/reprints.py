"""Machine-made articles, and reprints of them: cut, shortened, led and signed by an agency, reworded."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "xi",
    "yo",
    "zu",
]
_COMMON = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "that",
    "was",
    "for",
    "it",
    "on",
    "with",
    "as",
    "at",
    "by",
    "from",
    "this",
    "had",
    "but",
    "were",
]


def article(chance: Random, paragraphs: int = 8) -> str:
    """A text of made-up words among common ones, some 40 a paragraph."""
    names = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(150)]
    return "\n\n".join(" ".join(_sentence(chance, names) for _ in range(4)) for _ in range(paragraphs))


def _sentence(chance: Random, names: list[str]) -> str:
    words = [chance.choice(_COMMON) if chance.random() < 0.4 else chance.choice(names) for _ in range(10)]
    return " ".join(words).capitalize() + "."


def _cut(text: str, chance: Random) -> str:
    words = text.split(" ")
    return " ".join(words[: int(len(words) * chance.uniform(0.3, 0.9))])


def _dropped(text: str, chance: Random) -> str:
    paragraphs = text.split("\n\n")
    del paragraphs[chance.randrange(len(paragraphs))]
    return "\n\n".join(paragraphs)


def _signed(text: str, _: Random) -> str:
    return f"LONDON (Agency) - {text}\n\nReporting by A. Writer, editing by B. Desk"


def _reworded(text: str, chance: Random) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=3)) if chance.random() < 0.1 else w for w in text.split(" "))


CHANGES: dict[str, Callable[[str, Random], str]] = {
    "cut": _cut,
    "dropped": _dropped,
    "signed": _signed,
    "reworded": _reworded,
}


def reprint(text: str, chance: Random) -> str:
    """The text after one to three of the changes."""
    for change in chance.sample(sorted(CHANGES), chance.randint(1, 3)):
        text = CHANGES[change](text, chance)
    return text
