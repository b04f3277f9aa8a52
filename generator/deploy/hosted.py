"""Hosts that take what a workflow hands them: the guard, and what the host reads, are made ready in the folder."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from generator.addresses import DEPLOYED
from generator.deploy.target import Advance, File, failure
from generator.targets import Hosted, Netlify

_SECONDS = 20
_LARGEST = 64 << 20
_REDIRECTS = "_redirects"


class HostedTarget:
    """See `Target`. The record travels with the site, so the one of the last deploy is asked from the web."""

    def __init__(self, settings: Hosted, output: Path, base_url: str, *, blind: bool) -> None:
        self._settings = settings
        self._blind = blind
        self._output = output
        self._address = f"{base_url.rstrip('/')}/{DEPLOYED}"

    def deployed(self) -> bytes | None:
        request = urllib.request.Request(self._address, headers={"Cache-Control": "no-cache"})  # noqa: S310 - http(s) by the check of base_url
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - as above
                found: bytes = answer.read(_LARGEST)
        except urllib.error.HTTPError as error:
            if error.code in {404, 410}:
                return None
            raise failure(f"{self._address} answers {error.code} {error.reason}", "is base_url right?") from None
        except (OSError, ValueError) as error:
            if self._blind:
                return None
            reason = getattr(error, "reason", None) or error
            message = f"the last deploy cannot be looked up: {self._address}: {reason}"
            raise failure(message, "if the site is not on the web yet: --confirm") from None
        # A host without a page for unknown addresses may answer with its front page.
        return found if found.startswith(b"{") else None

    def begin(self, record: bytes) -> None:
        """Nothing shows before the host takes the folder."""

    def put(self, files: Sequence[File], advance: Advance) -> None:
        advance(len(files))

    def delete(self, paths: Sequence[str], advance: Advance) -> None:
        advance(len(paths))

    def finish(self, record: bytes) -> None:
        (self._output / DEPLOYED).write_bytes(record)
        if isinstance(self._settings, Netlify) and (self._output / _REDIRECTS).is_file():
            _force(self._output / _REDIRECTS)


def _force(redirects: Path) -> None:
    """Netlify shows the page at an old address rather than redirect, unless the status has an exclamation mark."""
    text = redirects.read_text(encoding="utf-8")
    redirects.write_text(re.sub(r"(?m) (301|302)$", r" \1!", text), encoding="utf-8", newline="\n")
