"""Markdown and HTML that nests without end, and markup that would run."""

from __future__ import annotations

from tests.hostile.payloads import PAYLOADS

_DEEP = {
    "quotes": ">" * 5000 + " a\n",
    "quotes with blanks": "> " * 5000 + "a\n",
    "quotes, lazy": "".join(">" * depth + " a\n" for depth in range(1, 300)),
    "lists": "".join("  " * depth + "- a\n" for depth in range(1000)),
    "lists in a line": "- " * 5000 + "a\n",
    "numbers in a line": "1. " * 5000 + "a\n",
    "emphasis": "*" * 20_000 + "a" + "*" * 20_000,
    "emphasis, open": "*a **b " * 10_000,
    "emphasis, closed": "a** b* " * 10_000,
    "emphasis, alternating": "*a_ " * 10_000,
    "strikes": "~~a ~b " * 10_000,
    "brackets": "[" * 20_000 + "a" + "]" * 20_000,
    "brackets, open": "[" * 50_000,
    "brackets, closed": "]" * 50_000,
    "links, open": "[a](" * 10_000,
    "links, nested": "[" * 5000 + "a" + "](b)" * 5000,
    "links with titles, open": '[a](b "' * 10_000,
    "pictures, nested": "![" * 5000 + "a" + "](b)" * 5000,
    "references, open": "[a][" * 10_000,
    "references": "".join(f"[{number}]: /x\n" for number in range(10_000)) + "[a]" * 10_000,
    "references, long": "[x]: /" + "y" * 10_000 + "\n\n" + "[x]" * 3000,
    "references, growing": "[x]: /" + "y" * 100 + "\n\n" + "[x] " * 30_000,
    "footnotes": "".join(f"[^{number}]: x[^{number + 1}]\n\n" for number in range(2000)) + "a[^0]\n",
    "footnotes, itself": "[^a]: x[^a]\n\na[^a]\n",
    "ticks": "".join("`" * length + " a " for length in range(1, 700)),
    "ticks, open": "`a" * 50_001,
    "fences": "```\n" * 20_001,
    "fences, growing": "".join("`" * length + "\n" for length in range(3, 600)),
    "headings": "# a\n" * 20_000,
    "headings with ids": "# a {#a}\n" * 5000,
    "heading attributes": "# a {" + ".b " * 20_000 + "}\n",
    "setext": "a\n=\n" * 20_000,
    "rules": "* * *\n" * 20_000,
    "table": "|a" * 3000 + "|\n" + "|-" * 3000 + "|\n" + "|b" * 3000 + "|\n",
    "table, long": "|a|\n|-|\n" + "|b|\n" * 20_000,
    "table, growing": "|" + "a|" * 1000 + "\n|" + "-|" * 1000 + "\n" + "|x|\n" * 1000,
    "entities": "&amp;" * 50_000,
    "entities, none": "&" * 50_000,
    "entity, long": "&" + "a" * 100_000 + ";",
    "backslashes": "\\" * 100_001,
    "autolinks, open": "<http:" * 20_000,
    "angles": "<" * 100_000,
    "angles, closed": "<>" * 50_000,
    "tags": "<b>" * 20_000,
    "tags, closed": "<b>" * 10_000 + "x" + "</b>" * 10_000,
    "blocks": "<div>" * 20_000,
    "blocks on lines": "<div>\n" * 10_000,
    "blocks in quotes": "> <div>\n" * 5000,
    "spans and paragraphs": "<p><b>" * 5000,
    "formatting, misnested": "<a><b><i><u>" * 2000 + "</a></b>" * 2000,
    "tables in tables": "<table><tr><td>" * 3000,
    "lists in lists": "<ul><li>" * 5000,
    "attributes": "<b " + "a=b " * 50_000 + ">x</b>",
    "attribute, open": '<a href="' + "x" * 100_000,
    "attributes, open": "<a " * 20_000,
    "attributes with quotes, open": "<img src='a\" " * 10_000,
    "comments, open": "<!--" * 20_000,
    "comments": "<!-- -->" * 20_000,
    "declarations, open": "<!A " * 20_000,
    "instructions, open": "<?" * 20_000,
    "CDATA, open": "<![CDATA[" * 20_000,
    "foreign content": "<svg><math><foreignObject><mtext>" * 2000,
    "templates": "<template>" * 5000,
    "selects": "<select><option>" * 5000,
    "styles, open": "<style>" * 5000,
    "paragraphs in headings": "<h1><p>" * 3000,
    "headings, open": "<h1>" * 5000,
    "footnote elements, open": '<sup class="footnote-reference">' * 5000,
}

KINDS = {
    **{
        f"entry, {kind}": {f"content/deep-{number}.md": f"---\ntitle: Deep {number}\n---\n\n{text}\n"}
        for number, (kind, text) in enumerate(_DEEP.items())
    },
    **{
        f"seed, {kind}": {f"seeds/deep-{number}.txt": f"Deep seed {number}\n\n{text}\n\nA Source\n"}
        for number, (kind, text) in enumerate(_DEEP.items())
    },
    **{
        f"script {number}": {f"content/script-{number}.md": f"---\ntitle: Script {number}\n---\n\n{payload}\n"}
        for number, payload in enumerate(PAYLOADS)
    },
}
