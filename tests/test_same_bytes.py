"""The same files give the same site, byte for byte, whenever, wherever and however it is built."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from generator import verification
from generator.build import Options, Result, build
from tests.sites import ARTICLE, NOW, MakeSite, Site, entry_text, many

FILES: Mapping[str, str | bytes] = {
    "site.yaml": "title: Test digest\ntimezone: Europe/Madrid\npagination: 3\nparams: {b: 1, a: [x, y]}\n",
    "seeds/lander.txt": ARTICLE,
    "seeds/harbour.txt": ARTICLE.replace("A lander", "A harbour").replace("probe", "ship"),
    "seeds/2026-03-04 named.txt": ARTICLE.replace("A lander", "A balloon").replace("Second", "Third"),
    "content/moon.md": entry_text(
        "On the Moon", "Über *alles* — 1/2.", date="2026-05-06T10:30:00", tags="[Moon, Über]"
    ),
    "content/mars.md": entry_text("On Mars", "A [link](/moon/) & more.", tags="[moon, Mars]", related="[moon]"),
    "content/tie.md": entry_text("On Mars, too", "A [link](/moon/) & more.", tags="[MOON, Mars]", extra="{z: 1, a: 2}"),
    "static/dot.gif": b"GIF89a",
}
TERSE = "{{ page.title }} {{ view.params }} {{ site.params }}"


def built(folder: Path, files: Mapping[str, str | bytes] = FILES) -> Site:
    site = Site(folder).write(files)
    site.build()
    return site


def made(site: Site) -> dict[str, bytes]:
    """What import and build have made of a site: its entries and its output."""
    return {path: data for path, data in site.files().items() if path.startswith(("content/", "public/"))}


def test_building_again_writes_nothing(make_site: MakeSite) -> None:
    site = make_site(FILES)
    first = site.build()
    before = site.files()
    times = {path: (site.root / path).stat().st_mtime_ns for path in before}
    second = site.build()
    assert (second.files.written, second.files.removed, second.imported) == (0, 0, 0)
    assert second.files.unchanged == first.files.written
    assert site.files() == before
    assert {path: (site.root / path).stat().st_mtime_ns for path in before} == times


def test_editing_a_body_writes_one_page(make_site: MakeSite) -> None:
    site = make_site(many(30, tags="[Moon]", summary="Told in one line.", related="false"))
    site.build()
    site.write(many(30, tags="[Moon]", summary="Told in one line.", related="false"))
    changed = site.read("content/story-7.md").replace("day 7", "day seven")
    assert site.write({"content/story-7.md": changed}).build().files.written == 1


def test_two_folders_with_the_same_files_give_the_same_site(tmp_path: Path) -> None:
    one = built(tmp_path / "one")
    other = built(tmp_path / "a quite different place" / "other", dict(reversed(list(FILES.items()))))
    assert made(one) == made(other)
    assert len(one.output()) > 30


def test_an_import_followed_by_a_build_gives_what_one_build_gives(tmp_path: Path) -> None:
    one, other = built(tmp_path / "one"), Site(tmp_path / "other").write(FILES)
    assert other.run("import", "--now", "2026-11-23").returncode == 0
    other.build()
    assert made(one) == made(other)


def test_a_site_edited_step_by_step_is_the_one_built_at_once(tmp_path: Path) -> None:
    """Nothing of what was there before is left, and nothing that is new is missing."""
    # Without seeds, as the tags that import suggests depend on what is in the digest on that day.
    files = {path: data for path, data in FILES.items() if not path.startswith("seeds/")}
    site = built(tmp_path / "one", {**files, **many(9, tags="[Gone]"), "static/gone.txt": "x"})
    for path in (*many(9), "static/gone.txt"):
        site.remove(path)
    site.build()
    assert made(site) == made(built(tmp_path / "other", files))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "1"}),
        ({"TZ": "Pacific/Kiritimati"}, {"TZ": "America/Los_Angeles"}),
        ({"LC_ALL": "C"}, {"LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"}),
    ],
    ids=["hash seed", "zone", "locale"],
)
def test_the_machine_does_not_show(tmp_path: Path, first: dict[str, str], second: dict[str, str]) -> None:
    sites = [Site(tmp_path / name).write(FILES) for name in ("first", "second")]
    for site, environment in zip(sites, (first, second), strict=True):
        ran = site.run("build", "-q", "--now", "2026-11-23", env=environment)
        assert (ran.returncode, ran.stderr) == (0, "")
    assert made(sites[0]) == made(sites[1])


def test_several_processes_make_what_one_makes(tmp_path: Path) -> None:
    files = many(420, tags="[Moon, Mars]", source="The Paper")
    seeds = {f"seeds/{number}.txt": ARTICLE.replace("A lander", f"Lander {number}") for number in range(5)}
    sites = [Site(tmp_path / name).write({**files, **seeds}) for name in ("alone", "together")]
    for site, jobs in zip(sites, ("1", "2"), strict=True):
        ran = site.run("build", "-q", "--now", "2026-11-23", "--jobs", jobs)
        assert (ran.returncode, ran.stderr) == (0, "")
    assert made(sites[0]) == made(sites[1])


class TestCache:
    FILE = ".cache/entries.json"

    def site(self, make_site: MakeSite) -> Site:
        """A site whose cache is filled."""
        site = make_site(FILES)
        site.build()
        site.settle()
        site.build()
        assert '"content/moon.md"' in site.read(self.FILE)
        return site

    def rebuilt(self, site: Site, *, use_cache: bool) -> dict[str, bytes]:
        site.write({"templates/article.html": TERSE}).build(use_cache=use_cache)
        output = site.output()
        (site.root / "templates/article.html").unlink()
        return output

    def test_makes_no_difference(self, make_site: MakeSite) -> None:
        site = self.site(make_site)
        assert self.rebuilt(site, use_cache=True) == self.rebuilt(site, use_cache=False)

    def test_makes_no_difference_to_a_date_before_standard_time(self, make_site: MakeSite) -> None:
        entry = entry_text("Early", date="1850-06-01T10:00:00")
        site = make_site({"site.yaml": "timezone: Europe/Madrid\n", "content/early.md": entry})
        cold, warm = self.cold_and_warm(site)
        assert warm == cold

    def test_makes_no_difference_to_a_number_that_is_none(self, make_site: MakeSite) -> None:
        site = make_site({"templates/article.html": TERSE, "content/a.md": '+++\ntitle = "A"\nx = inf\n+++\nText.\n'})
        cold, warm = self.cold_and_warm(site)
        assert warm == cold

    def cold_and_warm(self, site: Site) -> tuple[dict[str, bytes], dict[str, bytes]]:
        site.settle()
        site.build()
        cold = site.output()
        site.build()
        return cold, site.output()

    @pytest.mark.parametrize(
        "damaged",
        [b"", b"{", b'{"key": 1}', b"\xff\xfe", b'{"key":"x","entries":{"content/moon.md":[[1,2],{}]}}', b"[]"],
    )
    def test_is_ignored_when_damaged(self, make_site: MakeSite, damaged: bytes) -> None:
        site = self.site(make_site)
        before = made(site)
        result = site.write({self.FILE: damaged}).build()
        assert (result.files.written, result.problems) == (0, ())
        assert made(site) == before

    def test_can_be_lost(self, make_site: MakeSite) -> None:
        site = self.site(make_site)
        site.remove(self.FILE)
        assert site.build().files.written == 0

    def test_is_not_kept_on_demand(self, make_site: MakeSite) -> None:
        site = make_site(FILES)
        site.build(use_cache=False)
        assert not (site.root / ".cache").exists()

    def test_knows_that_a_file_has_changed(self, make_site: MakeSite) -> None:
        site = self.site(make_site)
        site.write({"content/moon.md": site.read("content/moon.md").replace("On the Moon", "On the Sun!")})
        site.build()
        assert "On the Sun!" in site.read("public/index.html")

    def test_knows_that_the_zone_has_changed(self, make_site: MakeSite) -> None:
        site = self.site(make_site)
        site.write({"site.yaml": "timezone: Asia/Tokyo\n"}).build()
        assert "10:30:00 +0900" in site.read("public/feed.xml")


class TestDayOfImport:
    """An undated seed gets a day from outside the site, which must be the one that was asked for."""

    def day(self, site: Site, *arguments: str, epoch: str | None) -> str:
        ran = site.run("build", *arguments, env={"SOURCE_DATE_EPOCH": epoch})
        assert ran.returncode == 0, ran.stderr
        (line,) = (line for line in site.read(site.entry()).splitlines() if line.startswith("date:"))
        return line

    def test_is_that_of_the_epoch(self, make_site: MakeSite) -> None:
        site = make_site({"seeds/lander.txt": ARTICLE})
        assert self.day(site, epoch="1600000000") == "date: 2020-09-13"

    def test_is_told_in_the_sites_zone(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": "timezone: Asia/Tokyo\n", "seeds/lander.txt": ARTICLE})
        assert self.day(site, epoch="1600010000") == "date: 2020-09-14"

    def test_is_rather_what_the_command_line_says(self, make_site: MakeSite) -> None:
        site = make_site({"seeds/lander.txt": ARTICLE})
        assert self.day(site, "--now", "2021-02-03", epoch="1600000000") == "date: 2021-02-03"


def test_a_file_that_is_not_what_a_build_makes_is_told(make_site: MakeSite) -> None:
    site = make_site(many(3))
    assert site.run("build", "--verify", "--now", NOW).returncode == 0
    site.settle()
    site.run("build", "--now", NOW)
    page = site.root / "public/index.html"
    before = page.stat()
    page.write_bytes(page.read_bytes().replace(b"Story 3", b"Story 8"))
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    ran = site.run("build", "--verify", "--now", NOW)
    assert ran.returncode == 1
    assert "public/index.html: is not what a build from nothing makes" in ran.stderr
    assert [path.name for path in site.root.iterdir() if path.name.startswith(".public")] == []


def test_a_verified_site_has_a_manifest_of_all_that_went_in_and_came_out(make_site: MakeSite) -> None:
    draft = {
        "content/draft.md": entry_text("A draft", draft="true"),
        "static/café.txt": "x",
        "site.yaml": "search: false\n",
    }
    site = make_site({**many(2), **draft, "seeds/lander.txt": ARTICLE})
    assert site.run("build", "--verify", "--now", NOW).returncode == 0
    told = json.loads(site.read(".cache/manifest.json"))
    made = {name: data for name, data in site.output().items() if name != ".broadsheet.json"}
    given = {name: data for name, data in site.files().items() if not name.startswith("public/")}
    assert told["outputs"] == {name: sha256(data).hexdigest() for name, data in made.items()}
    assert told["inputs"] == {name: sha256(data).hexdigest() for name, data in given.items()}
    assert not any(b"draft.md" in data for data in site.output().values())


def test_a_site_that_changes_while_it_is_verified_has_none(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(many(1))
    result = site.build()

    def build_and_edit(*given: Any) -> Result:
        made = build(*given)
        site.write({"content/story-1.md": "Other words"})
        return made

    monkeypatch.setattr(verification, "build", build_and_edit)
    (problem,) = verification.verified(site.root, Options(now=NOW), result).problems
    assert (problem.file, problem.message) == ("content/story-1.md", "changed while the site was verified")
    assert not (site.root / verification.MANIFEST).exists()
