"""What hosts are asked to say with each file; that pages work under it is shown in tests/browser/test_policy.py."""

from __future__ import annotations

import pytest

from generator.hosting import CONTENT_SECURITY_POLICY, cache_control, headers_file
from tests.hosts import rules
from tests.sites import MakeSite, many

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
