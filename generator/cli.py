"""The command line: parse, call, print, exit code. Heavy modules are imported by the command that needs
them, so that `--help` answers at once.
"""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import __version__
from generator.commands.check import check
from generator.commands.deploy import deploy
from generator.commands.serve import serve
from generator.commands.shared import (
    Place,
    Shared,
    exit_code,
    jobs_option,
    now_option,
    print_done,
    print_json,
    shared_options,
    tell_problems,
)
from generator.commands.tags import tags
from generator.commands.theme import theme
from generator.commands.why import why

if TYPE_CHECKING:
    from generator.build import Result
    from generator.errors import ArgumentError
    from generator.timeline import Timeline

__all__ = ["Shared", "cli", "main"]

EXIT_INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@shared_options
def cli() -> None:
    """Broadsheet turns a folder of collected articles into a news digest site."""


@cli.command()
@click.option(
    "--output",
    metavar="DIR",
    type=Place(file_okay=False, path_type=Path),
    help="Where the site goes; by default public/. May be elsewhere: s3://bucket/public.",
)
@click.option(
    "--work",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where a site that is elsewhere is brought to be built; by default a folder in ~/.cache/broadsheet/.",
)
@click.option("--base-url", metavar="URL", help="Where the site will stand, instead of what site.yaml says.")
@click.option("--drafts", is_flag=True, help="Show drafts.")
@click.option("--future", is_flag=True, help="Show entries whose day has not come.")
@now_option
@jobs_option
@click.option(
    "--executor",
    metavar="WHERE",
    help="Where to read and render, instead of what site.yaml says: local, or dask://HOST:PORT for a cluster.",
)
@click.option("--no-cache", is_flag=True, help="Read everything anew, and keep nothing for the next time.")
@click.option("--strict", is_flag=True, help="Publish nothing if there is any problem, warnings included.")
@click.option(
    "--verify",
    is_flag=True,
    help="Build again from nothing beside the site, and tell what differs; else write .cache/manifest.json.",
)
@click.option("--profile", is_flag=True, help="Tell where the time went: by stage and by kind of page.")
@shared_options
@click.pass_obj
def build(shared: Shared, /, *, no_cache: bool, profile: bool, **given: Any) -> int:
    """Turn seeds/ and content/ into a site in public/."""
    from generator.build import OUTPUT
    from generator.console import show_problems, show_profile

    output, strict, timeline = given["output"], given["strict"], shared.timeline()
    result = _build(shared, timeline, use_cache=not no_cache, **given)
    show_problems(result.problems)
    if profile:
        show_profile(timeline)
    if shared.json:
        print_json({**_counts(result), "seconds": result.seconds, "problems": result.problems})
    elif shared.verbosity >= 0:
        where = output or (f"{shared.site}/{OUTPUT}" if isinstance(shared.site, str) else shared.root / OUTPUT)
        _print_result(result, where, timeline.elapsed)
    return exit_code(result.problems, strict=strict)


@cli.command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--dry-run", is_flag=True, help="Write nothing; show each field and how it was found.")
@click.option("--explain", is_flag=True, help="Show all that web pages state about each field, and what counts.")
@now_option
@jobs_option
@shared_options
@click.pass_obj
def import_(
    shared: Shared, paths: tuple[Path, ...], *, dry_run: bool, explain: bool, now: str | None, jobs: int | None
) -> int:
    """Turn seeds into entries in content/, without building. PATH is a file or folder; by default seeds/."""
    from generator.build import import_only
    from generator.console import counted, note, out
    from generator.report import draft_lines, draft_record, explain_lines

    brought = import_only(shared.root, paths, dry_run=dry_run, now=now, jobs=jobs, timeline=shared.timeline())
    for entry in brought.entries:
        if shared.json:
            print_json(draft_record(entry))
        elif explain:
            out("\n".join(explain_lines(entry)))
        elif dry_run:
            out("\n".join(draft_lines(entry)))
        elif shared.verbosity >= 0:
            out(entry.path)
    for same in brought.same:
        if same.linked and shared.verbosity >= 0:
            note(f"{same.shown}: same as {same.path}, linked there as `also_in`")
    tell_problems(shared, brought.problems)
    if shared.verbosity >= 0:
        verb = "would be written" if dry_run else "written"
        if brought.sources:
            note(f"{counted(len(brought.sources), 'source')} {verb} to data/sources.yaml")
        note(f"{counted(len(brought.entries), 'entry')} {verb}, {counted(brought.unchanged, 'seed')} known already")
    return exit_code(brought.problems)


@cli.command("list")
@jobs_option
@shared_options
@click.pass_obj
def list_(shared: Shared, *, jobs: int | None) -> int:
    """Every entry in content/, newest first, without building."""
    from generator.console import out
    from generator.listing import list_entries
    from generator.report import entry_line

    records, problems = list_entries(shared.root, jobs, shared.timeline())
    for record in records:
        if shared.json:
            print_json(record)
        else:
            out(entry_line(record))
    tell_problems(shared, problems)
    return exit_code(problems)


@cli.command()
@click.argument("title")
@now_option
@shared_options
@click.pass_obj
def new(shared: Shared, *, title: str, now: str | None) -> int:
    """Begin an entry of your own: an empty draft with that TITLE."""
    from generator.build import parse_now
    from generator.configfile import load_config
    from generator.scaffold import new_entry

    config = load_config(shared.root)
    path = new_entry(shared.root, config, title, parse_now(now, config))
    print_done(shared, {"path": path}, path)
    return 0


@cli.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--from",
    "old",
    metavar="hugo|jekyll|pelican OLD",
    type=(click.Choice(["hugo", "jekyll", "pelican"]), click.Path(exists=True, file_okay=False, path_type=Path)),
    help="Bring the site in the folder OLD across; DIR is then by default the current folder.",
)
@shared_options
@click.pass_obj
def init(shared: Shared, *, folder: Path | None, old: tuple[str, Path] | None) -> int:
    """Make DIR a site: a configuration to edit and a first seed, or what a site of another program holds."""
    from generator.console import show_problems
    from generator.scaffold import bring_site, init_site

    if folder is None and old is None:
        raise click.UsageError("Missing argument 'DIR'.")
    target = shared.root / (folder or "")
    next_step = f"next: broadsheet --root {shlex.quote(str(target))} build"
    if old is None:
        made = init_site(target)
        record = {"folder": str(target), "files": made}
        print_done(shared, record, f"made {', '.join(made)} in {target}\n{next_step}")
        return 0
    made_file, moved = bring_site(*old, target)
    show_problems(moved.problems)
    came = {"folder": str(target), "entries": moved.entries, "pages": moved.pages, "files": moved.files}
    text = f"{made_file}, {moved.entries} articles, {moved.pages} pages and {moved.files} other files in {target}"
    print_done(shared, came, f"{text}\n{next_step}")
    return exit_code(moved.problems)


@cli.command()
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The site to remove; by default public/.",
)
@shared_options
@click.pass_obj
def clean(shared: Shared, *, output: Path | None) -> int:
    """Remove the built site and the cache. What you put into public/ yourself stays."""
    from generator.cache import forget
    from generator.console import counted
    from generator.lock import alone
    from generator.output import clean as clean_output

    with alone(shared.root):
        removed = clean_output(shared.root, output or shared.root / "public")
        forget(shared.root)
    print_done(shared, {"removed": removed}, f"{counted(removed, 'file')} removed")
    return 0


@cli.command()
@shared_options
@click.pass_obj
def version(shared: Shared) -> int:
    """Tell the version."""
    print_done(shared, {"version": __version__}, __version__)
    return 0


cli.add_command(theme)
cli.add_command(check)
cli.add_command(deploy)
cli.add_command(serve)
cli.add_command(tags)
cli.add_command(why)


def main() -> None:
    """Run the command line and exit: 0 ok, 1 problems, 2 usage, 3 configuration, 4 deploy, 130 interrupted."""
    sys.exit(_main(Shared()))


def program() -> None:
    """The same as the whole of a process, which ends without taking apart what a build has made."""
    shared = Shared()
    code = _main(shared)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    os._exit(code)


def _main(shared: Shared) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    return _run(sys.argv[1:], shared)


def _run(arguments: list[str], shared: Shared) -> int:
    try:
        with cli.make_context("broadsheet", arguments, obj=shared) as context:
            code: int = cli.invoke(context) or 0
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.UsageError as error:
        shared.json = shared.json or "--json" in arguments  # options behind the one that is wrong were not read
        return _report(_misused(error), shared)
    except (click.Abort, KeyboardInterrupt):
        sys.stderr.write("interrupted\n")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough. What is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - reported or raised again
        return _report(error, shared)
    return code


def _misused(error: click.UsageError) -> ArgumentError:
    from generator.errors import ArgumentError, Problem

    hint = f"`{error.ctx.command_path} --help` tells how it is used" if error.ctx else None
    return ArgumentError(Problem(message=error.format_message().rstrip("."), hint=hint))


def _report(error: Exception, shared: Shared) -> int:
    """Show what ended a command. Only what we can explain is explained; the rest is a defect, shown in full."""
    from generator.console import show_problems
    from generator.errors import BroadsheetError, Problem

    if isinstance(error, OSError):
        error = BroadsheetError(
            Problem(message=error.strerror or str(error), file=str(error.filename2 or error.filename or "") or None)
        )
    if not isinstance(error, BroadsheetError):
        raise error
    if shared.verbosity > 0:
        traceback.print_exception(error)
    show_problems(error.problems)
    if shared.json:
        print_json({"problems": error.problems})
    return error.exit_code


def _build(shared: Shared, timeline: Timeline, *, work: Path | None, verify: bool, **given: Any) -> Result:
    from generator.build import Options, make

    if isinstance(shared.site, str) or isinstance(given["output"], str):
        from generator.remote import build_remote

        if verify:
            raise click.UsageError("--verify compares folders of this machine.")
        output = given.pop("output")
        return build_remote(shared.site, output, work, Options(**given), timeline)
    options = Options(**given)
    shared.made = make(shared.root, options, timeline)
    result = shared.made.result
    if verify and result.published:
        from generator.verification import verified

        result = verified(shared.root, options, result)
    return result


def _counts(result: Result) -> dict[str, Any]:
    files = result.files
    return {
        "seeds": result.seeds,
        "imported": result.imported,
        "entries": result.entries,
        "drafts": result.drafts,
        "future": result.future,
        "pages": result.pages,
        "written": files.written,
        "unchanged": files.unchanged,
        "removed": files.removed,
        "published": result.published,
    }


def _print_result(result: Result, output: Path | str, seconds: float) -> None:
    from generator.console import counted, note, out, tally

    hidden = [
        f"{counted(result.drafts, 'draft')} left out (--drafts shows them)" if result.drafts else "",
        f"{counted(result.future, 'entry')} still to come (--future shows them)" if result.future else "",
    ]
    for line in filter(None, hidden):
        note(line)
    if result.problems:
        note(f"{tally(result.problems)}{'' if result.published else '; nothing was published'}")
    if result.published:
        files = result.files
        out(
            f"{output}: {counted(result.entries, 'article')} on {counted(result.pages, 'page')} in {seconds:.2f} s "
            f"({files.written} written, {files.unchanged} unchanged, {files.removed} removed)"
        )
