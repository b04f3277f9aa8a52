"""Parts of a plan, kept so that the next plan makes only those again that would come out otherwise."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

_T = TypeVar("_T")


class Parts:
    """The parts of one plan, each by its key and by what it is made of.

    Where the plan before had the very same part, that object is taken over, so that a page is known to be the same by
    its identity. `common` is what all parts depend on.
    """

    def __init__(self, common: object = None, before: Parts | None = None) -> None:
        self._common = common
        self._before = before._made if before and before._common == common else {}
        self._made: dict[Hashable, tuple[tuple[Any, ...], Any]] = {}

    def part(self, key: Hashable, of: tuple[Any, ...], make: Callable[[], _T]) -> _T:
        """The part with a key, which is a function of `of` and of what is common; made only if it is not known."""
        known = self._before.get(key)
        value = known[1] if known is not None and known[0] == of else make()
        self._made[key] = of, value
        found: _T = value
        return found

    def end(self) -> None:
        """All parts are there: what only the plan before had is let go."""
        self._before = {}
