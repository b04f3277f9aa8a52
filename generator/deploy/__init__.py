"""From the output folder to where the site is served: decide what changes, have a second look, bring it in order."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from generator.config import Config
from generator.configfile import load_config
from generator.deploy import guard
from generator.deploy.built import Built, after, look
from generator.deploy.changes import Changes, Group, Grouped, compare, grouped, in_the_way, steps
from generator.deploy.deployed import Deployed, decode, encode, on_the_way
from generator.deploy.folder import FolderTarget
from generator.deploy.guard import News, Verdict
from generator.deploy.hosted import HostedTarget
from generator.deploy.repository import RepositoryTarget
from generator.deploy.s3 import S3Target
from generator.deploy.ssh import RsyncTarget, SftpTarget
from generator.deploy.target import Target
from generator.errors import ArgumentError, DeployError, MovedOnError, Problem, did_you_mean
from generator.targets import S3, Folder, Git, Rsync, Settings, Sftp, kind
from generator.timeline import Timeline


class Options(Struct, frozen=True, kw_only=True):
    """What the command line may ask of a deploy."""

    output: Path
    dry_run: bool = False
    confirm: bool = False
    max_deletes: int | None = None


class Report(Struct, frozen=True, kw_only=True):
    """What a deploy changed, or with `dry_run` would change. `bytes` are those sent; `problems` did not stop it, or
    would stop it where it was not `dry_run`.
    """

    target: str
    type: str
    dry_run: bool
    first: bool
    changes: dict[Group, Grouped]
    unchanged: int
    bytes: int
    news: News
    problems: tuple[Problem, ...]

    @property
    def changed(self) -> int:
        """How many files came, changed or went."""
        return sum(len(each.added) + len(each.changed) + len(each.removed) for each in self.changes.values())


class _Decided(Struct, frozen=True):
    before: Deployed | None
    built: Built
    changes: Changes
    verdict: Verdict


def deploy(root: Path, name: str | None, options: Options, timeline: Timeline) -> Report:
    """Make the site at a target what is in the output folder; `name` may be left out where there is one target.

    Raises DeployError, before anything has changed, for whatever the guard holds back. After any interruption
    the next deploy ends what was begun.
    """
    config = load_config(root)
    name, settings = _chosen(config, name)
    target = _open(settings, root, name, config, options)
    for last in (False, True):
        with timeline.stage("compare"):
            decided = _decide(config, settings, target, options)
        if not options.dry_run:
            _refuse(decided.verdict, options)
            try:
                _bring(target, decided, timeline)
            except MovedOnError:
                if last:
                    raise
                continue
        break
    return _report(name, settings, decided, options)


def _chosen(config: Config, name: str | None) -> tuple[str, Settings]:
    known = config.deploy
    if not known:
        hint = "name one under `deploy:`, as docs/deploy.md shows, or let `broadsheet deploy init HOST` do it"
        raise DeployError(Problem(message="site.yaml names no target to deploy to", hint=hint))
    if name is None and len(known) == 1:
        return next(iter(known.items()))
    if name is None:
        raise ArgumentError(Problem(message="which target?", hint=f"site.yaml names {', '.join(known)}"))
    if name not in known:
        hint = did_you_mean(name, known) or f"site.yaml names {', '.join(known)}"
        raise ArgumentError(Problem(message=f"there is no target {name!r}", hint=hint))
    return name, known[name]


def _open(settings: Settings, root: Path, name: str, config: Config, options: Options) -> Target:
    match settings:
        case Folder():
            return FolderTarget(settings, root, options.output)
        case Git():
            return RepositoryTarget(settings, root, name)
        case S3():
            return S3Target(settings)
        case Rsync():
            return RsyncTarget(settings, root)
        case Sftp():
            return SftpTarget(settings, root)
    return HostedTarget(settings, options.output, config.base_url, blind=options.confirm)


def _decide(config: Config, settings: Settings, target: Target, options: Options) -> _Decided:
    before = decode(target.deployed())
    built = look(options.output, config, before)
    changes = compare(built, before)
    allowed = settings.max_deletes if options.max_deletes is None else options.max_deletes
    return _Decided(before, built, changes, guard.judge(config, settings, built, changes, before, allowed))


def _refuse(verdict: Verdict, options: Options) -> None:
    problems = (*verdict.final, *(() if options.confirm else verdict.open))
    if problems:
        raise DeployError(*problems)


def _bring(target: Target, decided: _Decided, timeline: Timeline) -> None:
    before, changes = decided.before or Deployed(), decided.changes
    record = after(decided.built, before)
    nothing_new = not changes.puts and not changes.removed and decided.before == record
    # A host takes the whole folder each time, and with it the record.
    if nothing_new and not isinstance(target, HostedTarget):
        return
    total = len(changes.puts) + len(changes.removed)
    with timeline.stage("deploy", total) as advance:
        target.begin(encode(on_the_way(before, record, [file.path for file in changes.puts])))
        first = in_the_way(changes)
        if first:
            target.delete(first, advance)
        for step in steps(changes, frozenset(record.articles)):
            if step:
                target.put(step, advance)
        last = sorted(set(changes.removed) - set(first))
        if last:
            target.delete(last, advance)
        target.finish(encode(record))


def _report(name: str, settings: Settings, decided: _Decided, options: Options) -> Report:
    verdict = decided.verdict
    before = decided.before or Deployed()
    articles = frozenset((*decided.built.made.articles, *before.articles))
    return Report(
        target=name,
        type=kind(settings),
        dry_run=options.dry_run,
        first=decided.before is None,
        changes=grouped(decided.changes, articles),
        unchanged=decided.changes.unchanged,
        bytes=decided.changes.size,
        news=guard.news(decided.built, decided.before),
        problems=(*verdict.final, *verdict.open, *verdict.told),
    )
