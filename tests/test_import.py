"""From seeds to entries: written once, then the editor's own."""

from __future__ import annotations

import json
import os
import re
from typing import Any

import pytest
import yaml

from generator.build import Result
from tests.sites import ARTICLE, MakeSite, Site

CHANGED = ARTICLE.replace("thirteen minutes", "fourteen minutes")
UNDATED = {"seeds/lander.txt": ARTICLE}


def fields(site: Site, path: str | None = None) -> dict[str, Any]:
    """The front matter of an entry, by default of the only one."""
    found: dict[str, Any] = yaml.safe_load(site.read(path or site.entry()).split("---\n")[1])
    return found


def edit(site: Site, old: str, new: str) -> None:
    """Change the only entry, as its editor would."""
    text = site.read(site.entry())
    assert old in text
    site.write({site.entry(): text.replace(old, new)})


def messages(result: Result) -> list[str]:
    return [f"{problem.severity}: {problem.file} {problem.message}" for problem in result.problems]


def test_an_entry_has_what_the_seed_says(make_site: MakeSite) -> None:
    site = make_site(UNDATED)
    assert site.build().imported == 1
    found = fields(site)
    assert found["title"] == "A lander sends its first pictures"
    assert found["source"] == {"name": "Second Source"}
    assert found["lang"] == "en"
    assert found["seed"]["file"] == "lander.txt"
    assert re.fullmatch(r"[0-9a-f]{64}", found["seed"]["sha256"])
    assert re.fullmatch(r"[a-z2-7]{10}", found["id"])
    assert found["summary"].startswith("The probe touched down")
    assert "\n\nEngineers in the control room waited" in site.read(site.entry())


def test_importing_again_changes_nothing(make_site: MakeSite) -> None:
    site = make_site(UNDATED)
    site.build()
    before = site.files()
    result = site.build(now="2027-01-01")
    assert (result.seeds, result.imported, result.problems) == (1, 0, ())
    assert site.files() == before


class TestAChangedSeed:
    def test_refreshes_an_entry_that_nobody_touched(self, make_site: MakeSite) -> None:
        site = make_site(UNDATED)
        site.build()
        before, path = fields(site), site.entry()
        result = site.write({"seeds/lander.txt": CHANGED.replace("A lander", "The lander")}).build(now="2027-01-01")
        after = fields(site)
        assert (result.imported, result.problems) == (1, ())
        assert site.entry() == path
        assert "fourteen minutes" in site.read(path)
        assert after["title"] == "The lander sends its first pictures"
        assert [after[key] for key in ("id", "date", "date_source")] == [
            before[key] for key in ("id", "date", "date_source")
        ]

    def test_refreshes_it_once(self, make_site: MakeSite) -> None:
        site = make_site(UNDATED)
        site.build()
        site.write({"seeds/lander.txt": CHANGED}).build()
        assert site.build().imported == 0

    def test_that_states_a_date_now_gives_it_to_the_entry(self, make_site: MakeSite) -> None:
        site = make_site(UNDATED)
        site.build()
        site.write({"seeds/lander.txt": f"Title: A lander\nDate: 2020-02-03\n\n{ARTICLE}"}).build()
        assert (str(fields(site)["date"]), fields(site)["date_source"]) == ("2020-02-03", "seed")

    def test_keeps_an_entry_that_was_edited_and_tells(self, make_site: MakeSite) -> None:
        site = make_site(UNDATED)
        site.build()
        edit(site, "thirteen minutes", "a quarter of an hour")
        edited = site.read(site.entry())
        result = site.write({"seeds/lander.txt": CHANGED}).build()
        assert messages(result) == [
            f"warning: seeds/lander.txt has changed, but the edited version in {site.entry()} was kept"
        ]
        assert (result.imported, site.read(site.entry())) == (0, edited)

    @pytest.mark.parametrize(
        ("old", "new"),
        [('summary: "', 'summary: "Mine. '), ("lang: ", "draft: true\nlang: "), ("A lander", "Our lander")],
    )
    def test_a_field_is_an_edit_like_any_other(self, make_site: MakeSite, old: str, new: str) -> None:
        site = make_site(UNDATED)
        site.build()
        edit(site, old, new)
        assert site.write({"seeds/lander.txt": CHANGED}).build().imported == 0
        assert "thirteen" in site.read(site.entry())

    def test_other_line_ends_are_no_edit(self, make_site: MakeSite) -> None:
        site = make_site(UNDATED)
        site.build()
        edit(site, "\n", "\r\n")
        result = site.write({"seeds/lander.txt": CHANGED}).build()
        assert (result.imported, result.problems) == (1, ())
        assert "fourteen" in site.read(site.entry())

    def test_refreshes_an_entry_whose_text_speaks_of_a_checksum(self, make_site: MakeSite) -> None:
        site = make_site(
            {"seeds/a.txt": "Checking sums\n\nOne opens the file.\nchecksum: 12 is its third line.\nThen.\n"}
        )
        site.build()
        result = site.write({"seeds/a.txt": "Checking sums\n\nOne closes the file.\n"}).build()
        assert (result.imported, result.problems) == (1, ())

    def test_a_checksum_taken_away_makes_the_entry_the_editors(self, make_site: MakeSite) -> None:
        site = make_site(UNDATED)
        site.build()
        edit(site, f'checksum: "{fields(site)["checksum"]}"\n', "")
        assert site.write({"seeds/lander.txt": CHANGED}).build().imported == 0


class TestASidecar:
    def test_that_is_added_refreshes_the_entry(self, make_site: MakeSite) -> None:
        site = make_site(UNDATED)
        site.build()
        site.write({"seeds/lander.yaml": "author: Ada\ntags: [Space]\n"}).build()
        assert (fields(site)["author"], fields(site)["tags"]) == ("Ada", ["Space"])

    def test_that_changes_or_goes_refreshes_the_entry(self, make_site: MakeSite) -> None:
        site = make_site({**UNDATED, "seeds/lander.yaml": "author: Ada\n"})
        site.build()
        site.write({"seeds/lander.yaml": "author: Bea\n"}).build()
        assert fields(site)["author"] == "Bea"
        site.remove("seeds/lander.yaml")
        site.build()
        assert "author" not in fields(site)

    def test_without_a_change_changes_nothing(self, make_site: MakeSite) -> None:
        site = make_site({**UNDATED, "seeds/lander.yaml": "author: Ada\n"})
        site.build()
        assert site.build().imported == 0


class TestASeedThatMoves:
    def test_is_not_imported_a_second_time(self, make_site: MakeSite) -> None:
        site = make_site(UNDATED)
        site.build()
        before = site.read(site.entry())
        site.remove("seeds/lander.txt")
        result = site.write({"seeds/2026/renamed.txt": ARTICLE}).build()
        assert (result.imported, result.problems) == (0, ())
        assert site.read(site.entry()) == before

    def test_leaves_its_entry_when_it_is_deleted(self, make_site: MakeSite) -> None:
        site = make_site(UNDATED)
        site.build()
        site.remove("seeds/lander.txt")
        assert (site.build().entries, len(site.entries())) == (1, 1)


def test_the_same_text_in_two_seeds_is_imported_once_and_told(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": ARTICLE, "seeds/b.txt": ARTICLE})
    result = site.build()
    assert messages(result) == ["warning: seeds/b.txt has the same text as seeds/a.txt"]
    assert (result.imported, fields(site)["seed"]["file"]) == (1, "a.txt")
    assert messages(site.build()) == messages(result)


def test_an_entry_that_was_deleted_comes_back_as_it_was(make_site: MakeSite) -> None:
    site = make_site(UNDATED)
    # The seed is old enough for the cache to rely on it.
    os.utime(site.root / "seeds/lander.txt", (1_700_000_000, 1_700_000_000))
    site.build()
    path, before = site.entry(), site.read(site.entry())
    site.remove(path)
    assert site.build().imported == 1
    assert (site.entry(), site.read(path)) == (path, before)


def test_an_entry_that_was_moved_is_still_known(make_site: MakeSite) -> None:
    site = make_site(UNDATED)
    site.build()
    path = site.entry()
    site.write({"content/elsewhere.md": site.read(path)})
    site.remove(path)
    assert (site.build().imported, site.entry()) == (0, "content/elsewhere.md")


def test_an_entry_with_broken_front_matter_is_not_imported_a_second_time(make_site: MakeSite) -> None:
    site = make_site(UNDATED)
    site.build()
    edit(site, 'title: "', "title: [")
    result = site.build()
    assert (result.imported, len(site.entries()), len(result.problems)) == (0, 1, 1)
    assert site.write({"seeds/lander.txt": CHANGED}).build().imported == 0


def test_two_seeds_with_one_title_get_two_paths_and_two_pages(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": ARTICLE, "seeds/b.txt": CHANGED})
    result = site.build()
    assert (result.imported, result.entries, result.problems) == (2, 2, ())
    first, second = site.entries()
    assert {first, second} == {
        "content/2026/11/a-lander-sends-its-first-pictures.md",
        "content/2026/11/a-lander-sends-its-first-pictures-2.md",
    }
    assert fields(site, first)["id"] != fields(site, second)["id"]


def test_a_new_seed_never_overwrites_the_editors_own_file(make_site: MakeSite) -> None:
    own = "content/2026/11/a-lander-sends-its-first-pictures.md"
    site = make_site({**UNDATED, own: "My own words.\n"})
    site.build()
    assert site.read(own) == "My own words.\n"
    assert len(site.entries()) == 2


def test_ids_depend_on_the_seed_alone(make_site: MakeSite) -> None:
    site = make_site({**UNDATED, "seeds/other.txt": CHANGED})
    site.build()
    ids = {fields(site, path)["seed"]["file"]: fields(site, path)["id"] for path in site.entries()}
    for path in site.entries():
        site.remove(path)
    site.remove("seeds/other.txt")
    site.build(now="2030-01-01")
    assert fields(site)["id"] == ids["lander.txt"]


DATED = "seeds/2026-03-03-a.txt"
HEADER = "Title: A lander\nDate: 2026-02-02\n\n"
DATELINE = ARTICLE.replace("The probe", "DARMSTADT, 4 April 2026 — The probe")


@pytest.mark.parametrize(
    ("files", "date", "date_source", "path"),
    [
        pytest.param(
            {DATED: HEADER + DATELINE, "seeds/2026-03-03-a.yaml": "date: 2026-01-01\n"},
            "2026-01-01",
            "seed",
            "content/2026/01/",
            id="sidecar",
        ),
        pytest.param({DATED: HEADER + DATELINE}, "2026-02-02", "seed", "content/2026/02/", id="header"),
        pytest.param({DATED: DATELINE}, "2026-03-03", "name", "content/2026/03/", id="name"),
        pytest.param({"seeds/a.txt": DATELINE}, "2026-04-04", "text", "content/2026/04/", id="text"),
        pytest.param({"seeds/a.txt": ARTICLE}, "2026-11-23", "import", "content/2026/11/", id="import"),
    ],
)
def test_the_surest_date_counts(
    make_site: MakeSite, files: dict[str, str], date: str, date_source: str, path: str
) -> None:
    site = make_site(files)
    assert site.build().problems == ()
    found = fields(site)
    assert (str(found["date"]), found["date_source"]) == (date, date_source)
    assert site.entry().startswith(path)


def test_stated_tags_are_kept_and_none_are_added(make_site: MakeSite) -> None:
    site = make_site({**UNDATED, "seeds/lander.yaml": "tags: [One, Two]\n"})
    site.build()
    assert fields(site)["tags"] == ["One", "Two"]


def test_no_tags_are_suggested_where_none_are_wanted(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": ARTICLE.replace("A lander", "Huygens").replace("The probe", "Huygens")})
    site.build()
    assert "Huygens" in fields(site)["tags"]
    site.remove(site.entry())
    site.write({"site.yaml": "tags: {max: 0}\n"}).build()
    assert fields(site)["tags"] == []


class TestTheCommand:
    def test_writes_entries_and_builds_nothing(self, make_site: MakeSite) -> None:
        site = make_site(UNDATED)
        ran = site.run("import", "--now", "2026-11-23")
        assert (ran.returncode, ran.stdout) == (0, "content/2026/11/a-lander-sends-its-first-pictures.md\n")
        assert "1 entry written" in ran.stderr
        assert not (site.root / "public").exists()

    def test_writes_nothing_in_a_dry_run(self, make_site: MakeSite) -> None:
        site = make_site(UNDATED)
        before = site.files()
        ran = site.run("import", "--dry-run")
        assert ran.returncode == 0
        assert "title    A lander sends its first pictures  [first line]" in ran.stdout
        assert "1 entry would be written" in ran.stderr
        assert site.files() == before

    def test_tells_each_field_as_json_with_its_origin(self, make_site: MakeSite) -> None:
        site = make_site({**UNDATED, "seeds/b.txt": "Title: B\nAuthor: Ada\nMood: grim\n\nSome words.\n"})
        ran = site.run("import", "--dry-run", "--json", "--now", "2026-11-23")
        first, second = map(json.loads, ran.stdout.splitlines())
        keys = {"seed", "title", "date", "date_source", "author", "source", "link", "lang", "summary", "tags", "body"}
        assert keys | {"origin"} <= first.keys()
        assert (first["seed"], first["author"], first["origin"]["title"]) == ("b.txt", "Ada", "header")
        assert (second["date"], second["date_source"], second["origin"]["date"]) == (
            "2026-11-23",
            "import",
            "day of import",
        )
        assert second["source"]["name"] == "Second Source"
        assert second["body"].startswith("The probe touched down")
        assert site.entries() == []

    def test_takes_single_files_from_anywhere(self, make_site: MakeSite) -> None:
        site = make_site({"seeds/a.txt": ARTICLE, "inbox/b.txt": CHANGED})
        ran = site.run("import", str(site.root / "inbox/b.txt"))
        assert ran.returncode == 0
        assert "fourteen" in site.read(site.entry())

    def test_a_file_from_elsewhere_is_not_the_seed_of_the_same_name(self, make_site: MakeSite) -> None:
        other = "Quite another story\n\nIt has nothing to do with landers.\n"
        site = make_site({**UNDATED, "inbox/lander.txt": other})
        site.build()
        path = site.entry()
        site.run("import", str(site.root / "inbox/lander.txt"))
        assert "thirteen minutes" in site.read(path)
        (added,) = set(site.entries()) - {path}
        assert fields(site, added)["seed"]["file"] == "inbox/lander.txt"
        assert "0 entries written" in site.run("import", str(site.root / "inbox/lander.txt")).stderr

    def test_tells_a_file_from_elsewhere_by_its_own_path(self, make_site: MakeSite) -> None:
        site = make_site({"inbox/report.odt": "x"})
        path = (site.root / "inbox/report.odt").as_posix()
        assert f"warning: {path}: no reader for .odt" in site.run("import", path).stderr

    def test_tells_a_path_that_is_not_there(self, make_site: MakeSite) -> None:
        site = make_site({})
        ran = site.run("import", "nothing.txt")
        assert (ran.returncode, ran.stderr.splitlines()[0]) == (1, "error: nothing.txt: no such file or folder")


def test_what_cannot_be_read_in_a_post_is_told_once(make_site: MakeSite) -> None:
    post = "---\ntitle: Two\ndate: 2026-01-02\nstory: [a, b]\naliases: {x: y}\n---\nSome words are here.\n"
    problems = make_site({"seeds/post.md": post}).build().problems
    assert sorted((problem.line, problem.message) for problem in problems) == [
        (4, "story: expected one line of text"),
        (5, "aliases: expected a list"),
    ]
