"""Pictures in HTML: which ones a text shows, and the elements that show them well (WHATWG HTML, 4.8.4).

Addresses in here are as HTML has them; those on the site begin with a slash, and `links` leads them from a page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from generator.addresses import url_path
from generator.config import Markdown
from generator.markdown import to_html
from generator.model import Picture, Rendition, Shown

SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")

_MENTIONED = re.compile(rf"\.(?:{'|'.join(suffix[1:] for suffix in SUFFIXES)})", re.IGNORECASE)
_INSIDE = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_SHOWN = re.compile(
    rf"""(<(img|a)\b{_INSIDE}?\s(?:src|href)\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)({_INSIDE}>)""", re.IGNORECASE
)
"""A tag that shows or leads: what stands before the address, the tag's name, the address, what stands behind it."""
_IMAGE = re.compile(rf"<(?:img|IMG)\b{_INSIDE}>")
_WIDTH, _HEIGHT = (re.compile(rf'\s{name}="?(\d+)(?=["\s>])', re.IGNORECASE) for name in ("width", "height"))
_SIZED = re.compile(r"\s(?:width|height)\s*=", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")


def is_picture(name: str) -> bool:
    """Whether a file is a picture, by its name."""
    return name.lower().endswith(SUFFIXES)


def addresses(text: str, settings: Markdown, *, verbatim: bool = False, imported: bool = False) -> tuple[str, ...]:
    """The address of each picture file that a Markdown text shows or leads to, once; none on the web."""
    if not _MENTIONED.search(text):
        return ()
    page = to_html(text, settings, verbatim=verbatim, imported=imported)
    found = (address.strip("\"'") for _, _, address, _ in _SHOWN.findall(page))
    own = (address for address in found if not _ELSEWHERE.match(address))
    return tuple(dict.fromkeys(address for address in own if is_picture(re.split(r"[?#]", address)[0])))


def illustrated(page: str, pictures: Iterable[Shown], sizes: str | None = None) -> str:
    """A rendered text whose pictures have their place on the site and their size; with `sizes` (the attribute of
    that name) also their copies.
    """
    known = {shown.address: shown.picture for shown in pictures}
    if not known:
        return page

    def tag(found: re.Match[str]) -> str:
        before, name, address, after = found.groups()
        picture = known.get(address.strip("\"'"))
        if picture is None:
            return found[0]
        placed = f'{before}"{_attribute(picture.url)}"'
        if name.lower() == "a":
            return placed + after
        return _with_copies(f"{placed}{_size(found[0], picture)}{after}", picture, sizes)

    return _SHOWN.sub(tag, page)


def element(picture: Picture, attributes: Mapping[str, object], sizes: str) -> str:
    """The element that shows a picture; attributes that are None are left out."""
    size = {"width": picture.width, "height": picture.height}
    # The order of attributes is that of a reader: what is shown, what it says, how big it is.
    stated = {"src": _address(picture.url), "alt": "", **size, **attributes}
    written = (f'{name}="{html.escape(str(value))}"' for name, value in stated.items() if value is not None)
    return _with_copies(f"<img {' '.join(written)}>", picture, sizes)


def unhurried(page: str) -> str:
    """A page whose pictures after the first one are loaded when a reader comes near them."""
    # Sanitised texts have small letters, and themes one or the other: looking for these costs a tenth.
    if "<img" not in page and "<IMG" not in page:
        return page
    first = _IMAGE.search(page)
    return page[: first.end()] + _IMAGE.sub(_lazy, page[first.end() :]) if first else page


def _lazy(found: re.Match[str]) -> str:
    tag = found[0]
    wanted = (("loading", "lazy"), ("decoding", "async"))
    more = "".join(f' {name}="{value}"' for name, value in wanted if f" {name}=" not in tag)
    end = "/>" if tag.endswith("/>") else ">"
    return tag.removesuffix(end).rstrip() + more + (" />" if end == "/>" else ">")


def _size(tag: str, picture: Picture) -> str:
    """What a tag does not say of a picture's size. Where the editor states one half, the other is in proportion, so
    that no text moves later.
    """
    if picture.width is None or picture.height is None:
        return ""
    width, height = _WIDTH.search(tag), _HEIGHT.search(tag)
    if not _SIZED.search(tag):
        return f' width="{picture.width}" height="{picture.height}"'
    if width and not height:
        return f' height="{max(1, round(int(width[1]) * picture.height / picture.width))}"'
    if height and not width:
        return f' width="{max(1, round(int(height[1]) * picture.width / picture.height))}"'
    return ""


def _with_copies(tag: str, picture: Picture, sizes: str | None) -> str:
    if not sizes or not picture.renditions:
        return tag
    return f"<picture>{''.join(_source(each, sizes) for each in picture.renditions)}{tag}</picture>"


def _source(rendition: Rendition, sizes: str) -> str:
    candidates = ", ".join(f"{_attribute(place)} {width}w" for place, width in rendition.copies)
    return f'<source type="{rendition.type}" srcset="{candidates}" sizes="{html.escape(sizes)}">'


def _attribute(address: str) -> str:
    return html.escape(_address(address))


def _address(address: str) -> str:
    """A place as Markdown writes it. An apostrophe would become an entity, which no part of an address may be."""
    return "/" + url_path(address).replace("'", "%27") if address.startswith("/") else address
