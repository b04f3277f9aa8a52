"""A tree of HTML written as Markdown: headings, lists, quotes, tables, code, emphasis, links and pictures.

A text is a list of blocks with an empty line between them. Until a block is whole, a newline in it is a line break,
since the white space of HTML never is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml.html import HtmlElement

from generator.markdown import escape_inside, escape_start

_Around = tuple[HtmlElement, ...]
"""Outermost first, the inline elements around a block, such as a link; they are written around each text in it."""

_MARKS = {"b": "**", "strong": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~", "q": '"'}
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_LISTS = frozenset({"ol", "ul"})
_HAS_BLOCKS = "has-blocks"
_WHITE = re.compile(r"[ \t\r\n]+")
_OTHER_WHITE = re.compile(r"[\t\r\n]")
_BLANKS = re.compile(r"  +")
_BREAK = re.compile(r" *\n *")
_BREAKS = re.compile(r"\n\n+")
_TICKS = re.compile(r"`+")
_CLOSING_HASHES, _ESCAPE = re.compile(r"(?<= )(?=#+$)"), r"\\"
_ITEM = re.compile(r"- |\d+\. ")
_OPENING_POINTS, _CLOSING_POINTS = '"“‘(', '.,:!?…"”’'
_MOST_COLUMNS = 100
_LONGEST_NUMBER = 9


def write(tree: HtmlElement) -> str:
    """The Markdown of what stands below an element. Raises RecursionError where that is nested too deeply."""
    for block in tree.iter(*_WRITERS):
        for above in block.iterancestors():
            if above.tag in _WRITERS or above.get(_HAS_BLOCKS):
                break
            above.set(_HAS_BLOCKS, "yes")
    return "\n\n".join(_blocks(tree, ()))


def _blocks(element: HtmlElement, around: _Around) -> list[str]:
    found: list[str] = []
    line = [_text(element.text)]
    for child in element:
        if child.tag in _WRITERS or child.get(_HAS_BLOCKS):
            found += _paragraphs(line, around)
            found += _WRITERS.get(child.tag, _within)(child, around)
            line = []
        else:
            line.append(_inline(child))
        line.append(_text(child.tail))
    found += _paragraphs(line, around)
    return found


def _within(element: HtmlElement, around: _Around) -> list[str]:
    return _blocks(element, (*around, element))


def _paragraphs(line: list[str], around: _Around) -> Iterator[str]:
    """A line of text: a paragraph, or several where it has line breaks on end."""
    whole = _joined(line)
    for part in _BREAKS.split(whole) if "\n\n" in whole else (whole,):
        if text := _marked(part.strip(), around):
            yield "\\\n".join(map(escape_start, text.split("\n")))


def _heading(element: HtmlElement, around: _Around) -> list[str]:
    text = _marked(_one_line(element), around)
    return [f"{'#' * int(element.tag[1])} {_CLOSING_HASHES.sub(_ESCAPE, text)}"] if text else []


def _all_marked(mark: str) -> Callable[[HtmlElement, _Around], list[str]]:
    """A term and a caption are set off, so that they are not glued to the text."""
    return lambda element, around: [
        block if "*" in block else f"{mark}{block}{mark}" for block in _blocks(element, around)
    ]


def _list(element: HtmlElement, around: _Around) -> list[str]:
    """The items of a list. A list between them belongs to the item before it."""
    items: list[list[str]] = [list(_paragraphs([_text(element.text)], around))]
    for child in element:
        blocks = _blocks(child, around) if child.tag == "li" else _WRITERS.get(child.tag, _within)(child, around)
        if child.tag in _LISTS:
            items[-1] += blocks
        else:
            items.append(blocks)
        if child.tail and child.tail.strip():
            items.append(list(_paragraphs([_text(child.tail)], around)))
    stated = element.get("start") or ""
    first = int(stated) if stated.isdecimal() and len(stated) < _LONGEST_NUMBER else 1
    lines = []
    for number, item in enumerate(filter(None, items), first):
        bullet = f"{number}. " if element.tag == "ol" else "- "
        lines.append(_prefixed(_tight(item), bullet, " " * len(bullet)))
    return ["\n".join(lines)] if lines else []


def _tight(blocks: list[str]) -> str:
    """The blocks of an item, with a list in it close to the text before."""
    text = blocks[0]
    for block in blocks[1:]:
        text += ("\n" if _ITEM.match(block) else "\n\n") + block
    return text


def _quote(element: HtmlElement, around: _Around) -> list[str]:
    blocks = _blocks(element, around)
    return [_prefixed("\n\n".join(blocks), "> ", "> ")] if blocks else []


def _prefixed(text: str, first: str, others: str) -> str:
    return first + "\n".join((others + line).rstrip() for line in text.split("\n"))[len(others) :]


def _listing(element: HtmlElement, around: _Around) -> list[str]:  # noqa: ARG001 - as all of them
    """Text as it stands, between fences longer than any in it."""
    for line_break in element.iter("br"):
        line_break.tail = f"\n{line_break.tail or ''}"
    text = "".join(element.itertext()).strip("\r\n").replace("\r\n", "\n")
    fence = "`" * max(3, 1 + _most_ticks(text))
    return [f"{fence}\n{text}\n{fence}"] if text.strip() else []


def _table(element: HtmlElement, around: _Around) -> list[str]:
    """A table with its first row as the head, since Markdown has none without."""
    captions = [block for caption in element.iter("caption") for block in _blocks(caption, around)]
    rows = [cells for row in element.iter("tr") if any(cells := _cells(row))]
    if not rows:
        return captions
    width = max(map(len, rows))
    head = [*rows[0], *[""] * (width - len(rows[0]))]
    return [*captions, "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * width, *rows[1:]))]


def _cells(row: HtmlElement) -> list[str]:
    """The cells of a row; one that reaches over several columns has empty ones after it."""
    found: list[str] = []
    for cell in row.iterchildren("td", "th"):
        stated = cell.get("colspan") or ""
        wide = int(stated) if stated.isdecimal() and len(stated) < _LONGEST_NUMBER else 1
        found += [_one_line(cell).replace("|", "\\|"), *[""] * (min(wide, _MOST_COLUMNS) - 1)]
    return found


def _one_line(element: HtmlElement) -> str:
    """What stands in an element as a single line, with pictures as the words for them."""
    for image in list(element.iter("img")):
        image.tag, image.text = "span", image.get("alt")
    return _joined([_inside(element)]).replace("\n", " ").strip()


def _inline(element: HtmlElement) -> str:
    tag = element.tag
    if tag == "br":
        return "\n"
    if tag == "img":
        return f"![{escape_inside(element.get('alt') or '')}]({element.get('src') or ''})"
    if tag in _CODE:
        return _code(_WHITE.sub(" ", "".join(element.itertext())))
    text = _inside(element)
    if tag in _WRITERS:
        return f" {text} "
    inner = text.strip()
    if not inner or (tag != "a" and tag not in _MARKS):
        return text
    before = after = ""
    if inner != text:
        before, _, after = text.replace("\xa0", " ").partition(inner.replace("\xa0", " "))
    if tag != "a":
        before, inner, after = _points(element, before, inner, after)
    return f"{before}{_marked(inner, (element,))}{after}"


def _inside(element: HtmlElement) -> str:
    if not len(element):
        return _text(element.text)
    return "".join((_text(element.text), *(_inline(child) + _text(child.tail) for child in element)))


def _marked(text: str, around: _Around) -> str:
    """A text, without blanks at its ends, with the marks of the elements around it; each paragraph has its own."""
    for element in reversed(around) if text else ():
        if element.tag == "a":
            text = _link(element, text)
        elif mark := _MARKS.get(element.tag):
            text = "\n\n".join([f"{mark}{part}{mark}" for part in _BREAKS.split(text)])
    return text


def _points(element: HtmlElement, before: str, text: str, after: str) -> tuple[str, str, str]:
    """Points move out where words adjoin them: `**Note:**this` is no emphasis, `**Note**:this` is."""
    previous = element.getprevious()
    word_before = (element.getparent().text if previous is None else previous.tail) or ""
    if not before and word_before[-1:].isalnum():
        before = text[: len(text) - len(text.lstrip(_OPENING_POINTS))]
        text = text.lstrip(_OPENING_POINTS)
    if not after and (element.tail or "")[:1].isalnum():
        after = text[len(text.rstrip(_CLOSING_POINTS)) :]
        text = text.rstrip(_CLOSING_POINTS)
    return before, text, after


def _link(element: HtmlElement, text: str) -> str:
    address = element.get("href") or ""
    if "".join(element.itertext()).strip() == address:
        return f"<{address}>"
    return f"[{_WHITE.sub(' ', text)}]({address})"


def _code(text: str) -> str:
    if not text.strip():
        return text
    ticks = "`" * (1 + _most_ticks(text))
    inner = text.strip()
    before, _, after = text.partition(inner)
    blank = " " if "`" in inner else ""
    return f"{before}{ticks}{blank}{inner}{blank}{ticks}{after}"


def _most_ticks(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)


def _text(text: str | None) -> str:
    if not text:
        return ""
    return escape_inside(_WHITE.sub(" ", text) if "  " in text or _OTHER_WHITE.search(text) else text)


def _joined(pieces: list[str]) -> str:
    """Pieces of a line, with one blank between words and none at line breaks. Marks that end where others begin go."""
    text = "".join(pieces)
    text = _BLANKS.sub(" ", text) if "  " in text else text
    text = text.replace("****", "") if "`" not in text else text
    return _BREAK.sub("\n", text) if "\n" in text else text


_WRITERS: dict[str, Callable[[HtmlElement, _Around], list[str]]] = {
    **dict.fromkeys(("address", "article", "aside", "body", "center", "dd", "details", "div", "dl", "figure"), _blocks),
    **dict.fromkeys(("footer", "form", "header", "li", "main", "nav", "p", "section", "summary"), _blocks),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(_LISTS, _list),
    "blockquote": _quote,
    "dt": _all_marked("**"),
    "figcaption": _all_marked("*"),
    "hr": lambda *_: ["---"],
    "pre": _listing,
    "table": _table,
}
"""How each block is written; the others hold nothing but blocks and text."""
