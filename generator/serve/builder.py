"""The process that builds for the preview, so that pages are served while it works and no thread is forked.

It answers each line of JSON on its standard input with one on its standard output, and ends when the input does.
"""

from __future__ import annotations

import gc
import os
import select
import sys
import time
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator import cache, output
from generator.addresses import MANIFEST, url_path
from generator.build import Options, Outcome, Prepared, complete, joined, prepare, render
from generator.config import Config
from generator.configfile import load_config
from generator.content import FOLDER
from generator.errors import BroadsheetError, Problem
from generator.executors import LOCAL
from generator.lock import alone
from generator.render import forget
from generator.serve import edits
from generator.serve.edits import Memory
from generator.serve.showing import Showing
from generator.timeline import Timeline

_PATIENCE = 60.0
"""Seconds to wait for a build from the terminal: nobody asks again when that has ended."""
_QUIET = 0.4
"""Seconds without a change before what else follows from an edit is worked out."""
_IDLE = 2.0
"""Seconds after which nobody is likely to be waiting."""
_MOST = 25
"""Questions after which garbage is looked for even though somebody may be waiting."""
_FEW = 600
"""Pages that are rendered without planning the site as a whole first."""
_STEP = 16


class Given(Struct, frozen=True):
    """What is asked of the process once and for all: folders, and what `Options` says of `now` and `jobs`."""

    root: str
    output: str
    now: str | None
    jobs: int | None


class Asked(Struct, frozen=True):
    """Paths that have changed, relative to the site's folder; none for a site that is only to be brought in line. And
    the files of the output that somebody is looking at. The answers have the same `turn`.
    """

    paths: tuple[str, ...]
    looked_at: tuple[str, ...]
    turn: int = 0


class Built(Struct, frozen=True, kw_only=True):
    """What a build came to. `changed` are files of the output, and `held` the paths of addresses of drafts and of
    what is still to come. Not `whole` where the rest follows, and `stale` where some files are known to be out of date.
    """

    base_path: str | None
    problems: tuple[Problem, ...]
    held: dict[str, str]
    changed: tuple[str, ...]
    seconds: float
    whole: bool
    stale: bool = False
    turn: int = 0


class OvertakenError(Exception):
    """The next question is there before all that followed from the last one was done."""


class Builder:
    """A site's preview and what is remembered of it between two builds.

    `is_asked` tells whether the next question is there, now or within so many seconds. As soon as a question has its
    first answer, what else follows from it gives way to the next.
    """

    def __init__(self, given: Given, is_asked: Callable[[float], bool]) -> None:
        self._root, self._folder = Path(given.root), Path(given.output)
        asked = Options(output=self._folder, drafts=True, future=True, now=given.now, jobs=given.jobs)
        # Pages need no search index meanwhile, and the folder is on this machine alone.
        self._options = replace(asked, index=False, executor=LOCAL)
        self._is_asked = is_asked
        self._showing = Showing()
        self._last = Built(base_path=None, problems=(), held={}, changed=(), seconds=0, whole=True)

    def build(self, asked: Asked) -> Iterator[Built]:
        """Show what has changed: first where somebody looks, then everywhere."""
        begun = time.perf_counter()
        answers = self._answers(asked)
        is_more = True
        while is_more:
            try:
                built = next(answers)
            except (StopIteration, OvertakenError):
                return
            except BroadsheetError as error:
                built, is_more = self._failed(*error.problems), False
            except OSError as error:
                file = str(error.filename) if error.filename else None
                built, is_more = self._failed(Problem(message=error.strerror or str(error), file=file)), False
            except Exception as error:  # noqa: BLE001 - a defect must not end the preview; it is shown in full
                traceback.print_exc()
                problem = Problem(message=f"the build failed: {type(error).__name__}: {error}")
                built, is_more = self._failed(problem), False
            stale = bool(self._showing.stale)
            self._last = replace(built, seconds=time.perf_counter() - begun, stale=stale, turn=asked.turn)
            yield self._last

    def _answers(self, asked: Asked) -> Iterator[Built]:
        is_shown = False
        try:
            if self._showing.memory is None:
                yield from self._as_it_was_left()
            for changed in self._by_short_ways(asked):
                yield replace(self._last, changed=changed, whole=False)
                is_shown = True
        except (BroadsheetError, OSError):
            pass  # a whole build tells what is wrong
        if is_shown:
            self._wait(_QUIET)
        with alone(self._root, _PATIENCE):
            yield from self._by_a_whole_build(asked, is_shown=is_shown)

    def _as_it_was_left(self) -> Iterator[Built]:
        """What the last preview has built, if that was for the same address: it is shown until there is better."""
        config = load_config(self._root)
        try:
            left = output.read_manifest(self._folder)
        except (OSError, ValueError):
            return
        if left.made.base_url == config.base_url:
            yield replace(self._last, base_path=config.base_path, whole=False)

    def _by_short_ways(self, asked: Asked) -> Iterator[tuple[str, ...]]:
        """The files that have changed, those that are looked at first."""
        showing, memory = self._showing, self._showing.memory
        is_sound = not any(problem.severity == "error" for problem in self._last.problems)
        if memory is None or not is_sound or not (self._folder / MANIFEST).is_file():
            return
        if not asked.paths and memory.edits:
            yield from self._edited(memory, asked.looked_at)
        elif not asked.paths:
            if found := showing.stale.intersection(asked.looked_at):
                yield showing.write(found)
        elif edited := edits.edited(self._root, memory, asked.paths):
            showing.edit(edited)
            yield from self._edited(edited, asked.looked_at)
        elif restyled := edits.restyled(self._root, memory, asked.paths):
            showing.restyle(restyled)
            assets = {file for file in restyled.pages if file.startswith("assets/")}
            yield showing.write(assets | restyled.pages.keys() & set(asked.looked_at))

    def _edited(self, memory: Memory, looked_at: Collection[str]) -> Iterator[tuple[str, ...]]:
        showing = self._showing
        if (pairs := edits.in_place(memory)) is not None:
            first = {*edits.own_pages(memory, pairs), *looked_at}
            yield showing.write_early(edits.reworded(memory, pairs, first))
            self._wait(0)
            # Where tags are others, so are lists: then what follows is right the sooner.
            rest = edits.pages_with(memory, pairs) if all(old.tags == new.tags for old, new in pairs) else []
            for batch in _batches([file for file in rest if file not in first]):
                yield showing.write_early(edits.reworded(memory, pairs, batch))
                self._wait(0)
        planned = edits.replanned(memory)
        if planned is None:
            return
        showing.edit(planned)
        yield showing.write(showing.stale.intersection(looked_at))
        if len(showing.stale) < _FEW:
            for batch in _batches(showing.in_turn()):
                self._wait(0)
                yield showing.write(batch)

    def _by_a_whole_build(self, asked: Asked, *, is_shown: bool) -> Iterator[Built]:
        prepared = self._prepared(gives_way=is_shown)
        if isinstance(prepared, Outcome):
            is_known = self._showing.memory is not None
            yield self._built(prepared, whole=is_known)
            if is_known:
                return
            is_shown = True
            self._wait(_QUIET)
            prepared = self._prepared(gives_way=True, anew=True)
        if isinstance(prepared, Prepared):
            yield from self._rendered(prepared, asked, is_shown=is_shown)

    def _prepared(self, *, gives_way: bool, anew: bool = False) -> Prepared | Outcome:
        timeline = Timeline(_Stages(self._wait) if gives_way else None)
        return prepare(self._root, self._options, timeline, self._showing.kept, anew=anew)

    def _rendered(self, prepared: Prepared, asked: Asked, *, is_shown: bool) -> Iterator[Built]:
        if not prepared.is_fit:
            yield self._failed(*prepared.problems)
            return
        showing, target = self._showing, prepared.job.target
        with closing(render(prepared, Timeline(), showing.kept, most=_STEP)) as batches:
            done = [next(batches)]
            showing.begin(prepared, done[0])
            if not is_shown and len(showing.stale) > _FEW and not target.empty:
                placed = showing.write(showing.stale.intersection(asked.looked_at))
                yield replace(self._last, base_path=prepared.config.base_path, changed=placed, whole=False)
                is_shown = True
            try:
                for batch in batches:
                    done.append(batch)
                    if is_shown:
                        self._wait(0)
            except OvertakenError:
                batches.close()
                showing.interrupted(done[1:])
                raise
            except BaseException:
                output.discard(target)
                raise
        made = complete(showing.unseen(prepared), joined(done), Timeline())
        showing.end(made)
        forget()
        if made.result.published:
            self._options = replace(self._options, required=self._sound(made.result.problems))
        yield self._built(made, whole=True)

    def _built(self, made: Outcome, *, whole: bool) -> Built:
        return Built(
            base_path=made.config.base_path,
            problems=made.result.problems,
            held=_paths(made.result.held, made.config),
            changed=made.changed,
            seconds=0,
            whole=whole,
        )

    def _failed(self, *problems: Problem) -> Built:
        return replace(self._last, problems=problems, changed=(), whole=True)

    def _wait(self, seconds: float) -> None:
        """Give way to the next question if it is there, now or within so many seconds."""
        if self._is_asked(seconds):
            raise OvertakenError

    def _sound(self, problems: tuple[Problem, ...]) -> frozenset[str]:
        """The files of content/ that are in order: an error in one of them must not make its page vanish."""
        found = {path for path, _ in cache.snapshot(str(self._root / FOLDER), FOLDER)}
        return frozenset(found - {problem.file for problem in problems if problem.severity == "error"})


def _batches(files: Sequence[str]) -> Iterator[Sequence[str]]:
    return (files[start : start + _STEP] for start in range(0, len(files), _STEP))


class _Stages:
    """Gives way between the stages of a build, and between the batches of each."""

    def __init__(self, wait: Callable[[float], None]) -> None:
        self._wait = wait

    def started(self, stage: str, total: int) -> None:  # noqa: ARG002 - as the protocol has it
        self._wait(0)

    def advanced(self, count: int) -> None:  # noqa: ARG002
        self._wait(0)

    def finished(self, stage: str, seconds: float) -> None:
        """The next one begins."""


class _Questions:
    """The lines that come in on a pipe."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._begun = b""

    def __iter__(self) -> Iterator[Asked]:
        while True:
            line, end, rest = self._begun.partition(b"\n")
            if end:
                self._begun = rest
                yield msgspec.json.decode(line, type=Asked)
            elif more := os.read(self._pipe, 1 << 16):
                self._begun += more
            else:
                return

    def is_asked(self, seconds: float) -> bool:
        """Whether there is another one, or none will ever be, now or within so many seconds."""
        if b"\n" in self._begun:
            return True
        # Windows can tell of sockets alone: there a build is never overtaken.
        return sys.platform != "win32" and bool(select.select([self._pipe], [], [], seconds)[0])


def command(given: Given) -> list[str]:
    """What starts the process."""
    return [sys.executable, "-m", "generator.serve.builder", msgspec.json.encode(given).decode()]


def main() -> None:
    """Answer until there is nothing more to answer."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever else is printed in this process must not be taken for an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    questions = _Questions(sys.stdin.fileno())
    builder = Builder(msgspec.json.decode(sys.argv[1], type=Given), questions.is_asked)
    # To look through a whole site for garbage that knows itself takes a while: that is done while nobody waits.
    gc.disable()
    for number, asked in enumerate(questions, 1):
        for built in builder.build(asked):
            answers.write(msgspec.json.encode(built) + b"\n")
            answers.flush()
        if number % _MOST == 0 or not questions.is_asked(_IDLE):
            gc.collect()


def _paths(held: dict[str, str], config: Config) -> dict[str, str]:
    return {config.base_path + url_path(place): label for place, label in held.items()}


if __name__ == "__main__":
    main()
