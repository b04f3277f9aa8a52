"""The words of pages in the site's language, from gettext catalogues (`locale/CODE.po`)."""

from __future__ import annotations

import gettext
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

_CATALOGUES = Path(__file__).parent / "locale"


@lru_cache(maxsize=8)
def translations(language: str, *folders: str) -> gettext.NullTranslations:
    """The translations into a language: first from `folders` (a theme's own `locale/`), then ours; English,
    in which everything is written, where there is none.
    """
    found: list[gettext.NullTranslations] = []
    code = language.replace("-", "_")
    for folder in (*map(Path, folders), _CATALOGUES):
        path = next(
            (folder / f"{name}.po" for name in (code, code.partition("_")[0]) if (folder / f"{name}.po").is_file()),
            None,
        )
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


def _read(path: Path) -> gettext.NullTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
