"""A whole site from another program: its articles and pages as entries, its files, and its old addresses as places
that lead to the new ones.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator.addresses import entry_place, place
from generator.config import Config
from generator.content import FOLDER, PAGES, stem, title_and_body
from generator.content import read as read_entry
from generator.errors import BroadsheetError, Problem
from generator.fields import Fields
from generator.frontmatter import Document
from generator.lock import alone
from generator.oldsites import MARKDOWN, OldPost, OldSite
from generator.oldtexts import read_text
from generator.seeds.post import left_mark, plain_marks
from generator.slugs import slugify
from generator.textfile import write_whole
from generator.yamlfile import dump

_DATED = re.compile(r"^(\d{4})-(\d\d?)-(\d\d?)-")
_REFERENCE = re.compile(
    r"\{\{[<%]\s*(?:rel)?ref\s+\"?([^\"\s>%]+)\"?\s*[%>]\}\}|\{%-?\s*(?:post_url|link)\s+(\S+)\s*-?%\}"
    r"|(?:\{filename\}|\|filename\|)([^\s)\"'#]+)"
)


class Moved(Struct, frozen=True):
    """What has come across, and what has not."""

    entries: int
    pages: int
    files: int
    problems: tuple[Problem, ...]


class _Read(Struct, frozen=True):
    """A text of the old site: its fields and body, where it goes, and its old and new address."""

    fields: dict[str, Any]
    body: str
    target: str
    old: str
    new: str
    is_page: bool
    source: str


def move(site: OldSite, root: Path, config: Config) -> Moved:
    """Write everything that can be read below `root`; a file that is there already is kept."""
    with alone(root):
        return _move(site, root, config)


def _move(site: OldSite, root: Path, config: Config) -> Moved:
    problems: list[Problem] = []
    texts: list[_Read] = []
    for files, is_page in ((site.posts, False), (site.pages, True)):
        for path, name in files:
            try:
                texts.append(_read(site, path, name, config, is_page=is_page))
            except (BroadsheetError, ValueError, OSError) as error:
                told = error.problems if isinstance(error, BroadsheetError) else (_problem(path, str(error)),)
                problems.extend(told)
    places = {key: each.new for each in texts for key in (each.source, stem(each.source), _base(each.source))}
    for each in texts:
        _write(root / each.target, _text(each, places).encode(), problems)
        if mark := left_mark(_body(each, places)):
            problems.append(_problem(root / each.target, f"has {mark}, which means nothing here", "warning"))
    for path, name in site.files:
        _write(root / name, path.read_bytes(), problems)
    pages = sum(each.is_page for each in texts)
    return Moved(len(texts) - pages, pages, len(site.files), tuple(problems))


def _read(site: OldSite, path: Path, name: str, config: Config, *, is_page: bool) -> _Read:
    text = read_text(path)
    document = text.document
    stated = _plain({key: value for key, value in document.fields.items() if key.lower() != "layout"})
    fields = Fields(stated, config.zone, config.language)
    when = fields.moment("date")
    named = _DATED.match(path.name)
    day = when.day if when else date(*map(int, named.groups())) if named else None
    title = title_and_body(document)[0] or stem(name).replace("-", " ").capitalize()
    labels = [label for part in fields.labels("categories") or () for label in part.split()]
    post = OldPost(name, title, day, fields.text("slug"), tuple(labels), fields.text("permalink"))
    old = place(site.address(post, is_page))
    if "_drafts" in path.parts:
        stated["draft"] = True
    kept_name = name if path.suffix in MARKDOWN else f"{name.rpartition('.')[0]}.md"
    target = f"{PAGES}/{slugify(stem(name))}.md" if is_page else f"{FOLDER}/{kept_name.replace('_drafts/', '')}"
    whole = {"title": title, **stated, **({"date": day} if day and not when else {})}
    new = old if is_page else _new_place({**whole, "permalink": None}, target, config)
    kept = {key: value for key, value in whole.items() if key not in {"permalink", "url"}}
    aliases = [*(fields.labels("aliases") or ()), *([old] if not is_page and old != new else [])]
    kept |= {"permalink": old} if is_page else {"aliases": aliases} if aliases else {}
    body = text.markdown(title_and_body(Document(whole, document.body, "", 1))[1], old)
    return _Read(kept, body, target, old, new, is_page, name)


def _new_place(fields: Mapping[str, Any], target: str, config: Config) -> str:
    text = f"---\n{dump({key: value for key, value in fields.items() if value is not None and key != 'url'})}---\n"
    return entry_place(read_entry(target, text, config), config.permalinks)


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Without values that YAML cannot hold: TOML has times of a day."""
    return {key: value.isoformat() if isinstance(value, time) else value for key, value in fields.items()}


def _text(each: _Read, places: Mapping[str, str]) -> str:
    return f"---\n{dump(each.fields)}---\n\n{_body(each, places).strip()}\n"


def _body(each: _Read, places: Mapping[str, str]) -> str:
    """The body with references to other files as links to their new places."""

    def lead(found: re.Match[str]) -> str:
        name = next(filter(None, found.groups())).lstrip("/")
        near = posixpath.normpath(posixpath.join(posixpath.dirname(each.source), name))
        keys = (near, name, _base(name), stem(name))
        return next((places[key] for key in keys if key in places), found[0])

    return plain_marks(_REFERENCE.sub(lead, each.body))


def _base(name: str) -> str:
    """A file's name without its folder and ending, as references have it."""
    return posixpath.splitext(posixpath.basename(name.removesuffix("/index.md")))[0]


def _write(path: Path, data: bytes, problems: list[Problem]) -> None:
    if path.exists():
        problems.append(_problem(path, "is there already and was kept", "warning"))
        return
    write_whole(path, data)


def _problem(path: Path, message: str, severity: Any = "error") -> Problem:
    return Problem(message=message, file=str(path), severity=severity)
