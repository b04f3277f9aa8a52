"""Writing XML: text that is always well-formed, whatever strangers wrote."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

# What XML 1.0 (section 2.2) does not allow.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def element(name: str, text: str = "", /, **attributes: str | None) -> str:
    """An element with text; an attribute that is None is left out, and `xml_lang` stands for `xml:lang`."""
    stated = "".join(
        f" {key.replace('xml_', 'xml:')}={quoteattr(_NOT_XML.sub('', value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{stated}>{escape(_NOT_XML.sub('', text))}</{name}>" if text else f"<{name}{stated}/>"
