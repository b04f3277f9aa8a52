"""What a static host answers: from the path of a request to a file of the site."""

from __future__ import annotations

import ipaddress
import mimetypes
import socket
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

_INDEX = "index.html"
_MISSING = "404.html"
_TYPES = mimetypes.MimeTypes()
for _type, _suffix in (
    ("text/javascript", ".js"),
    ("text/javascript", ".mjs"),
    ("text/markdown", ".md"),
    ("text/x-opml", ".opml"),
    ("text/yaml", ".yaml"),
    ("application/json", ".json"),
    ("application/manifest+json", ".webmanifest"),
    ("application/wasm", ".wasm"),
    ("application/xml", ".xml"),
    ("image/avif", ".avif"),
    ("image/svg+xml", ".svg"),
    ("image/webp", ".webp"),
    ("image/x-icon", ".ico"),
    ("font/woff", ".woff"),
    ("font/woff2", ".woff2"),
):
    _TYPES.add_type(_type, _suffix)


class Found(Struct, frozen=True):
    """The answer to a request: a status, and a file or where to go instead."""

    status: int
    file: Path | None = None
    location: str = ""


def find(folder: Path, base_path: str, path: str) -> Found:
    """What stands at the path of a request, percent-encoded as it came, on a site below `base_path`."""
    if path == "/" != base_path:
        return Found(302, location=base_path)
    if f"{path}/" == base_path:
        return Found(301, location=base_path)
    inside = unquote(path.removeprefix(base_path), errors="replace") if path.startswith(base_path) else "\0"
    is_safe = not {"..", "."} & set(inside.split("/")) and not {"\0", "\\"} & set(inside)
    place = folder / inside.lstrip("/")
    if is_safe and place.is_dir() and inside and not inside.endswith("/"):
        # Never two slashes at the start: they would name another host.
        return Found(301, location="/" + quote(unquote(path).strip("/")) + "/")
    file = place / _INDEX if place.is_dir() else place
    if is_safe and not (inside.endswith("/") and file == place) and file.is_file():
        return Found(200, file)
    return Found(404, folder / _MISSING)


def media_type(file: Path) -> str:
    """The value of Content-Type for a file, by its name."""
    found = _TYPES.guess_type(file.name, strict=True)[0] or "application/octet-stream"
    is_text = found.startswith("text/") or found.endswith(("xml", "json"))
    return f"{found}; charset=utf-8" if is_text else found


def is_own_name(host: str, bound: str) -> bool:
    """Whether the Host header of a request names this machine. A name of somebody else's that was made to lead here
    (DNS rebinding) does not; a numeric address cannot be made to.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    machine = socket.gethostname().lower()
    own = {"localhost", bound.lower(), machine, f"{machine}.local"}
    return name in own or name.endswith(".localhost") or _is_numeric(name)


def is_same_origin(origin: str | None, scheme: str, host: str) -> bool:
    """Whether a request comes from a page of this server, or from no page at all."""
    return origin is None or origin == f"{scheme}://{host}"


def _is_numeric(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
