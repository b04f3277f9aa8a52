"""What a run found out, kept for the next: a few flat files under `.cache/`.

Each begins with a seal over its bytes and over all that they depend on, so that one that is damaged, cut off or
of other making is as good as none. Losing them costs time only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator import __version__
from generator.config import Config
from generator.model import Entry, Wording
from generator.textfile import discard_unfinished, write_whole

_T = TypeVar("_T")

FOLDER = ".cache"
_ENTRIES = "entries.json"
_WORDINGS = "wordings.json"
_RECENT = "wordings-new.json"
_FEW = 16
_SEAL = 64 + 1 + 8 + 1 + 16 + 1
"""Bytes of a seal."""
# A file changed this shortly before it is looked at could change again without its stamp telling.
_UNSETTLED = 2_000_000_000


class Stamp(Struct, frozen=True, array_like=True, gc=False):
    """A file's time of change in nanoseconds, and its size."""

    changed: int
    size: int


class _Kept(Struct, frozen=True, array_like=True):
    stamp: Stamp
    entry: Entry


class _Worded(Struct, frozen=True, array_like=True):
    """An entry's wording, and what it is made of."""

    of: tuple[str, ...]
    wording: Wording


def snapshot(folder: str, name: str = "") -> Iterator[tuple[str, Stamp]]:
    """Every file below a folder by its path, which begins with `name`; none when there is no such folder.

    Folders that are links are followed, unless they lead back up.
    """
    try:
        found = list(os.scandir(folder))
    except OSError:
        return
    for item in found:
        path = f"{name}/{item.name}" if name else item.name
        if _is_folder(item) and not (item.is_symlink() and _leads_up(item.path)):
            yield from snapshot(item.path, path)
        elif stamp := _stamp(item):
            yield path, stamp


def stamps(root: Path, paths: Iterable[str]) -> dict[str, Stamp]:
    """The stamp of each file that exists; of paths below the root, or of absolute ones."""
    found: dict[str, Stamp] = {}
    folder = os.fspath(root)
    for path in paths:
        try:
            status = os.stat(os.path.join(folder, path))  # noqa: PTH116, PTH118 - making a Path takes longer
        except (OSError, ValueError):
            continue
        found[path] = Stamp(status.st_mtime_ns, status.st_size)
    return found


def settled(found: Mapping[str, Stamp]) -> dict[str, Stamp]:
    """Those whose files have not just changed, so that the same stamp will mean the same content."""
    limit = settled_before()
    return {path: stamp for path, stamp in found.items() if stamp.changed < limit}


def settled_before() -> int:
    """Files changed before this time, in nanoseconds, have stamps that may be relied on."""
    return time.time_ns() - _UNSETTLED


def recall(root: Path, name: str, key: Sequence[Any], kind: type[_T]) -> _T | None:
    """What was kept under a name for the same key by the same program; None when there is nothing of use."""
    data = recall_bytes(root, name, key)
    try:
        return None if data is None else msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def keep(root: Path, name: str, key: Sequence[Any], value: object) -> None:
    """Keep a value for the next time. A folder that cannot be written is no reason to fail, nor is a file whose
    name is not UTF-8.
    """
    try:
        data = msgspec.json.encode(value)
    except UnicodeEncodeError:
        return
    keep_bytes(root, name, key, data)


def recall_bytes(root: Path, name: str, key: Sequence[Any]) -> memoryview | None:
    """The same for what is no JSON."""
    try:
        whole = memoryview((root / FOLDER / name).read_bytes())
    except OSError:
        return None
    seal, data = whole[:_SEAL], whole[_SEAL:]
    return data if seal == _seal(key, data) else None


def keep_bytes(root: Path, name: str, key: Sequence[Any], data: bytes) -> None:
    """The same for what is no JSON."""
    path = root / FOLDER / name
    try:
        discard_unfinished([path])
        write_whole(path, _seal(key, data) + data)
    except OSError:
        return


def recall_entries(root: Path, config: Config, current: Mapping[str, Stamp]) -> dict[str, Entry]:
    """The entries by path whose files have not changed, without their wording."""
    kept = recall(root, _ENTRIES, _settings(config), dict[str, _Kept]) or {}
    return {path: found.entry for path, found in kept.items() if current.get(path) == found.stamp}


def keep_entries(
    root: Path, config: Config, entries: Sequence[Entry], fresh: Mapping[str, Entry], current: Mapping[str, Stamp]
) -> None:
    """Keep entries; those that are `fresh` have their wording, which is kept apart: most builds need none."""
    stamped = settled(current)
    _keep_wordings(root, config, entries, fresh)
    bare = ((entry.path, replace(entry, wording=Wording()) if entry.path in fresh else entry) for entry in entries)
    kept = {path: _Kept(stamped[path], entry) for path, entry in bare if path in stamped}
    keep(root, _ENTRIES, _settings(config), kept)


def recall_wording(root: Path, config: Config, entries: Sequence[Entry]) -> dict[str, Wording]:
    """What was kept of the words of entries, by path."""
    kept = _wordings(root, config, _WORDINGS) | _wordings(root, config, _RECENT)
    return {
        entry.path: found.wording
        for entry in entries
        if (found := kept.get(entry.path)) and found.of == _made_of(entry)
    }


def forget(root: Path) -> None:
    """Remove the cache."""
    shutil.rmtree(root / FOLDER, ignore_errors=True)


@lru_cache(maxsize=1)
def making() -> str:
    """A digest of what does the work: this program's own files, Python, and the packages beside it."""
    own = sorted(snapshot(str(Path(__file__).parent)))
    code = [(path, stamp) for path, stamp in own if not path.endswith(".pyc")]
    folders = (folder for folder in sys.path if Path(folder).is_dir())
    packages = sorted(
        {path.name for folder in folders for path in Path(folder).iterdir() if path.suffix == ".dist-info"}
    )
    return hashlib.sha256(msgspec.json.encode([__version__, sys.version, code, packages])).hexdigest()


def _keep_wordings(root: Path, config: Config, entries: Sequence[Entry], fresh: Mapping[str, Entry]) -> None:
    """Keep the wordings of fresh entries: a few in a file of their own, as the other one is large."""
    made = {path: _Worded(_made_of(entry), entry.wording) for path, entry in fresh.items()}
    recent = _wordings(root, config, _RECENT) | made
    if len(recent) > _FEW + len(entries) // _FEW:
        kept = _wordings(root, config, _WORDINGS) | recent
        keep(root, _WORDINGS, _settings(config), {each.path: kept[each.path] for each in entries if each.path in kept})
        recent = {}
    keep(root, _RECENT, _settings(config), recent)


def _wordings(root: Path, config: Config, name: str) -> dict[str, _Worded]:
    return recall(root, name, _settings(config), dict[str, _Worded]) or {}


def _settings(config: Config) -> list[Any]:
    """Whatever an entry depends on besides its file."""
    return [config.language, config.timezone, config.markdown]


def _made_of(entry: Entry) -> tuple[str, ...]:
    return entry.title, entry.lang, entry.body_digest


def _seal(key: Sequence[Any], data: bytes | memoryview) -> bytes:
    """Against accidents: whoever can write into the cache can write into content/."""
    making_of = hashlib.sha256(msgspec.json.encode([making(), *key])).hexdigest()
    return f"{making_of} {zlib.crc32(data):08x} {len(data):016x}\n".encode()


def _stamp(file: os.DirEntry[str]) -> Stamp | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return Stamp(status.st_mtime_ns, status.st_size)


def _is_folder(item: os.DirEntry[str]) -> bool:
    try:
        return item.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _leads_up(link: str) -> bool:
    return Path(link).resolve() in Path(link).absolute().parents
