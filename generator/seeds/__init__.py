"""Seeds: what an editor drops into `seeds/`, in any format, read into drafts.

A format is one module with a function from a file's bytes to what it holds, and one line in `READERS`.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

from msgspec import Struct

from generator.config import Config
from generator.errors import BroadsheetError, Problem, read_each
from generator.fields import is_text
from generator.figures import is_picture
from generator.frontmatter import Document
from generator.model import Draft, Seed
from generator.seeds import archive
from generator.seeds.drafting import Found, Material, draft
from generator.textfile import decode, printable, refuse_odd_name, stays_within
from generator.yamlfile import load

FOLDER = "seeds"
SIDECAR = ".yaml"
_INSTEAD = "replace the file by the article's text, or take it out of the folder"

LARGEST = 200_000_000
"""Bytes that a seed may have: it is read as a whole."""

_MOST_TAGS = 250_000
"""Of a file that holds many articles: some 2500 of them, or 20 MB."""


class Reader(Struct, frozen=True):
    """How a format is read: by which function of which module, loaded when the first such file comes. Some files
    hold many articles.
    """

    module: str
    function: str = "read"
    holds_many: bool = False

    def read(self, material: Material) -> Iterable[Found]:
        """What a file holds. Raises ValueError and BroadsheetError."""
        if self.holds_many and material.data.count(b"<") + material.data.count(b"&lt;") > _MOST_TAGS:
            hint = "split it into smaller files"
            raise BroadsheetError(Problem(message="holds more than 250 000 tags", file=material.name, hint=hint))
        found: Iterable[Found] = getattr(import_module(f"{__name__}.{self.module}"), self.function)(material)
        return found


PAGES = (".html", ".htm", ".xhtml")

READERS: dict[str, Reader] = {
    **dict.fromkeys((".txt", ".text"), Reader("text")),
    **dict.fromkeys(PAGES, Reader("webpage")),
    **dict.fromkeys((".mhtml", ".mht"), Reader("mhtml")),
    **dict.fromkeys((".md", ".markdown", ".mkd"), Reader("post")),
    **dict.fromkeys((".xml", ".rss", ".atom", ".rdf"), Reader("feed", holds_many=True)),
    ".eml": Reader("mail"),
    ".mbox": Reader("mail", "read_box", holds_many=True),
    ".json": Reader("record", "read_json", holds_many=True),
    **dict.fromkeys((".ndjson", ".jsonl"), Reader("record", "read_lines", holds_many=True)),
    **dict.fromkeys((".csv", ".tsv"), Reader("record", "read_table", holds_many=True)),
    ".docx": Reader("document", "read_docx"),
    ".pdf": Reader("document", "read_pdf"),
}
"""By a file's ending; `.zip` holds files of these."""

ARCHIVE = ".zip"
SOURCES = ".opml"

_PICTURE_FOLDERS = ("_files", "-files", ".files", "-Dateien", "_fichiers", "_archivos", "_bestanden", "_file")
"""What browsers put behind a page's name to name the folder of its pictures, in their languages."""


class SeedFile(Struct, frozen=True):
    """A seed on disk: its name below `seeds/` (or its folder's and its own, when it lies elsewhere) and its paths."""

    name: str
    path: Path
    sidecar: Path | None
    is_elsewhere: bool = False

    @property
    def holds_many(self) -> bool:
        return self.suffix in {ARCHIVE, SOURCES} or READERS[self.suffix].holds_many

    @property
    def suffix(self) -> str:
        return self.path.suffix.lower()

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
    sources: dict[str, dict[str, str]] = {}
    """Of a list of sources: the addresses of each by its name."""


def find(root: Path, paths: Sequence[Path] = ()) -> tuple[list[SeedFile], list[Problem]]:
    """The seeds below `paths` (files or folders), or below `seeds/`; sorted by name.

    A file of an unknown kind and a sidecar without its seed are warnings. Hidden files are passed over.
    """
    folder = root / FOLDER
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for start in paths or (folder,):
        if not start.exists() and paths:
            hint = "a path counts from the folder where the command is called"
            problems.append(Problem(message="no such file or folder", file=str(start), hint=hint))
        for path in _walk(start) if start.is_dir() else (start,) if start.is_file() else ():
            if path.is_symlink() and path != start and not stays_within(path, root, folder, start):
                problems.append(_leading_out(path, root))
            else:
                found[_name(path, folder)] = path
    seeds = [
        SeedFile(name, path, _sidecar(path), not _is_inside(path, folder))
        for name, path in sorted(found.items())
        if _is_seed(path)
    ]
    return seeds, problems + list(_strangers(found, folder))


def digest(seed: SeedFile) -> str:
    """The SHA-256 of a seed's bytes, its sidecar's included. Raises BroadsheetError, also for a file without any."""
    data = _bytes(seed.path, seed.shown)
    if not data:
        raise BroadsheetError(Problem(message="is empty", file=seed.shown, hint=_INSTEAD))
    return _digest(data, _sidecar_bytes(seed))


def read_batch(config: Config, seeds: Sequence[SeedFile]) -> list[Drafts]:
    """What each seed holds; one that cannot be read costs only itself."""
    return [read(seed, config) for seed in seeds]


def read(seed: SeedFile, config: Config) -> Drafts:
    """The drafts of one file, complete but for their tags and a date that nobody stated."""
    try:
        data, sidecar = _bytes(seed.path, seed.shown), _sidecar_bytes(seed)
        stated = _sidecar_fields(sidecar, seed.shown_sidecar)
        if seed.suffix == ARCHIVE:
            return _read_archive(seed, data, sidecar, stated, config)
        material = Material(seed.shown, data, config.zone, partial(_beside, seed.path.parent))
        if seed.suffix == SOURCES:
            from generator.seeds import outline  # as all readers, when the first such file comes

            return Drafts((), (), outline.read_sources(material))
        return _drafts(seed.name, material, stated, sidecar, config)
    except BroadsheetError as error:
        return Drafts((), error.problems)
    except ValueError as error:
        return Drafts((), (Problem(message=str(error), file=seed.shown, hint=_INSTEAD),))


def _read_archive(seed: SeedFile, data: bytes, sidecar: bytes, stated: Document, config: Config) -> Drafts:
    """Each file in an archive, under the archive's name and its own."""
    drafts: list[Draft] = []
    problems: list[Problem] = []
    try:
        files = archive.files(data)
    except ValueError as error:
        raise BroadsheetError(Problem(message=str(error), file=seed.shown, hint=_INSTEAD)) from None
    for name in sorted(files):
        suffix = posixpath.splitext(name)[1].lower()
        if suffix not in READERS or _is_part_of_a_page(name, files):
            continue
        beside = partial(_within, files, posixpath.dirname(name))
        material = Material(f"{seed.shown}#{name}", files[name], config.zone, beside)
        held = _drafts(f"{seed.name}#{name}", material, stated, sidecar, config)
        drafts += held.drafts
        problems += held.problems
    if not drafts and not problems:
        raise BroadsheetError(Problem(message="holds no file that can be read", file=seed.shown, hint=_known_hint()))
    return Drafts(tuple(drafts), tuple(problems))


def _drafts(name: str, material: Material, sidecar: Document, sidecar_bytes: bytes, config: Config) -> Drafts:
    """What one file holds, each under a name that it keeps when the file grows."""
    reader = READERS[posixpath.splitext(material.name)[1].lower()]
    problems: list[Problem] = []
    named: dict[str, Found] = {}
    numbers: Counter[str] = Counter()
    try:
        for found in reader.read(material):
            named[_free_ref(found.ref, named, numbers)] = found
    except BroadsheetError as error:
        problems.extend(error.problems)
    except (ValueError, RecursionError) as error:
        message = "is nested too deeply" if isinstance(error, RecursionError) else str(error)
        problems.append(Problem(message=message, file=material.name, hint=_INSTEAD))

    def complete(ref: str) -> Draft:
        found, mark = named[ref], f"#{ref}" if ref else ""
        if found.doubt:
            hint = "take it away in the entry, or write what it stands for"
            problems.append(Problem(message=found.doubt, file=material.name + mark, hint=hint, severity="warning"))
        seed = Seed(name + mark, _digest(found.alone or material.data, sidecar_bytes))
        return draft(seed, material.name + mark, found, sidecar, config)

    try:
        drafts, wrong = read_each(complete, named)
    except BroadsheetError as error:
        drafts, wrong = [], list(error.problems)
    return Drafts(tuple(drafts), (*problems, *wrong))


def _free_ref(ref: str, taken: dict[str, Found], numbers: Counter[str]) -> str:
    """One line of at most 200 characters that no other of the file has. `numbers` counts those that begin alike."""
    first = " ".join("".join(letter for letter in ref if letter.isprintable()).split())[:200]
    free = first
    while free in taken:
        numbers[first] += 1
        free = f"{first}~{numbers[first] + 1}"
    return free


def _digest(data: bytes, sidecar: bytes) -> str:
    sha256 = hashlib.sha256(data)
    if sidecar:
        sha256.update(sidecar)
    return sha256.hexdigest()


def _beside(folder: Path, name: str) -> bytes | None:
    """A file by its path from a folder, if it lies there or below."""
    path = folder / name
    try:
        if path.resolve().is_relative_to(folder.resolve()) and path.is_file() and path.stat().st_size <= LARGEST:
            return path.read_bytes()
    except (OSError, ValueError):
        return None
    return None


def _within(files: dict[str, bytes], folder: str, name: str) -> bytes | None:
    return files.get(posixpath.normpath(posixpath.join(folder, name)))


def _sidecar_bytes(seed: SeedFile) -> bytes:
    """A sidecar's bytes as they count in a digest, a NUL before them; none without a sidecar."""
    return b"\0" + _bytes(seed.sidecar, seed.shown_sidecar) if seed.sidecar else b""


def _sidecar_fields(data: bytes, shown: str) -> Document:
    if not data:
        return Document({}, "", "", 1)
    try:
        text = decode(data[1:])
    except ValueError as error:
        raise BroadsheetError(Problem(message=str(error), file=shown, hint="save it as UTF-8")) from None
    return Document(load(text, shown, is_text=is_text), "", text, 1)


def _is_seed(path: Path) -> bool:
    return path.suffix.lower() in READERS or path.suffix.lower() in {ARCHIVE, SOURCES}


def _known_hint() -> str:
    return f"known: {', '.join((*READERS, ARCHIVE, SOURCES))}"


def _walk(folder: Path) -> Iterator[Path]:
    for item in os.scandir(folder):
        if item.name.startswith("."):
            continue
        if item.is_dir(follow_symlinks=False):
            if not any(Path(page).is_file() for page in _pages_of(item.path)):
                yield from _walk(Path(item.path))
        elif Path(item.path).is_file():  # which a link to itself is not; `item` would raise an error
            yield Path(item.path)


def _pages_of(folder: str) -> list[str]:
    """The pages whose pictures a folder may hold, by its name."""
    ending = next((ending for ending in _PICTURE_FOLDERS if folder.endswith(ending)), None)
    return [folder.removesuffix(ending) + suffix for suffix in PAGES] if ending else []


def _is_part_of_a_page(name: str, files: dict[str, bytes]) -> bool:
    """Whether a file of an archive lies in the folder of a page's pictures."""
    folders = [name[:place] for place, letter in enumerate(name) if letter == "/"]
    return any(page in files for folder in folders for page in _pages_of(folder))


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
    # Asked so, a name too long for a file is no error. A link out is told where it is found.
    there = os.path.isfile(sidecar) and (not sidecar.is_symlink() or stays_within(sidecar, path.parent))  # noqa: PTH113
    return sidecar if there else None


def _leading_out(path: Path, root: Path) -> Problem:
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    hint = "put the file itself in its place, or name it: `broadsheet import PATH`"
    return Problem(message="is a link that leads out of the site", file=printable(shown.as_posix()), hint=hint)


def _strangers(found: dict[str, Path], folder: Path) -> Iterator[Problem]:
    seeds = {path.with_suffix("") for path in found.values() if _is_seed(path)}
    for name, path in sorted(found.items()):
        shown = printable(f"{FOLDER}/{name}" if _is_inside(path, folder) else path.as_posix())
        if path.suffix.lower() == SIDECAR:
            if path.with_suffix("") not in seeds:
                hint = "a sidecar has the name of its seed: article.txt and article.yaml"
                yield Problem(message="a sidecar without a seed", file=shown, hint=hint, severity="warning")
        elif not _is_seed(path) and not is_picture(name):
            message = f"no reader for {Path(shown).suffix or 'a name without ending'}; it is passed over"
            yield Problem(message=message, file=shown, hint=_known_hint(), severity="warning")


def _bytes(path: Path, shown: str) -> bytes:
    refuse_odd_name(shown)
    try:
        if path.stat().st_size > LARGEST:
            hint = "split it into smaller files"
            raise BroadsheetError(Problem(message="is larger than 200 MB", file=shown, hint=hint))
        return path.read_bytes()
    except OSError as error:
        hint = "let it be a file that you may read, or take it out of the folder"
        raise BroadsheetError(Problem(message=f"cannot be read: {error.strerror}", file=shown, hint=hint)) from None
