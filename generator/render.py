"""From closed pages to bytes. Rendering is a function of a job and a page, so pages can be rendered in any
order and any process.
"""

from __future__ import annotations

import hashlib
import html
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec
from markupsafe import Markup
from msgspec import Struct

from generator import figures, links, templates
from generator.addresses import output_path, url_path
from generator.config import Config
from generator.content import read_body
from generator.documents import (
    Body,
    Copy,
    Feed,
    FeedItem,
    FeedList,
    Headers,
    NewsSitemap,
    Redirect,
    Redirects,
    Robots,
    Sitemap,
    SitemapIndex,
    WebManifest,
)
from generator.errors import BroadsheetError, Problem, TemplateError
from generator.feeds.atom import atom, atom_entry
from generator.feeds.jsonfeed import json_feed, json_item
from generator.feeds.opml import opml
from generator.feeds.rss import rss, rss_item
from generator.feeds.sitemaps import news_sitemap, robots, sitemap, sitemap_index
from generator.feeds.webmanifest import web_manifest
from generator.fingerprints import Fingerprints
from generator.hosting import headers_file
from generator.markdown import to_html
from generator.output import Rendered, Target, put
from generator.pages import Article, Frame, Page, StandingView
from generator.templates import Look

_FORMATS = {"rss": (rss, rss_item), "atom": (atom, atom_entry), "json": (json_feed, json_item)}


class Job(Struct, frozen=True):
    """What all pages of a build need besides themselves."""

    target: Target
    look: Look
    fingerprints: Fingerprints
    known: Mapping[str, tuple[str, str]]
    """Fingerprint and digest of each file that is in the output as it was left there."""


def render_batch(job: Job, pages: Sequence[Page]) -> Rendered:
    """Render the pages whose fingerprint is new, and let files that are new or changed wait in the target.

    An article whose file cannot be read any more costs its own page. Raises TemplateError.
    """
    files: dict[str, str] = {}
    fingerprints: dict[str, str] = {}
    changed: list[str] = []
    problems: list[Problem] = []
    spent: dict[str, tuple[int, float]] = {}
    for page in pages:
        begun, path = time.perf_counter(), output_path(page.url)
        fingerprint = job.fingerprints.of(page)
        known, digest = job.known.get(path, ("", ""))
        if known == fingerprint:
            files[path], fingerprints[path] = digest, fingerprint
            continue
        try:
            data = render(job.look, page)
        except TemplateError:
            raise
        except BroadsheetError as error:
            problems.extend(error.problems)
        else:
            files[path], is_changed = put(job.target, path, data)
            fingerprints[path] = fingerprint
            if is_changed:
                changed.append(path)
        kind = templates.TEMPLATES.get(type(page.view)) or type(page.view).__name__
        number, seconds = spent.get(kind, (0, 0.0))
        spent[kind] = number + 1, seconds + time.perf_counter() - begun
    return Rendered(files, tuple(changed), tuple(problems), fingerprints, spent)


def made_by(look: Look, program: str) -> bytes:
    """What all pages of a look depend on, as a key for their fingerprints; `program` stands for ours."""
    # JSON has one word for all numbers that are none.
    decisive = [program, str(look.root), look.theme, look.frame, repr((look.theme.settings, look.frame.params))]
    return hashlib.sha256(msgspec.json.encode(decisive)).digest()


def planned_with(key: bytes, config: Config) -> bytes:
    """The same for what is planned: also what pages are made with."""
    return hashlib.sha256(key + msgspec.json.encode([config, repr(config.params)])).digest()


def render(look: Look, page: Page) -> bytes:
    """The bytes of one file of the site. Raises BroadsheetError."""
    if isinstance(page.view, Copy):
        return _read(page.view)
    return (_document(look, page) or _page(look, page)).encode()


def _document(look: Look, page: Page) -> str | None:
    """What is written without a template; None for a page that has one."""
    frame, view = look.frame, page.view
    match view:
        case Feed():
            text = _FORMATS[view.format][0](page, view, frame, [_item(look, view.format, each) for each in view.items])
        case FeedList():
            text = opml(view, frame)
        case Sitemap():
            text = sitemap(view, frame)
        case SitemapIndex():
            text = sitemap_index(view, frame)
        case NewsSitemap():
            text = news_sitemap(view, frame)
        case Robots():
            text = robots(frame)
        case WebManifest():
            text = web_manifest(frame, look.theme)
        case Redirect():
            text = _redirect(page, view.to, frame)
        case Redirects() | Headers():
            text = _for_hosts(view, frame)
        case _:
            return None
    return text


def _for_hosts(view: Redirects | Headers, frame: Frame) -> str:
    if isinstance(view, Headers):
        return headers_file(frame.base_path, view.lasting)
    return "".join(f"{_target(old, frame)} {_target(new, frame)} {code}\n" for old, new, code in view.lines)


def _page(look: Look, page: Page) -> str:
    match page.view:
        case Article(body=body) if body:
            made = _with_body(look, page, _html(look.root, body, look.frame))
        case StandingView(body=text):
            made = _with_body(look, page, to_html(text, look.frame.markdown))
        case _:
            made = templates.html(look, page, {})
    return figures.unhurried(made)


def _with_body(look: Look, page: Page, body: str) -> str:
    shown = links.rewrite(figures.illustrated(body, page.pictures, look.frame.sizes), page.url, look.frame)
    return templates.html(look, page, {"body": Markup(shown)})  # noqa: S704 - to_html sanitises


@lru_cache(maxsize=4096)
def _item(look: Look, form: str, item: FeedItem) -> str:
    """An article stands in many feeds: of the site, of its tags, its source."""
    return _FORMATS[form][1](item, look.frame, _content(look, item))


# The feeds of a page in their formats come one after the other.
@lru_cache(maxsize=256)
def _content(look: Look, item: FeedItem) -> str | None:
    if item.body is None:
        return None
    text = figures.illustrated(_html(look.root, item.body, look.frame), item.pictures)
    return links.absolute(text, item.url, look.frame)


def forget() -> None:
    """Drop what is kept for the feeds of one build; a process that builds again and again would keep it all."""
    _item.cache_clear()
    _content.cache_clear()


def _html(root: Path, body: Body, frame: Frame) -> str:
    text = read_body(root, body.path, body.digest)
    return to_html(text, frame.markdown, verbatim=body.verbatim, imported=body.imported)


def _redirect(page: Page, to: str, frame: Frame) -> str:
    """A page that leads on without a script (WHATWG HTML, section 4.2.5.3, refresh)."""
    address = html.escape(links.href(to, page.url, frame))
    canonical = html.escape(frame.absolute(to))
    return (
        f'<!doctype html>\n<html lang="{frame.language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(page.title)}</title>\n"
        f'<meta http-equiv="refresh" content="0; url={address}">\n<link rel="canonical" href="{canonical}">\n'
        f'<meta name="robots" content="noindex">\n</head>\n<body>\n<p><a href="{address}">{canonical}</a></p>\n'
        "</body>\n</html>\n"
    )


def _target(address: str, frame: Frame) -> str:
    """An address from the host's root, or on the web, without blanks."""
    return frame.base_path + url_path(address) if address.startswith("/") else links.href(address, "/", frame)


def _read(copy: Copy) -> bytes:
    if copy.text is not None:
        return copy.text.encode()
    try:
        return Path(copy.path).read_bytes()
    except OSError as error:
        raise BroadsheetError(Problem(message=f"cannot be read: {error.strerror}", file=copy.name)) from None
