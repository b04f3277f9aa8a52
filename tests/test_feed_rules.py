"""Every feed keeps the rules of its format, on the sample digest and on sites that make it hard."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.feed_rules import faults
from tests.samples import awkward_site, sample_digest
from tests.sites import MakeSite, Site, entry_text

FEEDS = {"feed.xml", "atom.xml", "feed.json"}
SITE = (
    "title: Fish & <chips>\nbase_url: https://example.org/news/\ntimezone: Europe/Madrid\neditions: daily\n"
    "search: false\nfeeds: {hub: 'https://hub.example/?a&b'}\n"
)
BODY = """\
See [all](/archive/), [near](../b/), [here](#below), [mail](mailto:a@example.org) & <script>alert(1)</script>.

## Below

![A picture](/x.png)

| a | b |
|:-:|--:|
| 1 | 2 |

- [x] done

<img src="y.png" srcset="z.png 2x" onerror="alert(1)" loading="lazy">
"""
EVERYTHING = entry_text(
    "A & B <i>",
    BODY,
    date="2026-01-02",
    updated="2026-01-05T10:00:00Z",
    source="{name: The Paper, url: 'https://paper.example/'}",
    link="https://paper.example/a?b=1&c=2",
    author="Ada & Co",
    summary="1 < 2 & <b>3</b>",
    tags="[Moon, R&D <new>, 🦔]",
    story="The story",
)
FILES = {
    "site.yaml": SITE,
    "static/x.png": "PNG",
    "content/a.md": EVERYTHING,
    "content/b.md": entry_text("Été", "Un texte.", date="1850-06-01", lang="fr", story="The story"),
    "content/c.md": entry_text("C", "One.\n\nTwo.", date="2026-01-03", rights="excerpt", source="The Paper"),
    "content/d.md": entry_text("D", "Words.", rights="link", link="https://paper.example/d"),
    "content/e.md": entry_text("E", ""),
}


def all_faults(site: Site, base_url: str) -> dict[str, list[str]]:
    """What is wrong with each feed of a site, and that there are feeds at all."""
    public = site.root / "public"
    paths = [path for path in sorted(public.rglob("*")) if path.name in FEEDS]
    assert {path.name for path in paths} == FEEDS
    names = {path: path.relative_to(public).as_posix() for path in paths}
    found = {name: faults(path, base_url + name) for path, name in names.items()}
    return {name: told for name, told in found.items() if told}


def test_feeds_of_the_sample_digest(tmp_path: Path) -> None:
    assert all_faults(sample_digest(tmp_path, {"search": False}), "https://example.org/") == {}


def test_feeds_of_an_awkward_site(tmp_path: Path) -> None:
    assert all_faults(awkward_site(tmp_path, "an awkward site"), "https://example.org/") == {}


@pytest.mark.parametrize("content", ["full", "excerpt"])
def test_feeds_of_a_site_with_everything(make_site: MakeSite, content: str) -> None:
    site = make_site(FILES).write({"site.yaml": SITE.replace("{hub:", f"{{content: {content}, hub:")})
    site.build()
    assert all_faults(site, "https://example.org/news/") == {}


def test_feeds_of_a_site_without_articles(make_site: MakeSite) -> None:
    site = make_site({})
    site.build()
    assert all_faults(site, "https://example.org/") == {}


SELF = "https://example.org/news/"
FAULTS = [
    ("feed.xml", 'version="2.0"', 'version="0.91"'),
    ("feed.xml", "<title>Fish", "<titel>Fish"),
    ("feed.xml", "<language>en</language>", "<language>English</language>"),
    ("feed.xml", "<language>en</language>", "<language>en</language><language>en</language>"),
    ("feed.xml", 'rel="self"', 'rel="own"'),
    ("feed.xml", "</channel>", "<ttl>5</ttl></channel>"),
    ("feed.xml", "Mon, 05 Jan 2026", "Tue, 05 Jan 2026"),
    ("feed.xml", "Mon, 05 Jan 2026", "Mon, 05 January 2026"),
    ("feed.xml", 'isPermaLink="false"', 'isPermaLink="true"'),
    ("feed.xml", 'isPermaLink="false"', 'isPermaLink="no"'),
    ("feed.xml", '<source url="https://example.org', '<source url="'),
    ("feed.xml", "<link>https://example.org/news/2026", "<link>/news/2026"),
    ("feed.xml", "<dc:creator>", "<author>Ada</author><dc:creator>"),
    ("feed.xml", "<description>1", "<enclosure/><description>1"),
    ("feed.xml", 'a href="https://example.org/news/archive', 'a href="/archive'),
    ("feed.xml", "&lt;table", "&lt;iframe&gt;&lt;table"),
    ("feed.xml", "&lt;img ", "&lt;img srcset='a 2x' "),
    ("atom.xml", "<updated>2026", "<updated>26"),
    ("atom.xml", "T00:00:00+", "t00:00:00+"),
    ("atom.xml", "</entry>", "<summary>Again</summary></entry>"),
    ("atom.xml", "</feed>", "<subtitle>Late</subtitle></feed>"),
    ("atom.xml", "<id>urn:", "<id>/"),
    ("atom.xml", 'term="Moon"', ""),
    ("atom.xml", 'type="html"', 'type="text/html"'),
    ("atom.xml", 'rel="self"', 'rel="related"'),
    ("atom.xml", 'rel="via"', 'rel="alternate" type="text/html"'),
    ("atom.xml", "<updated>2026-01-05", "<updated>2026-01-06"),
    ("feed.json", "version/1.1", "version/1"),
    ("feed.json", '"feed_url"', '"feed"'),
    ("feed.json", '"authors"', '"author"'),
    ("feed.json", '"name": "Ada', '"nick": "Ada'),
    ("feed.json", '"content_html"', '"_html"'),
    ("feed.json", "T00:00:00+01:00", ""),
    ("feed.json", '"language": "fr"', '"language": "French"'),
    ("feed.json", '"Moon"', "5"),
    ("feed.json", '"type": "WebSub"', '"kind": "WebSub"'),
]  # fmt: skip
"""A text in a good feed, and what to put in its place so that a rule is broken."""


@pytest.mark.parametrize(("name", "good", "bad"), FAULTS)
def test_a_broken_rule_is_found(make_site: MakeSite, tmp_path: Path, name: str, good: str, bad: str) -> None:
    site = make_site(FILES)
    site.build()
    feed = site.read(f"public/{name}")
    assert good in feed
    path = tmp_path / name
    path.write_text(feed, encoding="utf-8")
    assert faults(path, SELF + name) == []
    path.write_text(feed.replace(good, bad, 1), encoding="utf-8")
    assert faults(path, SELF + name) != []
