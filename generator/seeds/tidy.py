"""What even the best answer keeps and no reader misses: the title again, labels of pictures, calls to follow."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from generator.seeds.likelihood import folded
from generator.seeds.markup import blocks, fragment, serialise

_LONGEST = 15
"""Words that such a line has at most."""
_HEAD = 4
"""In how many lines from the top a title may stand."""
_LINE = re.compile(
    r"(?:advert(?:isement)?s?|ad|photos?:.*|image \d+ (?:of|/).*|read (?:more|next|also)\b.*|share(?: (?:this|"
    r"on|via)\b.*)?|"
    r"related(?: (?:articles?|stories|posts?|topics?|content))?:?.*|updated(?: at| on)?:? .*|published:? .*|"
    r"last updated.*|"
    r"follow (?:us|@).*|sign up (?:for|to)\b.*|subscribe\b.*|click here (?:to|for)\b.*|comments?|"
    r"leave a (?:comment|reply).*|"
    r"tags?:?.*|filed under.*|topics?:.*|see (?:also|more):?.*|don.t miss:?|©.*|copyright .*|all rights reserved.*|"
    r"by [A-Z][\w.'-]+(?: [A-Z][\w.'-]+){1,3}|categor(?:y|ies):.*|posted (?:in|on|by).*|"
    r"\d+ (?:min(?:ute)?s? read|comments?|shares?)|"
    r"this slideshow requires javascript\.?|print(?: article)?|copy link|listen(?: to (?:this )?article)?|"
    r".{0,40}getty images.*|"
    r"view (?:all|more|gallery).*|loading\.*|thanks? (?:you )?for (?:signing up|subscribing).*|"
    r"(?:watch|also read|must read|recommended|read full story)\b:?.*)",
    re.IGNORECASE,
)


def tidy(markup: str, titles: tuple[str, ...], author: str = "") -> str:
    """An answer without lines that are not the article's. `titles` are what the page is called."""
    if not markup.strip():
        return ""
    whole = fragment(markup)
    wanted = [set(folded(title)) for title in titles if title]
    names = set(folded(author))
    read = 0
    for element, text, _ in list(blocks(whole)):
        words = folded(text)
        is_title = read < _HEAD and any(_alike(set(words), title) > 0.75 for title in wanted)
        is_byline = read < _HEAD and names <= set(words) and 0 < len(names) >= len(words) - 3
        is_call = len(words) <= _LONGEST and _LINE.fullmatch(text.strip("-•*| "))
        if (is_title or is_byline or is_call) and _is_alone(element, whole, text):
            element.drop_tree()
        elif words:
            read += 1
    return serialise(whole)


def _alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _is_alone(element: HtmlElement, whole: HtmlElement, text: str) -> bool:
    """Whether an element holds this text and nothing else."""
    return (
        element is not whole
        and element.find(".//img") is None
        and " ".join("".join(element.itertext()).split()) == text
    )
