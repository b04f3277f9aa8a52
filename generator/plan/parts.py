"""What a plan is made of, kept so that the next plan and its pages are known again where they are the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from generator.config import Config
from generator.pages import Page
from generator.planned import Facts, Piece, Planned
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
    """The parts of one plan: pieces by the ids of their articles, and pages, as they belong together, by a key.

    What the plan before had and is the same now is taken from there, so that it is known by its identity. `common` is
    what all parts depend on.
    """

    def __init__(self, common: object = None, before: Parts | None = None) -> None:
        self._common = common
        is_known = before is not None and before._common == common
        self._before = before if is_known else None
        self._pieces: dict[str, Piece] = {}
        self._pages: dict[Hashable, tuple[object, tuple[Planned, ...]]] = {}

    def pieces(self, facts: Iterable[Facts]) -> dict[str, Piece]:
        """The pieces of some articles, by their ids."""
        known = self._before._pieces if self._before else {}
        for each in facts:
            name = each.entry.id
            before = known.get(name)
            self._pieces[name] = before if before and before.facts == each else Piece(each)
        return self._pieces

    def pages(self, key: Hashable, of: object, make: Callable[[], Iterable[Planned]]) -> tuple[Planned, ...]:
        """The pages that `make` plans of nothing but `of` and what is common to all."""
        known = self._before._pages.get(key) if self._before else None
        if known is None or known[0] != of:
            old = {page.url: page for page in known[1]} if known else {}
            known = of, tuple([same if (same := old.get(page.url)) == page else page for page in make()])
        self._pages[key] = known
        return known[1]

    def page(self, new: Planned) -> Planned:
        """A page by itself, or the one of before that is the same."""
        return self.pages((new.view, new.url), new, lambda: (new,))[0]

    def end(self) -> None:
        """All parts are there: what only the plan before had is let go."""
        self._before = None


def ready(page: Page) -> Planned:
    """A page that is made already."""
    return Planned(url=page.url, view=type(page.view), title=page.title, make=_itself, of=(page,))


def _itself(_: Common, page: Page) -> Page:
    return page
