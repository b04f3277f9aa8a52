"""From closed pages to bytes. Owner of Jinja2.

Rendering is a function of a job and a page, so pages can be rendered in any order and any process.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import jinja2
from markupsafe import Markup
from msgspec import Struct

from generator import feeds
from generator.addresses import output_path, url_path
from generator.content import read_body
from generator.errors import BroadsheetError, Problem, TemplateError, did_you_mean
from generator.markdown import to_html
from generator.output import Rendered, Target, put
from generator.pages import (
    Archive,
    Article,
    Copy,
    Feed,
    Frame,
    Front,
    Index,
    Listing,
    Missing,
    Page,
    Robots,
    Sitemap,
)
from generator.theme import Theme

_TEMPLATES: dict[type, str] = {
    Front: "front.html",
    Article: "article.html",
    Listing: "list.html",
    Index: "index.html",
    Archive: "archive.html",
    Missing: "404.html",
}
_ON_THE_WEB = ("https://", "http://", "mailto:", "tel:", "#")


class Job(Struct, frozen=True):
    """What all pages of a build need besides themselves."""

    root: Path
    target: Target
    theme: Theme
    frame: Frame

    def __hash__(self) -> int:
        return hash(self.theme.digest)


def render_batch(job: Job, pages: Sequence[Page]) -> Rendered:
    """Render pages and let those that are new or changed wait in the target.

    An article whose file cannot be read any more costs its own page. Raises TemplateError.
    """
    environment = _environment(job)
    files: dict[str, str] = {}
    changed: list[str] = []
    problems: list[Problem] = []
    for page in pages:
        path = output_path(page.url)
        try:
            data = render(job, environment, page)
        except TemplateError:
            raise
        except BroadsheetError as error:
            problems.extend(error.problems)
        else:
            files[path], is_changed = put(job.target, path, data)
            if is_changed:
                changed.append(path)
    return Rendered(files, tuple(changed), tuple(problems))


def render(job: Job, environment: jinja2.Environment, page: Page) -> bytes:
    """The bytes of one file of the site. Raises BroadsheetError."""
    match page.view:
        case Feed() as feed:
            return feeds.rss(page, feed, job.frame).encode()
        case Sitemap() as view:
            return feeds.sitemap(view, job.frame).encode()
        case Robots():
            return feeds.robots(job.frame).encode()
        case Copy() as copy:
            return _read(copy)
        case Article() as article:
            return _html(job, environment, page, {"body": Markup(_body(job, article))})  # noqa: S704 - to_html sanitises
    return _html(job, environment, page, {})


def _html(job: Job, environment: jinja2.Environment, page: Page, extra: dict[str, object]) -> bytes:
    name = _TEMPLATES[type(page.view)]
    try:
        template = environment.get_template(name)
        return template.render(page=page, view=page.view, **extra).encode()
    except Exception as error:
        # Templates are programs: whatever they raise is the theme author's to see, with its place.
        raise TemplateError(_template_problem(error, name, page, job)) from error


def _body(job: Job, article: Article) -> str:
    body = article.body
    text = read_body(job.root, body.path, body.digest)
    settings = job.frame.markdown
    return to_html(text, settings, verbatim=body.verbatim, imported=body.imported, base_path=job.frame.base_path)


def _read(copy: Copy) -> bytes:
    try:
        return Path(copy.path).read_bytes()
    except OSError as error:
        raise BroadsheetError(Problem(message=f"cannot be read: {error.strerror}", file=copy.name)) from None


@lru_cache(maxsize=1)
def _environment(job: Job) -> jinja2.Environment:
    """Templates and what they may call; compiled once in a process."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(job.theme.folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    frame, theme = job.frame, job.theme

    def url(address: str) -> str:
        """The href for a place on the site, or an address on the web as it is; anything else leads nowhere."""
        if address.startswith("/"):
            return frame.base_path + url_path(address)
        return address if address.lower().startswith(_ON_THE_WEB) else "#"

    def absolute(place: str) -> str:
        """The full address of a place on the site."""
        return frame.base_url + url_path(place)

    def asset(name: str) -> str:
        """The href of one of the theme's assets."""
        if name not in theme.assets:
            raise LookupError(
                f"there is no asset {name!r}; {did_you_mean(name, theme.assets) or 'known: ' + ', '.join(theme.assets)}"
            )
        return url(theme.assets[name])

    environment.globals.update(site=frame, url=url, absolute=absolute, asset=asset)
    return environment


def _template_problem(error: Exception, name: str, page: Page, job: Job) -> Problem:
    message = getattr(error, "message", None) or str(error)
    file, line, hint = name, None, None
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(job.theme.folders):
            file, line = frame.filename, frame.lineno
    match error:
        case jinja2.TemplateSyntaxError():
            file, line = error.filename or error.name or name, error.lineno
        case jinja2.TemplateNotFound():
            message = f"there is no template {error.name!r}"
            hint = did_you_mean(str(error.name), _environment(job).list_templates(["html"]))
        case RecursionError():
            message = "extends or includes itself"
        case UnicodeDecodeError():
            message = "is not text in UTF-8"
    return Problem(message=f"{message}, while rendering {page.url}", file=_shown(file, job), line=line, hint=hint)


def _shown(file: str, job: Job) -> str:
    """A template's path as its author knows it."""
    for folder in map(Path, job.theme.folders):
        path = folder / file
        if path.is_relative_to(folder) and path.is_file():
            prefix = folder.name if folder.parent == job.root else f"themes/{folder.name}"
            return f"{prefix}/{path.relative_to(folder).as_posix()}"
    return file
