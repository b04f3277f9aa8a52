"""Saved web pages by example: each `cases/html-seeds/NAME.html` beside the entry it must become.

After a change that is meant, run with UPDATE_CASES=1 and read the difference before it is kept.
"""

from __future__ import annotations

import base64
import os
import socket
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from generator import seeds
from generator.canonical import canonical
from generator.config import Config
from generator.errors import BroadsheetError
from generator.model import Draft
from generator.seeds.metadata import people, without_site
from generator.seeds.tomarkdown import to_markdown
from tests.sites import MakeSite, draft_text

CASES = Path(__file__).parent / "cases" / "html-seeds"
NAMES = sorted(path.name for path in CASES.glob("*.html"))
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SENTENCES = (
    "The lock at the end of the canal was opened by hand for the last time on Sunday, after two hundred years.",
    "From now on a motor of the size of a suitcase moves the gates, and the keeper watches them from Leeds.",
    "He will miss the talk with the boats' crews, he says, but not the mornings when the beams were icy.",
)
ARTICLE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an importer asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def draft_of(path: Path) -> Draft:
    held = seeds.read(seeds.SeedFile(path.name, path, None), Config())
    if held.problems:
        raise BroadsheetError(*held.problems)
    (draft,) = held.drafts
    return draft


def saved(folder: Path, page: str | bytes, name: str = "page.html") -> Draft:
    path = folder / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return draft_of(path)


def shows(picture: str) -> str:
    return f'{ARTICLE}<p>This is the motor: <img src="{picture}" alt="The motor"> as seen from the bank.</p>'


def page(inner: str = ARTICLE, head: str = "") -> str:
    body = f"<article><h1>The lock</h1>{inner}</article>"
    return f"<html><head><title>The lock</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize("name", NAMES)
def test_a_page_becomes_the_entry_beside_it(name: str) -> None:
    found = draft_text(draft_of(CASES / name))
    expected = CASES / f"{name.removesuffix('.html')}.expected"
    if os.environ.get("UPDATE_CASES") == "1":
        expected.write_text(found, encoding="utf-8", newline="\n")
    assert found == expected.read_text(encoding="utf-8")


class TestPictures:
    def test_an_embedded_picture_is_a_file_beside_the_entry(self, make_site: MakeSite) -> None:
        data = base64.b64encode(PNG).decode()
        inner = shows(f"data:image/png;base64,{data}")
        site = make_site({"seeds/lock.html": page(inner, '<meta name="date" content="2026-02-01">')})
        site.build()
        (entry,) = (site.root / "content/2026/02").glob("*.md")
        (picture,) = (site.root / "content/2026/02").glob("*.png")
        assert picture.read_bytes() == PNG
        assert f"![The motor]({picture.name})" in entry.read_text(encoding="utf-8")

    def test_a_folder_beside_the_page_gives_its_pictures_and_no_seeds(self, make_site: MakeSite) -> None:
        inner = shows("lock_files/motor.png")
        files: dict[str, str | bytes] = {
            "seeds/lock.html": page(inner),
            "seeds/lock_files/motor.png": PNG,
            "seeds/lock_files/frame.html": page(),
        }
        result = make_site(files).build()
        assert not result.problems
        assert result.imported == 1

    def test_an_archive_gives_the_pictures_of_its_pages(self, tmp_path: Path) -> None:
        path = tmp_path / "pages.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("in/lock.html", page(shows("lock_files/motor.png")))
            archive.writestr("in/lock_files/motor.png", PNG)
            archive.writestr("in/lock_files/frame.html", page())
        found = draft_of(path)
        assert found.seed.file == "pages.zip#in/lock.html"
        assert [each.data for each in found.attachments] == [PNG]

    def test_no_picture_is_taken_from_elsewhere(self, tmp_path: Path) -> None:
        (tmp_path / "secret.png").write_bytes(PNG)
        (tmp_path / "in").mkdir()
        found = saved(tmp_path / "in", page(shows("../secret.png")))
        assert found.attachments == ()

    def test_a_web_archive_holds_page_and_pictures(self, tmp_path: Path) -> None:
        message = EmailMessage()
        message["Snapshot-Content-Location"] = "https://canal.example/lock?utm_medium=mail"
        inner = shows("motor.png")
        message.set_content(page(inner), subtype="html")
        message.add_related(PNG, "image", "png", headers=["Content-Location: https://canal.example/motor.png"])
        found = saved(tmp_path, message.as_bytes(), "lock.mhtml")
        assert found.link == "https://canal.example/lock"
        assert [each.data for each in found.attachments] == [PNG]
        assert all(sentence in found.body for sentence in SENTENCES)


class TestBadInput:
    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"<html><body></body></html>", id="no text"),
            pytest.param(b"<p>hello world this is text.</p>" * 330_000, id="10 MB of paragraphs"),
            pytest.param(b"<p>" + b"word " * 2_000_000, id="10 MB in a paragraph"),
            pytest.param(b"<div>" * 100_000 + b"deep", id="100 000 nested tags"),
            pytest.param(bytes(range(256)) * 4000, id="bytes"),
        ],
    )
    def test_is_one_problem(self, tmp_path: Path, data: bytes) -> None:
        with pytest.raises(BroadsheetError) as caught:
            saved(tmp_path, data)
        assert len(caught.value.problems) == 1

    def test_deep_nesting_and_zeros_do_not_hide_the_article(self, tmp_path: Path) -> None:
        found = saved(tmp_path, page(ARTICLE.replace("lock", "lo\0ck") + "<b>" * 50_000))
        assert SENTENCES[0] in found.body

    @pytest.mark.parametrize(
        ("claim", "encoding"),
        [("utf-8", "utf-8"), ("iso-8859-1", "utf-8"), ("utf-8", "cp1252"), ("koi8-r", "koi8-r"), ("no-such", "cp1252")],
    )
    def test_a_charset_is_believed_when_it_fits(self, tmp_path: Path, claim: str, encoding: str) -> None:
        word = "Мост" if encoding == "koi8-r" else "Café"
        text = page(
            f"{ARTICLE}<p>{word} is a word that only one encoding reads as it was meant.</p>",
            f'<meta charset="{claim}">',
        )
        assert word in saved(tmp_path, text.encode(encoding)).body


def test_markdown_holds_what_html_meant() -> None:
    assert to_markdown("<p>1 * 2 <b>bold</b> <i>it</i><br>next</p>") == "1 \\* 2 **bold** *it*\\\nnext"
    assert to_markdown('<p><a href="javascript:alert(1)">x</a> &lt;b&gt;</p>') == "x &lt;b>"
    assert to_markdown("<ol><li>one</li><li>two</li></ol>") == "1. one\n2. two"
    assert to_markdown('<p style="font-size: 0">no</p><p style="font-size: 0.9em">yes</p>') == "yes"
    assert to_markdown('<p>No address <img alt="x"></p>', base="https://a.example/") == "No address"


def test_a_site_is_no_part_of_a_title() -> None:
    assert without_site("The lock | Canal News", {"canalnews"}) == "The lock"
    assert without_site("Canal News: The lock", {"canalnews"}) == "The lock"
    assert without_site("Gates - and keepers", {"canalnews"}) == "Gates - and keepers"


def test_a_byline_holds_names() -> None:
    assert people("By Ann Holt and Bo Reed, Staff Writers") == ["Ann Holt", "Bo Reed"]
    assert people("Von Karin Möller") == ["Karin Möller"]
    assert people("https://social.example/ann") == []


def test_marks_stand_where_markdown_reads_them() -> None:
    assert to_markdown("<p><b>Note:</b>this <b>one</b><b>word</b><br></p>") == "**Note**:this **oneword**"
    assert to_markdown('<a href="https://a.example/"><h3>Lock</h3><p>Open</p></a>') == (
        "### [Lock](https://a.example/)\n\n[Open](https://a.example/)"
    )
    assert to_markdown("<p>One<br><br>two<br>three</p>") == "One\n\ntwo\\\nthree"
    table = "<table><tr><td>a|b</td><td>c</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>"
    assert to_markdown(table) == "| a\\|b | c |  |\n| --- | --- | --- |\n| 1 | 2 | 3 |"
    assert to_markdown("<b>" * 3000 + "deep") == "deep"


def test_addresses_lose_what_follows_readers() -> None:
    assert canonical("https://a.example/x?utm_source=b&id=3&fbclid=9#top") == "https://a.example/x?id=3"
    assert canonical("javascript:alert(1)") is None


def test_import_explains_what_counts(make_site: MakeSite) -> None:
    head = '<meta name="author" content="Ann Holt"><meta name="date" content="2026-02-01">'
    site = make_site({"seeds/lock.html": page(head=head), "seeds/lock.yaml": "author: Bo Reed\n"})
    shown = site.run("import", "--dry-run", "--explain").stdout
    assert "title: a heading like another title, else the first that is stated counts\n" in shown
    assert "    * The lock  (h1)\n    - The lock  (<title>)" in shown
    assert "author: sidecar counts\n    - Ann Holt  (author)" in shown


def test_nothing_harmful_reaches_an_entry(make_site: MakeSite) -> None:
    site = make_site({"seeds/hostile.html": (CASES / "hostile.html").read_bytes()})
    site.build()
    (entry,) = (site.root / "content").rglob("*.md")
    written = entry.read_text(encoding="utf-8")
    for word in ("<script", "<style", "<iframe", "<form", "<svg", "javascript:", "data:", "onclick", "onerror"):
        assert word not in written
