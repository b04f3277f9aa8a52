"""Problems as data, and the exceptions that carry them.

BroadsheetError           something is wrong with a file; exit code 1
├── ConfigError           site.yaml, the theme's settings or the output folder: nothing is built; exit code 3
├── TemplateError         a template does not work: nothing is written; exit code 1
├── ArgumentError         something on the command line means nothing; exit code 2
└── DeployError           the site cannot or should not go to the web; exit code 4
    └── MovedOnError      somebody else deployed meanwhile
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import Literal, TypeVar

from msgspec import Struct

_T = TypeVar("_T")
_R = TypeVar("_R")


class Problem(Struct, frozen=True, kw_only=True):
    """One thing that is wrong, told so that its reader can put it right.

    `file` is relative to the site's root with forward slashes; `line` and `column` count from 1.
    """

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    hint: str | None = None
    severity: Literal["error", "warning"] = "error"

    @property
    def place(self) -> str:
        """`file:line:column`, as far as each is known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class BroadsheetError(Exception):
    """Carries one or more problems; its arguments are the problems, so it survives pickling."""

    exit_code = 1

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.args

    def __str__(self) -> str:
        return "\n".join(f"{p.place}: {p.message}" if p.place else p.message for p in self.problems)


class ConfigError(BroadsheetError):
    """The configuration or the theme cannot be used: nothing is built."""

    exit_code = 3


class TemplateError(BroadsheetError):
    """A template does not work, so no page can be trusted."""


class ArgumentError(BroadsheetError):
    """An argument that cannot be understood."""

    exit_code = 2


class DeployError(BroadsheetError):
    """The site cannot, or without a second look should not, go to where it is served."""

    exit_code = 4


class MovedOnError(DeployError):
    """What is deployed has changed since it was looked at."""


def read_each(read: Callable[[_T], _R], items: Iterable[_T]) -> tuple[list[_R], list[Problem]]:
    """What is read of each item; one that cannot be read costs only itself."""
    found: list[_R] = []
    problems: list[Problem] = []
    for item in items:
        try:
            found.append(read(item))
        except BroadsheetError as error:
            problems.extend(error.problems)
    return found, problems


def did_you_mean(word: object, known: Iterable[str]) -> str | None:
    """A hint naming the nearest known word, or None when none is near. Keys of YAML may be other than texts."""
    near = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else None
