"""The pages of the desk from its own templates, in which every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import jinja2

from generator.config import Config
from generator.desk.actions import Done
from generator.desk.showing import HERE
from generator.desk.views import EditionView, EntryView, ListView
from generator.errors import Problem

_TEMPLATES: dict[type, str] = {ListView: "list.html", EntryView: "entry.html", EditionView: "edition.html"}


def shown(view: ListView | EntryView | EditionView, config: Config, token: str, said: Done | None) -> str:
    """A page; `said` tells what the last form has done."""
    return (
        _environment()
        .get_template(_TEMPLATES[type(view)])
        .render(view=view, site=config, token=token, said=said, here=HERE)
    )


def refusal_page(problems: Sequence[Problem]) -> str:
    """A page that tells why nothing was shown or done."""
    return _environment().get_template("refusal.html").render(problems=problems, here=HERE, said=None, site=None)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def style() -> bytes:
    """The style sheet of all pages."""
    return (Path(__file__).parent / "desk.css").read_bytes()
