"""Hostile material: files that strangers could bring, each kind with what it holds by its path below the root.

`KINDS` has all of them. No two use the same path, so that they can lie in one digest.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.hostile import addresses, encodings, fields, links, markup, names, patterns, seeds
from tests.hostile.links import Link

__all__ = ["KINDS", "Link"]

Files = Mapping[str | bytes, str | bytes | Link]

KINDS: dict[str, Files] = {
    f"{module.__name__.rpartition('.')[2]}: {kind}": files
    for module in (addresses, encodings, fields, links, markup, names, patterns, seeds)
    for kind, files in module.KINDS.items()
}
