"""Deploying to a folder, and what holds for every target: the guard, the order, the record, interruptions."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.addresses import DEPLOYED
from generator.deploy import Options, Report, deploy, target
from generator.deploy.folder import FolderTarget
from generator.errors import ArgumentError, ConfigError, DeployError
from generator.timeline import Timeline
from tests.sites import MakeSite, Site, entry_text, many

SITE = "title: River News\nbase_url: https://river.test/\nsearch: false\n"
FOLDER = f"{SITE}deploy:\n  disk: {{type: folder, path: ../www}}\n"


def run(site: Site, **options: Any) -> Report:
    """Deploy in this process; options are those of `generator.deploy.Options`."""
    return deploy(site.root, None, Options(output=site.root / "public", **options), Timeline())


def served(site: Site) -> dict[str, bytes]:
    """What a web server would find."""
    current = site.root.parent / "www" / "current"
    return {
        path.relative_to(current).as_posix(): path.read_bytes()
        for path in current.rglob("*")
        if path.is_file() and path.name != DEPLOYED
    }


def built(site: Site) -> dict[str, bytes]:
    return {path: data for path, data in site.output().items() if path != ".broadsheet.json"}


def paths(report: Report, group: str, kind: str) -> list[str]:
    return [change.path for change in getattr(report.changes[group], kind)]  # type: ignore[index] # a name of a group


def refused(site: Site, **options: Any) -> list[str]:
    with pytest.raises(DeployError) as raised:
        run(site, **options)
    assert raised.value.exit_code == 4
    return [problem.message for problem in raised.value.problems]


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    made = make_site({"site.yaml": FOLDER, **many(3)})
    made.build()
    return made


class TestFolder:
    def test_the_served_site_is_the_built_one(self, site: Site) -> None:
        report = run(site)
        assert served(site) == built(site)
        assert report.first
        assert len(paths(report, "articles", "added")) == 3
        assert report.changed == len(built(site))

    def test_nothing_new_is_no_release(self, site: Site) -> None:
        run(site)
        report = run(site)
        assert (report.changed, report.first, report.unchanged) == (0, False, len(built(site)))
        assert len(list((site.root.parent / "www" / "releases").iterdir())) == 1

    def test_changes_and_removals_follow(self, site: Site) -> None:
        run(site)
        site.write({"content/story-2.md": entry_text("Story 2", "Other words.", date="2026-01-02")})
        site.remove("content/story-3.md")
        site.build()
        report = run(site)
        assert served(site) == built(site)
        assert "2026/01/story-2/index.html" in paths(report, "articles", "changed")
        assert paths(report, "articles", "removed") == ["2026/01/story-3/index.html"]
        assert not (site.root.parent / "www/current/2026/01/story-3").exists()

    def test_earlier_releases_stay_as_they_were(self, site: Site) -> None:
        run(site)
        first = (site.root.parent / "www" / "current").resolve()
        before = (first / "index.html").read_bytes()
        site.write({"content/story-4.md": entry_text("Story 4", date="2026-02-01")}).build()
        run(site)
        assert (first / "index.html").read_bytes() == before
        assert "story-4" in (site.root.parent / "www/current/index.html").read_text(encoding="utf-8")

    def test_only_so_many_releases_are_kept(self, site: Site) -> None:
        site.write({"site.yaml": FOLDER.replace("../www}", "../www, keep: 2}")})
        for number in range(10, 14):
            site.write({f"content/x{number}.md": entry_text(f"X {number}", date="2026-02-01")}).build()
            run(site)
        assert len(list((site.root.parent / "www" / "releases").iterdir())) == 2
        assert served(site) == built(site)

    def test_a_file_becomes_a_folder_and_back(self, site: Site) -> None:
        site.write({"static/a": "a file", "static/b/c": "below"}).build()
        run(site)
        site.remove("static/a")
        site.remove("static/b/c")
        (site.root / "static/b").rmdir()
        site.write({"static/a/d": "below", "static/b": "a file"}).build()
        run(site)
        assert served(site) == built(site)

    def test_what_is_no_link_is_not_replaced(self, site: Site) -> None:
        (site.root.parent / "www" / "current").mkdir(parents=True)
        assert "is no link" in refused(site)[0]

    @pytest.mark.parametrize("path", ["public", "public/web", "../site/public"])
    def test_it_never_lies_in_the_output_folder(self, site: Site, path: str) -> None:
        site.write({"site.yaml": FOLDER.replace("../www", path)})
        before = site.output()
        assert refused(site) == [f"{path} lies in the output folder"]
        assert site.output() == before

    @pytest.mark.skipif(not Path("/dev/full").exists() or os.geteuid() != 0, reason="needs to mount a small drive")
    def test_a_full_disk_leaves_the_served_site(self, site: Site, tmp_path: Path) -> None:
        drive = tmp_path / "drive"
        drive.mkdir()
        if subprocess.run(
            [shutil.which("mount") or "", "-t", "tmpfs", "-o", "size=1m", "tmpfs", drive], check=False
        ).returncode:
            pytest.skip("may not mount")
        try:
            site.write({"site.yaml": FOLDER.replace("../www", str(drive))}).build()
            run(site)
            site.write({"static/big.bin": bytes(2_000_000)}).build()
            assert "No space left" in refused(site)[0]
            assert (drive / "current/index.html").read_bytes() == site.output()["index.html"]
            site.write({"static/big.bin": b"small"}).build()
            run(site)
            assert (drive / "current/big.bin").read_bytes() == b"small"
        finally:
            subprocess.run([shutil.which("umount") or "", drive], check=True)

    def test_killed_anywhere_it_serves_a_whole_release(self, make_site: MakeSite) -> None:
        """kill -9 at 50 moments of a deploy; BROADSHEET_KILLS says how many."""
        kills = int(os.environ.get("BROADSHEET_KILLS", "8"))
        site = make_site({"site.yaml": FOLDER, **many(60)})
        site.build()
        run(site)
        whole = [built(site)]
        begun = time.monotonic()
        assert site.run("deploy", "--dry-run").returncode == 0
        least = time.monotonic() - begun
        site.write({f"content/story-{n}.md": entry_text(f"New {n}", "New.", date="2026-03-01") for n in range(1, 61)})
        site.write({"site.yaml": FOLDER.replace("River", "Lake")}).build()
        whole.append(built(site))
        outcomes = set()
        for number in range(kills):
            command = subprocess.Popen([*site.command(), "deploy", "--confirm", "-q"], env=site.environment())
            time.sleep(least * (0.6 + 0.8 * number / kills))
            command.send_signal(signal.SIGKILL)
            command.wait()
            assert served(site) in whole
            outcomes.add(command.returncode)
        assert -signal.SIGKILL in outcomes
        run(site, confirm=True)
        assert served(site) == whole[1]
        assert not list((site.root.parent / "www/releases").glob(".unfinished-*"))


class TestGuard:
    def test_deletes_have_a_limit(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": FOLDER, **many(60, tags="[Rivers]")})
        site.build()
        run(site)
        for number in range(1, 41):
            site.remove(f"content/story-{number}.md")
        site.build()
        (message, *_) = refused(site)
        number = int(message.split()[0])
        assert "files would be deleted, and 32 may be" in message
        assert served(site) != built(site)
        assert run(site, dry_run=True).problems[0].message == message
        refused(site, max_deletes=number - 1)
        run(site, max_deletes=number)
        assert served(site) == built(site)

    def test_an_example_address(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": FOLDER.replace("river.test", "example.org"), **many(1)})
        site.build()
        assert refused(site) == ["base_url is still an example: https://example.org/"]
        run(site, confirm=True)

    def test_an_address_of_a_preview(self, site: Site) -> None:
        site.build(base_url="http://localhost:8000/")
        assert refused(site) == ["the site was built for http://localhost:8000/, not for https://river.test/"]

    def test_drafts_and_days_to_come(self, site: Site) -> None:
        site.write({"content/d.md": entry_text("D", draft="true"), "content/f.md": entry_text("F", date="2027-01-01")})
        site.build()
        run(site)
        site.build(drafts=True, future=True)
        assert refused(site) == ["the site was built with 2 drafts or pieces whose day has not come"]

    def test_a_build_with_errors(self, site: Site) -> None:
        site.write({"content/bad.md": "---\ntitle: [\n---\n"}).build()
        assert refused(site) == ["the site was built with 1 error"]
        site.remove("content/bad.md")
        site.build()
        run(site)

    def test_no_site(self, make_site: MakeSite) -> None:
        assert refused(make_site({"site.yaml": FOLDER}), confirm=True) == ["there is no site in public/"]

    def test_an_empty_site(self, site: Site) -> None:
        (site.root / "public/.broadsheet.json").write_text('{"files": {}}')
        assert refused(site, confirm=True) == ["the built site is empty"]

    @pytest.mark.parametrize("note", ["", "[]", '{"files": 3}', "\xff"])
    def test_a_damaged_note(self, site: Site, note: str) -> None:
        (site.root / "public/.broadsheet.json").write_bytes(note.encode("latin-1"))
        assert refused(site) == ["the note of the build in public/ is damaged"]

    def test_a_damaged_record(self, site: Site) -> None:
        run(site)
        (site.root.parent / "www/current" / DEPLOYED).write_text("{")
        assert refused(site) == ["the record of the last deploy, broadsheet-deployed.json, is damaged"]

    def test_a_built_file_that_changed(self, site: Site) -> None:
        (site.root / "public/index.html").write_text("other")
        assert refused(site) == ["index.html: has changed since the build"]

    def test_a_built_file_that_is_gone(self, site: Site) -> None:
        site.remove("public/index.html")
        assert refused(site) == ["index.html: cannot be read (it is gone)"]

    def test_files_of_others_stay_here(self, site: Site) -> None:
        site.write({"public/notes.txt": "mine"})
        report = run(site)
        assert [problem.message for problem in report.problems] == ["1 file in the output folder stays here: notes.txt"]
        assert "notes.txt" not in served(site)


class TestFeedGuard:
    def test_news_are_counted(self, site: Site) -> None:
        assert len(run(site).news.new) == 3
        site.write({"content/story-4.md": entry_text("Story 4", date="2026-01-04")}).build()
        news = run(site).news
        assert (news.new, news.again) == (("/2026/01/story-4/",), ())

    def test_another_id_would_show_an_item_again(self, site: Site) -> None:
        run(site)
        site.write({"content/story-2.md": entry_text("Story 2", date="2026-01-02", id="other")}).build()
        assert refused(site) == ["subscribers would see 1 old item again: /2026/01/story-2/"]
        run(site, confirm=True)
        assert run(site).changed == 0

    def test_another_domain_shows_nothing_again(self, site: Site) -> None:
        run(site)
        site.write({"site.yaml": FOLDER.replace("river.test", "lake.test")}).build()
        assert run(site).news.again == ()

    def test_a_longer_feed_would_bring_old_items_back(self, make_site: MakeSite) -> None:
        short = f"{FOLDER}feeds: {{items: 2}}\n"
        site = make_site({"site.yaml": short, **many(5, tags="[Rivers]")})
        for number in (5, 4, 3):
            (site.root / f"content/story-{number}.md").rename(site.root / f"{number}.md")
        site.build()
        run(site)
        for number in (3, 4, 5):
            (site.root / f"{number}.md").rename(site.root / f"content/story-{number}.md")
        site.build()
        assert len(run(site).news.new) == 2
        site.write({"site.yaml": short.replace("items: 2", "items: 5")}).build()
        assert refused(site)[0].startswith("subscribers would see 2 old items again")

    def test_one_that_is_withdrawn_makes_room(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": f"{FOLDER}feeds: {{items: 2}}\n", **many(2)})
        site.build()
        run(site)
        site.write(many(3)).build()
        run(site)
        site.remove("content/story-3.md")
        site.build()
        assert run(site).news.again == ()

    @pytest.mark.parametrize("form", ["rss", "atom", "json"])
    def test_every_format_is_read(self, make_site: MakeSite, form: str) -> None:
        site = make_site({"site.yaml": f"{FOLDER}feeds: {{formats: [{form}]}}\n", **many(2)})
        site.build()
        assert sorted(run(site).news.new) == ["/2026/01/story-1/", "/2026/01/story-2/"]


class Steps:
    """A target that notes what is asked of it, and that breaks at a given step."""

    def __init__(self, inner: FolderTarget) -> None:
        self.inner = inner
        self.steps: list[tuple[str, list[str]]] = []

    def deployed(self) -> bytes | None:
        return self.inner.deployed()

    def begin(self, record: bytes) -> None:
        self.steps.append(("begin", []))
        self.inner.begin(record)

    def put(self, files: Sequence[target.File], advance: target.Advance) -> None:
        self.steps.append(("put", [file.path for file in files]))
        self.inner.put(files, advance)

    def delete(self, paths: Sequence[str], advance: target.Advance) -> None:
        self.steps.append(("delete", list(paths)))
        self.inner.delete(paths, advance)

    def finish(self, record: bytes) -> None:
        self.steps.append(("finish", []))
        self.inner.finish(record)


def test_assets_come_first_then_pages_then_feeds_then_deletes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write({"content/story-9.md": entry_text("Story 9", date="2026-04-01", aliases="/old/")}).build()
    run(site)
    site.remove("content/story-1.md")
    site.write({"content/story-8.md": entry_text("Story 8", date="2026-04-02", aliases="/older/")})
    site.write({"templates/assets/new.css": "body {}"}).build()
    seen: list[Steps] = []

    def opened(*given: object) -> Steps:
        seen.append(Steps(FolderTarget(*given)))  # type: ignore[arg-type] # as deploy gives them
        return seen[-1]

    monkeypatch.setattr("generator.deploy.FolderTarget", opened)
    report = run(site)
    (begin, assets, pages, feeds, deletes, finish) = seen[0].steps
    assert [step for step, _ in seen[0].steps] == ["begin", "put", "put", "put", "delete", "finish"]
    assert begin[1] == finish[1] == []
    assert [path for path in assets[1] if not path.startswith("assets/")] == []
    assert {"index.html", "2026/04/story-8/index.html", "older/index.html"} <= set(pages[1])
    assert {"feed.xml", "sitemap.xml", "_redirects"} <= set(feeds[1])
    assert "2026/01/story-1/index.html" in deletes[1]
    assert paths(report, "redirects", "added") == ["older/index.html"]


class TestCommand:
    def test_dry_run_tells_and_changes_nothing(self, site: Site) -> None:
        done = site.run("deploy", "disk", "--dry-run")
        assert done.returncode == 0
        assert "articles added: 3  " in done.stdout
        assert "subscribers will see 3 new items, 0 old ones again" in done.stdout
        assert not (site.root.parent / "www").exists()

    def test_dry_run_tells_what_would_be_refused(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": FOLDER.replace("river.test", "example.org"), **many(1)})
        site.build()
        done = site.run("deploy", "--dry-run", "--json")
        record = json.loads(done.stdout)
        assert done.returncode == 0
        assert [problem["message"] for problem in record["problems"]] == [
            "base_url is still an example: https://example.org/"
        ]
        assert record["changes"]["articles"]["added"][0]["path"] == "2026/01/story-1/index.html"

    def test_build_comes_first_when_asked(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": FOLDER, **many(2)})
        done = site.run("deploy", "--build")
        assert (done.returncode, served(site)) == (0, built(site))
        site.write({"content/bad.md": "---\ntitle: [\n---\n"})
        done = site.run("deploy", "--build")
        assert done.returncode == 4
        assert "the site was built with 1 error" in done.stderr

    @pytest.mark.parametrize(
        ("deploys", "arguments", "code", "message"),
        [
            ("", [], 4, "site.yaml names no target to deploy to"),
            ("deploy: {a: {type: folder, path: x}, b: {type: folder, path: y}}", [], 2, "which target?"),
            ("deploy: {web: {type: folder, path: x}}", ["wb"], 2, "did you mean 'web'?"),
            ("deploy: {web: {type: folder, path: x}}", ["web", "x"], 2, "one target at a time"),
            ("deploy: {web: {type: s4}}", [], 3, "deploy.web: unknown type 's4'"),
            ("deploy: {web: {path: x}}", [], 3, "deploy.web needs 'type'"),
            ("deploy: {web: {type: s3}}", [], 3, "deploy.web needs 'bucket'"),
            ("deploy: {web: {type: s3, bukket: x, bucket: y}}", [], 3, "did you mean 'bucket'?"),
            ("deploy: {web: 3}", [], 3, "deploy.web: expected keys and values"),
            ("deploy: {init: {type: netlify}}", [], 3, "a target cannot be called 'init'"),
            ("deploy: {web: {type: rsync, host: -oProxyCommand=x, path: y}}", [], 3, "host: begins with a hyphen"),
            ("deploy: {web: {type: rsync, host: 'a b', path: y}}", [], 3, "not a host: 'a b'"),
            ("deploy: {web: {type: rsync, host: a, path: --x}}", [], 3, "path: begins with a hyphen"),
            ("deploy: {web: {type: git, branch: -x}}", [], 3, "branch: begins with a hyphen"),
            ("deploy: {web: {type: git, branch: a..b}}", [], 3, "not a name for a branch"),
            ("deploy: {web: {type: git, remote: 'ext::sh -c x'}}", [], 3, "remote: not an address"),
            ("deploy: {web: {type: git, remote: 'https://me:secret@h/x'}}", [], 3, "remote: holds a password"),
            ("deploy: {web: {type: folder, path: x, max_deletes: -1}}", [], 3, "max_deletes"),
        ],
    )
    def test_bad_input_is_one_clear_message(
        self, make_site: MakeSite, deploys: str, arguments: list[str], code: int, message: str
    ) -> None:
        site = make_site({"site.yaml": f"title: T\n{deploys}\n"})
        done = site.run("deploy", *arguments)
        assert done.returncode == code
        assert message in done.stderr
        assert "Traceback" not in done.stderr
        assert "secret" not in done.stderr

    def test_a_target_must_be_chosen_among_several(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": f"{FOLDER}  other: {{type: folder, path: ../x}}\n"})
        with pytest.raises(ArgumentError):
            run(site)
        with pytest.raises(ConfigError):
            run(site.write({"site.yaml": "deploy: {x: {type: ftp}}"}))
