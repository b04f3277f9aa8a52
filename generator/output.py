"""The output folder: what we wrote into it, what has changed, and how it changes from one whole site to the
next.

Pages that are new or differ are put beside the output first. Only when all of them are there do they move
to their places, so that whatever goes wrong before leaves the last good site as it was.
"""

from __future__ import annotations

import glob
import hashlib
import os
import shutil
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from generator.addresses import INDEX, MANIFEST
from generator.errors import ConfigError, Problem

_SOURCES = ("content", "seeds", "themes", "templates", "static", "data", "site.yaml", ".git")


class Target(Struct, frozen=True):
    """An output folder, the folder beside it where changed files wait, and whether the output is empty."""

    folder: Path
    staging: Path
    empty: bool


class Rendered(Struct, frozen=True):
    """A batch of rendered files: their digests by path, which of them are new or changed, what went wrong, and the
    fingerprints of those that depend on their page alone. `spent` has for each kind of page how many were rendered
    and the seconds that took; `plans` the fingerprints of what pages were planned to be made of.
    """

    files: dict[str, str]
    changed: tuple[str, ...]
    problems: tuple[Problem, ...]
    fingerprints: dict[str, str] = {}
    spent: dict[str, tuple[int, float]] = {}
    plans: dict[str, str] = {}


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
    for left in folder.parent.glob(f".{glob.escape(folder.name)}.new-*"):
        shutil.rmtree(left, ignore_errors=True)
    # A name of its own: processes of a build that was killed may still write into theirs.
    return Target(folder, folder.with_name(f".{folder.name}.new-{os.getpid()}"), empty)


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


def encoded(manifest: Manifest) -> bytes:
    """The note as its file has it: a line for each file, by path."""
    ordered = Manifest(dict(sorted(manifest.files.items())), manifest.made)
    return msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n"


def put(target: Target, path: str, data: bytes) -> tuple[str, bool]:
    """Let a file wait in staging unless the output has the very same already; its digest and whether it waits."""
    digest = hashlib.sha256(data).hexdigest()
    if not target.empty and _holds(target.folder / path, data):
        return digest, False
    waiting = f"{target.staging}/{path}"
    try:
        _write(waiting, data)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(waiting), exist_ok=True)  # noqa: PTH103, PTH120 - a Path takes longer than the folder
        _write(waiting, data)
    return digest, True


def foreign(target: Target, files: Mapping[str, str], changed: Iterable[str]) -> tuple[str, ...]:
    """Where something that waits belongs, but something of somebody else's stands, which is kept."""
    if target.empty:
        return ()
    noted = written_before(target)
    before = files if noted is None else noted
    led_out = {folder for folder in {os.path.dirname(path) for path in changed} if _leads_out(target.folder, folder)}  # noqa: PTH120
    return tuple(
        path
        for path in sorted(changed)
        if os.path.dirname(path) in led_out or (path not in before and _is_taken(target.folder, path, before))  # noqa: PTH120
    )


def kept_problems(target: Target, kept: Iterable[str]) -> Iterator[Problem]:
    """A warning for each file of somebody else's that was kept."""
    hint = "take it away, or give the page another address"
    message = "a file of yours stands where a page belongs; it was kept"
    for path in kept:
        yield Problem(message=message, file=f"{target.folder.name}/{path}", hint=hint, severity="warning")


def commit(target: Target, rendered: Rendered, kept: Collection[str], made: Made) -> Committed:
    """Move what waits to its place, then remove what we wrote once and is no page any more, and note it all.
    What belongs where something of somebody else's is `kept` is left out.

    What will be ours is noted before anything moves, so that a build that is cut off can be completed. No file
    is ever half there, and whatever needs room on the disk is done before the first one moves.
    """
    try:
        return _commit(target, rendered.files, rendered.changed, kept, made)
    finally:
        discard(target)


def withdraw(target: Target) -> Committed:
    """Leave the output as it is."""
    discard(target)
    return Committed(0, len(written_before(target) or {}), 0)


def differences(built: Path, again: Path) -> Iterator[Problem]:
    """What a build from nothing makes otherwise than it was built; files of somebody else's do not count."""
    was, now = read_manifest(built).files, read_manifest(again).files
    for path in sorted(was.keys() | now.keys()):
        if path not in was or path not in now or not _holds(built / path, (again / path).read_bytes()):
            hint = "build again with --no-cache; if it still differs, report it with the page"
            message = "is not what a build from nothing makes"
            yield Problem(message=message, file=f"{built.name}/{path}", hint=hint)


def place(target: Target, files: Mapping[str, str], changed: Iterable[str]) -> None:
    """Move some of what waits to its place before all of it is there, for those who look at a site in the making."""
    manifest = read_manifest(target.folder)
    if files.keys() - manifest.files.keys():
        _write_manifest(target, target.folder, {**manifest.files, **files}, manifest.made)
    _exchange(target, tuple(changed), ())


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
        _write_manifest(target, target.folder, {}, _UNSTATED)
        discard(target)
    else:
        target.folder.rmdir()
    return len(files)


def _commit(
    target: Target, files: Mapping[str, str], changed: Collection[str], kept: Collection[str], made: Made
) -> Committed:
    noted = written_before(target)
    before = files if noted is None else noted
    stale = sorted(before.keys() - files.keys())
    ours = {path: digest for path, digest in files.items() if path not in kept}
    articles = frozenset(made.articles)
    waiting = sorted(changed, key=lambda path: visible_order(path, articles))
    if target.empty:
        _write_manifest(target, target.staging, ours, made)
        _move_all(target)
    elif waiting or stale:
        _write_manifest(target, target.folder, {**before, **ours}, made)
        _exchange(target, [path for path in waiting if path in ours], stale)
    _write_manifest(target, target.folder, ours, made)
    return Committed(len(waiting) - len(kept), len(files) - len(waiting), len(stale))


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
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None  # of itself it names no file
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
        source = (root / name).resolve()
        inside = name and folder.is_relative_to(source)
        if source.is_relative_to(folder) or inside:
            message = f"the output folder would overwrite {name or 'the site itself'}"
            raise ConfigError(Problem(message=message, file=str(folder), hint="choose another with --output"))


def _leads_out(folder: Path, name: str) -> bool:
    """Whether a folder below another is, by a link that somebody made, somewhere else."""
    return not (folder / name).resolve().is_relative_to(folder)


def visible_order(path: str, articles: Collection[str]) -> tuple[int, str]:
    """Assets first, then articles, then lists of them, then feeds: no visitor meets a page before its style, and
    no link before its article.

    The search index comes before pages: as long as a page still waits, the next build makes the index again.
    """
    if path.endswith(".html"):
        return 1 if path in articles else 2, path
    return 3 if path.endswith((".xml", ".txt", ".json", ".opml")) and not path.startswith(INDEX) else 0, path


def _exchange(target: Target, waiting: Sequence[str], stale: Sequence[str]) -> None:
    """The new files for the old ones, which go last, but for those in whose place or folder a new one comes."""
    in_the_way = _in_the_way(stale, waiting)
    for path in in_the_way:
        _remove(target.folder, path)
    for folder in sorted({(target.folder / path).parent for path in waiting}):
        folder.mkdir(parents=True, exist_ok=True)
    for path in waiting:
        (target.staging / path).replace(target.folder / path)
    for path in stale:
        if path not in in_the_way:
            _remove(target.folder, path)


def _in_the_way(stale: Sequence[str], waiting: Sequence[str]) -> set[str]:
    """Old files that cannot stand beside the new ones, on systems too that take two spellings for one name."""
    new = {_spelt(path) for path in waiting}
    folders = {parent for path in new for parent in _folders(path)}
    return {
        path
        for path in stale
        if (spelt := _spelt(path)) in new or spelt in folders or any(above in new for above in _folders(spelt))
    }


def _spelt(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _folders(path: str) -> Iterator[str]:
    return (path[:end] for end, letter in enumerate(path) if letter == "/")


def _move_all(target: Target) -> None:
    """The first build appears all at once."""
    target.staging.mkdir(parents=True, exist_ok=True)
    if target.folder.exists():
        target.folder.rmdir()
    target.staging.replace(target.folder)


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


def _write_manifest(target: Target, folder: Path, files: dict[str, str], made: Made) -> None:
    data = encoded(Manifest(files, made))
    path = folder / MANIFEST
    if not path.is_file() or path.read_bytes() != data:
        target.staging.mkdir(parents=True, exist_ok=True)
        temporary = target.staging / f"{MANIFEST}.new"
        _write(str(temporary), data)
        temporary.replace(path)
