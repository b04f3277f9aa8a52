"""`broadsheet serve`."""

from __future__ import annotations

import click

from generator.commands.shared import Shared, jobs_option, now_option, shared_options


@click.command()
@click.option(
    "--port",
    metavar="N",
    type=click.IntRange(0, 65535),
    help="The port; by default 8000 or the next that is free. 0 takes any.",
)
@click.option("--bind", metavar="ADDRESS", default="127.0.0.1", help="Where to listen; by default this machine only.")
@click.option("--open", "opens", is_flag=True, help="Open the site in the browser.")
@now_option
@jobs_option
@shared_options
@click.pass_obj
def serve(shared: Shared, *, port: int | None, bind: str, opens: bool, now: str | None, jobs: int | None) -> int:
    """Show the site while you write it: drafts, and what is still to come, included. public/ stays as it is."""
    from generator.serve.server import Wishes
    from generator.serve.server import serve as serve_site

    quiet = shared.verbosity < 0
    serve_site(shared.root, Wishes(port=port, bind=bind, opens=opens, now=now, jobs=jobs, quiet=quiet))
    return 0
