"""The preview as it stands: the built site, what is wrong with it, and who looks at it."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from msgspec import to_builtins
from msgspec.structs import replace
from tornado.ioloop import IOLoop

from generator.errors import Problem
from generator.serve.builder import Asked, Built, Given
from generator.serve.host import Found, find
from generator.serve.notices import Notice, notices
from generator.serve.process import Process

_LOOKED_AT = 8
"""Pages that somebody may be looking at: so many of the last that were asked for, besides those that are open."""


class Viewer(Protocol):
    """A page that is open in a browser, by the path of its address."""

    path: str

    def send_message(self, message: Any) -> None:
        """Send JSON to the page."""


class Preview:
    """Keeps the site of a folder built and tells open pages. Lives on the event loop's thread. There is one question to
    the building process at a time: until it has its first answer, changes are collected for the next.

    `shown` hears of each build, and of the problems when they are others than before.
    """

    def __init__(self, given: Given, shown: Callable[[Built, tuple[Notice, ...] | None], None]) -> None:
        self.root, self.folder = Path(given.root), Path(given.output)
        self.base_path = "/"
        self.held: dict[str, str] = {}
        self.notices: tuple[Notice, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self.viewers: set[Viewer] = set()
        self.ready = asyncio.Event()
        self._shown = shown
        self._loop = IOLoop.current()
        self._process = Process(given, lambda built: self._loop.add_callback(self._take, built))
        self._waiting: set[str] = set()
        self._asked_for: deque[Path] = deque(maxlen=_LOOKED_AT)
        self._turn = self._answered = 0
        self._is_asking = self._is_stale = False

    def change(self, paths: Sequence[str] = ()) -> None:
        """Build what has changed, now or as soon as the last change is shown."""
        self._waiting.update(paths)
        if self._answered == self._turn and not self._is_asking:
            self._is_asking = True
            # Whatever else happens in this turn of the loop belongs to the same build.
            self._loop.add_callback(self._ask)

    def find(self, path: str) -> Found:
        """What a static host would answer to the path of a request."""
        return find(self.folder, self.base_path, path)

    def look_at(self, file: Path) -> None:
        """Somebody looks at a page, which comes first from now on."""
        if file in self._asked_for:
            self._asked_for.remove(file)
        elif self._is_stale:
            self.change()
        self._asked_for.append(file)

    def state(self, path: str, changed: Sequence[str] = ()) -> dict[str, Any]:
        """What the page at a path has to know."""
        file = self.find(path).file
        return {
            "command": "state",
            "digest": digest(file),
            "problems": [to_builtins(notice) for notice in self.notices if notice.severity == "error"],
            "held": self.held,
            "changed": [self.base_path + name for name in changed if not name.endswith(".html")],
        }

    def end(self) -> None:
        """Stop building."""
        self._process.end()

    def _ask(self) -> None:
        paths, self._waiting = tuple(sorted(self._waiting)), set()
        self._is_asking = False
        self._turn += 1
        open_ = (self.find(viewer.path).file for viewer in self.viewers)
        files = {file.relative_to(self.folder).as_posix() for file in (*self._asked_for, *open_) if file}
        self._process.ask(Asked(paths, tuple(sorted(files)), self._turn))

    def _take(self, built: Built) -> None:
        self._answered = max(self._answered, built.turn)
        self._is_stale = built.stale
        self.base_path = built.base_path or self.base_path
        self.held = built.held
        # What is wrong with a file that has changed meanwhile is told by the build that follows.
        lasting = tuple(problem for problem in built.problems if problem.file not in self._waiting)
        found = notices(self.root, lasting)
        is_news = found != self.notices
        self.notices, self.problems = found, lasting
        self.ready.set()
        for viewer in tuple(self.viewers):
            viewer.send_message(self.state(viewer.path, built.changed))
        self._shown(replace(built, problems=lasting), found if is_news else None)
        if self._waiting:
            self.change()


def digest(file: Path | None) -> str:
    """What tells a file from any other; empty where there is none."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file else ""
    except OSError:
        return ""
