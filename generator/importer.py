"""Seeds to entries: which seeds are new, changed or known, and what is written for them.

An entry is the editor's from the moment it is written: only one that no human has touched since is ever
written again, and only when its seed has changed.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator import seeds, tags
from generator.config import Config
from generator.content import FOLDER, Reading, entry_text, read_text
from generator.errors import BroadsheetError, Problem
from generator.executors import Workers
from generator.frontmatter import checksum
from generator.model import Draft, Entry, Moment
from generator.seeds import SeedFile
from generator.slugs import slugify
from generator.tags import Background
from generator.textfile import write_whole
from generator.vocabulary import Vocabulary, load_vocabulary

_SEED_LINE = re.compile(r"""^\s+file:\s*["']?(.+?)["']?\s*$""", re.MULTILINE)
_ID_LENGTH = 10


class NewEntry(Struct, frozen=True):
    """An entry to be written: where, under which id, from which draft; `refreshes` one that exists."""

    path: str
    id: str
    draft: Draft
    refreshes: bool


class Import(Struct, frozen=True):
    """What an import will write, how many seeds are in the digest already, and what is wrong."""

    entries: tuple[NewEntry, ...]
    unchanged: int
    problems: tuple[Problem, ...]


class _Sorted(Struct, frozen=True):
    """Seeds to read, each with the entry it refreshes."""

    fresh: tuple[tuple[SeedFile, Entry | None], ...]
    unchanged: int
    problems: tuple[Problem, ...]


def prepare(
    root: Path,
    config: Config,
    content: Reading,
    today: Moment,
    workers: Workers,
    *,
    paths: Sequence[Path] = (),
    advance: Callable[[int], None] = lambda _: None,
) -> Import:
    """Read the seeds that are not in the digest yet, and decide on every field. Writes nothing."""
    found, problems = seeds.find(root, paths)
    todo = _sort(root, found, content)
    refreshed = {seed.name: entry for seed, entry in todo.fresh}
    batches = list(workers.run(partial(seeds.read_batch, config), [seed for seed, _ in todo.fresh], advance))
    drafts = [draft for batch in batches for draft in batch.drafts]
    vocabulary = load_vocabulary(root)
    known = tags.background(content.complete(content.entries), drafts, vocabulary) if drafts else tags.Background()
    taken = {entry.path.casefold() for entry in content.entries}
    ids = {entry.id for entry in content.entries}
    entries: list[NewEntry] = []
    for draft in drafts:
        entry = refreshed[draft.seed.file]
        complete = _tagged(_dated(draft, entry, today), known, vocabulary, config.tags.max)
        entry_id = entry.id if entry else _mint(complete, ids)
        path = entry.path if entry else _free_path(root, complete, taken)
        entries.append(NewEntry(path, entry_id, complete, entry is not None))
    more = [problem for batch in batches for problem in batch.problems]
    return Import(tuple(entries), todo.unchanged, (*problems, *todo.problems, *more))


def write(root: Path, prepared: Import) -> Import:
    """Write the entries, each whole or not at all; what could not be written becomes a problem."""
    written: list[NewEntry] = []
    problems: list[Problem] = []
    for entry in prepared.entries:
        try:
            for picture in entry.draft.attachments:
                write_whole((root / entry.path).with_name(picture.name), picture.data)
            write_whole(root / entry.path, entry_text(entry.draft, entry.id), durable=entry.refreshes)
        except OSError as error:
            problems.append(Problem(message=f"cannot be written: {error.strerror}", file=entry.path))
        else:
            written.append(entry)
    return Import(tuple(written), prepared.unchanged, (*prepared.problems, *problems))


def _sort(root: Path, found: Sequence[SeedFile], content: Reading) -> _Sorted:
    by_file = {entry.seed.file: entry for entry in content.entries if entry.seed}
    by_digest = {entry.seed.sha256: entry.seed.file for entry in content.entries if entry.seed}
    unreadable = _seeds_of_unreadable(root, content)
    names = {seed.name for seed in found}
    fresh: list[tuple[SeedFile, Entry | None]] = []
    problems: list[Problem] = []
    for seed in found:
        try:
            digest = seeds.digest(seed)
        except BroadsheetError as error:
            problems.extend(error.problems)
            continue
        entry = by_file.get(seed.name)
        twin = by_digest.setdefault(digest, seed.name)
        if (entry and entry.seed and entry.seed.sha256 == digest) or seed.name in unreadable:
            continue
        if entry is None and twin != seed.name:
            if twin in names:
                problems.append(
                    _warning(seed, f"has the same text as {seeds.FOLDER}/{twin}", "take one of the two away")
                )
        elif entry and _is_touched(root, entry):
            hint = f"delete {entry.path} to take the seed's new version"
            problems.append(_warning(seed, f"has changed, but the edited version in {entry.path} was kept", hint))
        else:
            fresh.append((seed, entry))
    return _Sorted(tuple(fresh), len(found) - len(fresh) - len(problems), tuple(problems))


def _warning(seed: SeedFile, message: str, hint: str) -> Problem:
    return Problem(message=message, file=seed.shown, hint=hint, severity="warning")


def _seeds_of_unreadable(root: Path, content: Reading) -> set[str]:
    """Seeds named in entries whose front matter is broken: they must not be imported a second time."""
    names: set[str] = set()
    for path in {problem.file for problem in content.problems if problem.file}:
        try:
            names.update(_SEED_LINE.findall(read_text(root, path)))
        except BroadsheetError:
            continue
    return names


def _is_touched(root: Path, entry: Entry) -> bool:
    return entry.checksum != checksum(read_text(root, entry.path))


def _dated(draft: Draft, entry: Entry | None, today: Moment) -> Draft:
    """A draft that no one dated gets the day of its import, and keeps it when its seed changes."""
    if draft.date:
        return draft
    return replace(draft, date=entry.date if entry and entry.date_source == "import" else today)


def _tagged(draft: Draft, known: Background, vocabulary: Vocabulary, most: int) -> Draft:
    """A draft that states its tags keeps them."""
    if draft.tags is not None:
        return draft
    found = tags.suggest(draft.title, draft.body, draft.lang, known, vocabulary, most)
    how = "names, key phrases and the tags of similar articles" if known.tagged else "names and key phrases"
    return replace(draft, tags=found, origin={**draft.origin, "tags": how})


def _mint(draft: Draft, taken: set[str]) -> str:
    """An id that the same seed always gets: ten letters and digits of a SHA-256 (base 32, 50 bits)."""
    salt = 0
    while True:
        stamp = f"{draft.seed.file}\0{draft.seed.sha256}\0{salt}".encode()
        minted = base64.b32encode(hashlib.sha256(stamp).digest()).decode()[:_ID_LENGTH].lower()
        if minted not in taken:
            taken.add(minted)
            return minted
        salt += 1


def _free_path(root: Path, draft: Draft, taken: set[str]) -> str:
    """`content/YYYY/MM/slug.md`, with a number when there is such a file."""
    folder = f"{FOLDER}/{draft.date.day:%Y/%m}" if draft.date else FOLDER
    stem, number = slugify(draft.title), 2
    path = f"{folder}/{stem}.md"
    while path.casefold() in taken or (root / path).exists():
        path, number = f"{folder}/{stem}-{number}.md", number + 1
    taken.add(path.casefold())
    return path
