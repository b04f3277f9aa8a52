"""A folder on a server: by rsync, or by sftp where the server has no rsync. Owner of rsync and sftp."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from generator.addresses import DEPLOYED
from generator.deploy.programs import Ran, run, someone_watches
from generator.deploy.target import Advance, File, content, failure
from generator.errors import DeployError
from generator.targets import Rsync, Sftp

_BATCH = 200
"""Files between two signs of progress."""
_PARTLY = 23
"""rsync's exit code when something could not be transferred (rsync(1))."""
_SPECIAL = re.compile(r'(["\\])')


def _ssh_options(settings: Rsync | Sftp, root: Path) -> list[str]:
    """Nobody is asked where nobody watches; a server that stops answering is given up."""
    quiet = [] if someone_watches() else ["-oBatchMode=yes"]
    config = ["-F", str((root / settings.ssh_config).resolve())] if settings.ssh_config else []
    return [*config, *quiet, "-oConnectTimeout=20", "-oServerAliveInterval=15", "-oServerAliveCountMax=4"]


class RsyncTarget:
    """See `Target`. Files are compared by their checksums and appear whole, one by one, in the order given."""

    def __init__(self, settings: Rsync, root: Path) -> None:
        port = ["-p", str(settings.port)] if settings.port else []
        self._ssh = " ".join(["ssh", *port, *_ssh_options(settings, root)])
        self._place = f"{settings.host}:{settings.path.rstrip('/')}/"

    def deployed(self) -> bytes | None:
        with tempfile.TemporaryDirectory() as folder:
            ran = self._rsync(["--ignore-missing-args", "--", f"{self._place}{DEPLOYED}", f"{folder}/"])
            # The folder itself is not there yet.
            if not (ran.code == _PARTLY and "change_dir" in ran.said and "(2)" in ran.said):
                _check("rsync", ran)
            record = Path(folder, DEPLOYED)
            return record.read_bytes() if record.is_file() else None

    def begin(self, record: bytes) -> None:
        self._keep(record)

    def put(self, files: Sequence[File], advance: Advance) -> None:
        for start in range(0, len(files), _BATCH):
            batch = files[start : start + _BATCH]
            for file in batch:
                content(file)
            top = _top(batch[0])
            self._send(top, [file.path for file in batch])
            advance(len(batch))

    def delete(self, paths: Sequence[str], advance: Advance) -> None:
        """Name files that folders without files have not: rsync takes them away at the server, and nothing else."""
        with tempfile.TemporaryDirectory() as folder:
            for path in paths:
                Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
            options = ["--delete-missing-args", f"--max-delete={len(paths)}"]
            self._send(Path(folder), paths, options)
        advance(len(paths))

    def finish(self, record: bytes) -> None:
        self._keep(record)

    def _keep(self, record: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, DEPLOYED).write_bytes(record)
            self._send(Path(folder), [DEPLOYED])

    def _send(self, top: Path, paths: Sequence[str], options: Sequence[str] = ()) -> None:
        # A line that begins with # would be a comment.
        listed = "".join(f"./{path}\0" for path in paths).encode()
        modes = ["--checksum", "--times", "--perms", "--chmod=Du=rwx,Dgo=rx,Fu=rw,Fgo=r", "--compress"]
        choice = ["--from0", "--files-from=-", "--no-implied-dirs"]
        _check("rsync", self._rsync([*modes, *choice, *options, "--", f"{top}/", self._place], listed))

    def _rsync(self, arguments: Sequence[str], given: bytes = b"") -> Ran:
        command = ["rsync", "--protect-args", "--timeout=120", f"--rsh={self._ssh}", *arguments]
        return run(command, given=given)


class SftpTarget:
    """See `Target`. A file is sent under another name and then takes its own, so that it appears whole."""

    def __init__(self, settings: Sftp, root: Path) -> None:
        port = ["-P", str(settings.port)] if settings.port else []
        self._command = ["sftp", *port, *_ssh_options(settings, root), "-b", "-", "--", settings.host]
        self._folder = settings.path.rstrip("/") or "/"
        self._known: set[str] = set()

    def deployed(self) -> bytes | None:
        with tempfile.TemporaryDirectory() as folder:
            record = Path(folder, DEPLOYED)
            self._sftp([f"-get {_quoted(self._at(DEPLOYED))} {_quoted(str(record))}"])
            return record.read_bytes() if record.is_file() else None

    def begin(self, record: bytes) -> None:
        self._sftp([f"-mkdir {_quoted(self._folder)}"])
        self._keep(record)

    def put(self, files: Sequence[File], advance: Advance) -> None:
        for start in range(0, len(files), _BATCH):
            batch = files[start : start + _BATCH]
            for file in batch:
                content(file)
            folders = sorted({parent for file in batch for parent in _parents(file.path)} - self._known)
            self._known.update(folders)
            made = [f"-mkdir {_quoted(self._at(folder))}" for folder in folders]
            self._sftp([*made, *(line for file in batch for line in self._sent(file.source, file.path))])
            advance(len(batch))

    def delete(self, paths: Sequence[str], advance: Advance) -> None:
        folders = sorted({parent for path in paths for parent in _parents(path)}, reverse=True)
        gone = [f"-rm {_quoted(self._at(path))}" for path in paths]
        # Only a folder that is empty goes.
        self._sftp([*gone, *(f"-rmdir {_quoted(self._at(folder))}" for folder in folders)])
        advance(len(paths))

    def finish(self, record: bytes) -> None:
        self._keep(record)

    def _keep(self, record: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, DEPLOYED)
            source.write_bytes(record)
            self._sftp(self._sent(source, DEPLOYED))

    def _sent(self, source: Path, path: str) -> list[str]:
        waiting = _quoted(self._at(f"{path}.new"))
        return [
            f"put {_quoted(str(source))} {waiting}",
            f"chmod 644 {waiting}",
            f"rename {waiting} {_quoted(self._at(path))}",
        ]

    def _at(self, path: str) -> str:
        return str(PurePosixPath(self._folder) / path)

    def _sftp(self, lines: Sequence[str]) -> None:
        batch = "".join(f"{line}\n" for line in lines).encode()
        _check("sftp", run(self._command, given=batch))


def _check(program: str, ran: Ran) -> None:
    if ran.code:
        raise _explained(program, ran)


def _explained(program: str, ran: Ran) -> DeployError:
    said = ran.said or f"exit code {ran.code}"
    hints = {
        "Host key verification failed": "sign in once with ssh, and look at the key that the server shows",
        "Permission denied (": "the server does not let you in: does `ssh` to it work?",
        "Permission denied": "this user may not write there",
        "No space left": "make room on the server, then deploy again",
        "Failure": "is there room on the server, and may this user write there?",
        "Could not resolve": "is the name of the host right?",
        "Connection refused": "is the port right, and does the server run?",
        "command not found": "the server has no rsync: `type: sftp` does without",
        "vanished": "a file changed meanwhile: build again, then deploy",
        "No such file": "the folder's parent must be there",
    }
    hint = next((hint for sign, hint in hints.items() if sign in said), None)
    return failure(f"{program}: {said}", hint)


def _top(file: File) -> Path:
    """The folder that a file's path begins at."""
    return file.source.parents[file.path.count("/")]


def _parents(path: str) -> list[str]:
    return [parent.as_posix() for parent in PurePosixPath(path).parents if parent.name]


def _quoted(path: str) -> str:
    """A path in a batch of sftp's; wildcards between double quotes are plain characters."""
    escaped = _SPECIAL.sub(r"\\\1", path)
    return f'"{escaped}"'
