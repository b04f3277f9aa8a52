"""The web app manifest (W3C, Web Application Manifest)."""

from __future__ import annotations

import msgspec

from generator.addresses import url_path
from generator.pages import Frame
from generator.theme import Theme


def web_manifest(frame: Frame, theme: Theme) -> str:
    """What a phone needs to put the site on its home screen. Its addresses are relative to the manifest."""
    icon = theme.assets.get("icon.svg")
    icons = [{"src": url_path(icon), "sizes": "any", "type": "image/svg+xml"}] if icon else []
    record = {
        "name": frame.title,
        "short_name": frame.title[:12].strip(),
        "description": frame.description,
        "lang": frame.language,
        "dir": frame.direction,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "icons": icons,
    }
    return msgspec.json.format(msgspec.json.encode(record), indent=1).decode() + "\n"
