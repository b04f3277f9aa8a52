"""What all commands share: the options that each of them takes, and how a result is printed."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from generator.build import Outcome
    from generator.errors import Problem
    from generator.timeline import Timeline

_F = TypeVar("_F", bound=Callable[..., Any])

EXIT_PROBLEMS = 1


class Shared:
    """The options that are taken before and after the command. `site` may be an address elsewhere."""

    site: Path | str = Path()
    verbosity = 0
    json = False
    made: Outcome | None = None
    """What a build made, kept until the command has ended."""

    @property
    def root(self) -> Path:
        """The site's folder. Raises ArgumentError where it is elsewhere."""
        if isinstance(self.site, Path):
            return self.site
        from generator.errors import ArgumentError, Problem

        hint = "build it with --work DIR, and look at that folder"
        raise ArgumentError(Problem(message=f"only `build` can work on {self.site}", hint=hint))

    def timeline(self) -> Timeline:
        from generator.console import progress
        from generator.timeline import Timeline

        return Timeline(progress(self.verbosity))


class Place(click.Path):
    """A folder of this machine, or an address such as `s3://bucket/site`, which stays a text."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if "://" in str(value) else super().convert(value, param, ctx)


def shared_options(command: _F) -> _F:
    """Give a command the options that all have; they are kept in `Shared`."""

    def keep(name: str, value: Callable[[Any], Any] = lambda given: given) -> Callable[..., None]:
        def callback(context: click.Context, _: click.Parameter, given: Any) -> None:
            if given:
                setattr(context.find_root().ensure_object(Shared), name, value(given))

        return callback

    options = (
        click.option("--root", metavar="DIR", type=Place(exists=True, file_okay=False, path_type=Path),
                     callback=keep("site"), expose_value=False, help="The site's folder; by default the current one."),
        click.option("-v", "--verbose", is_flag=True, callback=keep("verbosity", lambda _: 1), expose_value=False,
                     help="Tell every stage, and where an error arose."),
        click.option("-q", "--quiet", is_flag=True, callback=keep("verbosity", lambda _: -1), expose_value=False,
                     help="Tell problems only."),
        click.option("--json", is_flag=True, callback=keep("json"), expose_value=False,
                     help="Print the result as JSON."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


now_option = click.option(
    "--now", metavar="WHEN", help="The present, as 2026-11-23 or 2026-11-23T09:30; by default the clock."
)
jobs_option = click.option(
    "--jobs", metavar="N", type=click.IntRange(min=1), help="How many processes; by default one a core."
)


def print_json(value: Any) -> None:
    """A value as one line of JSON, whatever the terminal's encoding."""
    import msgspec

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")


def tell_problems(shared: Shared, problems: Sequence[Problem]) -> None:
    """The end of a command that prints a line of JSON for each thing it finds: one more for the problems, if any."""
    from generator.console import show_problems

    show_problems(problems)
    if shared.json and problems:
        print_json({"problems": problems})


def print_done(shared: Shared, record: dict[str, Any], text: str) -> None:
    """What a command did: a record for machines, or a text for people."""
    if shared.json:
        print_json(record)
    elif shared.verbosity >= 0:
        sys.stdout.write(f"{text}\n")


def exit_code(problems: tuple[Problem, ...], *, strict: bool = False) -> int:
    """1 when a problem counts: an error, or with `strict` any."""
    counts = any(strict or problem.severity == "error" for problem in problems)
    return EXIT_PROBLEMS if counts else 0
