"""The quality of what is taken for the article, which may only rise. The pages are not part of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.extraction import measure, ours
from tests.sites import REPOSITORY

DATA = REPOSITORY.parent / "shared" / "data" / "extraction"


@pytest.mark.parametrize(("name", "floor"), [("aeb", 0.97), ("wcxb-dev", 0.94)])
def test_the_article_is_found(name: str, floor: float) -> None:
    folder: Path = DATA / name
    if not folder.is_dir():
        pytest.skip(f"measured on public pages that are not part of the project: {folder} is not there")
    assert measure(folder, ours, 60).score >= floor
