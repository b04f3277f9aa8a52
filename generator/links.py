"""How a page writes its links: from the host's root, or relative to itself so that the site can be moved."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from urllib.parse import quote, unquote, urlsplit

from generator.addresses import output_path, url_path
from generator.pages import Frame

_ON_THE_WEB = ("https://", "http://", "mailto:", "tel:", "#")
_AS_WRITTEN = "%/:?#[]@!$&'()*+,;=-._~"
"""Reserved characters and percent signs (RFC 3986) stay; blanks, quotes and brackets are encoded."""
_ADDRESS = re.compile(
    r"""(<(?:a|img)\b(?:[^<>"']|"[^"]*"|'[^']*')*?\s(?:href|src)\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE
)
_CANDIDATES = re.compile(r'(<source\b[^>]*?\ssrcset=")([^"]*)"')


def href(address: str, page_url: str, frame: Frame) -> str:
    """The link from a page to a place on the site, or to an address on the web; anything else leads nowhere."""
    if not address.startswith("/"):
        return quote(address, safe=_AS_WRITTEN) if address.lower().startswith(_ON_THE_WEB) else "#"
    place, hash_, anchor = address.partition("#")
    if frame.relative and page_url != "/404.html":
        folder = posixpath.dirname(output_path(page_url))
        return posixpath.relpath(url_path("/" + output_path(place)), url_path("/" + folder) or ".") + hash_ + anchor
    return frame.base_path + url_path(place) + hash_ + anchor


def rewrite(html: str, page_url: str, frame: Frame) -> str:
    """A rendered body whose rooted links lead from this page."""
    if frame.base_path == "/" and not frame.relative:
        return html

    def from_page(address: str) -> str:
        is_rooted = address.startswith("/") and not address.startswith("//")
        return _from_page(address, page_url, frame) if is_rooted else address

    def candidates(found: re.Match[str]) -> str:
        pairs = (each.split(" ", 1) for each in found[2].split(", "))
        return f'{found[1]}{", ".join(" ".join((from_page(address), *width)) for address, *width in pairs)}"'

    return _CANDIDATES.sub(candidates, _readdressed(html, from_page))


def _from_page(address: str, page_url: str, frame: Frame) -> str:
    """A rooted address as Markdown writes it: its path is encoded already, and it may have a query."""
    if not frame.relative:
        return frame.base_path + address[1:]
    parts = urlsplit(address)
    rest = ("?" + parts.query if parts.query else "") + ("#" + parts.fragment if parts.fragment else "")
    return href(unquote(parts.path), page_url, frame) + rest


def absolute(html: str, page_url: str, frame: Frame) -> str:
    """A rendered body whose links are all full addresses, for feeds."""
    here = frame.absolute(page_url)

    def full(address: str) -> str:
        if address.startswith("/") and not address.startswith("//"):
            return frame.base_url + address[1:]
        if address.startswith("#"):
            return here + address
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", address):
            return here + address if here.endswith("/") else here.rpartition("/")[0] + "/" + address
        return address

    return _readdressed(html, full)


def _readdressed(html: str, change: Callable[[str], str]) -> str:
    """HTML with the addresses of its links and pictures changed, in whatever quotes they stand."""

    def link(found: re.Match[str]) -> str:
        address = found[2][1:-1] if found[2][0] in "\"'" else found[2]
        changed = change(address).replace('"', "&quot;")
        return found[0] if changed == address else f'{found[1]}"{changed}"'

    return _ADDRESS.sub(link, html)
