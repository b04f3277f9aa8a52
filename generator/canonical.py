"""Addresses on the web without what only tells who followed them, and the same article's addresses made one."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

# https://github.com/mpchadwick/tracking-query-params-registry (MIT) lists what most of these belong to.
_TRACKING = re.compile(
    r"utm_\w+|(?:fb|g|dc|tt|tw|y)clid|msclkid|[wg]braid|li_fat_id|gclsrc|igshid|igsh|mc_[ce]id|_hs\w+|mkt_tok|vero_(?:id|conv)"
    r"|oly_(?:anon|enc)_id|_openstat|wickedid|s_cid|s_kwcid|ncid|cmp(?:id)?|ns_(?:campaign|mchannel|source|linkname)"
    r"|at_(?:medium|campaign|custom\d|link_\w+|format|ptr_\w+|bbc_\w+)|__twitter_impression|_ga|_gl|srsltid|ocid|smid|taid"
    r"|spm|xtor|wt_mc|wt\.(?:mc|tsrc)(?:_id)?|ref_?src|ref_?url|pk_\w+|piwik_\w+|guccounter|guce_\w+|ck_subscriber_id",
    re.IGNORECASE,
)
"""Parameters that campaigns and share buttons add; none of them chooses what is shown."""
_ALIAS_HOST = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_ALIAS_PATH = re.compile(r"/(?:amp/?|index\.html?)$|\.amp(?=\.html$)|(?<!/)/+$")
_IN_TEXT = re.compile(r"https?://[!#-;=?-_a-z~]+")
_BEHIND = ".,;:!?)]}'*"
"""What a sentence puts behind an address in it."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


def without_tracking(address: str) -> str:
    """An address without tracking parameters; else as it is written. What is no address stays as it is."""
    if "?" not in address and "#" not in address:
        return address
    head, hash_, fragment = address.partition("#")
    head, _, query = head.partition("?")
    kept, place = _untracked(query), _untracked(fragment) if "=" in fragment else fragment
    if (kept, place) == (query, fragment):
        return address
    return head + (f"?{kept}" if kept else "") + (hash_ + place if place else "")


def without_tracking_in(text: str) -> str:
    """The same for every address in a plain text or a piece of HTML."""

    def shorter(found: re.Match[str]) -> str:
        address = found[0].rstrip(_BEHIND)
        return without_tracking(address) + found[0][len(address) :]

    return _IN_TEXT.sub(shorter, text) if "://" in text else text


def _untracked(query: str) -> str:
    between = "&amp;" if "&amp;" in query else "&"
    return between.join(part for part in query.split(between) if not _TRACKING.fullmatch(part.partition("=")[0]))


def canonical(address: str) -> str | None:
    """An absolute address on the web without tracking parameters and place within the page; None for anything else."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    return without_tracking(urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, "")))


def address_key(address: str) -> str:
    """What the addresses of one article have in common, for comparing: no scheme, no `www.`, `m.` or `amp.`, no
    fragment, parameters in order. Empty for what is no address on the web.
    """
    try:
        parts = urlsplit(without_tracking(address.strip()))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return ""
    shown = f":{port}" if port and port != _DEFAULT_PORTS[parts.scheme] else ""
    query = "&".join(sorted(filter(None, parts.query.split("&"))))
    return urlunsplit(SplitResult("", _ALIAS_HOST.sub("", host) + shown, _path(parts.path), query, "")).lstrip("/")


def _path(path: str) -> str:
    return _ALIAS_PATH.sub("", _ALIAS_PATH.sub("", unquote(path, errors="replace")))
