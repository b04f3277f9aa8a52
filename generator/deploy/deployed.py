"""The record that stays with a deployed site, so that the next deploy need not look at the site itself."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from msgspec import Struct

from generator.deploy.target import failure

UNKNOWN = ""
"""In place of a digest: an interrupted deploy may have brought the file or not."""


class Deployed(Struct, frozen=True, kw_only=True):
    """What was deployed: each file with its SHA-256, the articles among them, the id of every item that a feed
    ever carried with its address on the site, and the ids in the site's own feed.
    """

    files: dict[str, str] = {}
    articles: tuple[str, ...] = ()
    items: dict[str, str] = {}
    feed: tuple[str, ...] = ()


def encode(deployed: Deployed) -> bytes:
    """The same record always gives the same bytes."""
    return msgspec.json.encode(deployed, order="sorted") + b"\n"


def decode(data: bytes | None) -> Deployed | None:
    """The record as it was read; None where nothing was deployed. Raises DeployError for what is no record."""
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=Deployed)
    except (msgspec.DecodeError, UnicodeDecodeError):
        hint = "delete that file there; the next deploy then brings the whole site"
        raise failure("the record of the last deploy, broadsheet-deployed.json, is damaged", hint) from None


def on_the_way(before: Deployed, after: Deployed, puts: Collection[str]) -> Deployed:
    """What is known while files are changing. Subscribers are still taken to know the feeds as they were."""
    files = {**before.files, **dict.fromkeys(puts, UNKNOWN)}
    articles = tuple(sorted({*before.articles, *after.articles}))
    return Deployed(files=files, articles=articles, items=before.items, feed=before.feed)
