"""`broadsheet deploy`: from a folder to a site on the web."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.commands.shared import Shared, print_done, print_json, shared_options

if TYPE_CHECKING:
    from generator.deploy import Report
    from generator.deploy.changes import Change

_SHOWN = 5
"""Files of one kind that are named; all with -v."""


@click.command()
@click.argument("words", metavar="[TARGET | init HOST]", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Change nothing; tell what would change, and what would be refused.")
@click.option("--confirm", is_flag=True, help="Deploy even where a second look is asked for.")
@click.option("--max-deletes", metavar="N", type=click.IntRange(min=0), help="The most files that may be deleted.")
@click.option("--build", "build_first", is_flag=True, help="Build the site first.")
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the built site is; by default public/.",
)
@click.option("--schedule", metavar="CRON", help='For `init`: when to publish besides, as "0 5 * * *" (UTC).')
@shared_options
@click.pass_obj
def deploy(
    shared: Shared,
    /,
    *,
    words: tuple[str, ...],
    build_first: bool,
    output: Path | None,
    schedule: str | None,
    **given: Any,
) -> int:
    """Bring the built site to a TARGET of site.yaml; or write what a HOST needs to do it by itself, which is
    github, gitlab, netlify or cloudflare.
    """
    from generator.deploy import Options
    from generator.deploy import deploy as deploy_site

    if words[:1] == ("init",):
        return _init(shared, words[1:], schedule)
    if len(words) > 1 or schedule:
        raise click.UsageError("one target at a time" if len(words) > 1 else "--schedule belongs to `deploy init`")
    folder = output or shared.root / "public"
    if build_first:
        _build(shared, folder)
    options = Options(output=folder, **given)
    _print(shared, deploy_site(shared.root, words[0] if words else None, options, shared.timeline()))
    return 0


def _init(shared: Shared, hosts: tuple[str, ...], schedule: str | None) -> int:
    from generator.deploy.workflows import HOSTS, init

    if len(hosts) != 1:
        raise click.UsageError(f"name one host: {', '.join(HOSTS)}")
    made, left = init(shared.root, hosts[0], schedule)
    print_done(shared, {"host": hosts[0], "files": made, "next": left}, "\n".join([*made, *left]))
    return 0


def _build(shared: Shared, folder: Path) -> None:
    """The guard tells from the note of the build whether it went well."""
    from generator.build import Options, build
    from generator.console import show_problems

    show_problems(build(shared.root, Options(output=folder), shared.timeline()).problems)


def _print(shared: Shared, report: Report) -> None:
    from generator.console import show_problems

    show_problems(report.problems)
    if shared.json:
        print_json(report)
    elif shared.verbosity >= 0:
        _print_text(report, name_all=shared.verbosity > 0)


def _print_text(report: Report, *, name_all: bool) -> None:
    from generator.console import counted, out

    if report.dry_run:
        for group, changes in report.changes.items():
            kinds = (("added", changes.added), ("changed", changes.changed), ("removed", changes.removed))
            for kind, files in kinds:
                if files:
                    out(f"{group} {kind}: {len(files)}{_sum(files)}")
                    named = files if name_all or len(files) <= _SHOWN + 1 else files[:_SHOWN]
                    out("\n".join(f"  {file.path}{_sum([file])}" for file in named))
                    if len(named) < len(files):
                        out(f"  and {len(files) - len(named)} more (-v names them)")
    changed = counted(report.changed, "file")
    verb = "would change" if report.dry_run else "changed"
    what = f"{changed} {verb}, {size(report.bytes)}, {report.unchanged} unchanged"
    out(f"{report.target} ({report.type}): {what if report.changed else 'nothing has changed'}")
    if report.changed:
        new, again = counted(len(report.news.new), "new item"), len(report.news.again)
        out(f"subscribers will see {new}, {again} old {'one' if again == 1 else 'ones'} again")


def _sum(files: tuple[Change, ...] | list[Change]) -> str:
    known = [file.size for file in files if file.size is not None]
    return f"  {size(sum(known))}" if known else ""


def size(number: int) -> str:
    """`512 B`, `4.1 kB`, `2.0 MB`."""
    if number < 1000:
        return f"{number} B"
    return f"{number / 1000:.1f} kB" if number < 1_000_000 else f"{number / 1_000_000:.1f} MB"
