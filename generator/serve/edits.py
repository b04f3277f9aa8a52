"""The short ways from an edit to the pages that show it.

A site's pages are closed: where an edit changes nothing but words, the pages of before with the new words in the
places of the old ones are right until the site is planned again, and so are all pages under a new theme. Where it
changes more, the site is planned again with the connections of before, which takes longer to find out.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator import plan
from generator.addresses import entry_place, expand, output_path
from generator.build import Kept, Prepared
from generator.content import EDITIONS, FOLDER, PAGES, read_batch, without_wording
from generator.documents import Body, FeedItem
from generator.model import Entry
from generator.pages import Article, Card, Link, Page
from generator.plan import Site
from generator.plan.cards import minutes
from generator.plan.feeds import guid
from generator.planned import Planned
from generator.render import Job
from generator.slugs import slugify
from generator.theme import OVERRIDES, find_theme, shelves
from generator.vocabulary import unite

_WORDS = ("title", "summary", "has_standfirst", "note", "tags", "body_digest", "words")


class Memory(Struct, frozen=True):
    """A site as it was last planned: its entries by path, its pages by their file in the output; and what has been
    edited since, by path, None for what is gone.
    """

    prepared: Prepared
    job: Job
    entries: Mapping[str, Entry]
    pages: Mapping[str, Planned]
    edits: Mapping[str, Entry | None] = {}

    def kept(self) -> Kept:
        """What of it helps the next build."""
        return Kept(entries=self.entries, parts=self.prepared.plan.parts, pages=self.pages)


def remember(prepared: Prepared) -> Memory:
    """What is worth keeping of a build."""
    pages = {output_path(page.url): page for page in prepared.plan.pages}
    entries = {entry.path: without_wording(entry) for entry in prepared.reading.entries}
    return Memory(prepared, prepared.job, entries, pages)


def edited(root: Path, memory: Memory, paths: Sequence[str]) -> Memory | None:
    """The same with what was edited of entries; None where it was something else, or where something is wrong: a whole
    build tells it.
    """
    others = (f"{EDITIONS}/", f"{PAGES}/")
    if not all(path.startswith(f"{FOLDER}/") and path.endswith(".md") for path in paths):
        return None
    if any(path.startswith(others) or "/." in path or "/_" in path for path in paths):
        return None
    there = [path for path in paths if (root / path).is_file()]
    found = read_batch(root, memory.prepared.config, there)
    if found.problems:
        return None
    gone: dict[str, Entry | None] = dict.fromkeys(path for path in paths if path not in there)
    return replace(
        memory, edits={**memory.edits, **gone, **{entry.path: without_wording(entry) for entry in found.entries}}
    )


def in_place(memory: Memory) -> list[tuple[Entry, Entry]] | None:
    """The entries that are edited, as they were and are; None where more than words and tags is edited."""
    pairs = [(memory.entries.get(path), new) for path, new in memory.edits.items()]
    edits = [(old, new) for old, new in pairs if old and new and _stays_in_place(old, new)]
    return edits if len(edits) == len(pairs) else None


def own_pages(memory: Memory, edits: Sequence[tuple[Entry, Entry]]) -> set[str]:
    """The files of edited entries."""
    return {output_path(entry_place(new, memory.prepared.config.permalinks)) for _, new in edits}


def pages_with(memory: Memory, edits: Sequence[tuple[Entry, Entry]]) -> list[str]:
    """The files of all planned pages that are made of edited entries, such as lists and feeds."""
    pieces = memory.prepared.plan.parts.known
    wanted = {id(pieces[old.id]) for old, _ in edits if old.id in pieces}
    return [
        file
        for file, page in memory.pages.items()
        if any(type(part) is tuple and not wanted.isdisjoint(map(id, part)) for part in page.of)
    ]


def reworded(memory: Memory, edits: Sequence[tuple[Entry, Entry]], files: Collection[str]) -> dict[str, Page]:
    """Those of the files that are others with the new words and tags of edited entries."""
    found: dict[str, Page] = {}
    for file in memory.pages.keys() & files:
        page = before = memory.prepared.plan.page(memory.pages[file])
        for old, new in edits:
            page = _with_words(page, old, new, _topics(new, memory.prepared.site))
        if page is not before:
            found[file] = page
    return found


def restyled(root: Path, memory: Memory, paths: Sequence[str]) -> Memory | None:
    """The same under a theme that has changed; None where something else has."""
    themes = (f"{OVERRIDES}/", *(f"{shelf}/" for shelf in shelves(root)), "themes/")
    if memory.edits or not all(path.startswith(themes) for path in paths):
        return None
    config = memory.prepared.config
    theme = find_theme(root, config.theme, config.theme_settings)
    assets = {output_path(place): plan.ready(Page(url=place, view=copy)) for place, copy in theme.copies}
    look = replace(memory.job.look, theme=theme)
    return replace(memory, job=replace(memory.job, look=look), pages={**memory.pages, **assets})


def replanned(memory: Memory) -> Memory | None:
    """The site planned again with all edits, but with the connections and old names of before; None where something is
    wrong.
    """
    prepared = memory.prepared
    entries = {path: entry for path, entry in {**memory.entries, **memory.edits}.items() if entry}
    distinct, clashes = plan.distinct(list(entries.values()), prepared.config)
    if clashes:
        return None
    site = replace(prepared.site, entries=unite(distinct, prepared.site.vocabulary))
    made = plan.plan(site, prepared.plan.parts)
    if made.problems != prepared.plan.problems or plan.frame(site) != memory.job.look.frame:
        return None
    pages = {output_path(page.url): page for page in made.pages}
    return Memory(replace(prepared, site=site, plan=made), memory.job, entries, pages)


def _stays_in_place(old: Entry, new: Entry) -> bool:
    """Whether an entry differs in its words and tags alone, which decide no address and no order."""
    words = {name: getattr(old, name) for name in _WORDS}
    return replace(new, **words) == old


def _topics(entry: Entry, site: Site) -> tuple[Link, ...]:
    """An entry's tags as they most likely will be when all entries have been looked at."""
    labels = [label for tag in entry.tags if (label := site.vocabulary.label(tag))]
    return tuple(Link(label, expand(site.config.permalinks.tag, {"slug": slugify(label)})) for label in labels)


def _with_words(page: Page, old: Entry, new: Entry, topics: tuple[Link, ...]) -> Page:
    """A page with the words of an entry as it is now."""
    page = _exchanged(page, old, new, topics)
    match page.view:
        case Article(card=Card(id=new.id)) as article:
            standfirst = new.summary if new.has_standfirst and article.body else None
            view = replace(article, standfirst=standfirst, note=new.note)
            trail = (*page.trail[:1], *article.card.tags[:1])
            return replace(page, title=new.title, description=new.summary or new.title, trail=trail, view=view)
    return page


def _exchanged(value: Any, old: Entry, new: Entry, topics: tuple[Link, ...]) -> Any:
    """A value with the entry's body, card and title in the places of the old ones; the very same without any."""
    match value:
        case Body(path=new.path):
            return replace(value, digest=new.body_digest)
        case Card(id=new.id):
            is_tagged = old.tags != new.tags
            kicker = Link(new.kicker, "") if new.kicker else topics[0] if topics else None
            tags = {"tags": topics, "kicker": kicker} if is_tagged else {}
            return replace(value, title=new.title, summary=new.summary, minutes=minutes(new), **tags)
        case Link(label=old.title):
            return replace(value, label=new.title)
        case tuple():
            items = tuple(_exchanged(item, old, new, topics) for item in value)
            return items if any(map(operator.is_not, items, value)) else value
        case Struct():
            return _with_fields(value, old, new, topics)
    return value


def _with_fields(value: Struct, old: Entry, new: Entry, topics: tuple[Link, ...]) -> Struct:
    before = {name: getattr(value, name) for name in value.__struct_fields__}
    after = {name: _exchanged(field, old, new, topics) for name, field in before.items()}
    if isinstance(value, FeedItem) and value.guid == guid(new):
        tags = tuple([link.label for link in topics]) if old.tags != new.tags else value.tags
        after |= {"title": new.title, "summary": new.summary, "tags": tags}
    changed = {name: field for name, field in after.items() if field is not before[name]}
    return replace(value, **changed) if changed else value
