"""What changes in a site's folders, told as soon as the system tells it. Owner of watchfiles."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import watchfiles
from livereload.watcher import Watcher
from tornado.ioloop import IOLoop

from generator.record import CONFIG, INPUTS
from generator.theme import shelves

_STEP = 10
"""Milliseconds without a change after which a burst is over."""
_LONGEST = 400
"""Milliseconds after which it is told all the same."""
_PATIENCE = 500
"""Milliseconds in which a change of which folders there are is followed."""

Changed = Callable[[Sequence[str]], None]


class NativeWatcher(Watcher):  # type: ignore[misc] # livereload has no type stubs
    """livereload's watcher, with events of the system in the place of looking at every file again and again.

    `examine` tells the one task that was given to `watch` which paths have changed: below the site's folder relative
    to it, elsewhere as they are. It never asks livereload for a reload, which would reload every page.
    """

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = root
        self._changed: set[str] = set()
        self._lock = threading.Lock()
        self._ended, self._moved = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []
        self._wanted = _sensible()

    def start(self, callback: Callable[[], None]) -> bool:
        """Watch from now on; the callback is called on the event loop's own thread."""
        loop = IOLoop.current()

        def tell(paths: Iterable[str]) -> None:
            with self._lock:
                self._changed.update(paths)
            loop.add_callback(callback)

        for follow in (self._follow_top, self._follow_folders):
            thread = threading.Thread(target=follow, args=(tell,), daemon=True)
            self._threads.append(thread)
            thread.start()
        return True

    def examine(self) -> tuple[str | None, str]:
        """Tell the task what has changed since the last time."""
        with self._lock:
            changed, self._changed = sorted(self._changed), set()
        self.filepath = changed[0] if changed else None
        if changed:
            for task in self._tasks.values():
                task["func"](changed)
        return self.filepath, "forever"

    def stop(self) -> None:
        """End both threads."""
        self._ended.set()
        self._moved.set()
        for thread in self._threads:
            thread.join(timeout=0.5)

    def _follow_top(self, tell: Callable[[Iterable[str]], None]) -> None:
        """site.yaml, and the coming and going of the folders beside it."""
        names = {CONFIG, *INPUTS, "themes"}
        while not self._ended.is_set():
            for changes in self._events([self._root], self._ended, recursive=False):
                found = {self._relative(path) for path in changes} & names
                if found - {CONFIG}:
                    self._moved.set()
                if found:
                    tell(found)

    def _follow_folders(self, tell: Callable[[Iterable[str]], None]) -> None:
        """All that is below the folders; begun again when one of them comes or goes, as its watch goes with it."""
        while not self._ended.is_set():
            self._moved.clear()
            folders = [folder for folder in self._folders() if folder.is_dir()]
            begun = False
            for changes in self._events(folders, self._moved, recursive=True):
                # What happened before the watch was set up is told by the first word from it.
                early = () if begun else map(self._relative, map(str, folders))
                begun = True
                paths = {self._relative(path) for path in changes}.union(early)
                if paths:
                    tell(paths)
            self._moved.wait(_PATIENCE / 1000)

    def _events(self, folders: Sequence[Path], stop: threading.Event, *, recursive: bool) -> Iterable[set[str]]:
        """The paths of each burst, and from time to time none, until told to stop or until a folder is gone."""
        options: dict[str, Any] = {"recursive": recursive, "ignore_permission_denied": True, "raise_interrupt": False}
        options |= {"step": _STEP, "debounce": _LONGEST, "rust_timeout": _PATIENCE, "yield_on_timeout": True}
        polling = False
        while folders and not stop.is_set():
            try:
                found = watchfiles.watch(
                    *folders, watch_filter=self._wanted, stop_event=stop, force_polling=polling or None, **options
                )
                for changes in found:
                    yield {path for _, path in changes}
            except OSError:
                if polling or not all(folder.is_dir() for folder in folders):
                    stop.wait(_PATIENCE / 1000)
                    return
                # The system may watch no more files for this user.
                polling = True

    def _folders(self) -> list[Path]:
        return [*(self._root / name for name in INPUTS), *shelves(self._root)]

    def _relative(self, path: str) -> str:
        found = Path(path)
        return found.relative_to(self._root).as_posix() if found.is_relative_to(self._root) else path


def _sensible() -> Callable[[watchfiles.Change, str], bool]:
    """What editors leave beside files while they save, and files that wait for their place, are nobody's concern."""
    usual = watchfiles.DefaultFilter()

    def is_wanted(change: watchfiles.Change, path: str) -> bool:
        name = Path(path).name
        return usual(change, path) and not (name.startswith(".") and name.endswith((".tmp", ".swp")))

    return is_wanted
