"""Themes: where their files are found, what they extend and declare, and the assets they bring. Owner of rcssmin.

A theme is a folder of templates with `theme.yaml` and `assets/`. A theme that extends another has only the
files that differ. A file of the same name in the site's own `templates/` takes the place of any theme's.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import rcssmin
from msgspec import Struct

from generator.documents import Copy
from generator.errors import BroadsheetError, ConfigError, Problem, did_you_mean
from generator.settings import Setting, choose, declare, properties
from generator.textfile import read_own, refuse_odd_name, stays_within
from generator.yamlfile import load, locate

TEMPLATES = (
    *("front.html", "article.html", "edition.html", "story.html", "page.html", "list.html", "index.html"),
    *("archive.html", "feeds.html", "search.html", "404.html"),
)
"""What every theme must have, itself, through its parents or through the site's `templates/`."""

OVERRIDES = "templates"
STATIC = "static"
ASSETS = "assets"
MANIFEST = "theme.yaml"
STYLE = "style.css"
_EXTRA = ".extra.css"
"""`style.extra.css` is added to the end of `style.css`, so that a few rules more cost no request more."""
_FINGERPRINTED = (".css", ".js")
_EMBEDDED = 1000
"""Bytes up to which a vector picture may stand in the page itself: a request of its own costs more."""
_LITTER = frozenset({".DS_Store", ".git", ".gitignore", ".gitkeep"})
_LINK_OUT = "is a link that leads out of the site"
_KEYS = ("name", "description", "extends", "settings")


class Theme(Struct, frozen=True):
    """A theme as a site uses it: the folders that templates are looked up in, first to last, a digest of
    all templates and settings, each asset's place on the site by its name below `assets/`, and the `data:`
    addresses of those that are small pictures.
    """

    name: str
    folders: tuple[str, ...]
    digest: str
    assets: dict[str, str]
    copies: tuple[tuple[str, Copy], ...]
    settings: dict[str, Any] = {}
    embedded: dict[str, str] = {}


class Member(Struct, frozen=True, kw_only=True):
    """One theme of a chain as its `theme.yaml` states it; `title` is its name for people."""

    name: str
    title: str
    description: str
    folder: Path
    extends: str | None
    settings: Any
    text: str

    @property
    def file(self) -> str:
        return f"themes/{self.name}/{MANIFEST}"


def find_theme(root: Path, name: str, stated: Mapping[str, Any] | None = None) -> Theme:
    """The theme of that name in the site's `themes/`, or one that ships, with its parents.

    `stated` is `theme_settings` of the site. Raises ConfigError.
    """
    members = chain(root, name)
    declared = declared_settings(members)
    values, wrong = choose(declared, stated or {})
    if wrong:
        text = _site_text(root)
        raise ConfigError(
            *(_problem(text, "site.yaml", ("theme_settings", *path), message, hint) for path, message, hint in wrong)
        )
    folders = [path for path in (root / OVERRIDES, *(member.folder for member in members)) if path.is_dir()]
    _refuse_links_out(root, folders)
    missing = [template for template in TEMPLATES if not any((path / template).is_file() for path in folders)]
    if missing:
        hint = "with `extends: broadsheet` in theme.yaml a theme needs only what differs"
        raise ConfigError(
            Problem(message=f"the theme {name!r} has no {', '.join(missing)}", file=f"themes/{name}", hint=hint)
        )
    copies = _assets(folders, properties(declared, values))
    assets = {asset: place for asset, (place, _) in copies.items()}
    ordered = tuple(copies[asset] for asset in sorted(copies))
    values = _with_places(root, declared, values, assets)
    embedded = {name: data for name, (_, copy) in copies.items() if (data := _embedded(copy))}
    return Theme(name, tuple(map(str, folders)), _digest(folders, values), assets, ordered, values, embedded)


def chain(root: Path, name: str) -> list[Member]:
    """A theme and those that it extends, nearest first. Raises ConfigError."""
    known = known_themes(root)
    members: list[Member] = []
    while True:
        if name not in known:
            raise ConfigError(_missing(root, name, members, known))
        if name in {member.name for member in members}:
            last = members[-1]
            message = f"the theme extends itself: {_arrows([*members, name])}"
            raise ConfigError(_problem(last.text, last.file, ("extends",), message, None))
        members.append(_member(known[name]))
        if members[-1].extends is None:
            return members
        name = members[-1].extends


def known_themes(root: Path) -> dict[str, Path]:
    """The folder of each theme that a site can name, by its name."""
    nearest_last = reversed(shelves(root))
    return {found.parent.name: found.parent for shelf in nearest_last for found in sorted(shelf.glob(f"*/{MANIFEST}"))}


def declared_settings(members: Sequence[Member]) -> dict[str, Setting]:
    """What all themes of a chain declare, the parents' settings first. Raises ConfigError."""
    settings: dict[str, Setting] = {}
    problems: list[Problem] = []
    for member in reversed(members):
        settings, wrong = declare(member.settings, settings)
        problems += [_problem(member.text, member.file, *each) for each in wrong]
    if problems:
        raise ConfigError(*problems)
    return settings


def files(folder: Path, *, hidden: bool = False) -> Iterator[tuple[str, Path]]:
    """Files below a folder by their path; hidden ones, such as `.well-known/`, where they are wanted. Raises OSError
    for a folder that cannot be read: its files are not gone.
    """
    found = os.walk(folder, onerror=_refuse) if folder.is_dir() else ()
    for path in sorted(Path(place, name) for place, _, names in found for name in names):
        name = path.relative_to(folder).as_posix()
        parts = name.split("/")
        left_out = not _LITTER.isdisjoint(parts) or (not hidden and any(part.startswith(".") for part in parts))
        if path.is_file() and not left_out:
            yield name, path


def _refuse(error: OSError) -> None:
    raise error


class Static(Struct, frozen=True):
    """The site's own files, each with its place on the site, and what is wrong with others."""

    copies: tuple[tuple[str, Copy], ...]
    problems: tuple[Problem, ...]


def static_files(root: Path) -> Static:
    """The site's own files in `static/`, which stand at the same place on the site. Raises BroadsheetError."""
    folder = root / STATIC
    copies: list[tuple[str, Copy]] = []
    problems: list[Problem] = []
    for name, path in sorted(files(folder, hidden=True)):
        refuse_odd_name(f"{STATIC}/{name}")
        if _leads_out(path, folder, root):
            problems.append(Problem(message=_LINK_OUT, file=f"{STATIC}/{name}", hint="copy the file itself"))
            continue
        try:
            copies.append((f"/{name}", _copy(path, f"{STATIC}/{name}")))
        except OSError as error:
            problems.append(Problem(message=f"cannot be read: {error.strerror}", file=f"{STATIC}/{name}"))
    return Static(tuple(copies), tuple(problems))


def _leads_out(path: Path, *folders: Path) -> bool:
    return path.is_symlink() and not stays_within(path, *folders)


def _refuse_links_out(root: Path, folders: Sequence[Path]) -> None:
    """Raises ConfigError for a file of a theme that is a link to somewhere else on this machine."""
    for folder in folders:
        for path in folder.rglob("*"):
            if _leads_out(path, folder, root):
                file = f"{folder.name if folder.name == OVERRIDES else f'themes/{folder.name}'}/"
                file += path.relative_to(folder).as_posix()
                raise ConfigError(Problem(message=_LINK_OUT, file=file, hint="copy the file itself"))


def _with_places(
    root: Path, declared: Mapping[str, Setting], values: dict[str, Any], assets: Mapping[str, str]
) -> dict[str, Any]:
    """The values with each picture's place on the site. Raises ConfigError for a picture that is not there."""
    placed = dict(values)
    for name, picture in values.items():
        if declared[name].type != "image" or picture is None:
            continue
        file: str = picture.lstrip("/")
        if file not in assets and not (root / STATIC / file).is_file():
            message = f"theme_settings.{name}: there is no {file!r} in {STATIC}/, and the theme has no such asset"
            raise ConfigError(_problem(_site_text(root), "site.yaml", ("theme_settings", name), message, None))
        placed[name] = assets.get(file, f"/{file}")
    return placed


def is_shipped(theme: Theme) -> bool:
    """Whether all of a theme's templates came with this program."""
    return all(Path(folder).parent in shelves(Path(os.devnull))[1:] for folder in theme.folders)


def shelves(root: Path) -> list[Path]:
    """Where themes are looked for: the site, the installed package, a source checkout."""
    package = Path(__file__).resolve().parent
    return [root / "themes", package / "themes", package.parent / "themes"]


def _member(folder: Path) -> Member:
    """A theme's own statement. Raises ConfigError."""
    file = f"themes/{folder.name}/{MANIFEST}"
    try:
        text = read_own(folder / MANIFEST).decode("utf-8-sig").replace("\r\n", "\n")
        stated = load(text, file)
    except BroadsheetError as error:
        raise ConfigError(*error.problems) from None
    except OSError as error:
        hint = "it is a text file that you may read"
        raise ConfigError(Problem(message=f"cannot be read: {error.strerror}", file=file, hint=hint)) from None
    except UnicodeDecodeError:
        raise ConfigError(Problem(message="is not text in UTF-8", file=file, hint="save it as UTF-8")) from None
    problems = [
        _problem(text, file, (key,), f"unknown key {key!r}", did_you_mean(key, _KEYS) or f"known: {', '.join(_KEYS)}")
        for key in stated
        if key not in _KEYS
    ]
    parent = stated.get("extends")
    if parent is not None and not isinstance(parent, str):
        problems.append(_problem(text, file, ("extends",), "extends: expected a theme's name", None))
    if problems:
        raise ConfigError(*problems)
    return Member(
        name=folder.name,
        title=str(stated.get("name") or folder.name),
        description=str(stated.get("description") or ""),
        folder=folder,
        extends=parent,
        settings=stated.get("settings"),
        text=text,
    )


def _missing(root: Path, name: str, members: list[Member], known: Mapping[str, Path]) -> Problem:
    hint = did_you_mean(name, known) or f"known: {', '.join(sorted(known))}; a theme has a theme.yaml"
    if not members:
        return _problem(_site_text(root), "site.yaml", ("theme",), f"there is no theme {name!r}", hint)
    last = members[-1]
    message = f"there is no theme {name!r} to extend: {_arrows([*members, name])}"
    return _problem(last.text, last.file, ("extends",), message, hint)


def _arrows(links: Sequence[Member | str]) -> str:
    return " → ".join(link if isinstance(link, str) else link.name for link in links)


def _problem(text: str, file: str, path: tuple[str | int, ...], message: str, hint: str | None) -> Problem:
    line, column = locate(text, path) or (None, None)
    return Problem(message=message, file=file, line=line, column=column, hint=hint)


def _site_text(root: Path) -> str:
    path = root / "site.yaml"
    return path.read_text(encoding="utf-8-sig") if path.is_file() else ""


def _digest(folders: list[Path], values: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(msgspec.json.encode(values, order="sorted"))
    for folder in folders:
        for name, path in files(folder):
            if name.endswith((".html", ".po")):
                digest.update(f"{folder.name}/{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _assets(folders: list[Path], block: str) -> dict[str, tuple[str, Copy]]:
    """Each asset with its place; style sheets and scripts carry a piece of their digest in their name, so
    that browsers may keep them for ever. `block` ends the style sheet.
    """
    found: dict[str, Path] = {}
    tails: dict[str, str] = {}
    for folder in reversed(folders):
        own = dict(files(folder / ASSETS))
        found |= {name: path for name, path in own.items() if not name.endswith(_EXTRA)}
        # Whoever replaces a style sheet does not want what was added to the one before.
        tails = {name: tail for name, tail in tails.items() if name not in own}
        for name, path in own.items():
            if name.endswith(_EXTRA):
                extended = name.removesuffix(_EXTRA) + ".css"
                tails[extended] = tails.get(extended, "") + "\n" + _text(path, name)
    if block:
        tails[STYLE] = tails.get(STYLE, "") + "\n" + block
    return {name: _placed(name, _asset(name, path, tails.get(name, ""))) for name, path in found.items()}


def _asset(name: str, path: Path, tail: str) -> Copy:
    """An asset as it is; a style sheet with what is added to it, without blanks and comments that say no licence."""
    if not name.endswith(".css"):
        return _copy(path, f"{ASSETS}/{name}")
    text: str = rcssmin.cssmin(_text(path, name) + tail, keep_bang_comments=True)
    return Copy(f"{ASSETS}/{name}", str(path), hashlib.sha256(text.encode()).hexdigest(), text)


def _embedded(copy: Copy) -> str | None:
    path = Path(copy.path)
    if path.suffix != ".svg" or path.stat().st_size > _EMBEDDED:
        return None
    return "data:image/svg+xml," + quote(b" ".join(path.read_bytes().split()), safe="/:=,;()+-.'")


def _placed(name: str, copy: Copy) -> tuple[str, Copy]:
    stem, dot, suffix = name.rpartition(".")
    fingerprint = f".{copy.sha256[:8]}" if name.endswith(_FINGERPRINTED) else ""
    return f"/{ASSETS}/{stem}{fingerprint}{dot}{suffix}", copy


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        theme = path.parents[name.count("/") + 1].name
        file = f"{theme if theme == OVERRIDES else f'themes/{theme}'}/{ASSETS}/{name}"
        raise ConfigError(Problem(message="is not text in UTF-8", file=file)) from None


def _copy(path: Path, name: str) -> Copy:
    return Copy(name, str(path), hashlib.sha256(path.read_bytes()).hexdigest())
