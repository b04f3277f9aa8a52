"""Symbolic links that lead out of the root, in circles, or into places that never end."""

from __future__ import annotations

from msgspec import Struct


class Link(Struct, frozen=True):
    """A symbolic link in the place of a file."""

    to: str


KINDS = {
    "entry out of the root": {"content/link-out.md": Link("../../outside/secret.md")},
    "entry to a password file": {"content/link-passwd.md": Link("/etc/passwd")},
    "entry to nothing": {"content/link-nothing.md": Link("nothing.md")},
    "entry to itself": {"content/link-self.md": Link("link-self.md")},
    "entry to a folder": {"content/link-folder.md": Link(".")},
    "entry without end": {"content/link-endless.md": Link("/dev/zero")},
    "folder out of the root": {"content/link-folder-out": Link("../../outside")},
    "folder up": {"content/link-up": Link("..")},
    "seed out of the root": {"seeds/link-out.txt": Link("../../outside/secret.md")},
    "seed to nothing": {"seeds/link-nothing.txt": Link("nothing.txt")},
    "seed to itself": {"seeds/link-self.txt": Link("link-self.txt")},
    "seed without end": {"seeds/link-endless.txt": Link("/dev/zero")},
    "seed folder out of the root": {"seeds/link-folder-out": Link("../../outside")},
    "sidecar out of the root": {
        "seeds/link-sidecar.txt": "A seed\n\nWith its sidecar elsewhere.\n",
        "seeds/link-sidecar.yaml": Link("../../outside/secret.md"),
    },
    "edition out of the root": {"content/editions/2026-01-02.md": Link("../../../outside/secret.md")},
    "page out of the root": {"content/pages/link-out.md": Link("../../../outside/secret.md")},
}
