"""What a web server should say with each file: what it is, for how long it may be kept, and what a page may load."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable

_IMMUTABLE = re.compile(
    r"assets/.*\.[0-9a-f]{8}\.\w+|pagefind/(?:fragment|index)/[^/]+|pagefind/[^/]+\.(?:pf_meta|pagefind)"
)
"""Files whose names change with their content."""
_INDEX = ("pagefind/fragment/*", "pagefind/index/*")
_YEAR = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300, must-revalidate"
_DAY = "public, max-age=86400"
_SELDOM = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".woff2", ".woff", ".mp3", ".mp4", ".pdf")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".opml": "text/x-opml; charset=utf-8",
    ".wasm": "application/wasm",
}
"""What is the same on every machine; `mimetypes` asks the machine for the rest."""
_FEEDS = {
    "feed.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json",
}

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        # The search is compiled WebAssembly.
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "connect-src 'self'",
        # Columns of a Markdown table are aligned by style attributes.
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' https: data:",
        "media-src 'self' https:",
        "font-src 'self'",
        "frame-src https:",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
"""For the pages that Broadsheet makes: no script or style within a page, nothing of other sites but pictures,
sounds and frames that an editor put into a text.
"""


def lasts(path: str) -> bool:
    """Whether a file's name changes with its content."""
    return _IMMUTABLE.fullmatch(path) is not None


def cache_control(path: str) -> str:
    """For how long a file may be kept: a name that changes with its content for a year, pages and feeds shortly."""
    if lasts(path):
        return _YEAR
    return _DAY if path.lower().endswith(_SELDOM) else _SHORT


def content_type(path: str) -> str:
    """The media type that browsers and feed readers expect of a file."""
    name = path.rpartition("/")[2]
    suffix = f".{name.rpartition('.')[2].lower()}"
    known = _FEEDS.get(name) or _TYPES.get(suffix)
    return known or mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"


def headers_file(base_path: str, lasting: Iterable[str]) -> str:
    """`_headers` as Netlify, Cloudflare Pages and others read it; `lasting` are places of files that never change.

    No two rules that match together name the same header: hosts would join their values.
    """
    everywhere = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    kept = {"Cache-Control": _YEAR}
    rules = {"*": everywhere, **{place[1:]: kept for place in lasting}, **dict.fromkeys(_INDEX, kept)}
    return "\n".join(
        f"{base_path}{pattern}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for pattern, headers in rules.items()
    )
