"""The process that builds for the preview, so that pages are served while it works and no thread is forked.

It answers each line of JSON on its standard input with one on its standard output, and ends when the input does.
"""

from __future__ import annotations

import gc
import os
import sys
import time
import traceback
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator import cache
from generator.addresses import MANIFEST, url_path
from generator.build import Options, make
from generator.config import Config
from generator.content import FOLDER
from generator.errors import BroadsheetError, Problem
from generator.render import forget
from generator.serve.edits import Memory, remember, retell
from generator.timeline import Timeline

_PATIENCE = 60.0
"""Seconds to wait for a build from the terminal: nobody asks again when that has ended."""


class Given(Struct, frozen=True):
    """What is asked of the process once and for all: folders, and what `Options` says of `now` and `jobs`."""

    root: str
    output: str
    now: str | None
    jobs: int | None


class Asked(Struct, frozen=True):
    """Paths that have changed, relative to the site's folder; none for a site that is only to be brought in line. And
    the files of the output that somebody is looking at.
    """

    paths: tuple[str, ...]
    looked_at: tuple[str, ...]


class Built(Struct, frozen=True, kw_only=True):
    """What a build came to. `changed` are files of the output, and `held` the paths of addresses of drafts and of
    what is still to come. Not `whole` where the rest must follow.
    """

    base_path: str | None
    problems: tuple[Problem, ...]
    held: dict[str, str]
    changed: tuple[str, ...]
    seconds: float
    whole: bool


class Builder:
    """A site's preview and what is remembered of it between two builds."""

    def __init__(self, given: Given) -> None:
        self._root, self._folder = Path(given.root), Path(given.output)
        self._options = Options(output=self._folder, drafts=True, future=True, now=given.now, jobs=given.jobs)
        self._memory: Memory | None = None
        self._last = Built(base_path=None, problems=(), held={}, changed=(), seconds=0, whole=True)

    def build(self, asked: Asked) -> Built:
        """Show what has changed: by the short way where that is enough for now."""
        begun = time.perf_counter()
        try:
            built = self._retold(asked) or self._made(asked.paths)
        except BroadsheetError as error:
            built = self._failed(*error.problems)
        except OSError as error:
            file = str(error.filename) if error.filename else None
            built = self._failed(Problem(message=error.strerror or str(error), file=file))
        except Exception as error:  # noqa: BLE001 - a defect must not end the preview; it is shown in full
            traceback.print_exc()
            built = self._failed(Problem(message=f"the build failed: {type(error).__name__}: {error}"))
        self._last = replace(built, seconds=time.perf_counter() - begun)
        return self._last

    def _retold(self, asked: Asked) -> Built | None:
        is_sound = not any(problem.severity == "error" for problem in self._last.problems)
        is_there = (self._folder / MANIFEST).is_file()
        if not (self._memory and asked.paths and is_sound and is_there):
            return None
        retold = retell(self._root, self._memory, asked.paths, asked.looked_at)
        if retold is None:
            return None
        for path, data in retold.files.items():
            _put(self._folder / path, data)
        self._memory = retold.memory
        return replace(self._last, changed=tuple(retold.files), whole=False)

    def _made(self, paths: tuple[str, ...]) -> Built:
        made = make(self._root, self._options, Timeline(), anew=not paths and self._memory is None, patience=_PATIENCE)
        self._memory = remember(made) or self._memory
        forget()
        result = made.result
        if result.published:
            self._options = replace(self._options, required=self._sound(result.problems))
        return Built(
            base_path=made.config.base_path,
            problems=result.problems,
            held=_paths(result.held, made.config),
            changed=made.changed,
            seconds=0,
            whole=self._memory is not None,
        )

    def _failed(self, *problems: Problem) -> Built:
        return replace(self._last, problems=problems, changed=(), whole=True)

    def _sound(self, problems: tuple[Problem, ...]) -> frozenset[str]:
        """The files of content/ that are in order: an error in one of them must not make its page vanish."""
        found = {path for path, _ in cache.snapshot(str(self._root / FOLDER), FOLDER)}
        return frozenset(found - {problem.file for problem in problems if problem.severity == "error"})


def command(given: Given) -> list[str]:
    """What starts the process."""
    return [sys.executable, "-m", "generator.serve.builder", msgspec.json.encode(given).decode()]


def main() -> None:
    """Answer until there is nothing more to answer."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever else is printed in this process must not be taken for an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    builder = Builder(msgspec.json.decode(sys.argv[1], type=Given))
    for line in sys.stdin.buffer:
        built = builder.build(msgspec.json.decode(line, type=Asked))
        answers.write(msgspec.json.encode(built) + b"\n")
        answers.flush()
        if built.whole:
            # What is remembered is looked through once, and not each time that something is thrown away.
            gc.collect()
            gc.freeze()


def _put(path: Path, data: bytes) -> None:
    """Write a file so that whoever reads it has the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}.new")
    waiting.write_bytes(data)
    waiting.replace(path)


def _paths(held: dict[str, str], config: Config) -> dict[str, str]:
    return {config.base_path + url_path(place): label for place, label in held.items()}


if __name__ == "__main__":
    main()
