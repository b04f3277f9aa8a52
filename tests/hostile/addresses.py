"""Addresses that lead out of the site, into a script, or where another page stands."""

from __future__ import annotations

from tests.sites import entry_text

_PLACES = {
    "up": "../../../../escaped",
    "up in the middle": "/a/../../../escaped/",
    "up, encoded": "/%2e%2e/%2e%2e/escaped/",
    "up, encoded twice": "/%252e%252e/escaped/",
    "up with blanks": "/.. ./.. ./escaped/",
    "up with backslashes": "..\\..\\escaped",
    "up in full width": "/．．/．．/escaped/",
    "another host": "//evil.example/escaped/",
    "another host with backslashes": "\\\\evil.example\\escaped",
    "script": "javascript:alert(1)",
    "file": "file:///tmp/escaped",
    "drive": "C:\\escaped",
    "stream": "/a.html::$DATA",
    "device": "/con/nul/aux.html",
    "home": "~/escaped",
    "empty": "////",
    "dots": "/./././",
    "nothing but dots": "/..../.../",
    "NUL": '"/a\\0b/"',
    "line end": '"/a\\nX-Header: b/"',
    "escape": '"/\\e[2J/"',
    "quotes": "'/\"onmouseover=alert(1)/'",
    "markup": "'/<script>alert(1)</script>/'",
    "query": "/a?b=c&d#e",
    "long": "/" + "x" * 5000 + "/",
    "many folders": "/" + "x/" * 3000,
    "the manifest": "/.broadsheet.json",
    "a file of the host": "/.htaccess",
    "headers of the host": "/_headers",
    "the front page": "/index.html",
    "the search": "/pagefind/pagefind.js",
    "a worker": "/service-worker.js",
    "git": "/.git/config",
    "a number": "12",
    "a list": "[/a/, /b/]",
    "a mapping": "{a: /b/}",
}

_LINKS = {
    "script": "javascript:alert(1)",
    "script in mixed letters": "JaVaScRiPt:alert(1)",
    "script behind a control": '"\\x01javascript:alert(1)"',
    "script with a line end": '"java\\nscript:alert(1)"',
    "data": "data:text/html,<script>alert(1)</script>",
    "vbscript": "vbscript:msgbox(1)",
    "blob": "blob:https://evil.example/x",
    "userinfo": "https://good.example@evil.example/",
    "no host": "https:///path",
    "bad port": "https://host:99999999/",
    "bad brackets": "https://[::1/",
    "quotes": "'https://a.example/\"><script>alert(1)</script>'",
    "long": "https://a.example/" + "x" * 100_000,
    "bidi": '"https://a.example/\\u202Egpj.exe"',
    "letters of two scripts": "https://аpple.example/",
}

KINDS = {
    **{
        f"permalink, {kind}": {f"content/place-{number}.md": entry_text(f"Place {number}", permalink=place)}
        for number, (kind, place) in enumerate(_PLACES.items())
    },
    **{
        f"alias, {kind}": {f"content/alias-{number}.md": entry_text(f"Alias {number}", aliases=f"[{place}]")}
        for number, (kind, place) in enumerate(_PLACES.items())
        if not place.startswith(("[", "{"))
    },
    **{
        f"link, {kind}": {f"content/link-{number}.md": entry_text(f"Link {number}", link=address)}
        for number, (kind, address) in enumerate(_LINKS.items())
    },
    **{
        f"picture, {kind}": {f"content/picture-{number}.md": entry_text(f"Picture {number}", image=address)}
        for number, (kind, address) in enumerate({**_LINKS, **_PLACES}.items())
    },
    "slug, up": {"content/slug-up.md": entry_text("Slug", slug="../../escaped")},
    "slug, device": {"content/slug-device.md": entry_text("Slug", slug="CON")},
    "id, up": {"content/id-up.md": entry_text("Id", id="../../escaped")},
    "seed, up": {"content/seed-up.md": entry_text("Seed", seed="{file: ../../escaped.txt, sha256: x}")},
    "tag, up": {"content/tag-up.md": entry_text("Tag", tags="[../../escaped, '..', /, '\\']")},
    "source, up": {"content/source-up.md": entry_text("Source", source="{name: ../../escaped, url: 'javascript:x'}")},
    "story, up": {"content/story-up.md": entry_text("Story", story="../../escaped")},
    "author, markup": {"content/author.md": entry_text("Author", author="'<script>alert(1)</script>'")},
    "language, up": {"content/language-up.md": entry_text("Language", lang="../../../../etc/passwd")},
    "language, long": {"content/language-long.md": entry_text("Language", lang="x" * 10_000)},
}
