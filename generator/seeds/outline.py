"""OPML: the list of feeds that a reader program exports, as sources. Owner of lxml."""

from __future__ import annotations

from generator.canonical import without_tracking
from generator.seeds.drafting import Material
from generator.seeds.tomarkdown import one_line

_MOST = 5_000


def read_sources(material: Material) -> dict[str, dict[str, str]]:
    """Each source by its name, with the addresses of its site (`url`) and of its feed (`feed`). Raises ValueError for
    what is no OPML. Entities are not resolved, and nothing is fetched.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(material.data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError(f"is no OPML that can be read: {error}") from None
    if root is None or root.tag != "opml":
        raise ValueError("is no OPML")
    found: dict[str, dict[str, str]] = {}
    for outline in list(root.iter("outline"))[:_MOST]:
        feed = without_tracking(outline.get("xmlUrl") or "")
        name = one_line(outline.get("title") or outline.get("text") or "")
        if name and _is_web(feed):
            site = without_tracking(outline.get("htmlUrl") or "")
            found.setdefault(name, {**({"url": site} if _is_web(site) else {}), "feed": feed})
    return found


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))
