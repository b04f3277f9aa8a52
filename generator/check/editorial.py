"""What an editor would notice on reading the digest through: titles, tags, sources, rights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from generator.check.fix import Repair
from generator.check.material import Material, Source
from generator.content import read_text, title_and_body
from generator.errors import BroadsheetError, Problem
from generator.frontmatter import parse
from generator.markdown import plain_paragraphs
from generator.model import Entry
from generator.plan.cards import rights
from generator.plan.taxonomy import by_tag
from generator.slugs import slugify

_LONG_SUMMARY = 500
"""Characters of an excerpt."""
_LARGE_SHARE = 4
"""An excerpt that is more than one part in so many of a text is no excerpt."""
_TEXT_REACH = 200_000
_MISSING: tuple[tuple[str, Callable[[Entry], object], str], ...] = (
    ("has no tags", lambda entry: entry.tags, "a tag leads readers on to more of the same"),
    ("has no summary", lambda entry: entry.summary, "write `summary:`, or a body that can be summed up"),
    ("has no date", lambda entry: entry.date, "without `date:` it is in no feed and no archive"),
)


def duplicate_titles(site: Material) -> Iterator[Problem]:
    """Articles that readers cannot tell apart in a list."""
    first: dict[str, Entry] = {}
    for entry in site.entries:
        other = first.setdefault(" ".join(entry.title.casefold().split()), entry)
        if other is not entry:
            yield Problem(
                message=f"has the title of {other.path}: {entry.title!r}",
                file=entry.path,
                line=site.field_line(entry.path, "title"),
                severity="warning",
            )


def rare_tags(site: Material, *, name_all: bool) -> Iterator[Problem]:
    """One warning about all tags that lead from their article nowhere else."""
    once = [term.label for term in by_tag(site.entries).values() if len(term.entries) == 1]
    if once:
        yield Problem(
            message=f"{len(once)} tags are used once" if len(once) > 1 else "1 tag is used once",
            hint=", ".join(once) if name_all else "-v lists them",
            severity="warning",
        )


def near_tags(site: Material) -> Iterator[Problem]:
    """Tags that are one word in two spellings: `E-mail` and `Emails`."""
    groups: dict[str, list[str]] = {}
    terms = by_tag(site.entries)
    for slug in terms:
        groups.setdefault("".join(_singular(word) for word in slug.split("-")), []).append(slug)
    for slugs in groups.values():
        if len(slugs) > 1:
            ranked = sorted((terms[slug] for slug in slugs), key=lambda term: (-len(term.entries), term.label))
            counted = " and ".join(f"{term.label!r} ({len(term.entries)})" for term in ranked)
            yield Problem(
                message=f"the tags {counted} are nearly the same",
                file=ranked[-1].entries[0].path,
                line=site.field_line(ranked[-1].entries[0].path, "tags"),
                hint=f"write {ranked[0].label!r} in all of them",
                severity="warning",
            )


def gaps(site: Material) -> Iterator[Problem]:
    """Entries without tags, summary or date."""
    for message, stated, hint in _MISSING:
        for entry in site.entries:
            if not stated(entry):
                yield Problem(message=message, file=entry.path, hint=hint, severity="warning")


def without_original(site: Material) -> Iterator[Problem]:
    """Entries that name their source and do not lead to it."""
    for entry in site.entries:
        if entry.source and not entry.link:
            yield Problem(
                message=f"is from {entry.source.name} and has no link to the original",
                file=entry.path,
                line=site.field_line(entry.path, "source"),
                hint="write the original's address: `link: https://…`",
                severity="warning",
            )


def long_excerpts(site: Material) -> Iterator[Problem]:
    """Excerpts that show more than an excerpt may."""
    for entry in site.entries:
        allowed = rights(entry, site.config)
        if allowed == "full" or not entry.summary:
            continue
        length, whole = len(entry.summary), _text_length(site, entry)
        fault = ""
        if length > _LONG_SUMMARY:
            fault = f"{length} characters long, more than {_LONG_SUMMARY}"
        elif length * _LARGE_SHARE > whole > 0:
            fault = f"{length * 100 // whole} % of the text, more than a quarter"
        if fault:
            yield Problem(
                message=f"only an {allowed} may be shown, and its summary is {fault}"
                if allowed == "excerpt"
                else f"only a link may be shown, and its summary is {fault}",
                file=entry.path,
                line=site.field_line(entry.path, "summary"),
                hint="write a shorter `summary:`",
                severity="warning",
            )


def tag_spellings(site: Material) -> Iterator[Repair]:
    """Tags with blanks around them, and tags that differ from most of their kind in capitals alone."""
    house = {slug: term.label for slug, term in by_tag(site.entries).items()}
    counts = Counter(label for entry in site.entries for label in entry.tags)
    for entry in site.entries:
        source = site.sources.get(entry.path)
        if source is None:
            continue
        for tag in source.padded_tags:
            yield _repair(site, source, tag, tag.strip(), f"the tag {tag!r} has blanks around it")
        for tag in entry.tags:
            label = house[slugify(tag)]
            # Of two spellings used equally often neither is certain to be the one that is meant.
            if tag != label and tag.casefold() == label.casefold() and counts[label] > counts[tag]:
                yield _repair(site, source, tag, label, f"the tag {tag!r} is written {label!r} elsewhere")


def _repair(site: Material, source: Source, old: str, new: str, message: str) -> Repair:
    line = site.field_line(source.path, source.tag_keys[0]) if source.tag_keys else None
    hint = f"write {new!r}; --fix does"
    problem = Problem(message=message, file=source.path, line=line, hint=hint, severity="warning")
    return Repair(problem, source.path, source.sha256, source.tag_keys, old, new)


def _text_length(site: Material, entry: Entry) -> int:
    try:
        _, body = title_and_body(parse(read_text(site.root, entry.path), entry.path))
    except BroadsheetError:
        return 0
    return sum(map(len, plain_paragraphs(body, _TEXT_REACH)))


def _singular(word: str) -> str:
    """A word without its English plural; both spellings must be there for this to matter."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
