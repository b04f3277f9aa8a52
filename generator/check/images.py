"""Pictures that a blind reader hears nothing of, and pictures that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from generator.check.material import Material
from generator.check.pages import served, tags
from generator.errors import Problem, did_you_mean
from generator.figures import is_picture
from generator.pictures import lead

MISSING_HINT = "put the file beside the entry, or into static/ and write its place there, beginning with a slash"
_HINT = 'say what it shows; a picture that only decorates is written <img src=… alt="">'


def without_alt(site: Material) -> Iterator[Problem]:
    """Images without alternative text, in front matter and in bodies."""
    for entry in site.entries:
        if entry.image and not entry.image_alt:
            yield Problem(
                message=f"the image {entry.image} has no image_alt",
                file=entry.path,
                line=site.field_line(entry.path, "image"),
                hint="say what it shows for those who cannot see it",
                severity="warning",
            )
    for source in site.sources.values():
        for mention in source.mentions:
            if mention.kind == "image" and not mention.text:
                yield _silent(mention.address, source.path, mention.line)
            elif mention.kind == "html":
                # An empty `alt` in HTML is meant: the picture only decorates (WCAG 2.2, technique H67).
                silent = [tag for tag in tags(mention.text) if tag.name == "img" and "alt" not in tag.attributes]
                yield from (_silent(tag.attributes.get("src", ""), source.path, mention.line) for tag in silent)


def missing_images(site: Material) -> Iterator[Problem]:
    """Images that front matter names and the site does not have. Those in bodies are checked as links are."""
    for entry in site.entries:
        if not entry.image or entry.image.startswith(("http://", "https://")):
            continue
        if lead(entry, site.root, {}) or served(rooted(entry.image)) in site.files:
            continue
        hint = did_you_mean(entry.image.rpartition("/")[2], [name.rpartition("/")[2] for name in _pictures(site)])
        yield Problem(
            message=f"the image {entry.image} is missing",
            file=entry.path,
            line=site.field_line(entry.path, "image"),
            hint=hint or MISSING_HINT,
        )


def rooted(image: str) -> str:
    """The place on the site that a picture is looked for at when it does not lie beside its entry."""
    return "/" + image.lstrip("/")


def _pictures(site: Material) -> list[str]:
    return sorted(filter(is_picture, site.files))


def _silent(address: str, file: str, line: int) -> Problem:
    return Problem(
        message=f"the image {address} has no alternative text", file=file, line=line, hint=_HINT, severity="warning"
    )
