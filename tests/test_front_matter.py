from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.config import Config
from generator.content import entry_text, read
from generator.dates import moment
from generator.errors import BroadsheetError, Problem
from generator.frontmatter import checksum, compose, parse
from generator.model import Draft, Entry, Seed, Source
from generator.yamlfile import dump, load

CONFIG = Config(timezone="Europe/Madrid")


def entry(text: str, path: str = "content/a.md", config: Config = CONFIG) -> Entry:
    return read(path, text, config)


def fields(text: str) -> Entry:
    """An entry with the given lines of YAML."""
    return entry(f"---\n{text}\n---\n\nSome words.\n")


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(BroadsheetError) as caught:
        entry(text)
    return caught.value.problems


HUGO_YAML = """\
---
title: "Ten glaciers: a field guide"
date: 2026-03-14T09:30:00+01:00
lastmod: 2026-03-15
draft: false
slug: ten-glaciers
description: What to look for, and where.
author: Ana Ruiz
tags: ["glaciers", "Alps"]
categories:
  - Science
aliases:
  - /old/ten-glaciers/
weight: 10
url: /guides/glaciers/
---

{{< figure >}} The first *glacier* is near Oslo.
"""

HUGO_TOML = """\
+++
title = "Ten glaciers: a field guide"
date = 2026-03-14T09:30:00+01:00
lastmod = 2026-03-15
draft = true
description = '''What to look for,
and where.'''
tags = ["glaciers", "Alps"]
aliases = ["/old/"]
weight = 10

[params]
colour = "blue"
[[resources]]
src = "map.png"
+++

The first *glacier* is near Oslo.
"""

JEKYLL = """\
---
layout: post
title:  "Ten glaciers"
date:   2026-03-14 09:30:00 +01:00
last_modified_at: 2026-03-15 10:00:00
categories: [science, travel]
tags: glaciers
excerpt: What to look for.
published: false
permalink: /2026/glaciers.html
redirect_from:
  - /old/
comments: true
---
The first *glacier* is near Oslo.
"""

PELICAN = """\
Title: Ten glaciers: a field guide
Date: 2026-03-14 09:30
Modified: 2026-03-15 10:00
Category: Science
Tags: glaciers, Alps
Slug: ten-glaciers
Authors: Ana Ruiz, Ben Ode
Summary: What to look for.
Lang: en
Status: draft
Save_as: glaciers.html

The first *glacier* is near Oslo.
"""

ELEVENTY = """\
---
layout: layouts/post.njk
title: Ten glaciers
description: What to look for.
date: 2026-03-14
tags:
  - glaciers
  - Alps
eleventyExcludeFromCollections: true
permalink: "/glaciers/index.html"
---
The first *glacier* is near Oslo.
"""

LINK_POST = """\
---
title: Ten glaciers
published: 14 March 2026
url: https://mountain.example/glaciers?id=7
source: Mountain Review
source_url: https://mountain.example/
byline: Ana Ruiz
keywords: glaciers, Alps
language: en-GB
standfirst: What to look for.
---
The first *glacier* is near Oslo.
"""

NINE_THIRTY = datetime(2026, 3, 14, 9, 30, tzinfo=CONFIG.zone)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            HUGO_YAML,
            {
                "title": "Ten glaciers: a field guide",
                "date": moment(NINE_THIRTY, CONFIG.zone),
                "updated": moment(date(2026, 3, 15), CONFIG.zone),
                "slug": "ten-glaciers",
                "summary": "What to look for, and where.",
                "author": "Ana Ruiz",
                "tags": ("glaciers", "Alps", "Science"),
                "draft": False,
                "permalink": "/guides/glaciers/",
                "link": None,
                "aliases": ("/old/ten-glaciers/",),
                "params": {"weight": 10},
            },
            id="Hugo, YAML",
        ),
        pytest.param(
            HUGO_TOML,
            {
                "title": "Ten glaciers: a field guide",
                "date": moment(NINE_THIRTY, CONFIG.zone),
                "updated": moment(date(2026, 3, 15), CONFIG.zone),
                "summary": "What to look for, and where.",
                "tags": ("glaciers", "Alps"),
                "draft": True,
                "aliases": ("/old/",),
                "params": {"weight": 10, "colour": "blue", "resources": [{"src": "map.png"}]},
            },
            id="Hugo, TOML",
        ),
        pytest.param(
            JEKYLL,
            {
                "title": "Ten glaciers",
                "date": moment(NINE_THIRTY, CONFIG.zone),
                "updated": moment(datetime(2026, 3, 15, 10, tzinfo=CONFIG.zone), CONFIG.zone),
                "summary": "What to look for.",
                "tags": ("glaciers", "science", "travel"),
                "draft": True,
                "permalink": "/2026/glaciers.html",
                "aliases": ("/old/",),
                "params": {"layout": "post", "comments": True},
            },
            id="Jekyll",
        ),
        pytest.param(
            PELICAN,
            {
                "title": "Ten glaciers: a field guide",
                "date": moment(NINE_THIRTY, CONFIG.zone),
                "updated": moment(datetime(2026, 3, 15, 10, tzinfo=CONFIG.zone), CONFIG.zone),
                "slug": "ten-glaciers",
                "author": "Ana Ruiz, Ben Ode",
                "summary": "What to look for.",
                "tags": ("glaciers", "Alps", "Science"),
                "draft": True,
                "lang": "en",
                "params": {"save_as": "glaciers.html"},
            },
            id="Pelican",
        ),
        pytest.param(
            ELEVENTY,
            {
                "title": "Ten glaciers",
                "date": moment(date(2026, 3, 14), CONFIG.zone),
                "summary": "What to look for.",
                "tags": ("glaciers", "Alps"),
                "permalink": "/glaciers/index.html",
                "params": {"layout": "layouts/post.njk", "eleventyExcludeFromCollections": True},
            },
            id="Eleventy",
        ),
        pytest.param(
            LINK_POST,
            {
                "date": moment(date(2026, 3, 14), CONFIG.zone),
                "link": "https://mountain.example/glaciers?id=7",
                "permalink": None,
                "source": Source("Mountain Review", "https://mountain.example/"),
                "author": "Ana Ruiz",
                "tags": ("glaciers", "Alps"),
                "lang": "en-GB",
                "summary": "What to look for.",
                "params": {},
            },
            id="a link post",
        ),
    ],
)
def test_the_fields_that_people_bring_mean_what_they_meant(text: str, expected: dict[str, Any]) -> None:
    found = entry(text)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize("text", [HUGO_YAML, HUGO_TOML, JEKYLL, PELICAN, ELEVENTY, LINK_POST])
def test_line_ends_and_a_byte_order_mark_do_not_matter(text: str) -> None:
    from generator.textfile import decode

    data = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert entry(decode(data)) == entry(text)


@pytest.mark.parametrize("when", ["2026-03-14 09:30:00 +0100", "2026-03-14T09:30:00+0100"])
def test_the_date_that_jekyll_writes_into_a_new_post_is_read(when: str) -> None:
    assert fields(f"date: {when}").date == moment(NINE_THIRTY, CONFIG.zone)


@pytest.mark.parametrize("when", ["2026-03-14", "2026/3/14", "14 March 2026", "March 14, 2026", '"2026-03-14"'])
def test_a_day_is_read_as_people_write_it(when: str) -> None:
    assert fields(f"date: {when}").date == moment(date(2026, 3, 14), CONFIG.zone)


@pytest.mark.parametrize(
    ("stated", "zone", "day"),
    [
        ("2026-03-14T23:30:00Z", "Europe/Madrid", date(2026, 3, 15)),
        ("2026-03-14T23:30:00Z", "UTC", date(2026, 3, 14)),
        ("2026-03-14T23:30:00Z", "America/Lima", date(2026, 3, 14)),
        ("2026-03-14T02:00:00Z", "America/Lima", date(2026, 3, 13)),
        ("2026-03-14 23:30", "Asia/Tokyo", date(2026, 3, 14)),
        ("2026-03-14", "Asia/Tokyo", date(2026, 3, 14)),
    ],
)
def test_the_sites_zone_decides_the_day(stated: str, zone: str, day: date) -> None:
    found = entry(f"---\ntitle: A\ndate: {stated}\n---\n", config=Config(timezone=zone)).date
    assert found is not None
    assert found.day == day


def test_a_date_in_the_name_of_the_file_counts_when_none_is_stated() -> None:
    found = entry("Some words.", "content/_posts/2026-03-14-ten-glaciers.md")
    assert (found.date, found.date_source) == (moment(date(2026, 3, 14), CONFIG.zone), "name")
    assert (found.slug, found.title) == ("ten-glaciers", "Ten glaciers")
    stated = entry("---\ndate: 2026-01-01\n---\n", "content/2026-03-14-a.md")
    assert (stated.date, stated.date_source) == (moment(date(2026, 1, 1), CONFIG.zone), "entry")


def test_an_impossible_date_in_the_name_of_a_file_is_no_date() -> None:
    assert entry("Some words.", "content/2026-02-31-a.md").date is None


def test_an_entry_without_an_id_gets_one_from_its_path() -> None:
    assert entry("Some words.", "content/2026/03/a.b.md").id == "2026/03/a.b"


@pytest.mark.parametrize("stated", ["id: kept", "guid: kept", "UUID: kept", 'id: "kept"'])
def test_an_id_that_is_stated_stays(stated: str) -> None:
    assert fields(stated).id == "kept"


def test_an_id_of_digits_stays_as_it_is_written() -> None:
    assert fields("id: 007").id == "007"


def test_a_folder_with_an_index_gives_its_name() -> None:
    found = entry("Some words.", "content/2026-03-14-ten-glaciers/index.md")
    assert found.slug == "ten-glaciers"


def test_a_folder_with_an_index_gives_its_date() -> None:
    found = entry("Some words.", "content/2026-03-14-ten-glaciers/index.md")
    assert (found.date, found.date_source) == (moment(date(2026, 3, 14), CONFIG.zone), "name")
    assert entry("Some words.", "content/2026-03-14-ten-glaciers/other.md").date is None


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("related: false", None),
        ("related: no-such", ("no-such",)),
        ("related: [one, two]", ("one", "two")),
        ("related: one, two", ("one", "two")),
        ("related: []", ()),
        ("related:", ()),
        ("title: A", ()),
    ],
)
def test_related_is_off_or_names_entries(stated: str, expected: tuple[str, ...] | None) -> None:
    assert fields(stated).related == expected


@pytest.mark.parametrize("word", ["true", "yes", "True"])
def test_related_true_is_the_default(word: str) -> None:
    assert fields(f"related: {word}").related == ()


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("tags: []", ()),
        ("tags:", ()),
        ("tags: ''", ()),
        ("tags: glaciers", ("glaciers",)),
        ("tags: glaciers,  the Alps ,", ("glaciers", "the Alps")),
        ("tags: [a, b, a]", ("a", "b")),
        ("tags: [no, 12:30, 007, 2026, 2026-03-14, null]", ("no", "12:30", "007", "2026", "2026-03-14")),
        ("tag: a\ncategory: b", ("a", "b")),
        ("topics: [a]\ncategories: [a, b]", ("a", "b")),
    ],
)
def test_tags_are_a_list_or_a_text_with_commas(stated: str, expected: tuple[str, ...]) -> None:
    assert fields(stated).tags == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("source: Post", Source("Post")),
        ("source: {name: Post, url: https://post.example/}", Source("Post", "https://post.example/")),
        ("source: Post\nsource_url: https://post.example/", Source("Post", "https://post.example/")),
        ("publisher: Post", Source("Post")),
        ("source_url: https://post.example/x", Source("post.example", "https://post.example/x")),
        ("source: no", Source("no")),
        ("source:", None),
        ("source: {url: https://post.example/}", None),
    ],
)
def test_a_source_is_a_name_or_a_mapping(stated: str, expected: Source | None) -> None:
    assert fields(stated).source == expected


def test_a_source_that_is_an_address_is_called_by_its_host() -> None:
    assert fields("source: https://post.example/x").source == Source("post.example", "https://post.example/x")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("draft: true", True),
        ("draft: yes", True),
        ("draft: false", False),
        ("published: false", True),
        ('published: "false"', True),
        ("published: true", False),
        ("published: 2026-03-14", False),
        ("status: draft", True),
        ("Status: Hidden", True),
        ("status: published", False),
        ("title: A", False),
    ],
)
def test_a_draft_is_stated_in_three_ways(stated: str, expected: bool) -> None:  # noqa: FBT001
    assert fields(stated).draft is expected


@pytest.mark.parametrize("word", ["no", "No", "off", "False", "0", '" no "'])
def test_not_published_is_a_draft_in_whatever_word(word: str) -> None:
    assert fields(f"published: {word}").draft is True


@pytest.mark.parametrize("word", ["yes", "on", "1", "True"])
def test_published_in_whatever_word_is_no_date(word: str) -> None:
    found = fields(f"published: {word}")
    assert (found.draft, found.date) == (False, None)


def test_unknown_fields_are_kept_for_templates_in_plain_values() -> None:
    found = fields("Mood: calm\nsince: 2026-03-14\nparams: {depth: 3, mood: old}\nmap: {at: [1, 2.5, null, true]}")
    assert found.params == {
        "Mood": "calm",
        "since": "2026-03-14",
        "depth": 3,
        "mood": "old",
        "map": {"at": [1, 2.5, None, True]},
    }


def test_params_are_kept_however_they_are_written() -> None:
    assert fields("Params: {depth: 3}").params == {"depth": 3}


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("title: no", "no"),
        ("title: 12:30", "12:30"),
        ("title: 007", "007"),
        ("title: 1_000", "1_000"),
        ("title: 0o17", "0o17"),
        ("title: on", "on"),
        ("title: 2026", "2026"),
        ("title: 2026-03-14", "2026-03-14"),
        ("title: 2026-13-45", "2026-13-45"),
        ("title: 3.10", "3.10"),
        ("title: '  two   blanks '", "two blanks"),
        ("title: >\n  folded\n  lines", "folded lines"),
    ],
)
def test_a_title_reads_as_it_is_written(stated: str, title: str) -> None:
    assert fields(stated).title == title


@pytest.mark.parametrize("written", ["3.10", "+5", "-0", "2026-03-14 09:30:00", "True"])
def test_a_tag_reads_as_it_is_written(written: str) -> None:
    assert fields(f"tags: [{written}]").tags == (written,)


def test_a_heading_that_opens_the_body_is_the_title() -> None:
    found = entry("# Ten *glaciers* #\n\nSome words.\n")
    assert (found.title, found.summary) == ("Ten *glaciers*", "Some words.")


def test_front_matter_may_be_empty_and_is_not_needed() -> None:
    assert entry("---\n---\nSome words.").summary == "Some words."
    assert entry("Some words.").title == "A"
    assert entry("").summary == ""


def test_a_rule_above_a_text_is_no_front_matter() -> None:
    assert entry("----\n\nSome words.").summary == "Some words."


def test_an_empty_line_above_front_matter_is_passed_over() -> None:
    assert entry("\n---\ntitle: A\ndraft: true\n---\n\nSome words.").draft is True


@pytest.mark.parametrize("end", ["---", "...", "---  "])
def test_front_matter_ends_with_a_line_of_its_own(end: str) -> None:
    found = entry(f"---\ntitle: A --- B\n{end}\nSome words.\n\n---\n\nMore.")
    assert (found.title, found.words) == ("A --- B", 3)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("---\ntitle: A\ndate: soon\n---\n", "content/a.md:3:1", "date: not a full date: 'soon'"),
        ("---\ntitle: A\nlink: a.example\n---\n", "content/a.md:3:1", "link: not an address on the web"),
        ("---\nurl: [1]\n---\n", "content/a.md:2:1", "url: expected one line of text"),
        ("---\nsummary: [a]\n---\n", "content/a.md:2:1", "summary: expected one line of text"),
        ("---\ntags: {a: b}\n---\n", "content/a.md:2:1", "tags: expected a list"),
        ("---\nsource: {name: A, url: b}\n---\n", "content/a.md:2:1", "source: not an address"),
        ("---\ntitle: A\ndraft: maybe\n---\n", "content/a.md:3:1", "draft: expected true or false"),
        ("---\ntitle: A\nlastmod: never\n---\n", "content/a.md:3:1", "lastmod: not a full date"),
        ("---\nimportance: 1.5\n---\n", "content/a.md:2:1", "importance: expected a whole number"),
        ("---\nparams: 3\n---\n", "content/a.md:2:1", "params: expected keys and values"),
        ("---\ntitle: a: b\n---\n", "content/a.md:2:9", "not valid YAML: mapping values are not allowed"),
        ("---\ntags: [a\n---\n", "content/a.md:3:1", "not valid YAML"),
        ("---\n- a\n---\n", "content/a.md:2", "expected keys and values"),
        ("---\ntitle: A\n\nSome words.\n", "content/a.md:1", "does not end"),
        ("+++\ntitle = \n+++\n", "content/a.md:2:9", "not valid TOML: Invalid value"),
        ("+++\ntitle = 'A'\ntitle = 'B'\n+++\n", "content/a.md:3:12", "not valid TOML"),
        ("---\ntitle: !!python/name:os.system\n---\n", "content/a.md:2:8", "not valid YAML"),
        ("---\n? [a]\n: b\n---\n", "content/a.md:2:3", "not valid YAML"),
    ],
)
def test_a_mistake_is_told_with_line_and_column(text: str, place: str, message: str) -> None:
    (problem,) = problems(text)
    assert problem.place == place
    assert message in problem.message


@pytest.mark.parametrize("stated", ["{a: b}", "[a, b]"])
def test_a_title_is_one_line(stated: str) -> None:
    (problem,) = problems(f"---\ntitle: {stated}\n---\n")
    assert problem.place == "content/a.md:2:1"


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    found = problems("---\ntitle: A\ndate: soon\nlink: x\ndraft: maybe\nlastmod: never\n---\n")
    assert sorted(problem.line or 0 for problem in found) == [3, 4, 5, 6]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: A\ndate: 2026-13-45\n---\n", 3),
        ("+++\ntitle = 'A'\ndate = 'soon'\n+++\n", 3),
        ("Title: A\nDate: soon\n\nSome words.\n", 2),
    ],
)
def test_a_date_that_is_none_is_told_with_its_line(text: str, line: int) -> None:
    (problem,) = problems(text)
    assert problem.line == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: A\ntags: [a]\ntags: [b]\n---\n", 4),
        ("---\ntitle: A\nsource:\n  name: B\n  name: C\n---\n", 5),
        ("---\ntitle: A\nTags: [a]\ntags: [b]\n---\n", 4),
        ("---\nsource-url: https://a.example/\nsource_url: https://b.example/\n---\n", 3),
        ("Title: A\nTags: a\nTags: b\n\nSome words.\n", 3),
        ("\n\nTitle: A\nTags: a\ntags: b\n\nSome words.\n", 5),
    ],
)
def test_a_field_that_is_stated_twice_is_told(text: str, line: int) -> None:
    (problem,) = problems(text)
    assert problem.line == line
    assert "stated" in problem.message


# Text as `textfile.decode` gives it: no control characters, no halves of surrogate pairs.
_line = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)
_stated = st.builds(lambda text: " ".join(text.split()), _line)


@given(title=_stated, summary=_stated, source=_stated, tags=st.lists(_stated.filter(bool), max_size=4), body=_line)
@example(title="a: b # c", summary="- d", source="'\"\\", tags=["no", "12:30", "007", "~", "2026-03-14"], body="---")
@example(title="{a}", summary="[b]", source="&c *d !e", tags=["%", "@", "`", ",", "null", "true"], body="+++")
@example(title="---", summary="...", source="checksum: x", tags=["---"], body="Title: not a field")
@example(title="\u200b", summary="\ufeff", source="\u202e", tags=["🐧", "\ud7ff", "\ufffe"], body="\U0010ffff")
def test_what_is_written_reads_back(title: str, summary: str, source: str, tags: list[str], body: str) -> None:
    stated = {"title": title, "summary": summary, "source": {"name": source}, "tags": tags}
    text = compose(stated, body)
    document = parse(text, "a.md")
    expected = {key: value for key, value in stated.items() if value not in ("", {})}
    assert document.fields.pop("checksum") == checksum(text)
    assert document.fields == expected
    assert document.body.strip() == body.strip()


@given(title=_stated.filter(bool), summary=_stated, source=_stated.filter(bool), tags=st.lists(_stated, max_size=4))
def test_a_draft_that_is_written_reads_back_as_an_entry(title: str, summary: str, source: str, tags: list[str]) -> None:
    draft = Draft(
        seed=Seed("a.txt", "0" * 64),
        title=title,
        body="Some words.",
        date=moment(NINE_THIRTY, CONFIG.zone),
        date_source="text",
        source=Source(source, "https://post.example/?a=b&c"),
        link="https://post.example/#x",
        author='Ana "Anita" Ruiz',
        lang="en",
        tags=tuple(tags),
        summary=summary,
        verbatim=True,
        params={"deep": [{"a": "no", "b": None}], "n": 1.5},
    )
    text = entry_text(draft, "007")
    found = entry(text)
    assert (found.id, found.title, found.date, found.date_source) == ("007", title, draft.date, "text")
    assert (found.source, found.link, found.author) == (draft.source, draft.link, draft.author)
    assert found.tags == tuple(dict.fromkeys(filter(None, tags)))
    assert found.summary == (summary or "Some words.")
    assert (found.verbatim, found.params, found.seed) == (True, draft.params, draft.seed)
    assert found.checksum == checksum(text)


def test_every_text_is_written_on_one_line_in_the_order_of_its_fields() -> None:
    text = dump({"b": "long " * 100, "a": "é\u00a0日", "n": 1})
    assert [line.partition(":")[0] for line in text.splitlines()] == ["b", "a", "n"]
    assert "日" in text


def test_every_text_is_written_as_an_editor_can_read_it() -> None:
    assert dump({"title": "🐧 𠮷野家"}) == 'title: "🐧 𠮷野家"\n'


def test_a_checksum_does_not_depend_on_line_ends_but_on_every_other_character() -> None:
    text = compose({"title": "A"}, "One.\n\nTwo.")
    assert checksum(text.replace("\n", "\r\n")) == checksum(text)
    assert checksum(text.replace("Two", "two")) != checksum(text)
    assert checksum(text.replace('"A"', '"B"')) != checksum(text)


def test_a_checksum_does_not_depend_on_itself() -> None:
    text = compose({"title": "A"}, "One.")
    assert f'checksum: "{checksum(text)}"' in text
    assert checksum(text.replace(checksum(text), "0" * 16)) == checksum(text)


def test_a_line_of_the_text_that_looks_like_a_checksum_is_text() -> None:
    text = compose({"title": "A"}, "One.\n\nchecksum: of the archive\n\nTwo.")
    assert f'checksum: "{checksum(text)}"' in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: no", "no"),
        ("a: yes", "yes"),
        ("a: off", "off"),
        ("a: 12:30", "12:30"),
        ("a: 007", "007"),
        ("a: 0x1F", "0x1F"),
        ("a: true", True),
        ("a: ~", None),
        ("a: 12", 12),
        ("a: -1.5", -1.5),
        ("a: 2026-03-14", date(2026, 3, 14)),
        ("a: =", "="),
    ],
)
def test_scalars_are_those_of_yaml_1_2_and_dates(text: str, expected: Any) -> None:
    assert load(text, "a.yaml") == {"a": expected}
