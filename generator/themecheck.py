"""Does a theme stand what real digests bring? It renders awkward sites and reads the pages as browsers do."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from generator import plan
from generator.build import read_content
from generator.config import Config
from generator.configfile import load_config
from generator.connections import connect
from generator.editions import read_editions
from generator.errors import BroadsheetError, Problem, TemplateError
from generator.executors import Workers
from generator.frontmatter import compose
from generator.htmlcheck import flaws
from generator.pages import Page
from generator.plan import Site
from generator.render import render
from generator.standing import read_pages
from generator.templates import TEMPLATES, Look
from generator.textfile import write_whole
from generator.theme import OVERRIDES, find_theme
from generator.timeline import Timeline
from generator.torture import SITES, Written
from generator.yamlfile import dump

_BASE_URL = "https://example.org/folder/"
"""With a folder, so that an address that was not passed through `url()` shows."""
_KEPT = ("theme", "theme_settings", "params")


class Checked(Struct, frozen=True, kw_only=True):
    """What a check of a theme found."""

    theme: str
    pages: int
    problems: tuple[Problem, ...]


class _Found(Struct, frozen=True):
    message: str
    hint: str | None
    file: str | None
    line: int | None
    where: str


def check_theme(root: Path) -> Checked:
    """Render the awkward sites with the site's theme, its settings and its `templates/`. Raises ConfigError."""
    config = load_config(root)
    find_theme(root, config.theme, config.theme_settings)
    found: list[_Found] = []
    pages = 0
    for name, (stated, files) in SITES.items():
        with tempfile.TemporaryDirectory(prefix="broadsheet-theme-") as folder:
            look, made = _plan(_site(Path(folder), root, config, stated, files))
            for page in made:
                if type(page.view) in TEMPLATES:
                    pages += 1
                    found.extend(_flaws(look, page, name))
    return Checked(theme=config.theme, pages=pages, problems=tuple(_gathered(found)))


def _site(folder: Path, root: Path, config: Config, stated: dict[str, Any], files: dict[str, Written]) -> Path:
    """Write a site that looks as the real one does."""
    kept = msgspec.to_builtins({key: getattr(config, key) for key in _KEPT})
    write_whole(folder / "site.yaml", dump({"base_url": _BASE_URL, **kept, **stated}))
    for name, (fields, body) in files.items():
        write_whole(folder / name, compose(fields, body) if fields else body)
    for name in ("themes", OVERRIDES):
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns(".*", "node_modules"))
    return folder


def _plan(root: Path) -> tuple[Look, tuple[Page, ...]]:
    """All pages of a site, as a build plans them."""
    config = load_config(root)
    theme = find_theme(root, config.theme, config.theme_settings)
    reading = read_content(root, config, Workers(1), Timeline(), use_cache=False)
    if reading.problems:
        # These entries are ours: a theme cannot be the cause.
        raise BroadsheetError(*reading.problems)
    entries, _ = plan.distinct(reading.entries, config)
    connections = connect(entries, config)
    site = Site(
        config=config,
        entries=entries,
        neighbours=connections.neighbours,
        same=connections.same,
        stories=connections.stories,
        editions=tuple(read_editions(root, config)[0]),
        standing=tuple(read_pages(root, config)[0]),
        copies=theme.copies,
    )
    made = plan.plan(site)
    return Look(root, theme, plan.frame(site)), tuple(map(made.page, made.pages))


def _flaws(look: Look, page: Page, site: str) -> Iterator[_Found]:
    where = f"{page.url} of {site}"
    try:
        html = render(look, page).decode()
    except TemplateError as error:
        for problem in error.problems:
            message = problem.message.partition(", while rendering ")[0]
            yield _Found(message, problem.hint, problem.file, problem.line, where)
        return
    file = TEMPLATES[type(page.view)]
    for flaw in flaws(html, look.frame.base_path):
        yield _Found(flaw.message, None, file, None, f"line {flaw.line} of {where}")


def _gathered(found: list[_Found]) -> Iterator[Problem]:
    """Each thing once, with the first page that shows it and how many others do."""
    groups: dict[tuple[str | None, int | None, str], list[_Found]] = {}
    for each in found:
        groups.setdefault((each.file, each.line, each.message), []).append(each)
    for (file, line, message), alike in groups.items():
        others = len({each.where for each in alike}) - 1
        more = f" and {others} more" if others else ""
        yield Problem(message=f"{message}, on {alike[0].where}{more}", file=file, line=line, hint=alike[0].hint)
