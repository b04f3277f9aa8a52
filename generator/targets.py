"""Where a site can be deployed to: every key of a target in site.yaml, with its default and the line that documents it.

Credentials have no keys here: they belong into the environment, or to the tools that keep them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta, Struct

RESERVED = "init"
"""A word of the command line that no target can have as its name."""

MaxDeletes = Annotated[
    Annotated[int, Meta(ge=0)] | None,
    Meta(
        description="The most files that a deploy may delete. Without this key: 256 or a tenth of what is there, "
        "whichever is less, but at least 32.",
    ),
]
_SshHost = Annotated[str, Meta(min_length=1, description="The server, with the user where it is another: `me@host`.")]
_SshPath = Annotated[str, Meta(min_length=1, description="The folder on the server. Its parent must be there.")]
_Port = Annotated[
    Annotated[int, Meta(ge=1, le=65535)] | None, Meta(description="The port of the server's ssh, if not the usual one.")
]
_SshConfig = Annotated[
    str | None, Meta(description="A configuration file for ssh, relative to the site, in place of your own.")
]


class Git(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="git"):
    """A branch of a git repository, as GitHub Pages, Codeberg and others serve it."""

    remote: Annotated[
        str, Meta(min_length=1, description="A remote of the repository that the site lies in, or an address.")
    ] = "origin"
    branch: Annotated[str, Meta(min_length=1, description="The branch that is served.")] = "gh-pages"
    cname: Annotated[str | None, Meta(description="The domain, for hosts that read it in a file `CNAME`.")] = None
    message: Annotated[str, Meta(min_length=1, description="The message of each commit.")] = "Publish the site"
    max_deletes: MaxDeletes = None


class S3(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="s3"):
    """A bucket of Amazon S3 or of any service that speaks its language."""

    bucket: Annotated[str, Meta(min_length=1, description="The bucket's name.")]
    prefix: Annotated[str, Meta(description="A folder within the bucket: `news/`.")] = ""
    region: Annotated[str | None, Meta(description="The bucket's region, if the environment does not say it.")] = None
    endpoint: Annotated[
        str | None, Meta(description="The service's address, if it is not Amazon's: `https://s3.example.com`.")
    ] = None
    profile: Annotated[str | None, Meta(description="A profile of `~/.aws/` that holds the credentials.")] = None
    redirects: Annotated[
        bool | None,
        Meta(
            description="Old addresses redirect by themselves, where the bucket serves a website. Without this key: "
            "with Amazon yes, with an `endpoint` no."
        ),
    ] = None
    cloudfront: Annotated[str | None, Meta(description="The CloudFront distribution that is told of changes.")] = None
    parallel: Annotated[int, Meta(ge=1, le=128, description="How many objects are sent at a time.")] = 16
    max_deletes: MaxDeletes = None


class Rsync(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="rsync"):
    """A folder on a server with ssh and rsync."""

    host: _SshHost
    path: _SshPath
    port: _Port = None
    ssh_config: _SshConfig = None
    max_deletes: MaxDeletes = None


class Sftp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="sftp"):
    """A folder on a server that offers sftp only."""

    host: _SshHost
    path: _SshPath
    port: _Port = None
    ssh_config: _SshConfig = None
    max_deletes: MaxDeletes = None


class Folder(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="folder"):
    """A folder of this machine or a mounted drive; the web server serves the link `current` in it."""

    path: Annotated[str, Meta(min_length=1, description="The folder, relative to the site or not.")]
    keep: Annotated[int, Meta(ge=1, le=100, description="How many releases stay, the served one included.")] = 3
    max_deletes: MaxDeletes = None


class GithubPages(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="github"):
    """GitHub Pages, by the workflow that `broadsheet deploy init github` writes."""

    max_deletes: MaxDeletes = None


class GitlabPages(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="gitlab"):
    """GitLab Pages, by the job that `broadsheet deploy init gitlab` writes."""

    max_deletes: MaxDeletes = None


class Netlify(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="netlify"):
    """Netlify, by the configuration that `broadsheet deploy init netlify` writes."""

    max_deletes: MaxDeletes = None


class Cloudflare(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="cloudflare"):
    """Cloudflare Pages, by the workflow that `broadsheet deploy init cloudflare` writes."""

    max_deletes: MaxDeletes = None


Hosted = GithubPages | GitlabPages | Netlify | Cloudflare
"""Hosts that take what a workflow of theirs hands them; the workflow runs `deploy` before."""

Settings = Git | S3 | Rsync | Sftp | Folder | GithubPages | GitlabPages | Netlify | Cloudflare

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_HOST = re.compile(r"(?:[\w.+-]+@)?(?:[\w.-]+|\[[0-9A-Fa-f:.%]+\])")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def kind(settings: Settings) -> str:
    """The word after `type:`."""
    return str(settings.__struct_config__.tag)


def errors(name: str, settings: Settings) -> Iterator[tuple[str | None, str, str | None]]:
    """What is wrong with values whose type is right: the key, the message and a hint.

    Whatever ends up in the command line of git, rsync or ssh must not be taken for an option.
    """
    if name == RESERVED or not _NAME.fullmatch(name):
        yield None, f"a target cannot be called {name!r}", "letters, digits, - and _: production"
    for key in settings.__struct_fields__:
        value = getattr(settings, key)
        if isinstance(value, str) and (value.startswith("-") or _CONTROL.search(value)):
            yield key, "begins with a hyphen or holds a control character", None
    match settings:
        case Git():
            yield from _git_errors(settings)
        case S3(endpoint=str(endpoint)) if urlsplit(endpoint).scheme not in {"http", "https"}:
            yield "endpoint", f"not an address: {endpoint!r}", "write it in full: https://s3.example.com"
        case S3(endpoint=str(endpoint)) if has_password(endpoint):
            yield "endpoint", "holds a password", _SECRETS
        case Rsync() | Sftp():
            if not _HOST.fullmatch(settings.host):
                yield "host", f"not a host: {settings.host!r}", "write it like user@www.example.com"
            if settings.ssh_config and re.search(r"[\s\"']", settings.ssh_config):
                yield "ssh_config", "holds a blank or a quote", "give the file a plain name"


_SECRETS = "credentials belong into the environment, or to the tools that keep them"


def _git_errors(settings: Git) -> Iterator[tuple[str, str, str | None]]:
    if has_password(settings.remote):
        yield "remote", "holds a password", _SECRETS
    if "::" in settings.remote:
        yield "remote", f"not an address: {settings.remote!r}", "git's helpers that run commands are not used"
    # The rules that matter of git-check-ref-format(1).
    if re.search(r"[ ~^:?*\[\\]|\.\.|@\{|//|\.lock(?:/|$)|^/|/$|\.$", settings.branch):
        yield "branch", f"not a name for a branch: {settings.branch!r}", None
    if settings.cname is not None and not _DOMAIN.fullmatch(settings.cname):
        yield "cname", f"not a domain: {settings.cname!r}", "write it like www.example.com"


def has_password(address: str) -> bool:
    """Whether an address carries a secret before its host. `ssh://git@host` names a user only."""
    before, at, _ = address.partition("://")[2].partition("/")[0].rpartition("@")
    return bool(at) and (":" in before or address.startswith("http"))
