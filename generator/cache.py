"""What was read last time: entries by file, for as long as a file's size and time of change stay the same.

One flat JSON file under `.cache/`; losing it costs time only.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from generator import __version__
from generator.config import Config
from generator.model import Entry
from generator.textfile import write_whole

FOLDER = ".cache"
_FILE = "entries.json"
# A file changed this shortly before the cache is written could change again without its stamp telling.
_UNSETTLED = 2_000_000_000


class Stamp(Struct, frozen=True, array_like=True):
    """A file's time of change in nanoseconds, and its size."""

    changed: int
    size: int


class _Kept(Struct, frozen=True, array_like=True):
    stamp: Stamp
    entry: Entry


class _Stored(Struct, frozen=True):
    key: str
    entries: dict[str, _Kept]


def stamps(root: Path, paths: Iterable[str]) -> dict[str, Stamp]:
    """The stamp of each file that exists."""
    found: dict[str, Stamp] = {}
    for path in paths:
        try:
            status = (root / path).stat()
        except OSError:
            continue
        found[path] = Stamp(status.st_mtime_ns, status.st_size)
    return found


def recall(root: Path, config: Config, current: dict[str, Stamp]) -> dict[str, Entry]:
    """The entries by path whose files have not changed; none when the cache is damaged or of other making."""
    try:
        stored = msgspec.json.decode((root / FOLDER / _FILE).read_bytes(), type=_Stored)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}
    if stored.key != _key(config):
        return {}
    return {path: kept.entry for path, kept in stored.entries.items() if current.get(path) == kept.stamp}


def remember(root: Path, config: Config, entries: Sequence[Entry], current: dict[str, Stamp]) -> None:
    """Keep entries for the next time. A folder that cannot be written is no reason to fail."""
    settled = settled_before()
    kept = {
        entry.path: _Kept(stamp, entry)
        for entry in entries
        if (stamp := current.get(entry.path)) and stamp.changed < settled
    }
    text = msgspec.json.encode(_Stored(_key(config), kept)).decode()
    try:
        write_whole(root / FOLDER / _FILE, text)
    except OSError:
        return


def settled_before() -> int:
    """Files changed before this time, in nanoseconds, have stamps that may be relied on."""
    return time.time_ns() - _UNSETTLED


def forget(root: Path) -> None:
    """Remove the cache."""
    shutil.rmtree(root / FOLDER, ignore_errors=True)


def _key(config: Config) -> str:
    """Whatever an entry depends on besides its file."""
    settings = msgspec.json.encode([__version__, config.language, config.timezone, config.markdown])
    return hashlib.sha256(settings).hexdigest()
