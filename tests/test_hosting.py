"""What hosts are asked to say with each file, and that the pages work under it."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.hosting import CONTENT_SECURITY_POLICY, cache_control, headers_file
from tests.sites import MakeSite, Site, entry_text, many

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TABLE = "| Bird | Pairs |\n|---|---:|\n| Heron | 3 |\n\nThe heron stands at Castle Wharf.\n"
NETLIFY = "title: River News\nbase_url: https://river.test/\ndeploy: {web: {type: netlify}}\n"

YEAR = "public, max-age=31536000, immutable"
SHORT = "public, max-age=300, must-revalidate"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("index.html", SHORT),
        ("feed.xml", SHORT),
        ("tags/a/feed.json", SHORT),
        ("_headers", SHORT),
        ("assets/style.0123abcd.css", YEAR),
        ("assets/style.css", SHORT),
        ("assets/icon.png", "public, max-age=86400"),
        ("pagefind/pagefind.js", SHORT),
        ("pagefind/pagefind-entry.json", SHORT),
        ("pagefind/fragment/en_1234567.pf_fragment", YEAR),
        ("pagefind/index/en_1234567.pf_index", YEAR),
        ("pagefind/pagefind.en_1234567.pf_meta", YEAR),
    ],
)
def test_how_long_files_are_kept(path: str, kept: str) -> None:
    assert cache_control(path) == kept


def rules(text: str) -> dict[str, dict[str, str]]:
    """`_headers` as hosts read it: a pattern, and below it the headers, indented."""
    found: dict[str, dict[str, str]] = {}
    for line in filter(None, text.split("\n")):
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            found[list(found)[-1]][name] = value
        else:
            found[line] = {}
    return found


class TestFile:
    def test_hosts_that_read_it_get_it(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": f"{NETLIFY}search: false\n", **many(1)})
        site.build()
        found = rules(site.read("public/_headers"))
        style = next(path for path in site.output() if path.startswith("assets/style."))
        assert found[f"/{style}"] == {"Cache-Control": YEAR}
        assert found["/*"]["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert "Cache-Control" not in found["/*"]

    def test_others_do_not(self, make_site: MakeSite) -> None:
        site = make_site(many(1))
        site.build()
        assert "_headers" not in site.output()

    def test_a_file_of_the_site_takes_its_place(self, make_site: MakeSite) -> None:
        site = make_site({"site.yaml": NETLIFY, "static/_headers": "/*\n  X-Own: yes\n", **many(1)})
        site.build()
        assert site.read("public/_headers") == "/*\n  X-Own: yes\n"

    def test_it_is_within_the_limits_of_hosts(self) -> None:
        lines = headers_file("/", ["/assets/a.01234567.css"]).split("\n")
        assert max(map(len, lines)) < 2000

    def test_no_inline_script_is_allowed(self) -> None:
        policy = dict(part.partition(" ")[::2] for part in CONTENT_SECURITY_POLICY.split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"].split() == ["'self'", "'wasm-unsafe-eval'"]


class Host(http.server.SimpleHTTPRequestHandler):
    """Says what `_headers` says for every page."""

    def end_headers(self) -> None:
        for name, value in rules((Path(self.directory) / "_headers").read_text(encoding="utf-8"))["/*"].items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address(make_site: MakeSite) -> Iterator[str]:
    site: Site = make_site({"site.yaml": NETLIFY, "content/heron.md": entry_text("Herons", TABLE, date="2026-03-03")})
    assert site.build().problems == ()
    handler = functools.partial(Host, directory=str(site.root / "public"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def seen(address: str, profile: Path) -> tuple[str, str]:
    """A page as the browser has it after its scripts have run, and what the policy refused."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        reason = "no browser: apt-get install chromium"
        if os.environ.get("BROADSHEET_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    switches = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--enable-logging=stderr")
    timing = ("--virtual-time-budget=15000", "--timeout=30000", f"--user-data-dir={profile}")
    done = subprocess.run(
        [browser, *switches, *timing, "--dump-dom", address], capture_output=True, check=True, timeout=120
    )
    complaints = [line for line in done.stderr.decode().splitlines() if "Content Security Policy" in line]
    return done.stdout.decode(), "\n".join(complaints)


@pytest.mark.parametrize("page", ["/", "/2026/03/heron/", "/tags/", "/archive/", "/feeds/", "/404.html"])
def test_the_browser_has_nothing_to_refuse(address: str, page: str, tmp_path: Path) -> None:
    text, complaints = seen(address + page, tmp_path / "profile")
    assert "<h1" in text
    assert complaints == ""


def test_the_search_works_under_the_policy(address: str, tmp_path: Path) -> None:
    text, complaints = seen(f"{address}/search/?q=heron", tmp_path / "profile")
    assert 'href="http://127.0.0.1' in text.partition('id="search-results"')[2].partition("</ol>")[0]
    assert complaints == ""
