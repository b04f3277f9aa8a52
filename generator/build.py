"""The pipeline from a folder of articles to a site. Read this first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator import cache, content, due, importer, output, pictures, plan, record, search
from generator.addresses import output_path
from generator.config import Config
from generator.configfile import load_config
from generator.connections import Connections, reconnect
from generator.content import Reading
from generator.dates import moment
from generator.due import Written, parse_now
from generator.editions import read_editions
from generator.errors import Problem
from generator.executors import Workers, uncollected
from generator.fingerprints import Fingerprints
from generator.importer import Import
from generator.lock import PATIENCE, alone
from generator.model import Entry, Moment, Wording
from generator.output import Committed, Made, Rendered, Target
from generator.pages import Article, Page
from generator.plan import Site
from generator.record import Record, Result
from generator.render import Job, made_by, render_batch
from generator.standing import read_pages
from generator.templates import Look
from generator.theme import find_theme, is_shipped, static_files
from generator.timeline import Timeline
from generator.vocabulary import former_slugs, load_vocabulary, unite

__all__ = ["Options", "Outcome", "Result", "build", "import_only", "make", "parse_now", "prepare_import"]
__all__ += ["CONNECTIONS", "read_content", "recall_connections", "relate", "select", "with_wording"]

OUTPUT = "public"
CONNECTIONS = "connections.json"
_COMPARISON = "comparison.npz"


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
    required: frozenset[str] = frozenset()
    """Files that must be free of errors, or nothing is published."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What a build did, and what it did it with; without `job` there was nothing to do. `changed` are the files of
    the output that are new or different.
    """

    result: Result
    job: Job | None = None
    config: Config
    entries: tuple[Entry, ...] = ()
    pages: tuple[Page, ...] = ()
    changed: tuple[str, ...] = ()


class _Gathered(Struct, frozen=True):
    site: Site
    written: list[Written]
    """Everything in content/, also what is held back."""
    hidden: list[Written]
    problems: tuple[Problem, ...]


def build(root: Path, options: Options, timeline: Timeline) -> Result:
    """Import what is new in seeds/ and bring the output folder up to date. A problem with one file costs that file.

    Raises BroadsheetError for what spoils everything; the output is then as it was.
    """
    return make(root, options, timeline).result


def make(
    root: Path, options: Options, timeline: Timeline, *, anew: bool = False, patience: float = PATIENCE
) -> Outcome:
    """The same, for those who go on with what was made; `anew` plans the site even if nothing has changed, and
    `patience` has the seconds to wait for another build.
    """
    with alone(root, patience):
        return _make(root, options, timeline, anew=anew)


def _make(root: Path, options: Options, timeline: Timeline, *, anew: bool) -> Outcome:
    config = load_config(root, {"base_url": options.base_url} if options.base_url else None)
    now = parse_now(options.now, config)
    target = output.open_target(root, options.output or root / OUTPUT)
    with timeline.stage("compare"):
        seen = record.look(root, target)
        last = record.recall(root, target, _asked(options)) if options.use_cache else None
    if last and not anew and record.is_same(last, seen) and _holds(last, options, now):
        return Outcome(result=_again(last, timeline), config=config)
    theme = find_theme(root, config.theme, config.theme_settings)
    workers = Workers(options.jobs)
    with uncollected():
        reading = read_content(root, config, workers, timeline, use_cache=options.use_cache)
        brought = importer.write(root, prepare_import(root, config, reading, now, workers, timeline))
        if brought.sources:
            config = load_config(root, {"base_url": options.base_url} if options.base_url else None)
        reading = _with_imported(root, config, reading, brought)
        gathered = _gather(root, config, reading, options, now, timeline)
        static = static_files(root)
        site = replace(gathered.site, copies=(*theme.copies, *static.copies))
        site = illustrate(root, site, theme.settings, workers, timeline, use_cache=options.use_cache)
        with timeline.stage("plan"):
            # What ships is trusted: it need not pay for a sandbox.
            sandboxed = config.theme_trust == "sandbox" and not is_shipped(theme)
            look, made = Look(root, theme, plan.frame(site), sandboxed), plan.plan(site)
        marks = Fingerprints(made_by(look, cache.making()))
        job = Job(target, look, marks, record.known(last, seen, target))
        rendered = _render(job, made.pages, workers, timeline)
    rendered = _with_index(config, target, made.pages, rendered, timeline)
    kept = output.foreign(target, rendered.files, rendered.changed)
    problems = (
        *(*reading.problems, *brought.problems, *gathered.problems),
        *(*static.problems, *site.pictures.problems, *made.problems, *rendered.problems),
        *output.kept_problems(target, kept),
    )
    publishes = _is_fit(problems, options)
    with timeline.stage("write"):
        how = _made(config, made.pages, problems, gathered, now)
        files = output.commit(target, rendered, kept, how) if publishes else output.withdraw(target)
    result = Result(
        seeds=brought.unchanged + len(brought.entries),
        imported=len(brought.entries),
        entries=len(site.entries),
        drafts=sum(one.draft for one in gathered.hidden),
        future=sum(not one.draft for one in gathered.hidden),
        pages=sum(path.endswith(".html") for path in rendered.files),
        files=files,
        published=publishes,
        held=due.held(gathered.site, now),
        seconds=timeline.rounded(),
        problems=problems,
    )
    if options.use_cache and publishes:
        span, has_imported = due.span(gathered.written, now), bool(brought.entries or brought.sources)
        left = record.made(seen, target, rendered, kept, span, result, has_imported=has_imported)
        record.keep(root, target, _asked(options), left)
    changed = rendered.changed if publishes else ()
    return Outcome(result=result, job=job, config=config, entries=reading.entries, pages=made.pages, changed=changed)


def read_content(root: Path, config: Config, workers: Workers, timeline: Timeline, *, use_cache: bool) -> Reading:
    """Every entry in content/, from the cache, and then without its wording, where its file has not changed."""
    paths = content.find(root)
    current = cache.stamps(root, paths)
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
    *,
    use_cache: bool = True,
) -> Connections:
    """How these entries belong together, from the cache where nothing that decides has changed."""
    found = recall_connections(root, config, entries) if use_cache else None
    if found is None:
        before = cache.recall_bytes(root, _COMPARISON, []) if use_cache else None
        with timeline.stage("relate"):
            found, comparison = reconnect(entries, config, reading.complete, before)
        if use_cache:
            cache.keep(root, CONNECTIONS, _deciding(config, entries), found)
            cache.keep_bytes(root, _COMPARISON, [], comparison)
    return found


def recall_connections(root: Path, config: Config, entries: Sequence[Entry]) -> Connections | None:
    """How these entries belong together, if the last build that compared entries compared the same ones."""
    return cache.recall(root, CONNECTIONS, _deciding(config, entries), Connections)


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
    workers = Workers(jobs)
    with uncollected(), nullcontext() if dry_run else alone(root):
        reading = read_content(root, config, workers, timeline, use_cache=not dry_run)
        prepared = prepare_import(root, config, reading, parse_now(now, config), workers, timeline, paths)
        brought = prepared if dry_run else importer.write(root, prepared)
    return replace(brought, problems=(*reading.problems, *brought.problems))


def select(entries: Iterable[Entry], options: Options, now: Moment) -> list[Entry]:
    """What is to be published: no draft, and nothing whose day has not come."""
    return [entry for entry in entries if not _is_held_back(entry, options, now)]


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


def _asked(options: Options) -> list[object]:
    """What of the options decides what the site is."""
    return [options.base_url, options.drafts, options.future]


def _holds(last: Record, options: Options, now: Moment) -> bool:
    """Whether the last result would come out again, given that no file has changed."""
    reached, ahead = last.span.reached, last.span.ahead
    same_entries = not (reached and due.is_future(reached, now)) and (ahead is None or due.is_future(ahead, now))
    return same_entries and not (options.strict and last.result.problems)


def _again(last: Record, timeline: Timeline) -> Result:
    files = Committed(0, last.result.files.written + last.result.files.unchanged, 0)
    return replace(last.result, imported=0, files=files, seconds=timeline.rounded())


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


def _with_imported(root: Path, config: Config, reading: Reading, brought: Import) -> Reading:
    """The content as it is after an import."""
    written = {entry.path for entry in brought.entries}
    if not written:
        return reading
    added = content.read_batch(root, config, sorted(written))
    kept = [entry for entry in reading.entries if entry.path not in written]
    entries = sorted([*kept, *added.entries], key=lambda entry: entry.path)
    return Reading(tuple(entries), reading.problems + added.problems, reading.complete)


def _gather(
    root: Path, config: Config, reading: Reading, options: Options, now: Moment, timeline: Timeline
) -> _Gathered:
    """What is to be published, without its files, and how its entries belong together."""
    (editions, bad_editions), (standing, bad_pages) = read_editions(root, config), read_pages(root, config)
    written: list[Written] = [*reading.entries, *editions, *standing]
    hidden = [one for one in written if _is_held_back(one, options, now)]
    distinct, clashes = plan.distinct(select(reading.entries, options, now), config)
    vocabulary = load_vocabulary(root)
    entries = unite(distinct, vocabulary)
    connections = relate(root, config, reading, entries, timeline, use_cache=options.use_cache)
    site = Site(
        config=config,
        entries=entries,
        neighbours=connections.neighbours,
        same=connections.same,
        stories=connections.stories,
        editions=tuple(one for one in editions if one not in hidden),
        standing=tuple(one for one in standing if one not in hidden),
        vocabulary=vocabulary,
        former_tags=former_slugs(distinct, vocabulary),
    )
    return _Gathered(site, written, hidden, (*clashes, *connections.problems, *bad_editions, *bad_pages))


def _render(job: Job, pages: Sequence[Page], workers: Workers, timeline: Timeline) -> Rendered:
    with timeline.stage("render", len(pages)) as advance:
        try:
            batches = list(workers.run(partial(render_batch, job), pages, advance))
        except BaseException:
            output.discard(job.target)
            raise
    for batch in batches:
        timeline.rendered(batch.spent)
    return Rendered(
        {path: digest for batch in batches for path, digest in batch.files.items()},
        tuple(path for batch in batches for path in batch.changed),
        tuple(problem for batch in batches for problem in batch.problems),
        {path: mark for batch in batches for path, mark in batch.fingerprints.items()},
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
        return replace(rendered, files=rendered.files | files)
    with timeline.stage("search", len(articles)) as advance:
        try:
            made = search.make(target, rendered, articles)
        except BaseException:
            output.discard(target)
            raise
        advance(len(articles))
    return replace(
        rendered,
        files=rendered.files | made.files,
        changed=rendered.changed + made.changed,
        problems=rendered.problems + made.problems,
    )


def _is_fit(problems: Sequence[Problem], options: Options) -> bool:
    """Whether a site with these problems may be published."""
    if options.strict and problems:
        return False
    return not any(problem.severity == "error" and problem.file in options.required for problem in problems)


def _made(config: Config, pages: Sequence[Page], problems: Sequence[Problem], gathered: _Gathered, now: Moment) -> Made:
    """How the site was made, for those who bring it to the web."""
    usually_hidden = sum(_is_held_back(one, Options(), now) for one in gathered.written)
    return Made(
        base_url=config.base_url,
        errors=sum(problem.severity == "error" for problem in problems),
        previews=usually_hidden - len(gathered.hidden),
        articles=tuple(sorted(output_path(page.url) for page in pages if isinstance(page.view, Article))),
    )


def _is_held_back(one: Written, options: Options, now: Moment) -> bool:
    return (one.draft and not options.drafts) or (due.is_future(one.date, now) and not options.future)
