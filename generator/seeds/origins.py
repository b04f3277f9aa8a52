"""Addresses of originals, without what follows readers around."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# https://github.com/mpchadwick/tracking-query-params-registry (MIT) lists what these belong to.
_TRACKING = re.compile(
    r"utm_\w+|(?:fb|g|dc|msclk|yclk|tw|igsh|wbra|gbra|mc_c|mc_e|ttclk)(?:cl)?id|gclsrc|igshid|_hs\w+|mkt_tok|"
    r"cmp(?:id)?|ocid|ncid|smid|taid|ref_?src|ref_?url|__twitter_impression|spm|s_kwcid|vero_id|oly_(?:anon|enc)_id|"
    r"at_(?:medium|campaign|custom\d|link_\w+|format|ptr_\w+|bbc_\w+)|_ga|xtor|wt_mc|pk_\w+|piwik_\w+|guce_\w+",
    re.IGNORECASE,
)


def canonical(address: str) -> str | None:
    """An absolute address on the web without tracking parameters and place within the page; None for anything else."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    return without_tracking(urlunsplit((parts.scheme.lower(), parts.netloc, parts.path or "/", parts.query, "")))


def without_tracking(address: str) -> str:
    """An address without the parameters that tell where a reader came from."""
    start, mark, rest = address.partition("?")
    query, hash_, place = rest.partition("#")
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [pair for pair in pairs if not _TRACKING.fullmatch(pair[0])]
    if not mark or kept == pairs:
        return address
    return start + (f"?{urlencode(kept)}" if kept else "") + hash_ + place
