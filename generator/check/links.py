"""Links and images within the site that lead nowhere, each with the line of the file that says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from msgspec import Struct

from generator.check.images import MISSING_HINT, rooted
from generator.check.material import Material, Source
from generator.check.pages import PageFacts, Target, served, tags
from generator.configfile import FILE as CONFIG_FILE
from generator.errors import Problem, did_you_mean

_FILES_TO_COMPARE = 2000


class Dead(Struct, frozen=True):
    """An address on a page that leads nowhere: its target, what is wrong, and whether a picture is meant."""

    address: str
    page: str
    target: Target
    message: str
    image: bool


class Spot(Struct, frozen=True):
    """A line of a file of the editor's."""

    file: str | None
    line: int | None


def dead_links(site: Material) -> list[Problem]:
    """A problem for each file and address; for what comes from the theme, one for all pages together."""
    pictures = {rooted(entry.image) for entry in site.entries if entry.image}
    dead = [one for one in _dead(site) if one.target.place not in pictures]
    dead.sort(key=_fault)
    problems: list[Problem] = []
    for _, group in groupby(dead, key=_fault):
        found = list(group)
        spots = {spot: one for one in reversed(found) if (spot := spot_of(one.address, one.page, site)).file}
        if spots:
            problems += (_problem(one, [one], spot, site) for spot, one in spots.items())
        else:
            problems.append(_problem(found[0], found, Spot(None, None), site))
    return problems


def spot_of(address: str, page: str, site: Material) -> Spot:
    """Where an address on a page was written: in the body or the front matter of the page's own file, or in
    the configuration.
    """
    origin = site.sources.get(site.origins.get(page, ""))
    if origin:
        wanted = _means(site.base.resolve(address, page))
        for line, written in addresses_in(origin):
            rooted = written.startswith("/") and not written.startswith("//")
            if _means(site.base.resolve(site.base.url + written[1:] if rooted else written, page)) == wanted:
                return Spot(origin.path, line)
        line_in_file = site.line_of(origin.path, address)
        if line_in_file:
            return Spot(origin.path, line_in_file)
    plain = address.removeprefix(site.base.url.rstrip("/")) if address.startswith("http") else address
    for menu in site.config.menu or ():
        if plain in {menu.url, site.config.base_path + menu.url[1:]}:
            return Spot(CONFIG_FILE, site.line_of(CONFIG_FILE, menu.url))
    return Spot(None, None)


def addresses_in(source: Source) -> Iterator[tuple[int, str]]:
    """Every address in a body with its line, raw HTML included."""
    for mention in source.mentions:
        if mention.kind == "html":
            yield from ((mention.line, address) for tag in tags(mention.text) for address in tag.addresses)
        else:
            yield mention.line, mention.address


def _means(target: Target | None) -> Target | None:
    """A target by its file: relative links name `index.html`, which editors leave out."""
    return target and Target(served(target.place) if target.place else "", target.anchor, target.external)


def _fault(one: Dead) -> tuple[str, str, str]:
    return one.target.place, one.target.anchor, one.message


def _dead(site: Material) -> Iterator[Dead]:
    anchors = {page.path: page.anchors for page in site.pages}
    verdicts: dict[tuple[str, str], tuple[Target, str] | None] = {}
    for page in site.pages:
        for image, addresses in ((False, page.links), (True, page.images)):
            for address in addresses:
                # Rooted and full addresses mean the same on every page, and most pages share most of theirs.
                key = ("" if address.startswith(("/", "http")) else page.path, address)
                if key not in verdicts:
                    verdicts[key] = _verdict(address, page, anchors, site)
                found = verdicts[key]
                if found:
                    yield Dead(address, page.path, *found, image)


def _verdict(
    address: str, page: PageFacts, anchors: dict[str, frozenset[str]], site: Material
) -> tuple[Target, str] | None:
    """Where an address leads and what is wrong with that; None when nothing is."""
    target = site.base.resolve(address, page.path)
    if target is None or target.external:
        return None
    file = served(target.place)
    if file not in site.files:
        slash = served(target.place + "/")
        return target, "has no slash at its end" if slash in site.files else "leads nowhere"
    # `#top` and `#` lead to the top of any page, and `#:~:` marks a text (WHATWG HTML, section 7.4.6.4).
    general = target.anchor.lower() in {"", "top"} or target.anchor.startswith(":~:")
    if general or file not in anchors or target.anchor in anchors[file]:
        return None
    return target, f"leads to a page that has no place #{target.anchor}"


def _problem(one: Dead, found: list[Dead], spot: Spot, site: Material) -> Problem:
    pages = len({other.page for other in found})
    where = f"/{one.page.removesuffix('index.html')}"
    more = "" if pages == 1 else f" and {pages - 1} more pages"
    what = "the image" if one.image else "the link to"
    fault = "is missing" if one.image and one.message == "leads nowhere" else one.message
    harmless = one.message.startswith("has no slash")
    return Problem(
        message=f"{what} {one.address} on {where}{more} {fault}",
        file=spot.file,
        line=spot.line,
        hint=f"write {one.target.place}/" if harmless else _hint(one, site),
        severity="warning" if harmless else "error",
    )


def _hint(one: Dead, site: Material) -> str | None:
    if one.image and not one.address.startswith(("/", "http")):
        return MISSING_HINT
    file = served(one.target.place)
    if file in site.files:
        anchors = next((page.anchors for page in site.pages if page.path == file), frozenset())
        return did_you_mean(one.target.anchor, anchors)
    # Comparing is slow, so on a large site only what begins alike is compared.
    folder = file.removesuffix("/index.html").rpartition("/")[2][:4]
    near = [name for name in site.files if len(site.files) < _FILES_TO_COMPARE or f"/{folder}" in f"/{name}"]
    places = [f"/{name.removesuffix('index.html')}" for name in near[:_FILES_TO_COMPARE]]
    return did_you_mean(one.target.place, sorted(places))
