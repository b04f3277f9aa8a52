"""The sample digest and its variants, served as a static host serves them."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

VARIANTS: dict[str, dict[str, Any]] = {
    "sample": {},
    "below": {"base_url": "https://example.org/news/", "urls": "rooted"},
    "arabic": {"language": "ar"},
    "dispatch": {"theme": "dispatch"},
}
"""What each site says otherwise than the sample's `site.yaml`."""

KINDS = {
    "home": "",
    "article": "2026/07/eagle-landed-with-alarms-sounding-and-fuel-running-low/",
    "topic": "tags/space-race/",
    "topics": "tags/",
    "source": "sources/sample-desk/",
    "story": "stories/the-heroic-age-in-antarctica/",
    "edition": "editions/2026-10-04/",
    "archive": "archive/",
    "month": "2026/07/",
    "page": "about/",
    "feeds": "feeds/",
    "search": "search/",
    "missing": "no/such/page/",
}
"""A page of each kind in the sample."""


class Served(Struct, frozen=True):
    """A site in its folder, and the address of its front page."""

    folder: Path
    address: str


@contextmanager
def serve(folder: Path, mount: str) -> Iterator[Served]:
    """Serve a folder below a path of a free port of this machine."""
    handler = functools.partial(_Host, mount, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Served(folder, f"http://127.0.0.1:{server.server_port}{mount}")
        server.shutdown()


def mount_of(variant: str) -> str:
    """The path below which a variant is published."""
    address: str = VARIANTS[variant].get("base_url", "https://example.org/")
    return urlsplit(address).path


class _Host(http.server.SimpleHTTPRequestHandler):
    """A static host as the usual ones are: only below its mount, and `404.html` for what is not there."""

    def __init__(self, mount: str, *arguments: Any, **options: Any) -> None:
        self.mount = mount
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        inside = path.startswith(self.mount)
        return super().translate_path(f"/{path.removeprefix(self.mount)}" if inside else "/no/such/page/")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        body = (Path(self.directory) / "404.html").read_bytes() if code == HTTPStatus.NOT_FOUND else b""
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
