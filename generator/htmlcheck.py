"""What is wrong with the HTML of a page, read as browsers read it (WHATWG HTML, 13.1.2.4 optional tags)."""

from __future__ import annotations

from html.parser import HTMLParser

from msgspec import Struct

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_OPTIONAL_END = frozenset(
    ("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup", "option", "rt", "rp")
)
_CLOSES_P = frozenset(
    (
        *("address", "article", "aside", "blockquote", "details", "dialog", "div", "dl", "fieldset", "figcaption"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "main", "menu"),
        *("nav", "ol", "p", "pre", "search", "section", "table", "ul"),
    )
)
_CLOSES = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tbody": {"thead", "tbody", "tr", "td", "th"},
    "tfoot": {"thead", "tbody", "tr", "td", "th"},
    "option": {"option"},
}
"""What a start tag closes when it is open just above."""
_FOREIGN = frozenset({"svg", "math"})
_NOT_HTML = "torture"


class Flaw(Struct, frozen=True):
    """Something wrong, and its line in the page."""

    message: str
    line: int


def flaws(html: str, base_path: str = "/") -> list[Flaw]:
    """Unbalanced tags, ids that stand twice, links out of the site's folder, and what every page must have."""
    reader = _Reader(base_path)
    reader.feed(html)
    reader.close()
    reader.finish()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, base_path: str) -> None:
        super().__init__()
        self.found: list[Flaw] = []
        self._base_path = base_path
        self._open: list[tuple[str, int]] = []
        self._ids: set[str] = set()
        self._texts = {"title": "", "h1": ""}
        self._lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look(tag, {name: value or "" for name, value in attrs})
        if tag in _CLOSES_P and self._is_in_button_scope("p"):
            self._pop_to("p")
        while self._open and self._open[-1][0] in _CLOSES.get(tag, ()):
            self._open.pop()
        if tag not in _VOID:
            self._open.append((tag, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        # Browsers read `<div/>` as `<div>`; only drawings and formulas know empty elements of that kind.
        if tag not in _VOID and (tag in _FOREIGN or any(name in _FOREIGN for name, _ in self._open)):
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or all(name != tag for name, _ in self._open):
            self._flaw(f"</{tag}> closes nothing")
            return
        self._pop_to(tag)

    def handle_data(self, data: str) -> None:
        for name, _ in self._open:
            if name in self._texts and not self._is_drawn():
                self._texts[name] += data.strip()

    def finish(self) -> None:
        """What can be told at the end only."""
        for tag, line in self._open:
            if tag not in _OPTIONAL_END and tag not in {"html", "body", "head"}:
                self.found.append(Flaw(f"<{tag}> is never closed", line))
        self._flaw("<html> has no lang", when=not self._lang)
        self._flaw("there is no <title>, or an empty one", when=not self._texts["title"])
        self._flaw("there is no <h1>, or an empty one", when=not self._texts["h1"])

    def _look(self, tag: str, attrs: dict[str, str]) -> None:
        """What a start tag alone tells."""
        if tag == "html":
            self._lang = attrs.get("lang", "")
        if "id" in attrs:
            self._flaw(f"the id {attrs['id']!r} stands twice", when=attrs["id"] in self._ids)
            self._ids.add(attrs["id"])
        self._flaw("a text of the site is not escaped", when=tag == _NOT_HTML)
        self._flaw("<a> stands in another <a>", when=tag == "a" and any(name == "a" for name, _ in self._open))
        self._flaw("<img> has no alt", when=tag == "img" and "alt" not in attrs)
        for name in ("href", "src"):
            address = attrs.get(name, "")
            outside = address.startswith("/") and not address.startswith(("//", self._base_path))
            self._flaw(f"{name}={address!r} leads out of the site's folder; write url({address!r})", when=outside)

    def _pop_to(self, tag: str) -> None:
        while self._open:
            name, line = self._open.pop()
            if name == tag:
                return
            if name not in _OPTIONAL_END:
                self.found.append(Flaw(f"<{name}> is still open where <{tag}> ends", line))

    def _is_in_button_scope(self, tag: str) -> bool:
        for name, _ in reversed(self._open):
            if name == tag:
                return True
            if name in {"button", "table", "td", "th", "caption", "object", "template", *_FOREIGN}:
                return False
        return False

    def _is_drawn(self) -> bool:
        """Whether this is within a drawing, which has a `<title>` of its own."""
        return any(name in _FOREIGN for name, _ in self._open)

    def _flaw(self, message: str, *, when: bool = True) -> None:
        if when:
            self.found.append(Flaw(message, self.getpos()[0]))
