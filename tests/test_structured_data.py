"""What search engines read in a page: JSON-LD that parses, whatever strangers wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sites import MakeSite, Site, entry_text, many

SITE = "title: Test digest\nsearch: false\nbase_url: https://example.org/news/\nlanguage: en\n"
FIELDS = {
    "date": "2026-05-08",
    "updated": "2026-05-09T10:00:00Z",
    "source": "The Paper",
    "link": "https://paper.example/smallpox",
    "author": "Ada Byron",
    "tags": "[Medicine, Public health]",
    "summary": "The short of it.",
}
NASTY = "'</script><script>alert(1)</script><!--<script>\"\\ \u2028'"


def graph(site: Site, url: str) -> dict[str, dict[str, Any]]:
    """The parts of a page's JSON-LD by their type."""
    (script,) = site.page(url).select("script[type='application/ld+json']")
    data = json.loads(script.decode_contents())
    assert data["@context"] == "https://schema.org"
    return {part["@type"]: part for part in data["@graph"]}


def built(make_site: MakeSite, **fields: str) -> Site:
    site = make_site({"site.yaml": SITE, "content/a.md": entry_text("Smallpox", **{**FIELDS, **fields})})
    assert site.build().problems == ()
    return site


def test_an_article_says_what_it_is_based_on(make_site: MakeSite) -> None:
    article = graph(built(make_site), "/2026/05/a/")["NewsArticle"]
    assert article["isBasedOn"] == "https://paper.example/smallpox"
    assert (article["headline"], article["description"]) == ("Smallpox", "The short of it.")
    assert (article["datePublished"], article["dateModified"]) == (
        "2026-05-08T00:00:00+00:00",
        "2026-05-09T10:00:00+00:00",
    )
    assert article["author"]["@type"] == "Person"
    assert article["author"]["name"] == "Ada Byron"
    assert article["keywords"] == ["Medicine", "Public health"]
    assert article["publisher"]["name"] == "Test digest"
    assert article["@id"] == "https://example.org/news/2026/05/a/"


def test_without_an_author_the_source_stands(make_site: MakeSite) -> None:
    author = graph(built(make_site, author=""), "/2026/05/a/")["NewsArticle"]["author"]
    assert (author["@type"], author["name"]) == ("Organization", "The Paper")
    assert author["url"] == "https://example.org/news/sources/the-paper/"


@pytest.mark.parametrize("image", ["/img/x.png", "https://cdn.example/x.png"])
def test_its_picture_is_a_full_address(make_site: MakeSite, image: str) -> None:
    (shown,) = graph(built(make_site, image=image), "/2026/05/a/")["NewsArticle"]["image"]
    assert shown == {"/img/x.png": "https://example.org/news/img/x.png"}.get(image, image)


def test_pages_above_it_are_named_in_order(make_site: MakeSite) -> None:
    steps = graph(built(make_site), "/2026/05/a/")["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Test digest", "https://example.org/news/"),
        (2, "Medicine", "https://example.org/news/tags/medicine/"),
        (3, "Smallpox", "https://example.org/news/2026/05/a/"),
    ]


@pytest.mark.parametrize("field", ["title", "summary", "author", "source", "tags", "story", "kicker", "note"])
def test_no_text_ends_the_script(make_site: MakeSite, field: str) -> None:
    fields = {**FIELDS, field: f"[{NASTY}]" if field == "tags" else NASTY}
    title = fields.pop("title", "Smallpox")
    site = make_site({"site.yaml": SITE, "content/a.md": entry_text(title, **fields)})
    assert site.build().problems == ()
    for name, data in site.output().items():
        if name.endswith(".html"):
            page = site.page(f"/{name}")
            scripts = page.select("script")
            assert all(script.get("type") == "application/ld+json" for script in scripts), name
            assert [json.loads(script.decode_contents()) for script in scripts] or b"ld+json" not in data
    assert "NewsArticle" in graph(site, "/2026/05/a/")


@pytest.mark.parametrize("url", ["/", "/tags/moon/", "/stories/the-long-one/", "/editions/2026-01-03/", "/2026/01/"])
def test_a_list_names_its_articles(make_site: MakeSite, url: str) -> None:
    site = make_site({"site.yaml": f"{SITE}editions: daily\n", **many(3, tags="[Moon]", story="The long one")})
    site.build()
    items = graph(site, url)["CollectionPage"]["mainEntity"]
    assert items["numberOfItems"] == len(items["itemListElement"]) == (1 if "editions" in url else 3)
    assert "https://example.org/news/2026/01/story-3/" in [item["@id"] for item in items["itemListElement"]]
