"""`broadsheet check`: for those who want to know before their readers do."""

from __future__ import annotations

from typing import Any

import click

from generator.commands.shared import Shared, exit_code, jobs_option, now_option, print_json, shared_options


@click.command()
@click.option("--external", is_flag=True, help="Ask the web, politely, whether links to it still lead anywhere.")
@click.option(
    "--seconds",
    metavar="N",
    type=click.FloatRange(min=1),
    default=120.0,
    show_default=True,
    help="The most time that --external may take.",
)
@click.option("--fix", is_flag=True, help="Change what is certain in front matter: spellings of tags, moved links.")
@now_option
@jobs_option
@shared_options
@click.pass_obj
def check(shared: Shared, /, **given: Any) -> int:
    """Look for dead links, broken feeds, missing texts and slips in content/ and the site built from it."""
    from generator.check import Options, folded
    from generator.check import check as check_site
    from generator.console import counted, note, out, show_problems, tally

    options = Options(name_all=shared.json or shared.verbosity > 0, **given)
    report = check_site(shared.root, options, shared.timeline())
    for change in report.fixed:
        note(f"{change.file}:{change.line}: {change.old!r} is now {change.new!r}")
    show_problems(report.problems if shared.verbosity > 0 else folded(report.problems))
    if shared.json:
        print_json(report)
    elif shared.verbosity >= 0:
        looked = ", ".join((counted(report.entries, "entry"), counted(report.pages, "page")))
        asked = f", {report.asked} on the web" if options.external else ""
        out(f"{looked}, {counted(report.links, 'link')}{asked}: {tally(report.problems) or 'nothing to put right'}")
    return exit_code(report.problems)
