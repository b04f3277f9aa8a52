"""Front matter and sidecars: bombs, odd types, and fields without measure."""

from __future__ import annotations

from tests.sites import ARTICLE, entry_text

_LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 10)
)
_MERGES = "a0: &a0 {x: y}\n" + "".join(
    f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * 10)}]}}\n" for level in range(1, 10)
)

_YAML = {
    "laughs": _LAUGHS,
    "laughs as tags": _LAUGHS + "tags: *a9\n",
    "laughs as params": _LAUGHS + "params: {all: *a9}\n",
    "merges": _MERGES,
    "text repeated": "x: &x " + "lol" * 10_000 + "\ntags: [" + ", ".join(["*x"] * 1000) + "]\n",
    "holds itself": "x: &x [*x]\n",
    "holds itself as a key": "x: &x {? *x : y}\n",
    "mapping holds itself": "params: &p {p: *p}\n",
    "no such anchor": "x: *nothing\n",
    "deep lists": "x: " + "[" * 5000 + "]" * 5000 + "\n",
    "deep mappings": "x: " + "{a: " * 5000 + "}" * 5000 + "\n",
    "deep blocks": "".join(f"{' ' * level}a:\n" for level in range(2000)),
    "deep sequence": "x: " + "- " * 5000 + "\n",
    "open lists": "x: " + "[" * 50_000 + "\n",
    "Python object": "x: !!python/object/apply:os.system ['touch escaped']\n",
    "Python name": "x: !!python/name:os.system\n",
    "Python module": "x: !!python/module:os\n",
    "own tag": "x: !Ref y\n",
    "binary": "x: !!binary aGVsbG8=\n",
    "bad binary": "x: !!binary '*'\n",
    "set": "x: !!set {a, b}\n",
    "ordered": "x: !!omap [a: 1, b: 2]\n",
    "pairs": "x: !!pairs [a: 1, a: 2]\n",
    "integer of text": "x: !!int word\n",
    "float of text": "x: !!float word\n",
    "flag of text": "x: !!bool word\n",
    "date of text": "x: !!timestamp word\n",
    "nothing of text": "x: !!null word\n",
    "mapping of a list": "x: !!map [a]\n",
    "text of a mapping": "title: !!str {a: b}\n",
    "huge integer": "importance: " + "9" * 5000 + "\n",
    "huge integer elsewhere": "x: " + "9" * 50_000 + "\n",
    "huge float": "importance: 1e999\n",
    "huge float elsewhere": "x: 1.0e999999\n",
    "no number": "importance: .nan\nx: .inf\n",
    "octal": "importance: 0o777\n",
    "sexagesimal": "date: 1:2:3\n",
    "list as a key": "? [a, b]\n: c\n",
    "mapping as a key": "? {a: b}\n: c\n",
    "number as a key": "1: a\n2.5: b\ntrue: c\nnull: d\n2026-01-01: e\n",
    "empty key": '"": a\n: b\n',
    "key twice": "x: 1\nx: 2\n",
    "long key": "x" * 2000 + ": y\n",
    "many keys": "".join(f"key{number}: x\n" for number in range(20_000)),
    "two documents": "x: y\n...\n---\nz: w\n",
    "directive": "%YAML 1.1\n%TAG ! tag:evil.example,2026:\n",
    "tab": "x:\n\t- y\n",
    "list instead": "- a\n- b\n",
    "text instead": "just words\n",
    "NUL": "x: a\0b\n",
    "NUL, escaped": 'title: "a\\0b"\n',
    "surrogate, escaped": 'summary: "a\\uD800b"\n',
    "pair, escaped": 'summary: "\\uD83D\\uDE00"\n',
    "escape": 'author: "\\e[2J"\ntags: ["\\e[31m"]\n',
    "line ends": 'source: "a\\nb\\r\\nc\\u2028d"\nauthor: "a\\nb"\ntags: ["a\\nb"]\n',
    "bidi": 'author: "\\u202Eevil"\nsource: "\\u2066x"\n',
    "comment bomb": "#" * 100_000 + "\n",
    "quotes without end": "x: 'a\n",
    "block without measure": "note: |" + "9" * 100 + "\n a\n",
}

_VALUES = {
    "title": ("[]", "{}", "12", "true", "2026-01-01", "x" * 100_000, "'<script>alert(1)</script>'"),
    "date": ("0000-00-00", "9999-12-31T23:59:59+23:59", "0001-01-01T00:00:00+14:00", "-1", "[2026-01-01]", "9" * 400),
    "updated": ("2026-02-30", "{}", "1e400"),
    "tags": ("12", "{a: b}", "[[a], {b: c}, null, 1, 2.5]", "[" + "x, " * 20_000 + "x]", "x" * 50_000),
    "source": ("[]", "{url: x}", "{name: [a]}", "{name: a, url: [b]}", "x" * 50_000),
    "author": ("[[a], {b: c}]", "x" * 50_000),
    "related": ("[" + "x, " * 5000 + "x]", "{a: b}", "12"),
    "aliases": ("{a: b}", "12", "[[/a/]]"),
    "corrections": ("[]", "12", "[{date: x}]", "[{date: 2026-01-01, text: {a: b}}]"),
    "params": ("12", "[a]", "{a: {b: {c: [1, 2.5, null, 2026-01-01]}}}"),
    "seed": ("12", "{file: [a]}", "{file: '../../escaped', sha256: {}}"),
    "image": ("12", "[a]", "{a: b}"),
    "draft": ("[]", "12", "{}"),
    "importance": ("-1", "1e9", "[]"),
    "rights": ("all", "[]", "12"),
    "summary": ("x " * 50_000, "[]", "{}"),
    "note": ("x " * 50_000, "[]"),
    "checksum": ("[]", "{}", "12"),
    "lang": ("'*'", "[]", "en-" + "x-" * 5000),
}

KINDS = {
    **{
        f"entry, {kind}": {f"content/yaml-{number}.md": f"---\ntitle: A title\n{text}---\n\nText.\n"}
        for number, (kind, text) in enumerate(_YAML.items())
        if "title:" not in text
    },
    **{
        f"sidecar, {kind}": {f"seeds/yaml-{number}.txt": ARTICLE, f"seeds/yaml-{number}.yaml": text}
        for number, (kind, text) in enumerate(_YAML.items())
    },
    **{
        f"{key} of odd kind {number}": {
            f"content/{key}-{number}.md": entry_text("A title", **{key: value})
            if key != "title"
            else f"---\ntitle: {value}\n---\n\nText.\n"
        }
        for key, values in _VALUES.items()
        for number, value in enumerate(values)
    },
    **{
        f"{key} of odd kind {number} in a sidecar": {
            f"seeds/{key}-{number}.txt": ARTICLE,
            f"seeds/{key}-{number}.yaml": f"{key}: {value}\n",
        }
        for key, values in _VALUES.items()
        for number, value in enumerate(values)
    },
    "TOML, deep": {"content/toml-deep.md": "+++\nx = " + "[" * 3000 + "]" * 3000 + "\n+++\nText.\n"},
    "TOML, deep tables": {"content/toml-tables.md": "+++\n[" + "a." * 3000 + "a]\n+++\nText.\n"},
    "TOML, huge number": {"content/toml-number.md": "+++\ntitle = 'A'\nx = " + "9" * 10_000 + "\n+++\nText.\n"},
    "TOML, odd types": {"content/toml-types.md": "+++\ntitle = 12\ndate = 12:30:00\nx = nan\ny = inf\n+++\nText.\n"},
    "front matter without end": {"content/no-end.md": "---\n" + "title: x\n" * 20_000},
    "fences only": {"content/fences.md": "---\n" * 50_000},
    "fence of another kind": {"content/mixed.md": "---\ntitle: A\n+++\nText.\n"},
    "header lines without end": {"content/headers.md": "Title: A\n" + "".join(f"Key{n}: x\n" for n in range(20_000))},
    "header continued without end": {"content/continued.md": "Title: A\n" + "    more\n" * 50_000},
}
