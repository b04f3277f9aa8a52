"""`broadsheet tags`: the whole digest's tags from the command line, every other byte kept."""

from __future__ import annotations

import json

import pytest

from tests.sites import MakeSite, Site

BLOCK = """\
---
# my own notes
title: "A: B"   # quoted
tags:
  - Boats     # the old word
  - 'Harbour'
date: 2026-01-01
---

Boats, boats.
"""
FLOW = "---\r\ntitle: B\r\ntags: [boat, Harbour]\r\ndate: 2026-01-02\r\n---\r\nBoats.\r\n"
TOML = '+++\ntitle = "C"\ntags = ["Boats"]\ndate = 2026-01-03\n+++\n\nBoats.\n'
HEADER = "Title: D\nTags: Harbour, boats\nDate: 2026-01-04\n\nBoats.\n"


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    return make_site({"content/a.md": BLOCK, "content/b.md": FLOW, "content/c.md": TOML, "content/d.md": HEADER})


def contents(site: Site) -> dict[str, str]:
    return {path: data.decode() for path, data in site.files().items() if not path.startswith("public/")}


def test_list_counts_every_tag_and_tells_what_is_nearly_the_same(make_site: MakeSite) -> None:
    site = make_site(
        {
            "content/a.md": "---\ntags: [E-mail, Harbour, DPRK]\n---\n",
            "content/b.md": "---\ntags: [Emails, harbours, Harbor]\n---\n",
            "data/tags.yaml": "tags:\n- label: Asia\n- {label: North Korea, synonyms: [DPRK], parent: Asia}\n",
        }
    )
    done = site.run("tags", "list", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["tags"][0] == {
        "label": "Harbour",
        "slug": "harbour",
        "count": 2,
        "parent": None,
        "spellings": ["harbours"],
    }
    assert {
        "label": "North Korea",
        "slug": "north-korea",
        "count": 1,
        "parent": "Asia",
        "spellings": ["DPRK"],
    } in found["tags"]
    assert found["once"] == ["Asia", "E-mail", "Emails", "Harbor", "North Korea"]
    assert sorted(map(sorted, found["near"])) == [["E-mail", "Emails"], ["Harbor", "Harbour"]]
    told = site.run("tags", "list").stdout
    assert "    1  North Korea  below Asia  also written DPRK\n" in told


def test_rename_changes_the_tag_and_nothing_else(site: Site) -> None:
    before = contents(site)
    done = site.run("tags", "rename", "boats", "Ships", "--json")
    assert done.returncode == 0, done.stderr
    assert contents(site) == {
        **before,
        "content/a.md": BLOCK.replace("- Boats ", "- Ships "),
        "content/b.md": FLOW.replace("boat,", "Ships,"),
        "content/c.md": TOML.replace('"Boats"', '"Ships"'),
        "content/d.md": HEADER.replace("Harbour, boats", "Harbour, Ships"),
        "data/tags.yaml": '# The digest\'s own tags. See docs/tags.md.\ntags:\n- label: "Ships"\n  was: ["Boats"]\n',
    }
    assert not site.build().problems
    assert "/tags/boats/ /tags/ships/ 301" in site.read("public/_redirects")


def test_merge_makes_two_tags_one_and_leaves_none_twice(site: Site) -> None:
    done = site.run("tags", "merge", "Boats", "harbour")
    assert done.returncode == 1
    assert "content/d.md" in done.stderr, "a line of many tags is left to the editor"
    assert site.read("content/a.md") == BLOCK.replace("  - Boats     # the old word\n", "")
    assert (site.root / "content/b.md").read_bytes().decode() == FLOW.replace("boat, ", "")
    assert site.read("content/c.md") == TOML.replace('"Boats"', '"Harbour"')
    assert site.read("content/d.md") == HEADER
    site.build()
    assert "/tags/boats/ /tags/harbour/ 301" in site.read("public/_redirects")
    assert not site.broken_links()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "# Ours\ntags:\n  - label: Sea  # wide\n    synonyms: [ocean]\nblocked: [x]\n",
            """# Ours
tags:
  - label: "Ships"
    was: ["Boats"]
  - label: Sea  # wide
    synonyms: [ocean]
blocked: [x]
""",
        ),
        (
            "tags:\n- label: Boats # ours\n  synonyms: [canoe]\n",
            'tags:\n- label: "Ships" # ours\n  was: ["Boats"]\n  synonyms: [canoe]\n',
        ),
        (
            "tags:\n- label: Boats\n  was: [Canoes]\n",
            'tags:\n- label: "Ships"\n  was: ["Boats", Canoes]\n',
        ),
        (
            "tags:\r\n- label: Ships\r\n  was:\r\n  - Canoes\r\n",
            'tags:\r\n- label: Ships\r\n  was:\r\n  - "Boats"\r\n  - Canoes\r\n',
        ),
        ("blocked: [x]\n", 'blocked: [x]\ntags:\n- label: "Ships"\n  was: ["Boats"]\n'),
    ],
)
def test_the_vocabulary_keeps_its_comments_and_layout(site: Site, before: str, after: str) -> None:
    site.write({"data/tags.yaml": before})
    done = site.run("tags", "rename", "Boats", "Ships")
    assert done.returncode == 0, done.stderr
    assert (site.root / "data/tags.yaml").read_bytes().decode() == after


def test_a_vocabulary_that_cannot_be_changed_for_sure_changes_nothing(site: Site) -> None:
    site.write({"data/tags.yaml": "tags: [{label: Boats}]\n"})
    before = contents(site)
    done = site.run("tags", "rename", "Boats", "Ships")
    assert done.returncode == 3
    assert 'write `was: ["Boats"]`' in done.stderr
    assert contents(site) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rename", "Boots", "Ships"), "did you mean 'Boats'?"),
        (("rename", "Boats", "harbour"), 'broadsheet tags merge "Boats" "harbour"'),
        (("merge", "Boats", "Ships"), "no entry has the tag 'Ships'"),
        (("merge", "Boats", "boat"), "are one tag already"),
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(site: Site, arguments: tuple[str, ...], message: str) -> None:
    before = contents(site)
    done = site.run("tags", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert contents(site) == before


LOCK = "The harbour lock opened. The harbour lock was closed. Ana Ruiz saw it; Ruiz waved at the harbour lock."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"---\ntitle: A day\n---\n\n{LOCK}\n", f"---\ntitle: A day\ntags: TAGS\n---\n\n{LOCK}\n"),
        (
            f"---\r\ntitle: A day\r\ntags: []\r\ndraft: true # yet\r\n---\r\n{LOCK}\r\n",
            f"---\r\ntitle: A day\r\ntags: TAGS\r\ndraft: true # yet\r\n---\r\n{LOCK}\r\n",
        ),
        (f'+++\ntitle = "A day"\n+++\n{LOCK}\n', f'+++\ntitle = "A day"\ntags = TAGS\n+++\n{LOCK}\n'),
    ],
)
def test_suggest_writes_tags_where_there_are_none(make_site: MakeSite, before: str, after: str) -> None:
    site = make_site({"content/a.md": before, "content/b.md": "---\ntags: [mine]\n---\nHarbour lock, harbour lock.\n"})
    told = site.run("tags", "suggest")
    assert told.stdout.startswith("content/a.md: ")
    assert site.read("content/a.md") == before.replace("\r\n", "\n")
    done = site.run("tags", "suggest", "--write", "--json")
    (record,) = map(json.loads, done.stdout.splitlines())
    assert record["written"] is True
    assert {"Harbour lock", "Ana Ruiz"} <= set(record["tags"])
    written = (site.root / "content/a.md").read_bytes().decode()
    assert written == after.replace("TAGS", json.dumps(record["tags"]))
    assert not site.run("tags", "suggest").stdout


def test_an_entry_without_front_matter_is_left_to_the_editor(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": LOCK})
    done = site.run("tags", "suggest", "--write")
    assert done.returncode == 1
    assert "content/a.md" in done.stderr
    assert site.read("content/a.md") == LOCK
