"""A folder of this machine: a release beside the others, and a link that is turned to it at once.

PATH/current -> releases/20261123-093000-1f3c0a9e
PATH/releases/…
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from generator.addresses import DEPLOYED
from generator.deploy.target import Advance, File, content, failure
from generator.targets import Folder

_UNFINISHED = ".unfinished-"
_HINTS = {
    errno.ENOSPC: "make room, then deploy again: the site that is served is as it was",
    errno.EPERM: "a drive without links, such as one with FAT, cannot hold this target",
    errno.EACCES: "this user may not write there",
    errno.EROFS: "the drive is mounted for reading only",
}


class FolderTarget:
    """See `Target`. A release begins as hard links to the files of the one before, so it costs what has changed."""

    def __init__(self, settings: Folder, root: Path, output: Path) -> None:
        self._folder = root / Path(settings.path).expanduser()
        if self._folder.resolve().is_relative_to(output.resolve()):
            raise failure(f"{settings.path} lies in the output folder", "choose a folder outside of it")
        self._keep = settings.keep
        self._current = self._folder / "current"
        self._releases = self._folder / "releases"
        self._next = self._releases / f"{_UNFINISHED}{os.getpid()}"

    def deployed(self) -> bytes | None:
        with self._told():
            if self._current.exists() and not self._current.is_symlink():
                message = f"{self._current} is no link, so it cannot be switched"
                raise failure(message, "choose a folder of its own for the releases, or move that one away")
            record = self._current / DEPLOYED
            return record.read_bytes() if record.is_file() else None

    def begin(self, record: bytes) -> None:  # noqa: ARG002 - nothing shows before `finish`
        with self._told():
            self._releases.mkdir(parents=True, exist_ok=True)
            for left in self._releases.glob(f"{_UNFINISHED}*"):
                shutil.rmtree(left, ignore_errors=True)
            if self._current.exists():
                shutil.copytree(self._current.resolve(), self._next, copy_function=_link, symlinks=True)
            else:
                self._next.mkdir()

    def put(self, files: Sequence[File], advance: Advance) -> None:
        with self._told():
            for file in files:
                data = content(file)
                place = self._next / file.path
                # The file of the release before has the same inode; it must not be written into.
                place.unlink(missing_ok=True)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
                advance(1)

    def delete(self, paths: Sequence[str], advance: Advance) -> None:
        with self._told():
            for path in paths:
                place = self._next / path
                place.unlink(missing_ok=True)
                _remove_empty(place.parent, self._next)
                advance(1)

    def finish(self, record: bytes) -> None:
        with self._told():
            place = self._next / DEPLOYED
            place.unlink(missing_ok=True)
            place.write_bytes(record)
            name = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
            release = self._releases / name
            self._next.rename(release)
            turned = self._folder / f".current-{os.getpid()}"
            turned.unlink(missing_ok=True)
            turned.symlink_to(f"releases/{name}", target_is_directory=True)
            turned.replace(self._current)
            self._forget_old(release)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the file system refuses, in words. What is unfinished then goes: it may be what takes the room."""
        try:
            yield
        except OSError as error:
            shutil.rmtree(self._next, ignore_errors=True)
            reason = f"{self._folder}: {error.strerror or error}"
            raise failure(reason, _HINTS.get(error.errno or 0)) from None

    def _forget_old(self, served: Path) -> None:
        releases = sorted(path for path in self._releases.iterdir() if path.is_dir() and path != served)
        for old in releases[: max(0, len(releases) - self._keep + 1)]:
            shutil.rmtree(old, ignore_errors=True)


def _link(source: str, place: str) -> None:
    try:
        os.link(source, place)
    except OSError:
        shutil.copy2(source, place)


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
