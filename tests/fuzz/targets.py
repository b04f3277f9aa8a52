"""What is fuzzed: functions of bytes that may refuse them with a reason, and raise nothing else."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from generator import content, seeds
from generator.config import Config, Markdown
from generator.configfile import load_config
from generator.errors import BroadsheetError
from generator.markdown import mentions, plain_paragraphs, to_html
from generator.seeds import ARCHIVE, READERS, SOURCES, SeedFile
from generator.textfile import decode
from generator.vocabulary import parse_vocabulary

CORPUS = Path(__file__).with_name("corpus")
CONFIG = Config()
SUFFIXES = (*READERS, ARCHIVE, SOURCES)
ENGINES = (Markdown(), Markdown(engine="python-markdown", extensions=("extra", "toc")))


def read_seed(data: bytes) -> None:
    """The first byte says of which kind the rest is. Every draft becomes an entry that can be read."""
    name = f"seed{SUFFIXES[data[0] % len(SUFFIXES)]}" if data else "seed.txt"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data[1:])
        found = seeds.read(SeedFile(name, path, None), CONFIG)
    for draft in found.drafts:
        entry = content.read("content/seed.md", content.entry_text(draft, "id"), CONFIG)
        assert entry.title.split() == draft.title.split()


def read_entry(data: bytes) -> None:
    with suppress(BroadsheetError):
        content.read("content/entry.md", _text(data), CONFIG)


def render_markdown(data: bytes) -> None:
    text = _text(data)
    for engine in ENGINES:
        page = to_html(text, engine)
        assert "<script" not in page.lower()
        to_html(text, engine, verbatim=True, imported=True)
    plain_paragraphs(text, 1000)
    mentions(text)


def read_configuration(data: bytes) -> None:
    """`site.yaml`, and the same bytes as `data/tags.yaml`."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "site.yaml").write_bytes(data)
        with suppress(BroadsheetError):
            load_config(Path(folder))
    with suppress(BroadsheetError):
        parse_vocabulary(_text(data))


def _text(data: bytes) -> str:
    """As a file is read; what is no text in any encoding is refused there."""
    try:
        return decode(data)
    except ValueError:
        return ""


TARGETS: dict[str, Callable[[bytes], None]] = {
    "seeds": read_seed,
    "front-matter": read_entry,
    "markdown": render_markdown,
    "configuration": read_configuration,
}
