"""Sites that are there already, built for a test: the sample digest, and those that `theme check` renders."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.frontmatter import compose
from generator.torture import SITES
from generator.yamlfile import dump
from tests.sites import REPOSITORY, Site


def sample_digest(root: Path, stated: Mapping[str, Any]) -> Site:
    """The sample digest; `stated` takes the place of what its `site.yaml` says."""
    for name in ("seeds", "content"):
        shutil.copytree(REPOSITORY / name, root / name)
    lines = (REPOSITORY / "site.yaml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.partition(":")[0] not in stated]
    return _built(Site(root).write({"site.yaml": "\n".join([*kept, dump(dict(stated)) if stated else ""])}))


def awkward_site(root: Path, name: str) -> Site:
    """A site of `generator.torture` by its name."""
    stated, files = SITES[name]
    entries = {path: compose(fields, body) if fields else body for path, (fields, body) in files.items()}
    picture = (REPOSITORY / "themes/broadsheet/assets/icon.png").read_bytes()
    return _built(Site(root).write({"site.yaml": dump(stated), **entries, "static/picture.png": picture}))


def _built(site: Site) -> Site:
    assert site.build().problems == ()
    return site
