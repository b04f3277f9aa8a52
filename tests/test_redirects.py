"""Old addresses lead to new ones, with a page for every host and a file for those that read it."""

from __future__ import annotations

import pytest

from tests.sites import MakeSite, Site, entry_text
from tests.test_build import attribute, links

SITE = "title: Test digest\nsearch: false\nbase_url: https://example.org/news/\n"


def site_with(make_site: MakeSite, aliases: str, **fields: str) -> Site:
    return make_site({"site.yaml": SITE, "content/a.md": entry_text("A", aliases=aliases, **fields)})


@pytest.mark.parametrize(
    ("alias", "file"),
    [
        ("/old/", "old/index.html"),
        ("old", "old/index.html"),
        ("/2019/old.html", "2019/old.html"),
        ("/ü b/", "ü b/index.html"),
        ("/../../old/", "old/index.html"),
    ],
)
def test_an_old_address_has_a_page_that_leads_on(make_site: MakeSite, alias: str, file: str) -> None:
    site = site_with(make_site, f'["{alias}"]')
    assert site.build().problems == ()
    page = site.page(f"/{file}")
    assert attribute(page, "meta[http-equiv=refresh]", "content") == "0; url=/news/a/"
    assert attribute(page, "link[rel=canonical]", "href") == "https://example.org/news/a/"
    assert attribute(page, "meta[name=robots]", "content") == "noindex"
    assert links(page, "p a") == ["/news/a/"]
    assert site.broken_links("/news/") == []


def test_all_are_in_the_file_that_hosts_read(make_site: MakeSite) -> None:
    site = site_with(make_site, '["/old/", "/ü b.html"]')
    site.write({"content/b.md": entry_text("B", redirect_from="/older/")}).build()
    assert sorted(site.read("public/_redirects").splitlines()) == [
        "/news/%C3%BC%20b.html /news/a/ 301",
        "/news/old/ /news/a/ 301",
        "/news/older/ /news/b/ 301",
    ]


def test_where_only_a_link_is_shown_an_old_address_leads_to_the_original(make_site: MakeSite) -> None:
    site = site_with(make_site, "[/old/]", rights="link", link="https://paper.example/x?a=1&b=2")
    site.build()
    assert links(site.page("/old/"), "p a") == ["https://paper.example/x?a=1&b=2"]
    assert site.read("public/_redirects") == "/news/old/ https://paper.example/x?a=1&b=2 301\n"


def test_a_title_is_text(make_site: MakeSite) -> None:
    nasty = "</title><script>alert(1)</script>"
    site = make_site(
        {
            "site.yaml": f"{SITE}editions: daily\n",
            "content/a.md": entry_text(f"'{nasty}'", aliases="[/old/]", date="2026-01-01"),
            "content/editions/2026-01-01.md": f"---\ntitle: '{nasty}'\n---\n",
        }
    )
    assert site.build().problems == ()
    for url in ("/old/", "/latest/"):
        assert not site.page(url).select("script")


def test_an_old_address_takes_no_page_away(make_site: MakeSite) -> None:
    site = site_with(make_site, "[/b/]")
    site.write({"content/b.md": entry_text("B")})
    (problem,) = site.build().problems
    assert problem.file == "content/a.md"
    assert problem.message == "the old address of content/a.md claims the address /b/, which content/b.md has already"
    assert site.page("/b/").select("h1")[0].get_text() == "B"
    assert "_redirects" not in site.output()


def test_search_engines_are_not_led_to_old_addresses(make_site: MakeSite) -> None:
    site = site_with(make_site, "[/old/]")
    site.build()
    assert "old" not in site.read("public/sitemap.xml")


def test_a_site_without_old_addresses_needs_no_file(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": entry_text("A", aliases='["/"]')})
    site.build()
    assert "_redirects" not in site.output()


def test_a_file_of_the_editors_own_counts(make_site: MakeSite) -> None:
    site = site_with(make_site, "[/old/]")
    site.write({"static/_redirects": "/x /y 302\n"})
    assert site.build().problems == ()
    assert site.read("public/_redirects") == "/x /y 302\n"
