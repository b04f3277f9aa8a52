"""data/sources.yaml: the list of sources, by name, to which imports of OPML add."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator.slugs import slugify
from generator.textfile import write_whole
from generator.yamlfile import dump, load

FILE = "data/sources.yaml"
_START = "# The sources of this digest. See docs/seeds.md.\n"


def add_sources(root: Path, found: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Write those that the list has not, below what stands there. Returns their names. Raises BroadsheetError and
    OSError.
    """
    path = root / FILE
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    known = {slugify(name) for name in load(text, FILE)}
    new = {name: dict(stated) for name, stated in found.items() if slugify(name) not in known}
    if new:
        above = f"{text.rstrip()}\n" if text.strip() else _START
        write_whole(path, above + dump(new), durable=True)
    return list(new)
