"""What fuzzing has found interesting so far, tried again; see CONTRIBUTING.md for a long run."""

from __future__ import annotations

import pytest

from tests.fuzz.targets import CORPUS, TARGETS

MOST_BYTES = 200_000


@pytest.mark.parametrize("target", TARGETS)
def test_the_kept_corpus_is_refused_or_read(target: str) -> None:
    inputs = sorted((CORPUS / target).iterdir())
    assert inputs
    for path in inputs:
        try:
            TARGETS[target](path.read_bytes())
        except Exception as error:
            error.add_note(str(path))
            raise


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in CORPUS.rglob("*")) < MOST_BYTES
