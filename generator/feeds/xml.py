"""Writing XML: text that is always well-formed, whatever strangers wrote."""

from __future__ import annotations

import html
import re
from functools import lru_cache

# What XML 1.0 (section 2.2) does not allow.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# A parser would read these as blanks (XML 1.0, section 3.3.3). `xml.sax.saxutils` does the same, and loads a client for
# the web with it.
_IN_ATTRIBUTES = str.maketrans({"\t": "&#9;", "\n": "&#10;", "\r": "&#13;", '"': "&quot;"})

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def element(name: str, text: str = "", /, **attributes: str | None) -> str:
    """An element with text; an attribute that is None is left out, and `xml_lang` stands for `xml:lang`."""
    stated = ""
    for key, value in attributes.items():
        if value is not None:
            stated += f" {key.replace('xml_', 'xml:')}={_quoted(value)}"
    return f"<{name}{stated}>{_escaped(text)}</{name}>" if text else f"<{name}{stated}/>"


# The feeds of a page in their formats come one after the other.
@lru_cache(maxsize=1024)
def _escaped(text: str) -> str:
    return html.escape(_NOT_XML.sub("", text), quote=False)


@lru_cache(maxsize=1024)
def _quoted(text: str) -> str:
    return f'"{_escaped(text).translate(_IN_ATTRIBUTES)}"'
