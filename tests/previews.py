"""A preview as a person starts it: a process of its own on a free port, asked over the loopback interface."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tornado.websocket import websocket_connect

from tests.sites import NOW, Site

PATIENCE = 60
"""Seconds after which what was waited for will not come any more."""


class Answer:
    """A response, its body as it came."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self) -> str:
        return self.body.decode()


class Preview:
    """A running preview, and what it has told the terminal so far."""

    def __init__(self, site: Site, process: subprocess.Popen[str]) -> None:
        self.site = site
        self.process = process
        self._lines: list[str] = []
        threading.Thread(target=self._listen, daemon=True, name=_listener(process)).start()
        self.address = eventually(lambda: re.search(r"Serving (\S+)", self.told))[1]

    @property
    def told(self) -> str:
        return "".join(self._lines)

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def get(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        """Ask for a path; an underscore in a header's name stands for a hyphen."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request(
                method, path, body, headers={name.replace("_", "-"): value for name, value in headers.items()}
            )
            return Answer(connection.getresponse())

    def shows(self, path: str, text: str) -> bool:
        """Whether a page has a text, now or after a while."""
        return eventually(lambda: text in self.get(path).text) is True

    def output(self) -> dict[str, bytes]:
        """The built site as it is below the cache."""
        return self.site.output(f".cache/preview/{self.port}")

    def end(self) -> int:
        """Press Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)

    def _listen(self) -> None:
        self._lines.extend(self.process.stderr or ())


@contextmanager
def preview(site: Site, *options: str) -> Iterator[Preview]:
    """Serve a site on a free port, or where `options` say."""
    stated = () if "--port" in options else ("--port", "0")
    process = subprocess.Popen(
        [*site.command(), "serve", *stated, "--now", NOW, *options],
        env=site.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    try:
        yield Preview(site, process)
    finally:
        process.send_signal(signal.SIGTERM)
        # The rest of what it tells is read by the thread that listens, until there is no more.
        process.wait(timeout=PATIENCE)
        while any(thread.name == _listener(process) for thread in threading.enumerate()):
            time.sleep(0.01)
        if process.stderr:
            process.stderr.close()


def _listener(process: subprocess.Popen[str]) -> str:
    return f"listens to {process.pid}"


def eventually(found: Callable[[], Any]) -> Any:
    """The first true value of a question that is asked again and again."""
    until = time.monotonic() + PATIENCE
    while not (value := found()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
    return value


def children(pid: int) -> list[int]:
    """The processes below one, as Linux tells."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            found += [int(child) for child in (task / "children").read_text(encoding="ascii").split()]
    return found + [below for child in found for below in children(child)]


def state(shown: Preview, path: str, is_it: Callable[[dict[str, Any]], bool] = bool) -> dict[str, Any]:
    """The first state that an open page is told of which fits."""

    async def listen() -> dict[str, Any]:
        socket = await websocket_connect(f"ws://127.0.0.1:{shown.port}/livereload")
        await socket.write_message(json.dumps({"command": "hello"}))
        hello = json.loads(await socket.read_message() or "")
        assert hello["protocols"] == ["http://livereload.com/protocols/official-7"]
        await socket.write_message(json.dumps({"command": "info", "url": shown.address.rstrip("/") + path}))
        told: dict[str, Any] = {}
        while not is_it(told):
            told = json.loads(await socket.read_message() or "")
        socket.close()
        while await socket.read_message() is not None:
            """Until it is closed from the other side as well."""
        return told

    return asyncio.run(asyncio.wait_for(listen(), PATIENCE))
