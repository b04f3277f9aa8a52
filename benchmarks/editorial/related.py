"""Related articles and stories against the peers that a user would pick, on articles with known events.

    python -m benchmarks.editorial.related ARTICLES.jsonl

Each line is an object with `id`, `title`, `text` and `story`. Needs scikit-learn. Measures: P@5, right ones among the
first five by the most there can be; nDCG@5; BCubed F1 (Bagga & Baldwin 1998); CPU seconds.
"""

from __future__ import annotations

import json
import math
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from generator.config import Config
from generator.connections import connect
from generator.content import read
from generator.model import Draft, Seed

Article = dict[str, Any]
Ranked = dict[str, list[str]]

_FIRST = 5
_K1, _B = 1.5, 0.75


def ours(articles: Sequence[Article]) -> tuple[Ranked, dict[str, str]]:
    """The related ids of each article, and the story of each that has one."""
    made = []
    for article in articles:
        text = re.sub(r"([\\`*_#\[\]<>|~])", r"\\\1", article["text"])
        title = json.dumps(article["title"] or article["text"][:80])
        source = f"---\ntitle: {title}\nid: {article['id']}\ndate: 2026-01-05\n---\n\n{text}\n"
        made.append(read(f"content/{article['id']}.md", source, Config()))
    found = connect(made, Config())
    ranked = {name: [near.id for near in nears] for name, nears in found.neighbours.items()}
    return ranked, {name: story.slug for story in found.stories for name in story.entries}


def tf_idf(articles: Sequence[Article], **options: Any) -> Ranked:
    """scikit-learn's TfidfVectorizer and the cosine."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(**options).fit_transform(_texts(articles))
    return _ranked(articles, (matrix @ matrix.T).toarray())


def bm25(articles: Sequence[Article]) -> Ranked:
    """Okapi BM25 (Robertson & Zaragoza 2009), each article as the query."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    counts = CountVectorizer(stop_words="english").fit_transform(_texts(articles)).toarray().astype(float)
    lengths, found_in = counts.sum(axis=1, keepdims=True), (counts > 0).sum(axis=0)
    rarity = np.log(1 + (len(articles) - found_in + 0.5) / (found_in + 0.5))
    weights = rarity * counts * (_K1 + 1) / (counts + _K1 * (1 - _B + _B * lengths / lengths.mean()))
    return _ranked(articles, (counts > 0) @ weights.T)


def shared_tags(articles: Sequence[Article]) -> Ranked:
    """The number of tags in common, as in Hugo's related content; the tags are those that import suggests."""
    import numpy as np

    from generator.tags import background, suggest
    from generator.vocabulary import NO_VOCABULARY

    drafts = [Draft(seed=Seed("", ""), title=article["title"], body=article["text"], lang="en") for article in articles]
    known = background([], drafts, NO_VOCABULARY)
    tags = [set(suggest(draft.title, draft.body, "en", known, NO_VOCABULARY, 10)) for draft in drafts]
    return _ranked(articles, np.array([[float(len(one & other)) for other in tags] for one in tags]))


def judged(articles: Sequence[Article], ranked: Ranked) -> tuple[float, float]:
    """P@5 and nDCG@5 over the articles that have others on their event."""
    event = {article["id"]: article["story"] for article in articles}
    sizes = Counter(event.values())
    precisions, gains = [], []
    for name, story in event.items():
        most = min(_FIRST, sizes[story] - 1)
        if not story or most < 1:
            continue
        right = [event[other] == story for other in ranked.get(name, [])[:_FIRST]]
        precisions.append(sum(right) / most)
        ideal = sum(1 / math.log2(place + 2) for place in range(most))
        gains.append(sum(hit / math.log2(place + 2) for place, hit in enumerate(right)) / ideal)
    return mean(precisions), mean(gains)


def judged_stories(articles: Sequence[Article], told: dict[str, str]) -> float:
    """BCubed F1: the mean share of an article's group that is right, against the share of its event in the group."""
    made: dict[str, set[str]] = {}
    true: dict[str, set[str]] = {}
    for article in articles:
        made.setdefault(told.get(article["id"]) or str(article["id"]), set()).add(article["id"])
        true.setdefault(article["story"] or article["id"], set()).add(article["id"])
    shares = [
        (len(group & event), len(group), len(event))
        for article in articles
        if article["story"]
        for group, event in [(made[told.get(article["id"]) or str(article["id"])], true[article["story"]])]
    ]
    precision, recall = (mean(share[0] / share[side] for share in shares) for side in (1, 2))
    return 2 * precision * recall / (precision + recall)


def main(path: Path) -> None:
    """Measure all in one run and print a table."""
    articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    tuned = {"sublinear_tf": True, "stop_words": "english", "ngram_range": (1, 2), "min_df": 2}
    peers: dict[str, Callable[[], Ranked]] = {
        "scikit-learn TF-IDF, defaults": lambda: tf_idf(articles),
        "scikit-learn TF-IDF, tuned": lambda: tf_idf(articles, **tuned),
        "BM25": lambda: bm25(articles),
        "shared tags": lambda: shared_tags(articles),
    }
    rows = []
    start = time.process_time()
    ranked, told = ours(articles)
    rows.append(("this project", *judged(articles, ranked), time.process_time() - start))
    for name, rank in peers.items():
        start = time.process_time()
        rows.append((name, *judged(articles, rank()), time.process_time() - start))
    lines = [f"| {name} | {precision:.3f} | {gain:.3f} | {seconds:.1f} |" for name, precision, gain, seconds in rows]
    table = ["| related | P@5 | nDCG@5 | CPU s |", "|---|---|---|---|", *lines]
    sys.stdout.write("\n".join([*table, "", f"stories, BCubed F1: {judged_stories(articles, told):.3f}"]) + "\n")


def _texts(articles: Sequence[Article]) -> list[str]:
    """The title counts threefold, as it does for us."""
    return [f"{article['title']} " * 3 + article["text"] for article in articles]


def _ranked(articles: Sequence[Article], scores: Any) -> Ranked:
    """The ids of the best by a square of scores."""
    names = [article["id"] for article in articles]
    return {
        name: [names[place] for place in (-scores[row]).argsort(kind="stable") if place != row and scores[row, place]][
            :_FIRST
        ]
        for row, name in enumerate(names)
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
