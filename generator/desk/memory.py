"""What the desk knows of a digest: everything in content/ as it is now, and how it belonged together when it was last
built. Nothing is read before the desk is asked for, and later only what has changed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from generator import cache, content, editions, plan, tags
from generator.cache import Stamp
from generator.config import Config
from generator.configfile import load_config
from generator.connections import Connections
from generator.content import EDITIONS, FOLDER
from generator.errors import BroadsheetError
from generator.gathering import CONNECTIONS, recall_connections, with_wording
from generator.model import Edition, Entry, Wording
from generator.seeds import FOLDER as SEEDS
from generator.tags import Background
from generator.vocabulary import Vocabulary, load_vocabulary, unite

_T = TypeVar("_T")

_NOTHING = Connections({}, {}, (), ())
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_GROWTH = 1.1
"""Suggestions are learnt anew when the digest has grown by so much."""
_WAIT = 0.25
"""Seconds that a page waits for what suggestions are learnt from."""


class Holdings(Struct, frozen=True):
    """Entries and editions by path, and by an entry's path when its seed came to this machine."""

    root: Path
    config: Config
    entries: Mapping[str, Entry]
    editions: Mapping[str, Edition]
    arrived: Mapping[str, datetime]
    connections: Connections
    vocabulary: Vocabulary


class _Kept(Generic[_T]):
    """What was read of files, by path; None for one that cannot be read."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[Stamp, _T | None]] = {}

    def follow(self, current: Mapping[str, Stamp], read: Callable[[str], _T], known: Mapping[str, _T]) -> None:
        """Read what has changed, or has changed too lately for its stamp to tell."""
        before, settled = self.found, cache.settled(current)
        self.found = {}
        for path, stamp in current.items():
            kept = before.get(path)
            if kept and kept[0] == stamp:
                self.found[path] = kept
            else:
                value = known.get(path) or _read(read, path)
                self.found[path] = (stamp if path in settled else Stamp(0, -1), value)

    @property
    def values(self) -> dict[str, _T]:
        return {path: value for path, (_, value) in self.found.items() if value is not None}


class Memory:
    """The digest of a folder between two questions. Used by one thread at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._entries: _Kept[Entry] = _Kept()
        self._editions: _Kept[Edition] = _Kept()
        self._settings: Config | None = None
        self._arrived: dict[str, datetime] = {}
        self._connections = _NOTHING
        self._connected: Stamp | None = None
        self._learning: _Learning | None = None

    def look(self) -> Holdings:
        """The digest as it is now. Raises ConfigError."""
        config, vocabulary = load_config(self.root), load_vocabulary(self.root)
        if config != self._settings:
            self._entries, self._editions, self._settings = _Kept(), _Kept(), config
        stamps = dict(cache.snapshot(f"{self.root}/{FOLDER}", FOLDER))
        paths = {path: stamps[path] for path in content.find(self.root) if path in stamps}
        known = cache.recall_entries(self.root, config, paths) if not self._entries.found else {}
        self._entries.follow(paths, lambda path: self._entry(path, config), known)
        issues = {path: stamps[path] for path in content.find_in(self.root, EDITIONS) if path in stamps}
        self._editions.follow(issues, lambda path: editions.read(path, self._text(path), config), {})
        entries = self._entries.values
        self._connect(config, vocabulary, entries)
        arrived = {path: self._arrival(entry, config) for path, entry in entries.items()}
        return Holdings(self.root, config, entries, self._editions.values, arrived, self._connections, vocabulary)

    def background(self, held: Holdings) -> Background | None:
        """What tags are learnt from; None while that is being worked out, which takes seconds for a big digest."""
        learnt = self._learning
        if learnt is None or learnt.is_outdated(held):
            previous = learnt.known if learnt else None
            self._learning = learnt = _Learning(held, previous)
        return learnt.wait()

    def _entry(self, path: str, config: Config) -> Entry:
        return replace(content.read(path, self._text(path), config), wording=Wording())

    def _text(self, path: str) -> str:
        return content.read_text(self.root, path)

    def _connect(self, config: Config, vocabulary: Vocabulary, entries: Mapping[str, Entry]) -> None:
        """Take over what the last build has found. While the next one runs, that of the one before will do."""
        place = f"{cache.FOLDER}/{CONNECTIONS}"
        stamp = cache.stamps(self.root, [place]).get(place)
        if stamp is None or stamp == self._connected:
            return
        shown = unite(plan.distinct(list(entries.values()), config)[0], vocabulary)
        found = recall_connections(self.root, config, shown)
        if found is not None:
            self._connections, self._connected = found, stamp

    def _arrival(self, entry: Entry, config: Config) -> datetime:
        """When the seed of an entry was put where it is; of one without, its own date."""
        if entry.seed is None:
            return entry.date.at if entry.date else _LONG_AGO
        name = entry.seed.file
        if name not in self._arrived:
            try:
                changed = (self.root / SEEDS / name.partition("#")[0]).stat().st_ctime
            except (OSError, ValueError):
                return entry.date.at if entry.date else _LONG_AGO
            self._arrived[name] = datetime.fromtimestamp(changed, config.zone)
        return self._arrived[name]


class _Learning:
    """Learning from all entries what tags there are, on a thread of its own."""

    def __init__(self, held: Holdings, previous: Background | None) -> None:
        self.known = previous
        self._vocabulary, self._size = held.vocabulary, len(held.entries)
        self._thread = threading.Thread(target=self._learn, args=(held,), daemon=True)
        self._thread.start()

    def is_outdated(self, held: Holdings) -> bool:
        has_grown = len(held.entries) > self._size * _GROWTH
        return not self._thread.is_alive() and (has_grown or held.vocabulary != self._vocabulary)

    def wait(self) -> Background | None:
        self._thread.join(_WAIT)
        return self.known

    def _learn(self, held: Holdings) -> None:
        everything = with_wording(held.root, held.config, (), tuple(held.entries.values()))
        self.known = tags.background(everything, (), held.vocabulary)


def _read(read: Callable[[str], _T], path: str) -> _T | None:
    try:
        return read(path)
    except BroadsheetError:
        return None
