"""Serving the preview: sockets, the server, and what the terminal is told."""

from __future__ import annotations

import errno
import signal
import socket
import threading
import webbrowser
from pathlib import Path
from typing import Any

from livereload import Server
from livereload.handlers import LiveReloadHandler
from msgspec import Struct
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, GZipContentEncoding

from generator import cache
from generator.console import counted, note, show_problems
from generator.errors import ArgumentError, Problem
from generator.serve.builder import Built, Given
from generator.serve.desk import PLACE, Access, DeskHandler
from generator.serve.live import SCRIPT, LiveHandler, ScriptHandler, SiteHandler
from generator.serve.notices import Notice, excerpt
from generator.serve.preview import Preview
from generator.serve.watching import NativeWatcher

PORT = 8000
_TRIED = 20
_LOCAL = ("127.0.0.1", "::1", "localhost")


class Wishes(Struct, frozen=True, kw_only=True):
    """What the command line asks of the preview; `port` is None for any that is free, from the usual one on."""

    port: int | None = None
    bind: str = "127.0.0.1"
    opens: bool = False
    now: str | None = None
    jobs: int | None = None
    quiet: bool = False


def serve(root: Path, wishes: Wishes) -> None:
    """Serve the site in a folder until Ctrl-C. Raises ArgumentError where nothing can be served."""
    root = root.resolve()
    sockets, port = _sockets(wishes)
    address = f"http://{_written(wishes.bind)}:{port}/"
    # No other process has this port, and so no other preview builds into this folder.
    folder = root / cache.FOLDER / "preview" / str(port)
    watcher = NativeWatcher(root)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    access = Access(root, wishes.now, wishes.bind)
    teller = _Teller(address, wishes, access.place)
    preview = Preview(Given(str(root), str(folder), wishes.now, wishes.jobs), teller.built)
    server = _PreviewServer(preview, watcher, access, wishes.bind, sockets)
    server.watch(str(root), preview.change, delay="forever")
    try:
        preview.change()
        teller.begun(port)
        server.serve(port=port, host=wishes.bind)
    finally:
        preview.end()
        watcher.stop()


class _PreviewServer(Server):  # type: ignore[misc] # livereload has no type stubs
    """livereload's server with our handlers and sockets that are open already."""

    def __init__(
        self, preview: Preview, watcher: NativeWatcher, access: Access, bound: str, sockets: list[socket.socket]
    ) -> None:
        super().__init__(watcher=watcher)
        self._given = {"preview": preview, "bound": bound}
        self._desk = (f"{PLACE}(.*)", DeskHandler, {**self._given, "access": access})
        self._sockets = sockets

    def application(self, *_: Any, **__: Any) -> None:
        LiveReloadHandler.watcher = self.watcher
        handlers = [("/livereload", LiveHandler), (SCRIPT, ScriptHandler), ("/(.*)", SiteHandler)]
        application = Application(
            [self._desk, *((path, handler, self._given) for path, handler in handlers)],
            transforms=[GZipContentEncoding],
            log_function=lambda _: None,
        )
        HTTPServer(application).add_sockets(self._sockets)

    def _setup_logging(self) -> None:
        """What there is to tell is told by us."""


class _Teller:
    """Tells the terminal."""

    def __init__(self, address: str, wishes: Wishes, desk: str) -> None:
        self._address = address
        self._desk = f"{address.rstrip('/')}{desk}"
        self._wishes = wishes
        self._is_open = False

    def begun(self, port: int) -> None:
        if self._wishes.port is None and port != PORT:
            note(f"port {PORT} is taken: this is on {port}")
        if self._wishes.bind not in _LOCAL:
            note(f"warning: whoever reaches this machine at {self._wishes.bind} can read drafts")
        note(f"Serving {self._address} (Ctrl-C ends it), and the desk at {self._desk}")

    def built(self, built: Built, news: tuple[Notice, ...] | None) -> None:
        if built.changed and not self._wishes.quiet:
            note(f"{counted(len(built.changed), 'file')} new or changed in {built.seconds:.2f} s")
        if news is not None:
            show_problems(built.problems)
            for notice in news:
                if notice.lines:
                    note(f"{notice.place}\n{excerpt(notice)}")
            if not news:
                note("all is well again")
        if self._wishes.opens and not self._is_open:
            self._is_open = True
            threading.Thread(target=webbrowser.open, args=(self._address,), daemon=True).start()


def _sockets(wishes: Wishes) -> tuple[list[socket.socket], int]:
    """Sockets on the port that is asked for, or on the first free one."""
    ports = [wishes.port] if wishes.port is not None else range(PORT, PORT + _TRIED)
    for port in ports:
        try:
            found = bind_sockets(port, wishes.bind)
        except socket.gaierror:
            raise ArgumentError(Problem(message=f"this machine has no address {wishes.bind!r}")) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                message = f"cannot serve on {wishes.bind}:{port}: {error.strerror}"
                raise ArgumentError(Problem(message=message, hint="choose another with --bind or --port")) from None
        else:
            return found, found[0].getsockname()[1]
    message = f"port {ports[0]} is taken" if wishes.port is not None else f"ports {PORT} and above are taken"
    raise ArgumentError(Problem(message=message, hint="choose another with --port; --port 0 takes any that is free"))


def _written(host: str) -> str:
    """A host as addresses write it; one that stands for all of them is reached at this machine's own."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - what was asked for
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
