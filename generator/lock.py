"""One at a time: whatever writes to a site, a build above all, holds a lock on it, which the system releases when its
process ends in whatever way.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.errors import BroadsheetError, Problem

_FILE = ".cache/lock"
_OWN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
_BEYOND = 1 << 20
"""The byte that is locked on Windows, where nobody may read what another has locked: behind the owner's number."""
_PAUSE = 0.05
PATIENCE = 5.0
"""Seconds that a command waits for another."""


@contextmanager
def alone(root: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Be the only process that works on a site. Waits up to `patience` seconds for another; raises BroadsheetError
    naming it. Where no lock can be kept there is none.
    """
    path = root / _FILE
    handle = _taken(path, time.monotonic() + patience)
    try:
        yield
    finally:
        if handle is not None:
            _give_back(handle, path)


def _taken(path: Path, until: float) -> int | None:
    """The lock's file, open and locked; no process that is started or forked meanwhile holds the lock as well."""
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, _OWN, 0o666)
        except FileNotFoundError:  # another one has just removed the folder
            continue
        except OSError:
            return None
        try:
            _wait(handle, path, until)
            if _is_at(handle, path):
                with suppress(OSError):  # a full disk
                    os.ftruncate(handle, 0)
                    os.lseek(handle, 0, os.SEEK_SET)
                    os.write(handle, str(os.getpid()).encode())
                return handle
        except BaseException:
            os.close(handle)
            raise
        # It was removed while we waited, and others meet at a new file.
        os.close(handle)


def _give_back(handle: int, path: Path) -> None:
    """Remove the file while it is still locked, so that nobody takes it for the lock, and leave nothing behind."""
    try:
        if _is_at(handle, path):
            with suppress(OSError):  # on Windows, or in a folder that others use
                path.unlink()
                path.parent.rmdir()
    finally:
        os.close(handle)


def _wait(handle: int, path: Path, until: float) -> None:
    while not _take(handle):
        if time.monotonic() > until:
            os.lseek(handle, 0, os.SEEK_SET)  # Windows has no pread
            owner = os.read(handle, 20).decode(errors="replace") or "unknown"
            hint = "wait until it has ended"
            message = f"another command is at work on this site (process {owner})"
            raise BroadsheetError(Problem(message=message, file=path.as_posix(), hint=hint))
        time.sleep(_PAUSE)


def _take(handle: int) -> bool:
    """Take the lock of an open file; whether it was free, as it is where the system knows no such locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _BEYOND, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return not isinstance(error, BlockingIOError | PermissionError)
    return True


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False
