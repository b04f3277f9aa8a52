"""The least that any generator does: read every source, and write as many files of the same sizes as a site has.

python -m benchmarks.floor CONTENT SITE COPY
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

_FILLING = b"<p>the quick brown fox jumps over the lazy dog</p>\n" * 4000


def main() -> None:
    """Read and write."""
    content, site, copy = sys.argv[1:]
    for path, _ in _files(content):
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - the least there is
            file.read()
    folders: set[str] = set()
    for path, size in _files(site):
        place = copy + path.removeprefix(site)
        folder = os.path.dirname(place)  # noqa: PTH120
        if folder not in folders:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
            folders.add(folder)
        data = _FILLING[:size] if size <= len(_FILLING) else (_FILLING * (size // len(_FILLING) + 1))[:size]
        with open(place, "wb", buffering=0) as file:  # noqa: PTH123
            file.write(data)


def _files(folder: str) -> Iterator[tuple[str, int]]:
    for item in os.scandir(folder):
        if item.is_dir():
            yield from _files(item.path)
        else:
            yield item.path, item.stat().st_size


if __name__ == "__main__":
    main()
