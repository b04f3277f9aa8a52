"""A long run, guided by coverage: `pip install atheris`, then `python -m tests.fuzz TARGET --seconds N`. What ends a
run is written to the current folder; what reaches new code is added to the corpus, unless `--found DIR` says where to.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["generator"]):
    from tests.fuzz.targets import CORPUS, TARGETS

_LONGEST = 4000
"""Bytes of an input: what goes wrong in long ones goes wrong in short ones."""
_PATIENCE = 60
"""Seconds after which an input hangs; the first of a kind loads what reads it."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--found", type=Path)
    given = parser.parse_args()
    corpus = CORPUS / given.target
    folders = [str(folder) for folder in (given.found, corpus) if folder]
    options = [f"-max_total_time={given.seconds}", f"-max_len={_LONGEST}", f"-timeout={_PATIENCE}"]
    atheris.Setup([sys.argv[0], *options, *folders], TARGETS[given.target])
    atheris.Fuzz()


main()
