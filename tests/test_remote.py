"""Sites and output on file systems elsewhere: in memory here, and on moto's S3 where s3fs is installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fsspec")

import fsspec

from generator.build import Options, Result
from generator.build import build as build_here
from generator.errors import BroadsheetError
from generator.remote import build_remote
from generator.timeline import Timeline
from tests.bucket import KEYS, service
from tests.sites import ARTICLE, NOW, MakeSite, Site, entry_text, many

SITE = "memory://site"


class Elsewhere:
    """A site's files on a file system of fsspec's, by their path below an address."""

    def __init__(self, address: str, **options: Any) -> None:
        self.address = address
        self.files, self._top = fsspec.url_to_fs(address, **options)

    def write(self, files: dict[str, str | bytes]) -> Elsewhere:
        for path, data in files.items():
            self.files.pipe_file(f"{self._top}/{path}", data if isinstance(data, bytes) else data.encode())
        return self

    def read(self, folder: str) -> dict[str, bytes]:
        self.files.invalidate_cache()
        found: dict[str, bytes] = {}
        for name in self.files.find(f"{self._top}/{folder}"):
            found[name.removeprefix(f"{self._top}/{folder}/")] = self.files.cat_file(name)
        return found


@pytest.fixture
def memory() -> Iterator[Elsewhere]:
    yield Elsewhere(SITE)
    fsspec.filesystem("memory").store.clear()


def build(site: Path | str, work: Path, output: Path | str | None = None, **options: Any) -> Result:
    return build_remote(site, output, work, Options(now=NOW, **options), Timeline())


def test_a_site_from_elsewhere(make_site: MakeSite, memory: Elsewhere, tmp_path: Path) -> None:
    files = {"seeds/one.txt": ARTICLE, "static/robots.txt": "all", **many(5, tags="[alpha]")}
    near = make_site(files)
    near.build()
    memory.write({"site.yaml": near.read("site.yaml"), **files})
    first = build(SITE, tmp_path / "work")
    assert memory.read("public") == near.output()
    assert memory.read("content") == near.output("content")
    again = build(SITE, tmp_path / "another")
    assert (first.imported, first.files.written) == (1, len(near.output()) - 1)
    assert (again.imported, again.files.written, again.files.unchanged) == (0, 0, first.files.written)


def test_what_changes_elsewhere_changes_the_site(
    memory: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.write({"site.yaml": "search: false\n", **many(3)})
    build(SITE, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(memory.files, "get", None)
        assert build(SITE, tmp_path).entries == 3, "nothing is brought twice"
    memory.write({"content/story-2.md": entry_text("Another title", date="2026-01-02")})
    memory.files.rm("/site/content/story-3.md")
    assert build(SITE, tmp_path).entries == 2
    found = memory.read("public")
    assert b"Another title" in found["2026/01/story-2/index.html"]
    assert "2026/01/story-3/index.html" not in found


def test_an_edit_meanwhile_is_left_as_it_is(memory: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.write({"site.yaml": "search: false\n", "seeds/one.txt": ARTICLE})
    (name,) = (build(SITE, tmp_path), memory.read("content"))[1]

    def edited(root: Path, options: Options, timeline: Timeline) -> Result:
        result = build_here(root, options, timeline)
        memory.write({f"content/{name}": entry_text("The editor's own")})
        return result

    monkeypatch.setattr("generator.remote.build", edited)
    memory.write({"seeds/one.txt": ARTICLE.replace("first", "second")})
    result = build(SITE, tmp_path)
    assert [problem.message for problem in result.problems] == [
        "has changed there since the build began; it was left as it is"
    ]
    assert b"The editor's own" in memory.read("content")[name]


def test_output_elsewhere(make_site: MakeSite, memory: Elsewhere, tmp_path: Path) -> None:
    site = make_site({**many(3), "static/a.txt": "one"})
    output = f"{SITE}/public"
    build(site.root, tmp_path, output)
    memory.write({"public/mine.txt": "mine", "public/theirs.txt": "theirs"})
    site.write({"static/mine.txt": "ours", "static/a.txt": "two"})
    result = build(site.root, tmp_path, output)
    assert [problem.file for problem in result.problems] == [f"{output}/mine.txt"]
    assert result.files.written == 1
    site.remove("static/a.txt")
    assert build(site.root, tmp_path, output).files.removed == 1
    found = memory.read("public")
    assert (found["mine.txt"], found["theirs.txt"], "a.txt" in found) == (b"mine", b"theirs", False)


def test_what_was_cut_off_is_done_again(
    make_site: MakeSite, memory: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, output = make_site(many(3)), f"{SITE}/public"
    build(site.root, tmp_path, output)
    whole = memory.read("public")
    site.write({"content/story-1.md": entry_text("Another title", date="2026-01-01")})

    def cut_off(*_: Any, **__: Any) -> None:
        raise ConnectionError("the cable is out")

    with monkeypatch.context() as patch:
        patch.setattr(memory.files, "put", cut_off)
        with pytest.raises(BroadsheetError, match="the cable is out"):
            build(site.root, tmp_path, output)
    site.write({"content/story-1.md": many(1)["content/story-1.md"]})
    result = build(site.root, tmp_path, output)
    assert result.files.written
    assert memory.read("public") == whole


def test_an_output_of_somebody_elses_is_refused(make_site: MakeSite, memory: Elsewhere, tmp_path: Path) -> None:
    memory.write({"public/index.html": "mine"})
    with pytest.raises(BroadsheetError, match="memory://site/public is not empty and was not made by Broadsheet"):
        build(make_site(many(1)).root, tmp_path, f"{SITE}/public")


def test_names_that_lead_out_of_the_site_are_left_there(memory: Elsewhere, tmp_path: Path) -> None:
    memory.write({"site.yaml": "search: false\n", "content/a.md": entry_text("A")})
    memory.files.store["/site/content/../../escaped.md"] = memory.files.store["/site/content/a.md"]
    build(SITE, tmp_path / "a" / "work")
    assert not list(tmp_path.rglob("escaped.md"))


@pytest.mark.parametrize(
    ("address", "words"),
    [("nowhere://bucket/site", "Protocol not known: nowhere"), ("gs://bucket/site", "gcsfs")],
)
def test_a_scheme_without_its_package(tmp_path: Path, address: str, words: str) -> None:
    with pytest.raises(BroadsheetError, match=words):
        build(address, tmp_path)


def test_without_fsspec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(BroadsheetError) as caught:
        build(SITE, tmp_path)
    assert caught.value.problems[0].hint == "pip install 'broadsheet[remote]'"


def test_other_commands_say_that_they_cannot(make_site: MakeSite) -> None:
    done = make_site({}).run("list", "--root", "s3://bucket/site")
    assert (done.returncode, "only `build` can work on s3://bucket/site" in done.stderr) == (2, True)


def test_on_s3(make_site: MakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("s3fs")
    near = make_site(many(5, tags="[alpha]"))
    near.build()
    with service() as bucket:
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": bucket.address}.items():
            monkeypatch.setenv(name, value)
        there = Elsewhere("s3://news/site").write({"site.yaml": near.read("site.yaml"), **many(5, tags="[alpha]")})
        done = Site(tmp_path).run("build", "--root", "s3://news/site", "--work", str(tmp_path / "work"), "--now", NOW)
        assert done.returncode == 0, done.stderr
        assert there.read("public") == near.output()
        page = bucket.client().head_object(Bucket="news", Key="site/public/feed.xml")
    assert (page["ContentType"], page["CacheControl"]) == (
        "application/rss+xml; charset=utf-8",
        "public, max-age=300, must-revalidate",
    )
