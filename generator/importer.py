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
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator import seeds, tags
from generator.config import Config
from generator.content import FOLDER, Reading, entry_text, read_text, with_reprints
from generator.errors import BroadsheetError, Problem
from generator.executors import Workers
from generator.frontmatter import checksum
from generator.model import Draft, Entry, Moment, Reprint, Seed
from generator.reprints import find_reprints
from generator.seeds import SeedFile
from generator.slugs import slugify
from generator.sourcelist import FILE as LIST
from generator.sourcelist import add_sources
from generator.tags import Background
from generator.textfile import discard_unfinished, write_whole
from generator.vocabulary import Vocabulary, load_vocabulary

_SEED_LINE = re.compile(r"^[ \t]+file:(.+)", re.MULTILINE)
_CHECKSUM = re.compile(r"""^checksum:[ \t]*["']?(\w+)""", re.MULTILINE)
_ID_LENGTH = 10


class NewEntry(Struct, frozen=True):
    """An entry to be written: where, under which id, from which draft; `refreshes` one that exists."""

    path: str
    id: str
    draft: Draft
    refreshes: bool


class SameText(Struct, frozen=True):
    """A seed whose text is in the digest already: its name in messages, and the entry that has the text; `linked`
    unless a human has touched that entry.
    """

    shown: str
    path: str
    reprint: Reprint
    linked: bool


class Import(Struct, frozen=True):
    """What an import will write, how many seeds are in the digest already, and what is wrong."""

    entries: tuple[NewEntry, ...]
    unchanged: int
    problems: tuple[Problem, ...]
    sources: dict[str, dict[str, str]] = {}
    """Of lists of sources: the addresses of each by its name."""
    same: tuple[SameText, ...] = ()


class _Known(Struct, frozen=True):
    """What the digest has of seeds already: entries by their seed's name, names by digest, and the seeds of entries
    that cannot be read.
    """

    root: Path
    by_file: dict[str, Entry]
    by_digest: dict[str, str]
    unreadable: frozenset[str]

    def of(self, seed: Seed) -> Entry | None:
        return self.by_file.get(seed.file)

    def has(self, seed: Seed) -> bool:
        """Whether a seed, or the same under another name, is in the digest as it is."""
        entry = self.of(seed)
        if entry and entry.seed:
            return entry.seed.sha256 == seed.sha256 or seed.file in self.unreadable
        return seed.sha256 in self.by_digest or seed.file in self.unreadable


class _Sorted(Struct, frozen=True):
    """What is to be read or written, how much is known already, and what is wrong."""

    fresh: tuple[Any, ...]
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
    known = _known(root, content)
    files = _unread(found, known)
    batches = list(workers.run(partial(seeds.read_batch, config), files.fresh, advance))
    held = [each for batch in batches for each in batch]
    new = _new(held, known)
    everything = content.complete(content.entries) if new.fresh else ()
    drafts, repeats = _without_reprints(new.fresh, everything, known)
    vocabulary = load_vocabulary(root)
    background = tags.background(everything, drafts, vocabulary) if drafts else Background()
    taken = {entry.path.casefold() for entry in content.entries}
    ids = {entry.id for entry in content.entries}
    entries: list[NewEntry] = []
    for draft in drafts:
        entry = known.of(draft.seed)
        complete = _tagged(_dated(draft, entry, today), background, vocabulary, config.tags.max)
        entry_id = entry.id if entry else _mint(complete, ids)
        path = entry.path if entry else _free_path(root, complete, taken)
        entries.append(NewEntry(path, entry_id, complete, entry is not None))
    more = [problem for each in held for problem in each.problems]
    sources = {name: stated for each in held for name, stated in each.sources.items()}
    paths_of = {entry.draft.seed: entry.path for entry in entries}
    same = tuple(_same(draft, first, paths_of, known) for draft, first in repeats)
    kept = [_same_warning(each) for each in same if not each.linked]
    all_problems = (*problems, *files.problems, *new.problems, *kept, *more)
    return Import(tuple(entries), files.unchanged + new.unchanged, all_problems, sources, same)


def write(root: Path, prepared: Import) -> Import:
    """Write the entries, each whole or not at all; what could not be written becomes a problem."""
    written: list[NewEntry] = []
    problems: list[Problem] = []
    discard_unfinished(root / entry.path for entry in prepared.entries)
    for entry in prepared.entries:
        try:
            if _has_changed(root, entry):
                hint = "run it again"
                message = "changed while seeds were being read, and was left as it is"
                problems.append(Problem(message=message, file=entry.path, hint=hint))
                continue
            for picture in entry.draft.attachments:
                write_whole((root / entry.path).with_name(picture.name), picture.data, durable=True)
            write_whole(root / entry.path, entry_text(entry.draft, entry.id), durable=True)
        except OSError as error:
            problems.append(Problem(message=f"cannot be written: {error.strerror}", file=entry.path))
        else:
            written.append(entry)
    _link(root, prepared, problems)
    sources = _add_sources(root, prepared.sources, problems)
    told = (*prepared.problems, *problems)
    return Import(tuple(written), prepared.unchanged, told, sources, prepared.same)


def _has_changed(root: Path, entry: NewEntry) -> bool:
    """Whether somebody touched the file in the meantime that an entry is to be written into."""
    if not (root / entry.path).exists():
        return entry.refreshes
    text = read_text(root, entry.path)
    stated = _CHECKSUM.search(text)
    return not entry.refreshes or not stated or stated[1] != checksum(text)


def _link(root: Path, prepared: Import, problems: list[Problem]) -> None:
    """Add to entries that are there already where else their text stands."""
    fresh = {entry.path for entry in prepared.entries}
    found: dict[str, list[Reprint]] = {}
    for each in prepared.same:
        if each.linked and each.path not in fresh:
            found.setdefault(each.path, []).append(each.reprint)
    for path, reprints in found.items():
        try:
            write_whole(root / path, with_reprints(read_text(root, path), path, reprints), durable=True)
        except (BroadsheetError, OSError) as error:
            problems.append(Problem(message=f"cannot be written: {error}", file=path))


def _add_sources(root: Path, found: dict[str, dict[str, str]], problems: list[Problem]) -> dict[str, dict[str, str]]:
    """Those that are new in data/sources.yaml."""
    try:
        return {name: found[name] for name in add_sources(root, found)} if found else {}
    except BroadsheetError as error:
        problems.extend(error.problems)
    except OSError as error:
        problems.append(Problem(message=f"cannot be written: {error.strerror}", file=LIST))
    return {}


def _known(root: Path, content: Reading) -> _Known:
    imported = [(entry, entry.seed) for entry in content.entries if entry.seed]
    reprints = [each.seed for entry in content.entries for each in entry.also_in if each.seed]
    return _Known(
        root,
        {seed.file: entry for entry, seed in imported},
        {seed.sha256: seed.file for seed in (*reprints, *(seed for _, seed in imported))},
        frozenset(_seeds_of_unreadable(root, content)),
    )


def _unread(found: Sequence[SeedFile], known: _Known) -> _Sorted:
    """The files to read: those that hold one article which is not in the digest as it is, and all that hold many."""
    fresh: list[SeedFile] = []
    problems: list[Problem] = []
    first: dict[str, SeedFile] = {}
    names = {seed.name for seed in found}
    for file in found:
        try:
            seed = Seed(file.name, seeds.digest(file))
        except BroadsheetError as error:
            problems.extend(error.problems)
            continue
        twin = first.setdefault(seed.sha256, file).name
        twin = twin if twin != file.name else known.by_digest.get(seed.sha256, twin)
        if twin != file.name and twin in names and known.of(seed) is None:
            problems.append(_same_text(file, twin))
        elif not known.has(seed):
            fresh.append(file)
    return _Sorted(tuple(fresh), len(found) - len(fresh) - len(problems), tuple(problems))


def _new(held: Sequence[seeds.Drafts], known: _Known) -> _Sorted:
    """The drafts to write; an entry that a human has touched since is kept."""
    fresh: list[Draft] = []
    problems: list[Problem] = []
    drafts = [draft for each in held for draft in each.drafts]
    seen: set[str] = set()
    for draft in drafts:
        entry = known.of(draft.seed)
        if known.has(draft.seed) or draft.seed.sha256 in seen:
            continue
        if entry and _is_touched(known.root, entry):
            hint = f"delete {entry.path} to take the seed's new version"
            message = f"has changed, but the edited version in {entry.path} was kept"
            problems.append(Problem(message=message, file=draft.shown, hint=hint, severity="warning"))
        else:
            seen.add(draft.seed.sha256)
            fresh.append(draft)
    return _Sorted(tuple(fresh), len(drafts) - len(fresh) - len(problems), tuple(problems))


def _without_reprints(
    drafts: Sequence[Draft], entries: Sequence[Entry], known: _Known
) -> tuple[list[Draft], list[tuple[Draft, Draft | Entry]]]:
    """The drafts that say something new, with what they are reprinted in, and the others with what they repeat."""
    found = find_reprints(entries, drafts, [known.of(draft.seed) is None for draft in drafts])
    everything: list[Entry | Draft] = [*entries, *drafts]
    repeats = [(drafts[number], everything[place]) for number, place in found.items()]
    told: dict[Seed, list[Reprint]] = {}
    for draft, first in repeats:
        if isinstance(first, Draft):
            told.setdefault(first.seed, []).append(_reprint(draft))
    kept = []
    for number, draft in enumerate(drafts):
        entry = known.of(draft.seed)
        before = entry.also_in if entry else ()
        if number not in found:
            kept.append(replace(draft, also_in=(*before, *told.get(draft.seed, ()))))
    return kept, repeats


def _reprint(draft: Draft) -> Reprint:
    return Reprint(draft.source.name if draft.source else None, draft.link, draft.seed)


def _same(draft: Draft, first: Draft | Entry, paths: dict[Seed, str], known: _Known) -> SameText:
    if isinstance(first, Draft):
        return SameText(draft.shown, paths[first.seed], _reprint(draft), linked=True)
    return SameText(draft.shown, first.path, _reprint(draft), linked=not _is_touched(known.root, first))


def _same_warning(each: SameText) -> Problem:
    message = f"same as {each.path}, which was edited and kept as it is"
    hint = "add it to `also_in:` there if you like, and take the seed away"
    return Problem(message=message, file=each.shown, hint=hint, severity="warning")


def _same_text(file: SeedFile, twin: str) -> Problem:
    message = f"has the same text as {seeds.FOLDER}/{twin}"
    return Problem(message=message, file=file.shown, hint="take one of the two away", severity="warning")


def _seeds_of_unreadable(root: Path, content: Reading) -> set[str]:
    """Seeds named in entries whose front matter is broken: they must not be imported a second time."""
    names: set[str] = set()
    for path in {problem.file for problem in content.problems if problem.file}:
        try:
            names.update(line.strip().strip("\"'") for line in _SEED_LINE.findall(read_text(root, path)))
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
