"""A host that sends with each file what `_headers` asks for, as Netlify and Cloudflare do."""

from __future__ import annotations

import http.server
from pathlib import Path
from typing import Any


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


class Host(http.server.SimpleHTTPRequestHandler):
    """Says what `_headers` says for every page."""

    def end_headers(self) -> None:
        for name, value in rules((Path(self.directory) / "_headers").read_text(encoding="utf-8"))["/*"].items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
