"""The search index: made by Pagefind of the articles' pages, searched in the reader's browser. Owner of Pagefind.

Pagefind reads every page again, whatever has changed, so it runs only when a page has. It runs before anything
is published: the index moves to its place together with the pages it is of.
"""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import msgspec

from generator.addresses import INDEX
from generator.errors import BroadsheetError, Problem
from generator.output import Rendered, Target, put, written_before

_PROGRAMS = ("pagefind_bin_extended", "pagefind_bin")
"""The wheels that bring the program; the first one knows where Chinese and Japanese words end."""
_INSTALL = "pip install 'pagefind[bin]', or write `search: false` in site.yaml"
_WORK = ".pagefind"
_ENTRY = f"{INDEX}pagefind-entry.json"
_NEEDED = re.compile(
    rf"{INDEX}(pagefind(-worker)?\.js|pagefind-entry\.json|pagefind\.[\w-]+\.pf_meta|wasm\.[\w-]+\.pagefind"
    r"|(fragment|index)/[\w-]+\.pf_(fragment|index))"
)
"""What a search needs. Pagefind brings interfaces of its own as well, half a megabyte that no page of ours loads."""


def kept(target: Target, rendered: Rendered) -> dict[str, str] | None:
    """The index that is there, when it is whole and still of the same pages; None when it must be made."""
    before = written_before(target) or {}
    index = {path: digest for path, digest in before.items() if _is_index(path, rendered)}
    gone = before.keys() - rendered.files.keys()
    pages_changed = any(path.endswith(".html") for path in (*rendered.changed, *gone))
    whole = _ENTRY in index and all((target.folder / path).is_file() for path in index)
    return index if whole and not pages_changed else None


def make(target: Target, rendered: Rendered, articles: Iterable[str]) -> Rendered:
    """Let an index of the articles' pages, given by their files, wait in the target.

    Without the program, or when it fails, there is no index and a warning says so.
    """
    program = _program()
    if program is None:
        return _failed("Pagefind is not installed", _INSTALL)
    work = target.staging / _WORK
    try:
        _gather(target, rendered, articles, work / "site")
        _run(program, work)
        return _collect(target, rendered, work)
    except BroadsheetError as error:
        return Rendered({}, (), error.problems)
    except OSError as error:
        return _failed(error.strerror or str(error), _INSTALL)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _is_index(path: str, rendered: Rendered) -> bool:
    """A file of the site's own in `static/pagefind/` is not ours to replace."""
    return path not in rendered.files and _NEEDED.fullmatch(path) is not None


def _program() -> Path | None:
    for name in _PROGRAMS:
        try:
            found: Path = importlib.import_module(name).get_executable()
        except (ImportError, FileNotFoundError):
            continue
        return found
    return None


def _gather(target: Target, rendered: Rendered, articles: Iterable[str], folder: Path) -> None:
    """The articles' pages as they will be published, and nothing else: lists would be found for every word."""
    waiting = frozenset(rendered.changed)
    for path in articles:
        source = (target.staging if path in waiting else target.folder) / path
        link = folder / path
        link.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, link)
        except OSError:
            # A USB stick has no hard links.
            shutil.copyfile(source, link)


def _run(program: Path, work: Path) -> None:
    """Run in a folder of our own and without its variables: neither must decide what is in the index."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    (work / INDEX).mkdir()
    done = subprocess.run(  # noqa: S603 - the program of an installed package, no shell
        [program, "--site", "site", "--output-path", INDEX, "--silent"],
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode or not (work / _ENTRY).is_file():
        said = " ".join((done.stderr or done.stdout).split()) or f"exit code {done.returncode}"
        raise BroadsheetError(*_failed(f"Pagefind says: {said[:300]}").problems)


def _collect(target: Target, rendered: Rendered, work: Path) -> Rendered:
    files: dict[str, str] = {}
    changed: list[str] = []
    for found in sorted((work / INDEX).rglob("*")):
        path = found.relative_to(work).as_posix()
        if not found.is_file() or not _is_index(path, rendered):
            continue
        data = found.read_bytes()
        files[path], is_changed = put(target, path, _in_order(data) if path == _ENTRY else data)
        if is_changed:
            changed.append(path)
    return Rendered(files, tuple(changed), ())


def _in_order(entry: bytes) -> bytes:
    """Pagefind names the languages in another order each time it runs."""
    return msgspec.json.encode(msgspec.json.decode(entry), order="sorted")


def _failed(why: str, hint: str | None = None) -> Rendered:
    message = f"the search index could not be made: {why}"
    return Rendered({}, (), (Problem(message=message, hint=hint, severity="warning"),))
