"""Mails: newsletters as `.eml`, and whole folders of them as `.mbox`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from lxml.html import HtmlElement
from msgspec.structs import replace

from generator.figures import is_picture
from generator.model import Attachment
from generator.seeds import text
from generator.seeds.drafting import Found, Material, kept_picture, opening, without_title
from generator.seeds.feed import first_words
from generator.seeds.tomarkdown import to_markdown

if TYPE_CHECKING:
    from email.message import EmailMessage, MIMEPart

_BETWEEN = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From (?=[^\n\d]*\d)[^\n]*+\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_ADDRESS = re.compile(r"<(https?://[^>\s]+)>")
_LEAVE = re.compile(
    r"unsubscri|opt[- ]?out|(?:manage|update) (?:your )?(?:e-?mail )?(?:preferences|subscription)"
    r"|view (?:this )?(?:e-?mail|newsletter|it|message)? ?(?:in|online|on the web)"
    r"|abmelden|abbestellen|im browser|désabonn|désinscri|darse de baja|cancelar (?:la )?suscripci|disiscri"
    r"|cancellati|descadastr|cancelar inscri|afmelden|uitschrijven|отписаться|wypisz|アンサブスクライブ|配信停止"
    r"|退订|取消订阅",
    re.IGNORECASE,
)
"""What only subscribers need: the words of the links that end a subscription or show the mail in a browser."""
_FLOWED = re.compile(r"(?<!\n--) \n(?=[^\s>])")
"""Where a line goes on in the next (RFC 3676)."""
_LONGEST_FOOTER = 600
_MOST_PARTS = 200
_RULE = re.compile(r"^(?:-- |[-_=*]{3,})$", re.MULTILINE)
_PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


def read(material: Material) -> Iterator[Found]:
    """One mail. Raises ValueError for what is none."""
    yield _read(material.data)[1]


def read_box(material: Material) -> Iterator[Found]:
    """The mails of an mbox file (RFC 4155), each by its Message-ID. Raises ValueError for what is none."""
    starts = [(found.start(), found.end()) for found in _BETWEEN.finditer(material.data)]
    if not starts or starts[0][0] != 0:
        raise ValueError("is no mbox file: it does not begin with a line `From `")
    ends = [start for start, _ in starts[1:]] + [len(material.data)]
    for (_, start), end in zip(starts, ends, strict=True):
        data = _QUOTED_FROM.sub(rb"\1", material.data[start:end])
        name, found = _read(data)
        yield replace(found, ref=name, alone=data)


def _read(data: bytes) -> tuple[str, Found]:
    """A mail and its Message-ID."""
    import email.policy
    from email.message import EmailMessage
    from email.utils import parseaddr

    if data.count(b"boundary=") > _MOST_PARTS:
        raise ValueError("has too many parts for a mail")
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what the policy makes
    sender, address = parseaddr(_header(message, "From"))
    if not sender and not address:
        raise ValueError("is no mail: it does not say who sent it")
    title = _header(message, "Subject")
    body, pictures = _body(message)
    body = without_title(body, title)
    paragraphs = opening(body)
    archived = _ADDRESS.search(_header(message, "Archived-At"))
    stated = {
        "title": title,
        "date": _header(message, "Date"),
        "source": sender or address.rpartition("@")[2],
        "link": archived[1] if archived else None,
    }
    found = Found(
        stated={key: value for key, value in stated.items() if value},
        stated_in="mail",
        title=first_words(paragraphs[0]) if paragraphs else None,
        body=body,
        paragraphs=paragraphs,
        origins={"title": "first sentence"},
        attachments=pictures,
    )
    return _header(message, "Message-ID").strip("<> ") or hashlib.sha256(data).hexdigest()[:12], found


def _header(message: MIMEPart, name: str) -> str:
    """A header as text; a damaged one reads as far as it can be read."""
    try:
        value = str(message.get(name, ""))
    except (ValueError, TypeError, IndexError, AttributeError, KeyError):  # what the header parser of Python raises
        value = dict(message.raw_items()).get(name, "")
    return " ".join(str(value).encode(errors="replace").decode().split())


def _body(message: EmailMessage) -> tuple[str, tuple[Attachment, ...]]:
    """The text as Markdown, of the HTML where there is some, and the pictures that it shows."""
    page = _part(message, "html")
    if page is None:
        plain = _part(message, "plain")
        found = text.read_text(f"Title: mail\n\n{_without_footer(_content(plain))}") if plain else None
        return (found.body if found else ""), ()
    inline = dict(_inline(message))
    shown: dict[str, Attachment] = {}
    body = to_markdown(_content(page), prune=_prune, picture=partial(_picture, inline, shown))
    return body, tuple(shown.values())


def _part(message: EmailMessage, kind: str) -> MIMEPart | None:
    """The part that has the text; where a mail is damaged, the first of that kind."""
    try:
        return message.get_body((kind,))
    except AttributeError:  # what calls itself multipart and has no parts
        return next((part for part in message.walk() if part.get_content_type() == f"text/{kind}"), None)


def _content(part: MIMEPart) -> str:
    """A part's text, whatever it says of its charset."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    for charset in ("utf-8", part.get_content_charset(), "cp1252"):
        try:
            said = data.decode(charset or "ascii").replace("\r\n", "\n").replace("\0", "")
            return _FLOWED.sub(" ", said) if part.get_param("format") == "flowed" else said
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1").replace("\0", "")


def _inline(message: EmailMessage) -> Iterator[tuple[str, Attachment]]:
    """The pictures that came with a mail, by the address that its text has for them (RFC 2392)."""
    for part in message.walk():
        name, data = _header(part, "Content-ID").strip("<> "), part.get_payload(decode=True)
        suffix = _PICTURES.get(part.get_content_type())
        if name and suffix and isinstance(data, bytes):
            file = part.get_filename() or ""
            yield f"cid:{name}", kept_picture(file if is_picture(file) else f"picture.{suffix}", data)


def _picture(inline: dict[str, Attachment], shown: dict[str, Attachment], address: str) -> str | None:
    if address in inline:
        shown[address] = inline[address]
        return inline[address].name
    return address if address.startswith(("http://", "https://")) else None


def _prune(tree: HtmlElement) -> None:
    """Take away what ends a subscription: the block around such a link, as long as it says little else."""
    most = max(len(tree.text_content()) // 2, 1)
    for link in list(tree.iter("a")):
        if tree in link.iterancestors() and _LEAVE.search(f"{_said(link)} {link.get('href') or ''}"):
            _footer(link, tree, min(_LONGEST_FOOTER, most)).drop_tree()


def _footer(link: HtmlElement, tree: HtmlElement, most: int) -> HtmlElement:
    block = link
    for parent in link.iterancestors():
        if parent is tree or len(_said(parent)) > most or next(parent.iter("h1", "h2"), None) is not None:
            break
        block = parent
    return block


def _said(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _without_footer(plain: str) -> str:
    """A plain text without its signature, and without what follows the last rule where that ends a subscription."""
    rules = list(_RULE.finditer(plain))
    for rule in reversed(rules):
        rest = plain[rule.end() :]
        if rule[0] == "-- " or (len(rest) < _LONGEST_FOOTER * 2 and _LEAVE.search(rest)):
            plain = plain[: rule.start()]
    lines = plain.rstrip().split("\n")
    while lines and (not lines[-1].strip() or (len(lines[-1]) < _LONGEST_FOOTER and _LEAVE.search(lines[-1]))):
        lines.pop()
    return "\n".join(lines)
