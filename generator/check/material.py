"""What the checks look at: the content as it is written, and the site that was built from it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.addresses import entry_place, expand, output_path
from generator.build import parse_now, read_content
from generator.check import feeds
from generator.check.feeds import Fault
from generator.check.pages import Base, PageFacts, read_pages
from generator.config import Config
from generator.configfile import load_config
from generator.content import EDITIONS, PAGES, find, find_in, read_text, title_and_body
from generator.editions import read_editions
from generator.errors import BroadsheetError
from generator.executors import Workers
from generator.fields import Fields
from generator.frontmatter import parse, place_of
from generator.markdown import Mention, mentions
from generator.model import Entry, Moment
from generator.plan import distinct
from generator.plan.fixed import standing_place
from generator.standing import read_pages as read_standing
from generator.textfile import decode
from generator.timeline import Timeline


class Source(Struct, frozen=True):
    """A file of the editor's: the SHA-256 of its bytes, what its body leads to and shows, the names that its
    tags and its link stand under, and the tags that have blanks around them, as they are written.
    """

    path: str
    sha256: str
    mentions: tuple[Mention, ...]
    tag_keys: tuple[str, ...]
    link_keys: tuple[str, ...]
    padded_tags: tuple[str, ...]


class Material(Struct, frozen=True, kw_only=True):
    """A site as the checks see it. Drafts are left out of `entries` and `sources` (which are by path): they
    are not finished. `origins` tells which file a page of the built site was made of.
    """

    root: Path
    config: Config
    now: Moment
    base: Base
    entries: tuple[Entry, ...]
    sources: dict[str, Source]
    origins: dict[str, str]
    files: frozenset[str]
    pages: tuple[PageFacts, ...]
    feed_faults: tuple[Fault, ...]

    def field_line(self, path: str, field: str) -> int | None:
        """The line of a field in the front matter of a file."""
        try:
            return place_of(parse(read_text(self.root, path), path), field)[0]
        except BroadsheetError:
            return None

    def line_of(self, path: str, text: str) -> int | None:
        """The line on which a file says something, for what stands in no body."""
        try:
            written = read_text(self.root, path)
        except BroadsheetError:
            return None
        at = written.find(text) if text else -1
        return written.count("\n", 0, at) + 1 if at >= 0 else None


def gather(root: Path, built: Path, now: str | None, jobs: int | None, timeline: Timeline) -> Material:
    """Read the content, and every page and feed of the site that was built from it."""
    config = load_config(root)
    base = Base(config.base_url.rstrip("/") + "/")
    files = sorted(path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file())
    pages = [path for path in files if path.endswith(".html")]
    machine = [path for path in files if path.endswith(feeds.SUFFIXES)]
    written = [*find(root), *find_in(root, EDITIONS), *find_in(root, PAGES)]
    workers = Workers(jobs)
    entries = read_content(root, config, workers, timeline, use_cache=True).entries
    with timeline.stage("look", len(written) + len(pages) + len(machine)) as advance:
        sources = [one for batch in workers.run(partial(read_sources, root, config), written, advance) for one in batch]
        facts = [one for batch in workers.run(partial(read_pages, built), pages, advance) for one in batch]
        faults = [one for batch in workers.run(partial(feeds.read_feeds, built), machine, advance) for one in batch]
    drafts = {entry.path for entry in entries if entry.draft}
    drafts |= {edition.path for edition in read_editions(root, config)[0] if edition.draft and edition.path}
    drafts |= {page.path for page in read_standing(root, config)[0] if page.draft}
    return Material(
        root=root,
        config=config,
        now=parse_now(now, config),
        base=base,
        entries=tuple(entry for entry in distinct(entries, config)[0] if not entry.draft),
        sources={source.path: source for source in sources if source.path not in drafts},
        origins=_origins(root, config, entries),
        files=frozenset(files),
        pages=tuple(facts),
        feed_faults=tuple(faults),
    )


def read_sources(root: Path, config: Config, paths: Sequence[str]) -> list[Source]:
    """A batch of the editor's files; one that cannot be read is the build's to report."""
    found = []
    for path in paths:
        try:
            data = (root / path).read_bytes()
            text = decode(data)
            document = parse(text, path)
        except (BroadsheetError, OSError, ValueError):
            continue
        body = title_and_body(document)[1]
        above = text.count("\n", 0, len(text) - len(body))
        told = tuple(replace(mention, line=mention.line + above) for mention in mentions(body))
        fields = Fields(document.fields, config.zone, config.language)
        keys = tuple(filter(None, (fields.key("tags"), fields.key("categories"))))
        links = tuple(filter(None, (fields.key("link"),)))
        padded = tuple(label for key in keys for label in _padded(document.fields[key]))
        found.append(Source(path, hashlib.sha256(data).hexdigest(), told, keys, links, padded))
    return found


def _padded(value: Any) -> list[str]:
    """The labels of a list that have blanks around them, of which YAML and TOML keep those between quotes."""
    labels = value if isinstance(value, list) else []
    return [label for label in labels if isinstance(label, str) and label != label.strip() != ""]


def _origins(root: Path, config: Config, entries: Sequence[Entry]) -> dict[str, str]:
    """Articles come last, as they win an address that two claim."""
    places = {standing_place(page, config): page.path for page in read_standing(root, config)[0]}
    for edition in read_editions(root, config)[0]:
        places[expand(config.permalinks.edition, {"slug": edition.slug})] = edition.path or ""
    places |= {entry_place(entry, config.permalinks): entry.path for entry in entries}
    return {output_path(place): path for place, path in places.items()}
