"""Stories: the articles on one event in the order it happened, and who covered it."""

from __future__ import annotations

from typing import Any

import feedparser

from tests.sites import MakeSite, Site, entry_text
from tests.test_build import links, texts

SITE = "title: Test digest\nsearch: false\nbase_url: https://example.org/news/\n"
FILES = {
    "content/c.md": entry_text("The search ends", story="The Lost Ship", source="Radio Nord", date="2026-03-09"),
    "content/a.md": entry_text("The ship is lost", story="The lost ship", source="The Paper", date="2026-03-01"),
    "content/b.md": entry_text("The search begins", story="The lost ship", source="The Paper", date="2026-03-03"),
    "content/d.md": entry_text("Rain", story="The weather", date="2026-03-02"),
    "content/e.md": entry_text("Alone", date="2026-03-04"),
}


def built(make_site: MakeSite) -> Site:
    site = make_site({"site.yaml": SITE, **FILES})
    assert site.build().problems == ()
    assert site.broken_links("/news/") == []
    return site


def test_a_story_is_told_from_its_beginning(make_site: MakeSite) -> None:
    page = built(make_site).page("/stories/the-lost-ship/")
    assert texts(page, "h1") == ["The lost ship"]
    assert texts(page, ".timeline h2") == ["The ship is lost", "The search begins", "The search ends"]
    assert texts(page, ".timeline .when") == ["1 March 2026", "3 March 2026", "9 March 2026"]
    assert texts(page, "title") == ["The story: The lost ship · Test digest"]


def test_only_the_newest_is_marked_as_new(make_site: MakeSite) -> None:
    site = built(make_site)
    marked = site.page("/stories/the-lost-ship/").select(".timeline li:has(.badge) h2")
    assert [element.get_text() for element in marked] == ["The search ends"]
    assert not site.page("/stories/the-weather/").select(".badge")


def test_the_coverage_is_counted_by_source_the_most_first(make_site: MakeSite) -> None:
    site = built(make_site)
    page = site.page("/stories/the-lost-ship/")
    assert texts(page, ".about .terms a") == ["The Paper 2", "Radio Nord 1"]
    assert links(page, ".about .terms a") == ["/news/sources/the-paper/", "/news/sources/radio-nord/"]
    assert not site.page("/stories/the-weather/").select(".about .terms")


def test_an_article_leads_to_its_story(make_site: MakeSite) -> None:
    site = built(make_site)
    assert links(site.page("/2026/03/a/"), ".parts a") == ["/news/stories/the-lost-ship/"]
    assert not site.page("/2026/03/e/").select(".parts")


def test_all_stories_are_listed_and_in_the_menu(make_site: MakeSite) -> None:
    site = built(make_site)
    assert texts(site.page("/stories/"), ".terms a") == ["The lost ship 3", "The weather 1"]
    assert "/news/stories/" in links(site.page("/"), "nav a")


def test_a_storys_feed_has_the_newest_first(make_site: MakeSite) -> None:
    parsed: Any = feedparser.parse((built(make_site).root / "public/stories/the-lost-ship/feed.xml").read_bytes())
    assert [item.title for item in parsed.entries] == ["The search ends", "The search begins", "The ship is lost"]
    assert parsed.feed.link == "https://example.org/news/stories/the-lost-ship/"


def test_a_site_without_stories_shows_none(make_site: MakeSite) -> None:
    site = make_site({"content/e.md": FILES["content/e.md"]})
    site.build()
    assert not [name for name in site.output() if name.startswith("stories/")]
    assert "Stories" not in texts(site.page("/"), "nav a")


FIRE = {
    "a": "Fire destroys the Alder Street market in Norwick. Flames broke out in the Alder Street market hall before "
    "dawn and forty stalls burned, Norwick fire chief Dana Ruiz said. Nobody was hurt. The hall was built in 1911.",
    "b": "Norwick market hall burns down. The Alder Street market hall in Norwick burned before dawn. Fire chief Dana "
    "Ruiz said forty stalls were lost in the flames and that the hall of 1911 cannot be saved.",
    "c": "Traders of Alder Street ask for help. Forty traders who lost stalls in the fire at the Alder Street market "
    "hall met the mayor of Norwick. Fire chief Dana Ruiz said the flames broke out before dawn.",
    "other": "A fire in a forest near Tolmin was put out after two days by helicopters and three hundred soldiers. "
    "Rangers in Tolmin said dry wind had driven the flames across the ridge of Mount Krn.",
    "vote": "Parliament in Vester votes on the pension bill. Deputies argued until midnight and passed it by one vote, "
    "and the minister of labour, Ivo Brandt, promised a review within a year.",
}
DAYS = {"a": "2026-03-01", "b": "2026-03-02", "c": "2026-03-04", "other": "2026-03-02", "vote": "2026-03-03"}


def covered(make_site: MakeSite, config: str = "", **fields: dict[str, str]) -> Site:
    files = {
        f"content/{name}.md": entry_text(
            *text.split(". ", 1), **{"date": DAYS[name], "source": f"Paper {name}", **fields.get(name, {})}
        )
        for name, text in FIRE.items()
    }
    site = make_site({"site.yaml": f"title: Test\nsearch: false\n{config}", **files})
    assert site.build().problems == ()
    assert site.broken_links() == []
    return site


def stories(site: Site) -> dict[str, set[str]]:
    """The members of each story by its address."""
    pages = [name for name in site.output() if name.startswith("stories/") and name.endswith("/index.html")]
    found = {name: links(site.page(f"/{name}"), ".timeline h2 a") for name in pages}
    return {
        name.split("/")[1]: {link.rstrip("/").rpartition("/")[2] for link in members}
        for name, members in found.items()
        if members
    }


def test_articles_on_one_event_become_a_story_without_the_editor(make_site: MakeSite) -> None:
    assert stories(covered(make_site)) == {"a": {"a", "b", "c"}}


def test_every_address_that_a_story_may_have_had_leads_to_it(make_site: MakeSite) -> None:
    site = covered(make_site)
    for old in ("b", "c"):
        assert links(site.page(f"/stories/{old}/"), "a")[0].endswith("/stories/a/")


def test_an_older_story_keeps_its_address_when_articles_join_it(make_site: MakeSite) -> None:
    site = covered(make_site)
    late = entry_text("Norwick rebuilds the Alder Street market hall", FIRE["b"], date="2026-03-09")
    site.write({"content/late.md": late}).build()
    assert stories(site) == {"a": {"a", "b", "c", "late"}}


def test_the_editor_names_a_story_and_the_rest_follows(make_site: MakeSite) -> None:
    assert stories(covered(make_site, b={"story": "The market fire"})) == {"the-market-fire": {"a", "b", "c"}}


def test_the_editor_joins_what_is_not_alike(make_site: MakeSite) -> None:
    named = {"story": "Norwick in March"}
    assert stories(covered(make_site, a=named, vote=named)) == {"norwick-in-march": {"a", "b", "c", "vote"}}


def test_the_editor_takes_an_article_out(make_site: MakeSite) -> None:
    assert stories(covered(make_site, b={"story": "false"})) == {"a": {"a", "c"}}


def test_two_named_stories_are_never_one(make_site: MakeSite) -> None:
    site = covered(make_site, a={"story": "The fire"}, b={"story": "The hall"}, c={"story": "false"})
    assert stories(site) == {"the-fire": {"a"}, "the-hall": {"b"}}


def test_an_article_without_a_date_joins_none_by_itself(make_site: MakeSite) -> None:
    assert stories(covered(make_site, b={"date": "''"})) == {"a": {"a", "c"}}


def test_events_far_apart_in_time_are_two(make_site: MakeSite) -> None:
    assert stories(covered(make_site, c={"date": "2027-03-04"})) == {"a": {"a", "b"}}


def test_stories_can_be_the_editors_alone(make_site: MakeSite) -> None:
    site = covered(make_site, "stories:\n  auto: false\n", a={"story": "The fire"})
    assert stories(site) == {"the-fire": {"a"}}


def test_a_list_shows_a_story_once_with_its_other_sources(make_site: MakeSite) -> None:
    site = covered(make_site)
    for url in ("/", "/2026/03/"):
        page = site.page(url)
        assert texts(page, ".also a") == ["Paper b", "Paper a"]
        assert links(page, ".also a") == ["/2026/03/b/", "/2026/03/a/"]
        assert "Traders of Alder Street ask for help" in texts(page, "h2")
        assert "Fire destroys the Alder Street market in Norwick" not in texts(page, "h2")


def test_a_bridge_between_two_stories_makes_them_one_and_leaves_a_redirect(make_site: MakeSite) -> None:
    named = {"a": FIRE["a"], "late": FIRE["b"].replace("burns down", "is gone")}
    files = {f"content/{name}.md": entry_text(*text.split(". ", 1), date=day)
             for (name, text), day in zip(named.items(), ("2026-03-01", "2026-04-01"), strict=True)}  # fmt: skip
    twins = {"content/a2.md": entry_text(*FIRE["b"].split(". ", 1), date="2026-03-02"),
             "content/late2.md": entry_text(*FIRE["c"].split(". ", 1), date="2026-04-02")}  # fmt: skip
    site = make_site({"site.yaml": "title: Test\nsearch: false\nstories: {days: 20}\n", **files, **twins})
    site.build()
    assert stories(site) == {"a": {"a", "a2"}, "late": {"late", "late2"}}
    site.write({"content/bridge.md": entry_text(*FIRE["c"].split(". ", 1), date="2026-03-17")}).build()
    assert stories(site) == {"a": {"a", "a2", "bridge", "late", "late2"}}
    assert links(site.page("/stories/late/"), "a")[0].endswith("/stories/a/")
