"""Seeds whose own content would mislead the reader: markup, headers, sidecars and datelines."""

from __future__ import annotations

from tests.hostile.payloads import PAYLOADS
from tests.sites import ARTICLE

KINDS = {
    **{
        f"script {number}": {f"seeds/script-{number}.txt": f"{payload}\n\n{payload}\n\nSome words.\n\n{payload}\n"}
        for number, payload in enumerate(PAYLOADS)
    },
    "header, link to a script": {"seeds/header-link.txt": "Title: A\nLink: javascript:alert(1)\n\nText.\n"},
    "header, path": {"seeds/header-path.txt": "Title: A\nSlug: ../../escaped\nPermalink: ../../escaped\n\nText.\n"},
    "header alone": {"seeds/header-alone.txt": "Title: A\nDate: 2026-01-01\n"},
    "header with a line end": {"seeds/header-end.txt": "Title: A\r\n\tB\r\nDate: 2026-01-01\r\n\r\nText.\r\n"},
    "title alone": {"seeds/title-alone.txt": "Nothing but a title"},
    "title without measure": {"seeds/title-long.txt": "Word " * 30_000 + "\n\nText.\n"},
    "front matter in a seed": {"seeds/front.txt": "---\ntitle: A\nslug: ../../escaped\n---\nText.\n"},
    "front matter in a body": {"seeds/fence.txt": "A title\n\n---\nid: stolen\n---\n\nText.\n"},
    "checksum in a body": {"seeds/checksum.txt": "A title\n\nchecksum: x\n\nchecksum: y\n"},
    "template in a seed": {"seeds/template.txt": "{{ 7*7 }} {% include '/etc/passwd' %}\n\n{{ config }} {# x #}\n"},
    "source without measure": {"seeds/source-long.txt": "A title\n\nText.\n\nSource: " + "x" * 50_000 + "\n"},
    "address alone": {"seeds/address.txt": "A title\n\nText.\n\nhttps://[::1\n"},
    "address with userinfo": {"seeds/userinfo.txt": "A title\n\nText.\n\nhttps://a:b@[fe80::1%25eth0]:x/\n"},
    "date that is none": {"seeds/9999-99-99-dated.txt": "A title\n\nText of no date.\n"},
    "date beyond": {"seeds/9999-12-31-dated.txt": "A title\n\nText of a far date.\n"},
    "dateline beyond": {"seeds/dateline.txt": "A title\n\nParis, 31 December 9999 — Text.\n"},
    "dateline of none": {"seeds/dateline-none.txt": "A title\n\nParis, 99 Smarch 0000 — Text.\n"},
    "other digits": {"seeds/digits.txt": "A title\n\n٣١ ديسمبر ٢٠٢٦\n\n２０２６年１２月３１日 ²⁰²⁶-¹²-³¹\n"},
    "twice": {"seeds/twin-1.txt": "The same\n\ntext twice.\n", "seeds/twin-2.txt": "The same\n\ntext twice.\n"},
    "sidecar alone": {"seeds/alone.yaml": "title: Alone\n"},
    "sidecar, binary": {"seeds/binary-side.txt": ARTICLE + "\nb", "seeds/binary-side.yaml": b"\x00\x01\x02" * 100},
    "sidecar, empty": {"seeds/empty-side.txt": ARTICLE + "\nc", "seeds/empty-side.yaml": ""},
    "sidecar, path": {
        "seeds/path-side.txt": ARTICLE + "\nd",
        "seeds/path-side.yaml": "slug: ../../escaped\npermalink: ../../escaped\naliases: [../../escaped]\n",
    },
    "sidecar, its own id": {
        "seeds/id-side.txt": ARTICLE + "\ne",
        "seeds/id-side.yaml": "id: ../../escaped\nseed: {file: ../x}\nchecksum: x\nverbatim: false\n",
    },
    "unknown kind": {"seeds/program.exe": b"MZ\x00", "seeds/noend": "x", "seeds/archive.tar.gz": b"\x1f\x8b"},
}
