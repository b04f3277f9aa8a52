"""Archives: the files of a zip, read in memory, so that no name in it leads anywhere."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zlib import error as ZlibError  # noqa: N812 - it is one

if TYPE_CHECKING:
    from zipfile import ZipInfo

_MOST_FILES = 5_000
_MOST_BYTES = 200_000_000
_MOST_A_FILE = 50_000_000


def files(data: bytes) -> dict[str, bytes]:
    """Every file by its path in the archive. Raises ValueError for what is no archive, is damaged or encrypted,
    would unpack to more than 200 MB, or has a name that leads out of it.
    """
    import zipfile

    try:
        with zipfile.ZipFile(BytesIO(data)) as opened:
            members = [member for member in opened.infolist() if not member.filename.endswith("/")]
            _refuse(members)
            return {member.filename: opened.read(member) for member in members if _is_meant(member.filename)}
    except _unreadable() as error:
        raise ValueError(f"is no archive that can be read: {error}") from None


def _unreadable() -> tuple[type[Exception], ...]:
    """What `zipfile` raises for archives that are damaged (the first four), encrypted or packed in a way that it does
    not know (RuntimeError and what derives from it), or at odds with their own index.
    """
    import zipfile
    from lzma import LZMAError

    return zipfile.BadZipFile, ZlibError, LZMAError, EOFError, RuntimeError, OSError


def refuse_bomb(data: bytes) -> None:
    """Raises ValueError for a zip file (as `.docx` is one) that would unpack to more than 200 MB."""
    import zipfile

    try:
        with zipfile.ZipFile(BytesIO(data)) as opened:
            _refuse(opened.infolist())
    except _unreadable() as error:
        raise ValueError(f"is damaged: {error}") from None


def _refuse(members: list[ZipInfo]) -> None:
    # zipfile never reads more of a member than the size that the archive states.
    sizes = [member.file_size for member in members]
    if len(members) > _MOST_FILES or sum(sizes) > _MOST_BYTES or max(sizes, default=0) > _MOST_A_FILE:
        raise ValueError("would unpack to more than 200 MB, 50 MB a file or 5000 files")
    for member in members:
        name = member.filename
        parts = name.replace("\\", "/").split("/")
        if not parts[0] or ".." in parts or ":" in parts[0]:
            raise ValueError(f"has a name that is none, or leads out of it: {name!r}")


def _is_meant(name: str) -> bool:
    """Not what macOS and hidden folders add."""
    return not any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
