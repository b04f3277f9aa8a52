"""Talking to the process that builds."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from generator.errors import Problem
from generator.serve.builder import Asked, Built, Given, command


class Process:
    """Builds in a process of its own, one after the other, which is started when it is needed and again if it dies.

    `told` hears each answer, on a thread that only waits for answers.
    """

    def __init__(self, given: Given, told: Callable[[Built], None]) -> None:
        self._given = given
        self._told = told
        self._running: subprocess.Popen[bytes] | None = None
        self._turn = 0

    def ask(self, asked: Asked) -> None:
        """Ask for a build. There is at least one answer to each question, also where the process dies of it, unless
        the next one comes first.
        """
        self._turn = asked.turn
        if self._running is None or self._running.poll() is not None:
            self._running = _started(self._given)
            threading.Thread(target=self._listen, args=(self._running,), daemon=True).start()
        try:
            _write(self._running, msgspec.json.encode(asked))
        except OSError:
            # It has just died, which the listening thread tells.
            return

    def end(self) -> None:
        """End it and whatever it has started, at once: what waits beside the output is not yet part of it."""
        running, self._running = self._running, None
        if running and running.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(running.pid, signal.SIGKILL)
            else:
                running.kill()
            running.wait()

    def _listen(self, running: subprocess.Popen[bytes]) -> None:
        for line in running.stdout or ():
            self._told(msgspec.json.decode(line, type=Built))
        running.wait()
        if running is self._running:
            hint = "the machine may be out of memory; the next change starts another"
            problem = Problem(message="the process that builds has died", hint=hint)
            told = Built(base_path=None, problems=(problem,), held={}, changed=(), seconds=0, whole=True)
            self._told(replace(told, turn=self._turn))


def _started(given: Given) -> subprocess.Popen[bytes]:
    # In a session of its own, Ctrl-C in the terminal does not reach it and its workers: the server ends them.
    return subprocess.Popen(  # noqa: S603 - this very program
        command(given), stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )


def _write(running: subprocess.Popen[bytes], line: bytes) -> None:
    if running.stdin:
        running.stdin.write(line + b"\n")
        running.stdin.flush()
