"""Header blocks: `Title: …` lines at the top of a text, as mail, Pelican and plain-text seeds have them."""

from __future__ import annotations

import re
from functools import lru_cache

_MAY_STAND_ALONE = frozenset({"title", "date", "source", "link", "author", "lang", "tags"})
_LINE = re.compile(r"([A-Za-z][A-Za-z _-]{0,30}):[ \t]*+(.*)")


# A site has few names, and every entry has most of them.
@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A field's name as it is compared: in small letters, with underscores for hyphens and blanks."""
    return name.strip().lower().replace("-", "_").replace(" ", "_")


def split_headers(text: str, known: frozenset[str]) -> tuple[dict[str, str], str]:
    """Part a text into its header fields and the text below them.

    A header block is lines of `name: value` up to an empty line, the first name one of `known` (folded to
    lower case with underscores). One line alone must be about what a text is (`title`, `date` …): a headline
    may well be "Updated: storm hits coast". Anything else is text: then there are no fields.
    """
    block, _, rest = text.partition("\n\n")
    fields: dict[str, str] = {}
    for line in block.rstrip("\n").split("\n"):
        found = _LINE.fullmatch(line.rstrip())
        name = fold(found[1]) if found else ""
        if found is None or (not fields and name not in known):
            return {}, text
        fields[name] = found[2].strip()
    if len(fields) == 1 and not fields.keys() & _MAY_STAND_ALONE:
        return {}, text
    return fields, rest.lstrip("\n")
