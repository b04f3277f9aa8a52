"""What a theme has to stand: small sites of entries that are as awkward as real ones get.

Some texts hold the element `torture`, which no template and no sanitiser knows: where a page has it as an
element, a text was not escaped.
"""

from __future__ import annotations

from typing import Any

Written = tuple[dict[str, Any], str]
"""A file of content: its front matter and its body."""

_LONG = ("A committee that was set up to count the committees of the county has found more " * 4)[:300]
_WORD = ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3)[:200]
_MARKUP = "<torture>Ampersands & \"quotes\" 'and' {{ braces }}</torture>"
_ARABIC = "خبر من الصحراء يصل إلى المدينة"
_TAGS = [*(f"topic {number}" for number in range(1, 39)), "🦔 & <b>", "AC/DC"]

_BODY = f"""\
A paragraph with a footnote.[^1] {_WORD}

## A heading

> A quotation.

| a | table | that | is | wide |
|---|---|---|---|---|
| {_WORD} | 2 | 3 | 4 | {_WORD} |

```python
print("{"code that is wider than any screen " * 5}")
```

- a list
  - in a list

![A picture](/picture.png)

[^1]: The footnote.
"""

_EVERYTHING: dict[str, Any] = {
    "id": "everything",
    "title": _LONG,
    "date": "2026-11-20T08:15:00",
    "updated": "2026-11-22",
    "author": _MARKUP,
    "source": {"name": _MARKUP, "url": "https://example.com/"},
    "link": f"https://example.com/a/very/long/address/{'segment/' * 20}",
    "kicker": _MARKUP,
    "summary": _MARKUP,
    "note": "The editor’s **own** words, with [a link](https://example.com/).",
    "corrections": [
        {"text": "The county has *two* committees.", "date": "2026-11-21"},
        "Another was put right on an unknown day.",
    ],
    "story": _MARKUP,
    "importance": 5,
    "image": "/picture.png",
    "image_alt": _MARKUP,
    "tags": _TAGS,
}

ENTRIES: dict[str, Written] = {
    "everything": (_EVERYTHING, _BODY),
    "markup": ({"title": _MARKUP, "date": "2026-11-20", "summary": _MARKUP, "tags": [_MARKUP]}, "Words."),
    "one-word": ({"title": _WORD, "date": "2026-11-19", "story": "One word", "source": _WORD[:80]}, "Words."),
    "bare": ({}, "Words of an entry that has no title, date, source, tag or summary."),
    "empty": ({"title": "An entry without a text"}, ""),
    "rtl": ({"title": _ARABIC, "lang": "ar", "date": "2026-11-18", "story": "One word"}, "نص عربي قصير."),
    "cjk": ({"title": "東京の朝は静かに始まった", "lang": "ja", "date": "2026-11-17"}, "短い文章。"),
    "excerpt": ({"title": "Only an excerpt", "rights": "excerpt", "link": "https://example.com/e"}, "One.\n\nTwo."),
    "link": ({"title": "Only a link", "rights": "link", "link": "https://example.com/l"}, "Words."),
    **{
        f"plain-{day}": ({"title": f"Plain entry {day}", "date": f"2026-10-{day:02}", "source": "Daily"}, "Words.")
        for day in range(1, 21)
    },
}
"""Entries by the stem of their file."""

_EDITION: Written = (
    {
        "title": _MARKUP,
        "number": 7,
        "date": "2026-11-21",
        "items": ["everything", "one-word", "rtl", "link"],
        "notes": {"everything": "Words *about* it."},
    },
    "An intro with [a link](https://example.com/).",
)
_STANDING: Written = ({"title": "About"}, "Who we are.\n\n## And why\n\nBecause.")

SITES: dict[str, tuple[dict[str, Any], dict[str, Written]]] = {
    "an awkward site": (
        {"title": _MARKUP, "description": _LONG, "pagination": 10, "editions": "weekly"},
        {
            **{f"content/{stem}.md": written for stem, written in ENTRIES.items()},
            "content/editions/seven.md": _EDITION,
            "content/pages/about.md": _STANDING,
        },
    ),
    "a site from right to left": (
        {"title": "صحيفة الصباح", "language": "ar", "menu": []},
        {"content/rtl.md": ({"title": _ARABIC, "tags": ["أخبار"]}, "نص عربي."), "content/markup.md": ENTRIES["markup"]},
    ),
    "an empty site": ({"title": "Empty", "search": False, "feeds": {"formats": ["atom"]}}, {}),
}
"""Each site's configuration, on top of what is taken from the real one, and its files."""
