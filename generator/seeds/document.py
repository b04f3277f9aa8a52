"""Documents of word processors and PDF files, with the extra `documents`. Owner of mammoth and pypdf."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

from generator.errors import BroadsheetError, Problem
from generator.model import Attachment
from generator.seeds import text
from generator.seeds.archive import refuse_bomb
from generator.seeds.drafting import Found, Material, kept_picture, opening
from generator.seeds.feed import first_words
from generator.seeds.tomarkdown import to_markdown

_HEADING = re.compile(r"\A#{1,6}[ \t]+(.+)\n*")
_NO_TITLE = re.compile(
    r"^(?:untitled|microsoft word|.*\.(?:docx?|pdf|indd|tex|qxd|odt)$|document\d*$|slide \d)|^$", re.IGNORECASE
)
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
_SENTENCE_END = tuple('.!?…:"”’»。！？')
_MOST_PAGES = 300


def read_docx(material: Material) -> Iterator[Found]:
    """A document of Word. Raises ValueError for what is none."""
    refuse_bomb(material.data)
    try:
        import mammoth
    except ImportError:
        raise _missing(material, "mammoth") from None
    pictures: dict[str, Attachment] = {}

    def keep(image: Any) -> dict[str, str]:
        suffix = _SUFFIXES.get(image.content_type)
        if suffix is None:
            return {"src": ""}
        with image.open() as opened:
            kept = kept_picture(f"picture.{suffix}", opened.read())
        pictures[f"cid:{kept.name}"] = kept
        return {"src": f"cid:{kept.name}"}

    try:
        converted = mammoth.convert_to_html(io.BytesIO(material.data), convert_image=mammoth.images.img_element(keep))
    except Exception as error:  # noqa: BLE001 - mammoth raises whatever it stumbles over
        raise ValueError(f"is no document that can be read: {error!r}") from None
    body = to_markdown(converted.value, picture=lambda address: pictures[address].name if address in pictures else None)
    if not body:
        raise ValueError("holds no text")
    found = _HEADING.match(body)
    first, _, rest = body.partition("\n\n")
    title, body = (found[1], body[found.end() :]) if found else _first_line(first, rest, body)
    blocks = body.split("\n\n")
    author = text.byline(blocks)
    if author:
        del blocks[0]
    source, link, used = text.provenance(blocks) if len(blocks) > 1 else (None, None, 0)
    body = "\n\n".join(blocks[: len(blocks) - used])
    yield Found(
        stated={},
        title=" ".join(opening(title)) if title else None,
        source=source,
        link=link,
        author=author,
        body=body,
        paragraphs=opening(body),
        origins={
            "title": "first heading" if found else "first line",
            "author": "byline",
            "source": "last line",
            "link": "last line",
        },
        attachments=tuple(pictures.values()),
    )


def read_pdf(material: Material) -> Iterator[Found]:
    """The text of a PDF file. Raises ValueError for a damaged or encrypted one, and for one of pictures only."""
    try:
        import pypdf
    except ImportError:
        raise _missing(material, "pypdf") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of each oddity; what matters it raises
    try:
        opened = pypdf.PdfReader(io.BytesIO(material.data))
        pages = [page.extract_text() for page in opened.pages[:_MOST_PAGES]]
        about = {str(key): str(value) for key, value in (opened.metadata or {}).items()}
    except Exception as error:  # noqa: BLE001 - pypdf raises whatever a damaged file leads it to
        raise ValueError(f"is no PDF that can be read: {error!r}") from None
    lines = [" ".join(line.replace("\0", "").split()) for page in pages for line in page.split("\n")]
    if not any(lines):
        raise ValueError("holds no text, only pictures of it")
    title = " ".join(about.get("/Title", "").split())
    paragraphs = _joined(lines)
    stated = {} if _NO_TITLE.search(title) else {"title": title}
    if stated and paragraphs[0] == title:
        del paragraphs[0]
    found = text.read_text("\n\n".join(paragraphs if not stated else [f"Title: {title}", *paragraphs]))
    yield Found(
        stated=found.stated,
        stated_in="document",
        title=found.title,
        source=found.source,
        link=found.link,
        author=found.author,
        body=found.body,
        paragraphs=found.paragraphs,
        verbatim=True,
        origins=found.origins,
    )


def _missing(material: Material, package: str) -> BroadsheetError:
    hint = "pip install 'broadsheet[documents]'"
    return BroadsheetError(
        Problem(message=f"cannot be read without {package}, which is not installed", file=material.name, hint=hint)
    )


def _first_line(first: str, rest: str, body: str) -> tuple[str | None, str]:
    """The first paragraph is the title, unless it is too long to be one."""
    return (first, rest) if rest and len(first) <= 200 else (first_words(first), body)


def _joined(lines: list[str]) -> list[str]:
    """The lines of a page as paragraphs: one ends before an empty line, and at a short line that ends a sentence."""
    lengths = sorted(len(line) for line in lines if line)
    usual = lengths[len(lengths) // 2]
    found: list[str] = []
    is_open = False
    for line in lines:
        if not line:
            is_open = False
            continue
        if not is_open:
            found.append(line)
        elif found[-1].endswith("-") and line[0].islower():
            found[-1] = found[-1][:-1] + line
        else:
            found[-1] += f" {line}"
        is_open = len(line) > usual * 0.8 or (
            len(found) > 1 and not line.endswith(_SENTENCE_END) and len(line) > usual * 0.5
        )
    return found
