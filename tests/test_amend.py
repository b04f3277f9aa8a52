"""Changing one field of front matter: what was there before, the change, and every byte afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from generator.amend import amended, exchange
from tests.sites import MakeSite

BLOCK = """\
---
# my own notes
title: "A: B"   # quoted
pin: true # for the vote
note: |
  # The vote

  It is *late*.
# what it is about
tags:
  - Boats     # the old word
  # those with water
  - 'Harbour'

source: {name: X}
importance:
items: [a, "b", 'c']  # in this order
notes:
  a: "First."  # mine
# when it was
date: 2026-01-01
---

Boats: boats.
pin: true
"""

CASES: list[tuple[tuple[str, ...], Any, str, str]] = [
    (("pin",), False, "pin: true # for", "pin: false # for"),
    (("title",), 'A "C"', '"A: B"   #', '"A \\"C\\""   #'),
    (("importance",), 2, "importance:\n", "importance: 2\n"),
    (("date",), date(2026, 3, 3), "2026-01-01", "2026-03-03"),
    (("draft",), True, "2026-01-01\n---", "2026-01-01\ndraft: true\n---"),
    (("tags",), None, "tags:\n  - Boats     # the old word\n  # those with water\n  - 'Harbour'\n", ""),
    (("note",), "Early.", "|\n  # The vote\n\n  It is *late*.\n", '"Early."\n'),
    (("note",), "One.\n\nTwo.\n", "  # The vote\n\n  It is *late*.\n", "  One.\n\n  Two.\n"),
    (("note",), None, "note: |\n  # The vote\n\n  It is *late*.\n", ""),
    (("tags",), ["Harbour", "Boats"], "  - Boats     # the old word\n  # those with water\n  - 'Harbour'\n", ""),
    (("tags",), ["Boats", "Harbour", "Sea"], "  - 'Harbour'\n", "  - 'Harbour'\n  - \"Sea\"\n"),
    (("tags",), ["Boats"], "  # those with water\n  - 'Harbour'\n", ""),
    (("tags",), [], "tags:\n  - Boats     # the old word\n  # those with water\n  - 'Harbour'\n", "tags: []\n"),
    (("items",), ["c", "a", "new"], "[a, \"b\", 'c']", "['c', a, \"new\"]"),
    (("notes", "a"), "Last.", '"First."', '"Last."'),
    (("notes", "b c"), "Two.", "# mine\n", '# mine\n  "b c": "Two."\n'),
    (("notes",), None, 'notes:\n  a: "First."  # mine\n', ""),
    (("more", "b"), "Two.", "2026-01-01\n---", '2026-01-01\nmore:\n  b: "Two."\n---'),
]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(("path", "value", "old", "new"), CASES)
def test_yaml_changes_in_one_place(path: tuple[str, ...], value: Any, old: str, new: str, ends: str) -> None:
    if path == ("tags",) and value == ["Harbour", "Boats"]:
        new = "  # those with water\n  - 'Harbour'\n  - Boats     # the old word\n"
    before, after = (text.replace("\n", ends).encode() for text in (BLOCK, BLOCK.replace(old, new, 1)))
    assert before != after
    assert amended(before, "content/a.md", path, value) == after


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        (
            "+++\npin = true # x\n[params]\na = 1\n+++\nT.\n",
            ("pin",),
            False,
            "+++\npin = false # x\n[params]\na = 1\n+++\nT.\n",
        ),
        ("+++\n[params]\na = 1\n+++\nT.\n", ("pin",), True, "+++\npin = true\n[params]\na = 1\n+++\nT.\n"),
        ('+++\nt = "a # b" # c\n+++\n', ("t",), "x", '+++\nt = "x" # c\n+++\n'),
        ("Title: D\nTags: a\n\nBoats.\n", ("tags",), ["a", "b"], "Title: D\nTags: a, b\n\nBoats.\n"),
        ("Title: D\r\n\r\nBoats.\r\n", ("draft",), True, "Title: D\r\ndraft: true\r\n\r\nBoats.\r\n"),
        ("\ufeff---\ntags: a, b\n---\n", ("tags",), ["b"], '\ufeff---\ntags: ["b"]\n---\n'),
        ("---\nnotes: {}\n---\n", ("notes", "a"), "N.", '---\nnotes:\n  a: "N."\n---\n'),
        ("---\nnotes: {b: M.}\n---\n", ("notes", "a"), "N.", '---\nnotes: {b: M., a: "N."}\n---\n'),
        ("---\nnotes: {b: M.}\n---\n", ("notes", "b"), "N.\n\nO.\n", '---\nnotes: {b: "N.\\n\\nO.\\n"}\n---\n'),
    ],
)
def test_other_ways_of_writing(before: str, path: tuple[str, ...], value: Any, after: str) -> None:
    changed = amended(before.encode(), "content/a.md", path, value)
    assert changed is not None
    assert changed.decode() == after


@pytest.mark.parametrize(
    "text",
    [
        "No front matter.\n",
        '{"title": "A"}\n\nText.\n',
        ".. title: A\n.. slug: a\n\nText.\n",
        "---\ntitle: [\n---\n",
        "---\nbase: &base {draft: no}\n<<: *base\n",
        "---\nloop: &loop {again: *loop}\n",
    ],
)
def test_what_is_not_certain_is_left_alone(text: str) -> None:
    assert amended(text.encode(), "content/a.md", ("draft",), True) is None


def test_a_comma_in_one_of_many_cannot_be_told_in_a_header_line() -> None:
    assert amended(b"Title: D\nTags: a\n\nT.\n", "content/a.md", ("tags",), ["Korea, North"]) is None


def test_a_text_that_is_no_utf_8_is_left_alone() -> None:
    assert amended("---\ntitle: Café\n---\n".encode("cp1252"), "content/a.md", ("draft",), True) is None


def test_a_file_is_exchanged_only_for_the_one_that_was_seen(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": "one"})
    (site.root / "content/a.md").chmod(0o640)
    assert not exchange(site.root, "content/a.md", b"zero", b"two")
    assert site.read("content/a.md") == "one"
    assert exchange(site.root, "content/a.md", b"one", b"two")
    assert site.read("content/a.md") == "two"
    assert (site.root / "content/a.md").stat().st_mode & 0o777 == 0o640
    assert not exchange(site.root, "content/none.md", b"", b"two")
