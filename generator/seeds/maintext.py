"""The article in a page: four answers, and the one that fits best what is likely to be the article's.

Owner of trafilatura, readability-lxml and resiliparse.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from lxml.html import HtmlElement
from msgspec import Struct

from generator.seeds.likelihood import EXTRACTORS, Block, Said, likelihoods, read_blocks, said
from generator.seeds.markup import blocks, fragment, serialise

_CERTAIN = 0.98
"""Where two answers agree this far, either will do."""
_SECOND = ("resiliparse", "readability")
_SURE, _LARGE = 0.95, 200_000
"""Where the second of these agrees this far, or a page has so many characters, the precise one is not asked for."""


class Answer(Struct, frozen=True):
    """The article as an extractor has it, as HTML, and how well it fits, from 0 to 1."""

    extractor: str
    markup: str
    fit: float


def main_text(page: HtmlElement, title: str, description: str) -> Answer:
    """The best answer for a pruned page; with no markup where no extractor finds anything."""
    answers: dict[str, str] = {}
    saying: dict[str, Said] = {}
    for name, answers[name], saying[name] in ask(page):
        if name in _SECOND and _agreement(saying["default"], saying[name]) >= _CERTAIN:
            return Answer("default", answers["default"], 1.0)
    read = read_blocks(page, saying)
    chances = likelihoods(read, title, description)
    fits = {name: _fit(name, read, chances) for name in answers}
    best = max(EXTRACTORS, key=lambda name: fits.get(name, -1.0))
    return Answer(best, answers[best], fits[best])


def ask(page: HtmlElement) -> Iterator[tuple[str, str, Said]]:
    """Each extractor, what it takes for the article as HTML, and what that says; the cheap ones first, so that the
    others need not be asked.
    """
    whole = serialise(page)
    default, resiliparse = _trafilatura(page, precise=False), _resiliparse(whole)
    says = said(_text(default))
    yield "default", default, says
    yield "resiliparse", resiliparse, said(_text(resiliparse))
    readability = _readability(whole)
    says_other = said(_text(readability))
    yield "readability", readability, says_other
    if len(whole) < _LARGE and _agreement(says, says_other) < _SURE:
        precise = _trafilatura(page, precise=True)
        yield "precision", precise, said(_text(precise))
    else:
        yield "precision", default, says


def _fit(name: str, read: list[Block], chances: list[float]) -> float:
    """The F1 that an answer may expect, counted in words."""
    kept = likely = both = 0.0
    for block, chance in zip(read, chances, strict=True):
        count = len(block.words)
        kept += block.votes[name] * count
        likely += chance * count
        both += block.votes[name] * chance * count
    return 2 * both / (kept + likely) if kept and likely else 0.0


def _agreement(one: Said, other: Said) -> float:
    return 2 * len(one.grams & other.grams) / max(1, len(one.grams) + len(other.grams))


def _text(markup: str) -> str:
    return "\n".join(text for _, text, _ in blocks(fragment(markup))) if markup.strip() else ""


def _trafilatura(page: HtmlElement, *, precise: bool) -> str:
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = bare_extraction(
        page,
        output_format="html",
        fast=True,
        favor_precision=precise,
        include_comments=False,
        include_images=True,
        include_links=True,
        include_formatting=True,
        with_metadata=False,
    )
    return _as_html(found.body) if isinstance(found, Document) and found.body is not None else ""


def _as_html(body: HtmlElement) -> str:
    """Trafilatura's own elements as those of HTML."""
    for element in list(body.iter()):
        tag, form = element.tag, element.get("rend") or ""
        if tag in _ELEMENTS:
            element.tag = _ELEMENTS[tag]
        elif tag == "head":
            element.tag = form if form in _HEADINGS else "h2"
        elif tag == "list":
            element.tag = "ol" if form == "ol" else "ul"
        elif tag == "hi":
            element.tag = _EMPHASIS.get(form, "span")
        elif tag == "cell":
            element.tag = "th" if element.get("role") == "head" else "td"
        if tag == "ref":
            element.set("href", element.get("target") or "")
    return serialise(body)


_ELEMENTS = {"item": "li", "quote": "blockquote", "ref": "a", "graphic": "img", "row": "tr", "lb": "br", "ab": "p"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_EMPHASIS = {"#b": "strong", "#i": "em", "#u": "u", "#t": "code", "#sub": "sub", "#sup": "sup"}


def _readability(page: str) -> str:
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    found: str = Document(page).summary(html_partial=True)
    return found


def _resiliparse(page: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    found: str = extract_plain_text(page, main_content=True, preserve_formatting="minimal_html", links=True)
    return found
