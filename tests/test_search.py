"""The search index: of the articles' pages and nothing else, made when a page has changed, and ours to remove."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from generator import search
from generator.build import Result
from tests.sites import MakeSite, Site, entry_text, many

pytest.importorskip("pagefind_bin", reason="Pagefind's program is not installed: pip install 'pagefind[bin]'")

CONFIG = "title: Test digest\n"
ENTRY = "public/pagefind/pagefind-entry.json"


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """Three articles, with search as it is by default."""
    return make_site({"site.yaml": CONFIG, **many(3)})


def index(site: Site) -> dict[str, bytes]:
    return {path: data for path, data in site.output().items() if path.startswith("pagefind/")}


def pages(site: Site) -> dict[str, dict[str, Any]]:
    """What the index has of each page by its address."""
    fragments = [data for path, data in index(site).items() if path.startswith("pagefind/fragment/")]
    found = [json.loads(gzip.decompress(data).removeprefix(b"pagefind_dcd")) for data in fragments]
    return {page["url"]: page for page in found}


def fragments(site: Site) -> dict[str, str]:
    """The name that the index has for each page by its title."""
    files = {path: data for path, data in index(site).items() if path.startswith("pagefind/fragment/")}
    pages = {path: json.loads(gzip.decompress(data).removeprefix(b"pagefind_dcd")) for path, data in files.items()}
    return {page["meta"]["title"]: path.split("/")[-1].split(".")[0] for path, page in pages.items()}


def found(site: Site) -> dict[str, str]:
    """The text of each page in the index by its address."""
    return {url: page["content"] for url, page in pages(site).items()}


def manifest(site: Site) -> Mapping[str, str]:
    files: dict[str, str] = json.loads(site.read("public/.broadsheet.json"))["files"]
    return files


def warnings(result: Result) -> list[tuple[str, str | None]]:
    return [(problem.message, problem.hint) for problem in result.problems if problem.severity == "warning"]


def menu(site: Site) -> list[str]:
    return [link.get_text() for link in site.page("/").select("header nav a")]


def without_program(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pagefind_bin", "pagefind_bin_extended"):
        monkeypatch.setitem(sys.modules, name, None)


def test_articles_are_in_the_index_and_lists_are_not(site: Site) -> None:
    result = site.build()
    assert not result.problems
    assert sorted(found(site)) == [f"/2026/01/story-{number}/" for number in (1, 2, 3)]
    assert "What happened on day 2" in found(site)["/2026/01/story-2/"]


def test_the_index_has_title_and_text_and_filters_for_the_rest(make_site: MakeSite) -> None:
    entry = entry_text(
        "Ice", "It broke early.", date="2026-03-05", source="The Paper", tags="[Weather, Sea]", note="Mine"
    )
    site = make_site({"site.yaml": CONFIG, "content/ice.md": entry})
    site.build()
    (page,) = pages(site).values()
    assert page["content"] == "Ice. It broke early."
    assert page["meta"] == {"title": "Ice", "source": "The Paper", "date": "Published 5 March 2026"}
    site.write({"content/sea.md": entry_text("Sea", date="2026-03-06", source="El Mar", tags="[Sea]", lang="es")})
    site.build()
    filed = json.loads(index(site)["pagefind/filters.json"])
    ice, sea = (filed["pages"].index(names[title]) for names in [fragments(site)] for title in ("Ice", "Sea"))
    assert filed["source"] == {"The Paper": [ice], "El Mar": [sea]}
    assert filed["topic"] == {"Sea": sorted([ice, sea])}, "a topic of one article narrows nothing"


def test_only_what_a_search_needs_is_published(site: Site) -> None:
    site.build()
    names = {path.split("/")[1] for path in index(site)}
    assert {"fragment", "index", "pagefind.js", "pagefind-worker.js", "pagefind-entry.json"} <= names
    assert not [name for name in names if "ui" in name or name.endswith(".css")]


def test_the_index_is_noted_as_ours(site: Site) -> None:
    site.build()
    assert index(site).keys() <= manifest(site).keys()


def test_the_work_leaves_nothing_behind(site: Site) -> None:
    site.build()
    assert not [path for path in site.files() if "/.pagefind" in path or ".public.new" in path]


def test_it_is_not_made_again_when_nothing_has_changed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.build()
    before = site.output()
    monkeypatch.setattr(search, "make", lambda *_: pytest.fail("made again"))
    result = site.build()
    assert "search" not in result.seconds
    assert (result.files.written, result.files.removed) == (0, 0)
    assert site.output() == before


def test_it_follows_a_changed_article(site: Site) -> None:
    site.build()
    site.write({"content/story-2.md": entry_text("Story 2", "A quokka smiles.", date="2026-01-02")})
    result = site.build()
    assert "search" in result.seconds
    assert "A quokka smiles." in found(site)["/2026/01/story-2/"]
    assert len(found(site)) == 3


def test_it_forgets_a_removed_article(site: Site) -> None:
    site.build()
    site.remove("content/story-2.md")
    site.build()
    assert sorted(found(site)) == ["/2026/01/story-1/", "/2026/01/story-3/"]
    assert index(site).keys() == {path for path in manifest(site) if path.startswith("pagefind/")}


@pytest.mark.parametrize("lost", ["pagefind-entry.json", "pagefind.js"])
def test_a_lost_file_of_it_comes_back(site: Site, lost: str) -> None:
    site.build()
    before = site.output()
    site.remove(f"public/pagefind/{lost}")
    site.build()
    assert site.output() == before


def test_a_build_that_changes_much_has_the_bytes_of_a_first_build(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": CONFIG, **many(3), "content/es.md": entry_text("La luna", "Los gatos.", lang="es")})
    site.build()
    site.write(many(6, lang="de"))
    site.build(jobs=2)
    site.build(output=site.root / "again", jobs=1)
    assert site.output() == site.output("again")


def test_languages_are_named_in_one_order(make_site: MakeSite) -> None:
    tongues = {lang: entry_text(f"Title {lang}", "Words.", lang=lang) for lang in ("es", "de", "en", "fr", "it")}
    site = make_site({"site.yaml": CONFIG, **{f"content/{lang}.md": text for lang, text in tongues.items()}})
    site.build()
    assert list(json.loads(site.read(ENTRY))["languages"]) == ["de", "en", "es", "fr", "it"]


def test_without_search_an_earlier_index_goes(site: Site) -> None:
    site.build()
    assert "Search" in menu(site)
    site.write({"site.yaml": CONFIG + "search: false\n"})
    result = site.build()
    assert not result.problems
    assert not index(site)
    assert not (site.root / "public/pagefind").exists()
    assert "Search" not in menu(site)
    page = site.page("/search/")
    assert not page.select("form, main script, script[type=module]")
    assert page.select('main a[href="/2026/01/"]')


def test_the_search_page_serves_readers_without_scripts(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": CONFIG, **many(3, tags="[moon]", source="The Herald")})
    site.build()
    page = site.page("/search/")
    form = page.select_one("form[role=search]")
    assert form is not None
    assert form.has_attr("hidden")
    assert page.select_one("label[for=search-words]")
    assert "JavaScript" in page.select_one("[aria-live=polite]").get_text()  # type: ignore[union-attr]
    lists = [[link.get_text() for link in found.select("a")] for found in page.select("main ul.terms")]
    assert lists == [["moon 3"], ["The Herald 3"], ["January 2026 3"]]
    scripts = page.select("script:not([type='application/ld+json'])")
    assert [script["type"] for script in scripts] == ["module"]
    assert not any(script.get_text() for script in scripts)


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ("", "/pagefind/pagefind.js"),
        ("base_url: https://example.org/news/\n", "/news/pagefind/pagefind.js"),
        ("urls: relative\n", "../pagefind/pagefind.js"),
    ],
)
def test_the_page_knows_where_the_index_is(make_site: MakeSite, settings: str, place: str) -> None:
    site = make_site({"site.yaml": CONFIG + settings, **many(1)})
    site.build()
    form = site.page("/search/").select_one("form")
    assert form is not None
    assert form["data-index"] == place


def test_drafts_and_links_are_not_in_it(make_site: MakeSite) -> None:
    site = make_site(
        {
            "site.yaml": CONFIG,
            "content/shown.md": entry_text("Shown"),
            "content/draft.md": entry_text("Hidden", draft="true"),
            "content/later.md": entry_text("Later", date="2027-01-01"),
            "content/link.md": entry_text("Elsewhere", rights="link", link="https://example.com/story"),
        }
    )
    site.build()
    assert list(found(site)) == ["/shown/"]


def test_a_site_without_articles_has_no_index_and_no_form(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": CONFIG})
    result = site.build()
    assert not result.problems
    assert not index(site)
    assert not site.page("/search/").select("form")


def test_a_file_of_the_sites_own_is_not_replaced(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": CONFIG, **many(1), "static/pagefind/pagefind.js": "// mine\n"})
    for _ in range(2):
        site.build()
        assert site.read("public/pagefind/pagefind.js") == "// mine\n"


def test_clean_removes_it(site: Site) -> None:
    site.build()
    assert site.run("clean").returncode == 0
    assert not (site.root / "public").exists()


class TestWithoutTheProgram:
    @pytest.fixture(autouse=True)
    def _missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        without_program(monkeypatch)

    def test_the_site_is_complete_and_a_warning_says_how_to_get_it(self, site: Site) -> None:
        result = site.build()
        assert result.published
        assert "public/2026/01/story-1/index.html" in site.files()
        assert not index(site)
        ((message, hint),) = warnings(result)
        assert "Pagefind is not installed" in message
        assert hint
        assert "pip install 'pagefind[bin]'" in hint

    def test_every_build_says_so(self, site: Site) -> None:
        assert site.build().problems == site.build().problems != ()

    def test_strict_publishes_nothing(self, site: Site) -> None:
        assert not site.build(strict=True).published

    def test_an_index_of_other_pages_does_not_stay(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("pagefind_bin", "pagefind_bin_extended"):
            monkeypatch.delitem(sys.modules, name, raising=False)
        site.build()
        assert index(site)
        without_program(monkeypatch)
        assert not site.build().problems
        site.remove("content/story-2.md")
        assert site.build().problems
        assert not index(site)


def test_the_command_succeeds_without_the_program(site: Site) -> None:
    site.write(
        {"shadow/pagefind_bin.py": "raise ImportError\n", "shadow/pagefind_bin_extended.py": "raise ImportError\n"}
    )
    paths = f"{site.root / 'shadow'}:{site.environment()['PYTHONPATH']}"
    done = site.run("build", env={"PYTHONPATH": paths})
    assert done.returncode == 0
    assert "warning: the search index could not be made" in done.stderr
    assert site.run("build", "--strict", env={"PYTHONPATH": paths}).returncode == 1


def test_a_program_that_fails_is_a_warning(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        return subprocess.CompletedProcess([], 3, "", "Error: no room\n")

    monkeypatch.setattr(subprocess, "run", fails)
    result = site.build()
    assert result.published
    assert [message for message, _ in warnings(result)] == [
        "the search index could not be made: Pagefind says: Error: no room"
    ]
    assert not index(site)
