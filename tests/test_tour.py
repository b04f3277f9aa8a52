"""A tour of mistakes: what each of them is answered is kept in golden/mistakes.txt, to be read by people.
`pytest tests/test_tour.py --update-golden` writes it anew.
"""

from __future__ import annotations

import json
import math
import shlex
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.mistakes import GOOD, MISTAKES, Mistake
from tests.sites import Ran, Run, Site

GOLDEN = Path(__file__).with_name("golden") / "mistakes.txt"

Make = Callable[..., Ran]

# tornado forgets the socket of a port that is taken.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def make(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Make a mistake in a site of its own; what is told names that folder as `/digest`, and a busy port as PORT."""
    monkeypatch.setattr("generator.console._PATIENCE", math.inf)  # a slow stage is no mistake

    def call(mistake: Mistake, *options: str) -> Ran:
        site = Site(Path(tmp_path / str(len(list(tmp_path.iterdir())))))
        plain = {} if any(name.startswith("site.yaml") for name in mistake.files) else {"site.yaml": "search: false\n"}
        site.write({**plain, **GOOD, **mistake.files})
        with monkeypatch.context() as patched, socket.create_server(("127.0.0.1", 0)) as busy:
            patched.chdir(site.root)
            if mistake.missing:
                patched.setitem(sys.modules, mistake.missing, None)
            port = str(busy.getsockname()[1])
            ran = run(*shlex.split(mistake.command.replace("PORT", port)), *options)
        return Ran(ran.code, *(text.replace(str(site.root), "/digest").replace(port, "PORT") for text in ran[1:]))

    return call


def test_each_mistake_is_told_as_it_was_read(make: Make, request: pytest.FixtureRequest) -> None:
    told = {name: make(mistake) for name, mistake in MISTAKES.items()}
    text = "\n".join(
        f"# {name}\n$ broadsheet {MISTAKES[name].command}\n{ran.err}exit code {ran.code}\n"
        for name, ran in told.items()
    )
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(text, encoding="utf-8", newline="\n")
    assert text == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MISTAKES)
def test_as_data_it_says_the_same(make: Make, name: str) -> None:
    ran = make(MISTAKES[name], "--json")
    problems = json.loads(ran.out.splitlines()[-1])["problems"]
    assert problems
    for problem in problems:
        place = ":".join(str(problem[key]) for key in ("file", "line", "column") if problem[key] is not None)
        assert f"{place}: {problem['message']}".removeprefix(": ") in ran.err
        assert problem["hint"] is None or problem["hint"] in ran.err


@pytest.mark.parametrize("name", ["a key that there is not", "a slip in a template", "a port that is taken"])
def test_with_v_it_says_where_it_arose(make: Make, name: str) -> None:
    assert "Traceback" in make(MISTAKES[name], "-v").err
