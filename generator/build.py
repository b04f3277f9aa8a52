"""The pipeline from a folder of articles to a site. Read this first."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator import cache, due, importer, output, pictures, plan, record, search
from generator.addresses import output_path
from generator.config import Config
from generator.configfile import load_config
from generator.content import Reading
from generator.dates import moment
from generator.due import parse_now
from generator.errors import Problem
from generator.executors import LOCAL, Workers, uncollected
from generator.fingerprints import Fingerprints
from generator.gathering import (
    Gathered,
    Options,
    gather,
    is_held_back,
    read_content,
    recognised,
    relate,
    select,
    with_imported,
)
from generator.importer import Import
from generator.lock import alone
from generator.model import Entry, Moment
from generator.output import Committed, Made, Rendered, Target
from generator.pages import Article
from generator.plan import Plan, Site
from generator.planned import Planned
from generator.record import Left, Record, Result, Seen
from generator.render import Job, made_by, planned_with, render_batch
from generator.templates import Look
from generator.theme import find_theme, is_shipped, static_files
from generator.timeline import Timeline

__all__ = ["Options", "Outcome", "Result", "build", "complete", "import_only", "joined", "make", "parse_now"]
__all__ += ["prepare", "prepare_import", "read_content", "relate", "render", "select"]

OUTPUT = "public"


class Prepared(Struct, frozen=True, kw_only=True):
    """A site whose pages are planned and are to be rendered."""

    root: Path
    options: Options
    config: Config
    now: Moment
    seen: Seen
    job: Job
    planned: Mapping[str, str]
    """The fingerprints of what those pages were made of whose files are as the last build left them."""
    reading: Reading
    brought: Import
    gathered: Gathered
    site: Site
    plan: Plan

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong so far."""
        found = (self.reading.problems, self.brought.problems, self.gathered.problems)
        return tuple(itertools.chain(*found, self.site.pictures.problems, self.plan.problems))

    @property
    def is_fit(self) -> bool:
        """Whether what is wrong so far lets the site be published."""
        return _is_fit(self.problems, self.options)


class Outcome(Struct, frozen=True, kw_only=True):
    """What a build did, and what it did it with; without `prepared` there was nothing to do. `changed` are the files
    of the output that are new or different.
    """

    result: Result
    config: Config
    prepared: Prepared | None = None
    rendered: Rendered | None = None
    changed: tuple[str, ...] = ()


class Kept(Struct, frozen=True, kw_only=True):
    """What a process that builds again and again keeps of the last time, so that what is the same is known by its
    identity: entries by path, the parts of the plan, pages by their files, with the fingerprints that they had under
    `key`; and what it has written since into the output.
    """

    entries: Mapping[str, Entry] = {}
    parts: plan.Parts | None = None
    pages: Mapping[str, Planned] = {}
    key: bytes = b""
    fingerprints: Mapping[str, str] = {}
    left: Mapping[str, Left] = {}


_NOTHING = Kept()


def build(root: Path, options: Options, timeline: Timeline) -> Result:
    """Import what is new in seeds/ and bring the output folder up to date. A problem with one file costs that file.

    Raises BroadsheetError for what spoils everything; the output is then as it was.
    """
    return make(root, options, timeline).result


def make(root: Path, options: Options, timeline: Timeline) -> Outcome:
    """The same, for those who want to know more than its result."""
    with alone(root), uncollected():
        prepared = prepare(root, options, timeline)
        if isinstance(prepared, Outcome):
            return prepared
        try:
            rendered = joined(render(prepared, timeline))
        except BaseException:
            output.discard(prepared.job.target)
            raise
        return complete(prepared, rendered, timeline)


def prepare(
    root: Path, options: Options, timeline: Timeline, kept: Kept = _NOTHING, *, anew: bool = False
) -> Prepared | Outcome:
    """Read and plan a site; an Outcome where nothing has changed, unless it is to be planned `anew` all the same."""
    config = _config(root, options)
    if config.executor != LOCAL:
        root = root.resolve()  # a path that means the same on every machine
    now = parse_now(options.now, config)
    target = output.open_target(root, options.output or root / OUTPUT)
    with timeline.stage("compare"):
        last = record.recall(root, target, _asked(options)) if options.use_cache else None
        seen = record.look(root, target, last, kept.left)
    if last and not anew and record.is_same(last, seen) and _holds(last, options, now):
        return Outcome(result=_again(last, timeline), config=config)
    theme = find_theme(root, config.theme, config.theme_settings)
    workers = _workers(root, options, config, target)
    reading = read_content(root, config, workers, timeline, use_cache=options.use_cache, current=seen.inputs)
    brought = importer.write(root, prepare_import(root, config, reading, now, workers, timeline))
    if brought.sources:
        config = _config(root, options)
    reading = with_imported(root, config, reading, brought)
    reading = recognised(reading, kept.entries)
    gathered = gather(root, config, reading, options, now, timeline)
    static = static_files(root)
    gathered = replace(gathered, problems=(*gathered.problems, *static.problems))
    site = replace(gathered.site, copies=(*theme.copies, *static.copies))
    site = illustrate(root, site, theme.settings, workers, timeline, use_cache=options.use_cache)
    with timeline.stage("plan"):
        # What ships is trusted: it need not pay for a sandbox.
        sandboxed = config.theme_trust == "sandbox" and not is_shipped(theme)
        look, made = Look(root, theme, plan.frame(site), sandboxed), plan.plan(site, kept.parts)
    key = made_by(look, cache.making())
    job = Job(target, look, Fingerprints(key), record.known(last, seen, target, kept.left))
    return Prepared(
        root=root,
        options=options,
        config=config,
        now=now,
        seen=seen,
        job=job,
        planned=record.planned(last, job.known),
        reading=reading,
        brought=brought,
        gathered=gathered,
        site=site,
        plan=made,
    )


def render(
    prepared: Prepared, timeline: Timeline, kept: Kept = _NOTHING, *, most: int | None = None
) -> Generator[Rendered, None, None]:
    """Render what is not in the output yet, batch by batch; what is new or changed waits beside the output. A batch has
    `most` pages at most.
    """
    job, planned = prepared.job, prepared.plan.pages
    same = _known_again(prepared, kept)
    yield same
    unknown = [page for page in planned if output_path(page.url) not in same.files]
    with timeline.stage("render", len(unknown)) as advance:
        pages = [prepared.plan.page(page) for page in unknown]
        workers = _workers(prepared.root, prepared.options, prepared.config, job.target)
        for batch in workers.run(partial(render_batch, job), pages, advance, most=most):
            timeline.rendered(batch.spent)
            yield batch


def joined(batches: Iterable[Rendered]) -> Rendered:
    """All batches as one."""
    found = list(batches)
    return Rendered(
        {path: digest for batch in found for path, digest in batch.files.items()},
        tuple(path for batch in found for path in batch.changed),
        tuple(problem for batch in found for problem in batch.problems),
        {path: mark for batch in found for path, mark in batch.fingerprints.items()},
        plans={path: mark for batch in found for path, mark in batch.plans.items()},
    )


def complete(prepared: Prepared, rendered: Rendered, timeline: Timeline) -> Outcome:
    """Bring the output up to date with all that was rendered, unless what is wrong forbids it, and note it."""
    options, target, gathered, now = prepared.options, prepared.job.target, prepared.gathered, prepared.now
    if options.index:
        rendered = _with_index(prepared.config, target, prepared.plan, rendered, timeline)
    kept = output.foreign(target, rendered.files, rendered.changed)
    problems = (*prepared.problems, *rendered.problems, *output.kept_problems(target, kept))
    publishes = _is_fit(problems, options)
    with timeline.stage("write"):
        how = _made(prepared.config, prepared.plan.pages, problems, gathered, now)
        files = output.commit(target, rendered, kept, how) if publishes else output.withdraw(target)
    result = Result(
        seeds=prepared.brought.unchanged + len(prepared.brought.entries),
        imported=len(prepared.brought.entries),
        entries=len(prepared.site.entries),
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
        span, has_imported = due.span(gathered.written, now), bool(prepared.brought.entries or prepared.brought.sources)
        left = record.made(prepared.seen, target, rendered, kept, span, result, has_imported=has_imported)
        record.keep(prepared.root, target, _asked(options), left)
    return Outcome(
        result=result,
        config=prepared.config,
        prepared=prepared,
        rendered=rendered,
        changed=rendered.changed if publishes else (),
    )


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


def _config(root: Path, options: Options) -> Config:
    stated = {"base_url": options.base_url, "executor": options.executor}
    return load_config(root, {key: value for key, value in stated.items() if value})


def _workers(root: Path, options: Options, config: Config, target: Target) -> Workers:
    return Workers(options.jobs, config.executor, (root, target.folder.parent))


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


def _known_again(prepared: Prepared, kept: Kept) -> Rendered:
    """The files that lie in the output, of pages that are the very same as the last time or made of the same; and the
    fingerprints of what pages are made of, as far as they are not the very same.
    """
    job, before = prepared.job, prepared.planned
    fingerprints = Fingerprints(planned_with(job.fingerprints.key, prepared.config))
    is_kept = kept.key == job.fingerprints.key
    files: dict[str, str] = {}
    plans: dict[str, str] = {}
    for page in prepared.plan.pages:
        path = output_path(page.url)
        mark, digest = job.known.get(path, ("", ""))
        if is_kept and mark and kept.pages.get(path) is page and kept.fingerprints.get(path) == mark:
            files[path] = digest
            if path in before:
                plans[path] = before[path]
            continue
        plans[path] = fingerprints.of_planned(page)
        if before.get(path) == plans[path]:
            files[path] = digest
    return Rendered(files, (), (), {path: job.known[path][0] for path in files}, plans=plans)


def _with_index(config: Config, target: Target, plan: Plan, rendered: Rendered, timeline: Timeline) -> Rendered:
    """The rendered files and those of the search index, made again where a page has changed."""
    if not config.search:
        return rendered
    places = {output_path(page.url): page for page in plan.pages if page.view is Article}
    published = {path: page for path, page in places.items() if path in rendered.files}
    if not published:
        return rendered
    files = search.kept(target, rendered)
    if files is not None:
        return replace(rendered, files=rendered.files | files)
    with timeline.stage("search", len(published)) as advance:
        views = ((path, plan.page(page).view) for path, page in published.items())
        articles = {path: view for path, view in views if isinstance(view, Article)}
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


def _made(config: Config, pages: Sequence[Planned], problems: Sequence[Problem], held: Gathered, now: Moment) -> Made:
    """How the site was made, for those who bring it to the web."""
    usually_hidden = sum(is_held_back(one, Options(), now) for one in held.written)
    return Made(
        base_url=config.base_url,
        errors=sum(problem.severity == "error" for problem in problems),
        previews=usually_hidden - len(held.hidden),
        articles=tuple(sorted(output_path(page.url) for page in pages if page.view is Article)),
    )
