"""Looking a digest over before it is published: what is written in content/, and the site that a build makes
of it. Each check is a function of what was gathered and gives problems.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator import __version__
from generator.build import Options as BuildOptions
from generator.build import build
from generator.check.editorial import (
    duplicate_titles,
    gaps,
    long_excerpts,
    near_tags,
    rare_tags,
    tag_spellings,
    without_original,
)
from generator.check.external import web_addresses, web_problems
from generator.check.feeds import feed_problems
from generator.check.fix import Fixed, Repair, repair
from generator.check.images import missing_images, without_alt
from generator.check.links import dead_links
from generator.check.material import Material, gather
from generator.check.web import Manners, ask
from generator.errors import Problem
from generator.executors import LOCAL
from generator.timeline import Timeline

__all__ = ["Options", "Report", "check", "folded"]

_FEW = 3
"""Files with the same warning that are still shown one by one."""


class Options(Struct, frozen=True, kw_only=True):
    """What the command line may ask of a check. `seconds` is the time limit for asking the web."""

    external: bool = False
    fix: bool = False
    name_all: bool = False
    now: str | None = None
    jobs: int | None = None
    seconds: float = 120.0
    pause: float = 1.0


class Report(Struct, frozen=True, kw_only=True):
    """What a check looked at, what it changed and what it found."""

    entries: int
    pages: int
    links: int
    asked: int
    fixed: tuple[Fixed, ...]
    problems: tuple[Problem, ...]


def check(root: Path, options: Options, timeline: Timeline) -> Report:
    """Look over a site and the pages that a build makes of it; `public/` stays as it is.

    Raises BroadsheetError for what keeps a build from being made.
    """
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as folder:
        built = Path(folder) / "site"
        alone = BuildOptions(output=built, now=options.now, jobs=options.jobs, executor=LOCAL)
        result = build(root, alone, timeline)
        site = gather(root, built, options.now, options.jobs, timeline)
    with timeline.stage("check"):
        problems = [
            *result.problems,
            *dead_links(site),
            *feed_problems(site.feed_faults, site.entries),
            *without_alt(site),
            *missing_images(site),
            *duplicate_titles(site),
            *rare_tags(site, name_all=options.name_all),
            *near_tags(site),
            *gaps(site),
            *without_original(site),
            *long_excerpts(site),
        ]
        repairs = list(tag_spellings(site))
    asked = 0
    if options.external:
        asked, external, moved = _ask_the_web(site, options, timeline)
        problems += external
        repairs += moved
    fixed, left = repair(root, repairs) if options.fix else ([], [one.problem for one in repairs])
    return Report(
        entries=len(site.entries),
        pages=len(site.pages),
        links=sum(len(page.links) + len(page.images) for page in site.pages),
        asked=asked,
        fixed=tuple(fixed),
        problems=(*problems, *left),
    )


def folded(problems: Iterable[Problem]) -> list[Problem]:
    """Problems for people: a warning that many files share is shown once, with their number."""
    shown: list[Problem] = []
    ordered = sorted(problems, key=lambda one: (one.severity, one.message, one.file or "", one.line or 0))
    for _, group in groupby(ordered, key=lambda one: (one.severity, one.message)):
        alike = list(group)
        if len(alike) <= _FEW or alike[0].severity == "error":
            shown += alike
        else:
            more = f"{alike[0].message} (and {len(alike) - 1} more files; -v lists them)"
            shown.append(replace(alike[0], message=more))
    return shown


def _ask_the_web(
    site: Material, options: Options, timeline: Timeline
) -> tuple[int, Sequence[Problem], Sequence[Repair]]:
    manners = Manners(
        name=f"Broadsheet/{__version__} (link check; +{site.base.url})", limit=options.seconds, pause=options.pause
    )
    spots = web_addresses(site)
    with timeline.stage("ask the web", len(spots)) as advance:
        answers = ask(site.root, spots, manners, site.now.at, advance)
    return len(answers), *web_problems(site, spots, answers)
