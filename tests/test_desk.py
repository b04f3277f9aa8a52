"""The desk: what its pages tell, and what each of its forms does to a file, byte by byte."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from generator.desk import Answer, Desk
from tests.previews import Answer as Response
from tests.previews import Preview, eventually, preview, state
from tests.sites import NOW, MakeSite, Site, entry_text

MOON = """\
---
# mine
title: "Moon: again"   # a working title
pin: false
tags:
  - Space  # always
date: 2026-11-20
unknown: [1,  2]
---

The Moon.\x20\x20
draft: true
"""
EDITION = "---\ntitle: Old\nitems: [mars]  # only one\n---\n\nGood morning.\n"
NEXT = "---\ndraft: true\nitems:\n- moon # first\n- 'mars'\nnotes:\n  moon: \"Look up.\"\n---\n"
WORDS = "The probe touched down near the rim of the crater after a fall of nine minutes and sent a picture of the dust."


class Seat:
    """An editor at the desk of a site, who fills in the forms that she sees."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.desk = Desk(site.root, NOW, "secret")

    def page(self, where: str = "") -> BeautifulSoup:
        asked = urlsplit(where)
        answer = self.desk.show(asked.path, parse_qs(asked.query), ())
        assert answer.status == 200, answer.page
        return BeautifulSoup(answer.page, "html.parser")

    def entry(self, path: str) -> BeautifulSoup:
        return self.page(f"entry?{urlencode({'path': path})}")

    def edition(self, path: str) -> BeautifulSoup:
        return self.page(f"edition?{urlencode({'path': path})}")

    def send(self, form: Tag, changes: Mapping[str, Sequence[str]] | None = None, **pressed: str) -> Answer:
        """Send a form as it stands, with other values in some fields, by the button that is pressed."""
        values = {**filled(form), **(changes or {}), **{name: [value] for name, value in pressed.items()}}
        return self.desk.act(str(form["action"]).removeprefix("/_desk/"), values)

    def decide(self, path: str, do: str, where: str = "?show=all") -> Answer:
        """Press a button of an entry's row."""
        answer = self.send(row(self.page(where), path), do=do)
        assert answer.status == 303, answer.page
        return answer


def filled(form: Tag) -> dict[str, list[str]]:
    """What a browser would send."""
    found: dict[str, list[str]] = {}
    for field in form.select("input[name], textarea[name]"):
        if field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked"):
            continue
        text = field.get_text().removeprefix("\n") if field.name == "textarea" else str(field.get("value", ""))
        found.setdefault(str(field["name"]), []).append(text)
    return found


def row(page: BeautifulSoup, path: str) -> Tag:
    return next(form for form in page.select("form.do") if form.select_one(f'[name=path][value="{path}"]'))


def titles(page: BeautifulSoup) -> list[str]:
    return [element.get_text() for element in page.select(".rows h2")]


@pytest.fixture
def seat(make_site: MakeSite) -> Seat:
    return Seat(
        make_site(
            {
                "content/moon.md": MOON,
                "content/mars.md": entry_text("Mars", date="2026-11-19", tags="[Space]"),
                "content/old.md": entry_text("Old news", date="2026-11-01", tags="[Space]"),
                "content/editions/2026-11-10.md": EDITION,
            }
        )
    )


# What is shown


def test_what_came_since_the_last_edition_comes_first(seat: Seat) -> None:
    page = seat.page()
    assert titles(page) == ["Moon: again"]
    assert "Space" in page.select_one(".rows .tags").get_text()  # type: ignore[union-attr]
    assert titles(seat.page("?show=all")) == ["Moon: again", "Mars", "Old news"]
    assert titles(seat.page("?show=all&q=mars+space")) == ["Mars"]
    seat.site.write({"content/new.md": entry_text("Undated"), "content/held.md": entry_text("Waiting", draft="true")})
    assert titles(seat.page()) == ["Moon: again", "Undated"]
    assert titles(seat.page("?show=undated")) == ["Undated", "Waiting"]
    assert titles(seat.page("?show=held")) == ["Waiting"]


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("/2026/11/mars/", "/_desk/entry?path=content%2Fmars.md"),
        ("/editions/2026-11-10/", "/_desk/edition?path=content%2Feditions%2F2026-11-10.md"),
        ("/tags/space/", "/_desk/"),
        ("https://elsewhere.test/", "/_desk/"),
        ("", "/_desk/"),
    ],
)
def test_a_page_of_the_site_leads_to_its_place(seat: Seat, page: str, place: str) -> None:
    answer = seat.desk.show("of", {"page": [page]}, ())
    assert (answer.status, answer.location) == (303, place)


def test_a_seed_that_has_just_come_is_new_however_old_its_article(seat: Seat) -> None:
    seat.site.write({"seeds/old.txt": f"Old but fresh\n\nLeeds, 3 March 2019 — {WORDS}\nThe Paper\n"})
    seat.site.build(now="2026-11-23")
    page = seat.page()
    assert titles(page)[0] == "Old but fresh"
    first = page.select_one(".rows li")
    assert first is not None
    assert {"The Paper", "2019-03-03 from the dateline"} <= {part.get_text() for part in first.select(".meta span")}
    assert "touched down" in first.select_one(".first").get_text()  # type: ignore[union-attr]
    read = seat.entry("content/2019/03/old-but-fresh.md").select_one(".read")
    assert read is not None
    assert "old.txt" in read.get_text()


def test_texts_of_strangers_are_only_texts(seat: Seat) -> None:
    seat.site.write(
        {"content/x.md": entry_text('"<script>x</script>"', "<b>B</b> & co", date="2026-11-21", tags='["<i>"]')}
    )
    for where in ("", "entry?path=content/x.md", "?q=%3Cscript%3E"):
        page = seat.page(where)
        assert not page.select("script, i")
        assert "secret" in str(page.select("[name=token]")) or where.startswith("?q")


def test_the_same_text_and_earlier_articles_on_the_event_are_told(make_site: MakeSite) -> None:
    text = f"{WORDS} " * 2
    site = make_site(
        {
            "content/a.md": entry_text("First", text, date="2026-11-01", source="A", story="Probe", tags="[x]"),
            "content/b.md": entry_text("Second", "Another text.", date="2026-11-12", story="Probe", tags="[x]"),
            "content/c.md": entry_text("Third", text, date="2026-11-14", source="C", tags="[x]"),
            "content/editions/2026-11-10.md": "---\nitems: [a]\n---\n",
        }
    )
    site.build(drafts=True, future=True)
    page = Seat(site).page()
    told = {
        item.h2.get_text(): [note.get_text(" ", strip=True) for note in item.select(".warn")]  # type: ignore[union-attr]
        for item in page.select(".rows li")
    }
    first, third = "First A · 2026-11-01 · 10 November 2026", "Third C · 2026-11-14"
    assert told == {
        "Second": [f"On the same event: {third}", f"Covered before: {first}"],
        "Third": [f"Same text: {first}", "On the same event: Second 2026-11-12"],
    }


def test_without_editions_everything_earlier_counts_as_covered(make_site: MakeSite) -> None:
    site = make_site({f"content/{n}.md": entry_text(n, date=f"2026-11-0{n}", story="Probe") for n in "123"})
    site.build(drafts=True, future=True)
    told = [[link.get_text() for link in item.select(".warn a")] for item in Seat(site).page().select(".rows li")]
    assert told == [["2", "1"], ["1"], []]


def test_problems_stand_where_their_file_does(seat: Seat) -> None:
    from generator.errors import Problem

    bad = (Problem(message="is empty", file="seeds/x.txt"), Problem(message="odd", file="content/moon.md", line=3))
    page = BeautifulSoup(seat.desk.show("", {}, bad).page, "html.parser")
    assert [one.get_text(" ", strip=True) for one in page.select(".trouble li")] == [
        "seeds/x.txt is empty",
        "content/moon.md:3 odd",
    ]
    assert len(page.select("#n1 .problems li")) == 1


def test_a_long_list_has_pages(make_site: MakeSite) -> None:
    site = make_site({f"content/a{n:03}.md": entry_text(f"A {n}", date="2026-11-20", tags="[x]") for n in range(120)})
    seat = Seat(site)
    page = seat.page("?show=all&page=2")
    assert len(page.select(".rows > li")) == 50
    assert [link["href"] for link in page.select(".pages a")] == ["/_desk/?show=all", "/_desk/?show=all&page=3"]
    assert len(seat.page("?page=99").select(".rows > li")) == 20


# What is done


@pytest.mark.parametrize(
    ("do", "old", "new"),
    [
        ("drop", "2]\n---", "2]\ndraft: true\n---"),
        ("pin", "pin: false", "pin: true"),
    ],
)
def test_a_decision_writes_one_field(seat: Seat, do: str, old: str, new: str) -> None:
    before = seat.site.files()
    assert seat.decide("content/moon.md", do).location == "/_desk/?show=all#n1"
    assert seat.site.files() == {**before, "content/moon.md": MOON.replace(old, new, 1).encode()}
    assert "Moon: again" in seat.page().select_one("[role=status]").get_text()  # type: ignore[union-attr]
    seat.decide("content/moon.md", {"drop": "keep", "pin": "unpin"}[do])
    again = MOON.replace(old, new.replace("true", "false"), 1)
    assert seat.site.read("content/moon.md") == again


@pytest.mark.parametrize(
    ("held", "kept"),
    [
        ("---\npublished: false\n---\nT.\n", "---\npublished: true\n---\nT.\n"),
        ("---\nstatus: draft\n---\nT.\n", '---\nstatus: "published"\n---\nT.\n'),
        ("---\r\ndraft: yes # so far\r\n---\r\nT.\r\n", "---\r\ndraft: false # so far\r\n---\r\nT.\r\n"),
        ("+++\ndraft = true\n+++\nT.\n", "+++\ndraft = false\n+++\nT.\n"),
        ("Title: T\nStatus: draft\n\nT.\n", "Title: T\nStatus: published\n\nT.\n"),
    ],
)
def test_keeping_speaks_the_words_of_the_file(make_site: MakeSite, held: str, kept: str) -> None:
    site = make_site({"content/t.md": held})
    Seat(site).decide("content/t.md", "keep")
    assert (site.root / "content/t.md").read_bytes().decode() == kept


def test_an_entry_says_what_its_page_says(seat: Seat) -> None:
    form = seat.entry("content/moon.md").select_one("form.edit")
    assert form is not None
    changes = {
        "tag": ["Space"],
        "more_tags": ["Night,  Moon"],
        "note": ["One.\r\n\r\nTwo.\r\n"],
        "importance": ["3"],
        "date": ["2026-11-21"],
        "state": ["drop"],
        "pin": ["yes"],
    }
    assert seat.send(form, changes).location == "/_desk/?"
    assert seat.site.read("content/moon.md") == MOON.replace("pin: false", "pin: true").replace(
        "  - Space  # always\ndate: 2026-11-20",
        '  - Space  # always\n  - "Night"\n  - "Moon"\ndate: 2026-11-21',
    ).replace("2]\n", "2]\ndraft: true\nimportance: 3\nnote: |\n  One.\n\n  Two.\n")
    form = seat.entry("content/moon.md").select_one("form.edit")
    assert form is not None
    seen = seat.site.files()
    assert seat.send(form).status == 303
    assert seat.site.files() == seen
    seat.send(seat.entry("content/moon.md").select("form.edit")[0], {"note": [""]})
    assert "note" not in seat.site.read("content/moon.md")


def test_a_date_of_a_name_is_left_there_and_one_of_the_import_is_replaced(make_site: MakeSite) -> None:
    imported = "---\ndate: 2026-11-23\ndate_source: import # today\ntags: [x]\n---\nT.\n"
    site = make_site({"content/2026-11-20-a.md": "---\ntags: [x]\n---\nT.\n", "content/b.md": imported})
    seat = Seat(site)
    seat.send(seat.entry("content/2026-11-20-a.md").select("form.edit")[0], {"importance": ["1"]})
    assert site.read("content/2026-11-20-a.md") == "---\ntags: [x]\nimportance: 1\n---\nT.\n"
    seat.send(seat.entry("content/b.md").select("form.edit")[0], {"date": ["2026-11-02"]})
    assert site.read("content/b.md") == "---\ndate: 2026-11-02\ntags: [x]\n---\nT.\n"


def test_suggested_tags_are_added_where_they_are_ticked(seat: Seat) -> None:
    lock = "The harbour lock opened. The harbour lock was closed. Ana Ruiz saw it; Ruiz waved at the harbour lock."
    seat.site.write({"content/lock.md": entry_text("A day", lock, date="2026-11-22")})
    form = row(seat.page(), "content/lock.md")
    suggested = [str(tick["value"]) for tick in form.select("[type=checkbox]")]
    assert {"Harbour lock", "Ana Ruiz"} <= set(suggested)
    seat.send(form, {"tag": ["Ana Ruiz"]}, do="tags")
    assert seat.site.read("content/lock.md") == entry_text("A day", lock, date="2026-11-22", tags='["Ana Ruiz"]')
    ticks = seat.entry("content/lock.md").select("[name=tag]")
    assert [tick["value"] for tick in ticks if tick.has_attr("checked")] == ["Ana Ruiz"]
    assert "Harbour lock" in {tick["value"] for tick in ticks}


def test_an_edition_is_begun_filled_ordered_and_published(seat: Seat) -> None:
    begin = seat.page().select_one(".making form")
    assert begin is not None
    answer = seat.send(begin, {"date": ["2026-11-24"]})
    path = "content/editions/2026-11-24.md"
    assert answer.location == f"/_desk/edition?{urlencode({'path': path})}"
    assert seat.site.read(path) == "---\ndraft: true\nitems: []\n---\n"
    seat.decide("content/moon.md", "add", "")
    seat.decide("content/old.md", "add")
    assert seat.site.read(path) == '---\ndraft: true\nitems: ["moon", "old"]\n---\n'
    form = seat.edition(path).select("form.edit")[0]
    seat.send(form, {"at": ["2", "1"], "edition_note": ["", "Once more."]}, do="save")
    assert seat.site.read(path) == '---\ndraft: true\nitems: ["old", "moon"]\nnotes:\n  old: "Once more."\n---\n'
    seat.send(seat.edition(path).select("form.edit")[0], {"state": ["keep"]}, do="down 0")
    assert seat.site.read(path) == '---\ndraft: false\nitems: ["moon", "old"]\nnotes:\n  old: "Once more."\n---\n'
    seat.send(seat.edition(path).select("form.edit")[0], {"out": ["old"]}, do="save")
    assert seat.site.read(path) == '---\ndraft: false\nitems: ["moon"]\n---\n'
    assert seat.site.build(future=True).problems == ()


def test_the_lines_of_an_edition_move_with_what_stands_beside_them(seat: Seat) -> None:
    path = "content/editions/2026-11-25.md"
    seat.site.write({path: NEXT})
    page = seat.edition(path)
    assert [box["value"] for box in page.select("[name=item]")] == ["moon", "mars"]
    assert "Old news" not in page.get_text()
    seat.send(page.select("form.edit")[0], do="up 1")
    assert seat.site.read(path) == NEXT.replace("- moon # first\n- 'mars'\n", "- 'mars'\n- moon # first\n")
    seat.decide("content/moon.md", "take", "")
    assert seat.site.read(path) == NEXT.replace("- moon # first\n", "")


# What is refused


def test_a_file_that_changed_meanwhile_is_left_alone(seat: Seat) -> None:
    form = row(seat.page(), "content/moon.md")
    edit = seat.entry("content/moon.md").select("form.edit")[0]
    seat.site.write({"content/moon.md": MOON.replace("The Moon.", "The full Moon.")})
    before = seat.site.files()
    for answer in (seat.send(form, do="drop"), seat.send(edit, {"note": ["New."]})):
        assert answer.status == 409
        assert "content/moon.md" in answer.page
        assert "has changed since" in answer.page
    assert seat.site.files() == before


def test_a_file_that_cannot_be_written_is_told(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    form, before = row(seat.page(), "content/moon.md"), seat.site.files()
    monkeypatch.setattr(os, "fsync", refuse)
    answer = seat.send(form, do="drop")
    assert answer.status == 400
    assert "content/moon.md" in answer.page
    assert "No space left on device" in answer.page
    assert seat.site.files() == before


@pytest.mark.parametrize(
    ("place", "values", "message"),
    [
        ("row", {"path": ["content/../site.yaml"], "do": ["drop"]}, "no such entry"),
        ("row", {"path": ["content/moon.md"], "do": ["burn"]}, "nothing is known of"),
        ("entry", {"path": ["content/moon.md"], "importance": ["much"]}, "whole number"),
        ("entry", {"path": ["content/moon.md"], "date": ["2026-13-01"]}, "not a day"),
        ("edition", {"path": ["site.yaml"]}, "no such edition"),
        ("edition", {"path": ["content/editions/2026-11-10.md"], "item": ["mars"]}, "not whole"),
        ("begin", {"date": ["2026-11-10"]}, "already"),
        ("begin", {"date": ["../../x"]}, "not a day"),
        ("burn", {}, "no such form"),
    ],
)
def test_a_form_that_makes_no_sense_does_nothing(seat: Seat, place: str, values: dict[str, Any], message: str) -> None:
    before = seat.site.files()
    answer = seat.desk.act(place, values)
    assert (answer.status, message in answer.page) == (400, True)
    assert seat.site.files() == before


def test_front_matter_that_is_not_certain_is_left_to_the_editor(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": '{"title": "A"}\n\nText.\n'})
    answer = Seat(site).send(row(Seat(site).page(), "content/a.md"), do="drop")
    assert answer.status == 400
    assert "change `draft` in the file itself" in answer.page
    assert site.read("content/a.md") == '{"title": "A"}\n\nText.\n'


def test_a_broken_configuration_is_told(seat: Seat) -> None:
    seat.site.write({"site.yaml": "titel: Oops\n"})
    answer = seat.desk.show("", {}, ())
    assert answer.status == 400
    assert "unknown key" in answer.page


# Over HTTP


def post(shown: Preview, values: dict[str, str], **headers: str) -> Response:
    return shown.get(
        "/_desk/row", "POST", urlencode(values), Content_Type="application/x-www-form-urlencoded", **headers
    )


def form_of(shown: Preview) -> dict[str, str]:
    form = row(BeautifulSoup(shown.get("/_desk/").text, "html.parser"), "content/moon.md")
    return {name: value[0] for name, value in filled(form).items()} | {"do": "drop"}


def test_only_forms_of_this_preview_change_anything(seat: Seat) -> None:
    seat.site.write({"seeds/bad.txt": b"\0\0\0", "site.yaml": "base_url: https://example.org/news/\nsearch: false\n"})
    with preview(seat.site) as shown:
        page = shown.get("/_desk/")
        assert "seeds/bad.txt" in page.text
        assert 'href="/news/2026/11/moon/"' in page.text
        assert "script-src" not in page.headers["Content-Security-Policy"]
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert "<script" not in page.text
        assert shown.get("/_desk/desk.css").headers["Content-Type"] == "text/css; charset=utf-8"
        good = form_of(shown)
        own = f"http://127.0.0.1:{shown.port}"
        assert post(shown, good, Origin="https://evil.example").status == 403
        assert post(shown, good, Origin="null").status == 403
        assert post(shown, good, Host="evil.example").status == 403
        assert shown.get("/_desk/", Host="evil.example").status == 403
        assert post(shown, {**good, "token": "guess"}, Origin=own).status == 403
        assert post(shown, {name: value for name, value in good.items() if name != "token"}, Origin=own).status == 403
        assert shown.get(f"/_desk/row?{urlencode(good)}").status == 404
        assert shown.get("/_desk/row", "PUT").status == 405
        assert seat.site.read("content/moon.md") == MOON
        done = post(shown, good, Origin=own)
        assert (done.status, done.headers["Location"]) == (303, "/_desk/?show=new#n1")
        assert "draft: true\n---" in seat.site.read("content/moon.md")
        assert post(shown, good, Origin=own).status == 409
        told = state(shown, "/news/", lambda told: bool(told.get("held")))
        assert told["held"] == {"/news/2026/11/moon/": "draft"}
        assert "_desk" not in shown.get("/news/").text
        assert not [name for name in shown.output() if "desk" in name]


def test_a_preview_that_others_reach_keeps_its_desk_for_whom_the_terminal_tells(seat: Seat) -> None:
    with preview(seat.site, "--bind", "0.0.0.0") as shown:  # noqa: S104 - what is tested
        found = eventually(lambda: re.search(r"desk at http://[^/]+(/_desk/\?key=\S+)", shown.told))
        assert shown.get("/_desk/").status == 403
        assert shown.get("/_desk/?key=guess").status == 403
        opened = shown.get(found[1])
        assert (opened.status, opened.headers["Location"]) == (303, "/_desk/")
        assert "HttpOnly" in opened.headers["Set-Cookie"]
        cookie = opened.headers["Set-Cookie"].partition(";")[0]
        assert "Moon: again" in shown.get("/_desk/", Cookie=cookie).text
