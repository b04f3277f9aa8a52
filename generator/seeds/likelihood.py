"""How likely each block of a page is to be the article's: a logistic regression over what several extractors
say of it, of its neighbours and of blocks made like it, what surrounds it, and how it reads.

`benchmarks/fit_extraction.py` makes the weights.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources

import msgspec
from lxml.html import HtmlElement
from msgspec import Struct

from generator.seeds.markup import blocks

EXTRACTORS = ("default", "precision", "readability", "resiliparse")

_GRAM = 4
_WORD = re.compile(r"\w+")
_KINDS = {
    "comment": r"comment|disqus|reply|respond|livefyre",
    "related": r"relat|recommend|more-?(?:stories|from|on|news)|popular|trending|most-|also-|next-|"
    r"read-?(?:more|next|also)|outbrain|taboola|recirc|promo|teaser|card|upsell|latest|zergnet|suggest|feature[ds]-|"
    r"jp-rel|yarpp",
    "share": r"share|sharing|social|follow|facebook|twitter|addthis|whatsapp|sociable|print",
    "ad": r"(?:^|[-_ ])ads?(?:[-_ ]|$)|advert|sponsor|banner|dfp|gpt|commercial|affiliate|shop|product|deal|buy",
    "subscribe": r"newsletter|subscri|sign-?up|paywall|regwall|email|donat|membership|cta|opt-?in|mailing",
    "meta": r"meta|byline|author|(?:^|[-_ ])date|time-?stamp|publish|posted|tags?(?:[-_ ]|$)|categor|breadcrumb|kicker|"
    r"dateline|bio|profile|contributor|credit|topics?(?:[-_ ]|$)|eyebrow|keyword",
    "caption": r"caption|credit|figure|image|photo|gallery|slide|video|media|embed|wp-cap|carousel|player",
    "consent": r"cookie|consent|gdpr|modal|popup|pop-up|overlay|lightbox|disclaim|notice|alert|legal|terms",
    "side": r"sidebar|widget|rail|aside|secondary|side-|-side|right-?col|infobox|factbox|pullquote|pull-quote|box",
    "foot": r"foot|copyright|bottom|colophon|after-|end-",
    "nav": r"nav|menu|toolbar|pagination|pager|skip|breadcrumb|toc|jump|masthead|header|top-?bar|search|logo|login",
    "hidden": r"hidden|hide|sr-only|visually|screen-reader|collapse|noprint|print-only|a11y",
    "content": r"article|(?:^|[-_ ])body|content|entry|(?:^|[-_ ])post(?:[-_ ]|$)|story|text|main|rich-?text|"
    r"prose|paragraph|blog|markdown",
}
_PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _KINDS.items()}
_NAMING = ("class", "id", "role", "data-component", "data-testid")
_TAGS = ("p", "li", "td", "div", "blockquote", "pre", "h1")
_AROUND = ("article", "main", "aside", "nav", "footer", "header", "form", "figure", "table", "ul", "section")
_ENDS = tuple(".!?…。！？")
_NEARLY_NOBODY = 0.04
_SHORT_LINE = 80
"""Characters that fewer than four words seldom have."""


class Block(Struct, frozen=True):
    """A run of text: its words, folded; how many of them are links; what each extractor keeps of it, from 0 to 1."""

    element: HtmlElement
    text: str
    words: tuple[str, ...]
    linked: int
    votes: dict[str, float]
    mean: float


class Said(Struct, frozen=True):
    """What a text says, for asking whether a block is in it."""

    grams: frozenset[tuple[str, ...]]
    short: frozenset[tuple[str, ...]]

    def share(self, words: tuple[str, ...]) -> float:
        if len(words) < _GRAM:
            return float(words in self.short)
        grams = self.grams
        return sum(gram in grams for gram in _pieces(words, _GRAM)) / (len(words) - _GRAM + 1)


class _Around(Struct, frozen=True):
    """The elements above a block, nearest first, and how many words and kept words each element of a page holds."""

    above: list[list[HtmlElement]]
    words: dict[HtmlElement, float]
    kept: dict[HtmlElement, float]
    total: float


def folded(text: str) -> tuple[str, ...]:
    """The words of a text without regard to case."""
    return tuple(_WORD.findall(text.lower()))


def said(text: str) -> Said:
    """The pieces of four words that a text is made of, and its shorter lines and pieces."""
    words = folded(text)
    short = {line for part in text.split("\n") if len(part) < _SHORT_LINE and len(line := folded(part)) < _GRAM}
    return Said(frozenset(_pieces(words, _GRAM)), frozenset(short.union(_pieces(words, 2), _pieces(words, 3))))


def _pieces(words: tuple[str, ...], size: int) -> Iterator[tuple[str, ...]]:
    """Each run of so many words."""
    return zip(*(words[at:] for at in range(size)), strict=False)


def read_blocks(page: HtmlElement, answers: Mapping[str, Said]) -> list[Block]:
    """The blocks of a page with what each extractor's answer keeps of them."""
    different = {id(answer): answer for answer in answers.values()}  # one may stand for two extractors
    found = []
    for element, text, linked in blocks(page):
        if words := folded(text):
            shares = {key: answer.share(words) for key, answer in different.items()}
            votes = {name: shares[id(answer)] for name, answer in answers.items()}
            found.append(
                Block(
                    element, text, words, min(len(words), len(folded(linked))), votes, sum(votes.values()) / len(votes)
                )
            )
    return found


def likelihoods(page: list[Block], title: str, description: str) -> list[float]:
    """The probability that each block belongs to the article. What hardly any extractor keeps does not."""
    weights = _weights()
    rows = features(page, title, description)
    return [
        _logistic(sum(weights.get(name, 0.0) * value for name, value in row.items())) if row else 0.0 for row in rows
    ]


def features(page: Sequence[Block], title: str, description: str) -> list[dict[str, float]]:
    """The features of each block; none where hardly any extractor keeps it."""
    around = _surroundings(page)
    means = [block.mean for block in page]
    kept = [number for number, mean in enumerate(means) if mean > 0.5]
    first, last = (kept[0], kept[-1]) if kept else (0, len(page) - 1)
    heading = next((number for number, block in enumerate(page) if block.element.tag == "h1"), -1)
    alike = _made_alike(page, means)
    told, headline = said(description), set(folded(title))
    seen: set[tuple[str, ...]] = set()
    rows: list[dict[str, float]] = []
    for number, (block, mean) in enumerate(zip(page, means, strict=True)):
        is_repeated = block.words in seen and len(block.words) >= _GRAM
        seen.add(block.words)
        if mean <= _NEARLY_NOBODY:
            rows.append({})
            continue
        same = set(block.words)
        described = told.share(block.words) if description else 0.0
        row = {
            "bias": 1.0,
            "before": float(min(10, max(0, first - number))),
            "after": float(min(10, max(0, number - last))),
            "place": (number - first) / max(1, last - first),
            "start": float(number - first < 3),
            "end": float(last - number < 3),
            "above heading": float(number < heading),
            "repeated": float(is_repeated),
            "title": float(bool(headline) and len(headline & same) / len(headline | same) > 0.7),
            "description": described,
            "description at start": described * (number - first < 4),
            **_reading(block),
            **_voting(block),
            **_context(number, mean, around, block),
            **alike[number],
        }
        for step in (-2, -1, 1, 2):
            row[f"neighbour {step}"] = means[number + step] if 0 <= number + step < len(page) else 0.0
        rows.append(row)
    return rows


def _reading(block: Block) -> dict[str, float]:
    count, tag = len(block.words), block.element.tag
    share = block.linked / count
    row = {
        "words": math.log1p(count),
        "under 5": float(count < 5),
        "under 10": float(count < 10),
        "long": float(count >= 25),
        "links": share,
        "all links": float(share >= 0.99),
        "sentence": float(block.text.rstrip("\"'”’»)").endswith(_ENDS)),
        "colon": float(block.text.endswith(":")),
        "commas": float(min(5, block.text.count(","))),
        "heading": float(tag in {"h2", "h3", "h4", "h5", "h6"}),
    }
    return row | {f"is {name}": float(tag == name) for name in _TAGS}


def _voting(block: Block) -> dict[str, float]:
    votes = block.votes
    row = {name: votes[name] for name in EXTRACTORS}
    row |= {"least": min(votes.values()), "most": max(votes.values())}
    for number, one in enumerate(EXTRACTORS):
        row |= {f"{one} {other}": votes[one] * votes[other] for other in EXTRACTORS[number + 1 :]}
    return row


def _surroundings(page: Sequence[Block]) -> _Around:
    above: list[list[HtmlElement]] = []
    words: dict[HtmlElement, float] = defaultdict(float)
    kept: dict[HtmlElement, float] = defaultdict(float)
    total = 0.0
    for block in page:
        line = [block.element, *block.element.iterancestors()][:-1]
        above.append(line)
        count = len(block.words)
        share = block.mean * count
        total += share
        for element in line:
            words[element] += count
            kept[element] += share
    return _Around(above, words, kept, total or 1.0)


def _context(number: int, mean: float, around: _Around, block: Block) -> dict[str, float]:
    line = around.above[number]
    tags = {element.tag for element in line}
    # An element that holds most of the article says nothing against its parts.
    named = frozenset[str]().union(*(_named(each) for each in line if around.kept[each] <= 0.5 * around.total))
    row = {f"in {tag}": float(tag in tags) for tag in _AROUND}
    row |= {f"named {kind}": float(kind in named) for kind in _KINDS}
    count = len(block.words)
    for step in range(4):
        element = line[step] if step < len(line) else None
        others = around.words[element] - count if element is not None else 0.0
        row[f"around {step}"] = (
            (around.kept[element] - mean * count) / others if element is not None and others > 0 else mean
        )
        row[f"weight {step}"] = around.kept[element] / around.total if element is not None else 1.0
    return row


def _made_alike(page: Sequence[Block], means: Sequence[float]) -> list[dict[str, float]]:
    """What is kept of the blocks with the same tag and class, in elements of the same tag and class."""
    words: dict[tuple[str | None, ...], float] = defaultdict(float)
    kept: dict[tuple[str | None, ...], float] = defaultdict(float)
    makes = []
    for block, mean in zip(page, means, strict=True):
        above = block.element.getparent()
        make = (block.element.tag, block.element.get("class"))
        make += (above.tag, above.get("class")) if above is not None else ()
        makes.append(make)
        words[make] += len(block.words)
        kept[make] += mean * len(block.words)
    total = sum(kept.values()) or 1.0
    rows = []
    for block, mean, make in zip(page, means, makes, strict=True):
        count = len(block.words)
        others = words[make] - count
        weight = kept[make] / total
        share = (kept[make] - mean * count) / others if others > 0 else mean
        rows.append({"alike": share, "alike weight": weight, "alike and long": weight * (count >= 25)})
    return rows


def _named(element: HtmlElement) -> frozenset[str]:
    return _kinds(" ".join(filter(None, (element.get(name) for name in _NAMING)))[:200])


@lru_cache(maxsize=4096)
def _kinds(named: str) -> frozenset[str]:
    return frozenset(kind for kind, pattern in _PATTERNS.items() if pattern.search(named)) if named else frozenset()


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    text = resources.files("generator.seeds").joinpath("likelihood.json").read_text(encoding="utf-8")
    return msgspec.json.decode(text, type=dict[str, float])
