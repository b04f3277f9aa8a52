"""Pages that are no articles: About, Imprint and the like, from `content/pages/`."""

from __future__ import annotations

from pathlib import Path

from generator.config import Config
from generator.content import PAGES, find_in, read_text, stem, title_and_body
from generator.errors import BroadsheetError, Problem, read_each
from generator.fields import Fields
from generator.frontmatter import parse, problem_of
from generator.markdown import plain_paragraphs
from generator.model import StandingPage
from generator.slugs import slugify
from generator.words import summarise

_SUMMARY_REACH = 3000


def read_pages(root: Path, config: Config) -> tuple[list[StandingPage], list[Problem]]:
    """The pages in `content/pages/`, by path; a file that cannot be read costs only itself."""
    return read_each(lambda path: _read(path, read_text(root, path), config), find_in(root, PAGES))


def _read(path: str, text: str, config: Config) -> StandingPage:
    document = parse(text, path)
    fields = Fields(document.fields, config.zone, config.language)
    title, body = title_and_body(document)
    fields.text("title")
    page = StandingPage(
        path=path,
        slug=slugify(fields.text("slug") or stem(path)),
        title=title or stem(path).replace("-", " ").capitalize(),
        summary=fields.text("summary") or summarise(plain_paragraphs(body, _SUMMARY_REACH)),
        lang=fields.text("lang") or config.language,
        permalink=fields.text("permalink"),
        body=body,
        date=fields.moment("date"),
        draft=fields.draft(),
        params=fields.params,
    )
    if fields.errors:
        raise BroadsheetError(*(problem_of(path, document, error) for error in fields.errors))
    return page
