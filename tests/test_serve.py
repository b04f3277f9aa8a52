"""The preview: a real server on the loopback interface, and real files that change under it."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from generator.serve.host import find, is_own_name, is_same_origin, media_type
from tests.previews import Preview, children, eventually, preview, state
from tests.sites import ARTICLE, MakeSite, Site, entry_text, many

MOON = "content/moon.md"
PAGE = "/2026/11/moon/"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux about processes")


def moon(body: str = "Some words.", **fields: str) -> dict[str, str]:
    return {MOON: entry_text("Moon", body, **{"date": "2026-11-20", **fields})}


@pytest.fixture
def digest(make_site: MakeSite) -> Site:
    return make_site({**moon(tags="[Space]"), "content/mars.md": entry_text("Mars", date="2026-11-19", tags="[Space]")})


def clean_build(site: Site) -> dict[str, bytes]:
    """What a build from nothing makes of a site with its drafts and all that is to come."""
    site.build(output=site.root / "again", use_cache=False, drafts=True, future=True)
    return site.output("again")


def settled(shown: Preview) -> bool:
    """Whether the preview's output is what a build from nothing makes."""
    return shown.output() == clean_build(shown.site)


# What a static host answers


def test_pages_are_served_as_a_static_host_serves_them(digest: Site) -> None:
    digest.write({"static/notes/plan.txt": "A plan.", "static/clip.mp4": bytes(1000)})
    with preview(digest) as shown:
        front = shown.get("/")
        assert (front.status, front.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "Moon" in front.text
        assert shown.get(PAGE).status == 200
        assert shown.get("/notes/plan.txt").text == "A plan."
        assert shown.get("/feed.xml").headers["Content-Type"] == "application/xml; charset=utf-8"
        moved = shown.get(f"{PAGE.rstrip('/')}?a=b")
        assert (moved.status, moved.headers["Location"]) == (301, f"{PAGE}?a=b")
        missing = shown.get("/no/such/page/")
        assert missing.status == 404
        assert "<h1" in missing.text
        part = shown.get("/clip.mp4", Range="bytes=10-19")
        assert (part.status, len(part.body), part.headers["Content-Range"]) == (206, 10, "bytes 10-19/1000")
        assert shown.get("/", method="HEAD").body == b""


def test_text_travels_compressed(digest: Site) -> None:
    with preview(digest) as shown:
        answer = shown.get("/", Accept_Encoding="gzip")
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.body) == shown.get("/").body


def test_a_site_below_a_path_is_served_there(digest: Site) -> None:
    digest.write({"site.yaml": "base_url: https://example.org/news/\nurls: rooted\nsearch: false\n"})
    with preview(digest) as shown:
        assert (shown.get("/").status, shown.get("/").headers["Location"]) == (302, "/news/")
        assert shown.get("/news").headers["Location"] == "/news/"
        assert f'href="/news{PAGE}"' in shown.get("/news/").text
        assert shown.get(f"/news{PAGE}").status == 200
        assert shown.get(PAGE).status == 404


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/site.yaml", 404, ""),
        ("/../site.yaml", 404, ""),
        ("/%2e%2e/site.yaml", 404, ""),
        ("/..%2fsite.yaml", 404, ""),
        ("/a%00b", 404, ""),
        ("/a%5c..%5cb", 404, ""),
        ("//moon", 301, "/moon/"),
        ("/moon/", 200, ""),
        ("/moon/index.html", 200, ""),
        ("/moon/index.html/", 404, ""),
        ("/na%C3%AFve", 301, "/na%C3%AFve/"),
    ],
)
def test_no_path_leads_out_of_the_site(tmp_path: Path, path: str, status: int, location: str) -> None:
    site = Site(tmp_path).write({"site.yaml": "", "out/moon/index.html": "", "out/naïve/index.html": ""})
    found = find(site.root / "out", "/", path)
    assert (found.status, found.location) == (status, location)


def test_media_types_do_not_depend_on_the_machine() -> None:
    types = {name: media_type(Path(name)) for name in ("a.js", "a.webmanifest", "a.avif", "a.woff2", "a.opml", "a.zzz")}
    assert types == {
        "a.js": "text/javascript; charset=utf-8",
        "a.webmanifest": "application/manifest+json; charset=utf-8",
        "a.avif": "image/avif",
        "a.woff2": "font/woff2",
        "a.opml": "text/x-opml; charset=utf-8",
        "a.zzz": "application/octet-stream",
    }


# Who may ask


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("127.0.0.1:8000", True),
        ("localhost:8000", True),
        ("LOCALHOST", True),
        ("news.localhost:8000", True),
        ("[::1]:8000", True),
        ("192.168.1.7:8000", True),
        ("evil.example:8000", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
        ("[", False),
    ],
)
def test_only_names_of_this_machine_are_answered(host: str, is_own: bool) -> None:  # noqa: FBT001
    assert is_own_name(host, "127.0.0.1") is is_own


def test_an_origin_is_compared_as_a_whole() -> None:
    assert is_same_origin("http://localhost:8000", "http", "localhost:8000")
    for foreign in (
        "null",
        "http://localhost:8001",
        "http://localhost",
        "https://localhost:8000",
        "http://evil.example",
    ):
        assert not is_same_origin(foreign, "http", "localhost:8000")


def test_other_web_pages_can_neither_read_nor_drive_the_preview(digest: Site) -> None:
    with preview(digest) as shown:
        assert shown.get("/", Host="evil.example").status == 403
        assert "Moon" not in shown.get("/", Host="evil.example").text
        assert shown.get("/livereload.js", Host="evil.example").status == 403
        assert shown.get("/", Origin="http://evil.example").status == 403
        assert shown.get("/").headers["Cross-Origin-Resource-Policy"] == "same-origin"
        upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
        upgrade["Sec_WebSocket_Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
        for hostile in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}):
            assert shown.get("/livereload", **upgrade, **hostile).status == 403


# Where it listens


def test_a_port_that_is_taken_is_an_error(digest: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = digest.run("serve", "--port", str(port))
    assert done.returncode == 2
    assert f"port {port} is taken" in done.stderr
    assert "--port" in done.stderr


def test_it_listens_on_this_machine_only_unless_told(digest: Site) -> None:
    with preview(digest) as shown:
        assert shown.address.startswith("http://127.0.0.1:")
        assert "warning" not in shown.told
    with preview(digest, "--bind", "0.0.0.0") as shown:  # noqa: S104 - what is tested
        assert "warning" in shown.told
        assert shown.get("/").status == 200


def test_an_address_of_another_machine_is_an_error(digest: Site) -> None:
    done = digest.run("serve", "--port", "0", "--bind", "203.0.113.1")
    assert done.returncode == 2
    assert "203.0.113.1" in done.stderr


# What is shown


def test_drafts_and_what_is_to_come_are_shown_and_told(digest: Site) -> None:
    digest.write({"content/plan.md": entry_text("Plan", date="2026-11-18", draft="true")})
    digest.write({"content/later.md": entry_text("Later", date="2026-12-24")})
    with preview(digest) as shown:
        assert shown.get("/2026/11/plan/").status == 200
        held = state(shown, "/")["held"]
    assert held == {"/2026/11/plan/": "draft", "/2026/12/later/": "2026-12-24"}


def test_the_preview_leaves_nothing_in_the_site(digest: Site) -> None:
    digest.build()
    before = digest.files()
    with preview(digest) as shown:
        page = shown.get("/").text
        assert '<script src="/livereload.js"' in page
        assert settled(shown)
        assert not any(b"livereload" in data for data in shown.output().values())
        shutil.rmtree(digest.root / "again")
    assert digest.files() == before


# What changes


def test_every_kind_of_change_is_followed(digest: Site) -> None:
    with preview(digest) as shown:
        assert shown.shows(PAGE, "Some words.")
        digest.write(moon("Other words."))
        assert shown.shows(PAGE, "Other words.")
        digest.write({"content/venus.md": entry_text("Venus", date="2026-11-21")})
        assert shown.shows("/", "Venus")
        (digest.root / "content/venus.md").rename(digest.root / "content/hesperus.md")
        assert shown.shows("/2026/11/hesperus/", "Venus")
        eventually(lambda: shown.get("/2026/11/venus/").status == 404)
        digest.remove("content/hesperus.md")
        eventually(lambda: "Venus" not in shown.get("/").text)
        digest.write({"content/new/folder/io.md": entry_text("Io", date="2026-11-21")})
        assert shown.shows("/", "Io")
        shutil.rmtree(digest.root / "content/new")
        eventually(lambda: "Io" not in shown.get("/").text)
        eventually(lambda: settled(shown))


def test_editors_that_save_by_renaming_are_followed(digest: Site) -> None:
    with preview(digest) as shown:
        assert shown.shows(PAGE, "Some words.")
        for number in range(3):
            digest.write(
                {"content/.moon.md.swp": "", "content/4913": entry_text("Moon", f"Turn {number}.", date="2026-11-20")}
            )
            (digest.root / "content/4913").replace(digest.root / MOON)
            assert shown.shows(PAGE, f"Turn {number}.")
        digest.write({"new.yaml": "title: Renamed\nsearch: false\n"})
        (digest.root / "new.yaml").replace(digest.root / "site.yaml")
        assert shown.shows("/", "Renamed")


def test_folders_that_were_not_there_are_followed(digest: Site) -> None:
    with preview(digest) as shown:
        assert shown.shows("/", "Moon")
        digest.write({"static/robots.txt": "User-agent: all"})
        assert shown.shows("/robots.txt", "User-agent: all")
        digest.write({"static/robots.txt": "User-agent: none"})
        assert shown.shows("/robots.txt", "User-agent: none")
        digest.write({"data/tags.yaml": "tags:\n- label: Outer space\n  synonyms: [Space]\n"})
        assert shown.shows("/tags/", "Outer space")
        digest.write({"templates/404.html": "Nothing here.</head>"})
        assert shown.shows("/no/such/page/", "Nothing here.")


def test_a_seed_is_imported_as_it_lands(digest: Site) -> None:
    with preview(digest) as shown:
        assert shown.shows("/", "Moon")
        digest.write({"seeds/lander.txt": ARTICLE})
        assert shown.shows("/", "A lander sends its first pictures")
    assert any("lander" in path for path in digest.entries())


def test_a_burst_is_few_builds(make_site: MakeSite) -> None:
    site = make_site(many(40))
    with preview(site) as shown:
        assert shown.shows("/", "Story 40")
        builds = shown.told.count("new or changed")
        site.write(many(40, tags="[Burst]"))
        assert shown.shows("/tags/burst/", "Story 40")
        eventually(lambda: settled(shown))
        assert shown.told.count("new or changed") - builds <= 3


def test_pages_hear_only_of_themselves(digest: Site) -> None:
    with preview(digest) as shown:
        assert shown.shows(PAGE, "Some words.")
        before = {path: state(shown, path)["digest"] for path in ("/", PAGE, "/2026/11/mars/")}
        digest.write(moon("Other words.", tags="[Space]"))
        assert shown.shows(PAGE, "Other words.")
        eventually(lambda: settled(shown))
        after = {path: state(shown, path)["digest"] for path in before}
    assert after["/2026/11/mars/"] == before["/2026/11/mars/"]
    assert after[PAGE] != before[PAGE]


# What goes wrong


def test_an_error_keeps_the_last_good_page_and_goes_when_it_is_mended(digest: Site) -> None:
    with preview(digest) as shown:
        assert shown.shows(PAGE, "Some words.")
        digest.write({MOON: "---\ntitle: Moon\ndate: [\n---\n\nBroken words.\n"})
        (problem,) = state(shown, PAGE, lambda told: bool(told.get("problems")))["problems"]
        assert problem["place"].startswith(MOON)
        assert [line["text"] for line in problem["lines"] if line["is_it"]]
        assert "Some words." in shown.get(PAGE).text
        assert f"error: {MOON}" in shown.told
        assert "date: [" in shown.told
        digest.write(moon("Mended words."))
        assert shown.shows(PAGE, "Mended words.")
        assert state(shown, PAGE, lambda told: told.get("problems") == [])
        assert "all is well again" in shown.told


@pytest.mark.parametrize(
    ("path", "broken", "mended"),
    [
        ("site.yaml", "titel: Oops\n", "title: Mended\nsearch: false\n"),
        ("site.yaml", "theme: nowhere\n", "title: Mended\nsearch: false\n"),
        ("templates/front.html", "{% if %}", "Mended"),
        ("data/tags.yaml", "tags: [\n", "tags:\n- label: Mended\n  synonyms: [Space]\n"),
    ],
)
def test_what_spoils_everything_leaves_the_site_as_it_was(digest: Site, path: str, broken: str, mended: str) -> None:
    with preview(digest) as shown:
        before = shown.get("/").text
        digest.write({path: broken})
        assert path in state(shown, "/", lambda told: bool(told.get("problems")))["problems"][0]["place"]
        assert shown.get("/").text == before
        digest.write({path: mended})
        assert shown.shows("/", "Mended")
        assert state(shown, "/", lambda told: told.get("problems") == [])


def test_a_site_that_never_was_tells_why(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": "titel: <Oops>\n", **moon()})
    with preview(site) as shown:
        answer = shown.get("/")
        assert answer.status == 503
        assert "site.yaml:1" in answer.text
        assert "titel: &lt;Oops&gt;" in answer.text
        assert '<script src="/livereload.js"' in answer.text
        site.write({"site.yaml": "title: Mended\n"})
        assert shown.shows("/", "Mended")


def test_folders_that_vanish_and_come_back_are_survived(digest: Site) -> None:
    shutil.copytree(Path(__file__).parents[1] / "themes/dispatch", digest.root / "themes/own")
    digest.write({"site.yaml": "title: Test\ntheme: own\nsearch: false\n"})
    with preview(digest) as shown:
        assert shown.shows("/", "Moon")
        (digest.root / "themes").rename(digest.root / "away")
        assert state(shown, "/", lambda told: bool(told.get("problems")))
        assert "Moon" in shown.get("/").text
        (digest.root / "away").rename(digest.root / "themes")
        assert state(shown, "/", lambda told: told.get("problems") == [])
        (digest.root / "content").rename(digest.root / "away")
        eventually(lambda: "Moon" not in shown.get("/").text)
        (digest.root / "away").rename(digest.root / "content")
        assert shown.shows("/", "Moon")
        digest.write(moon("Words after all."))
        assert shown.shows(PAGE, "Words after all.")


def test_an_output_folder_that_vanishes_is_made_again(digest: Site) -> None:
    with preview(digest) as shown:
        assert shown.shows("/", "Moon")
        eventually(lambda: settled(shown))
        (digest.root / ".cache").rename(digest.root / "away")
        assert shown.get("/").status == 503
        assert shown.shows("/", "Moon")
        (digest.root / ".cache").rename(digest.root / "further")
        digest.write(moon("New words."))
        assert shown.shows(PAGE, "New words.")
        eventually(lambda: settled(shown))


@on_linux
def test_a_full_disk_is_survived(digest: Site) -> None:
    with preview(digest) as shown:
        assert shown.shows(PAGE, "Some words.")
        (builder,) = children(shown.process.pid)
        resource = pytest.importorskip("resource")
        # No file of it may have a byte from now on.
        resource.prlimit(builder, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        digest.write(moon("Later words.", tags="[Other]"))
        assert state(shown, "/", lambda told: bool(told.get("problems")))
        assert "Some words." in shown.get(PAGE).text
        resource.prlimit(builder, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        digest.write(moon("Last words.", tags="[Other]"))
        assert shown.shows(PAGE, "Last words.")
        eventually(lambda: settled(shown))


@on_linux
def test_a_builder_that_dies_is_started_again(digest: Site) -> None:
    with preview(digest) as shown:
        assert shown.shows(PAGE, "Some words.")
        (builder,) = children(shown.process.pid)
        os.kill(builder, signal.SIGKILL)
        assert state(shown, "/", lambda told: bool(told.get("problems")))
        digest.write(moon("New words."))
        assert shown.shows(PAGE, "New words.")
        assert state(shown, "/", lambda told: told.get("problems") == [])


@on_linux
def test_ctrl_c_ends_it_and_all_that_it_started(make_site: MakeSite) -> None:
    site = make_site(many(300))
    with preview(site) as shown:
        # In the middle of its first build.
        below = eventually(lambda: children(shown.process.pid))
        assert shown.end() == 0
        eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
        assert "Traceback" not in shown.told


def test_the_next_preview_goes_on_where_the_last_one_ended(digest: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with preview(digest, "--port", port) as shown:
        assert shown.shows("/", "Moon")
        eventually(lambda: settled(shown))
        digest.settle()
        before = time.time_ns()
    with preview(digest, "--port", port) as shown:
        assert shown.shows("/", "Moon")
        (index,) = (digest.root / f".cache/preview/{port}").glob("index.html")
        assert index.stat().st_mtime_ns < before
