"""The output folder: what we wrote into it, what has changed, and how it changes from one whole site to the
next.

Pages that are new or differ are put beside the output first. Only when all of them are there do they move
to their places, so that whatever goes wrong before leaves the last good site as it was.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from generator.addresses import INDEX, MANIFEST
from generator.errors import ConfigError, Problem

_SOURCES = ("content", "seeds", "themes", "templates", "static", "data")


class Target(Struct, frozen=True):
    """An output folder, the folder beside it where changed files wait, and whether the output is empty."""

    folder: Path
    staging: Path
    empty: bool


class Rendered(Struct, frozen=True):
    """A batch of rendered files: their digests by path, which of them are new or changed, what went wrong, and the
    fingerprints of those that depend on their page alone. `spent` has for each kind of page how many were rendered
    and the seconds that took.
    """

    files: dict[str, str]
    changed: tuple[str, ...]
    problems: tuple[Problem, ...]
    fingerprints: dict[str, str] = {}
    spent: dict[str, tuple[int, float]] = {}


class Committed(Struct, frozen=True):
    """How many files a build wrote, left as they were and removed."""

    written: int
    unchanged: int
    removed: int


class Made(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a site was made: for which address, with how many errors, how many drafts and pieces of days to come
    shown in it, and which of its files are articles.
    """

    base_url: str = ""
    errors: int = 0
    previews: int = 0
    articles: tuple[str, ...] = ()


_UNSTATED = Made()


class Manifest(Struct, frozen=True, omit_defaults=True):
    """The note of a build in its output folder: the digest of each file that it wrote, and how they were made."""

    files: dict[str, str]
    made: Made = _UNSTATED


def open_target(root: Path, folder: Path) -> Target:
    """Look at an output folder before anything is written.

    Raises ConfigError for a folder that holds or is a source of the site, or that somebody else filled.
    """
    folder = folder.resolve()
    _refuse_sources(root.resolve(), folder)
    if folder.exists() and not folder.is_dir():
        hint = "choose a folder with --output, or take the file away"
        raise ConfigError(Problem(message="the output folder is a file", file=str(folder), hint=hint))
    empty = not folder.exists() or not any(folder.iterdir())
    if not empty and not (folder / MANIFEST).is_file():
        hint = "choose an empty folder with --output, or empty this one"
        raise ConfigError(
            Problem(
                message="the output folder is not empty and was not made by Broadsheet",
                file=str(folder),
                hint=hint,
            )
        )
    staging = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(staging, ignore_errors=True)
    return Target(folder, staging, empty)


def written_before(target: Target) -> dict[str, str] | None:
    """The files that we wrote into the output, with their digests; None when the note of them is damaged."""
    try:
        return read_manifest(target.folder).files
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def read_manifest(folder: Path) -> Manifest:
    """The note in an output folder. Raises OSError, or ValueError when it is damaged."""
    return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)


def put(target: Target, path: str, data: bytes) -> tuple[str, bool]:
    """Let a file wait in staging unless the output has the very same already; its digest and whether it waits."""
    digest = hashlib.sha256(data).hexdigest()
    if not target.empty and _holds(target.folder / path, data):
        return digest, False
    waiting = f"{target.staging}/{path}"
    try:
        _write(waiting, data)
    except FileNotFoundError:
        Path(waiting).parent.mkdir(parents=True, exist_ok=True)
        _write(waiting, data)
    return digest, True


def foreign(target: Target, files: Mapping[str, str], changed: Iterable[str]) -> tuple[str, ...]:
    """Where something that waits belongs, but something of somebody else's stands, which is kept."""
    if target.empty:
        return ()
    noted = written_before(target)
    before = files if noted is None else noted
    return tuple(path for path in sorted(changed) if path not in before and _is_taken(target.folder, path, before))


def commit(
    target: Target, files: Mapping[str, str], changed: Iterable[str], kept: Collection[str], made: Made
) -> Committed:
    """Move what waits to its place, remove what we wrote once and is no page any more, and note it all.
    What belongs where something of somebody else's is `kept` is left out.

    What will be ours is noted before anything moves, so that a build that is cut off can be completed.
    """
    waiting = sorted(changed, key=_visible_order)
    noted = written_before(target)
    before = files if noted is None else noted
    stale = sorted(before.keys() - files.keys())
    ours = {path: digest for path, digest in files.items() if path not in kept}
    if target.empty:
        _move_all(target)
    elif waiting or stale:
        _write_manifest(target, {**before, **ours}, made)
        for path in stale:
            _remove(target.folder, path)
        for path in waiting:
            if path in ours:
                _move(target, path)
    _write_manifest(target, ours, made)
    discard(target)
    return Committed(len(waiting) - len(kept), len(files) - len(waiting), len(stale))


def discard(target: Target) -> None:
    """Forget what waits."""
    shutil.rmtree(target.staging, ignore_errors=True)


def clean(root: Path, folder: Path) -> int:
    """Remove what we wrote into an output folder, and the folder if nothing else is in it; how many files."""
    if not folder.exists():
        return 0
    target = open_target(root, folder)
    files = written_before(target) or {}
    for path in files:
        _remove(target.folder, path)
    (target.folder / MANIFEST).unlink(missing_ok=True)
    if any(target.folder.iterdir()):
        _write_manifest(target, {}, _UNSTATED)
    else:
        target.folder.rmdir()
    return len(files)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _write(path: str, data: bytes) -> None:
    """In one call: Python's own file objects take longer than the write."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(file, left) :]
    finally:
        os.close(file)


def _is_taken(folder: Path, path: str, before: Mapping[str, str]) -> bool:
    """Whether a file that is not among `before` stands at a path or on the way to it, or lies below it."""
    place = folder / path
    if place.is_dir():
        return not all(found.is_dir() or found.relative_to(folder).as_posix() in before for found in place.rglob("*"))
    above = (parent.as_posix() for parent in PurePosixPath(path).parents)
    return place.exists() or any((folder / name).is_file() and name not in before for name in above)


def _refuse_sources(root: Path, folder: Path) -> None:
    for name in ("", *_SOURCES):
        source = root / name
        inside = name and folder.is_relative_to(source)
        if source.is_relative_to(folder) or inside:
            message = f"the output folder would overwrite {name + '/' if name else 'the site itself'}"
            raise ConfigError(Problem(message=message, file=str(folder), hint="choose another with --output"))


def _visible_order(path: str) -> tuple[int, str]:
    """Assets first, then pages, then feeds and lists of pages: no visitor meets a page before its style.

    The search index comes before pages: as long as a page still waits, the next build makes the index again.
    """
    rank = 0 if path.startswith(("assets/", INDEX)) else 2 if path.endswith((".xml", ".txt")) else 1
    return rank, path


def _move_all(target: Target) -> None:
    """The first build appears all at once."""
    target.staging.mkdir(parents=True, exist_ok=True)
    if target.folder.exists():
        target.folder.rmdir()
    target.staging.replace(target.folder)


def _move(target: Target, path: str) -> None:
    place = target.folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    (target.staging / path).replace(place)


def _remove(folder: Path, path: str) -> None:
    place = folder / path
    if not place.resolve().is_relative_to(folder):
        return
    place.unlink(missing_ok=True)
    for parent in place.parents:
        if parent == folder:
            return
        try:
            parent.rmdir()
        except OSError:
            return


def _write_manifest(target: Target, files: Mapping[str, str], made: Made) -> None:
    data = msgspec.json.format(msgspec.json.encode(Manifest(dict(sorted(files.items())), made)), indent=1) + b"\n"
    path = target.folder / MANIFEST
    if not path.is_file() or path.read_bytes() != data:
        temporary = path.with_suffix(".tmp")
        temporary.write_bytes(data)
        temporary.replace(path)
