"""A theme's files for those who make them: which themes there are, a new one, one file to be changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from generator.errors import ArgumentError, BroadsheetError, Problem, did_you_mean
from generator.settings import Kind
from generator.textfile import write_whole
from generator.theme import MANIFEST, OVERRIDES, chain, declared_settings, files, known_themes

_PARENT = "broadsheet"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_MANIFEST_TEXT = """\
name: {title}
description: ""

# Every file that is not in this folder is taken from this theme.
extends: {parent}

# Other defaults for its settings, and settings of your own. A template sees them as `theme.NAME`, a site
# chooses with `theme_settings` in site.yaml. Types: text, number, flag, choice, colour.
#
# settings:
#   accent:
#     default: {{light: "#0b5c63", dark: "#7fd0d6"}}
#   motto:
#     type: text
#     default: ""
#     doc: A line below the site's name.
"""
_FRONT_TEXT = """\
{{# The front page. Delete this file, and it is {parent}'s own again.

   `extends` with a theme's name before the file takes that theme's page; a block of the same name replaces one of
   its parts, and {{{{ super() }}}} stands for the part as it was. What `view` holds is told in docs/themes.md.
   To change a page altogether, copy it with `broadsheet theme eject front.html`.
#}}
{{% extends "{parent}/front.html" %}}

{{% block main %}}
{{{{ super() }}}}
{{% endblock %}}
"""
_STYLE_TEXT = """\
/* Added to the end of {parent}'s style.css, so that a page still asks for one style sheet.
   A file style.css in this folder would take its place. */

/* .masthead { text-align: start; } */
"""


class Described(Struct, frozen=True, kw_only=True):
    """A theme as it is listed. `folder` is relative to the site, and None for a theme that ships."""

    name: str
    kind: Literal["site", "built-in"]
    title: str
    description: str
    extends: str | None
    folder: str | None
    used: bool
    settings: tuple[DescribedSetting, ...]


class DescribedSetting(Struct, frozen=True, kw_only=True):
    """A setting as it is listed."""

    name: str
    type: Kind
    default: Any
    choices: tuple[str, ...]
    doc: str


def describe(root: Path, used: str) -> tuple[list[Described], list[Problem]]:
    """Every theme that the site can name, by name; one that cannot be read costs only itself."""
    described: list[Described] = []
    problems: list[Problem] = []
    for name, folder in sorted(known_themes(root).items()):
        try:
            described.append(_describe(root, name, folder, used))
        except BroadsheetError as error:
            problems.extend(problem for problem in error.problems if problem not in problems)
    return described, problems


def lines(themes: Sequence[Described]) -> Iterator[str]:
    """The list as people read it."""
    for theme in themes:
        marks = [f"extends {theme.extends}"] if theme.extends else []
        marks += ["built-in"] if theme.kind == "built-in" else []
        marks += ["in use"] if theme.used else []
        yield theme.name + (f" ({', '.join(marks)})" if marks else "")
        if theme.description:
            yield f"  {theme.description}"
        for setting in theme.settings:
            kind = " or ".join(setting.choices) or setting.type
            yield f"  {setting.name}: {kind}, by default {_shown(setting.default)}. {setting.doc}".rstrip()


def new_theme(root: Path, name: str) -> list[str]:
    """Begin a theme in the site's `themes/` that extends the one that ships; the paths of its files."""
    if not _NAME.fullmatch(name):
        hint = "small letters, digits, - and _: river-news"
        raise ArgumentError(Problem(message=f"a theme cannot be called {name!r}", hint=hint))
    taken = known_themes(root)
    folder = f"themes/{name}"
    if name in taken or (root / folder).exists():
        raise BroadsheetError(Problem(message=f"there is a theme {name!r} already", hint="choose another name"))
    title = name.replace("-", " ").replace("_", " ").capitalize()
    made = {
        f"{folder}/{MANIFEST}": _MANIFEST_TEXT.format(title=title, parent=_PARENT),
        f"{folder}/front.html": _FRONT_TEXT.format(parent=_PARENT),
        f"{folder}/assets/style.extra.css": _STYLE_TEXT.replace("{parent}", _PARENT),
    }
    for path, text in made.items():
        write_whole(root / path, text)
    return list(made)


def eject(root: Path, theme: str, file: str) -> str:
    """Copy a theme's file into the site's `templates/`, where it takes its place; the path of the copy.

    Raises BroadsheetError for a file that the theme has not, and for one that is there already.
    """
    file = file.replace("\\", "/").removeprefix("./")
    known = {name: path for member in reversed(chain(root, theme)) for name, path in files(member.folder)}
    known.pop(MANIFEST, None)
    if file not in known:
        by_end = [name for name in known if name.rpartition("/")[2] == file]
        near = f"did you mean {by_end[0]!r}?" if by_end else did_you_mean(file, known)
        hint = near or f"it has {', '.join(sorted(known))}"
        raise ArgumentError(Problem(message=f"the theme {theme!r} has no file {file!r}", hint=hint))
    path = f"{OVERRIDES}/{file}"
    if (root / path).exists():
        raise BroadsheetError(Problem(message="exists already; it was left as it is", file=path))
    write_whole(root / path, known[file].read_bytes())
    return path


def _describe(root: Path, name: str, folder: Path, used: str) -> Described:
    members = chain(root, name)
    settings = declared_settings(members)
    is_own = folder == root / "themes" / name
    return Described(
        name=name,
        kind="site" if is_own else "built-in",
        title=members[0].title,
        description=members[0].description,
        extends=members[0].extends,
        folder=f"themes/{name}" if is_own else None,
        used=name == used,
        settings=tuple(
            DescribedSetting(
                name=name, type=setting.type, default=setting.default, choices=tuple(setting.choices), doc=setting.doc
            )
            for name, setting in settings.items()
        ),
    )


def _shown(default: Any) -> str:
    match default:
        case {"light": light, "dark": dark}:
            return f"{light} and {dark} in the dark"
        case bool():
            return "true" if default else "false"
        case "":
            return "empty"
    return str(default)
