"""What hosts need to build and publish a site by themselves: `broadsheet deploy init HOST`."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path
from string import Template

from generator import __version__
from generator.configfile import FILE, load_config
from generator.deploy.target import failure
from generator.errors import ArgumentError, Problem, did_you_mean
from generator.slugs import slugify
from generator.textfile import write_whole

_PYTHON = "3.12"
_REQUIREMENTS = "requirements.txt"
_PAGES_YML = ".github/workflows/pages.yml"
_CRON = re.compile(r"(?:[\d*/,-]+ ){4}[\d*/,-]+")
_TARGET = "production"

_GITHUB_BUILD = """\
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "$python"
          cache: pip
          cache-dependency-path: $packages
      # What is kept from run to run saves time, and decides nothing.
      - uses: actions/cache@v4
        with:
          path: |
            .cache
            public
          key: site-$${{ github.run_id }}
          restore-keys: site-
      - run: $install
      - run: python -m generator deploy $target --build
"""

_GITHUB_HEAD = """\
# Publishes the site$where after each push to the branch named below$and_when.
name: Publish
on:
  push:
    branches: [main]
  workflow_dispatch:
$schedule
"""

_GITHUB = (
    _GITHUB_HEAD
    + """\
permissions:
  contents: read
  pages: write
  id-token: write
concurrency:
  group: pages
  cancel-in-progress: false
jobs:
  build:
    runs-on: ubuntu-latest
"""
    + _GITHUB_BUILD
    + """\
      - uses: actions/upload-pages-artifact@v3
        with:
          path: public
  publish:
    needs: build
    runs-on: ubuntu-latest
    environment:
      name: github-pages
      url: $${{ steps.deployment.outputs.page_url }}
    steps:
      - id: deployment
        uses: actions/deploy-pages@v4
"""
)

_CLOUDFLARE_WORKFLOW = (
    _GITHUB_HEAD
    + """\
permissions:
  contents: read
concurrency:
  group: pages
  cancel-in-progress: false
jobs:
  publish:
    runs-on: ubuntu-latest
"""
    + _GITHUB_BUILD
    + """\
      - uses: cloudflare/wrangler-action@v3
        with:
          apiToken: $${{ secrets.CLOUDFLARE_API_TOKEN }}
          accountId: $${{ secrets.CLOUDFLARE_ACCOUNT_ID }}
          command: pages deploy
"""
)

_WRANGLER = """\
name = "$project"
pages_build_output_dir = "public"
"""

_GITLAB = """\
# Publishes the site on GitLab Pages after each push to the default branch, and when a schedule says so.
pages:
  image: python:$python
  variables:
    PIP_CACHE_DIR: "$$CI_PROJECT_DIR/.pip"
  # What is kept from run to run saves time, and decides nothing.
  cache:
    key: site
    paths:
      - .pip
      - .cache
      - public
  script:
    - $install
    - python -m generator deploy $target --build
  artifacts:
    paths:
      - public
  rules:
    - if: $$CI_COMMIT_BRANCH == $$CI_DEFAULT_BRANCH
"""

_NETLIFY = """\
# Netlify reads this file, and in the built site `_headers` and `_redirects`.
[build]
  command = "$install && python -m generator deploy $target --build"
  publish = "public"

[build.environment]
  PYTHON_VERSION = "$python"
"""

_FILES = {
    "github": {_PAGES_YML: _GITHUB},
    "gitlab": {".gitlab-ci.yml": _GITLAB},
    "netlify": {"netlify.toml": _NETLIFY},
    "cloudflare": {_PAGES_YML: _CLOUDFLARE_WORKFLOW, "wrangler.toml": _WRANGLER},
}
HOSTS = tuple(_FILES)

_LOOK = f"look at {_REQUIREMENTS}: it names the Broadsheet that runs here, and the host must be able to get it"
_NEXT = {
    "github": ["next: in the repository's settings, Pages, choose GitHub Actions as the source; then push"],
    "gitlab": ["next: push; Build > Pipeline schedules publishes at fixed times"],
    "netlify": ["next: import the repository at Netlify; a build hook publishes at fixed times"],
    "cloudflare": [
        "next: `npx wrangler pages project create` once; then add the secrets CLOUDFLARE_API_TOKEN and",
        "      CLOUDFLARE_ACCOUNT_ID to the repository, and push",
    ],
}


def init(root: Path, host: str, schedule: str | None) -> tuple[list[str], list[str]]:
    """Write what a host reads, and name it as a target in site.yaml; the files, and what is left to do by hand.

    No file that is there is written over: that raises DeployError.
    """
    if host not in HOSTS:
        hint = did_you_mean(host, HOSTS) or f"one of {', '.join(HOSTS)}"
        raise ArgumentError(Problem(message=f"unknown host {host!r}", hint=hint))
    _refuse_schedule(host, schedule)
    config = load_config(root)
    target = next((name for name, made in config.deploy.items() if made.__struct_config__.tag == host), None)
    values = _values(root, host, schedule, target or _free_name(set(config.deploy)), config.title)
    files = {path: Template(text).substitute(values) for path, text in _FILES[host].items()}
    for path in files:
        if (root / path).exists():
            raise failure(f"{path} exists already; it was left as it is", "move it away, or change it by hand")
    if values["packages"] == _REQUIREMENTS and not (root / _REQUIREMENTS).exists():
        files[_REQUIREMENTS] = _requirement()
    for path, text in files.items():
        write_whole(root / path, text)
    made = list(files)
    left = [_LOOK] if _REQUIREMENTS in files else []
    if target is None:
        section = f"  {values['target']}:\n    type: {host}\n"
        if config.deploy:
            left.append(f"add to `deploy:` in {FILE}:\n{section}".rstrip())
        else:
            _append(root / FILE, f"deploy:\n{section}")
            made.append(FILE)
    return made, [*left, *_NEXT[host]]


def _refuse_schedule(host: str, schedule: str | None) -> None:
    if schedule is None:
        return
    if host not in {"github", "cloudflare"}:
        raise ArgumentError(Problem(message=f"{host} keeps schedules in its settings", hint=_NEXT[host][0]))
    if not _CRON.fullmatch(schedule):
        raise ArgumentError(Problem(message=f"not a schedule: {schedule!r}", hint='every morning at five: "0 5 * * *"'))


def _values(root: Path, host: str, schedule: str | None, target: str, title: str) -> dict[str, str]:
    has_generator = (root / "generator" / "__main__.py").is_file() and (root / "pyproject.toml").is_file()
    return {
        "python": _PYTHON,
        "target": target,
        "packages": "pyproject.toml" if has_generator else _REQUIREMENTS,
        "install": "pip install ." if has_generator else f"pip install -r {_REQUIREMENTS}",
        "where": " on GitHub Pages" if host == "github" else " on Cloudflare Pages",
        "and_when": ", and at fixed times (UTC), for entries whose day has come" if schedule else "",
        "schedule": f'  schedule:\n    - cron: "{schedule}"' if schedule else "",
        "project": slugify(title)[:58],
    }


def _requirement() -> str:
    """Broadsheet as it is installed here: from where it came, if the installer has noted that (PEP 610)."""
    try:
        text = importlib.metadata.distribution("broadsheet").read_text("direct_url.json") or ""
    except importlib.metadata.PackageNotFoundError:
        text = ""
    found = re.search(r'"url": ?"(https://[^"@]+)"', text)
    commit = re.search(r'"commit_id": ?"([0-9a-f]+)"', text)
    if found and commit:
        return f"broadsheet @ git+{found[1]}@{commit[1]}\n"
    return f"broadsheet=={__version__}\n"


def _free_name(taken: set[str]) -> str:
    return next(name for name in (_TARGET, "pages", "web", "site") if name not in taken)


def _append(path: Path, text: str) -> None:
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    end = "" if not before or before.endswith("\n") else "\n"
    write_whole(path, f"{before}{end}{text}")
