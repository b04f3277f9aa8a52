"""The pipeline from a folder of articles to a site. Read this first."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from generator import cache, content, importer, output, pictures, plan, related, search
from generator.addresses import output_path
from generator.config import Config
from generator.configfile import load_config
from generator.content import Reading
from generator.dates import from_timestamp, moment, parse_date
from generator.editions import read_editions
from generator.errors import ArgumentError, Problem
from generator.executors import Workers, open_workers
from generator.importer import Import
from generator.model import Edition, Entry, Moment, StandingPage
from generator.output import Committed, Rendered, Target
from generator.pages import Article, Page
from generator.plan import Site
from generator.render import Job, render_batch
from generator.standing import read_pages
from generator.templates import Look
from generator.theme import find_theme, static_files
from generator.timeline import Timeline
from generator.vocabulary import former_slugs, load_vocabulary, unite

OUTPUT = "public"

_Written = TypeVar("_Written", Entry, Edition, StandingPage)


class Options(Struct, frozen=True, kw_only=True):
    """What the command line may ask of a build. `now` is None for the clock."""

    output: Path | None = None
    base_url: str | None = None
    drafts: bool = False
    future: bool = False
    now: str | None = None
    jobs: int | None = None
    use_cache: bool = True
    strict: bool = False


class Result(Struct, frozen=True, kw_only=True):
    """What a build did. `published` is False when problems kept it from writing anything."""

    seeds: int
    imported: int
    entries: int
    drafts: int
    future: int
    pages: int
    files: Committed
    published: bool
    seconds: dict[str, float]
    problems: tuple[Problem, ...]


def build(root: Path, options: Options, timeline: Timeline) -> Result:
    """Import what is new in seeds/ and bring the output folder up to date.

    A problem with one file costs that file only. Raises BroadsheetError for what spoils everything; the
    output is then as it was.
    """
    config = load_config(root, {"base_url": options.base_url} if options.base_url else None)
    now = parse_now(options.now, config)
    theme = find_theme(root, config.theme, config.theme_settings)
    target = output.open_target(root, options.output or root / OUTPUT)
    with open_workers(options.jobs) as workers, _no_collection():
        reading = read_content(root, config, workers, timeline, use_cache=options.use_cache)
        brought = importer.write(root, prepare_import(root, config, reading, now, workers, timeline))
        reading = _with_imported(root, config, reading, brought)
        published, hidden = select(reading.entries, options, now)
        distinct, clashes = plan.distinct(published, config)
        vocabulary = load_vocabulary(root)
        former_tags, distinct = former_slugs(distinct, vocabulary), unite(distinct, vocabulary)
        with timeline.stage("relate"):
            neighbours, unknown = related.relate(distinct, config.related)
        (editions, bad_editions), (standing, bad_pages) = read_editions(root, config), read_pages(root, config)
        shown_editions, hidden_editions = select(editions, options, now)
        shown_pages, hidden_pages = select(standing, options, now)
        site = Site(
            config=config,
            entries=distinct,
            neighbours=neighbours,
            editions=tuple(shown_editions),
            standing=tuple(shown_pages),
            copies=(*theme.copies, *static_files(root)),
            vocabulary=vocabulary,
            former_tags=former_tags,
        )
        site = illustrate(root, site, theme.settings, workers, timeline, use_cache=options.use_cache)
        with timeline.stage("plan"):
            job, made = Job(target, Look(root, theme, plan.frame(site))), plan.plan(site)
        rendered = _render(job, made.pages, workers, timeline)
    rendered = _with_index(config, target, made.pages, rendered, timeline)
    kept = output.foreign(target, rendered.files, rendered.changed)
    problems = (
        *(*reading.problems, *brought.problems, *clashes, *unknown),
        *(*bad_editions, *bad_pages, *site.pictures.problems, *made.problems, *rendered.problems),
        *(_foreign(path, target) for path in kept),
    )
    held_back = [one.draft for one in (*hidden, *hidden_editions, *hidden_pages)]
    publishes = not (options.strict and problems)
    with timeline.stage("write"):
        files = output.commit(target, rendered.files, rendered.changed, kept) if publishes else _discard(target)
    return Result(
        seeds=brought.unchanged + len(brought.entries),
        imported=len(brought.entries),
        entries=len(distinct),
        drafts=sum(held_back),
        future=len(held_back) - sum(held_back),
        pages=sum(path.endswith(".html") for path in rendered.files),
        files=files,
        published=publishes,
        seconds={name: round(seconds, 4) for name, seconds in timeline.seconds.items()},
        problems=problems,
    )


def read_content(root: Path, config: Config, workers: Workers, timeline: Timeline, *, use_cache: bool) -> Reading:
    """Every entry in content/, from the cache where its file has not changed."""
    paths = content.find(root)
    current = cache.stamps(root, paths)
    known = cache.recall(root, config, current) if use_cache else {}
    fresh = [path for path in paths if path not in known]
    with timeline.stage("read", len(fresh)) as advance:
        read = partial(content.read_batch, root, config)
        batches = list(workers.run(read, fresh, advance))
    entries = {**known, **{entry.path: entry for batch in batches for entry in batch.entries}}
    problems = tuple(problem for batch in batches for problem in batch.problems)
    ordered = tuple(entries[path] for path in paths if path in entries)
    if use_cache and fresh:
        cache.remember(root, config, ordered, current)
    return Reading(ordered, problems)


def prepare_import(
    root: Path,
    config: Config,
    reading: Reading,
    now: Moment,
    workers: Workers,
    timeline: Timeline,
    paths: Sequence[Path] = (),
) -> Import:
    """An entry for each seed that is new, or whose untouched entry is out of date; not yet written."""
    today = moment(now.day, config.zone)
    with timeline.stage("import") as advance:
        return importer.prepare(root, config, reading, today, workers, paths=paths, advance=advance)


def import_only(
    root: Path, paths: Sequence[Path], *, dry_run: bool, now: str | None, jobs: int | None, timeline: Timeline
) -> Import:
    """Import without building; with `dry_run` only what would be written."""
    config = load_config(root)
    with open_workers(jobs) as workers:
        reading = read_content(root, config, workers, timeline, use_cache=not dry_run)
        prepared = prepare_import(root, config, reading, parse_now(now, config), workers, timeline, paths)
        brought = prepared if dry_run else importer.write(root, prepared)
    return Import(brought.entries, brought.unchanged, (*reading.problems, *brought.problems))


def illustrate(
    root: Path, site: Site, settings: Mapping[str, Any], workers: Workers, timeline: Timeline, *, use_cache: bool
) -> Site:
    """A site with all its pictures; `settings` are those of the theme. Raises ConfigError."""
    texts = pictures.Texts(
        entries=[(entry, plan.rights(entry, site.config)) for entry in site.entries],
        editions=site.editions,
        standing=site.standing,
        copies=site.copies,
        settings=settings,
    )
    found = pictures.gather(root, site.config, texts, workers, timeline, use_cache=use_cache)
    return replace(site, pictures=found)


def select(written: Sequence[_Written], options: Options, now: Moment) -> tuple[list[_Written], list[_Written]]:
    """What is to be published, and what is held back as a draft or because its day has not come."""
    shown: list[_Written] = []
    hidden: list[_Written] = []
    for one in written:
        held_back = (one.draft and not options.drafts) or (_is_future(one.date, now) and not options.future)
        (hidden if held_back else shown).append(one)
    return shown, hidden


def parse_now(stated: str | None, config: Config) -> Moment:
    """The present: what is stated, else SOURCE_DATE_EPOCH (reproducible-builds.org), else the clock.

    It decides which entries are still to come and on which day an undated seed is added, nothing else.
    """
    if stated is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        return from_timestamp(int(epoch), config.zone) if epoch.isdigit() else moment(datetime.now(UTC), config.zone)
    found = parse_date(stated, config.zone)
    if found is None:
        raise ArgumentError(
            Problem(
                message=f"not a point in time: {stated!r}",
                hint="write it like 2026-11-23 or 2026-11-23T09:30",
            )
        )
    return found


def _with_imported(root: Path, config: Config, reading: Reading, brought: Import) -> Reading:
    """The content as it is after an import."""
    written = {entry.path for entry in brought.entries}
    if not written:
        return reading
    added = content.read_batch(root, config, sorted(written))
    kept = [entry for entry in reading.entries if entry.path not in written]
    entries = sorted([*kept, *added.entries], key=lambda entry: entry.path)
    return Reading(tuple(entries), reading.problems + added.problems)


def _render(job: Job, pages: Sequence[Page], workers: Workers, timeline: Timeline) -> Rendered:
    with timeline.stage("render", len(pages)) as advance:
        try:
            batches = list(workers.run(partial(render_batch, job), pages, advance))
        except BaseException:
            output.discard(job.target)
            raise
    return Rendered(
        {path: digest for batch in batches for path, digest in batch.files.items()},
        tuple(path for batch in batches for path in batch.changed),
        tuple(problem for batch in batches for problem in batch.problems),
    )


def _with_index(
    config: Config, target: Target, pages: Sequence[Page], rendered: Rendered, timeline: Timeline
) -> Rendered:
    """The rendered files and those of the search index, made again where a page has changed."""
    places = {output_path(page.url): page.view for page in pages if isinstance(page.view, Article)}
    articles = {path: article for path, article in places.items() if path in rendered.files}
    if not config.search or not articles:
        return rendered
    files = search.kept(target, rendered)
    if files is not None:
        return Rendered(rendered.files | files, rendered.changed, rendered.problems)
    with timeline.stage("search", len(articles)) as advance:
        try:
            made = search.make(target, rendered, articles)
        except BaseException:
            output.discard(target)
            raise
        advance(len(articles))
    return Rendered(rendered.files | made.files, rendered.changed + made.changed, rendered.problems + made.problems)


def _foreign(path: str, target: Target) -> Problem:
    hint = "take it away, or give the page another address"
    message = "a file of yours stands where a page belongs; it was kept"
    return Problem(message=message, file=f"{target.folder.name}/{path}", hint=hint, severity="warning")


def _discard(target: Target) -> Committed:
    output.discard(target)
    return Committed(0, len(output.written_before(target) or {}), 0)


def _is_future(when: Moment | None, now: Moment) -> bool:
    if when is None:
        return False
    if when.day_only or now.day_only:
        return when.day > now.day
    return when.at > now.at


@contextmanager
def _no_collection() -> Iterator[None]:
    """A build makes no cycles worth looking for, and looking for them takes up to half of its time."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
