"""Seeds of every format by example: each file of `cases/seeds/` beside the entries that it must become.

After a change that is meant, run with UPDATE_CASES=1 and read the difference before it is kept.
"""

from __future__ import annotations

import io
import os
import re
import socket
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator import seeds
from generator.config import Config
from generator.content import entry_text
from generator.errors import ConfigError, Problem
from generator.model import Draft
from tests.sites import ARTICLE, MakeSite

CASES = Path(__file__).parent / "cases" / "seeds"
NAMES = sorted(path.name for path in CASES.iterdir() if path.suffix != ".expected")


def read(path: Path) -> seeds.Drafts:
    return seeds.read(seeds.SeedFile(path.name, path, None), Config())


def shown(draft: Draft) -> str:
    """What a draft says as an entry, and the pictures that are written beside it."""
    pictures = "".join(f"[{picture.name}: {len(picture.data)} bytes]\n" for picture in draft.attachments)
    return entry_text(draft, "id").partition('id: "id"\n')[2] + pictures


def told(problem: Problem) -> str:
    return f"{problem.severity}: {problem.place}: {problem.message}\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_becomes_the_entries_beside_it(name: str) -> None:
    held = read(CASES / name)
    found = "\n".join([*map(shown, held.drafts), *map(told, held.problems)])
    expected = CASES / f"{name}.expected"
    if os.environ.get("UPDATE_CASES") == "1":
        expected.write_text(found, encoding="utf-8", newline="\n")
    assert found == expected.read_text(encoding="utf-8")


EVERY_KIND = {f"seeds/{name}": (CASES / name).read_bytes() for name in NAMES}
SOURCES = (CASES.parent / "sources.opml").read_bytes()


def test_a_folder_with_a_seed_of_each_kind_becomes_a_site(make_site: MakeSite) -> None:
    site = make_site({**EVERY_KIND, "seeds/sources.opml": SOURCES, "seeds/a.txt": ARTICLE})
    result = site.build()
    assert [(problem.file, problem.severity) for problem in result.problems] == [("seeds/marks-left.md", "warning")]
    assert result.entries == len(site.entries()) == result.imported > len(EVERY_KIND)
    assert not re.search(rb"<script>alert|onclick=|javascript:|<iframe", b"".join(site.output().values()))
    assert not re.search("<script|onclick|javascript:|<iframe", "".join(map(site.read, site.entries())))
    again = site.build(use_cache=False)
    assert (again.imported, again.problems) == (0, ())
    assert again.seeds == result.seeds


def test_nothing_is_fetched(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    site = make_site({**EVERY_KIND, "seeds/sources.opml": SOURCES})
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert site.build(jobs=1).imported > len(EVERY_KIND)


def test_every_kind_is_imported_once_whatever_the_order_of_runs(make_site: MakeSite) -> None:
    site = make_site({})
    for name, data in EVERY_KIND.items():
        site.write({name: data}).build()
    one_by_one = site.files()
    for path in site.entries():
        site.remove(path)
    site.build()
    together = {name: data for name, data in site.files().items() if name.startswith("content/")}
    assert {name for name in one_by_one if name.startswith("content/")} == together.keys()


RSS = """<rss version="2.0"><channel><title>The Post</title>{}</channel></rss>"""
ITEM = "<item><title>Item {0}</title><guid>g{0}</guid><description>{1}</description></item>"


def feed(*items: tuple[int, str]) -> str:
    return RSS.format("".join(ITEM.format(number, text) for number, text in items))


class TestAFileThatHoldsMany:
    def test_and_grows_gives_only_what_is_new(self, make_site: MakeSite) -> None:
        site = make_site({"seeds/feed.xml": feed((1, "The first text."), (2, "The second text."))})
        assert site.build().imported == 2
        before = site.files()
        result = site.write({"seeds/feed.xml": feed((3, "The third text."), (1, "The first text."))}).build()
        assert (result.imported, result.problems) == (1, ())
        assert all(site.files()[path] == before[path] for path in before if path.startswith("content/"))

    def test_refreshes_the_one_that_changed(self, make_site: MakeSite) -> None:
        site = make_site({"seeds/feed.xml": feed((1, "The first text."), (2, "The second text."))})
        site.build()
        result = site.write({"seeds/feed.xml": feed((1, "The first text."), (2, "The other text."))}).build()
        assert (result.imported, len(site.entries())) == (1, 2)
        assert any("The other text." in site.read(path) for path in site.entries())

    def test_leaves_the_edited_one_alone_and_tells_it_by_its_name(self, make_site: MakeSite) -> None:
        site = make_site({"seeds/feed.xml": feed((1, "The first text."))})
        site.build()
        site.write({site.entry(): site.read(site.entry()).replace("The first", "My")})
        result = site.write({"seeds/feed.xml": feed((1, "Another text."))}).build()
        assert [problem.file for problem in result.problems] == ["seeds/feed.xml#g1"]
        assert "My text." in site.read(site.entry())

    def test_is_known_when_it_comes_again_under_another_name(self, make_site: MakeSite) -> None:
        site = make_site({"seeds/feed.xml": feed((1, "The first text."))})
        site.build()
        result = site.write({"seeds/feed-2.xml": feed((2, "The second text."), (1, "The first text."))}).build()
        assert (result.imported, result.problems) == (1, ())

    def test_goes_on_where_it_was_interrupted(self, make_site: MakeSite) -> None:
        site = make_site({"seeds/feed.xml": feed(*((number, f"Text {number}.") for number in range(9)))})
        site.build()
        whole = {path: site.read(path) for path in site.entries()}
        for path in site.entries()[4:]:
            site.remove(path)
        assert site.build().imported == 5
        assert {path: site.read(path) for path in site.entries()} == whole

    def test_takes_what_its_sidecar_states_for_each(self, make_site: MakeSite) -> None:
        site = make_site(
            {"seeds/feed.xml": feed((1, "One text."), (2, "Two texts.")), "seeds/feed.yaml": "tags: [A]\n"}
        )
        site.build()
        assert all('- "A"' in site.read(path) for path in site.entries())

    def test_with_one_wrong_item_gives_the_others(self, make_site: MakeSite) -> None:
        rows = "title,text,date\nOne,The first text of all.,2026-01-02\nTwo,The second text of all.,soon\n"
        site = make_site({"seeds/t.csv": rows})
        result = site.build()
        assert [problem.message for problem in result.problems] == ["date: not a full date: 'soon'"]
        assert result.imported == 1


def test_a_list_of_sources_is_added_to_and_never_changed(make_site: MakeSite) -> None:
    mine = "# mine\nRiver Journal: {url: 'https://mine.example/'}\n"
    site = make_site({"data/sources.yaml": mine, "seeds/feeds.opml": SOURCES})
    assert site.build().problems == ()
    added = 'Harbour & Co:\n  feed: "https://harbour.example/atom"\n'
    assert site.read("data/sources.yaml") == mine + added
    before = site.files()
    site.build(use_cache=False)
    assert site.files() == before


def test_a_listed_source_gives_its_articles_an_address(make_site: MakeSite) -> None:
    site = make_site({"data/sources.yaml": "Second Source: {rights: excerpt, url: 'https://second.example/'}\n"})
    site.write({"seeds/a.txt": ARTICLE}).build()
    assert "https://second.example/" in "".join(data.decode() for data in site.output().values() if b"<html" in data)


def test_a_wrong_list_of_sources_is_told_with_its_line(make_site: MakeSite) -> None:
    site = make_site({"data/sources.yaml": "The Post:\n  web: x\n"})
    with pytest.raises(ConfigError) as caught:
        site.build()
    assert [problem.place for problem in caught.value.problems] == ["data/sources.yaml:2:3"]


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{}]>'.format(
    "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
)
READ_FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.xml", f"<?xml version='1.0'?>{BOMB}{RSS.format('&j;')}".encode(), "declares entities"),
        ("a.xml", f"<?xml version='1.0'?>{READ_FILE}{RSS.format('&a;')}".encode("utf-16"), "declares entities"),
        ("a.xml", b"<?xml version='1.0'?><note/>", "no feed"),
        ("a.xml", b"\0" * 1000, "no feed"),
        ("a.xml", RSS.format(ITEM.format(1, "&lt;b&gt;" * 250_000)).encode(), "more than 250 000 tags"),
        ("a.opml", b"<html/>", "no OPML"),
        ("a.json", b"{", "not valid JSON"),
        ("a.json", b'{"a": 1}', "holds no article"),
        ("a.json", b"[" * 100_000, "too deeply"),
        ("a.ndjson", b'{"title": "A", "text": "B"}\n{', "line 2"),
        ("a.json", b'[{"title": "A", "text": "' + b"x" * 10_000_000 + b'"}]', "10.0 MB of records"),
        ("a.csv", b"a,b\n1,2\n", "holds no article"),
        ("a.csv", b"\0\1\2" * 500, "not a text file"),
        ("a.eml", b"\0\1\2" * 500, "no mail"),
        ("a.mbox", b"Subject: A\n\nText", "no mbox"),
        ("a.md", b"", "is empty"),
        ("a.md", b"---\ntitle: a: b\n---\n", "not valid YAML"),
        ("a.md", b'{"title": \n', "not valid JSON"),
        ("a.md", b"---js\n{ title: 'A' }\n---\nText", "front matter in 'js'"),
        ("a.docx", b"PK\x03\x04 broken", "damaged"),
        ("a.docx", zipped({"word/document.xml": b"<x"}), "no document"),
        ("a.docx", zipped({"word/document.xml": b"\0" * 60_000_000}), "would unpack"),
        ("a.pdf", b"%PDF-1.7\nbroken", "no PDF"),
        ("a.zip", b"PK\x03\x04 broken", "no archive"),
        ("a.zip", zipped({"a.txt": b"\0" * 60_000_000}), "would unpack"),
        ("a.zip", zipped({"../../a.txt": b"A\n\nB"}), "leads out"),
        ("a.zip", zipped({"/etc/a.txt": b"A\n\nB"}), "leads out"),
        ("a.zip", zipped({"a.exe": b"x"}), "holds no file"),
    ],
    # Archives hold the time at which they were made: their bytes are no name that every worker has.
    ids=lambda given: given if isinstance(given, str) else "bytes",
)
def test_a_broken_seed_costs_only_itself(make_site: MakeSite, name: str, data: bytes, message: str) -> None:
    site = make_site({f"seeds/{name}": data, "seeds/good.txt": ARTICLE})
    result = site.build()
    errors = [problem for problem in result.problems if problem.severity == "error"]
    assert len(errors) == 1
    assert message in errors[0].message
    assert (errors[0].file or "").startswith(f"seeds/{name}")
    assert any("lander" in path for path in site.entries())


MEGABYTES = 10_000_000
HTML_MAIL = b"From: A <a@b.example>\nSubject: S\nContent-Type: text/html\n\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xml", RSS.format(ITEM.format(1, "&lt;b&gt;" * (MEGABYTES // 9))).encode()),
        ("a.xml", RSS.format("<item>" * 200_000).encode()),
        ("a.eml", HTML_MAIL + b"<div>" * (MEGABYTES // 5)),
        (
            "a.eml",
            HTML_MAIL + b"<p>Words &amp; more</p>\n" * 400_000,
        ),
        ("a.eml", b"From: A <a@b.example>\nSubject: S\n\n" + b"Words of a text.\n" * (MEGABYTES // 17)),
        ("a.eml", b"From: A <a@b.example>\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 100_000),
        ("a.md", b"# Title\n\n" + b"<b>" * (MEGABYTES // 3)),
        ("a.md", b"# Title\n\n" + b"[" * (MEGABYTES // 10)),
        ("a.json", b'[{"title": "A", "html": "' + b"<i>" * (MEGABYTES // 3) + b'"}]'),
        ("a.csv", b"title,text\nA," + b"x" * MEGABYTES + b"\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_huge_or_deep_seed_is_survived(make_site: MakeSite, name: str, data: bytes) -> None:
    site = make_site({f"seeds/{name}": data, "seeds/good.txt": ARTICLE})
    held = site.run("import")
    assert held.returncode in {0, 1}
    assert "Traceback" not in held.stderr
    assert any("lander" in path for path in site.entries())


def test_a_broken_file_of_an_archive_costs_only_itself(make_site: MakeSite) -> None:
    files = {"bad.md": b"---\ntitle: a: b\n---\n", "lander.txt": ARTICLE.encode()}
    result = make_site({"seeds/a.zip": zipped(files)}).build()
    assert (result.imported, [problem.file for problem in result.problems]) == (1, ["seeds/a.zip#bad.md"])


@pytest.mark.parametrize("package", ["mammoth", "pypdf"])
def test_what_needs_an_extra_says_so(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    name = {"mammoth": "orchard.docx", "pypdf": "harbour.pdf"}[package]
    site = make_site({f"seeds/{name}": EVERY_KIND[f"seeds/{name}"]})
    (problem,) = site.build().problems
    assert package in problem.message
    assert problem.hint == "pip install 'broadsheet[documents]'"
