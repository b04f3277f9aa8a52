"""The record of the last build: what it was made of, what it left in the output folder, and what it told.

As long as none of this has changed there is nothing to do. Otherwise a page is made again when something that it is
planned to be made of is new, and rendered when its fingerprint is new, or when its file is not as it was left.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator import cache
from generator.addresses import MANIFEST
from generator.cache import Stamp
from generator.errors import Problem
from generator.model import Moment
from generator.output import Committed, Rendered, Target, written_before
from generator.theme import shelves

INPUTS = ("content", "seeds", "templates", "static", "data")
CONFIG = "site.yaml"
_UNSETTLED = Stamp(0, -1)
"""What no file has."""


class Result(Struct, frozen=True, kw_only=True):
    """What a build did. `published` is False when problems kept it from writing anything. `held` has the places of
    drafts, as `draft`, and of what is still to come, as its day, where the build was asked to show them.
    """

    seeds: int
    imported: int
    entries: int
    drafts: int
    future: int
    pages: int
    files: Committed
    published: bool
    held: dict[str, str]
    seconds: dict[str, float]
    problems: tuple[Problem, ...]


class Seen(Struct, frozen=True):
    """All files that a site is made of, and those that the last build left in its output folder, as they are now."""

    inputs: dict[str, Stamp]
    outputs: dict[str, Stamp]


class Span(Struct, frozen=True):
    """The newest entry whose day has come, and the next one whose day has not."""

    reached: Moment | None
    ahead: Moment | None


class Record(Struct, frozen=True, kw_only=True):
    """What a build leaves for the next. Without `inputs` it must be done again, whatever has changed."""

    inputs: dict[str, Stamp]
    outputs: dict[str, Stamp]
    fingerprints: dict[str, str]
    plans: dict[str, str]
    span: Span
    result: Result


class Left(Struct, frozen=True):
    """A file that was written into the output since the last build: its page's fingerprint, its digest, its stamp."""

    fingerprint: str
    digest: str
    stamp: Stamp | None


def look(root: Path, target: Target, last: Record | None, left: Iterable[str] = ()) -> Seen:
    """The files as they are, those in the output as far as the last build or somebody since has `left` them there.

    Taken before anything is read, so that no later change is missed.
    """
    inputs = {path: stamp for name in INPUTS for path, stamp in cache.snapshot(f"{root}/{name}", name)}
    for shelf in shelves(root):
        inputs.update(cache.snapshot(os.fspath(shelf), os.fspath(shelf)))
    inputs.update(cache.stamps(root, [CONFIG]))
    return Seen(inputs, cache.stamps(target.folder, {**(last.outputs if last else {}), **dict.fromkeys(left)}))


def recall(root: Path, target: Target, asked: Sequence[Any]) -> Record | None:
    """The record of the last build into this folder that was asked for the same."""
    return cache.recall(root, _name(target), asked, Record)


def keep(root: Path, target: Target, asked: Sequence[Any], record: Record) -> None:
    """Leave a record for the next build."""
    cache.keep(root, _name(target), asked, record)


def made(
    seen: Seen,
    target: Target,
    rendered: Rendered,
    kept: Collection[str],
    span: Span,
    result: Result,
    *,
    has_imported: bool,
) -> Record:
    """The record of a build whose files are at their places. `kept` are files of somebody else's among them. What an
    import has written was not `seen`, and its removal would not be either.
    """
    ours = rendered.files.keys() - set(kept) | {MANIFEST}
    after = seen.outputs | cache.stamps(target.folder, {*rendered.changed, MANIFEST, *(ours - seen.outputs.keys())})
    relied_on = cache.settled(seen.inputs)
    sure = not kept and not has_imported and not any(problem.severity == "error" for problem in result.problems)
    return Record(
        # That a file was there counts even where its stamp cannot be relied on: it may be removed.
        inputs={path: relied_on.get(path, _UNSETTLED) for path in seen.inputs} if sure else {},
        outputs={path: stamp for path, stamp in after.items() if path in ours},
        fingerprints=rendered.fingerprints,
        plans={path: mark for path, mark in rendered.plans.items() if path in rendered.fingerprints},
        span=span,
        result=result,
    )


def is_same(last: Record, seen: Seen) -> bool:
    """Whether no file has changed since."""
    return last.inputs == seen.inputs and last.outputs == seen.outputs


def known(last: Record | None, seen: Seen, target: Target, left: Mapping[str, Left]) -> dict[str, tuple[str, str]]:
    """The fingerprint and digest of each page whose file is as the last build, or somebody since, left it."""
    since = {
        path: (file.fingerprint, file.digest) for path, file in left.items() if seen.outputs.get(path) == file.stamp
    }
    if last is None:
        return since
    digests = written_before(target) or {}
    whole = {path for path, stamp in last.outputs.items() if seen.outputs.get(path) == stamp and path in digests}
    return {path: (mark, digests[path]) for path, mark in last.fingerprints.items() if path in whole} | since


def planned(last: Record | None, known: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The fingerprint of what each page was planned to be made of, where its `known` file is still the one of then."""
    if last is None:
        return {}
    marks = last.fingerprints
    return {path: mark for path, mark in last.plans.items() if path in known and known[path][0] == marks.get(path)}


def _name(target: Target) -> str:
    return f"build-{hashlib.sha256(os.fspath(target.folder).encode()).hexdigest()[:8]}.json"
