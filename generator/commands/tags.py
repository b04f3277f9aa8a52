"""`broadsheet tags`: the tags of the whole digest at once."""

from __future__ import annotations

import click

from generator.commands.shared import Shared, exit_code, jobs_option, print_json, shared_options, tell_problems


@click.group()
def tags() -> None:
    """Tags: which there are, another name for one, two made one, and tags for entries without any."""


@tags.command("list")
@jobs_option
@shared_options
@click.pass_obj
def tags_list(shared: Shared, *, jobs: int | None) -> int:
    """Every tag with the number of its entries; those used once, and those that are nearly the same."""
    from generator.console import counted, note, out, show_problems
    from generator.retag import report

    found = report(shared.root, jobs, shared.timeline())
    show_problems(found.problems)
    if shared.json:
        print_json(found)
        return exit_code(found.problems)
    for tag in found.tags:
        parent = f"  below {tag.parent}" if tag.parent else ""
        spellings = f"  also written {', '.join(tag.spellings)}" if tag.spellings else ""
        out(f"{tag.count:5}  {tag.label}{parent}{spellings}")
    if shared.verbosity >= 0:
        for first, second in found.near:
            note(f"nearly the same: {first} and {second}")
        note(f"{counted(len(found.tags), 'tag')}, {len(found.once)} used once")
    return exit_code(found.problems)


@tags.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@jobs_option
@shared_options
@click.pass_obj
def merge(shared: Shared, *, old: str, new: str, jobs: int | None) -> int:
    """Write the tag B wherever an entry has A. The page of A leads to B's from then on."""
    return _rename(shared, old, new, merge=True, jobs=jobs)


@tags.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@jobs_option
@shared_options
@click.pass_obj
def rename(shared: Shared, *, old: str, new: str, jobs: int | None) -> int:
    """Give the tag A the new name B. The page of A leads to B's from then on."""
    return _rename(shared, old, new, merge=False, jobs=jobs)


@tags.command()
@click.option("--write", is_flag=True, help="Write them into the front matter of those entries.")
@jobs_option
@shared_options
@click.pass_obj
def suggest(shared: Shared, *, write: bool, jobs: int | None) -> int:
    """Tags for every entry that has none, by its text and by what similar entries have."""
    from generator.console import out
    from generator.retag import suggest as suggest_tags

    suggestions, problems = suggest_tags(shared.root, write=write, jobs=jobs, timeline=shared.timeline())
    for one in suggestions:
        if shared.json:
            print_json(one)
        elif shared.verbosity >= 0:
            out(f"{one.path}: {', '.join(one.tags) or '-'}")
    tell_problems(shared, problems)
    return exit_code(tuple(problems))


def _rename(shared: Shared, old: str, new: str, *, merge: bool, jobs: int | None) -> int:
    from generator.console import counted, out, show_problems
    from generator.retag import rename as rename_tag

    done = rename_tag(shared.root, old, new, merge=merge, jobs=jobs, timeline=shared.timeline())
    show_problems(done.problems)
    if shared.json:
        print_json(done)
    elif shared.verbosity >= 0:
        out(f"{counted(len(done.files), 'file')} changed: {old} is now {new}")
    return exit_code(done.problems)
