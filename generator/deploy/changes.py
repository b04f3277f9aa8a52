"""What a deploy changes: from the built site and the record of the last deploy to files in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Literal

from msgspec import Struct

from generator.addresses import INDEX
from generator.deploy.built import Built
from generator.deploy.deployed import UNKNOWN, Deployed
from generator.deploy.target import File

Group = Literal["assets", "articles", "pages", "redirects", "feeds"]
GROUPS: tuple[Group, ...] = ("articles", "pages", "redirects", "feeds", "assets")
"""As they are told."""

_STEPS: tuple[tuple[Group, ...], ...] = (("assets",), ("articles", "pages", "redirects"), ("feeds",))
"""As they are brought: no visitor meets a page before its style, and nobody is told of a page before it is there."""

_FOR_MACHINES = (".xml", ".opml", ".txt", ".webmanifest", "feed.json", "_redirects", "_headers")


class Change(Struct, frozen=True):
    """What becomes of one file; its size in bytes, or None for one that goes."""

    path: str
    size: int | None = None


class Grouped(Struct, frozen=True):
    """The changes among files of one kind."""

    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()


class Changes(Struct, frozen=True, kw_only=True):
    """Files that are new or differ, paths that go, and how many files stay as they are."""

    added: tuple[File, ...]
    changed: tuple[File, ...]
    removed: tuple[str, ...]
    unchanged: int

    @property
    def puts(self) -> tuple[File, ...]:
        return self.added + self.changed

    @property
    def size(self) -> int:
        """The bytes to be sent."""
        return sum(file.size for file in self.puts)


def compare(built: Built, before: Deployed | None) -> Changes:
    """What has to change for the built site to be the deployed one."""
    known = before.files if before else {}
    differing = [file for path, file in sorted(built.files.items()) if known.get(path, UNKNOWN) != file.digest]
    return Changes(
        added=tuple(file for file in differing if file.path not in known),
        changed=tuple(file for file in differing if file.path in known),
        removed=tuple(sorted(known.keys() - built.files.keys())),
        unchanged=len(built.files) - len(differing),
    )


def steps(changes: Changes, articles: frozenset[str]) -> list[list[File]]:
    """The files in the order in which they are brought: all of one step are there before the next begins."""
    by_group: dict[Group, list[File]] = {group: [] for group in GROUPS}
    for file in changes.puts:
        by_group[_group(file.path, file.redirect, articles)].append(file)
    return [[file for group in step for file in by_group[group]] for step in _STEPS]


def in_the_way(changes: Changes) -> list[str]:
    """Files that must go before others come: where a new folder stands, or below where a new file stands."""
    new = {file.path for file in changes.added}
    folders = {parent.as_posix() for path in new for parent in PurePosixPath(path).parents}
    return [
        path
        for path in changes.removed
        if path in folders or any(parent.as_posix() in new for parent in PurePosixPath(path).parents)
    ]


def grouped(changes: Changes, articles: frozenset[str]) -> dict[Group, Grouped]:
    """The changes as an editor thinks of them. `articles` are those of the site now and before."""

    def of(group: Group, files: Sequence[File]) -> Iterator[Change]:
        for file in files:
            if _group(file.path, file.redirect, articles) == group:
                yield Change(file.path, file.size)

    return {
        group: Grouped(
            tuple(of(group, changes.added)),
            tuple(of(group, changes.changed)),
            tuple(Change(path) for path in changes.removed if _group(path, None, articles) == group),
        )
        for group in GROUPS
    }


def _group(path: str, redirect: str | None, articles: frozenset[str]) -> Group:
    if redirect:
        return "redirects"
    if path in articles:
        return "articles"
    if path.endswith((".html", ".htm")):
        return "pages"
    is_index = path.startswith(INDEX)
    return "feeds" if path.endswith(_FOR_MACHINES) and not is_index else "assets"
