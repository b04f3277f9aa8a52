"""A branch of a git repository. Owner of git.

Commits are made in a bare repository under `.cache/`, which holds the newest commit of the branch only: the user's
own work tree, index and refs have no part in it. Of the user's repository only its settings count, above all those
that say how to sign in.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from generator.addresses import DEPLOYED
from generator.deploy.programs import Ran, run, someone_watches
from generator.deploy.target import Advance, File, content, failure
from generator.errors import MovedOnError, Problem
from generator.targets import Git

_BASE = "refs/broadsheet/base"
_NOBODY = {
    f"GIT_{role}_{part}": text
    for role in ("AUTHOR", "COMMITTER")
    for part, text in (("NAME", "Broadsheet"), ("EMAIL", "broadsheet@localhost"))
}
"""Who commits where git knows no name, as on a build server."""
_NO_JEKYLL, _CNAME = ".nojekyll", "CNAME"
_SOURCES = ("site.yaml", "content")
_PLACE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE",
          "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX", "GIT_SHALLOW_FILE")  # fmt: skip
"""Variables that a hook of git's would leave, and that name another repository."""
_SIGN_IN = ("http.", "credential.", "core.sshcommand", "ssh.", "url.", "user.")


class RepositoryTarget:
    """See `Target`."""

    def __init__(self, settings: Git, root: Path, name: str) -> None:
        self._settings = settings
        self._branch = f"refs/heads/{settings.branch}"
        self._store = (root / ".cache" / "deploy" / f"{name}.git").resolve()
        self._env = {key: value for key, value in os.environ.items() if key not in _PLACE}
        if not someone_watches():
            self._env["GIT_TERMINAL_PROMPT"] = "0"
        self._remote = self._address(root)
        self._env |= self._sign_in(root)
        if run(["git", "-C", str(root), "config", "user.email"], env=self._env).code:
            self._env = {**_NOBODY, **self._env}
        self._base: str | None = None
        self._gone: list[bytes] = []
        self._come: list[bytes] = []

    def deployed(self) -> bytes | None:
        """Fetch the newest commit of the branch, and read the record in it."""
        if not (self._store / "HEAD").is_file():
            self._store.mkdir(parents=True, exist_ok=True)
            self._git("init", "--quiet", "--bare", ".")
        self._base = self._tip()
        if self._base is None:
            return None
        self._reach(self._try("fetch", "--quiet", "--no-tags", "--depth=1", "--", self._remote,
                              f"+{self._branch}:{_BASE}"))  # fmt: skip
        self._base = self._git("rev-parse", "--verify", _BASE).decode().strip()
        record = self._try("cat-file", "blob", f"{self._base}:{DEPLOYED}")
        if record.code == 0:
            return record.output
        names = self._git("ls-tree", "--name-only", "-z", self._base).decode("utf-8", "replace").split("\0")
        if any(source in names for source in _SOURCES):
            message = f"the branch {self._settings.branch!r} holds the sources of a site"
            raise failure(message, "name a branch of its own for the built site: `branch: gh-pages`")
        return None

    def begin(self, record: bytes) -> None:  # noqa: ARG002 - nothing shows before `finish`
        self._gone, self._come = [], []

    def put(self, files: Sequence[File], advance: Advance) -> None:
        """Take the files into the store."""
        for file in files:
            content(file)
        paths = "".join(f"{file.source.resolve()}\n" for file in files).encode()
        blobs = self._git("hash-object", "-w", "--no-filters", "--stdin-paths", given=paths).decode().split()
        self._come += [_entry(blob, file.path) for blob, file in zip(blobs, files, strict=True)]
        advance(len(files))

    def delete(self, paths: Sequence[str], advance: Advance) -> None:
        self._gone += [b"0 " + b"0" * 40 + f"\t{path}\0".encode() for path in paths]
        advance(len(paths))

    def finish(self, record: bytes) -> None:
        """Commit and push. Raises MovedOnError when somebody else pushed meanwhile."""
        own = [_entry(self._blob(record), DEPLOYED), _entry(self._blob(b""), _NO_JEKYLL)]
        if self._settings.cname:
            own.append(_entry(self._blob(f"{self._settings.cname}\n".encode()), _CNAME))
        (self._store / "index").unlink(missing_ok=True)
        if self._base:
            self._git("read-tree", self._base)
        self._git(
            "update-index", "--replace", "--add", "-z", "--index-info", given=b"".join([*self._gone, *own, *self._come])
        )
        tree = self._git("write-tree").decode().strip()
        if self._base and tree == self._git("rev-parse", f"{self._base}^{{tree}}").decode().strip():
            return
        parents = ["-p", self._base] if self._base else []
        commit = self._git("commit-tree", tree, *parents, "-m", self._settings.message).decode().strip()
        pushed = self._try("push", "--quiet", "--porcelain", "--", self._remote, f"{commit}:{self._branch}")
        if pushed.code and self._tip() != self._base:
            message = f"somebody else pushed to {self._settings.branch!r} at the same time"
            raise MovedOnError(Problem(message=message, hint="deploy again"))
        self._reach(pushed)

    def _address(self, root: Path) -> str:
        """The remote's address, if it is the name of one; an address itself as it is, folders from the site."""
        remote = self._settings.remote
        named = run(["git", "-C", str(root), "remote", "get-url", "--push", "--", remote], env=self._env)
        if named.code == 0:
            remote = named.output.decode().strip()
        elif "/" not in remote and ":" not in remote and remote not in {".", ".."}:
            hint = "`git remote -v` names the remotes; an address will do as well"
            raise failure(f"the site's repository has no remote {remote!r}", hint)
        if "::" in remote or remote.startswith("-"):
            raise failure("the remote is not an address", "git's helpers that run commands are not used")
        is_folder = "://" not in remote and (":" not in remote.partition("/")[0])
        return str((root / Path(remote).expanduser()).resolve()) if is_folder else remote

    def _sign_in(self, root: Path) -> dict[str, str]:
        """The settings of the user's repository that reaching a server depends on, for the store beside it.

        They go through the environment of git alone, for there may be a secret among them.
        """
        found = run(["git", "-C", str(root), "config", "--local", "--includes", "--list", "-z"], env=self._env)
        pairs = [line.partition("\n") for line in found.output.decode("utf-8", "replace").split("\0") if line]
        kept = [(key, value) for key, _, value in pairs if key.startswith(_SIGN_IN)]
        kept += [("core.hooksPath", os.devnull), ("gc.auto", "0")]
        first = int(self._env.get("GIT_CONFIG_COUNT", "0") or "0")
        numbered = enumerate(kept, start=first)
        settings = {
            f"GIT_CONFIG_{part}_{number}": text
            for number, (key, value) in numbered
            for part, text in (("KEY", key), ("VALUE", value))
        }
        return {"GIT_CONFIG_COUNT": str(first + len(kept)), **settings}

    def _tip(self) -> str | None:
        """The commit that the branch points to at the remote."""
        listed = self._reach(self._try("ls-remote", "--", self._remote, self._branch))
        return listed.decode().split()[0] if listed.strip() else None

    def _blob(self, data: bytes) -> str:
        return self._git("hash-object", "-w", "--stdin", "--no-filters", given=data).decode().strip()

    def _try(self, *arguments: str, given: bytes = b"") -> Ran:
        env = {**self._env, "GIT_DIR": str(self._store)}
        return run(["git", *arguments], given=given, folder=self._store, env=env)

    def _git(self, *arguments: str, given: bytes = b"") -> bytes:
        ran = self._try(*arguments, given=given)
        if ran.code:
            full = "No space left on device" in ran.said
            raise failure(f"git {arguments[0]}: {ran.said}", "make room, then deploy again" if full else None)
        return ran.output

    def _reach(self, ran: Ran) -> bytes:
        """The output of a command that talks to the remote."""
        if ran.code == 0:
            return ran.output
        said = ran.said.lower()
        hint = "is the address right, and is the server reached?"
        if any(word in said for word in ("denied", "authentication", "could not read username", "403", "publickey")):
            hint = "sign in to it with git first: `git ls-remote` must work"
        elif "remote rejected" in said or "pre-receive" in said:
            hint = "the server's rules for this branch refuse the push"
        raise failure(f"git cannot use the remote: {ran.said}", hint)


def _entry(blob: str, path: str) -> bytes:
    """A line for `git update-index --index-info`: a plain file."""
    return f"100644 {blob}\t{path}\0".encode()
