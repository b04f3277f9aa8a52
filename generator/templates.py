"""Templates: the environment they run in, and what goes wrong in them. Owner of Jinja2."""

from __future__ import annotations

import gettext
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from msgspec import Struct

from generator import figures, links, macros
from generator.compiling import Compiler, text
from generator.errors import Problem, TemplateError, did_you_mean
from generator.folding import fold
from generator.markdown import to_html
from generator.model import Picture
from generator.pages import (
    Archive,
    Article,
    EditionPage,
    FeedsPage,
    Frame,
    Front,
    Index,
    Listing,
    Missing,
    Page,
    Search,
    StandingView,
    StoryPage,
)
from generator.structured import json_ld
from generator.theme import Theme
from generator.translation import text_direction, translations

TEMPLATES: dict[type, str] = {
    Front: "front.html",
    Article: "article.html",
    EditionPage: "edition.html",
    StoryPage: "story.html",
    StandingView: "page.html",
    Listing: "list.html",
    Index: "index.html",
    Archive: "archive.html",
    FeedsPage: "feeds.html",
    Search: "search.html",
    Missing: "404.html",
}
_LOCALE = "locale"
_OBJECT = re.compile(r"'generator\.[\w.]+\.(\w+) object'")


class Look(Struct, frozen=True):
    """A theme and what all pages share: all that a page needs besides itself."""

    root: Path
    theme: Theme
    frame: Frame
    sandboxed: bool = True

    def __hash__(self) -> int:
        return hash(self.theme.digest)


def html(look: Look, page: Page, extra: Mapping[str, object]) -> str:
    """A page through its template. Raises TemplateError with file and line."""
    name = TEMPLATES[type(page.view)]
    environment = _environment(look)
    picture = look.frame.absolute(page.image or look.theme.assets.get("card.png", ""))
    data = json_ld(page, look.frame, look.frame.absolute(look.theme.assets.get("card.png", "/")))
    try:
        return environment.get_template(name).render(
            page=page,
            view=page.view,
            picture=picture,
            structured=Markup(data) if data else None,  # noqa: S704 - json_ld escapes `<`
            **extra,
        )
    except Exception as error:
        # Templates are programs: whatever they raise is the theme author's to see, with its place.
        raise TemplateError(_problem(error, name, page, look)) from error


@lru_cache(maxsize=1)
def _environment(look: Look) -> jinja2.Environment:
    """Templates and what they may call; compiled once in a process."""
    environment = (_Sandbox if look.sandboxed else _Environment)(
        loader=_loader(look.theme.folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    frame, theme = look.frame, look.theme
    words = translations(frame.language, *(f"{folder}/{_LOCALE}" for folder in theme.folders))
    _install(environment, words)

    @jinja2.pass_context
    def url(context: jinja2.runtime.Context, address: str) -> str:
        """The href for a place on the site, or an address on the web as it is; anything else leads nowhere."""
        return links.href(address, context["page"].url, frame)

    def asset(name: str) -> str:
        """The place of one of the theme's assets, for `url`."""
        if name not in theme.assets:
            known = did_you_mean(name, theme.assets) or f"known: {', '.join(theme.assets)}"
            raise LookupError(f"there is no asset {name!r}; {known}")
        return theme.assets[name]

    @jinja2.pass_context
    def embedded(context: jinja2.runtime.Context, name: str) -> str:
        """The href of an asset, or all of it as a `data:` address where it is a small picture."""
        return _embedded(theme, name) or links.href(asset(name), context["page"].url, frame)

    environment.globals.update(
        picture_of=_picture_of(frame),
        site=frame,
        url=url,
        absolute=frame.absolute,
        asset=asset,
        embedded=embedded,
        direction=text_direction,
        theme=theme.settings,
    )
    environment.filters["markdown"] = _markdown(frame)
    environment.globals[macros.REMEMBERED] = macros.remembering()
    environment.known = {"site": frame, "theme": theme.settings}
    environment.pure = {"absolute": frame.absolute, "asset": asset}
    environment.say = words.gettext
    environment.filters["absolute"] = frame.absolute
    if not frame.relative:
        rooted = _rooted(frame)
        environment.pure["url"] = environment.filters["url"] = rooted
        environment.pure["embedded"] = lambda name: _embedded(theme, name) or rooted(asset(name))
    return environment


def _embedded(theme: Theme, name: str) -> Markup | None:
    # Quoted for a URL, in which no character is left that HTML would read, but the single quotes.
    return Markup(theme.embedded[name]) if theme.embedded.get(name) else None  # noqa: S704


def _rooted(frame: Frame) -> Callable[[str], str]:
    """`url` where links are written from the host's root, and so depend on no page."""

    @lru_cache(maxsize=65536)
    def url(address: str) -> str:
        return links.href(address, "/", frame)

    return url


class _Environment(jinja2.Environment):
    """One that works out what is the same on every page when it compiles a template. Its templates and what they may
    call do not change any more once the first one is loaded.
    """

    code_generator_class = Compiler
    text = staticmethod(text)
    known: Mapping[str, Any]
    pure: dict[str, Callable[..., Any]]
    say: Callable[[str], str]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._loaded: dict[str, jinja2.Template] = {}
        self._steady_names: dict[str, set[str]] = {}

    def make_globals(self, d: Mapping[str, Any] | None) -> dict[str, Any]:
        return {**self.globals, **(d or {})}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> jinja2.Template:  # noqa: A002 - jinja2's name
        if globals is not None or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        if name not in self._loaded:
            self._loaded[name] = super().get_template(name, parent)
        return self._loaded[name]

    def compile(self, source: Any, name: str | None = None, filename: str | None = None, **rest: Any) -> Any:  # type: ignore[override] # its overloads are of no use here
        template = self._folded(self.parse(source, name, filename))
        macros.remember(template, self._steady(template), name or "")
        template = macros.part_imports(template, self._steady_in, self._imported)
        return super().compile(template, name, filename, **rest)

    def _folded(self, template: nodes.Template) -> nodes.Template:
        return fold(template, self, self.known, self.pure, self.say)

    def _steady(self, template: nodes.Template) -> list[nodes.Macro]:
        """Its macros that look at no page. The pictures in words of the editor's have sizes that a page brings."""
        rooted = ("picture_of",) if "url" in self.pure else ()
        return macros.steady(template, (*self.known, *self.pure, *rooted, "_", "ngettext"), ("markdown",))

    def _imported(self, template: str, macro: str) -> str:
        """A filter that calls another template's steady macro."""
        name = f"{template}:{macro}"

        def first(*args: Any, **named: Any) -> Any:
            self.filters[name] = found = getattr(self.get_template(template).module, macro)
            return found(*args, **named)

        self.filters.setdefault(name, first)
        return name

    def _steady_in(self, name: str) -> set[str]:
        """The names of another template's steady macros."""
        if name not in self._steady_names:
            try:
                source, file, _ = self.loader.get_source(self, name) if self.loader else ("", None, None)
            except jinja2.TemplateNotFound:
                # Whoever asked for it is told when the page is rendered.
                return set()
            steady = self._steady(self._folded(self.parse(source, name, file)))
            self._steady_names[name] = {macro.name for macro in steady}
        return self._steady_names[name]


class _Sandbox(_Environment, ImmutableSandboxedEnvironment):
    """One in which templates reach nothing but what they are given, and change nothing."""


def _markdown(frame: Frame) -> Callable[..., Markup]:
    @jinja2.pass_context
    def markdown(context: jinja2.runtime.Context, text: str) -> Markup:
        """Some words of the editor's as HTML, their links written from this page."""
        page = context["page"]
        shown = figures.illustrated(to_html(text, frame.markdown), page.pictures, frame.sizes)
        return Markup(links.rewrite(shown, page.url, frame))  # noqa: S704 - sanitised

    return markdown


def _picture_of(frame: Frame) -> Callable[..., Markup]:
    common = {shown.address: shown.picture for shown in frame.pictures}

    @jinja2.pass_context
    def image(context: jinja2.runtime.Context, shown: Picture | str, **attributes: object) -> Markup:
        """The element for a picture, or for the place of one that the theme brings or its settings name."""
        picture = shown if isinstance(shown, Picture) else common.get(shown, Picture(shown))
        here = context["page"].url if frame.relative else "/"
        # An address on the web is written as `url` writes it, so that none can be a script.
        known = picture if picture.url.startswith("/") else Picture(links.href(picture.url, here, frame))
        return Markup(links.rewrite(figures.element(known, attributes, frame.sizes), here, frame))  # noqa: S704 - escaped

    return image


def _loader(folders: Sequence[str]) -> jinja2.BaseLoader:
    """`base.html` is the first that there is; `broadsheet/base.html` is that theme's own, so that a template
    can extend the one that it replaces.
    """
    by_theme = {Path(folder).name: jinja2.FileSystemLoader(folder) for folder in folders}
    return jinja2.ChoiceLoader([jinja2.FileSystemLoader(folders), jinja2.PrefixLoader(by_theme)])


def _install(environment: jinja2.Environment, words: gettext.NullTranslations) -> None:
    install: Any = getattr(environment, "install_gettext_translations")  # noqa: B009 - added by the extension
    install(words, newstyle=True)


def _problem(error: Exception, name: str, page: Page, look: Look) -> Problem:
    message = getattr(error, "message", None) or str(error)
    file, line, hint = name, None, None
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(look.theme.folders):
            file, line = frame.filename, frame.lineno
    match error:
        case jinja2.TemplateSyntaxError():
            file, line = error.filename or error.name or name, error.lineno
            hint = "every {% if %}, {% for %} and {% block %} has its end, every {{ its }}"
        case jinja2.TemplateNotFound():
            message = f"there is no template {error.name!r}"
            hint = did_you_mean(str(error.name), _environment(look).list_templates(["html"]))
        case SecurityError():
            hint = "templates run in a sandbox; `theme_trust: full` in site.yaml lets them out"
        case jinja2.UndefinedError():
            message = _OBJECT.sub(r"\1", message)
            hint = "docs/themes.md lists what each template sees"
        case RecursionError():
            message = "extends or includes itself"
            hint = "take that {% extends %} or {% include %} out"
        case UnicodeDecodeError():
            message = "is not text in UTF-8"
            hint = "save it as UTF-8"
    message = f"{message.rstrip('.')}, while rendering {page.url}"
    return Problem(message=message, file=_shown(file, look), line=line, hint=hint)


def _shown(file: str, look: Look) -> str:
    """A template's path as its author knows it."""
    for folder in map(Path, look.theme.folders):
        path = folder / file
        if path.is_relative_to(folder) and path.is_file():
            prefix = folder.name if folder.parent == look.root else f"themes/{folder.name}"
            return f"{prefix}/{path.relative_to(folder).as_posix()}"
    return file
