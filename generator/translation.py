"""Languages as pages use them: how they are written, and their words from gettext catalogues (`locale/CODE.po`)."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

_CATALOGUES = Path(__file__).parent / "locale"
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"})
"""Scripts of living languages that run from right to left (CLDR 45, scriptMetadata)."""


@lru_cache(maxsize=256)
def script(language: str) -> str:
    """The ISO 15924 code of the script that a language such as `zh-TW` is written in: as it states itself,
    else the likely one (CLDR, likely subtags); empty where neither is known.
    """
    from babel.core import get_global

    first, *rest = language.replace("_", "-").split("-")
    stated = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    if stated:
        return stated
    likely = get_global("likely_subtags")
    region = next((part.upper() for part in rest if len(part) == 2), "")
    full: str = likely.get(f"{first.lower()}_{region}") or likely.get(first.lower()) or ""
    return full.split("_")[1] if full else ""


def text_direction(language: str) -> str:
    """`ltr` or `rtl`, as a language is written."""
    return "rtl" if script(language) in _RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=8)
def translations(language: str, *folders: str) -> gettext.NullTranslations:
    """The translations into a language: first from `folders` (a theme's own `locale/`), then ours; English,
    in which everything is written, where there is none.
    """
    found: list[gettext.NullTranslations] = []
    for folder in (*map(Path, folders), _CATALOGUES):
        path = next((path for name in _names(language) if (path := folder / f"{name}.po").is_file()), None)
        if path:
            found.append(_read(path))
    for earlier, later in pairwise(found):
        earlier.add_fallback(later)
    return found[0] if found else gettext.NullTranslations()


class Words:
    """The words that planning gives to pages."""

    def __init__(self, language: str) -> None:
        self._translations = translations(language)

    def say(self, text: str, **values: str | int) -> str:
        """A text in the site's language; `%(name)s` is filled in."""
        return self._translations.gettext(text) % values

    def count(self, one: str, many: str, number: int) -> str:
        """The form that goes with a number, which stands for `%(number)s`."""
        return self._translations.ngettext(one, many, number) % {"number": number}


def _names(language: str) -> Iterator[str]:
    """What a catalogue for a language may be called. One in another script is no help: `zh` is not for `zh-TW`."""
    code = language.replace("-", "_")
    base = code.partition("_")[0]
    yield code
    yield f"{base}_{script(language)}"
    if script(base) == script(language):
        yield base


def _read(path: Path) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
