"""Compare ways to find the article in a page.

usage: python benchmarks/extraction.py SET... [--pages N] [--tool NAME]...

A set is a folder with `gold.jsonl` (`file`, `text`) and `pages/FILE.gz`. The measure is that of
article-extraction-benchmark: runs of four words, per page normalised, F1 of mean precision and mean recall.
Times are CPU milliseconds a page, their mean and what one page in twenty exceeds; ours include metadata and Markdown.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from generator.config import Markdown
from generator.markdown import to_html
from generator.seeds.drafting import Material
from generator.seeds.markup import decode_html
from generator.seeds.webpage import read

Score = tuple[float, float, float]


def ours(page: bytes) -> str:
    """The text of the entry that a page becomes."""
    (found,) = read(Material("page.html", page, ZoneInfo("UTC")))
    return re.sub(r"<[^>]*>", " ", to_html(found.body, Markdown(), imported=True))


def trafilatura(page: bytes, *, precision: bool = False, recall: bool = False) -> str:
    """Trafilatura in one of its modes."""
    from trafilatura import extract

    return extract(page, favor_precision=precision, favor_recall=recall, include_comments=False) or ""


def readability(page: bytes) -> str:
    """readability-lxml."""
    from readability import Document

    return re.sub(r"<[^>]*>", " ", Document(decode_html(page)).summary(html_partial=True))


def resiliparse(page: bytes) -> str:
    """Resiliparse."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(decode_html(page), main_content=True))


def newspaper(page: bytes) -> str:
    """newspaper4k."""
    from newspaper import Article

    article = Article("https://page.example/", language="en", fetch_images=False)
    article.download(input_html=decode_html(page))
    article.parse()
    return str(article.text)


def goose(page: bytes) -> str:
    """goose3."""
    from goose3 import Goose

    with Goose({"enable_image_fetching": False}) as reader:
        return str(reader.extract(raw_html=decode_html(page)).cleaned_text)


def justext(page: bytes) -> str:
    """jusText, with its English stop words."""
    from justext import get_stoplist
    from justext import justext as paragraphs

    found = paragraphs(page, get_stoplist("English"))
    return "\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)


TOOLS: Mapping[str, Callable[[bytes], str]] = {
    "ours": ours,
    "trafilatura": trafilatura,
    "trafilatura, precision": lambda page: trafilatura(page, precision=True),
    "trafilatura, recall": lambda page: trafilatura(page, recall=True),
    "readability-lxml": readability,
    "resiliparse": resiliparse,
    "newspaper4k": newspaper,
    "goose3": goose,
    "jusText": justext,
}


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words and how often each occurs."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def compare(gold: str, found: str) -> Score:
    """The parts of right, added and missing runs, which make 1."""
    right, mine = shingles(gold), shingles(found)
    counts = ((right & mine).total(), (mine - right).total(), (right - mine).total())
    true, added, missing = (count / sum(counts) for count in counts)
    return true, added, missing


def summary(scores: list[Score]) -> tuple[float, float]:
    """F1 of mean precision and mean recall, and the part of pages below 0.8."""
    precision = statistics.mean(true / (true + added) if true else 0.0 for true, added, _ in scores if true + added)
    recall = statistics.mean(true / (true + missing) if true else 0.0 for true, _, missing in scores if true + missing)
    bad = sum(2 * true / (1 + true) < 0.8 for true, _, _ in scores) / len(scores)
    return 2 * precision * recall / (precision + recall), bad


class Measured(Struct, frozen=True):
    """F1, the part of pages below 0.8, and CPU milliseconds: the mean of a page, and the 95th percentile."""

    score: float
    bad: float
    mean: float
    slow: float


def measure(folder: Path, tool: Callable[[bytes], str], pages: int | None = None) -> Measured:
    """How well and how fast a tool reads the first pages of a set. A page that it fails on says nothing."""
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    scores, times = [], []
    for row in [row for row in rows if row.get("text")][:pages]:
        page = gzip.decompress((folder / "pages" / f"{row['file']}.gz").read_bytes())
        start = time.process_time()
        try:
            found = tool(page)
        except ImportError:
            raise
        except Exception:  # noqa: BLE001 - what the others raise is theirs
            found = ""
        times.append(1000 * (time.process_time() - start))
        scores.append(compare(row["text"], found))
    return Measured(*summary(scores), statistics.mean(times), sorted(times)[int(0.95 * len(times))])


def main() -> None:
    """Print a table of each set."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--pages", type=int)
    parser.add_argument("--tool", action="append", choices=TOOLS)
    given = parser.parse_args()
    for folder in given.sets:
        print(f"| {folder.name} | F1 | below 0.8 | ms a page | 95 % within |\n|---|---|---|---|---|")
        for name in given.tool or TOOLS:
            try:
                found = measure(folder, TOOLS[name], given.pages)
            except ImportError as error:
                print(f"| {name} | not installed: {error.name} | | | |")
                continue
            print(f"| {name} | {found.score:.3f} | {found.bad:.3f} | {found.mean:.0f} | {found.slow:.0f} |", flush=True)


if __name__ == "__main__":
    main()
