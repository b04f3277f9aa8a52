"""Sites, and output, on a file system elsewhere: whatever fsspec reaches, such as `s3://bucket/site`. Owner of fsspec.

A build works on files at hand. So a site from elsewhere has a working folder: what has changed there comes first, the
build is the one that all sites have, and what it has changed goes back. Nobody's work there is overwritten.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator import cache
from generator.addresses import MANIFEST
from generator.build import OUTPUT, Options, Result, build
from generator.cache import Stamp
from generator.errors import BroadsheetError, ConfigError, Problem
from generator.hosting import cache_control, content_type
from generator.output import Committed, Manifest, encoded, read_manifest, visible_order
from generator.record import CONFIG, INPUTS
from generator.textfile import write_whole
from generator.timeline import Timeline

_BROUGHT = (*INPUTS, "themes")
_MADE = ("content", "data")
"""Folders that a build may write to: what import makes."""
_NOTES = "brought.json"
_BATCH = 500
_AGED = 3_000_000_000
"""Nanoseconds by which files seem older than they are: nobody else writes them, so that their stamps can be trusted."""
_VERSIONS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "updated", "created")
"""What file systems call that which changes with a file, the surest first."""
_S3 = ("s3", "s3a")


class _Note(Struct, frozen=True, array_like=True):
    """A file's version there and its stamp here, when both were the same."""

    version: str
    stamp: Stamp


class _Notes(Struct, frozen=True):
    """What was brought from where."""

    url: str
    files: dict[str, _Note]


class Place:
    """A folder of a file system elsewhere. All methods raise BroadsheetError."""

    def __init__(self, url: str) -> None:
        if importlib.util.find_spec("fsspec") is None:
            raise ConfigError(
                Problem(message=f"{url} needs the package fsspec", hint="pip install 'broadsheet[remote]'")
            )
        from fsspec.core import url_to_fs

        self.url = url.rstrip("/")
        with self._told():
            found: tuple[Any, str] = url_to_fs(self.url)
        self._files, self._top = found

    def versions(self, folder: str = "") -> dict[str, str]:
        """The version of every file below a folder, by its path."""
        top = f"{self._top}/{folder}".rstrip("/")
        with self._told():
            self._files.invalidate_cache()
            try:
                found = self._files.find(top, detail=True)
            except FileNotFoundError:
                return {}
        named = ((name.removeprefix(f"{self._top}/"), about) for name, about in found.items())
        return {path: _version(about) for path, about in named if _is_safe(path)}

    def read(self, path: str) -> bytes | None:
        """A file's bytes; None if there is no such file."""
        with self._told():
            try:
                data: bytes = self._files.cat_file(f"{self._top}/{path}")
            except FileNotFoundError:
                return None
        return data

    def write(self, path: str, data: bytes) -> None:
        with self._told():
            self._files.pipe_file(f"{self._top}/{path}", data)

    def bring(self, paths: Sequence[str], folder: Path, advance: Callable[[int], None]) -> None:
        """Copy files to the same paths below a folder of this machine."""
        for batch in _batches(paths):
            with self._told():
                self._files.get([f"{self._top}/{path}" for path in batch], [f"{folder}/{path}" for path in batch])
            advance(len(batch))

    def put(self, paths: Sequence[str], folder: Path, advance: Callable[[int], None]) -> None:
        """Copy files from below a folder of this machine, with their media types where there is a word for them."""
        for headers, alike in groupby(sorted(paths, key=self._headers), key=self._headers):
            for batch in _batches(list(alike)):
                there = [f"{self._top}/{path}" for path in batch]
                with self._told():
                    self._files.put([f"{folder}/{path}" for path in batch], there, **dict(headers))
                advance(len(batch))

    def remove(self, paths: Sequence[str]) -> None:
        for batch in _batches(paths):
            with self._told():
                self._files.rm([f"{self._top}/{path}" for path in batch])

    def _headers(self, path: str) -> tuple[tuple[str, str], ...]:
        if self.url.partition("://")[0] not in _S3:
            return ()
        return ("ContentType", content_type(path)), ("CacheControl", cache_control(path))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the file system raises, in words."""
        try:
            yield
        except FileNotFoundError:
            raise
        except ImportError as error:
            raise ConfigError(Problem(message=f"{self.url}: {error}", hint="install the package for it")) from None
        except Exception as error:
            # Behind every scheme is a package of somebody else's, with exceptions of its own.
            told = str(error) or type(error).__name__
            raise BroadsheetError(Problem(message=f"{self.url}: {told}")) from error


def is_remote(address: Path | str) -> bool:
    """Whether it is on a file system elsewhere."""
    return "://" in str(address)


def build_remote(
    site: Path | str, output: Path | str | None, work: Path | None, options: Options, timeline: Timeline
) -> Result:
    """Build a site that is elsewhere, or whose output is. `work` is the folder to do it in. Raises as `build` does."""
    source = Place(str(site)) if is_remote(site) else None
    root = work or _working_folder(source.url) if source else Path(site)
    where = output or (f"{source.url}/{OUTPUT}" if source else root / OUTPUT)
    target = Place(str(where)) if is_remote(where) else None
    folder = root / cache.FOLDER / f"output-{_digest(target.url)}" if target else Path(where)
    if source:
        _fetch(source, root, timeline)
    result = build(root, replace(options, output=folder), timeline)
    problems = list(result.problems)
    if source:
        problems += _return(source, root, timeline)
    files = result.files
    if target and result.published:
        files, kept = _publish(target, folder, timeline)
        problems += kept
    return replace(result, files=files, problems=tuple(problems), seconds=timeline.rounded())


def _fetch(source: Place, root: Path, timeline: Timeline) -> None:
    """Bring what has changed, and take away what is gone there."""
    with timeline.stage("compare"):
        there = {path: version for name in _BROUGHT for path, version in source.versions(name).items()}
        there.update({path: version for path, version in source.versions(CONFIG).items() if path == CONFIG})
        notes = _recall(source, root)
        here = cache.stamps(root, notes)
    wanted = [
        path
        for path, version in there.items()
        if path not in here or path not in notes or notes[path].version != version
    ]
    root.mkdir(parents=True, exist_ok=True)
    for path in notes.keys() - there.keys():
        (root / path).unlink(missing_ok=True)
    with timeline.stage("fetch", len(wanted)) as advance:
        source.bring(wanted, root, advance)
    aged = time.time_ns() - _AGED
    for path in wanted:
        os.utime(root / path, ns=(aged, aged))
    stamps = here | cache.stamps(root, wanted)
    _keep(source, root, {path: _Note(version, stamps[path]) for path, version in there.items()})


def _return(source: Place, root: Path, timeline: Timeline) -> list[Problem]:
    """Bring back what import has made; a warning for each file that has changed there meanwhile."""
    notes = _recall(source, root)
    here = {path: stamp for name in _MADE for path, stamp in cache.snapshot(f"{root}/{name}", name)}
    made = [path for path, stamp in here.items() if path not in notes or notes[path].stamp != stamp]
    if not made:
        return []
    there = {path: version for name in _MADE for path, version in source.versions(name).items()}
    ours = [path for path in made if there.get(path) == (notes[path].version if path in notes else None)]
    with timeline.stage("put", len(ours)) as advance:
        source.put(ours, root, advance)
    after = {path: version for name in _MADE for path, version in source.versions(name).items()}
    _keep(source, root, notes | {path: _Note(after[path], here[path]) for path in ours if path in after})
    message, hint = "has changed there since the build began; it was left as it is", "build again"
    return [Problem(message=message, file=path, hint=hint, severity="warning") for path in set(made) - set(ours)]


def _publish(target: Place, folder: Path, timeline: Timeline) -> tuple[Committed, list[Problem]]:
    """Put what differs from the last build: assets first, then pages, then lists; then remove what is no page any more.

    What is about to change is noted first as being of unknown content, so that what is cut off is done again.
    """
    with timeline.stage("compare"):
        built = read_manifest(folder)
        before = _published(target, built.files)
        changed = [path for path, digest in built.files.items() if before.get(path) != digest]
        stale = sorted(before.keys() - built.files.keys())
        kept = _foreign(target, [path for path in changed if path not in before]) if before else set()
    ours = {path: digest for path, digest in built.files.items() if path not in kept}
    articles = frozenset(built.made.articles)
    changed = sorted((path for path in changed if path in ours), key=lambda path: visible_order(path, articles))
    if changed or stale:
        unsure = dict.fromkeys([*changed, *stale], "")
        target.write(MANIFEST, encoded(Manifest({**ours, **unsure}, built.made)))
        with timeline.stage("put", len(changed)) as advance:
            for _, alike in groupby(changed, key=lambda path: visible_order(path, articles)[0]):
                target.put(list(alike), folder, advance)
            target.remove(stale)
    manifest = encoded(Manifest(ours, built.made))
    if target.read(MANIFEST) != manifest:
        target.write(MANIFEST, manifest)
    message = "a file of yours stands where a page belongs; it was kept"
    problems = [Problem(message=message, file=f"{target.url}/{path}", severity="warning") for path in sorted(kept)]
    return Committed(len(changed), len(ours) - len(changed), len(stale)), problems


def _published(target: Place, files: Collection[str]) -> Mapping[str, str]:
    """The digest of each file that we put there; unknown ones where the note of them is damaged."""
    data = target.read(MANIFEST)
    if data is not None:
        try:
            return msgspec.json.decode(data, type=Manifest).files
        except (msgspec.DecodeError, UnicodeDecodeError):
            return dict.fromkeys(files, "")
    if target.versions():
        message, hint = "is not empty and was not made by Broadsheet", "choose another with --output, or empty it"
        raise ConfigError(Problem(message=f"{target.url} {message}", hint=hint))
    return {}


def _foreign(target: Place, paths: Collection[str]) -> set[str]:
    return target.versions().keys() & set(paths) if paths else set()


def _recall(source: Place, root: Path) -> dict[str, _Note]:
    # Not sealed as the rest of the cache is: what was brought is the same to another version of the program.
    try:
        notes = msgspec.json.decode((root / cache.FOLDER / _NOTES).read_bytes(), type=_Notes)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return notes.files if notes.url == source.url else {}


def _keep(source: Place, root: Path, files: dict[str, _Note]) -> None:
    write_whole(root / cache.FOLDER / _NOTES, msgspec.json.encode(_Notes(source.url, files)))


def _working_folder(url: str) -> Path:
    return Path.home() / ".cache" / "broadsheet" / _digest(url)


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:12]


def _version(about: Mapping[str, Any]) -> str:
    stated = next((str(about[name]) for name in _VERSIONS if about.get(name) is not None), "")
    return f"{stated} {about.get('size')}"


def _is_safe(path: str) -> bool:
    """Whether a path leads to a file below its folder on every machine."""
    return not any(part in {"", ".", ".."} for part in path.split("/")) and "\\" not in path


def _batches(paths: Sequence[str]) -> Iterable[Sequence[str]]:
    return (paths[start : start + _BATCH] for start in range(0, len(paths), _BATCH))
