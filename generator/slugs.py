"""Names for files and addresses. Owner of anyascii."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_OTHER = re.compile(r"[^a-z0-9]+")
_MAX_LENGTH = 80
# Names that Windows keeps for devices, with any ending (Microsoft, "Naming Files, Paths, and Namespaces").
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")


@lru_cache(maxsize=65536)
def slugify(text: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens, at most 80 characters, cut between words.

    Never empty and never a name that a file system refuses: a text without letters gets a short hash.
    """
    ascii_text = text
    if not text.isascii():
        from anyascii import anyascii

        ascii_text = anyascii(text)
    slug = _OTHER.sub("-", _APOSTROPHES.sub("", ascii_text).lower()).strip("-")
    if len(slug) > _MAX_LENGTH:
        cut = slug.rfind("-", 0, _MAX_LENGTH + 1)
        slug = slug[: cut if cut > 0 else _MAX_LENGTH].rstrip("-")
    if not slug or _RESERVED.fullmatch(slug):
        return f"{slug or 'x'}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"
    return slug
