"""The pictures of a site: which files its texts mean, how big they are, the copies that weigh less, and the
social cards of its articles.

All that is known before pages are planned, so that a page says everything about its pictures itself. What
costs time is done once for each file: facts and copies are kept under `.cache/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator import dates
from generator.config import Config, Rights
from generator.documents import Copy
from generator.errors import ConfigError, Problem
from generator.executors import Workers
from generator.figures import addresses
from generator.model import Edition, Entry, Picture, Shown, StandingPage
from generator.pictures import cards, copies
from generator.pictures.cards import Card
from generator.pictures.copies import Wanted
from generator.pictures.files import MADE, Facts, Found, Note, find, recall, remember, survey
from generator.timeline import Timeline

__all__ = ["Pictures", "Texts", "gather", "lead"]

_EXTRA = "pip install 'broadsheet[images]'"
_ASSETS = "assets/"
_ACCENT = "#8a1c13"
# What one of these costs, as a number of pages.
_ENCODING, _DRAWING = 400, 100


class Texts(Struct, frozen=True, kw_only=True):
    """Where pictures are looked for: in what the editor writes (entries with what may be shown of them), and in
    the settings of the theme. `copies` are the files that are published as they are, with their places.
    """

    entries: Sequence[tuple[Entry, Rights]]
    editions: Sequence[Edition]
    standing: Sequence[StandingPage]
    copies: Sequence[tuple[str, Copy]]
    settings: Mapping[str, Any]


class Pictures(Struct, frozen=True, kw_only=True):
    """What pages show: by the path of the file that shows it, the leading pictures by the path of their entry;
    the places of social cards by the id of theirs. `common` are those of the theme and its settings. `copies`
    are the files to publish, with their places.
    """

    shown: dict[str, tuple[Shown, ...]] = {}
    leads: dict[str, Picture] = {}
    common: tuple[Shown, ...] = ()
    cards: dict[str, str] = {}
    copies: tuple[tuple[str, Copy], ...] = ()
    problems: tuple[Problem, ...] = ()


class _Found(Struct, frozen=True):
    """The files that were found, as `Pictures` has the pictures."""

    shown: dict[str, dict[str, Found]]
    leads: dict[str, Found]
    common: dict[str, Found]

    @property
    def files(self) -> dict[str, Found]:
        groups = (*self.shown.values(), self.leads, self.common)
        return {found.path: found for group in groups for found in group.values()}


class _Work(Struct, frozen=True):
    """The copies that each file shall have, by its path, and the cards that entries shall have, by their id."""

    copies: dict[str, Wanted]
    cards: dict[str, tuple[str, Card]]


def gather(
    root: Path, config: Config, texts: Texts, workers: Workers, timeline: Timeline, *, use_cache: bool
) -> Pictures:
    """Find every picture of a site, and make what is missing of copies and cards.

    Raises ConfigError when these are asked for and cannot be made.
    """
    with timeline.stage("pictures") as advance:
        note = recall(root, use_cache=use_cache)
        fonts = _fonts(root, config)
        found = _find(root, config, texts)
        known, problems = survey((*found.files.values(), *fonts), note)
        facts = {path: each.facts for path, each in known.items()}
        work = _work(config, texts, found.files, facts, fonts)
        made, more = _make(root, work, fonts, note, workers, advance)
    if use_cache and (known != note.files or made != note.made):
        remember(root, known, made)
    return _pictures(root, found, facts, work, made, (*problems, *more))


def lead(entry: Entry, root: Path, copies: Mapping[str, Copy]) -> Found | None:
    """The file of an entry's leading picture: beside the entry, else on the site."""
    if not entry.image:
        return None
    return find(entry.image, entry.path, root, copies) or find(f"/{entry.image}", entry.path, root, copies)


def _find(root: Path, config: Config, texts: Texts) -> _Found:
    published = dict(texts.copies)

    def found(named: Iterable[str], beside: str) -> dict[str, Found]:
        files = ((address, find(address, beside, root, published)) for address in named)
        return {address: file for address, file in files if file}

    shown = {path: files for path, named in _named(config, texts) if named and (files := found(named, path))}
    leads = {entry.path: file for entry, _ in texts.entries if (file := lead(entry, root, published))}
    settings = (value for value in texts.settings.values() if isinstance(value, str) and value.startswith("/"))
    assets = (place for place, copy in texts.copies if copy.name.startswith(_ASSETS))
    return _Found(shown, leads, found((*assets, *settings), ""))


def _named(config: Config, texts: Texts) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The path of each file that may show pictures, and their addresses in it."""
    for entry, rights in texts.entries:
        yield entry.path, entry.pictures if rights == "full" else addresses(entry.note or "", config.markdown)
    for edition in texts.editions:
        if edition.path:
            written = "\n\n".join((edition.intro, *edition.notes.values()))
            yield edition.path, addresses(written, config.markdown)
    for page in texts.standing:
        yield page.path, addresses(page.body, config.markdown)


def _work(
    config: Config, texts: Texts, files: Mapping[str, Found], facts: Mapping[str, Facts], fonts: Sequence[Found]
) -> _Work:
    """What a site asks for, whether it is there already or not."""
    wanted: dict[str, Wanted] = {}
    drawn: dict[str, tuple[str, Card]] = {}
    if config.images.responsive:
        engine = _engine("images.responsive", "pillow")
        # A theme's own pictures are as small as its author wants them.
        own = ((path, file) for path, file in files.items() if not file.name.startswith(_ASSETS))
        asked = ((path, copies.wanted(file, facts[path], config.images, engine)) for path, file in own)
        wanted = {path: one for path, one in asked if one}
    if config.social_cards:
        engine = _engine("social_cards", "pillow", "fontpkg-noto-serif")
        letters = "\0".join(facts[font.path].sha256 for font in fonts)
        for entry, rights in texts.entries:
            if rights != "link" and not entry.image:
                card = _card(entry, config, texts.settings)
                drawn[entry.id] = cards.named(card, letters, engine), card
    return _Work(wanted, drawn)


def _card(entry: Entry, config: Config, settings: Mapping[str, Any]) -> Card:
    accent = settings.get("accent")
    below = (
        entry.source.name if entry.source else None,
        dates.long_day(entry.date.day, config.locale) if entry.date else None,
    )
    colour = str(accent.get("light", _ACCENT)) if isinstance(accent, dict) else _ACCENT
    return Card(entry.title, config.title, tuple(filter(None, below)), colour)


def _make(
    root: Path, work: _Work, fonts: Sequence[Found], note: Note, workers: Workers, advance: Callable[[int], None]
) -> tuple[dict[str, str], list[Problem]]:
    """Everything that was ever made, and what went wrong; only what is not there yet costs time."""
    folder = root / MADE
    there = {path.name for path in folder.glob("*")}
    made = {name: digest for name, digest in note.made.items() if not digest or name in there}
    encode = [one for one in work.copies.values() if not made.keys() >= set(one.names)]
    draw = [card for card in dict(work.cards.values()).items() if card[0] not in made]
    problems: list[Problem] = []
    if encode or draw:
        folder.mkdir(parents=True, exist_ok=True)
    for batch in (
        *workers.run(partial(copies.encode_batch, folder), encode, advance, weight=_ENCODING),
        *workers.run(
            partial(cards.draw_batch, folder, [Path(font.path) for font in fonts]), draw, advance, weight=_DRAWING
        ),
    ):
        made |= batch.files
        problems += batch.problems
    without = sum(not made[name] for name, _ in work.cards.values())
    if without:
        problems.append(_letterless(without))
    return made, problems


def _pictures(
    root: Path,
    found: _Found,
    facts: Mapping[str, Facts],
    work: _Work,
    made: Mapping[str, str],
    problems: tuple[Problem, ...],
) -> Pictures:
    """What was found and made, as pages show it."""

    def picture(file: Found) -> Picture:
        known, wanted = facts[file.path], work.copies.get(file.path)
        return Picture(
            file.place, known.width or None, known.height or None, copies.renditions(wanted, made) if wanted else ()
        )

    def shown(files: Mapping[str, Found]) -> tuple[Shown, ...]:
        return tuple(Shown(address, picture(file)) for address, file in files.items())

    placed = [
        *((copies.PLACE + name, name) for wanted in work.copies.values() for name in wanted.names if made.get(name)),
        *((cards.PLACE + name, name) for name in dict(work.cards.values()) if made[name]),
    ]
    own = {file.place: file for file in found.files.values() if file.name.startswith("content/")}
    return Pictures(
        shown={path: shown(files) for path, files in found.shown.items()},
        leads={path: picture(file) for path, file in found.leads.items()},
        common=shown(found.common),
        cards={entry: cards.PLACE + name for entry, (name, _) in work.cards.items() if made[name]},
        copies=(
            *((place, Copy(file.name, file.path, facts[file.path].sha256)) for place, file in sorted(own.items())),
            *((place, Copy(f"{MADE}/{name}", str(root / MADE / name), made[name])) for place, name in sorted(placed)),
        ),
        problems=problems,
    )


def _fonts(root: Path, config: Config) -> list[Found]:
    """The fonts that a site adds. Raises ConfigError for one that is not there."""
    stated = config.social_card_fonts if config.social_cards else ()
    for name in stated:
        if not (root / name).is_file():
            hint = "write its path from the site's folder: fonts/NotoSansJP.ttf"
            raise ConfigError(
                Problem(message=f"social_card_fonts: there is no file {name}", file="site.yaml", hint=hint)
            )
    return [Found("", name, str(root / name)) for name in stated]


def _engine(key: str, *packages: str) -> str:
    """The packages that make what `key` asks for, with their versions. Raises ConfigError without them."""
    try:
        return " ".join(f"{package} {version(package)}" for package in packages)
    except PackageNotFoundError as error:
        message = f"{key} needs the package {error.name}, which is not installed"
        raise ConfigError(Problem(message=message, file="site.yaml", hint=_EXTRA)) from None


def _letterless(number: int) -> Problem:
    articles = "the title of one article" if number == 1 else f"the titles of {number} articles"
    hint = "name a font file that has the letters in social_card_fonts"
    message = f"no font has the letters of {articles}; there the theme's own picture stands for the page"
    return Problem(message=message, file="site.yaml", hint=hint, severity="warning")
