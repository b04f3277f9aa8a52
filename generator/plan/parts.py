"""What a plan is made of, kept so that the next plan and its pages are known again where they are the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from generator.config import Config
from generator.model import Entry
from generator.pages import Link, Page
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

    `fresh` are the ids of articles whose pieces are others than before, or gone. As long as `spelling` is the same
    object, each of these has another entry.
    """

    def __init__(self, common: object = None, before: Parts | None = None) -> None:
        self._common = common
        is_known = before is not None and before._common == common
        self._before = before if is_known else None
        self.fresh: set[str] = set()
        self.spelling = object()
        self._told: Mapping[str, Link] = {}
        self._labels: Mapping[str, Link] = {}
        self._others: object = None
        self._pieces: dict[str, Piece] = {}
        self._pages: dict[Hashable, tuple[object, tuple[Planned, ...]]] = {}

    @property
    def known(self) -> Mapping[str, Piece]:
        """The pieces of all articles, by their ids."""
        return self._pieces

    def pieces(
        self, entries: Iterable[Entry], labels: Mapping[str, Link], others: object, facts: Callable[[Entry], Facts]
    ) -> dict[str, Piece]:
        """The pieces of articles by their ids; `facts` depend on nothing but the entry, the links of those `labels`
        that are its tags, and `others`.
        """
        before = self._before or Parts()
        is_same = before._others == others
        respelt = {label for label, link in labels.items() if before._labels.get(label) != link}
        is_spelt_so = True
        for entry in entries:
            known = piece = before._pieces.get(entry.id)
            is_known = known is not None and known.facts.entry is entry
            if piece is None or not (is_same and is_known and respelt.isdisjoint(entry.tags)):
                new = facts(entry)
                if piece and piece.facts == new:
                    piece.facts = new  # the next time the entry is known by its identity
                else:
                    piece = Piece(new)
                    self.fresh.add(entry.id)
                    is_spelt_so = is_spelt_so and not is_known
            self._pieces[entry.id] = piece
        self.fresh |= before._pieces.keys() - self._pieces.keys()
        self._labels, self._others = labels, others
        self.spelling = before.spelling if is_spelt_so else self.spelling
        return self._pieces

    def told(self, new: Mapping[str, Link]) -> Mapping[str, Link]:
        """Where stories are told, by the ids of their articles."""
        known = self._before._told if self._before else None
        self._told = known if known == new and known is not None else new
        return self._told

    def pages(
        self, key: Hashable, of: object, make: Callable[[], Iterable[Planned]], *, anew: bool = False
    ) -> tuple[Planned, ...]:
        """The pages that `make` plans of nothing but `of` and what is common to all, or `anew` in any case."""
        known = self._before._pages.get(key) if self._before else None
        if known is None or anew or known[0] != of:
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
