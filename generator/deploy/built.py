"""The built site as it is about to be deployed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct

from generator.addresses import DEPLOYED, MANIFEST
from generator.config import Config
from generator.deploy.deployed import Deployed
from generator.deploy.feeditems import feed_files, items, main_feed
from generator.deploy.target import File, changed, failure
from generator.errors import DeployError, Problem
from generator.output import Made, read_manifest

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Built(Struct, frozen=True, kw_only=True):
    """A built site: its files by path, how it was made, what its feeds carry, and files in its folder that no
    build put there.
    """

    files: dict[str, File]
    made: Made
    items: dict[str, str]
    feed: tuple[str, ...]
    strangers: tuple[str, ...]


def look(folder: Path, config: Config, before: Deployed | None) -> Built:
    """The site in its output folder. Only feeds that differ from those deployed `before` are read.

    Raises DeployError for a site that is not there, or not as its build noted.
    """
    try:
        manifest = read_manifest(folder)
    except FileNotFoundError:
        raise failure(f"there is no site in {folder.name}/", "build it first: `broadsheet build`, or --build") from None
    except (OSError, ValueError):
        raise failure(f"the note of the build in {folder.name}/ is damaged", "build again") from None
    sizes = dict(_sizes(os.fspath(folder)))
    _refuse_unsound(manifest.files.keys(), sizes)
    redirects = _redirects(folder, config)
    files = {
        path: File(path=path, source=folder / path, digest=digest, size=sizes[path], redirect=redirects.get(path))
        for path, digest in manifest.files.items()
    }
    known = before or Deployed()
    fresh = [path for path in feed_files(files) if known.files.get(path) != files[path].digest]
    carried = {path: items(folder, path, manifest.made.base_url) for path in fresh}
    main = main_feed(files)
    return Built(
        files=files,
        made=manifest.made,
        items={key: url for found in carried.values() for key, url in found.items()},
        feed=tuple(carried[main]) if main in carried else known.feed if main else (),
        strangers=tuple(sorted(sizes.keys() - files.keys() - {MANIFEST, DEPLOYED})),
    )


def after(built: Built, before: Deployed | None) -> Deployed:
    """The record of a deploy that has brought the built site. Ids are remembered for good, as feed readers do."""
    return Deployed(
        files={path: file.digest for path, file in built.files.items()},
        articles=built.made.articles,
        items={**(before.items if before else {}), **built.items},
        feed=built.feed,
    )


def _sizes(folder: str, prefix: str = "") -> Iterator[tuple[str, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _sizes(entry.path, f"{path}/")
            elif entry.is_file():
                yield path, entry.stat().st_size


def _refuse_unsound(paths: Iterable[str], sizes: dict[str, int]) -> None:
    for path in paths:
        if path not in sizes:
            raise changed(path, "it is gone")
        if _CONTROL.search(path):
            raise DeployError(Problem(message=f"{path!r}: a control character in a name", hint="give it another name"))


def _redirects(folder: Path, config: Config) -> dict[str, str]:
    """The file at each old address with the address that it leads to for good, from what hosts read."""
    try:
        lines = (folder / "_redirects").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    found = (line.split() for line in lines if not line.startswith("#"))
    return {
        _file(parts[0], config.base_path): parts[1] for parts in found if len(parts) == 3 and parts[2].startswith("301")
    }


def _file(address: str, base_path: str) -> str:
    path = unquote(address.removeprefix(base_path).lstrip("/"))
    return f"{path}index.html" if not path or path.endswith("/") else path
