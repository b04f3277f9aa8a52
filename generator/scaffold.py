"""Beginnings: a new site, a new entry."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from msgspec.structs import replace

from generator.config import Config
from generator.configfile import load_config
from generator.content import FOLDER
from generator.errors import ArgumentError, BroadsheetError, ConfigError, Problem
from generator.frontmatter import compose
from generator.migrate import Moved, move
from generator.model import Moment
from generator.oldsites import read_site
from generator.slugs import slugify
from generator.textfile import write_whole
from generator.yamlfile import dump

_SITE = """\
# Every key with its default: docs/configuration.md
{title}description: "News worth keeping, collected by hand"
base_url: "https://example.org/"
language: "en"
timezone: "UTC"
"""

_SEED = """\
The first article of this digest

Put every article that you collect into the folder seeds/, as a text file like this one: the title on the first line, a blank line, one paragraph a line, and the name of the source alone on the last line.
The next build turns it into an entry in content/, with a date, tags and a summary that you may edit. From then on the entry is yours; the seed is only its origin.
Delete this seed and its entry when you have seen the result.
Broadsheet
"""

_ELSEWHERE = "name another folder, or build this one: `broadsheet build`"
_IGNORED = "/public/\n/.cache/\n/.public.new/\n"


def init_site(folder: Path) -> list[str]:
    """Make a folder a site: configuration, a first seed, a .gitignore. Returns the names of the files.

    Raises BroadsheetError when there is a site already.
    """
    if (folder / "site.yaml").exists():
        raise BroadsheetError(
            Problem(message="there is a site already", file=str(folder / "site.yaml"), hint=_ELSEWHERE)
        )
    title = folder.resolve().name.replace("-", " ").capitalize() or "News digest"
    files = {
        "site.yaml": _SITE.format(title=dump({"title": title})),
        "seeds/welcome.txt": _SEED,
        ".gitignore": _IGNORED,
    }
    made = [name for name in files if not (folder / name).exists()]
    for name in made:
        write_whole(folder / name, files[name])
    (folder / FOLDER).mkdir(exist_ok=True)
    return made


def bring_site(kind: str, old: Path, folder: Path) -> tuple[str, Moved]:
    """Make a folder a site of what an old site of that kind holds. Returns the name of the file with its settings.

    Raises BroadsheetError when there is a site already, or no old one.
    """
    if (folder / "site.yaml").exists():
        raise BroadsheetError(
            Problem(message="there is a site already", file=str(folder / "site.yaml"), hint=_ELSEWHERE)
        )
    found = read_site(kind, old)
    usable = {"title": folder.resolve().name, **found.settings}
    write_whole(folder / "site.yaml", "# Every key with its default: docs/configuration.md\n" + dump(usable))
    try:
        config = load_config(folder)
    except ConfigError as error:
        write_whole(folder / "site.yaml", dump({"title": usable["title"]}))
        moved = move(found, folder, load_config(folder))
        told = [replace(problem, severity="warning") for problem in error.problems]
        return "site.yaml", replace(moved, problems=(*told, *moved.problems))
    return "site.yaml", move(found, folder, config)


def new_entry(root: Path, config: Config, title: str, now: Moment) -> str:
    """Write an empty draft of that title; its path. Raises BroadsheetError when the file exists."""
    title = " ".join(title.split())
    if not title:
        raise ArgumentError(
            Problem(message="an entry needs a title", hint="name it between quotes: broadsheet new 'A title'")
        )
    path = f"{FOLDER}/{now.day:%Y/%m}/{slugify(title)}.md"
    if (root / path).exists():
        raise BroadsheetError(Problem(message="exists already", file=path, hint="choose another title"))
    minted = base64.b32encode(hashlib.sha256(f"{path}\0{now.iso}".encode()).digest()).decode()[:10].lower()
    fields = {
        "id": minted,
        "title": title,
        "date": now.day,
        "lang": config.language,
        "tags": [],
        "draft": True,
    }
    write_whole(root / path, compose(fields, "Write here. Remove the line `draft: true` to publish."), durable=True)
    return path
