"""Save after save, at random: every one is shown, nothing piles up, and in the end the preview is what a build from
nothing makes. BROADSHEET_SAVES=500 runs it at full length.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.previews import Preview, children, eventually, preview
from tests.sites import MakeSite, Site, entry_text, many

SAVES = int(os.environ.get("BROADSHEET_SAVES", "24"))
ENTRIES = 60
WARM = SAVES // 3
"""Saves after which all that is ever loaded has been."""

Save = Callable[[Preview, random.Random, int], None]


def place(number: int) -> str:
    return f"/stories/{number}/"


def entry(number: int, turn: int, body: str = "", **fields: str) -> dict[str, str]:
    stated = {"date": "2026-11-20", "permalink": place(number), "tags": "[Moon]", **fields}
    return {f"content/story-{number}.md": entry_text(f"Story {number}", body or f"Body of turn {turn}.", **stated)}


def save_body(shown: Preview, dice: random.Random, turn: int) -> None:
    number = dice.randrange(ENTRIES)
    shown.site.write(entry(number, turn))
    assert shown.shows(place(number), f"Body of turn {turn}.")


def save_title(shown: Preview, dice: random.Random, turn: int) -> None:
    number = dice.randrange(ENTRIES)
    text = entry_text(f"Title {turn}", date="2026-11-22", permalink=place(number))
    shown.site.write({f"content/story-{number}.md": text})
    assert shown.shows("/", f"Title {turn}")


def save_tags(shown: Preview, dice: random.Random, turn: int) -> None:
    number = dice.randrange(ENTRIES)
    shown.site.write(entry(number, turn, tags=f"[Moon, Tag {turn}]"))
    assert shown.shows(f"/tags/tag-{turn}/", f"Story {number}")


def save_by_renaming(shown: Preview, dice: random.Random, turn: int) -> None:
    number = dice.randrange(ENTRIES)
    ((path, text),) = entry(number, turn).items()
    shown.site.write({"content/.saving": text})
    (shown.site.root / "content/.saving").replace(shown.site.root / path)
    assert shown.shows(place(number), f"Body of turn {turn}.")


def add_and_delete(shown: Preview, _: random.Random, turn: int) -> None:
    path = f"content/added/new-{turn}.md"
    shown.site.write({path: entry_text(f"New {turn}", date="2026-11-22", permalink=f"/new/{turn}/")})
    assert shown.shows("/", f"New {turn}")
    shutil.rmtree(shown.site.root / "content/added")
    eventually(lambda: shown.get(f"/new/{turn}/").status == 404)


def save_template(shown: Preview, _: random.Random, turn: int) -> None:
    shown.site.write({"templates/404.html": f"Nothing in turn {turn}."})
    assert shown.shows("/no/such/page/", f"Nothing in turn {turn}.")


def save_static(shown: Preview, _: random.Random, turn: int) -> None:
    shown.site.write({"static/note.txt": f"Turn {turn}."})
    assert shown.shows("/note.txt", f"Turn {turn}.")


def save_config(shown: Preview, _: random.Random, turn: int) -> None:
    shown.site.write({"site.yaml": f"title: Digest {turn}\nsearch: false\nfeeds: {{content: full}}\n"})
    assert shown.shows("/", f"Digest {turn}")


def break_and_mend(shown: Preview, dice: random.Random, turn: int) -> None:
    number = dice.randrange(ENTRIES)
    shown.site.write({f"content/story-{number}.md": "---\ntitle: [\n---\n"})
    eventually(lambda: f"content/story-{number}.md" in shown.told)
    shown.site.write(entry(number, turn))
    assert shown.shows(place(number), f"Body of turn {turn}.")


SAVES_OF_EACH_KIND: tuple[tuple[int, Save], ...] = (
    (8, save_body),
    (3, save_title),
    (3, save_tags),
    (2, save_by_renaming),
    (1, add_and_delete),
    (1, save_template),
    (1, save_static),
    (1, save_config),
    (1, break_and_mend),
)


def memory(pids: list[int]) -> int:
    """Kilobytes that processes have for themselves."""
    return sum(
        int(line.split()[1])
        for pid in pids
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        if line.startswith("Private_Dirty")
    )


def clean_build(site: Site) -> dict[str, bytes]:
    site.build(output=site.root / "again", use_cache=False, drafts=True, future=True)
    return site.output("again")


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux about memory")
def test_save_after_save_is_shown_and_nothing_piles_up(make_site: MakeSite) -> None:
    dice = random.Random(SAVES)
    site = make_site({path: text for number in range(ENTRIES) for path, text in entry(number, 0).items()} | many(20))
    weights, saves = zip(*SAVES_OF_EACH_KIND, strict=True)
    with preview(site) as shown:
        assert shown.shows("/", "Story")
        used: list[int] = []
        for turn in range(1, SAVES + 1):
            dice.choices(saves, weights)[0](shown, dice, turn)
            if turn in {WARM, SAVES}:
                eventually(lambda: shown.output() == clean_build(site))
                used.append(memory([shown.process.pid, *children(shown.process.pid)]))
    early, late = used
    # Of the few saves of a short run the allocator alone makes more than that.
    assert late < early * (1.05 if SAVES >= 500 else 1.2)
