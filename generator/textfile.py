"""Text from files, whoever wrote them: bytes to text in any common encoding, and whole files or none."""

from __future__ import annotations

import codecs
import os
import re
import stat
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator.errors import BroadsheetError, Problem

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_BYTES = bytes(byte for byte in range(0x80) if _CONTROL.match(chr(byte)))
_FEW_CONTROLS = 2
_MANY_CONTROLS = 0.01
_LONGEST = 10_000_000
"""Bytes that a text may have: some thirty novels."""
_UNFINISHED = ".tmp"
_RANDOM = 8
"""Characters by which tempfile tells names apart."""
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | _WITHOUT_WAITING


def decode(data: bytes) -> str:
    """UTF-8 or UTF-16, with or without a mark, else Windows-1252; line ends become newlines, control
    characters go. Raises ValueError for what is not text.
    """
    if len(data) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST // 1_000_000} MB, which no article is")
    text = _decode(data).replace("\r\n", "\n").replace("\r", "\n")
    # In whatever encoding, a control character has the byte of its own number.
    if len(data.translate(None, _CONTROL_BYTES)) == len(data):
        return text
    controls = len(_CONTROL.findall(text))
    if "\0" in text or controls > max(_FEW_CONTROLS, len(text) * _MANY_CONTROLS):
        raise ValueError("is not a text file")
    return _CONTROL.sub("", text) if controls else text


def read_source(path: str | Path, *folders: Path) -> bytes:
    """The bytes of a file that strangers may have brought. Raises OSError: also for a link out of all `folders`,
    and for a device or a pipe, which may have no end.
    """
    try:
        handle = os.open(path, os.O_RDONLY | _NO_LINK)
    except OSError:
        if not Path(path).is_symlink():
            raise
        handle = os.open(_followed(path, folders), os.O_RDONLY | _NO_LINK)
    return _all_of(handle, path)


def read_own(path: str | Path) -> bytes:
    """The bytes of a file of the editor's, wherever a link leads to. Raises OSError, also for a device or a pipe."""
    return _all_of(os.open(path, os.O_RDONLY | _WITHOUT_WAITING), path)


def _all_of(handle: int, path: str | Path) -> bytes:
    with open(handle, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "it is no file", os.fspath(path))
        return file.read()


def stays_within(path: str | Path, *folders: Path) -> bool:
    """Whether a path lies in one of the folders when its links are followed."""
    try:
        real = Path(path).resolve()
    except (OSError, RuntimeError):  # Python before 3.13 tells a link to itself by the latter
        return False
    return any(real.is_relative_to(folder.resolve()) for folder in folders)


def refuse_odd_name(path: str) -> None:
    """Raises BroadsheetError for a path that is not UTF-8: no address and no other file can name it."""
    if (shown := printable(path)) != path:
        raise BroadsheetError(Problem(message="has a name that is not UTF-8", file=shown, hint="give it another name"))


def printable(path: str) -> str:
    """A path with question marks for what is not UTF-8 in it."""
    return path.encode(errors="replace").decode()


def write_whole(path: Path, content: str | bytes, *, durable: bool = False) -> None:
    """Write a file so that at any moment it is the whole old one or the whole new one.

    `durable` waits until the disk has it: for files that exist nowhere else. Raises OSError with the path.
    """
    try:
        _write_whole(path, content if isinstance(content, bytes) else content.encode(), durable=durable)
    except OSError as error:
        # Of itself it names the file beside, or on a full disk none.
        raise OSError(error.errno, error.strerror or str(error), os.fspath(path)) from error


def _write_whole(path: Path, data: bytes, *, durable: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_prefix(path), suffix=_UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        _use_default_mode(temporary)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def discard_unfinished(paths: Iterable[Path]) -> None:
    """Remove what killed processes left beside files that they were about to write whole. Whoever writes one of these
    files at the same time gets an OSError.
    """
    prefixes: dict[Path, set[str]] = {}
    for path in paths:
        prefixes.setdefault(path.parent, set()).add(_prefix(path))
    for folder, known in prefixes.items():
        for left in folder.glob(f".*{_UNFINISHED}"):
            if left.name.removesuffix(_UNFINISHED)[:-_RANDOM] in known:
                left.unlink(missing_ok=True)


def _prefix(path: Path) -> str:
    return f".{path.name[:40]}-"


def _followed(path: str | Path, folders: Sequence[Path]) -> Path:
    if not stays_within(path, *folders):
        raise OSError(0, "it is a link that leads out of the site, or nowhere", os.fspath(path))
    return Path(path).resolve()


def _decode(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data, encoding)
    zeros_even, zeros_odd = data[:400:2].count(0), data[1:400:2].count(0)
    if max(zeros_even, zeros_odd) > len(data[:400]) // 8 and min(zeros_even, zeros_odd) == 0:
        return _strict(data, "utf-16-le" if zeros_odd else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(data, "cp1252")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ValueError("is not text in UTF-8, UTF-16 or Windows-1252") from None


def _use_default_mode(path: str) -> None:
    """Files from mkstemp can only be read by their owner."""
    mask = os.umask(0)
    os.umask(mask)
    Path(path).chmod(0o666 & ~mask)
