"""Tags against the keywords that publishers gave: ours, TF-IDF of scikit-learn and YAKE, in one run.

    python -m benchmarks.editorial.tags ../shared/data/tags/*.jsonl

A set has one JSON object a line: `id`, `title`, `text`, `lang`, `tags`. F1@k is the mean over articles of the F1 of
the first k tags, equal after stemming; ms is the CPU time of an article. "Taught" has half of the set in the digest
already, with its tags. Needs the packages scikit-learn and yake.
"""

from __future__ import annotations

import hashlib
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from generator.language import detect_language
from generator.markdown import escape
from generator.model import Draft, Entry, Seed, Wording
from generator.tags import background, suggest
from generator.vocabulary import NO_VOCABULARY
from generator.words import stemmer, stop_words, terms

Article = dict[str, Any]
Tagger = Callable[[Sequence[Article]], list[list[str]]]
MOST = 10
_WORD = re.compile(r"[^\W_]+(?:['’.&][^\W_]+)*")


def read_set(path: Path) -> list[Article]:
    """The articles of a set, each with a title and the language that its text tells."""
    articles = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    for article in articles:
        article["title"] = " ".join((article["title"] or article["text"].strip().split("\n")[0][:90]).split())
        article["detected"] = detect_language(article["text"], "en")
    return articles


def halves(articles: Sequence[Article]) -> tuple[list[Article], list[Article]]:
    """Those whose tags are known, and those that are asked for: by the digest of the id, so always the same."""
    known = [article for article in articles if hashlib.sha256(article["id"].encode()).digest()[2] % 2]
    return known, [article for article in articles if article not in known]


def f1(articles: Sequence[Article], found: Sequence[Sequence[str]], most: int) -> float:
    """The mean F1 of the first `most` tags."""
    scores = []
    for article, tags in zip(articles, found, strict=True):
        stem = stemmer(article["lang"])
        gold = {_folded(tag, stem) for tag in article["tags"]} - {""}
        mine = list(dict.fromkeys(_folded(tag, stem) for tag in tags))[:most]
        hits = len(gold & set(mine))
        scores.append(2 * hits / (len(gold) + len(mine)) if hits else 0.0)
    return statistics.mean(scores)


def ours(articles: Sequence[Article], known: Sequence[Article] = ()) -> list[list[str]]:
    """What an import of these articles would suggest into a digest of the known ones."""
    bodies = ["\n\n".join(escape(line) for line in article["text"].split("\n") if line.strip()) for article in articles]
    drafts = [
        Draft(seed=Seed(article["id"], ""), title=article["title"], body=body, lang=article["detected"])
        for article, body in zip(articles, bodies, strict=True)
    ]
    digest = background([_entry(article) for article in known], drafts, NO_VOCABULARY)
    return [list(suggest(one.title, one.body, one.lang, digest, NO_VOCABULARY, MOST)) for one in drafts]


def tf_idf(articles: Sequence[Article]) -> list[list[str]]:
    """The phrases of one to three words that scikit-learn's TF-IDF weighs most."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    stops = sorted(stop_words(articles[0]["lang"]))
    vectors = TfidfVectorizer(ngram_range=(1, 3), stop_words=stops, sublinear_tf=True)
    weights = vectors.fit_transform(f"{article['title']}\n{article['text']}" for article in articles)
    names = vectors.get_feature_names_out()
    return [[names[at] for at in row.indices[row.data.argsort()[::-1][:MOST]]] for row in weights]


def yake_of(words: int) -> Tagger:
    """YAKE with phrases of up to so many words."""

    def tag(articles: Sequence[Article]) -> list[list[str]]:
        import yake

        extractor = yake.KeywordExtractor(lan=articles[0]["lang"], n=words, top=MOST)
        return [
            [name for name, _ in extractor.extract_keywords(f"{article['title']}\n{article['text']}")]
            for article in articles
        ]

    return tag


def measure(articles: Sequence[Article], tagger: Tagger) -> tuple[float, float, float]:
    """F1@5, F1@10 and milliseconds an article."""
    start = time.process_time()
    found = tagger(articles)
    spent = time.process_time() - start
    return f1(articles, found, 5), f1(articles, found, MOST), 1000 * spent / len(articles)


def main(paths: Sequence[str]) -> None:
    """Print a table of all sets and tools."""
    taggers: dict[str, Tagger] = {"ours": ours, "TF-IDF": tf_idf, "YAKE 1": yake_of(1), "YAKE 2": yake_of(2)}
    lines = ["| set | tool | F1@5 | F1@10 | ms |", "|---|---|---|---|---|"]
    for path in map(Path, paths):
        articles = read_set(path)
        known, asked = halves(articles)
        rows = [(name, measure(articles, tagger)) for name, tagger in taggers.items()]
        rows.append(("ours, taught", measure(asked, partial(ours, known=known))))
        lines += [f"| {path.stem} | {name} | {a:.3f} | {b:.3f} | {ms:.1f} |" for name, (a, b, ms) in rows]
    sys.stdout.write("\n".join(lines) + "\n")


def _folded(tag: str, stem: Callable[[str], str]) -> str:
    plain = tag.replace("-", " ").replace("’", "'")
    return " ".join(stem(word.casefold().removesuffix("'s")) for word in _WORD.findall(plain))


def _entry(article: Article) -> Entry:
    return Entry(
        path=article["id"],
        id=article["id"],
        slug="",
        title=article["title"],
        lang=article["detected"],
        tags=tuple(article["tags"]),
        body_digest="",
        wording=Wording.packed(terms(article["title"], article["text"], article["detected"])),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
