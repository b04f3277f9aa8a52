"""Links to the web: which there are, where they were written, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from msgspec import Struct

from generator.check.fix import Repair
from generator.check.links import Spot, spot_of
from generator.check.material import Material
from generator.check.web import NO_HOST, Answer
from generator.errors import Problem

_GONE = frozenset({404, 410})


class Where(Struct, frozen=True):
    """Where an address was written, and where it is not known, a page that has it."""

    spot: Spot
    page: str = ""

    @property
    def told(self) -> str:
        """What a message adds to the address."""
        return "" if self.spot.file else f" on /{self.page.removesuffix('index.html')}"


def web_addresses(site: Material) -> dict[str, Where]:
    """Every address on the web that a page leads to or an entry names."""
    found: dict[str, Where] = {}
    for entry in site.entries:
        for field, address in (("link", entry.link), ("source", entry.source.url if entry.source else None)):
            if address and _plain(address) not in found:
                line = site.line_of(entry.path, address) or site.field_line(entry.path, field)
                found[_plain(address)] = Where(Spot(entry.path, line))
    # Pages of a file come first: there an address is found; what is on none of them is the theme's.
    for page in sorted(site.pages, key=lambda page: page.path not in site.origins):
        for address in (*page.links, *page.images):
            target = site.base.resolve(address, page.path)
            if target and target.external and target.external not in found:
                found[target.external] = Where(spot_of(address, page.path, site), page.path)
    return found


def web_problems(
    site: Material, spots: dict[str, Where], answers: dict[str, Answer]
) -> tuple[list[Problem], list[Repair]]:
    """What the web answered: problems, and those that a new address in `link:` solves."""
    reachable = any(answer.status for answer in answers.values())
    problems: list[Problem] = []
    for address, answer in sorted(answers.items()):
        if not answer.is_good:
            problems.append(_bad(address, answer, spots[address], reachable=reachable))
        elif answer.moved and answer.moved != address:
            problems.append(_moved(address, answer.moved, spots[address], fix=False))
    missing = len(spots.keys() - answers.keys())
    if missing:
        hint = "check again: answers are kept for a week, so the next check goes on from here"
        counted = "1 address on the web was" if missing == 1 else f"{missing} addresses on the web were"
        message = f"{counted} not asked: time was up, or the host wants to be left alone"
        problems.append(Problem(message=message, hint=hint, severity="warning"))
    repairs = list(_repairs(site, spots, answers))
    solved = {(repair.problem.file, repair.problem.message) for repair in repairs}
    return [problem for problem in problems if (problem.file, problem.message) not in solved], repairs


def _repairs(site: Material, spots: dict[str, Where], answers: dict[str, Answer]) -> Iterable[Repair]:
    for entry in site.entries:
        answer = answers.get(_plain(entry.link or ""))
        source = site.sources.get(entry.path)
        if not (entry.link and answer and source and answer.is_good and answer.moved):
            continue
        new = _with_anchor(answer.moved, entry.link)
        if new != entry.link and _is_certain(entry.link, new):
            spot = spots[_plain(entry.link)].spot
            line = spot.line if spot.file == entry.path else site.line_of(entry.path, entry.link)
            problem = _moved(_plain(entry.link), answer.moved, Where(Spot(entry.path, line)), fix=True)
            yield Repair(problem, entry.path, source.sha256, source.link_keys, entry.link, new)


def _bad(address: str, answer: Answer, where: Where, *, reachable: bool) -> Problem:
    """An address that is gone is an error; one that refuses us, or is silent now, may be well for readers."""
    gone = answer.status in _GONE or (answer.fault == NO_HOST and reachable)
    told = f"answers {answer.status}" if answer.status else answer.fault
    return Problem(
        message=f"{address}{where.told} {told}",
        file=where.spot.file,
        line=where.spot.line,
        hint="it may be in an archive such as web.archive.org" if gone else "see whether it opens in a browser",
        severity="error" if gone else "warning",
    )


def _moved(old: str, new: str, where: Where, *, fix: bool) -> Problem:
    hint = f"write {new}{'; --fix does' if fix else ''}"
    return Problem(
        message=f"{old}{where.told} has moved for good",
        file=where.spot.file,
        line=where.spot.line,
        hint=hint,
        severity="warning",
    )


def _is_certain(old: str, new: str) -> bool:
    """An article that is redirected to a front page is gone, and nothing is rewritten to be less secure."""
    before, after = urlsplit(old), urlsplit(new)
    to_front = after.path in {"", "/"} and before.path not in {"", "/"}
    return not to_front and not (before.scheme == "https" and after.scheme == "http")


def _with_anchor(new: str, old: str) -> str:
    anchor = urlsplit(old).fragment
    return f"{new}#{anchor}" if anchor and "#" not in new else new


def _plain(address: str) -> str:
    return urlsplit(address)._replace(fragment="").geturl()
