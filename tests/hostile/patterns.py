"""Text that sends careless patterns back and forth: long runs of what may begin, repeat or end something."""

from __future__ import annotations

_LONG = 50_000

_RUNS = {
    "blanks": " " * _LONG + "x",
    "blanks inside": ("a" + " " * 200) * 500,
    "tabs": "\t" * _LONG + "x",
    "line ends": "\n" * _LONG + "x",
    "blank lines": "x" + " \n" * _LONG + "y",
    "letters": "a" * _LONG + "!",
    "capitals": "A" * _LONG + "!",
    "capitalised": "Aa " * _LONG,
    "initials": "A. " * _LONG,
    "initials, close": "A." * _LONG,
    "digits": "1" * _LONG + "x",
    "numbers": "1 " * _LONG,
    "dates": "1.1." * _LONG,
    "years": "2026-" * _LONG,
    "days and years": "1 x " * _LONG + "202",
    "months": "May " * _LONG,
    "colons": "a:" * _LONG,
    "commas": "a," * _LONG,
    "hyphens": "-" * _LONG + "x",
    "hyphenated": "a-" * _LONG,
    "underscores": "_a" * _LONG,
    "dots": "." * _LONG + "x",
    "ends of sentences": "a. " * _LONG,
    "questions": "?!" * _LONG + "x",
    "quotes": '"' * _LONG,
    "quotes, open": '"a ' * _LONG,
    "curly quotes": "“a” " * 20_000,
    "apostrophes": "a'" * _LONG,
    "brackets": "(" * _LONG,
    "ellipses": "…" * _LONG,
    "addresses": "http://" * 20_000,
    "addresses with dots": "http://a." * 10_000,
    "hosts": "www." * 20_000,
    "mail": "a@" * _LONG,
    "mail with dots": "a.a@a." * 20_000,
    "headers": "Title:" * 20_000,
    "header lines": "Title: a\n" * 10_000,
    "lines of sources": "Source: " * 20_000,
    "links": "[a](b) " * 10_000,
    "link targets, open": "](a " * 20_000,
    "headings": "<h2>" * 10_000,
    "heading attributes, open": '<h2 a="' * 10_000,
    "tables, open": "<table>" * 10_000,
    "paragraphs, open": "<p>" * 10_000,
    "anchors, open": "<a x='" * 10_000,
    "anchors with blanks": "<a" + " " * 20_000 + "href",
    "pictures with attributes": "<img " + "a=b " * 10_000 + "src",
    "han": "漢" * _LONG,
    "han with stops": "漢。" * _LONG,
    "kana": "か" * _LONG,
    "Thai": "ก" * _LONG,
    "Arabic": "ا" * _LONG,
    "Devanagari": "क्" * 20_000,
    "emoji": "👩‍👩‍👧" * 10_000,
    "words, all different": " ".join(f"w{number}" for number in range(30_000)),
    "names, all different": " ".join(f"Name{number}" for number in range(30_000)),
    "names, all one": "New York " * 20_000,
    "shouting": "ALL CAPS " * 20_000,
    "compounds": "Donau" * 10_000,
}

KINDS = {
    **{
        f"entry, {kind}": {f"content/run-{number}.md": f"---\ntitle: Run {number}\n---\n\n{text}\n"}
        for number, (kind, text) in enumerate(_RUNS.items())
    },
    **{
        f"seed, {kind}": {f"seeds/run-{number}.txt": f"Run {number} of {kind}\n\n{text}\n"}
        for number, (kind, text) in enumerate(_RUNS.items())
    },
    **{
        f"first line, {kind}": {f"seeds/first-{number}.txt": f"{text}\n\nMore text.\n"}
        for number, (kind, text) in enumerate(_RUNS.items())
    },
    **{
        f"last line, {kind}": {f"seeds/last-{number}.txt": f"Last {number}\n\nSome text.\n\n{text}"}
        for number, (kind, text) in enumerate(_RUNS.items())
    },
}
