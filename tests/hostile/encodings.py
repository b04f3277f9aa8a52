"""Bytes that are no text, or text that is not what it looks like."""

from __future__ import annotations

import codecs
import gzip
import random
import zipfile
from io import BytesIO

_RANDOM = random.Random(8)


def _zip_bomb() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(20_000_000))
    return held.getvalue()


_BYTES = {
    "nothing": b"",
    "blanks": b" \t\n\r\n \f\v",
    "NUL alone": b"\0",
    "NUL in the text": b"A title\n\nSome \0 words.\n",
    "NUL everywhere": b"\0" * 100_000,
    "mark alone": codecs.BOM_UTF8,
    "mark twice": codecs.BOM_UTF8 * 2 + b"A title\n\nText.\n",
    "mark in the middle": b"A title\n\n\xef\xbb\xbfText.\n",
    "UTF-16": "A title\n\nText.\n".encode("utf-16"),
    "UTF-16, half": "A title\n\nText.\n".encode("utf-16")[:-1],
    "UTF-16, no mark": "A title\n\nText.\n".encode("utf-16-be"),
    "UTF-16, lone surrogate": codecs.BOM_UTF16_LE + b"\x00\xd8a\x00\n\x00\n\x00b\x00",
    "UTF-32": "A title\n\nText.\n".encode("utf-32"),
    "UTF-7": b"A title\n\n+ADw-script+AD4-alert(1)+ADw-/script+AD4-\n",
    "overlong": b"A title\n\n\xc0\xae\xc0\xae/ text\n",
    "surrogate in UTF-8": b"A title\n\n\xed\xa0\x80 text\n",
    "beyond Unicode": b"A title\n\n\xf4\x90\x80\x80 text\n",
    "cut off": "A title\n\nAn é".encode()[:-1],
    "Windows-1252 holes": b"A title\n\n\x81\x8d\x8f\x90\x9d\n",
    "EBCDIC": "A title\n\nText.\n".encode("cp037"),
    "random": _RANDOM.randbytes(10_000),
    "random letters": bytes(_RANDOM.choices(range(32, 127), k=10_000)),
    "gzip": gzip.compress(b"A title\n\nText.\n"),
    "zip bomb": _zip_bomb(),
    "control characters": bytes(range(1, 32)) + b"A title\n\nText.\n",
    "escapes of a terminal": b"\x1b[2J\x1b]0;owned\x07A title\n\n\x1b[31mText.\n",
    "old line ends": b"A title\r\rText.\rMore.\r",
    "mixed line ends": b"A title\n\r\n\rText.\r\n\nMore.\r",
    "line ends of Unicode": "A title\u2028\u2029Text.\u0085More.\n".encode(),
    "bidi controls": "A \u202etitle\u202c \u2066x\u2069\n\n\u202eText\u200f.\n".encode(),
    "nothing to see": "\u200b\u200c\u200d\u2060\ufeff\n\n\u200b\n".encode(),
    "tags of Unicode": ("A title\n\n" + "".join(chr(0xE0020 + index) for index in range(90)) + "\n").encode(),
    "private use": "\ue000\uf8ff\U000f0000 title\n\n\U0010ffff\n".encode(),
    "no characters": "A \ufdd0\ufffe\uffff title\n\nText.\n".encode(),
    "many marks": ("Z" + "\u0301" * 50_000 + "\n\nText.\n").encode(),
    "long ligature": ("\ufdfa" * 20_000 + "\n\nText.\n").encode(),
    "Hangul in parts": ("\u1100\u1161\u11a8" * 20_000 + "\n\nText.\n").encode(),
    "one line": b"word " * 200_000,
    "one word": b"w" * 1_000_000,
    "many lines": b"A title\n\n" + b"a\n" * 200_000,
    "many paragraphs": b"A title\n\n" + b"a\n\n" * 50_000,
}

KINDS = {
    **{f"seed, {kind}": {f"seeds/bytes-{number}.txt": data} for number, (kind, data) in enumerate(_BYTES.items())},
    **{
        f"entry, {kind}": {f"content/bytes-{number}.md": data}
        for number, (kind, data) in enumerate(_BYTES.items())
        if len(data) < 500_000
    },
}
