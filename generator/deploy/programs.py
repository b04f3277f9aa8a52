"""Running the programs that other people's servers are reached with: git, rsync, sftp. No shell takes part."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from generator.deploy.target import failure

_PASSWORD = re.compile(r"(?<=://)[^/@\s]+@")
_LINES = 6


class Ran(Struct, frozen=True):
    """How a program ended: its exit code, what it wrote, and what it said."""

    code: int
    output: bytes
    said: str


def run(
    command: Sequence[str], *, given: bytes = b"", folder: Path | None = None, env: Mapping[str, str] | None = None
) -> Ran:
    """Run a program to its end, in English and without a question where nobody can answer.

    Raises DeployError when there is no such program.
    """
    environment = {**(os.environ if env is None else env), "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and no argument from outside can be an option
            command, input=given, cwd=folder, env=environment, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise failure(f"the program {command[0]} is not installed", f"install {command[0]}") from None
    return Ran(done.returncode, done.stdout, told(done.stderr))


def told(said: bytes) -> str:
    """The last lines of what a program said, without the secrets of addresses."""
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    return _PASSWORD.sub("…@", " / ".join(lines[-_LINES:]))


def someone_watches() -> bool:
    """Whether a question could be answered."""
    return sys.stdin is not None and sys.stdin.isatty()
