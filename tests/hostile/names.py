"""Names of files: without measure, without meaning, or one for two."""

from __future__ import annotations

import os
import unicodedata

_TEXT = "A file with an odd name\n\nThat is all that is odd about it: {}.\n"

_NAMES = {
    "255 bytes": "n" * 251,
    "255 bytes of letters": "é" * 125,
    "255 bytes of emoji": "😀" * 62,
    "device": "con",
    "device with ending": "nul.tar",
    "device with number": "COM1",
    "device in capitals": "AUX",
    "blank": " ",
    "blanks around": "  padded  ",
    "dots": "...a",
    "dot at the end": "a.",
    "hyphens": "--help",
    "up": "..%2f..%2fescaped",
    "backslashes": "..\\..\\escaped",
    "colon": "a:b",
    "wild": "*?",
    "quotes": "'\"`",
    "markup": "<script>alert(1)<",
    "template": "{{ 7*7 }}{% raw %}",
    "shell": "$(touch escaped);`touch escaped`|&",
    "percent": "%00%0a%s%n",
    "line end": "a\nb",
    "line end and more": "a\r\nX-Header: b",
    "tab": "a\tb",
    "escape": "\x1b[2J",
    "bell": "a\x07b",
    "bidi": "a\u202etxt.exe",
    "no width": "\u200b\u200b",
    "hash": "#a?b=c",
    "date": "9999-99-99-x",
    "date, far": "9999-12-31-x",
    "date, early": "0001-01-01-x",
    "digits": "9" * 200,
    "full width": "．．",
    "Turkish": "İstanbulı",
    "sharp s": "STRAẞE",
    "other script": "статья",
    "no letters": "!!!",
    "index": "index",
    "hidden": ".hidden",
    "underscore": "_x",
}

_COMPOSED, _PARTS = (unicodedata.normalize(form, "Café Zoë") for form in ("NFC", "NFD"))

KINDS = {
    **{
        f"seed, {kind}": {f"seeds/names/{name}.txt": _TEXT.format(kind)}
        for kind, name in _NAMES.items()
        if len(name.encode()) < 252
    },
    **{
        f"entry, {kind}": {f"content/names/{name}.md": f"---\ntitle: Named {kind}\n---\nText.\n"}
        for kind, name in _NAMES.items()
        if len(name.encode()) < 253
    },
    "seed, no UTF-8": {os.fsdecode(b"seeds/names/\xff\xfe.txt"): _TEXT.format("bytes")},
    "entry, no UTF-8": {os.fsdecode(b"content/names/\xff\xfe.md"): "Text."},
    "case": {
        "content/names/Case.md": "---\ntitle: Case one\n---\n",
        "content/names/CASE.md": "---\ntitle: Case two\n---\n",
        "seeds/names/Case.txt": _TEXT.format("case"),
        "seeds/names/cASE.txt": _TEXT.format("CASE"),
    },
    "normal forms": {
        f"content/names/{_COMPOSED}.md": "---\ntitle: Composed\n---\n",
        f"content/names/{_PARTS}.md": "---\ntitle: In parts\n---\n",
        f"seeds/names/{_COMPOSED}.txt": _TEXT.format("composed"),
        f"seeds/names/{_PARTS}.txt": _TEXT.format("parts"),
    },
    "normal forms of addresses": {
        "content/form-1.md": f"---\ntitle: F\npermalink: /{_COMPOSED}/\n---\n",
        "content/form-2.md": f"---\ntitle: F\npermalink: /{_PARTS}/\n---\n",
    },
    "case of addresses": {
        "content/case-1.md": "---\ntitle: C\npermalink: /STRASSE/\n---\n",
        "content/case-2.md": "---\ntitle: C\npermalink: /straße/\n---\n",
    },
    "case of tags": {"content/case-tags.md": "---\ntitle: C\ntags: [Moon, moon, MOON, Ｍｏｏｎ, İ, i, ı, I]\n---\n"},
    "deep folders": {"content/names/" + "d/" * 500 + "deep.md": "---\ntitle: Deep folders\n---\n"},
    "folder with a file's name": {"content/names/folder.md/inner.md": "---\ntitle: Inner\n---\n"},
    "seed folder with a file's name": {"seeds/names/folder.txt/inner.txt": _TEXT.format("inner")},
    "two kinds of one name": {
        "content/names/twice.md": "---\ntitle: Twice\n---\n",
        "content/names/twice.markdown": "---\ntitle: Twice\n---\n",
    },
}
