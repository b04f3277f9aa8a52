"""The search index: made by Pagefind of the articles' pages, searched in the reader's browser. Owner of Pagefind.

Pagefind reads every page again, whatever has changed, so it runs only when a page has. It runs before anything
is published: the index moves to its place together with the pages it is of.
"""

from __future__ import annotations

import errno
import gzip
import importlib
import os
import re
import shutil
import subprocess
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.addresses import INDEX, output_path
from generator.errors import BroadsheetError, Problem
from generator.output import Rendered, Target, put, written_before
from generator.pages import Article
from generator.textfile import write_whole

_PROGRAMS = ("pagefind_bin_extended", "pagefind_bin")
"""The wheels that bring the program; the first one knows where Chinese and Japanese words end."""
_INSTALL = "pip install 'pagefind[bin]', or write `search: false` in site.yaml"
_WORK = ".pagefind"
_ENTRY = f"{INDEX}pagefind-entry.json"
_FILTERS = f"{INDEX}filters.json"
_SIGNATURE = b"pagefind_dcd"
_ROOM = 1_000_000
"""Bytes that must be free when Pagefind has ended: on a full disk it leaves files short or empty, and says nothing."""
_FEWEST = 2
"""Articles that a topic must have to narrow a search."""
_NEEDED = re.compile(
    rf"{INDEX}(pagefind(-worker)?\.js|pagefind-entry\.json|filters\.json|pagefind\.[\w-]+\.pf_meta|wasm\.[\w-]+\.pagefind"
    r"|(fragment|index)/[\w-]+\.pf_(fragment|index))"
)
"""What a search needs. Pagefind brings interfaces of its own as well, half a megabyte that no page of ours loads."""


class _Fragment(Struct):
    """A page as Pagefind keeps it; of the many things in there, its address."""

    url: str


def kept(target: Target, rendered: Rendered) -> dict[str, str] | None:
    """The index that is there, when it is whole and still of the same pages; None when it must be made."""
    before = written_before(target) or {}
    index = {path: digest for path, digest in before.items() if _is_index(path, rendered)}
    gone = before.keys() - rendered.files.keys()
    pages_changed = any(path.endswith(".html") for path in (*rendered.changed, *gone))
    whole = _ENTRY in index and all((target.folder / path).is_file() for path in index)
    return index if whole and not pages_changed else None


def make(target: Target, rendered: Rendered, articles: Mapping[str, Article]) -> Rendered:
    """Let an index of the articles, given with the files of their pages, wait in the target.

    Without the program, or when it fails, there is no index and a warning says so. Raises OSError where there is no
    room for one.
    """
    program = _program()
    if program is None:
        return _failed("Pagefind is not installed", _INSTALL)
    work = target.staging / _WORK
    try:
        _gather(target, rendered, articles, work / "site")
        _run(program, work)
        return _collect(target, rendered, work, articles)
    except BroadsheetError as error:
        return Rendered({}, (), error.problems)
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
    try:
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
    except OSError as error:
        raise BroadsheetError(*_failed(error.strerror or str(error), _INSTALL).problems) from None
    if shutil.disk_usage(work).free < _ROOM:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(work))
    if done.returncode or not (work / _ENTRY).is_file():
        said = " ".join((done.stderr or done.stdout).split()) or f"exit code {done.returncode}"
        raise BroadsheetError(*_failed(f"Pagefind says: {said[:300]}").problems)


def _collect(target: Target, rendered: Rendered, work: Path, articles: Mapping[str, Article]) -> Rendered:
    files: dict[str, str] = {}
    changed: list[str] = []
    write_whole(work / _FILTERS, _filters(work / INDEX / "fragment", articles))
    for found in sorted((work / INDEX).rglob("*")):
        path = found.relative_to(work).as_posix()
        if not found.is_file() or not _is_index(path, rendered):
            continue
        data = found.read_bytes()
        files[path], is_changed = put(target, path, _in_order(data) if path == _ENTRY else data)
        if is_changed:
            changed.append(path)
    return Rendered(files, tuple(changed), ())


def _filters(fragments: Path, articles: Mapping[str, Article]) -> bytes:
    """Which pages of the index are of each source and topic, by their places among all of its pages.

    Pagefind has filters too, but writes them in another order each time it runs.
    """
    pages: list[str] = []
    found: dict[str, dict[str, list[int]]] = {"source": {}, "topic": {}}
    for path in sorted(fragments.iterdir()):
        article = articles.get(output_path(_address(path)))
        for kind, label in _facets(article) if article else ():
            found[kind].setdefault(label, []).append(len(pages))
        pages.append(path.stem)
    topics = {label: places for label, places in found["topic"].items() if len(places) >= _FEWEST}
    return msgspec.json.encode({"pages": pages, "source": found["source"], "topic": topics}, order="sorted")


def _address(fragment: Path) -> str:
    """Of which page a fragment of the index is."""
    try:
        data = gzip.decompress(fragment.read_bytes()).removeprefix(_SIGNATURE)
        return msgspec.json.decode(data, type=_Fragment).url
    except (EOFError, zlib.error, gzip.BadGzipFile, msgspec.DecodeError):
        raise BroadsheetError(*_failed(f"Pagefind left {fragment.name} damaged").problems) from None


def _facets(article: Article) -> Iterator[tuple[str, str]]:
    if article.card.source:
        yield "source", article.card.source.label
    for tag in article.card.tags:
        yield "topic", tag.label


def _in_order(entry: bytes) -> bytes:
    """Pagefind names the languages in another order each time it runs."""
    return msgspec.json.encode(msgspec.json.decode(entry), order="sorted")


def _failed(why: str, hint: str | None = None) -> Rendered:
    message = f"the search index could not be made: {why}"
    return Rendered({}, (), (Problem(message=message, hint=hint, severity="warning"),))
