"""content/: finding and reading entries, and writing the ones that import makes."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.config import RIGHTS, Config
from generator.dates import moment
from generator.duplicates import shingles
from generator.errors import BroadsheetError, Problem, read_each
from generator.fields import Fields, seed_of
from generator.figures import addresses
from generator.frontmatter import Document, below, compose, parse, problem_of
from generator.markdown import plain_paragraphs, without_targets
from generator.model import Draft, Entry, Moment, Reprint, Wording
from generator.slugs import slugify
from generator.textfile import decode, read_source, refuse_odd_name
from generator.words import count_words, summarise, terms

FOLDER = "content"
EDITIONS = "content/editions"
PAGES = "content/pages"
_SUFFIXES = (".md", ".markdown")
_DATED = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[-_ ]+|$)")
_HEADING = re.compile(r"\A\s*#[ \t]++(.+)(?:\n++|\Z)")
_SUMMARY_REACH = 3000
_COMPARED_REACH = 400


class Reading(Struct, frozen=True):
    """What a batch of files holds. `complete` gives entries the terms that were left in the cache."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    complete: Callable[[Sequence[Entry]], tuple[Entry, ...]] = tuple


def find(root: Path) -> list[str]:
    """The paths of all entries below `content/`, relative to the root, sorted.

    Files and folders whose name begins with `.` or `_` are left out, and so are editions and pages.
    """
    return sorted(_walk(root / FOLDER, FOLDER))


def find_in(root: Path, folder: str) -> list[str]:
    """The same for the Markdown files below one folder."""
    return sorted(_walk(root / folder, folder))


def read_batch(root: Path, config: Config, paths: Sequence[str]) -> Reading:
    """Read entries; a file that cannot be read costs only itself."""
    entries, problems = read_each(lambda path: read(path, read_text(root, path), config), paths)
    return Reading(tuple(entries), tuple(problems))


def read_text(root: Path, path: str) -> str:
    """The text of a file below the root. Raises BroadsheetError."""
    refuse_odd_name(path)
    try:
        return decode(read_source(f"{root}/{path}", root, root / FOLDER))
    except OSError as error:
        hint = "let it be a file that you may read, or take it out of content/"
        raise BroadsheetError(Problem(message=f"cannot be read: {error.strerror}", file=path, hint=hint)) from None
    except ValueError as error:
        hint = "save it as UTF-8 text, or take it out of content/"
        raise BroadsheetError(Problem(message=str(error), file=path, hint=hint)) from None


def read(path: str, text: str, config: Config) -> Entry:
    """One entry from its file's text. Raises BroadsheetError with every problem of the file."""
    document = parse(text, path)
    fields = Fields(document.fields, config.zone, config.language)
    lang = fields.text("lang") or config.language
    title, body = title_and_body(document)
    fields.text("title")
    source, date_source, summary = fields.source(), fields.text("date_source"), fields.text("summary")
    named = _day_in_name(path, config)
    stated = fields.moment("date")
    note, verbatim, seed = fields.block("note"), fields.flag("verbatim"), seed_of(fields.raw("seed"))
    paragraphs = _beginning(body, summary)
    slug = slugify(fields.text("slug") or stem(path))
    plain = without_targets(body)
    parts = plain.split()
    title = title or slug.replace("-", " ").capitalize()
    alone = fields.switched_off("story")
    entry = Entry(
        path=path,
        id=fields.text("id") or path.removeprefix(f"{FOLDER}/").rpartition(".")[0],
        slug=slug,
        title=title,
        date=stated or named,
        date_source=_date_source(date_source) if stated else "name" if named else "entry",
        updated=fields.moment("updated"),
        source=source,
        link=fields.address("link"),
        author=fields.names("author"),
        lang=lang,
        tags=fields.labels("tags", "categories") or (),
        summary=summary or summarise(paragraphs),
        has_standfirst=_adds(summary, paragraphs),
        permalink=fields.text("permalink"),
        aliases=fields.labels("aliases") or (),
        kicker=fields.text("kicker"),
        note=note,
        corrections=fields.corrections(),
        also_in=fields.also_in(),
        rights=fields.choice("rights", RIGHTS),
        story=None if alone else fields.text("story"),
        alone=alone,
        importance=fields.number("importance") or 0,
        pin=fields.flag("pin"),
        image=fields.image(),
        image_alt=fields.text("image_alt"),
        pictures=_pictures(body, note, config, verbatim=verbatim, imported=seed is not None),
        related=_related(fields),
        draft=fields.draft(),
        verbatim=verbatim,
        seed=seed,
        checksum=fields.text("checksum"),
        params=fields.params,
        words=count_words(plain, parts),
        body_digest=_digest(body),
        wording=Wording.packed(terms(title, plain, lang, parts), shingles(plain, parts)),
    )
    if fields.errors:
        raise BroadsheetError(*(problem_of(path, document, error) for error in fields.errors))
    return entry


def without_wording(entry: Entry) -> Entry:
    """An entry as the cache keeps it: its words are no part of what a site shows."""
    return replace(entry, wording=Wording()) if entry.wording.stems or entry.wording.shingles else entry


def read_body(root: Path, path: str, digest: str) -> str:
    """The body of an entry that was read before. Raises BroadsheetError when the file has changed since."""
    for body in _possible_bodies(read_text(root, path), path):
        if _digest(body) == digest:
            return body
    raise BroadsheetError(Problem(message="changed while the site was being built", file=path, hint="build again"))


def entry_text(draft: Draft, entry_id: str) -> str:
    """A draft as the text of an entry's file: fields in a fixed order, then the body."""
    source = draft.source and {
        "name": draft.source.name,
        **({"url": draft.source.url} if draft.source.url else {}),
    }
    return compose(
        {
            "id": entry_id,
            "title": draft.title,
            "date": _plain_date(draft.date),
            "date_source": draft.date_source,
            "source": source,
            "link": draft.link,
            "author": draft.author,
            "lang": draft.lang,
            "tags": list(draft.tags or ()),
            "summary": draft.summary,
            "verbatim": draft.verbatim or None,
            **draft.extra,
            "also_in": [plain_reprint(reprint) for reprint in draft.also_in] or None,
            "params": draft.params,
            "seed": {"file": draft.seed.file, "sha256": draft.seed.sha256},
        },
        draft.body,
    )


def with_reprints(text: str, path: str, reprints: Sequence[Reprint]) -> str:
    """An entry's text with the same text elsewhere added to its fields. Raises BroadsheetError."""
    document = parse(text, path)
    fields = {key: value for key, value in document.fields.items() if key != "checksum"}
    told = fields.get("also_in") or []
    stated = told if isinstance(told, list) else [told]
    files = {reprint.seed.file for reprint in reprints if reprint.seed}
    kept = [each for each in stated if not isinstance(each, dict) or (each.get("seed") or {}).get("file") not in files]
    return compose({**fields, "also_in": [*kept, *map(plain_reprint, reprints)]}, document.body)


def plain_reprint(reprint: Reprint) -> dict[str, Any]:
    """A reprint as front matter has it."""
    seed = {"file": reprint.seed.file, "sha256": reprint.seed.sha256} if reprint.seed else None
    stated = {"name": reprint.name, "url": reprint.url, "seed": seed}
    return {key: value for key, value in stated.items() if value}


def _walk(folder: Path, prefix: str) -> Iterator[str]:
    try:
        found = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for item in found:
        if item.name.startswith((".", "_")):
            continue
        path = f"{prefix}/{item.name}"
        if path in {EDITIONS, PAGES}:
            continue
        if item.is_dir(follow_symlinks=False):
            yield from _walk(folder / item.name, path)
        # A link that leads nowhere is told when it is read.
        elif item.name.lower().endswith(_SUFFIXES) and (item.is_symlink() or item.is_file()):
            yield path


def _possible_bodies(text: str, path: str) -> Iterator[str]:
    """What may be the body that was read before: most often what stands below the front matter, which takes ten
    times longer to read than the rest.
    """
    body = below(text)
    if body is not None:
        yield body
        heading = _HEADING.match(body)
        if heading:
            yield body[heading.end() :]
    yield title_and_body(parse(text, path))[1]


def _beginning(body: str, summary: str | None) -> list[str]:
    """The first paragraphs: what a summary is made of, or so many that a stated one can be compared with them."""
    if summary:
        few = plain_paragraphs(body, _COMPARED_REACH + 2 * len(summary))
        if sum(map(len, few)) > len(summary):
            return few
    return plain_paragraphs(body, _SUMMARY_REACH)


def _adds(summary: str | None, paragraphs: list[str]) -> bool:
    """Whether a stated summary is more than the text's own beginning."""
    if summary is None:
        return False
    beginning = " ".join(paragraphs)[: len(summary)]
    return bool(paragraphs) and beginning.rstrip(".… ") != summary.rstrip(".… ")


def title_and_body(document: Document) -> tuple[str | None, str]:
    """The title that the fields state, else a level-1 heading that opens the body; never shown twice."""
    stated = next((value for key, value in document.fields.items() if key.lower() == "title"), None)
    title = None if stated is None else " ".join(str(stated).split())
    found = _HEADING.match(document.body)
    heading = found[1].rstrip(" \t").rstrip("#").rstrip(" \t") if found else ""
    if found and heading and title in {None, heading}:
        return heading, document.body[found.end() :]
    return title, document.body


def stem(path: str) -> str:
    """The part of a file's name that is an article's own: without date and suffix; a folder's for `index.md`."""
    name = _own_name(path)
    return _DATED.sub("", name, count=1) or name


def _own_name(path: str) -> str:
    folder, _, name = path.rpartition("/")
    name = name.rpartition(".")[0]
    return folder.rpartition("/")[2] if name == "index" else name


def _day_in_name(path: str, config: Config) -> Moment | None:
    found = _DATED.match(_own_name(path))
    if found is None:
        return None
    try:
        return moment(date(*map(int, found.groups())), config.zone)
    except ValueError:
        return None


def _date_source(stated: str | None) -> Any:
    return stated if stated in {"seed", "name", "text", "import"} else "entry"


def _pictures(body: str, note: str | None, config: Config, *, verbatim: bool, imported: bool) -> tuple[str, ...]:
    """Of the body and of the note, each rendered as it is on the page."""
    shown = addresses(body, config.markdown, verbatim=verbatim, imported=imported)
    return tuple(dict.fromkeys((*shown, *addresses(note or "", config.markdown))))


def _related(fields: Fields) -> tuple[str, ...] | None:
    if fields.switched_off("related"):
        return None
    named = fields.labels("related") or ()
    return () if len(named) == 1 and named[0].lower() in {"true", "yes", "on"} else named


def _plain_date(when: Moment | None) -> Any:
    if when is None:
        return None
    return when.day if when.day_only else when.at


def _digest(body: str) -> str:
    return hashlib.sha256(body.strip().encode()).hexdigest()[:32]
