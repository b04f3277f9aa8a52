"""Themes: where their files are found, and the assets they bring.

A theme is a folder of templates with `theme.yaml` and `assets/`. A file of the same name in the site's own
`templates/` takes the place of the theme's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from generator.errors import BroadsheetError, ConfigError, Problem, did_you_mean
from generator.pages import Copy
from generator.yamlfile import load

TEMPLATES = ("front.html", "article.html", "list.html", "index.html", "archive.html", "404.html")
"""What every theme must have, itself or through the site's `templates/`."""

OVERRIDES = "templates"
STATIC = "static"
_ASSETS = "assets"
_FINGERPRINTED = (".css", ".js")
_LITTER = frozenset({".DS_Store", ".git", ".gitignore", ".gitkeep"})
_SETTINGS = ("name", "description")


class Theme(Struct, frozen=True):
    """A theme as a site uses it: the folders that templates are looked up in, first to last, a digest of
    all templates, and each asset's place on the site by its name below `assets/`.
    """

    name: str
    folders: tuple[str, ...]
    digest: str
    assets: dict[str, str]
    copies: tuple[tuple[str, Copy], ...]


def find_theme(root: Path, name: str) -> Theme:
    """The theme of that name in the site's `themes/`, or one that ships. Raises ConfigError."""
    shelves = _shelves(root)
    folder = next((shelf / name for shelf in shelves if (shelf / name / "theme.yaml").is_file()), None)
    if folder is None:
        known = sorted({found.parent.name for shelf in shelves for found in shelf.glob("*/theme.yaml")})
        hint = did_you_mean(name, known) or f"known: {', '.join(known)}; a theme has a theme.yaml"
        raise ConfigError(Problem(message=f"there is no theme {name!r}", file="site.yaml", hint=hint))
    _check_settings(folder)
    folders = [path for path in (root / OVERRIDES, folder) if path.is_dir()]
    missing = [template for template in TEMPLATES if not any((path / template).is_file() for path in folders)]
    if missing:
        raise ConfigError(Problem(message=f"the theme {name!r} has no {', '.join(missing)}", file=f"themes/{name}"))
    copies = dict(_assets(folders))
    assets = {asset: place for asset, (place, _) in copies.items()}
    return Theme(
        name, tuple(map(str, folders)), _digest(folders), assets, tuple(copies[asset] for asset in sorted(copies))
    )


def static_files(root: Path) -> tuple[tuple[str, Copy], ...]:
    """The site's own files in `static/`, which stand at the same place on the site."""
    folder = root / STATIC
    files = sorted(_files(folder, hidden=True))
    return tuple((f"/{name}", _copy(path, f"{STATIC}/{name}")) for name, path in files)


def _shelves(root: Path) -> list[Path]:
    """Where themes are looked for: the site, the installed package, a source checkout."""
    package = Path(__file__).resolve().parent
    return [root / "themes", package / "themes", package.parent / "themes"]


def _check_settings(folder: Path) -> None:
    file = f"themes/{folder.name}/theme.yaml"
    try:
        settings = load((folder / "theme.yaml").read_text(encoding="utf-8-sig"), file)
    except BroadsheetError as error:
        raise ConfigError(*error.problems) from None
    unknown = [key for key in settings if key not in _SETTINGS]
    if unknown:
        raise ConfigError(
            *(Problem(message=f"unknown key {key!r}", file=file, hint=did_you_mean(key, _SETTINGS)) for key in unknown)
        )


def _digest(folders: list[Path]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for name, path in _files(folder):
            if name.endswith(".html"):
                digest.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _assets(folders: list[Path]) -> Iterator[tuple[str, tuple[str, Copy]]]:
    """Each asset with its place; style sheets and scripts carry a piece of their digest in their name, so
    that browsers may keep them for ever.
    """
    for folder in reversed(folders):
        for name, path in _files(folder / _ASSETS):
            copy = _copy(path, f"{_ASSETS}/{name}")
            stem, dot, suffix = name.rpartition(".")
            fingerprint = f".{copy.sha256[:8]}" if name.endswith(_FINGERPRINTED) else ""
            yield name, (f"/{_ASSETS}/{stem}{fingerprint}{dot}{suffix}", copy)


def _files(folder: Path, *, hidden: bool = False) -> Iterator[tuple[str, Path]]:
    """Files below a folder by their path; hidden ones, such as `.well-known/`, where they are wanted."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        parts = name.split("/")
        left_out = not _LITTER.isdisjoint(parts) or (not hidden and any(part.startswith(".") for part in parts))
        if path.is_file() and not left_out:
            yield name, path


def _copy(path: Path, name: str) -> Copy:
    return Copy(name, str(path), hashlib.sha256(path.read_bytes()).hexdigest())
