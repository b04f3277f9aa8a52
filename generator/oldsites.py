"""Sites of Hugo, Jekyll and Pelican: their settings, which of their files are articles and pages, and the addresses
that these have by each program's rules. Nothing of such a site is ever run.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator.errors import BroadsheetError, Problem
from generator.slugs import slugify
from generator.yamlfile import load

KINDS = ("hugo", "jekyll", "pelican")

MARKDOWN = (".md", ".markdown", ".mkd")
HTML = (".html", ".htm")
RST = (".rst",)
"""Endings of texts."""


class OldPost(Struct, frozen=True):
    """What the address of an article is made of. `path` is below the folder of articles; the day may be unknown."""

    path: str
    title: str
    day: date | None
    slug: str | None
    categories: tuple[str, ...] = ()
    permalink: str | None = None


class OldSite(Struct, frozen=True):
    """An old site. `posts` and `pages` are pairs of a file and its path in the new site's `content/`; `files` lie at
    the same places on the new site.
    """

    settings: dict[str, str]
    posts: tuple[tuple[Path, str], ...]
    pages: tuple[tuple[Path, str], ...]
    files: tuple[tuple[Path, str], ...]
    address: Callable[[OldPost, bool], str]
    """Of an article, or with True of a page."""


def read_site(kind: str, folder: Path) -> OldSite:
    """An old site of one of `KINDS`. Raises BroadsheetError for a folder that is none."""
    return {"hugo": _hugo, "jekyll": _jekyll, "pelican": _pelican}[kind](folder)


def _hugo(folder: Path) -> OldSite:
    names = [f"{stem}.{suffix}" for stem in ("hugo", "config") for suffix in ("toml", "yaml", "yml", "json")]
    names += [f"config/_default/{name}" for name in names]
    stated = _settings(folder, names, "Hugo")
    content = folder / str(stated.get("contentdir") or "content")
    patterns: dict[str, Any] = stated.get("permalinks") or {}
    patterns = patterns["page"] if isinstance(patterns.get("page"), dict) else patterns
    is_ugly = stated.get("uglyurls") is True

    def address(post: OldPost, _: bool) -> str:  # noqa: FBT001 - as for all
        if post.permalink:
            return post.permalink
        *folders, name = post.path.rpartition(".")[0].removesuffix("/index").split("/")
        pattern = patterns.get(folders[0]) if folders else None
        if pattern is None:
            place = "/".join([*folders, post.slug or _hyphened(name)])
        else:
            named = {"section": "/".join(folders[:1]), "sections": "/".join(folders), "filename": name}
            named |= {"contentbasename": name, "slugorfilename": post.slug or name, "title": _hyphened(post.title)}
            named |= {"slugorcontentbasename": post.slug or name, "slug": post.slug or _hyphened(post.title)}
            place = _filled(pattern, named, post.day).strip("/")
        return f"/{place}.html" if is_ugly else f"/{place}/"

    kinds = {*MARKDOWN, *HTML, *RST}
    texts = [path for path in _files(content) if path.suffix in kinds]  # `_index.md` and its like are lists
    named = [(path, path.relative_to(content).as_posix()) for path in texts]
    beside = [path for path in _files(content) if path.suffix not in {*kinds, ".org"}]
    return OldSite(
        _known(stated, title="title", base_url="baseurl", language="languagecode", timezone="timezone"),
        tuple((path, name) for path, name in named if "/" in name),
        tuple((path, name) for path, name in named if "/" not in name),
        (
            *((path, f"content/{path.relative_to(content).as_posix()}") for path in beside),
            *((path, path.relative_to(folder).as_posix()) for path in _files(folder / "static")),
        ),
        address,
    )


_JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_NOT_PUBLISHED = re.compile(
    r"(?:Gemfile|Rakefile|README|LICENSE|CHANGELOG|CONTRIBUTING|Dockerfile|package).*|.*\.(?:gemspec|scss|sass|md|markdown|html|lock)"
    r"|node_modules|vendor",
    re.IGNORECASE,
)


def _jekyll(folder: Path) -> OldSite:
    stated = _settings(folder, ["_config.yml", "_config.yaml"], "Jekyll")
    style = str(stated.get("permalink") or "date")
    pattern = _JEKYLL_STYLES.get(style, style)

    def address(post: OldPost, is_page: bool) -> str:  # noqa: FBT001 - as for all
        own = post.permalink
        stem = post.path.rpartition(".")[0]
        if is_page and not own:
            return f"/{stem}/" if style == "pretty" else f"/{stem}.html"
        name = post.slug or re.sub(r"^\d{4}-\d\d?-\d\d?-", "", stem.rpartition("/")[2])
        categories = "/".join(map(_hyphened, post.categories))
        named = {"title": name, "slug": _hyphened(name), "categories": categories, "output_ext": ".html"}
        return "/" + _filled(own or pattern, named, post.day).lstrip("/")

    texts = [path for path in _files(folder, hidden="_posts _drafts") if path.suffix in {*MARKDOWN, *HTML}]
    posts = [path for path in texts if {"_posts", "_drafts"} & set(path.relative_to(folder).parts)]
    names = {path: path.relative_to(folder).as_posix() for path in _files(folder)}
    plain = {path: name for path, name in names.items() if not any(map(_NOT_PUBLISHED.fullmatch, name.split("/")))}
    return OldSite(
        _known(stated, title="title", description="description", base_url="url", language="lang", timezone="timezone"),
        tuple((path, "/".join(part for part in path.relative_to(folder).parts if part != "_posts")) for path in posts),
        tuple(
            (path, path.relative_to(folder).as_posix())
            for path in texts
            if path not in posts
            and path.suffix in MARKDOWN
            and path.stem.lower() not in {"index", "readme", "404"}
            and _has_fields(path)
        ),
        tuple((path, f"static/{name}") for path, name in plain.items()),
        address,
    )


def _pelican(folder: Path) -> OldSite:
    stated = {**_assigned(folder / "pelicanconf.py"), **_assigned(folder / "publishconf.py")}
    if not stated:
        raise _no_site(folder, "Pelican", "pelicanconf.py")
    content = folder / str(stated.get("PATH") or "content")
    patterns = (stated.get("ARTICLE_URL") or "{slug}.html", stated.get("PAGE_URL") or "pages/{slug}.html")
    page_paths = tuple(stated.get("PAGE_PATHS") or ("pages",))

    def address(post: OldPost, is_page: bool) -> str:  # noqa: FBT001 - as for all
        category = (
            post.categories[0] if post.categories else post.path.partition("/")[0] if "/" in post.path else "misc"
        )
        named = {"slug": post.slug or slugify(post.title), "category": slugify(category)}
        return post.permalink or "/" + _formatted(str(patterns[is_page]), named, post.day).lstrip("/")

    static = tuple(stated.get("STATIC_PATHS") or ("images",))
    texts = [
        path
        for path in _files(content)
        if path.suffix in {*MARKDOWN, *RST}
        or (path.suffix in HTML and not path.relative_to(content).as_posix().startswith(static))
    ]
    named = [(path, path.relative_to(content).as_posix()) for path in texts]
    others = [(path, path.relative_to(content).as_posix()) for path in _files(content) if path not in texts]
    return OldSite(
        _known(
            stated,
            title="SITENAME",
            description="SITESUBTITLE",
            base_url="SITEURL",
            language="DEFAULT_LANG",
            timezone="TIMEZONE",
        ),
        tuple(pair for pair in named if not pair[1].startswith(tuple(f"{name}/" for name in page_paths))),
        tuple(pair for pair in named if pair[1].startswith(tuple(f"{name}/" for name in page_paths))),
        tuple((path, f"static/{name}") for path, name in others if name.startswith(tuple(static))),
        address,
    )


def _settings(folder: Path, names: list[str], program: str) -> dict[str, Any]:
    """The first settings file that is there, its keys in small letters. Raises BroadsheetError."""
    path = next((folder / name for name in names if (folder / name).is_file()), None)
    if path is None:
        raise _no_site(folder, program, names[0])
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    try:
        stated = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text) if path.suffix == ".json" else None
    except ValueError as error:
        raise BroadsheetError(Problem(message=f"cannot be read: {error}", file=str(path))) from None
    found = load(text, str(path)) if stated is None else stated
    return {key.lower(): value for key, value in found.items()}


def _assigned(path: Path) -> dict[str, Any]:
    """The plain values that a Python file assigns; it is read, never run."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8-sig", errors="replace"))
    except (OSError, SyntaxError, ValueError):
        return {}
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                continue
    return {name: value for name, value in found.items() if value}


def _no_site(folder: Path, program: str, name: str) -> BroadsheetError:
    return BroadsheetError(Problem(message=f"is no site of {program}: there is no {name}", file=str(folder)))


def _known(stated: dict[str, Any], **names: str) -> dict[str, str]:
    found = {ours: stated.get(theirs) for ours, theirs in names.items()}
    return {name: value.strip() for name, value in found.items() if isinstance(value, str) and value.strip()}


def _files(folder: Path, hidden: str = "") -> Iterator[Path]:
    """Every file below a folder, but those whose path has a name that begins with `.` or `_`."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        odd = [part for part in parts if part.startswith((".", "_")) and part not in hidden.split()]
        if path.is_file() and not path.is_symlink() and not odd:
            yield path


def _has_fields(path: Path) -> bool:
    with path.open("rb") as opened:
        return opened.read(3) == b"---"


def _hyphened(text: str) -> str:
    """A name as Hugo and Jekyll write it in addresses: small letters of any script, hyphens between words."""
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-")


def _filled(pattern: str, named: dict[str, str], day: date | None) -> str:
    """A pattern of Hugo or Jekyll with its `:names`; what is not known is left out."""
    dated = {
        "year": "%Y",
        "short_year": "%y",
        "month": "%m",
        "i_month": "%-m",
        "short_month": "%b",
        "long_month": "%B",
        "monthname": "%B",
        "day": "%d",
        "i_day": "%-d",
        "yearday": "%-j",
        "y_day": "%j",
        "hour": "%H",
        "minute": "%M",
        "second": "%S",
    }
    values = {name: _dated(day, form) for name, form in dated.items()} | named
    found = re.sub(r":([a-z_]+)", lambda name: values.get(name[1], ""), pattern)
    return re.sub(r"/{2,}", "/", found)


def _formatted(pattern: str, named: dict[str, str], day: date | None) -> str:
    """A pattern of Pelican with its `{names}` and `{date:%Y}`."""

    def fill(found: re.Match[str]) -> str:
        return _dated(day, found[2] or "%Y-%m-%d") if found[1] == "date" else named.get(found[1], "")

    return re.sub(r"\{(\w+)(?::([^{}]*))?\}", fill, pattern)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def _dated(day: date | None, form: str) -> str:
    """A date in a form of strftime(3), in English whatever the locale."""
    if day is None:
        return ""
    month = _MONTHS[day.month - 1]
    values = {
        "%Y": f"{day.year:04}",
        "%y": f"{day.year % 100:02}",
        "%m": f"{day.month:02}",
        "%-m": str(day.month),
        "%d": f"{day.day:02}",
        "%-d": str(day.day),
        "%b": month[:3],
        "%B": month,
        "%j": f"{day.timetuple().tm_yday:03}",
        "%-j": str(day.timetuple().tm_yday),
        "%H": "00",
        "%M": "00",
        "%S": "00",
    }
    return re.sub(r"%-?[A-Za-z]", lambda found: values.get(found[0], ""), form)
