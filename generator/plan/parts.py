"""What a plan is made of, kept so that the next plan and its pages are known again where they are the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from generator.config import Config
from generator.pages import Page
from generator.planned import Piece, Planned
from generator.translation import Words

_T = TypeVar("_T")


class Common:
    """What all pages of a plan are made with, besides what each of them is made of."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.words = Words(config.language)
        self._made: dict[tuple[Callable[..., Any], str], Any] = {}

    def once(self, make: Callable[[Common, Piece], _T], piece: Piece) -> _T:
        """What is made of a piece and stands on many pages."""
        key = make, piece.facts.entry.id
        found: _T | None = self._made.get(key)
        if found is None:
            found = self._made[key] = make(self, piece)
        return found


class Parts:
    """The parts of one plan, each by its key.

    Where the plan before had an equal one, that very object is taken, so that a page is known to be the same by its
    identity. `common` is what all parts depend on.
    """

    def __init__(self, common: object = None, before: Parts | None = None) -> None:
        self._common = common
        self._before = before._made if before and before._common == common else {}
        self._made: dict[Hashable, Any] = {}

    def part(self, key: Hashable, new: _T) -> _T:
        """A part, or the one of before that is the same."""
        known: _T | None = self._before.get(key)
        found = known if known == new and known is not None else new
        self._made[key] = found
        return found

    def page(self, new: Planned) -> Planned:
        """The same of a page."""
        return self.part((new.view, new.url), new)

    def end(self) -> None:
        """All parts are there: what only the plan before had is let go."""
        self._before = {}


def ready(page: Page) -> Planned:
    """A page that is made already."""
    return Planned(url=page.url, view=type(page.view), title=page.title, make=_itself, of=(page,))


def _itself(_: Common, page: Page) -> Page:
    return page
