"""What goes into a site: what is written in content/, how it belongs together, and what of it is to be published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator import cache, content, due, plan
from generator.cache import Stamp
from generator.config import Config
from generator.connections import Connections, reconnect
from generator.content import Reading
from generator.due import Written
from generator.editions import read_editions
from generator.errors import Problem
from generator.executors import ALONE, Workers
from generator.importer import Import
from generator.model import Entry, Moment, Wording
from generator.plan import Site
from generator.standing import read_pages
from generator.timeline import Timeline
from generator.vocabulary import former_slugs, load_vocabulary, unite

CONNECTIONS = "connections.json"
_RELATIONS = "relations.bin"


class Options(Struct, frozen=True, kw_only=True):
    """What the command line may ask of a build. `now` is None for the clock."""

    output: Path | None = None
    base_url: str | None = None
    drafts: bool = False
    future: bool = False
    now: str | None = None
    jobs: int | None = None
    executor: str | None = None
    use_cache: bool = True
    strict: bool = False
    index: bool = True
    """Whether there shall be a search index where the site has one."""
    required: frozenset[str] = frozenset()
    """Files that must be free of errors, or nothing is published."""


class Gathered(Struct, frozen=True):
    """What is to be published, and what of it is held back."""

    site: Site
    written: list[Written]
    """Everything in content/, also what is held back."""
    hidden: list[Written]
    problems: tuple[Problem, ...]


def read_content(
    root: Path,
    config: Config,
    workers: Workers,
    timeline: Timeline,
    *,
    use_cache: bool,
    current: Mapping[str, Stamp] | None = None,
) -> Reading:
    """Every entry in content/, from the cache, and then without its wording, where its file has not changed; by the
    `current` stamps where its files have been looked at already.
    """
    paths = content.find(root)
    current = cache.stamps(root, paths) if current is None else current
    known = cache.recall_entries(root, config, current) if use_cache else {}
    unread = [path for path in paths if path not in known]
    with timeline.stage("read", len(unread)) as advance:
        batches = list(workers.run(partial(content.read_batch, root, config), unread, advance))
    fresh = {entry.path: entry for batch in batches for entry in batch.entries}
    problems = tuple(problem for batch in batches for problem in batch.problems)
    ordered = tuple(known.get(path) or fresh[path] for path in paths if path in known or path in fresh)
    if use_cache and unread:
        cache.keep_entries(root, config, ordered, fresh, current)
    return Reading(ordered, problems, partial(with_wording, root, config, fresh.keys()))


def relate(
    root: Path,
    config: Config,
    reading: Reading,
    entries: Sequence[Entry],
    timeline: Timeline,
    workers: Workers = ALONE,
    *,
    use_cache: bool = True,
) -> Connections:
    """How these entries belong together, from the cache where nothing that decides has changed."""
    found = recall_connections(root, config, entries) if use_cache else None
    if found is None:
        before = cache.recall_bytes(root, _RELATIONS, [config.related, config.stories]) if use_cache else None
        with timeline.stage("relate"):
            found, relations = reconnect(entries, config, reading.complete, before, workers)
        if use_cache:
            cache.keep(root, CONNECTIONS, _deciding(config, entries), found)
            cache.keep_bytes(root, _RELATIONS, [config.related, config.stories], relations)
    return found


def recall_connections(root: Path, config: Config, entries: Sequence[Entry]) -> Connections | None:
    """How these entries belong together, if the last build that compared entries compared the same ones."""
    return cache.recall(root, CONNECTIONS, _deciding(config, entries), Connections)


def select(entries: Iterable[Entry], options: Options, now: Moment) -> list[Entry]:
    """What is to be published: no draft, and nothing whose day has not come."""
    return [entry for entry in entries if not is_held_back(entry, options, now)]


def gather(root: Path, config: Config, reading: Reading, options: Options, now: Moment, timeline: Timeline) -> Gathered:
    """What is to be published, without its files, and how its entries belong together."""
    (editions, bad_editions), (standing, bad_pages) = read_editions(root, config), read_pages(root, config)
    written: list[Written] = [*reading.entries, *editions, *standing]
    hidden = [one for one in written if is_held_back(one, options, now)]
    distinct, clashes = plan.distinct(select(reading.entries, options, now), config)
    vocabulary = load_vocabulary(root)
    entries = unite(distinct, vocabulary)
    workers = Workers(options.jobs)  # the vectors of all are in this process already
    connections = relate(root, config, reading, entries, timeline, workers, use_cache=options.use_cache)
    site = Site(
        config=config,
        entries=tuple(map(content.without_wording, entries)),
        neighbours=connections.neighbours,
        same=connections.same,
        stories=connections.stories,
        editions=tuple(one for one in editions if one not in hidden),
        standing=tuple(one for one in standing if one not in hidden),
        vocabulary=vocabulary,
        former_tags=former_slugs(distinct, entries, vocabulary),
    )
    return Gathered(site, written, hidden, (*clashes, *connections.problems, *bad_editions, *bad_pages))


def recognised(reading: Reading, known: Mapping[str, Entry]) -> Reading:
    """The same, with the very objects that are known by their paths where these say the same."""
    befores = ((known.get(entry.path), entry) for entry in reading.entries)
    entries = tuple(before if before == entry else entry for before, entry in befores)
    return replace(reading, entries=entries)


def _deciding(config: Config, entries: Sequence[Entry]) -> list[object]:
    return [config.related, config.stories, [_decisive(entry) for entry in entries]]


def _decisive(entry: Entry) -> tuple[object, ...]:
    """What of an entry decides where it belongs: its words, which title, body and language give, and its facts."""
    names = (entry.path, entry.id, entry.slug, entry.title, entry.lang, entry.body_digest)
    return (*names, entry.tags, entry.date, entry.source, entry.related, entry.story, entry.alone)


def with_wording(root: Path, config: Config, fresh: Collection[str], entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries with their words. What the cache has lost is read again; a file that changed meanwhile has none."""
    kept = [entry for entry in entries if entry.path not in fresh]
    known = cache.recall_wording(root, config, kept) if kept else {}
    lost = [entry.path for entry in entries if entry.path not in fresh and entry.path not in known]
    known |= {entry.path: entry.wording for entry in content.read_batch(root, config, lost).entries}
    return tuple(
        entry if entry.path in fresh else replace(entry, wording=known.get(entry.path, Wording())) for entry in entries
    )


def with_imported(root: Path, config: Config, reading: Reading, brought: Import) -> Reading:
    """The content as it is after an import."""
    written = {entry.path for entry in brought.entries}
    if not written:
        return reading
    added = content.read_batch(root, config, sorted(written))
    kept = [entry for entry in reading.entries if entry.path not in written]
    entries = sorted([*kept, *added.entries], key=lambda entry: entry.path)
    return Reading(tuple(entries), reading.problems + added.problems, reading.complete)


def is_held_back(one: Written, options: Options, now: Moment) -> bool:
    """Whether readers are not to see it yet: a draft, or something whose day has not come."""
    return (one.draft and not options.drafts) or (due.is_future(one.date, now) and not options.future)
