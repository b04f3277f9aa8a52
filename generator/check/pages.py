"""What a finished page leads to and shows, read from its HTML without building a tree.

A page has dozens of tags and a site has thousands of pages: one expression walks over a page some thirty
times faster than `html.parser`. Pages come from our templates and a sanitiser, so tags are well-formed; what
looks like a tag inside comments, scripts and styles is passed over.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from msgspec import Struct

from generator.addresses import output_path

_TAG = re.compile(
    r"<!--.*?-->"
    r"|<(?P<raw>script|style|textarea|title)\b(?P<of_raw>(?:[^<>\"']++|\"[^\"]*\"|'[^']*')*+)>.*?</(?P=raw)\s*>"
    r"|<(?P<name>[a-z][a-z0-9-]*)\b(?P<of>(?:[^<>\"']++|\"[^\"]*\"|'[^']*')*+)>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_TELLS = re.compile(r"\b(?:href|src|srcset|poster|id|name|content)\s*=", re.IGNORECASE)
_ADDRESSES = ("href", "src", "poster", "xlink:href")
_PICTURES = frozenset({"og:image", "twitter:image"})
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Tag(Struct, frozen=True):
    """A start tag: its name in small letters, and its attributes as text."""

    name: str
    attributes: dict[str, str]

    @property
    def addresses(self) -> Iterator[str]:
        """Everything it leads to or loads."""
        for name in _ADDRESSES:
            if name in self.attributes:
                yield self.attributes[name].strip()
        for candidate in self.attributes.get("srcset", "").split(","):
            if candidate.strip():
                yield candidate.split()[0]
        named = self.attributes.get("property") or self.attributes.get("name")
        if self.name == "meta" and named in _PICTURES and self.attributes.get("content"):
            yield self.attributes["content"].strip()


class PageFacts(Struct, frozen=True):
    """A page's file below the output folder, its anchors, and the addresses on it, each once."""

    path: str
    anchors: frozenset[str]
    links: tuple[str, ...]
    images: tuple[str, ...]


class Target(Struct, frozen=True):
    """Where an address leads from a page: a place on the site with an anchor, or an address on the web."""

    place: str = ""
    anchor: str = ""
    external: str = ""


class Base(Struct, frozen=True):
    """Where the site stands: `https://user.github.io/news/`, with a slash at its end."""

    url: str

    def resolve(self, address: str, page: str) -> Target | None:
        """Where an address on a page leads; None for mail, telephones, scripts and what cannot be read."""
        if _SCHEME.match(address) and not address.lower().startswith(("http:", "https:")):
            return None
        here = self.url + page.removesuffix("index.html")
        try:
            full, own = urlsplit(urljoin(here, address)), urlsplit(self.url)
        except ValueError:
            return None
        if full.netloc.lower() != own.netloc.lower() or not (full.path or "/").startswith(own.path):
            return Target(external=full._replace(fragment="").geturl())
        place = "/" + unquote(full.path[len(own.path) :])
        return Target(place=place, anchor=unquote(full.fragment))


def tags(text: str) -> Iterator[Tag]:
    """The start tags of an HTML text that lead somewhere, show something or can be led to."""
    for found in _TAG.finditer(text):
        stated = found["of"] or found["of_raw"]
        name = (found["name"] or found["raw"] or "").lower()
        if name and (name == "img" or (stated and _TELLS.search(stated))):
            attributes = {
                key.lower(): html.unescape(double or single or bare)
                for key, double, single, bare in _ATTRIBUTE.findall(stated)
            }
            yield Tag(name, attributes)


def read_pages(folder: Path, paths: Sequence[str]) -> list[PageFacts]:
    """A batch of pages of the built site."""
    return [_facts(path, (folder / path).read_text(encoding="utf-8", errors="replace")) for path in paths]


def served(place: str) -> str:
    """The file that a host serves for a place on the site."""
    return output_path(place)


def _facts(path: str, text: str) -> PageFacts:
    anchors: set[str] = set()
    links: dict[str, None] = {}
    images: dict[str, None] = {}
    for tag in tags(text):
        anchors.add(tag.attributes.get("id", ""))
        if tag.name == "a":
            anchors.add(tag.attributes.get("name", ""))
        pictures = tag.name in {"img", "source", "meta"}
        (images if pictures else links).update(dict.fromkeys(tag.addresses))
    return PageFacts(path, frozenset(anchors - {""}), tuple(links), tuple(images))
