"""Posts in Markdown, as Hugo, Jekyll, Pelican, Nikola and Eleventy have them: the front matter's fields and the body
as it is written, but for what is active and for the marks of templates.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from generator.canonical import without_tracking_in
from generator.fields import NAMES
from generator.figures import is_picture
from generator.frontmatter import parse
from generator.markdown import mentions, without_harm
from generator.model import Attachment
from generator.seeds.drafting import Found, Material, kept_picture, opening
from generator.textfile import decode

_IMAGE_FIELDS = {"image", *NAMES["image"]}
_HEADING = re.compile(r"\A\s*+#[ \t]++(.+)(?:\n++|\Z)")
_FIGURE = re.compile(r"\{\{[<%]\s*+figure\s((?:(?!\{\{).)*?)/?[>%]\}\}", re.DOTALL)
_ATTRIBUTE = re.compile(r"""\b(\w++)=(?:"([^"]*)"|`([^`]*)`|([^\s"]+))""")
_HIGHLIGHT = re.compile(
    r"\{%-?\s*+highlight\s++([^\s%]++)[^%]*+%\}\n?((?:(?!\{%-?\s*+highlight).)*?)\n?\{%-?\s*+endhighlight\s*+-?%\}"
    r"|\{\{<\s*+highlight\s++([^\s>{]++)[^>{]*+>\}\}\n?((?:(?!\{\{<\s*+highlight).)*?)\n?\{\{<\s*+/\s*+highlight\s*+>\}\}",
    re.DOTALL,
)
_SITE_ADDRESS = re.compile(r"\{\{\s*site\.(?:baseurl|url)\s*\}\}|\{(?:static|filename|attach)\}|\|filename\|")
_ADDRESS_FILTER = re.compile(r"""\{\{\s*["']([^"']*)["']\s*\|\s*(?:relative|absolute)_url\s*\}\}""")
_MORE = r"<!--\s*(?:more\s*|TEASER_END[^<\n]*?)-->"
_MARKS = re.compile(rf"\{{%-?\s*(?:end)?raw\s*-?%\}}|(?<=\n){_MORE}\n++|{_MORE}|\[TOC\]")
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*+`", re.DOTALL | re.MULTILINE)
_LEFT = re.compile(r"\{\{[<%](?:(?!\{\{).)*?[>%]\}\}|\{%(?:(?!\{%).)*?%\}")


def read(material: Material) -> Iterator[Found]:
    """One post. Raises ValueError for what is no text, BroadsheetError for front matter that cannot be read."""
    document = parse(decode(material.data), material.name)
    body = _without_tracking(without_harm(plain_marks(document.body)).strip())
    heading = _HEADING.match(body)
    headline = heading[1].rstrip().rstrip("#").rstrip() if heading else ""
    stated = {key: value for key, value in document.fields.items() if value not in (None, "")}
    named = next((str(value) for key, value in stated.items() if key.lower() == "title"), None)
    if heading and named in {None, headline}:
        body = body[heading.end() :]
    if not body and not stated:
        raise ValueError("is empty")
    body, pictures = _with_pictures(body, material)
    own = next((key for key in stated if key.lower() in _IMAGE_FIELDS and isinstance(stated[key], str)), "")
    if own and is_picture(stated[own]) and not stated[own].startswith("/") and (data := material.beside(stated[own])):
        picture = kept_picture(stated[own], data)
        stated[own], pictures = picture.name, (*pictures, picture)
    yield Found(
        stated=stated,
        stated_in="front matter",
        header=document.header,
        header_line=document.header_line,
        title=headline if heading else _from_name(material.name),
        body=body,
        paragraphs=opening(body),
        origins={"title": "first heading" if heading else "file name"},
        attachments=pictures,
        doubt=f"has {mark}, which means nothing here" if (mark := left_mark(body)) else "",
    )


def plain_marks(body: str) -> str:
    """A body whose commonest marks of Hugo's, Jekyll's and Pelican's templates are plain Markdown."""
    body = _HIGHLIGHT.sub(lambda found: f"```{found[1] or found[3]}\n{found[2] or found[4] or ''}\n```", body)
    body = _ADDRESS_FILTER.sub(r"\1", _SITE_ADDRESS.sub("", _FIGURE.sub(_figure, body)))
    return _MARKS.sub("", body)


def left_mark(body: str) -> str | None:
    """The first mark of a template that is left outside of code; it means nothing here, and readers would see it."""
    found = _LEFT.search(_CODE.sub("", body))
    return found[0] if found else None


def _figure(found: re.Match[str]) -> str:
    stated = {name: next(filter(None, values), "") for name, *values in _ATTRIBUTE.findall(found[1])}
    caption = stated.get("caption") or stated.get("title") or ""
    image = f"![{stated.get('alt') or caption}]({stated.get('src', '').replace(' ', '%20')})"
    return f"{image}\n\n*{caption}*" if caption and "*" not in caption else image


def _without_tracking(body: str) -> str:
    """The body with the addresses of its links and pictures, and of those in raw HTML, as nobody is followed by."""
    for mention in mentions(body):
        stated = mention.text if mention.kind == "html" else mention.address
        for written in (stated, stated.replace("&", "&amp;")):
            body = body.replace(written, without_tracking_in(written)) if "://" in stated else body
    return body


def _with_pictures(body: str, material: Material) -> tuple[str, tuple[Attachment, ...]]:
    """The body with the pictures that lie beside the seed, under the names that they will have beside the entry."""
    kept: dict[str, Attachment] = {}
    for mention in mentions(body):
        name = unquote(mention.address).removeprefix("/")
        if mention.kind != "image" or not is_picture(name) or mention.address in kept:
            continue
        if data := material.beside(name):
            kept[mention.address] = kept_picture(name, data)
    for address, picture in kept.items():
        body = body.replace(f"]({address}", f"]({picture.name}")
    return body, tuple(kept.values())


def _from_name(name: str) -> str | None:
    """A title from a file's name (or its folder's, for `index.md`), as people name drafts."""
    path = posixpath.splitext(name.rpartition("#")[2])[0]
    stem = posixpath.basename(posixpath.dirname(path) if path.endswith("/index") else path)
    words = re.sub(r"^\d{4}-\d\d-\d\d[-_ ]*", "", stem).replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or None
