"""Settings that a theme declares: what they are, whether a value fits, and how values reach the style sheet.

Templates see all of them as `theme.NAME`. A style sheet sees some kinds as custom properties: a colour or a
ground under its own name, and a choice through the properties that stand beside it in `theme.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

from msgspec import Struct

from generator.errors import did_you_mean

Kind = Literal["text", "number", "flag", "choice", "colour", "ground", "image"]
Wrong = tuple[tuple[str | int, ...], str, str | None]
"""The path to a value, what is wrong with it, and a hint."""

_KEYS = ("type", "default", "doc", "choices")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COLOUR = re.compile(
    r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|[a-z]+"
    r"|(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\([-+0-9a-z.,%/ ]+\)",
    re.IGNORECASE,
)
_SCHEMES = ("light", "dark")
_COLOURS = ("colour", "ground")
_EXPECTED: dict[Kind, tuple[type | tuple[type, ...], str]] = {
    "text": (str, "a text"),
    "number": ((int, float), "a number"),
    "flag": (bool, "true or false"),
}


class Setting(Struct, frozen=True, kw_only=True):
    """A declared setting. `drawn` is the default of the theme that declared it first: what its style sheet
    shows by itself, whatever defaults the themes that extend it prefer.
    """

    type: Kind
    default: Any
    drawn: Any
    doc: str = ""
    choices: dict[str, dict[str, str]] = {}
    """The custom properties that each choice sets."""


def declare(stated: Any, inherited: Mapping[str, Setting]) -> tuple[dict[str, Setting], list[Wrong]]:
    """The settings of a theme with those of its parents, and what is wrong with them.

    A theme may state again what it wants different of a parent's setting, such as its default.
    """
    settings, wrong = dict(inherited), list[Wrong]()
    if not isinstance(stated or {}, dict):
        return settings, [(("settings",), "expected names and what each of them is", "write `accent: {type: colour}`")]
    for name, given in (stated or {}).items():
        problems = list(_shape_errors(str(name), given, is_known=name in inherited))
        if not problems:
            try:
                settings[name] = _setting(given, inherited.get(name))
            except ValueError as error:
                problems = [(("settings", str(name), "default"), f"settings.{name}: {error}", None)]
        wrong += problems
    return settings, wrong


def choose(declared: Mapping[str, Setting], stated: Mapping[str, Any]) -> tuple[dict[str, Any], list[Wrong]]:
    """The value of each setting, as the site states it or by default, and what cannot be."""
    values = {name: setting.default for name, setting in declared.items()}
    wrong: list[Wrong] = []
    for name, value in stated.items():
        if name not in declared:
            known = f"known: {', '.join(declared)}" if declared else "the theme declares no settings"
            wrong.append(((name,), f"the theme has no setting {name!r}", did_you_mean(str(name), declared) or known))
            continue
        try:
            values[name] = _fitting(declared[name].type, value, declared[name].choices, declared[name].default)
        except ValueError as error:
            doc = declared[name].doc
            wrong.append(((name,), f"theme_settings.{name}: {error}", doc or None))
    return values, wrong


def properties(declared: Mapping[str, Setting], values: Mapping[str, Any]) -> str:
    """The block of custom properties that makes a style sheet show these values; empty when it does already."""
    changed = {name: value for name, value in values.items() if value != declared[name].drawn}
    chosen = [
        f"{name}: {value};"
        for setting in changed
        if declared[setting].type == "choice"
        for name, value in declared[setting].choices[changed[setting]].items()
    ]
    colours = {f"--{name.replace('_', '-')}": changed[name] for name in changed if declared[name].type in _COLOURS}
    light, dark = ([f"{name}: {pair[scheme]};" for name, pair in colours.items()] for scheme in _SCHEMES)
    # Paper has neither scheme: a style sheet's own colours for print stay.
    blocks = (("", chosen), ("@media screen", light), ("@media screen and (prefers-color-scheme: dark)", dark))
    return "".join(_block(query, lines) for query, lines in blocks if lines)


def _shape_errors(name: str, given: Any, *, is_known: bool) -> Iterator[Wrong]:
    path = ("settings", name)
    if not _NAME.fullmatch(name) or hasattr(dict, name):
        hint = "small letters, digits and _, and none of Python's own words for mappings such as `items`"
        yield path, f"a setting cannot be called {name!r}", hint
    if not isinstance(given, dict):
        yield path, f"settings.{name}: expected keys: {', '.join(_KEYS)}", None
        return
    for key in given:
        if key not in _KEYS:
            yield (*path, key), f"unknown key 'settings.{name}.{key}'", did_you_mean(str(key), _KEYS)
    kinds = get_args(Kind)
    if given.get("type", "text" if is_known else None) not in kinds:
        stated = given.get("type")
        near = did_you_mean(str(stated), kinds) if stated is not None else None
        yield (*path, "type"), f"settings.{name}.type: expected one of {', '.join(kinds)}", near
    if "default" not in given and not is_known:
        yield path, f"settings.{name}: has no default", "a site that says nothing must look well, too"
    if not isinstance(given.get("choices", []), dict | list):
        yield (*path, "choices"), f"settings.{name}.choices: expected a list of words", "write `[serif, sans]`"


def _setting(given: Mapping[str, Any], parent: Setting | None) -> Setting:
    kind: Kind = given.get("type") or (parent.type if parent else "text")
    choices = _choices(given["choices"]) if "choices" in given else parent.choices if parent else {}
    if kind == "choice" and not choices:
        raise ValueError("a choice needs choices")
    is_same = parent is not None and parent.type == kind and (kind != "choice" or parent.drawn in choices)
    if parent and is_same and "default" not in given:
        default = parent.default
    else:
        default = _fitting(kind, given.get("default"), choices, None)
    return Setting(
        type=kind,
        default=default,
        drawn=parent.drawn if parent and is_same else default,
        doc=str(given.get("doc") or (parent.doc if parent else "")),
        choices=choices,
    )


def _choices(stated: Any) -> dict[str, dict[str, str]]:
    """A list of words, or words with the custom properties that each sets."""
    if isinstance(stated, list):
        return {str(word): {} for word in stated}
    for word, set_by_it in stated.items():
        if not isinstance(set_by_it or {}, dict) or not all(str(name).startswith("--") for name in set_by_it or {}):
            raise ValueError(f"the choice {str(word)!r} takes custom properties: {{--gap: 1rem}}")
    return {
        str(word): {str(name): str(value) for name, value in (set_by_it or {}).items()}
        for word, set_by_it in stated.items()
    }


def _fitting(kind: Kind, value: Any, choices: Mapping[str, Any], default: Any) -> Any:
    """A value as templates see it. Raises ValueError for one that is not of its kind."""
    if kind == "choice":
        if str(value) not in choices:
            near = did_you_mean(str(value), choices)
            raise ValueError(f"expected one of {', '.join(choices)}, not {value!r}" + (f"; {near}" if near else ""))
        return str(value)
    if kind in _COLOURS:
        return _colours(value, default["dark"] if kind == "ground" and default else None)
    if kind == "image":
        return _image(value)
    types, expected = _EXPECTED[kind]
    if not isinstance(value, types) or (kind == "number" and isinstance(value, bool)):
        raise ValueError(f"expected {expected}, not {value!r}")
    return value


def _colours(value: Any, dark: str | None) -> dict[str, str]:
    """A colour for light pages and one for dark ones. Where it stands alone, dark pages have `dark`, or else a
    lighter shade of it.
    """
    if isinstance(value, dict):
        if set(value) != set(_SCHEMES):
            raise ValueError('expected one colour, or {light: "#8a1c13", dark: "#f2a391"}')
        return {scheme: _colour(value[scheme]) for scheme in _SCHEMES}
    colour = _colour(value)
    return {"light": colour, "dark": dark or f"color-mix(in oklab, {colour} 50%, white)"}


def _image(value: Any) -> str | None:
    """The path of a picture; None for no picture."""
    if value is not None and not (isinstance(value, str) and value.strip("/")):
        raise ValueError(f"expected a file in static/ or one of the theme's assets, such as /logo.svg, not {value!r}")
    return value


def _colour(value: Any) -> str:
    # What passes here stands in a style sheet as it is.
    if not isinstance(value, str) or not _COLOUR.fullmatch(value.strip()):
        shown = "nothing: put it between quotes, as # begins a comment" if value is None else repr(value)
        raise ValueError(f'expected a colour such as "#8a1c13", not {shown}')
    return value.strip()


def _block(query: str, lines: list[str]) -> str:
    rule = f":root {{ {' '.join(lines)} }}"
    return f"{query} {{ {rule} }}\n" if query else f"{rule}\n"
