"""Whether a site is what a build from nothing makes of the same files, byte for byte; and which files those were."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator import __version__, cache
from generator.build import OUTPUT, Options, Result, build
from generator.errors import Problem
from generator.output import differences, read_manifest
from generator.record import CONFIG, INPUTS
from generator.textfile import printable, read_own, write_whole
from generator.timeline import Timeline

MANIFEST = f"{cache.FOLDER}/manifest.json"


class Manifest(Struct, frozen=True):
    """What a site was made from and by, and what it became: the SHA-256 of each file by its path."""

    version: str
    inputs: dict[str, str]
    outputs: dict[str, str]


def verified(root: Path, options: Options, result: Result) -> Result:
    """The result of a build, with a problem for each file that a second one, from nothing and into a folder beside
    the output, makes otherwise. Where there is none, `.cache/manifest.json` says what was made from what.

    Raises OSError where that cannot be written.
    """
    built = (options.output or root / OUTPUT).resolve()
    again = built.with_name(f".{built.name}.verify")
    shutil.rmtree(again, ignore_errors=True)
    inputs = _digests(root)
    try:
        build(root, replace(options, output=again, use_cache=False, strict=False), Timeline())
        found = (*differences(built, again), *_changes(inputs, _digests(root)))
    finally:
        shutil.rmtree(again, ignore_errors=True)
    if not found:
        manifest = Manifest(__version__, inputs, dict(sorted(read_manifest(built).files.items())))
        write_whole(root / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    return replace(result, problems=(*result.problems, *found))


def _digests(root: Path) -> dict[str, str]:
    """The SHA-256 of every file of the site that a build may read, by its path below the root. What cannot be read
    goes into no build either.
    """
    found: dict[str, str] = {}
    folders = (cache.snapshot(f"{root}/{name}", name) for name in (*INPUTS, "themes"))
    for path in sorted([CONFIG, *(path for folder in folders for path, _ in folder)]):
        try:
            found[printable(path)] = hashlib.sha256(read_own(root / path)).hexdigest()
        except OSError:
            continue
    return found


def _changes(before: dict[str, str], after: dict[str, str]) -> Iterator[Problem]:
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            yield Problem(message="changed while the site was verified", file=path, hint="verify it again")
