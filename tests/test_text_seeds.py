"""Plain-text seeds by example: each `cases/text-seeds/NAME.txt` beside the entry it must become.

After a change that is meant, run with UPDATE_CASES=1 and read the difference before it is kept.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from generator import seeds
from generator.config import Config
from generator.content import entry_text
from generator.content import read as read_entry
from generator.errors import BroadsheetError
from generator.frontmatter import parse
from generator.model import Draft
from tests.sites import MakeSite, draft_text

CASES = Path(__file__).parent / "cases" / "text-seeds"
NAMES = sorted(path.stem for path in CASES.glob("*.txt"))


def draft_of(path: Path) -> Draft:
    sidecar = path.with_suffix(".yaml")
    seed = seeds.SeedFile(path.name, path, sidecar if sidecar.is_file() else None)
    held = seeds.read(seed, Config())
    if held.problems:
        raise BroadsheetError(*held.problems)
    (draft,) = held.drafts
    return draft


@pytest.mark.parametrize("name", NAMES)
def test_a_text_seed_becomes_the_entry_beside_it(name: str) -> None:
    found = draft_text(draft_of(CASES / f"{name}.txt"))
    expected = CASES / f"{name}.expected"
    if os.environ.get("UPDATE_CASES") == "1":
        expected.write_text(found, encoding="utf-8", newline="\n")
    assert found == expected.read_text(encoding="utf-8")


def test_no_expected_entry_has_lost_its_seed() -> None:
    assert sorted(path.stem for path in CASES.glob("*.expected")) == NAMES


def read_bytes(folder: Path, data: bytes, name: str = "a.txt") -> Draft:
    path = folder / name
    path.write_bytes(data)
    return draft_of(path)


TEXT = """\
Café “Zur Post” reopens – after 30 years

The house on the square cost €2 million, the owner’s son said… and smiled.
It opens at noon — “on the dot”.
Grüße & News
"""


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with BOM"),
        pytest.param(TEXT.encode("utf-16"), id="UTF-16 in the machine's order with BOM"),
        pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le"), id="UTF-16 LE with BOM"),
        pytest.param(b"\xfe\xff" + TEXT.encode("utf-16-be"), id="UTF-16 BE with BOM"),
        pytest.param(TEXT.encode("utf-16-le"), id="UTF-16 LE without BOM"),
        pytest.param(TEXT.encode("utf-16-be"), id="UTF-16 BE without BOM"),
        pytest.param(TEXT.encode("cp1252"), id="Windows-1252"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="UTF-8 with CRLF"),
        pytest.param(TEXT.replace("\n", "\r").encode(), id="UTF-8 with CR"),
        pytest.param(TEXT.replace("\n", "\r\n").encode("cp1252"), id="Windows-1252 with CRLF"),
        pytest.param(TEXT.replace("\n", "\r\n").encode("utf-16-le"), id="UTF-16 LE without BOM with CRLF"),
    ],
)
def test_a_seed_reads_the_same_in_every_encoding_and_with_every_line_end(tmp_path: Path, data: bytes) -> None:
    plain = read_bytes(tmp_path, TEXT.encode())
    assert plain.title == "Café “Zur Post” reopens – after 30 years"
    assert "€2 million, the owner’s son said…" in plain.body
    assert plain.source is not None
    assert plain.source.name == "Grüße & News"
    assert draft_text(read_bytes(tmp_path, data)) == draft_text(plain)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["arabic-text", "hebrew-text", "japanese-text"])
def test_utf_16_of_another_script_is_refused_without_a_mark_rather_than_misread(
    tmp_path: Path, name: str, encoding: str
) -> None:
    text = (CASES / f"{name}.txt").read_text(encoding="utf-8")
    with pytest.raises(BroadsheetError, match="text"):
        read_bytes(tmp_path, text.encode(encoding))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4, id="an image"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(32)) * 20, id="a PDF"),
        pytest.param(b"PK\x03\x04" + b"\x14\x00\x06\x00\x08\x00" * 30, id="a zip"),
        pytest.param(b"\x00" * 64, id="zeros"),
        pytest.param(b"\xff\xfe\x00\xd8", id="half a surrogate pair"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BroadsheetError) as caught:
        read_bytes(tmp_path, data)
    (problem,) = caught.value.problems
    assert problem.file == "seeds/a.txt"
    assert "text" in problem.message
    assert problem.hint


@pytest.mark.parametrize("data", [b"", b"  \n\t\r\n ", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BroadsheetError, match="is empty"):
        read_bytes(tmp_path, data)


def test_a_stray_control_character_is_dropped(tmp_path: Path) -> None:
    draft = read_bytes(tmp_path, b"A title\n\n" + b"Words of a long paragraph. " * 10 + b"And a bell\x07 rings.\n")
    assert draft.body.endswith("And a bell rings.")


def test_a_form_feed_between_two_pages_of_a_short_text_is_dropped(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b"A title\n\nPage one.\n\x0cPage two.\n").body == "Page one.\n\nPage two."


def test_every_wrong_field_of_a_header_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BroadsheetError) as caught:
        read_bytes(tmp_path, b"Title: A lake\nDate: yesterday\nLink: lake.example\n\nThe lake is gone.\n")
    assert sorted((problem.line, problem.message.partition(":")[0]) for problem in caught.value.problems) == [
        (2, "date"),
        (3, "link"),
    ]
    assert {problem.file for problem in caught.value.problems} == {"seeds/a.txt"}


def test_a_wrong_field_of_a_sidecar_is_told_with_the_sidecars_name(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("date: soon\n")
    with pytest.raises(BroadsheetError) as caught:
        read_bytes(tmp_path, b"A lake\n\nThe lake is gone.\n")
    assert [problem.file for problem in caught.value.problems] == ["seeds/a.yaml"]


def test_a_tag_of_a_sidecar_reads_as_it_is_written(make_site: MakeSite) -> None:
    site = make_site({"seeds/a.txt": "Python\n\nIt is out.\n", "seeds/a.yaml": "tags: [3.10, 2026-03-14]\n"})
    assert site.build().problems == ()
    assert parse(site.read(site.entry()), "a.md").fields["tags"] == ["3.10", "2026-03-14"]


def test_a_wrong_field_of_a_sidecar_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: A\nlink: lake.example\n")
    with pytest.raises(BroadsheetError) as caught:
        read_bytes(tmp_path, b"A lake\n\nThe lake is gone.\n")
    assert [problem.place for problem in caught.value.problems] == ["seeds/a.yaml:2:1"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Source: The Post", "The lake is gone"),
        ("Tags: lakes", "The lake is gone"),
        ("Updated: storm hits the coast", "Updated: storm hits the coast"),
        ("Draft: the lake report", "Draft: the lake report"),
    ],
)
def test_a_header_of_one_line_states_what_a_text_is_about(tmp_path: Path, line: str, title: str) -> None:
    assert read_bytes(tmp_path, f"{line}\n\nThe lake is gone\n\nIt left at night.\n".encode()).title == title


def test_a_header_without_a_title_leaves_it_to_the_first_line(tmp_path: Path) -> None:
    draft = read_bytes(tmp_path, b"Source: The Post\n\nThe lake is gone\n\nIt left at night.\n")
    assert (draft.title, draft.body) == ("The lake is gone", "It left at night.")


def test_a_draft_tells_where_each_field_comes_from(tmp_path: Path) -> None:
    (tmp_path / "2026-03-14-a.yaml").write_text("tags: [lakes]\n")
    draft = read_bytes(tmp_path, b"Author: Ana Ruiz\n\nThe lake\n\nIt left.\nThe Post\n", "2026-03-14-a.txt")
    assert draft.origin == {
        "title": "first line",
        "lang": "detected in the text",
        "source": "last line",
        "author": "header",
        "tags": "sidecar",
        "summary": "first sentences",
        "date": "file name",
        "body": "text",
    }


@pytest.mark.parametrize(
    ("header", "field", "expected"),
    [
        ("Draft: true", "draft", True),
        ("Status: draft", "draft", True),
        ("Published: false", "draft", True),
        ("Slug: lake-gone", "slug", "lake-gone"),
        ("Permalink: /lake/", "permalink", "/lake/"),
        ("Related: first", "related", ("first",)),
    ],
)
def test_what_a_header_states_reaches_the_entry(tmp_path: Path, header: str, field: str, expected: Any) -> None:
    draft = read_bytes(tmp_path, f"Title: A lake\n{header}\n\nThe lake is gone.\n".encode())
    entry = read_entry("content/a.md", entry_text(draft, "id"), Config())
    assert getattr(entry, field) == expected


@pytest.mark.parametrize("name", NAMES)
def test_an_imported_entry_reads_back_as_its_draft(name: str) -> None:
    draft = draft_of(CASES / f"{name}.txt")
    entry = read_entry("content/a.md", entry_text(draft, "first"), Config())
    assert entry.id == "first"
    assert entry.title == " ".join(draft.title.split())
    assert (entry.date, entry.source, entry.link, entry.author) == (
        draft.date,
        draft.source,
        draft.link,
        draft.author,
    )
    assert (entry.lang, entry.tags, entry.summary) == (draft.lang, draft.tags or (), draft.summary)
    assert (entry.seed, entry.params, entry.verbatim) == (draft.seed, draft.params, True)
