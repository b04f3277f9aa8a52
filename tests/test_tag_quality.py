"""Tags against publishers' keywords, with floors that may only rise. The articles are not ours to ship."""

from __future__ import annotations

import pytest

from benchmarks.editorial.tags import Article, f1, halves, ours, read_set
from tests.sites import REPOSITORY

SET = REPOSITORY.parent / "shared/data/tags/pages-dev.jsonl"

pytestmark = pytest.mark.skipif(
    not SET.exists(), reason=f"{SET.name} is not there: its texts belong to their publishers"
)


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return read_set(SET)


def test_tags_of_a_new_digest(articles: list[Article]) -> None:
    found = ours(articles)
    assert f1(articles, found, 5) >= 0.166
    assert f1(articles, found, 10) >= 0.132


def test_tags_of_a_digest_that_has_half_of_the_articles(articles: list[Article]) -> None:
    known, asked = halves(articles)
    assert f1(asked, ours(asked, known), 5) >= 0.179


def test_no_tag_is_a_part_of_another(articles: list[Article]) -> None:
    for tags in ours(articles[:50]):
        lower = [f" {tag.lower()} " for tag in tags]
        assert not [(one, other) for one in lower for other in lower if one != other and one in other]
