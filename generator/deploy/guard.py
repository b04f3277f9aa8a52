"""What keeps a deploy back until somebody has had a second look."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec import Struct

from generator.config import Config
from generator.deploy.built import Built
from generator.deploy.changes import Changes
from generator.deploy.deployed import Deployed
from generator.deploy.limits import exceeded
from generator.errors import Problem
from generator.targets import Settings

_MOST_DELETES = 256
_SHARE = 10
"""A tenth of the site."""
_ALWAYS_FINE = 32
"""Deletes; one article with tags of its own has as many pages and feeds."""
_EXAMPLES = ("example.org", "example.com", "example.net")
_SHOWN = 3


class News(Struct, frozen=True, kw_only=True):
    """What subscribers will see of a deploy: items that are new, and old ones that come again as if they were."""

    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()


class Verdict(Struct, frozen=True, kw_only=True):
    """Problems that nothing gets past, those that a confirmation gets past, and those that are only told."""

    final: tuple[Problem, ...]
    open: tuple[Problem, ...]
    told: tuple[Problem, ...]


def judge(
    config: Config, settings: Settings, built: Built, changes: Changes, before: Deployed | None, max_deletes: int | None
) -> Verdict:
    """Whether the built site should take the place of what was deployed before."""
    limits = list(exceeded(settings, built))
    final = [*_nothing(built), *(problem for problem in limits if problem.severity == "error")]
    open_ = [*_as_made(config, built), *_deletes(changes, before, max_deletes), *_feeds(news(built, before))]
    told = [*(problem for problem in limits if problem.severity == "warning"), *_strangers(built)]
    return Verdict(final=tuple(final), open=tuple(open_), told=tuple(told))


def news(built: Built, before: Deployed | None) -> News:
    """Compare the ids in the feeds with those that readers have seen.

    An item comes again when its address was known by another id, or when an old one returns to the site's feed
    without another making room for it, as after a feed was made longer. The first deploy has news only.
    """
    known = before or Deployed()
    addresses = set(known.items.values())
    unknown = {key: url for key, url in built.items.items() if key not in known.items}
    renamed = [url for url in unknown.values() if url in addresses]
    returned = [key for key in built.feed if key in known.items and key not in known.feed]
    gone = [key for key in known.feed if key not in built.feed]
    again = renamed + ([built.items.get(key, key) for key in returned] if len(returned) > len(gone) else [])
    return News(new=tuple(url for url in unknown.values() if url not in addresses), again=tuple(again))


def most_deletes(deployed: int) -> int:
    """How many files may go without a question, of those that are there."""
    return min(_MOST_DELETES, max(deployed // _SHARE, _ALWAYS_FINE))


def _nothing(built: Built) -> Iterator[Problem]:
    if not any(path.endswith(".html") for path in built.files):
        yield Problem(message="the built site is empty", hint="`broadsheet build` says why")


def _as_made(config: Config, built: Built) -> Iterator[Problem]:
    made = built.made
    host = urlsplit(made.base_url or config.base_url).hostname or ""
    if made.errors:
        message = f"the site was built with {made.errors} {'error' if made.errors == 1 else 'errors'}"
        yield Problem(message=message, hint="`broadsheet build` tells them; --confirm deploys all the same")
    if made.previews:
        message = f"the site was built with {made.previews} drafts or pieces whose day has not come"
        yield Problem(message=message, hint="build without --drafts and --future")
    if made.base_url and made.base_url != config.base_url:
        message = f"the site was built for {made.base_url}, not for {config.base_url}"
        yield Problem(message=message, hint="build again: `broadsheet build`, or --build")
    elif host.endswith((".example", *_EXAMPLES)) or host == "localhost":
        message = f"base_url is still an example: {config.base_url}"
        yield Problem(message=message, file="site.yaml", hint="write the address that the site will have; then build")


def _deletes(changes: Changes, before: Deployed | None, max_deletes: int | None) -> Iterator[Problem]:
    number = len(changes.removed)
    allowed = most_deletes(len(before.files) if before else 0) if max_deletes is None else max_deletes
    if number > allowed:
        message = f"{number} files would be deleted, and {allowed} may be"
        yield Problem(message=message, hint=f"if they should go: --max-deletes {number}, or --confirm")


def _feeds(seen: News) -> Iterator[Problem]:
    if seen.again:
        number = len(seen.again)
        named = ", ".join(seen.again[:_SHOWN]) + (", …" if number > _SHOWN else "")
        message = f"subscribers would see {number} old {'item' if number == 1 else 'items'} again: {named}"
        hint = "an entry's `id` should never change, nor an old one return; --confirm deploys all the same"
        yield Problem(message=message, hint=hint)


def _strangers(built: Built) -> Iterator[Problem]:
    if built.strangers:
        number = len(built.strangers)
        named = ", ".join(built.strangers[:_SHOWN]) + (", …" if number > _SHOWN else "")
        noun = "file in the output folder stays" if number == 1 else "files in the output folder stay"
        message = f"{number} {noun} here: {named}"
        yield Problem(message=message, hint="what belongs to the site goes into static/", severity="warning")
