"""Texts of old sites as their fields and Markdown: Markdown, HTML and reStructuredText. Owner of docutils."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator.errors import BroadsheetError, Problem
from generator.frontmatter import Document, parse
from generator.oldsites import HTML, RST
from generator.seeds.tomarkdown import one_line, to_markdown
from generator.textfile import decode

_HERE = "https://old.invalid"
_FILE = "-file-"
"""Stands for Pelican's `{filename}`, which is no address, while addresses are made whole."""
_BODY = re.compile(r"<body\b[^>]*>(.*)</body\s*>", re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]*>(.*?)</title\s*>", re.DOTALL | re.IGNORECASE)
_META = re.compile(r"<meta\s[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_RST_SETTINGS = {
    "_disable_config": True,
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "docinfo_xform": False,
    "initial_header_level": 2,
    "syntax_highlight": "none",
    "input_encoding": "unicode",
}
"""No file is included, no raw HTML let through, and what is odd is not told in the text."""


class OldText(Struct, frozen=True):
    """A text's stated fields, and its body in the markup that `is_html` tells."""

    document: Document
    is_html: bool

    def markdown(self, body: str, address: str) -> str:
        """A body as Markdown; its links begin at the text's old address."""
        if not self.is_html:
            return body
        body = body.replace("{static}", "").replace("{attach}", "").replace("{filename}", f"{_HERE}/{_FILE}")
        whole = to_markdown(body, picture=lambda shown: shown, base=_HERE + address)
        return whole.replace(f"{_HERE}/{_FILE}", "{filename}").replace(f"{_HERE}/", "/")


def read_text(path: Path) -> OldText:
    """A text with its fields. Raises BroadsheetError, also where docutils is missing, and ValueError for no text."""
    text, suffix = decode(path.read_bytes()), path.suffix.lower()
    if suffix in RST:
        return OldText(_from_rst(text, path), is_html=True)
    if suffix in HTML and not text.lstrip().startswith(("---", "+++")):
        return OldText(_from_page(text), is_html=True)
    return OldText(parse(text, str(path)), suffix in HTML)


def _from_page(text: str) -> Document:
    """A page as Pelican has them: the title and `<meta>` elements are its fields."""
    fields: dict[str, Any] = {}
    for meta in _META.findall(text):
        stated = {name.lower(): one or other for name, one, other in _ATTRIBUTE.findall(meta)}
        if stated.get("name") and stated.get("content"):
            fields[stated["name"].lower()] = one_line(stated["content"])
    if title := _TITLE.search(text):
        fields["title"] = one_line(title[1])
    body = _BODY.search(text)
    return Document(fields, body[1] if body else text, "", 1)


def _from_rst(text: str, path: Path) -> Document:
    """A text whose first heading is its title, and whose first list of fields is what it states, as Pelican has it."""
    try:
        from docutils.core import publish_doctree, publish_from_doctree
        from docutils.nodes import field, field_list
    except ImportError:
        message = "cannot be read without docutils, which is not installed"
        hint = "pip install 'broadsheet[documents]'"
        raise BroadsheetError(Problem(message=message, file=str(path), hint=hint)) from None
    tree = publish_doctree(_pelican_links(text), settings_overrides=_RST_SETTINGS)
    fields: dict[str, Any] = {"title": str(tree.get("title") or "")}
    stated = next(iter(tree.findall(field_list)), None)
    for item in stated.findall(field) if stated is not None else ():
        fields[item[0].astext().lower()] = " ".join(item[1].astext().split())
    if stated is not None:
        stated.parent.remove(stated)
    page = publish_from_doctree(tree, writer="html5", settings_overrides=_RST_SETTINGS).decode()
    body = re.sub(r"<h1 class=\"title\">.*?</h1>", "", _BODY.sub(r"\1", page[page.find("<body") :]), flags=re.DOTALL)
    return Document({key: value for key, value in fields.items() if value}, body, "", 1)


def _pelican_links(text: str) -> str:
    """Pelican's older way to name a file, `|filename|`, means a substitution in reStructuredText."""
    return text.replace("|filename|", "{filename}").replace("|static|", "{static}")
