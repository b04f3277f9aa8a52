"""Whether a site is what a build from nothing makes of the same files, byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

from msgspec.structs import replace

from generator.build import OUTPUT, Options, Result, build
from generator.output import differences
from generator.timeline import Timeline


def verified(root: Path, options: Options, result: Result) -> Result:
    """The result of a build, with a problem for each file that a second one, from nothing and into a folder beside
    the output, makes otherwise.
    """
    built = (options.output or root / OUTPUT).resolve()
    again = built.with_name(f".{built.name}.verify")
    shutil.rmtree(again, ignore_errors=True)
    try:
        build(root, replace(options, output=again, use_cache=False, strict=False), Timeline())
        found = tuple(differences(built, again))
    finally:
        shutil.rmtree(again, ignore_errors=True)
    return replace(result, problems=(*result.problems, *found))
