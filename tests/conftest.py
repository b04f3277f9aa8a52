from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from generator.cli import main
from tests.sites import MakeSite, Ran, Run, Site

# A shell that starts the tests in the background has them ignore Ctrl-C, and so would all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden/expected/ anew")
    parser.addoption("--kills", type=int, default=4, help="how often each kind of run is killed at a random instant")


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    """A build in this process leaves all that there is frozen. Hypothesis looks once for who holds its random numbers,
    and warns if it finds nobody among what is not frozen.
    """
    yield
    gc.unfreeze()


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """Write a site's files into a folder of their own."""

    def make(files: Mapping[str, str | bytes]) -> Site:
        return Site(tmp_path / "site").write({"site.yaml": "title: Test digest\nsearch: false\n", **files})

    return make


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    number: int = request.config.getoption("--kills")
    return number


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in this process."""

    def call(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["broadsheet", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return call
