"""Seeds: what an editor drops into `seeds/`, in any format, read into drafts.

A format is one module with a function that reads a file's bytes, and one line in `READERS`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from msgspec import Struct

from generator.config import Config
from generator.errors import BroadsheetError, Problem, read_each
from generator.fields import is_text
from generator.frontmatter import Document
from generator.model import Draft, Seed
from generator.seeds.drafting import Found, Material, draft
from generator.textfile import decode, printable, refuse_odd_name
from generator.yamlfile import load

FOLDER = "seeds"
SIDECAR = ".yaml"

READERS: dict[str, str] = {
    **dict.fromkeys((".txt", ".text"), "text"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "webpage"),
    **dict.fromkeys((".mhtml", ".mht"), "mhtml"),
}
"""The module of each kind of file, loaded when the first such file comes."""

_PICTURE_FOLDERS = ("_files", "-files", ".files", "-Dateien", "_fichiers", "_archivos", "_bestanden", "_file")
"""What browsers put behind a page's name to name the folder of its pictures, in their languages."""


class SeedFile(Struct, frozen=True):
    """A seed on disk: its name below `seeds/` (or its folder's and its own, when it lies elsewhere) and its paths."""

    name: str
    path: Path
    sidecar: Path | None
    is_elsewhere: bool = False

    @property
    def shown(self) -> str:
        """The seed in a message: `seeds/NAME`, or its own path when it lies elsewhere."""
        return self.path.as_posix() if self.is_elsewhere else f"{FOLDER}/{self.name}"

    @property
    def shown_sidecar(self) -> str:
        return self.shown.rpartition(".")[0] + SIDECAR


class Drafts(Struct, frozen=True):
    """What a batch of seeds holds."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]


def find(root: Path, paths: Sequence[Path] = ()) -> tuple[list[SeedFile], list[Problem]]:
    """The seeds below `paths` (files or folders), or below `seeds/`; sorted by name.

    A file of an unknown kind and a sidecar without its seed are warnings. Hidden files are passed over.
    """
    folder = root / FOLDER
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for start in paths or (folder,):
        if not start.exists() and paths:
            problems.append(Problem(message="no such file or folder", file=str(start)))
        for path in _walk(start) if start.is_dir() else (start,) if start.is_file() else ():
            found[_name(path, folder)] = path
    seeds = [
        SeedFile(name, path, _sidecar(path), not _is_inside(path, folder))
        for name, path in sorted(found.items())
        if path.suffix.lower() in READERS
    ]
    return seeds, problems + list(_strangers(found, folder))


def digest(seed: SeedFile) -> str:
    """The SHA-256 of a seed's bytes, its sidecar's included. Raises BroadsheetError."""
    sha256 = hashlib.sha256(_bytes(seed.path, seed.shown))
    if seed.sidecar:
        sha256.update(b"\0" + _bytes(seed.sidecar, seed.shown_sidecar))
    return sha256.hexdigest()


def read_batch(config: Config, seeds: Sequence[SeedFile]) -> Drafts:
    """Read seeds; one that cannot be read costs only itself."""
    drafts, problems = read_each(lambda seed: read(seed, config), seeds)
    return Drafts(tuple(drafts), tuple(problems))


def read(seed: SeedFile, config: Config) -> Draft:
    """One draft, complete but for its tags and a date that nobody stated. Raises BroadsheetError."""
    try:
        reader = import_module(f"{__name__}.{READERS[seed.path.suffix.lower()]}")
        found: Found = reader.read(Material(_bytes(seed.path, seed.shown), seed.path, config.zone))
    except ValueError as error:
        hint = "replace the file by the article's text, or take it out of the folder"
        raise BroadsheetError(Problem(message=str(error), file=seed.shown, hint=hint)) from None
    return draft(Seed(seed.name, digest(seed)), seed.shown, found, _read_sidecar(seed), config)


def _read_sidecar(seed: SeedFile) -> Document:
    if seed.sidecar is None:
        return Document({}, "", "", 1)
    try:
        text = decode(_bytes(seed.sidecar, seed.shown_sidecar))
    except ValueError as error:
        raise BroadsheetError(Problem(message=str(error), file=seed.shown_sidecar, hint="save it as UTF-8")) from None
    return Document(load(text, seed.shown_sidecar, is_text=is_text), "", text, 1)


def _walk(folder: Path) -> Iterator[Path]:
    for item in os.scandir(folder):
        if item.name.startswith("."):
            continue
        if item.is_dir(follow_symlinks=False):
            if not _holds_pictures(Path(item.path)):
                yield from _walk(Path(item.path))
        elif Path(item.path).is_file():  # which a link to itself is not; `item` would raise an error
            yield Path(item.path)


def _holds_pictures(folder: Path) -> bool:
    """Whether a folder is what a browser saved beside a page."""
    ending = next((ending for ending in _PICTURE_FOLDERS if folder.name.endswith(ending)), None)
    page = folder.with_name(folder.name.removesuffix(ending)) if ending else None
    return page is not None and any(Path(f"{page}{suffix}").is_file() for suffix in (".html", ".htm", ".xhtml"))


def _name(path: Path, folder: Path) -> str:
    """A path below `seeds/`; for a file elsewhere its folder's name and its own."""
    full = path.resolve()
    if _is_inside(path, folder):
        return full.relative_to(folder.resolve()).as_posix()
    return f"{full.parent.name}/{full.name}"


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _sidecar(path: Path) -> Path | None:
    sidecar = path.with_suffix(SIDECAR)
    return sidecar if sidecar.is_file() else None


def _strangers(found: dict[str, Path], folder: Path) -> Iterator[Problem]:
    known = ", ".join(READERS)
    seeds = {path.with_suffix("") for path in found.values() if path.suffix.lower() in READERS}
    for name, path in sorted(found.items()):
        shown = printable(f"{FOLDER}/{name}" if _is_inside(path, folder) else path.as_posix())
        if path.suffix.lower() == SIDECAR:
            if path.with_suffix("") not in seeds:
                hint = "a sidecar has the name of its seed: article.txt and article.yaml"
                yield Problem(message="a sidecar without a seed", file=shown, hint=hint, severity="warning")
        elif path.suffix.lower() not in READERS:
            message = f"no reader for {Path(shown).suffix or 'a name without ending'}; it is passed over"
            yield Problem(message=message, file=shown, hint=f"known: {known}", severity="warning")


def _bytes(path: Path, shown: str) -> bytes:
    refuse_odd_name(shown)
    try:
        return path.read_bytes()
    except OSError as error:
        raise BroadsheetError(Problem(message=f"cannot be read: {error.strerror}", file=shown)) from None
