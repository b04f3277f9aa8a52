"""`check`: what it finds in a site, what it leaves alone, and what it puts right."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator.check import Options, Report, check, folded
from generator.check.feeds import Fault, feed_problems, read_feeds
from generator.check.fix import Repair, repair, replaced
from generator.check.pages import Base, Target, tags
from generator.cli import cli
from generator.commands.shared import Shared
from generator.errors import Problem
from generator.markdown import mentions
from generator.timeline import Timeline
from tests.sites import NOW, MakeSite, Site, entry_text, png

FEW = "title: Test digest\nsearch: false\n"
WORDS = "A heron stood in the shallow water below the mill and waited for the fish to come. " * 4


def look(site: Site, **options: Any) -> Report:
    return check(site.root, Options(**{"now": NOW, "jobs": 1, "pause": 0.0, **options}), Timeline())


def entry(title: str = "Herons", body: str = WORDS, **fields: str) -> str:
    """An entry that nothing is wrong with."""
    return entry_text(title, body, **{"date": "2026-03-03", "tags": "[Birds]", **fields})


def site_of(make_site: MakeSite, files: dict[str, str | bytes]) -> Site:
    """With a second entry, so that the tag `Birds` is used more than once."""
    return make_site({"site.yaml": FEW, "content/otters.md": entry("Otters"), **files})


def told(report: Report, words: str) -> list[tuple[str | None, int | None, str]]:
    """File, line and severity of each problem whose message has these words."""
    return [(p.file, p.line, p.severity) for p in report.problems if words in p.message]


def hints(report: Report, words: str) -> list[str | None]:
    return [problem.hint for problem in report.problems if words in problem.message]


def run(site: Site, *arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(
        cli, ["--root", str(site.root), "check", "--now", NOW, *arguments], obj=Shared(), standalone_mode=False
    )
    if done.exception:
        raise done.exception
    return done.return_value or 0, done.stdout, done.stderr


def test_nothing_is_wrong_with_a_sound_site(make_site: MakeSite) -> None:
    site = site_of(make_site, {"content/a.md": entry(body=f"{WORDS}\n\n[Otters](/2026/03/otters/)")})
    report = look(site)
    assert report.problems == ()
    assert (report.entries, report.fixed, report.asked) == (2, (), 0)


def test_public_stays_as_it_is(make_site: MakeSite) -> None:
    site = site_of(make_site, {"public/mine.txt": "mine", "content/a.md": entry()})
    before = site.files()
    look(site)
    assert site.files() == before


class TestLinks:
    def test_a_dead_link_is_told_with_the_line_of_its_entry(self, make_site: MakeSite) -> None:
        body = f"{WORDS}\n\n`[no](/code/)` and [a link](/2026/03/oters/) and [again](/2026/03/oters/)"
        site = site_of(make_site, {"content/a.md": entry(body=body)})
        report = look(site)
        assert told(report, "leads nowhere") == [("content/a.md", 9, "error")]
        assert "on /2026/03/a/" in report.problems[0].message
        assert hints(report, "leads nowhere") == ["did you mean '/2026/03/otters/'?"]

    @pytest.mark.parametrize(
        "link",
        ["/2026/03/otters/#", "/2026/03/otters/#top", "#below", "/2026/03/otters/#main", "mailto:a@example.com",
         "/otters%20and%20more.txt", "../otters/", "https://example.org/tags/"],
    )  # fmt: skip
    def test_these_lead_somewhere(self, make_site: MakeSite, link: str) -> None:
        files = {"static/otters and more.txt": "x", "content/a.md": entry(body=f"{WORDS}\n\n[x]({link})\n\n## Below\n")}
        assert look(site_of(make_site, {**files})).problems == ()

    @pytest.mark.parametrize(
        ("link", "words", "severity"),
        [
            ("#bellow", "has no place #bellow", "error"),
            ("/2026/03/otters/#x", "has no place #x", "error"),
            ("/2026/03/otters", "has no slash", "warning"),
            ("otters/", "leads nowhere", "error"),
            ("https://example.org/none/", "leads nowhere", "error"),
        ],
    )
    def test_these_do_not(self, make_site: MakeSite, link: str, words: str, severity: str) -> None:
        site = site_of(make_site, {"content/a.md": entry(body=f"{WORDS}\n\n[x]({link})\n\n## Below\n")})
        assert told(look(site), words) == [("content/a.md", 9, severity)]

    @pytest.mark.parametrize("urls", ["rooted", "relative"])
    def test_a_site_in_a_folder(self, make_site: MakeSite, urls: str) -> None:
        config = f"{FEW}base_url: https://example.org/news/\nurls: {urls}\n"
        body = f"{WORDS}\n\n[x](/2026/03/otters/) [y](/none/)"
        site = site_of(make_site, {"site.yaml": config, "content/a.md": entry(body=body)})
        report = look(site)
        assert told(report, "leads nowhere") == [("content/a.md", 9, "error")]
        assert len(report.problems) == 1

    def test_editions_pages_and_raw_html_have_lines_too(self, make_site: MakeSite) -> None:
        files: dict[str, str | bytes] = {
            "content/a.md": entry(body=f'{WORDS}\n\n<p><a href="/one/">x</a></p>'),
            "content/pages/about.md": "---\ntitle: About\n---\n\nText\n\n[x](/two/)\n",
            "content/editions/2026-03-04.md": "---\nitems: [otters]\n---\n\n[x](/three/)\n",
        }
        report = look(site_of(make_site, files))
        assert sorted(told(report, "leads nowhere"), key=str) == [
            ("content/a.md", 9, "error"),
            ("content/editions/2026-03-04.md", 5, "error"),
            ("content/pages/about.md", 7, "error"),
        ]

    def test_a_dead_link_of_the_menu_is_told_once(self, make_site: MakeSite) -> None:
        menu = f"{FEW}menu:\n- label: Shop\n  url: /shop/\n"
        report = look(site_of(make_site, {"site.yaml": menu, "content/a.md": entry()}))
        assert told(report, "/shop/") == [("site.yaml", 5, "error")]

    def test_a_dead_link_of_the_theme_is_told_once(self, make_site: MakeSite) -> None:
        page = '{% extends "base.html" %}{% block main %}<a href="/gone/">x</a>{% endblock %}'
        report = look(site_of(make_site, {"templates/list.html": page, "content/a.md": entry()}))
        (problem,) = [problem for problem in report.problems if "/gone/" in problem.message]
        assert "more pages" in problem.message
        assert problem.file is None


class TestPages:
    def test_what_only_looks_like_a_tag_is_passed_over(self) -> None:
        text = (
            '<!-- <a href="/1"> --><script src="/s.js">"<a href=/2>"</script><a title="a > b" href=\'/3?a=1&amp;b\'>'
            '<title><a href="/4"></title><IMG SRC=/5 srcset="/6 1x, /7 2x"><p>a < b</p><a name="n">'
        )
        found = [address for tag in tags(text) for address in tag.addresses]
        assert found == ["/s.js", "/3?a=1&b", "/5", "/6", "/7"]

    def test_an_unclosed_quote_costs_no_time(self) -> None:
        assert list(tags('<a href="' * 2000)) == []

    @pytest.mark.parametrize(
        ("address", "target"),
        [
            ("/news/a/#b", Target("/a/", "b")),
            ("http://EXAMPLE.org/news/a", Target("/a")),
            ("c.html", Target("/x/c.html")),
            ("?page=2", Target("/x/")),
            ("//cdn.org/x#y", Target(external="https://cdn.org/x")),
            ("/other/", Target(external="https://example.org/other/")),
            ("javascript:void(0)", None),
            ("http://[", None),
        ],
    )
    def test_where_an_address_leads(self, address: str, target: Target | None) -> None:
        assert Base("https://example.org/news/").resolve(address, "x/index.html") == target


class TestImages:
    def test_a_picture_without_words(self, make_site: MakeSite) -> None:
        body = (
            f"{WORDS}\n\n![](/i.png)\n\n```\n![](/code.png)\n```\n\n![Herons](/i.png)\n"
            '<img src="/i.png" alt="">\n\n<img src="/i.png">\n'
        )
        site = site_of(make_site, {"static/i.png": png(), "content/a.md": entry(body=body, image="/i.png")})
        report = look(site)
        assert told(report, "alternative text") == [("content/a.md", 10, "warning"), ("content/a.md", 19, "warning")]
        assert told(report, "has no image_alt") == [("content/a.md", 5, "warning")]
        assert len(report.problems) == 3

    def test_a_picture_that_is_not_there(self, make_site: MakeSite) -> None:
        text = entry(body=f"{WORDS}\n\n![Herons](/heron.png)\n\n![x](near.png)", image="/x.png", image_alt="Herons")
        report = look(site_of(make_site, {"static/herons.png": b"x", "content/a.md": text}))
        assert set(told(report, "is missing")) == {("content/a.md", line, "error") for line in (5, 11, 13)}
        assert "did you mean '/herons.png'?" in hints(report, "is missing")
        assert told(report, "/x.png") == [("content/a.md", 5, "error")]


class TestMentions:
    def test_what_a_text_leads_to_with_its_lines(self) -> None:
        text = (
            "é [a](/a) `[no](/no)`\n\n![ü][i]\n\n<p>\n<img src=x></p>\n\n    [no](/no)\n\n<https://b.c>\n\n[i]: /i.png"
        )
        assert [(found.kind, found.line, found.address or found.text) for found in mentions(text)] == [
            ("link", 1, "/a"),
            ("image", 3, "/i.png"),
            ("html", 5, "<p>\n<img src=x></p>\n"),
            ("link", 10, "https://b.c"),
        ]
        assert mentions("no such thing") == []


class TestEditorial:
    def test_titles_that_are_the_same(self, make_site: MakeSite) -> None:
        site = site_of(make_site, {"content/a.md": entry("otters"), "content/b.md": entry("Otters", draft="true")})
        assert told(look(site), "has the title of content/a.md") == [("content/otters.md", 2, "warning")]

    def test_gaps(self, make_site: MakeSite) -> None:
        site = site_of(make_site, {"content/a.md": "---\ntitle: A\n---\n", "content/b.md": entry("B")})
        report = look(site)
        assert [(p.file, p.message) for p in report.problems] == [
            ("content/a.md", message) for message in ("has no tags", "has no summary", "has no date")
        ]

    def test_tags_used_once_are_one_warning(self, make_site: MakeSite) -> None:
        site = site_of(make_site, {"content/a.md": entry(tags="[Birds, Reeds, Mills]")})
        assert hints(look(site), "2 tags are used once") == ["-v lists them"]
        assert hints(look(site, name_all=True), "2 tags are used once") == ["Mills, Reeds"]

    @pytest.mark.parametrize(
        ("one", "other"), [("E-mail", "Email"), ("Moon landing", "Moon landings"), ("City", "Cities"), ("Box", "Boxes")]
    )
    def test_tags_that_are_nearly_the_same(self, make_site: MakeSite, one: str, other: str) -> None:
        files = {"content/a.md": entry(tags=f"[{one}]"), "content/b.md": entry("B", tags=f"[{one}]")}
        site = site_of(make_site, {**files, "content/c.md": entry("C", tags=f"[{other}]")})
        assert hints(look(site), "nearly the same") == [f"write {one!r} in all of them"]

    def test_other_tags_are_not(self, make_site: MakeSite) -> None:
        files = {f"content/{n}.md": entry(str(n), tags="[Bus, Bu, Press, Pres, Gas, Ga]") for n in range(2)}
        assert told(look(site_of(make_site, {**files})), "nearly") == []

    def test_a_source_without_the_original(self, make_site: MakeSite) -> None:
        files = {
            "content/a.md": entry(source="River Journal"),
            "content/b.md": entry("B", source="River Journal", link="https://river.example/b"),
        }
        assert told(look(site_of(make_site, {**files})), "no link to the original") == [("content/a.md", 5, "warning")]

    @pytest.mark.parametrize(
        ("rights", "summary", "words"),
        [
            ("excerpt", "Water. " * 80, "559 characters long"),
            ("excerpt", "A heron stood in the shallow water below the mill and waited. " * 2, "more than a quarter"),
            ("excerpt", "A heron stood.", ""),
            ("full", "Water. " * 80, ""),
        ],
    )
    def test_an_excerpt_that_is_none(self, make_site: MakeSite, rights: str, summary: str, words: str) -> None:
        site = site_of(make_site, {"content/a.md": entry(rights=rights, summary=summary.strip())})
        found = told(look(site), "only an excerpt may be shown")
        assert found == ([("content/a.md", 6, "warning")] if words else [])
        assert all(words in problem.message for problem in look(site).problems)

    def test_problems_of_the_build_are_told(self, make_site: MakeSite) -> None:
        files: dict[str, str | bytes] = {
            "content/a.md": entry(related="[nobody]"),
            "content/b.md": "---\ntitle: a: b\n---\n",
            "content/editions/2026-03-04.md": "---\nitems: [otters, noone]\n---\n",
        }
        report = look(site_of(make_site, files))
        assert told(report, "'nobody'") == [("content/a.md", None, "warning")]
        assert told(report, "'noone'") == [("content/editions/2026-03-04.md", None, "warning")]
        assert told(report, "not valid YAML") == [("content/b.md", 2, "error")]


RSS = """<rss version="2.0"><channel><title>T</title><link>https://e.org/</link>
<item><title>A</title><guid>1</guid><link>/a/</link><pubDate>Tue, 03 Mar 2026 00:00:00 +0000</pubDate></item>
<item><guid>1</guid><link>https://e.org/b/</link><pubDate>soon</pubDate></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>x</id><title>A</title>
<content type="html">&lt;a href="b/">b&lt;/a></content></entry></feed>"""
JSON_FEED = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"url": "a"}]})


class TestFeeds:
    @pytest.mark.parametrize(
        ("name", "text", "faults"),
        [
            ("a.xml", RSS, ["has an address that is not whole: '/a/'", "has no title",
                            "has a date that cannot be read: 'soon'", "has the id of another: 1"]),
            ("a.xml", ATOM, ["has no date", "has an address that is not whole: 'b/'"]),
            ("a.json", JSON_FEED, ["has no id", "has no title", "has no date",
                                   "has an address that is not whole: 'a'"]),
            ("a.xml", "<rss>", ["is not well-formed: no element found: line 1, column 5"]),
            ("a.json", "", ["is not well-formed: Expecting value: line 1 column 1 (char 0)"]),
            ("a.xml", "<urlset/>", []),
            ("a.webmanifest", "{}", []),
        ],
    )  # fmt: skip
    def test_faults(self, tmp_path: Path, name: str, text: str, faults: list[str]) -> None:
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert [fault.message for fault in read_feeds(tmp_path, [name])] == faults

    def test_a_fault_in_many_feeds_is_told_once(self) -> None:
        faults = [Fault(f"{n}.xml", "has no title", "1", "1") for n in range(3)]
        assert [p.message for p in feed_problems(faults, [])] == ["/0.xml: the item '1' has no title (as in 2 more)"]

    def test_a_broken_file_of_the_site(self, make_site: MakeSite) -> None:
        report = look(site_of(make_site, {"content/a.md": entry(), "static/own.xml": "<a>"}))
        assert told(report, "/own.xml: is not well-formed") == [(None, None, "error")]


class TestFix:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ('tags: ["Birds ", Mills]', 'tags: ["Birds", Mills]'),
            ("tags:\n  - birds  # here\n  - Mills", "tags:\n  - Birds  # here\n  - Mills"),
            ("tags: birds, Mills", "tags: Birds, Mills"),
            ("keywords: ['birds']", "keywords: ['Birds']"),
            ('tags: [" birds"]', 'tags: ["Birds"]'),
        ],
    )
    def test_tags(self, make_site: MakeSite, before: str, after: str) -> None:
        text = "---\r\ntitle: birds of the mill\r\ndate: 2026-03-03\r\n{}\r\nodd:   'as is'\r\n---\r\nbirds " + WORDS
        site = site_of(make_site, {"content/a.md": text.format(before), "content/b.md": entry("B")})
        assert told(look(site), "the tag")
        assert site.read("content/a.md") == text.format(before).replace("\r\n", "\n")
        report = look(site, fix=True)
        assert (site.root / "content/a.md").read_bytes().decode() == text.format(after)
        assert told(report, "the tag") == []
        assert {(fixed.file, fixed.new) for fixed in report.fixed} >= {("content/a.md", "Birds")}
        assert look(site, fix=True).fixed == ()

    def test_toml_and_a_mark_stay(self, make_site: MakeSite) -> None:
        text = '\ufeff+++\ntitle = "birds"\ndate = 2026-03-03\ntags = ["birds"] # birds\n+++\n' + WORDS
        site = site_of(make_site, {"content/a.md": text, "content/b.md": entry("B")})
        assert len(look(site, fix=True).fixed) == 1
        assert site.read("content/a.md") == text.replace('["birds"]', '["Birds"]')

    def test_spellings_used_equally_often_are_left(self, make_site: MakeSite) -> None:
        site = site_of(make_site, {"content/a.md": entry(tags="[birds]")})
        assert look(site, fix=True).fixed == ()

    def test_a_file_that_changed_meanwhile_is_left(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text("---\ntags: [a]\n---\n", encoding="utf-8")
        wanted = Repair(Problem(message="x"), "a.md", "another sum", ("tags",), "a", "A")
        fixed, left = repair(tmp_path, [wanted])
        assert fixed == []
        assert "changed meanwhile" in str(left[0].hint)
        assert (tmp_path / "a.md").read_text(encoding="utf-8") == "---\ntags: [a]\n---\n"

    def test_what_is_not_certain_is_left(self) -> None:
        assert replaced(b"---\ntags: [a, a]\n---\n", "a.md", ("tags",), "a", "A") is None
        assert replaced(b"---\ntags: [*x]\na: &x a\n---\n", "a.md", ("tags",), "a", "A") is None
        assert replaced(b"---\ntags: [x]\n---\n", "a.md", ("tags",), "x", "y]") is None


class Web(ThreadingHTTPServer):
    """A small web of its own, which remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked: list[tuple[str, str, str]] = []
        self.busy = 0
        self.most_busy = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        web = self.server
        assert isinstance(web, Web)
        web.busy += 1
        web.most_busy = max(web.most_busy, web.busy)
        web.asked.append((self.command, self.path, self.headers.get("User-Agent", "")))
        to = {"/moved": (301, "/new"), "/also": (308, "/moved"), "/today": (302, "/new"), "/home": (301, "/"),
              "/loop": (302, "/loop"), "/then": (301, "/today")}.get(self.path)  # fmt: skip
        if self.path == "/hangs-up" and self.command == "HEAD":
            web.busy -= 1
            self.close_connection = True
            return
        only_get = self.path == "/get" and self.command == "HEAD"
        status = {"/gone": 410, "/none": 404, "/broken": 500, "/busy": 429}.get(self.path, 405 if only_get else 200)
        web.busy -= 1
        self.send_response(to[0] if to else status)
        if to:
            self.send_header("Location", to[1])
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 - as http.server names it

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = Web()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class TestExternal:
    def test_what_the_web_answers(self, make_site: MakeSite, web: Web) -> None:
        paths = ("ok", "get", "hangs-up", "gone", "none", "broken", "today", "moved", "also", "then", "loop")
        body = f"{WORDS}\n\n" + "\n".join(f"[{path}]({web.url}/{path}#part)" for path in paths)
        report = look(site_of(make_site, {"content/a.md": entry(body=body)}), external=True)
        found = {p.message.removeprefix(web.url): (p.line, p.severity) for p in report.problems}
        assert found == {
            "/gone answers 410": (12, "error"),
            "/none answers 404": (13, "error"),
            "/broken answers 500": (14, "warning"),
            "/moved has moved for good": (16, "warning"),
            "/also has moved for good": (17, "warning"),
            "/then has moved for good": (18, "warning"),
            "/loop is redirected in circles": (19, "warning"),
        }
        assert hints(report, "/also has moved") == [f"write {web.url}/new"]
        assert hints(report, "/then has moved") == [f"write {web.url}/today"]
        assert report.asked == len(paths)
        assert web.most_busy == 1
        assert all(name.startswith("Broadsheet/") and "example.org" in name for _, _, name in web.asked)
        methods = {(method, path) for method, path, _ in web.asked}
        assert ("GET", "/get") in methods
        assert ("GET", "/ok") not in methods

    def test_answers_are_kept_for_a_week(self, make_site: MakeSite, web: Web) -> None:
        body = f"{WORDS}\n\n[a]({web.url}/ok) [b]({web.url}/none) [c]({web.url}/broken)"
        site = site_of(make_site, {"content/a.md": entry(body=body)})
        look(site, external=True)
        web.asked.clear()
        assert told(look(site, external=True, now="2026-11-29"), "answers 404") == [("content/a.md", 9, "error")]
        assert {path for _, path, _ in web.asked} == {"/broken"}
        look(site, external=True, now="2026-11-30")
        assert {path for _, path, _ in web.asked} == {"/ok", "/none", "/broken"}
        site.write({".cache/links.json": "{"})
        assert look(site, external=True).asked == 3

    def test_a_busy_host_is_left_alone(self, make_site: MakeSite, web: Web) -> None:
        body = f"{WORDS}\n\n[a]({web.url}/busy) [b]({web.url}/ok) [c]({web.url}/ok2)"
        report = look(site_of(make_site, {"content/a.md": entry(body=body)}), external=True)
        assert [path for _, path, _ in web.asked] == ["/busy"]
        assert told(report, "2 addresses on the web were not asked") == [(None, None, "warning")]

    def test_hosts_have_a_pause_and_checks_an_end(self, make_site: MakeSite, web: Web) -> None:
        body = f"{WORDS}\n\n[a]({web.url}/1) [b]({web.url}/2)"
        report = look(site_of(make_site, {"content/a.md": entry(body=body)}), external=True, pause=0.4, seconds=0.2)
        assert [path for _, path, _ in web.asked] == ["/1"]
        assert told(report, "1 address on the web was not asked") == [(None, None, "warning")]

    def test_a_link_of_the_theme_is_told_with_a_page(self, make_site: MakeSite, web: Web) -> None:
        page = f'{{% extends "base.html" %}}{{% block main %}}<a href="{web.url}/gone">x</a>{{% endblock %}}'
        report = look(site_of(make_site, {"templates/list.html": page, "content/a.md": entry()}), external=True)
        (problem,) = [problem for problem in report.problems if "/gone" in problem.message]
        assert problem.file is None
        assert " on /" in problem.message

    def test_without_it_nothing_is_asked(self, make_site: MakeSite, web: Web) -> None:
        look(site_of(make_site, {"content/a.md": entry(link=f"{web.url}/none")}))
        assert web.asked == []

    def test_a_host_that_refuses(self, make_site: MakeSite) -> None:
        site = site_of(make_site, {"content/a.md": entry(link="http://127.0.0.1:9/x", source="X")})
        assert told(look(site, external=True), "refuses the connection") == [("content/a.md", 5, "warning")]

    def test_fix_writes_where_a_link_has_moved_to(self, make_site: MakeSite, web: Web) -> None:
        text = entry(link=f'"{web.url}/also#part" # kept', odd="'x'")
        home = entry("B", link=f"{web.url}/home")
        site = site_of(make_site, {"content/a.md": text, "content/b.md": home})
        assert hints(look(site, external=True), "/also") == [f"write {web.url}/new; --fix does"]
        report = look(site, external=True, fix=True)
        assert site.read("content/a.md") == text.replace("/also", "/new")
        assert [(fixed.file, fixed.line) for fixed in report.fixed] == [("content/a.md", 5)]
        assert site.read("content/b.md") == home
        assert hints(report, "/home has moved") == [f"write {web.url}/"]
        assert told(look(site, external=True, fix=True), "/also") == []


class TestCommand:
    def test_errors_end_with_1_and_warnings_with_0(self, make_site: MakeSite) -> None:
        site = site_of(make_site, {"content/a.md": entry(tags="[]")})
        code, out, err = run(site)
        assert code == 0
        assert "content/a.md: has no tags" in err
        assert out.endswith("2 warnings\n")
        site.write({"content/a.md": entry(body=f"{WORDS} [x](/none/)")})
        assert run(site)[0] == 1

    def test_json(self, make_site: MakeSite) -> None:
        code, out, _ = run(site_of(make_site, {"content/a.md": entry(tags="[Birds, Mills]")}), "--json")
        printed = json.loads(out)
        assert list(printed) == ["entries", "pages", "links", "asked", "fixed", "problems"]
        assert (code, printed["problems"][0]["hint"]) == (0, "Mills")

    def test_warnings_that_many_share_are_folded(self) -> None:
        alike = [Problem(message="has no tags", file=f"{n}.md", severity="warning") for n in range(9)]
        errors = [Problem(message="x", file=f"{n}.md") for n in range(9)]
        shown = folded([*alike, *errors])
        assert len(shown) == 10
        assert shown[-1].message == "has no tags (and 8 more files; -v lists them)"
        assert folded(alike[:3]) == alike[:3]

    def test_fixed_lines_are_told(self, make_site: MakeSite) -> None:
        _, out, err = run(site_of(make_site, {"content/a.md": entry(tags='["Birds "]')}), "--fix")
        assert "content/a.md:4: 'Birds ' is now 'Birds'" in err
        assert out.endswith("nothing to put right\n")
