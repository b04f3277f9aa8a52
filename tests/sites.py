"""A whole site in a few lines: `make_site({path: text})`, `build(site)`, and the pages as a reader gets them."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup

from generator.build import Options, Result
from generator.build import build as build_site
from generator.model import Draft
from generator.timeline import Timeline
from generator.yamlfile import dump

NOW = "2026-11-23"
"""The present in every test that does not say otherwise."""

REPOSITORY = Path(__file__).resolve().parents[1]

MakeSite = Callable[[Mapping[str, str | bytes]], "Site"]
Run = Callable[..., "Ran"]


class Ran(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def draft_text(draft: Draft) -> str:
    """What a draft says, as front matter and body; what differs with the bytes of the seed is left out."""
    source = draft.source and {"name": draft.source.name, "url": draft.source.url}
    when = draft.date and (draft.date.day if draft.date.day_only else draft.date.at)
    fields: dict[str, Any] = {
        "title": draft.title,
        "date": when,
        "date_source": draft.date_source,
        "source": source and {key: value for key, value in source.items() if value},
        "link": draft.link,
        "author": draft.author,
        "lang": draft.lang,
        "tags": None if draft.tags is None else list(draft.tags),
        "summary": draft.summary,
        "params": draft.params or None,
    }
    stated = {key: value for key, value in fields.items() if value is not None}
    return f"---\n{dump(stated)}---\n\n{draft.body}\n"


class Site:
    """A site in a folder of its own, and what a build made of it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, files: Mapping[str, str | bytes]) -> Site:
        """Write files by their path below the root."""
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def build(self, **options: Any) -> Result:
        """Build in this process; options are those of `generator.build.Options`."""
        return build_site(self.root, Options(**{"now": NOW, **options}), Timeline())

    def run(
        self, *arguments: str, env: Mapping[str, str | None] | None = None, python: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        """A command in a process of its own; `env` adds variables, and takes those away that are None."""
        return subprocess.run(
            [*self.command(python=python), *arguments],
            env=self.environment(env),
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    def command(self, python: Sequence[str] = ()) -> list[str]:
        return [sys.executable, *python, "-m", "generator", "--root", str(self.root)]

    def environment(self, changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
        merged: dict[str, str | None] = {
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "SOURCE_DATE_EPOCH": None,
            **(changes or {}),
        }
        return {name: value for name, value in merged.items() if value is not None}

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def page(self, url: str, output: str = "public") -> BeautifulSoup:
        """The page that a host would serve for a path, parsed."""
        name = url.lstrip("/")
        return BeautifulSoup(
            self.read(f"{output}/{name}{'index.html' if not name or name.endswith('/') else ''}"), "html.parser"
        )

    def output(self, folder: str = "public") -> dict[str, bytes]:
        """Every file of the built site by its path."""
        top = self.root / folder
        return {
            path.relative_to(top).as_posix(): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()
        }

    def files(self) -> dict[str, bytes]:
        """Every file of the site and around it by its path; the cache, which decides nothing, left out."""
        paths = (path for path in sorted(self.root.rglob("*")) if path.is_file())
        named = ((path.relative_to(self.root).as_posix(), path) for path in paths)
        return {name: path.read_bytes() for name, path in named if not name.startswith(".cache/")}

    def entries(self) -> list[str]:
        """The paths of all entries in content/."""
        return sorted(path.relative_to(self.root).as_posix() for path in (self.root / "content").rglob("*.md"))

    def settle(self) -> None:
        """Make every entry old enough for the cache, which keeps nothing that has just changed."""
        for path in self.entries():
            os.utime(self.root / path, (1_700_000_000, 1_700_000_000))

    def entry(self) -> str:
        """The path of the only entry in content/."""
        (path,) = (self.root / "content").rglob("*.md")
        return path.relative_to(self.root).as_posix()

    def broken_links(self, base_path: str = "/", output: str = "public") -> list[str]:
        """Every link and asset of every page that does not lead to a file of the site, as `page -> address`."""
        files = self.output(output)
        broken = []
        for name, data in files.items():
            if not name.endswith(".html"):
                continue
            here = base_path + name
            for element in BeautifulSoup(data, "html.parser").find_all(["a", "link", "img", "script"]):
                address = element.get("href") or element.get("src")
                if not isinstance(address, str) or element.get("rel") == ["canonical"]:
                    continue
                target = urlsplit(urljoin(f"http://host{here}", address))
                if target.netloc != "host":
                    continue
                path = unquote(target.path).removeprefix(base_path) + (
                    "index.html" if target.path.endswith("/") else ""
                )
                if not target.path.startswith(base_path) or path not in files:
                    broken.append(f"{name} -> {address}")
        return broken


ARTICLE = """\
A lander sends its first pictures

The probe touched down within forty metres of its target after a fall of thirteen minutes.
Engineers in the control room waited for the first frame and counted the craters on it.
Second Source
"""
"""A text seed in its usual shape."""


def entry_text(title: str, body: str = "Some words.", **fields: str) -> str:
    """An entry's file; fields are written as they are given."""
    lines = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\ntitle: {title}\n{lines}---\n\n{body}\n"


def png(width: int = 4, height: int = 3) -> bytes:
    """A grey picture of that size."""
    header = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1 + width) * height)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    written = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def many(number: int, **fields: str) -> dict[str, str | bytes]:
    """Entries `Story 1` (the oldest), `Story 2` and so on, one for each day from the first of January 2026."""
    return {
        f"content/story-{index}.md": entry_text(
            f"Story {index}", f"What happened on day {index}.", date=_day(index), **fields
        )
        for index in range(1, number + 1)
    }


def _day(index: int) -> str:
    return (date(2026, 1, 1) + timedelta(days=(index - 1) % 300)).isoformat()
