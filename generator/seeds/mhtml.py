"""Web archives of one file (MHTML, RFC 2557): the page and its pictures as parts of a message."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urljoin

from generator.model import Attachment
from generator.seeds.drafting import Found, Material, kept_picture
from generator.seeds.markup import decode_html
from generator.seeds.webpage import Saved, read_page

_ENDINGS = {"jpeg": ".jpg", "jpg": ".jpg", "png": ".png", "gif": ".gif", "webp": ".webp", "avif": ".avif"}


def read(material: Material) -> Iterator[Found]:
    """Read a web archive. Raises ValueError for one without a page, and as `webpage.read` does."""
    message = message_from_bytes(material.data, policy=policy.default)
    parts = [part for part in message.walk() if not part.is_multipart()]
    page = next((part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
    if page is None or not isinstance(page, EmailMessage):
        raise ValueError("has no web page in it")
    address = str(message.get("Snapshot-Content-Location") or page.get("Content-Location") or "") or None
    pictures = {}
    for part in parts:
        if part.get_content_maintype() == "image":
            for name in (part.get("Content-Location"), f"cid:{str(part.get('Content-ID') or '').strip('<>')}"):
                if name:
                    pictures[str(name).strip()] = part

    def picture(source: str) -> Attachment | None:
        part = pictures.get(source) or pictures.get(urljoin(address or "", source))
        ending = _ENDINGS.get(part.get_content_subtype()) if part else None
        if part is None or ending is None:
            return None
        data = part.get_payload(decode=True)
        return kept_picture(f"picture{ending}", data) if isinstance(data, bytes) and data else None

    data = page.get_payload(decode=True)
    text = decode_html(data if isinstance(data, bytes) else b"", page.get_content_charset())
    yield read_page(Saved(text, address, picture), material)
