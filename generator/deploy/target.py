"""What every kind of target does, and what it is given."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from generator.errors import DeployError, Problem

Advance = Callable[[int], None]
"""To be called with the number of files that are done."""


class File(Struct, frozen=True, kw_only=True):
    """A file of the built site: its path on the site, where it lies, its SHA-256, its size in bytes, and the
    address that visitors are sent on to, where it is an old address.
    """

    path: str
    source: Path
    digest: str
    size: int
    redirect: str | None = None


class Target(Protocol):
    """A place that a site is brought to. All methods raise DeployError.

    `begin` comes first and `finish` last. A target whose site changes file by file keeps what `begin` is given
    until `finish`: after an interruption it tells which files are in an unknown state. A target that changes all
    at once shows nothing before `finish`.
    """

    def deployed(self) -> bytes | None:
        """What the last deploy left with `finish`, or an interrupted one with `begin`; None if nothing did."""

    def begin(self, record: bytes) -> None:
        """Get ready; `record` counts until `finish`."""

    def put(self, files: Sequence[File], advance: Advance) -> None:
        """Bring files; all of them are there when it returns."""

    def delete(self, paths: Sequence[str], advance: Advance) -> None:
        """Take files away; one that is gone already is fine."""

    def finish(self, record: bytes) -> None:
        """Show what was brought, and keep the record with it."""


def content(file: File) -> bytes:
    """A file's bytes. Raises DeployError if it is not as it was built."""
    try:
        data = file.source.read_bytes()
    except OSError as error:
        raise changed(file.path, error.strerror) from None
    if hashlib.sha256(data).hexdigest() != file.digest:
        raise changed(file.path)
    return data


def changed(path: str, reason: str | None = None) -> DeployError:
    """A built file that is not what its build noted."""
    what = f"cannot be read ({reason})" if reason else "has changed since the build"
    return failure(f"{path}: {what}", "build again, then deploy")


def failure(message: str, hint: str | None = None) -> DeployError:
    """An error of one problem."""
    return DeployError(Problem(message=message, hint=hint))
