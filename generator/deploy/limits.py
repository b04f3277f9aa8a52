"""What hosts take, as far as they say so, checked before they refuse it.

As told by docs.github.com (GitHub Pages limits; large files), docs.gitlab.com (Pages redirects; GitLab.com
settings), docs.netlify.com (Site deploys overview) and developers.cloudflare.com (Pages limits; Pages redirects).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec import Struct

from generator.deploy.built import Built
from generator.errors import Problem
from generator.targets import S3, Cloudflare, Git, GithubPages, GitlabPages, Netlify, Settings

_MIB = 1 << 20
_REDIRECTS = "_redirects"


class Limits(Struct, frozen=True, kw_only=True):
    """The most that a host takes: bytes of a file and of all files, files of all and of one folder; of redirects
    their number, the bytes of their file, and the characters of one.
    """

    host: str
    file_size: int | None = None
    site_size: int | None = None
    files: int | None = None
    folder: int | None = None
    redirects: int | None = None
    redirects_size: int | None = None
    redirect: int | None = None


_BY_TYPE: dict[type, Limits] = {
    GithubPages: Limits(host="GitHub Pages", file_size=100 * _MIB, site_size=1 << 30),
    GitlabPages: Limits(host="GitLab Pages", files=200_000, site_size=1 << 30, redirects=1000, redirects_size=64 << 10),
    Netlify: Limits(host="Netlify", folder=54_000),
    Cloudflare: Limits(
        host="Cloudflare Pages",
        file_size=25 * _MIB,
        files=20_000,
        redirects=2000,
        redirects_size=100 << 10,
        redirect=1000,
    ),
    # In one request.
    S3: Limits(host="S3", file_size=5 << 30),
}


def exceeded(settings: Settings, built: Built) -> Iterator[Problem]:
    """What the host would refuse, as errors; what it would leave away in silence, as warnings."""
    limits = _limits(settings)
    if limits is None:
        return
    sizes = {path: file.size for path, file in built.files.items()}
    folders = Counter(path.rpartition("/")[0] for path in sizes)
    largest = max(sizes, key=lambda path: sizes[path], default="")
    fullest, most = max(folders.items(), key=lambda folder: folder[1], default=("", 0))
    yield from _over(limits.host, f"{largest} has", sizes.get(largest, 0), limits.file_size, "bytes")
    yield from _over(limits.host, "the site has", sum(sizes.values()), limits.site_size, "bytes")
    yield from _over(limits.host, "the site has", len(sizes), limits.files, "files")
    yield from _over(limits.host, f"/{fullest} has", most, limits.folder, "files")
    if _REDIRECTS in built.files:
        yield from _redirects(limits, built)


def _redirects(limits: Limits, built: Built) -> Iterator[Problem]:
    text = built.files[_REDIRECTS].source.read_text(encoding="utf-8", errors="replace")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    longest = max(map(len, lines), default=0)
    checks = (
        (len(lines), limits.redirects, "redirects"),
        (built.files[_REDIRECTS].size, limits.redirects_size, "bytes"),
        (longest, limits.redirect, "characters in a line"),
    )
    for number, most, what in checks:
        for problem in _over(limits.host, f"{_REDIRECTS} has", number, most, what):
            hint = "what it ignores is still led on by the pages at the old addresses"
            yield Problem(message=problem.message, hint=hint, severity="warning")


def _over(host: str, subject: str, number: int, most: int | None, what: str) -> Iterator[Problem]:
    if most is not None and number > most:
        yield Problem(message=f"{subject} {number:,} {what}; {host} takes {most:,}")


def _limits(settings: Settings) -> Limits | None:
    if isinstance(settings, Git):
        return _BY_TYPE[GithubPages] if _host(settings.remote) == "github.com" else None
    return _BY_TYPE.get(type(settings))


def _host(remote: str) -> str:
    """Of `https://github.com/…`, `ssh://git@github.com/…` and `git@github.com:…`."""
    return urlsplit(remote).hostname or remote.partition(":")[0].rpartition("@")[2]
