"""`broadsheet why`: what two articles have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.commands.shared import Shared, print_json, shared_options

if TYPE_CHECKING:
    from generator.why import Why

_MOST = 12
_WORTH_TELLING = 0.05


@click.command()
@click.argument("one")
@click.argument("other")
@shared_options
@click.pass_obj
def why(shared: Shared, *, one: str, other: str) -> int:
    """Tell why the entries ONE and OTHER are related, or are not. Name each by its id, its slug or its path."""
    from generator.console import out
    from generator.why import why as compare

    found = compare(shared.root, one, other, shared.timeline())
    if shared.json:
        print_json(found)
    else:
        out("\n".join(_lines(found)))
    return 0


def _lines(found: Why) -> list[str]:
    reason = found.explanation
    shown = "shown as related" if found.shown else "not shown as related"
    lines = [*(title for _, title in found.entries), f"score {reason.score:.3f}: {shown}"]
    lines += [f"  {reason.likeness:.3f}  likeness of the two: the sum of what they share"]
    lines += [f"  {reason.together:.3f}  with what stands near both"]
    lines += [f"  {reason.score:.3f}  with time and language"]
    lines += ["the first names the second"] if found.named else []
    lines += [f"both are in the story {found.story}"] if found.story else []
    lines += (
        [f"{found.same_text:.0%} of the shorter text is also in the other"] if found.same_text >= _WORTH_TELLING else []
    )
    terms = list(reason.shared.items())
    lines += ["they share:"] if terms else ["they share nothing that counts"]
    lines += [f"  {weight:.3f}  {found.written.get(term, term)}" for term, weight in terms[:_MOST]]
    return lines + ([f"  and {len(terms) - _MOST} more"] if len(terms) > _MOST else [])
