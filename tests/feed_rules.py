"""A strict reader of feeds: every rule that a feed of ours has to keep, with the place that states it.

Nothing here knows how feeds are made. A rule is a function that yields what breaks it. The sources:

- Atom: RFC 4287 with its grammar (`schemas/atom.rnc`)
- RSS: the RSS 2.0 specification (rssboard.org/rss-specification)
- profile: the RSS Best Practices Profile of the RSS Advisory Board (rssboard.org/rss-profile)
- JSON: JSON Feed 1.1 (jsonfeed.org/version/1.1)
- W3C: warnings of the W3C feed validator that no text above has as a rule (validator.w3.org/feed/docs/)
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from lxml import etree

Element = Any
"""An element of lxml, which has no types."""

ATOM = "{http://www.w3.org/2005/Atom}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"

CHANNEL = {
    *("title", "link", "description", "language", "copyright", "managingEditor", "webMaster", "pubDate"),
    *("lastBuildDate", "category", "generator", "docs", "cloud", "ttl", "image", "textInput", "skipHours"),
    *("skipDays", "item"),
}
ITEM = {
    *("title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate", "source"),
}
"""The elements that RSS has; those of other namespaces are free."""

JSON_FEED = {
    *("version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon"),
    *("authors", "language", "expired", "hubs", "items"),
}
JSON_ITEM = {
    *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"),
    *("date_published", "date_modified", "authors", "tags", "language", "attachments"),
}
"""The keys that JSON Feed 1.1 has; `author`, which 1.0 had, is deprecated."""

DAYS_AND_MONTHS = r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
RFC_822 = re.compile(rf"{DAYS_AND_MONTHS} \d{{4}} ([01]\d|2[0-3]):[0-5]\d:[0-5]\d ([+-]\d{{4}}|GMT)")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")

UNSAFE_ELEMENTS = "script, style, iframe, object, embed, applet, form, meta, link, base"
UNSAFE_ATTRIBUTE = re.compile(r"on.*|srcset|sizes|loading|decoding|fetchpriority|data-.*")


def faults(path: Path, address: str) -> list[str]:
    """What is wrong with the feed in a file that is published at an address."""
    if path.suffix == ".json":
        record = json.loads(path.read_bytes())
        return [fault for rule in JSON_RULES for fault in rule(record, address)]
    try:
        root = etree.fromstring(path.read_bytes())
    except etree.XMLSyntaxError as error:
        return [f"not well-formed: {error}"]
    rules = RSS_RULES if root.tag == "rss" else ATOM_RULES
    return [fault for rule in rules for fault in rule(root, address)]


def is_whole(url: str | None) -> bool:
    """Whether an address can be followed from anywhere."""
    parts = urlsplit(url or "")
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not re.search(r"[\s<>\"]", url or "")


def repeated(values: Iterable[Any]) -> list[Any]:
    """Values that are there more than once."""
    return [value for value, count in Counter(values).items() if count > 1]


def html_faults(html: str, where: str) -> Iterator[str]:
    """Profile, `description`: no relative addresses. W3C, SecurityRisk and SecurityRiskAttr: nothing that may run or
    that readers strip."""
    soup = BeautifulSoup(html, "html.parser")
    yield from (f"{where}: <{element.name}>" for element in soup.select(UNSAFE_ELEMENTS))
    for element in soup.find_all(True):
        for name, value in element.attrs.items():
            if UNSAFE_ATTRIBUTE.fullmatch(name):
                yield f"{where}: attribute {name}"
            if name in {"href", "src", "poster", "cite"} and not re.match(r"(https?|mailto|tel):", str(value)):
                yield f"{where}: {name}={value}"


# RSS


def channel_has_its_parts(rss: Element, _: str) -> Iterator[str]:
    """RSS, "What is RSS?" and "Required channel elements"."""
    if rss.get("version") != "2.0" or len(rss.findall("channel")) != 1:
        yield "not one channel of version 2.0"
    yield from (f"channel without {name}" for name in ("title", "link", "description") if not text(rss[0], name))


def elements_are_known(rss: Element, _: str) -> Iterator[str]:
    """RSS, "Extending RSS": what RSS does not define has a namespace. Profile: what is not a list is there once."""
    for parent, known in ((rss[0], CHANNEL), *((item, ITEM) for item in rss.iter("item"))):
        names = [child.tag for child in parent]
        yield from (f"unknown: {name}" for name in names if not name.startswith("{") and name not in known)
        free = {"item", "category", CREATOR, f"{ATOM}link"}
        yield from (f"repeated: {name}" for name in repeated(names) if name not in free)


def items_come_last(rss: Element, _: str) -> Iterator[str]:
    """W3C, MisplacedItem."""
    names = [child.tag for child in rss[0]]
    if "item" in names and set(names[names.index("item") :]) != {"item"}:
        yield "elements of the channel after its items"


def items_tell_what_they_are(rss: Element, _: str) -> Iterator[str]:
    """RSS, "Elements of <item>": a title or a description. Profile, `guid`: one should be there, and here a link."""
    for item in rss.iter("item"):
        if not text(item, "title") and not text(item, "description"):
            yield "item with neither title nor description"
        yield from (f"item without {name}" for name in ("guid", "link") if not text(item, name))


def guids_are_ids(rss: Element, _: str) -> Iterator[str]:
    """RSS, "<guid> sub-element of <item>": unique; an address, unless `isPermaLink` says that it is none."""
    guids = rss.findall("channel/item/guid")
    yield from (f"guid of several items: {guid}" for guid in repeated(guid.text for guid in guids))
    for guid in guids:
        stated = guid.get("isPermaLink", "true")
        if stated not in {"true", "false"} or (stated == "true" and not is_whole(guid.text)):
            yield f"guid {guid.text} with isPermaLink={stated}"


def addresses_are_whole(rss: Element, _: str) -> Iterator[str]:
    """RSS, "Comments": an address begins with a scheme. `source` and `enclosure` must have theirs."""
    links = [link.text for name in ("link", "comments", "docs") for link in rss.iter(name)]
    attributes = [element.get("url") for name in ("source", "enclosure") for element in rss.iter(name)]
    yield from (f"not an address: {url}" for url in (*links, *attributes) if not is_whole(url))


def dates_are_rfc_822(rss: Element, _: str) -> Iterator[str]:
    """RSS, `pubDate`. Profile, `pubDate`: a year of four digits. W3C, IncorrectDOW: the true day of the week."""
    for element in (*rss.iter("pubDate"), *rss.iter("lastBuildDate")):
        date = element.text or ""
        if not RFC_822.fullmatch(date) or not date.startswith(f"{parsedate_to_datetime(date):%a}"):
            yield f"not a date: {date}"


def people_have_addresses(rss: Element, _: str) -> Iterator[str]:
    """RSS, `author`, `managingEditor`, `webMaster`: an e-mail address. W3C, DuplicateItemSemantics."""
    for name in ("author", "managingEditor", "webMaster"):
        yield from (
            f"{name} without an address: {each.text}" for each in rss.iter(name) if "@" not in (each.text or "")
        )
    both = [item for item in rss.iter("item") if item.find("author") is not None and item.find(CREATOR) is not None]
    yield from ("author and dc:creator" for _ in both)


def rss_has_a_language(rss: Element, _: str) -> Iterator[str]:
    """RSS, `language`. It is optional there, and never missing here."""
    if not LANGUAGE.fullmatch(text(rss[0], "language")):
        yield f"language: {text(rss[0], 'language')}"


def rss_names_itself(rss: Element, address: str) -> Iterator[str]:
    """Profile, `atom:link`: rel="self" has the feed's own address and its type."""
    own = [link for link in rss[0].findall(f"{ATOM}link") if link.get("rel") == "self"]
    if [(link.get("href"), link.get("type")) for link in own] != [(address, "application/rss+xml")]:
        yield f"does not name itself: {address}"


def summaries_come_before_texts(rss: Element, _: str) -> Iterator[str]:
    """Profile, `content:encoded`, and W3C, NeedDescriptionBeforeContent: after a `description`."""
    for item in rss.iter("item"):
        names = [child.tag for child in item]
        if ENCODED in names and "description" not in names[: names.index(ENCODED)]:
            yield "content:encoded without a description before it"


def rss_html_is_safe(rss: Element, _: str) -> Iterator[str]:
    """As `html_faults` tells."""
    for item in rss.iter("item"):
        for name in ("description", ENCODED):
            yield from html_faults(text(item, name), text(item, "guid"))


def text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


# Atom


def atom_follows_the_grammar(feed: Element, _: str) -> Iterator[str]:
    """Atom, appendix B."""
    grammar = etree.RelaxNG.from_rnc_string(GRAMMAR)
    if not grammar.validate(feed):
        yield str(grammar.error_log.last_error)


def atom_links_differ(feed: Element, _: str) -> Iterator[str]:
    """Atom, 4.1.1 and 4.1.2: one alternate link a type and language; one is there where content is not."""
    for parent in (feed, *feed.findall(f"{ATOM}entry")):
        links = [link for link in parent.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
        yield from (
            f"alternates: {kind}" for kind in repeated((link.get("type"), link.get("hreflang")) for link in links)
        )
        if not links and parent.find(f"{ATOM}content") is None:
            yield "neither an alternate link nor content"


def atom_names_itself(feed: Element, address: str) -> Iterator[str]:
    """Atom, 4.1.1: rel="self" should be there, with the address of the feed."""
    own = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if own != [address]:
        yield f"does not name itself: {own}"


def atom_ids_differ(feed: Element, _: str) -> Iterator[str]:
    """Atom, 4.1.1: entries of one id would be versions of one article."""
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    yield from (f"id of several: {each}" for each in repeated(ids))


def atom_is_as_new_as_its_entries(feed: Element, _: str) -> Iterator[str]:
    """Atom, 4.2.15: the feed changes when an entry does."""
    latest = max((text(entry, f"{ATOM}updated") for entry in feed.findall(f"{ATOM}entry")), default="")
    if latest and text(feed, f"{ATOM}updated") != latest:
        yield f"updated is not {latest}"


def atom_html_is_safe(feed: Element, _: str) -> Iterator[str]:
    """As `html_faults` tells."""
    for entry in feed.findall(f"{ATOM}entry"):
        for element in entry.iter(f"{ATOM}content", f"{ATOM}summary", f"{ATOM}title"):
            if element.get("type") == "html":
                yield from html_faults(element.text or "", text(entry, f"{ATOM}id"))


# JSON Feed


def json_has_its_parts(record: dict[str, Any], address: str) -> Iterator[str]:
    """JSON, "Top-level": version, title and items are required; feed_url and home_page_url strongly recommended."""
    if record.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"version: {record.get('version')}"
    if not isinstance(record.get("title"), str) or not isinstance(record.get("items"), list):
        yield "without title or items"
    if record.get("feed_url") != address:
        yield f"does not name itself: {record.get('feed_url')}"
    if not is_whole(record.get("home_page_url")):
        yield f"home_page_url: {record.get('home_page_url')}"
    hubs = record.get("hubs", [])
    yield from (f"hub: {hub}" for hub in hubs if set(hub) != {"type", "url"} or not is_whole(hub["url"]))


def json_keys_are_known(record: dict[str, Any], _: str) -> Iterator[str]:
    """JSON, "Extensions": a key of one's own begins with an underscore. What there is not is left out, never null."""
    for holder, known in ((record, JSON_FEED), *((item, JSON_ITEM) for item in record["items"])):
        yield from (f"unknown: {key}" for key in holder if key not in known and not key.startswith("_"))
        yield from (f"null: {key}" for key, value in holder.items() if value is None)


def json_ids_differ(record: dict[str, Any], _: str) -> Iterator[str]:
    """JSON, "Items": id is required, a string, and unique."""
    ids = [item.get("id") for item in record["items"]]
    yield from (f"id: {each!r}" for each in ids if not isinstance(each, str) or not each)
    yield from (f"id of several items: {each}" for each in repeated(ids))


def json_items_have_content(record: dict[str, Any], _: str) -> Iterator[str]:
    """JSON, "Items": one of content_html and content_text; the rest are strings of their kind."""
    for item in record["items"]:
        if not any(isinstance(item.get(key), str) for key in ("content_html", "content_text")):
            yield f"without content: {item.get('id')}"
        addresses = [item[key] for key in ("url", "external_url", "image", "banner_image") if key in item]
        yield from (f"not an address: {url}" for url in addresses if not is_whole(url))
        dates = [item[key] for key in ("date_published", "date_modified") if key in item]
        yield from (f"not a date: {date}" for date in dates if not RFC_3339.fullmatch(date))
        tags = item.get("tags", [])
        yield from (f"tag: {tag!r}" for tag in (*repeated(tags), *(tag for tag in tags if not isinstance(tag, str))))
        yield from html_faults(item.get("content_html", ""), str(item.get("id")))


def json_people_and_languages(record: dict[str, Any], _: str) -> Iterator[str]:
    """JSON, `authors`: objects with a name, url or avatar; `language`: as RFC 5646 has them."""
    for holder in (record, *record["items"]):
        yield from (
            f"author: {each}" for each in holder.get("authors", []) if not {"name", "url", "avatar"} & set(each)
        )
        if "language" in holder and not LANGUAGE.fullmatch(holder["language"]):
            yield f"language: {holder['language']}"


Rule = Callable[[Any, str], Iterator[str]]

GRAMMAR = (Path(__file__).parent / "schemas" / "atom.rnc").read_text(encoding="utf-8")
RSS_RULES: tuple[Rule, ...] = (
    *(channel_has_its_parts, elements_are_known, items_come_last, items_tell_what_they_are, guids_are_ids),
    *(addresses_are_whole, dates_are_rfc_822, people_have_addresses, rss_has_a_language, rss_names_itself),
    *(summaries_come_before_texts, rss_html_is_safe),
)
ATOM_RULES: tuple[Rule, ...] = (
    *(atom_follows_the_grammar, atom_links_differ, atom_names_itself, atom_ids_differ),
    *(atom_is_as_new_as_its_entries, atom_html_is_safe),
)
JSON_RULES: tuple[Rule, ...] = (
    *(json_has_its_parts, json_keys_are_known, json_ids_differ, json_items_have_content, json_people_and_languages),
)
