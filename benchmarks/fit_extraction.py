"""Fit the weights of `generator/seeds/likelihood.py`.

usage: python benchmarks/fit_extraction.py SET...

A set is a folder with `gold.jsonl` (`file`, `text`) and `pages/FILE.gz`. A logistic regression with a small ridge,
fitted to standardised features by L-BFGS; pages count by the root of their length. Prints a cross-check in five
parts by host, and writes `likelihood.json`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from generator.seeds.likelihood import features, read_blocks, said
from generator.seeds.maintext import ask
from generator.seeds.markup import decode_html, parse, prune, without_data
from generator.seeds.metadata import resolve
from generator.seeds.statements import statements

WEIGHTS = Path(__file__).parents[1] / "generator" / "seeds" / "likelihood.json"
RIDGE = 25.0
Matrix = NDArray[np.float64]
Page = tuple[str, Matrix, Matrix, Matrix, list[str]]


def main(folders: Sequence[str]) -> None:
    """Fit on all pages of the sets."""
    tasks = [
        (folder, json.loads(line))
        for folder in folders
        for line in Path(folder, "gold.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    with ProcessPoolExecutor() as pool:
        pages = [page for page in pool.map(prepare, tasks, chunksize=8) if page]
    names = pages[0][4]
    for part in range(5):
        train = [page for page in pages if fold(page[0]) != part]
        test = [page for page in pages if fold(page[0]) == part]
        print(f"part {part}: loss {loss(fit(train), test):.4f}")
    weights = fit(pages)
    text = ",\n".join(f'"{name}": {weight:.4g}' for name, weight in zip(names, weights, strict=True))
    WEIGHTS.write_text(f"{{\n{text}\n}}\n", encoding="utf-8")


def prepare(task: tuple[str, dict[str, str]]) -> Page | None:
    """Features, truth and importance of the blocks of one page."""
    folder, gold = task
    if not gold.get("text"):
        return None
    try:
        data = gzip.decompress(Path(folder, "pages", gold["file"] + ".gz").read_bytes())
        page = parse(without_data(decode_html(data))[0])
    except ValueError:
        return None
    fields, _ = resolve(statements(page), ZoneInfo("UTC"))
    prune(page, "https://example.org/", lambda _: None)
    blocks = read_blocks(page, {name: says for name, _, says in ask(page)})
    stated = {name: fields[name].value if name in fields else "" for name in ("title", "summary")}
    truth = said(gold["text"])
    rows = [
        (row, truth.share(block.words) > 0.5, min(len(block.words), 80) + 1)
        for row, block in zip(features(blocks, stated["title"], stated["summary"]), blocks, strict=True)
        if row
    ]
    if not rows:
        return None
    importance = np.array([count for _, _, count in rows], dtype=float)
    return (
        urlsplit(gold.get("url") or gold["file"]).hostname or gold["file"],
        np.array([list(row.values()) for row, _, _ in rows]),
        np.array([float(kept) for _, kept, _ in rows]),
        importance / np.sqrt(importance.sum()),
        list(rows[0][0]),
    )


def fold(host: str) -> int:
    """Which fifth a host is in."""
    return hashlib.md5(host.encode(), usedforsecurity=False).digest()[0] % 5


def fit(pages: Sequence[Page]) -> Matrix:
    """Weights of the features as they are."""
    values, truth, importance = stacked(pages)
    centre, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = 1.0
    bias = pages[0][4].index("bias")
    scaled = (values - centre) / spread
    scaled[:, bias] = 1.0

    def cost(weights: Matrix) -> tuple[float, Matrix]:
        raw = scaled @ weights
        chance = 1 / (1 + np.exp(-raw))
        penalty = weights * RIDGE
        penalty[bias] = 0.0
        value = (importance * (np.logaddexp(0, raw) - truth * raw)).sum() + penalty @ weights / 2
        return float(value), scaled.T @ (importance * (chance - truth)) + penalty

    found = minimize(cost, np.zeros(values.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    weights: Matrix = found / spread
    weights[bias] = found[bias] - sum(w * c for i, (w, c) in enumerate(zip(weights, centre, strict=True)) if i != bias)
    return weights


def loss(weights: Matrix, pages: Sequence[Page]) -> float:
    """The mean negative log-likelihood, by importance."""
    values, truth, importance = stacked(pages)
    raw = values @ weights
    return float((importance * (np.logaddexp(0, raw) - truth * raw)).sum() / importance.sum())


def stacked(pages: Sequence[Page]) -> Iterator[Matrix]:
    """The three arrays of many pages, one below the other."""
    return (np.concatenate([page[at] for page in pages]) for at in (1, 2, 3))


if __name__ == "__main__":
    main(sys.argv[1:])
