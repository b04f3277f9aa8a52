"""The catalogues of `generator/locale/`, and whole sites in languages other than English."""

from __future__ import annotations

import ast
import gettext
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from bs4 import BeautifulSoup
from jinja2.ext import babel_extract
from msgspec import Struct

from generator.translation import Words, text_direction, translations
from tests.sites import REPOSITORY, Site, entry_text

LOCALE = REPOSITORY / "generator/locale"
LANGUAGES = sorted(path.stem for path in LOCALE.glob("*.po"))
PLANNING = REPOSITORY / "generator/plan"
THEMES = REPOSITORY / "themes"

MessageId = str | tuple[str, str]
"""A message; its singular and plural where it counts."""

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"https?://\S+")
_COUNTED = {"num", "number"}


# What there is to translate


@lru_cache
def messages() -> frozenset[MessageId]:
    """All that pages say, in English."""
    code = {message for path in PLANNING.rglob("*.py") for message in _of_code(path)}
    return frozenset(code | {message for path in THEMES.rglob("*.html") for message in _of_template(path)})


def _of_code(path: Path) -> Iterator[MessageId]:
    """`say("…")` and `count("one", "many", number)`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if name == "say":
            assert texts, f"{path}:{node.lineno}: only a text that is written out can be translated"
            yield texts[0]
        elif name == "count" and len(texts) == 2:
            yield texts[0], texts[1]


def _of_template(path: Path) -> Iterator[MessageId]:
    with path.open("rb") as file:
        found = list(babel_extract(file, ["_", "ngettext"], [], {"silent": "false"}))
    for line, function, said, _ in found:
        texts = [text for text in (said if isinstance(said, tuple) else [said]) if text]
        plural = function == "ngettext"
        assert len(texts) == 1 + plural, f"{path}:{line}: only a text that is written out can be translated"
        yield (texts[0], texts[1]) if plural else texts[0]


def identity(message: Message) -> MessageId:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def english(message: Message) -> str:
    """A message; its plural where it counts."""
    return message.id if isinstance(message.id, str) else message.id[1]


def forms(message: Message) -> list[str]:
    """A translation; all its plural forms where the message counts."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


@lru_cache
def catalogue(language: str) -> Catalog:
    with (LOCALE / f"{language}.po").open("rb") as file:
        return read_po(file, abort_invalid=True)


def translated(language: str) -> list[Message]:
    """All but the header."""
    return [message for message in catalogue(language) if message.id]


def test_there_are_messages_and_languages() -> None:
    assert {"Home", "Read the original", "You’re caught up.", ("%(num)s minute", "%(num)s minutes")} <= messages()
    assert {"ar", "de", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "tr", "zh"} <= set(LANGUAGES)


def test_only_planning_has_words() -> None:
    """babel.cfg looks for them there, because elsewhere `count` is the method of strings and bytes."""
    sources = {path.relative_to(REPOSITORY).as_posix(): path for path in (REPOSITORY / "generator").rglob("*.py")}
    users = [name for name, path in sources.items() if "import Words" in path.read_text(encoding="utf-8")]
    assert users
    assert all(name.startswith("generator/plan/") for name in users), users


def test_what_translators_extract_is_the_same(tmp_path: Path) -> None:
    """The command of docs/languages.md."""
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "-q"]
    command = ["extract", "-F", "babel.cfg", "-k", "say", "-k", "count:1,2", "-o", str(tmp_path / "words.pot"), "."]
    subprocess.run([*pybabel, *command], cwd=REPOSITORY, check=True, timeout=60)
    with (tmp_path / "words.pot").open("rb") as file:
        assert {identity(message) for message in read_po(file) if message.id} == messages()


# The catalogues


@pytest.mark.parametrize("language", LANGUAGES)
class TestCatalogue:
    def test_has_every_message_and_no_other(self, language: str) -> None:
        found = {identity(message) for message in translated(language)}
        assert messages() - found == set(), "not translated yet: add these"
        assert found - messages() == set(), "no page says this any more: remove these"

    def test_translates_every_message(self, language: str) -> None:
        empty = [message.id for message in translated(language) if not all(map(str.strip, forms(message)))]
        assert empty == []
        assert [message.id for message in translated(language) if message.fuzzy] == []

    def test_keeps_placeholders(self, language: str) -> None:
        """A plural form for one number alone may say it in a word, as the Arabic dual does."""
        choose = gettext.c2py(catalogue(language).plural_expr)
        chosen = [choose(number) for number in range(200)]
        for message in translated(language):
            needed = sorted(_PLACEHOLDER.findall(english(message)))
            for form, text in enumerate(forms(message)):
                found = sorted(_PLACEHOLDER.findall(text))
                unsaid = _COUNTED if message.pluralizable and chosen.count(form) == 1 else set()
                assert found in (needed, [name for name in needed if name not in unsaid]), text
                assert "%" not in _PLACEHOLDER.sub("", text), text

    def test_has_no_markup(self, language: str) -> None:
        """Translations are put into pages and attributes as they are."""
        texts = [text for message in translated(language) for text in forms(message)]
        assert [text for text in texts if set(text) & set('<>&"')] == []

    def test_ends_sentences(self, language: str) -> None:
        for message in translated(language):
            for text in forms(message):
                assert text == text.strip(), text
                assert not english(message).endswith(".") or text.endswith((".", "。")), text

    def test_counts_as_the_language_does(self, language: str) -> None:
        read = catalogue(language)
        for message in translated(language):
            assert len(forms(message)) == (read.num_plurals if message.pluralizable else 1), message.id
        choose, category = gettext.c2py(read.plural_expr), Locale.parse(language).plural_form
        pairs = {(category(number), choose(number)) for number in range(200)}
        assert len({name for name, _ in pairs}) == len({form for _, form in pairs}) == len(pairs) == read.num_plurals

    def test_is_read(self, language: str) -> None:
        assert str(catalogue(language).locale) == language
        assert [Words(language).say("Search")] == forms(next(m for m in translated(language) if m.id == "Search"))


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        ("es", 1, "1 artículo"),
        ("es", 2, "2 artículos"),
        ("fr", 0, "0 article"),
        ("pl", 1, "1 artykuł"),
        ("pl", 12, "12 artykułów"),
        ("pl", 23, "23 artykuły"),
        ("ru", 21, "21 статья"),
        ("ru", 3, "3 статьи"),
        ("ru", 11, "11 статей"),
        ("ar", 0, "لا مقالات"),
        ("ar", 2, "مقالان"),
        ("ar", 5, "5 مقالات"),
        ("ar", 11, "11 مقالًا"),
        ("ar", 100, "100 مقال"),
        ("ja", 1, "記事1件"),
        ("en", 1, "1 article"),
        ("en", 2, "2 articles"),
    ],
)
def test_numbers(language: str, number: int, expected: str) -> None:
    assert Words(language).count("%(number)s article", "%(number)s articles", number) == expected


@pytest.mark.parametrize("language", ["pt", "pt-BR", "pt-PT"])
def test_a_region_has_the_words_of_its_language(language: str) -> None:
    assert Words(language).say("Sources") == "Fontes"


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("zh", "来源"),
        ("zh-CN", "来源"),
        ("zh-Hans-HK", "来源"),
        ("zh-TW", "來源"),
        ("zh-HK", "來源"),
        ("zh-Hant", "來源"),
    ],
)
def test_chinese_words_are_in_the_characters_of_the_region(language: str, word: str) -> None:
    assert Words(language).say("Sources") == word


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        *(("en", "ltr"), ("ja", "ltr"), ("xx", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("fa_IR", "rtl"), ("dv", "rtl")),
        *(("az", "ltr"), ("az-Arab", "rtl"), ("pa-IN", "ltr"), ("pa-PK", "rtl"), ("ks-deva", "ltr")),
    ],
)
def test_a_language_has_a_direction(language: str, direction: str) -> None:
    assert text_direction(language) == direction


@pytest.mark.parametrize("language", ["en", "en-GB", "eo"])
def test_a_language_without_a_catalogue_has_english_words(language: str) -> None:
    assert Words(language).say("Page %(number)s of %(total)s", number=1, total=2) == "Page 1 of 2"


def test_a_theme_has_words_of_its_own(tmp_path: Path) -> None:
    own = Catalog(locale="es")
    own.add("Home", "Inicio")
    own.add("Weather", "El tiempo")
    with (tmp_path / "es.po").open("wb") as file:
        write_po(file, own)
    words = translations("es", str(tmp_path))
    assert [words.gettext(text) for text in ("Home", "Weather", "Sources")] == ["Inicio", "El tiempo", "Fuentes"]


# Whole sites


class Sample(Struct, frozen=True):
    """What a site in some language is made of, and what its pages show."""

    language: str
    direction: str
    theme: str
    words: str
    """Words that titles, names and texts are made of."""
    menu: list[str]
    footer: list[str]
    published: str
    updated: str
    shown: list[str]
    """More of the article's page."""
    counted: str
    """How many articles the month has."""
    caught_up: str


SAMPLES = [
    Sample(
        language="es",
        direction="ltr",
        theme="broadsheet",
        words="luna",
        menu=["Portada", "Ediciones", "Temas", "Historias", "Fuentes", "Hemeroteca"],
        footer=["Canales de noticias", "RSS"],
        published="Publicado el 8 de marzo de 2026",
        updated="Actualizado el 9 de marzo de 2026",
        shown=["Leer el original", "Nota de la redacción", "Fe de errores", "Artículos relacionados", "min de lectura"],
        counted="5 artículos",
        caught_up="Ya estás al día.",
    ),
    Sample(
        language="ar",
        direction="rtl",
        theme="broadsheet",
        words="القمر",
        menu=["الرئيسية", "الأعداد", "المواضيع", "ملفات", "المصادر", "الأرشيف"],
        footer=["الخلاصات", "RSS"],
        published="نُشر في 8 مارس 2026",
        updated="حُدّث في 9 مارس 2026",
        shown=["اقرأ النص الأصلي", "ملاحظة المحرر", "تصويبات", "مقالات ذات صلة", "مدة القراءة"],
        counted="5 مقالات",
        caught_up="أنت الآن على اطّلاع.",
    ),
    Sample(
        language="ja",
        direction="ltr",
        theme="dispatch",
        words="月面",
        menu=["トップ", "バックナンバー", "トピック", "特集", "情報源", "アーカイブ"],
        footer=["フィード", "RSS"],
        published="2026年3月8日公開",
        updated="2026年3月9日更新",
        shown=["元の記事を読む", "編集部より", "訂正", "関連記事", "読了目安"],
        counted="記事5件",
        caught_up="ここまでで全部です。",
    ),
]


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda sample: sample.language)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Sample, Site]:
    """A site with every kind of page, whose own words are all made of one."""
    sample: Sample = request.param
    word = sample.words
    config = f"language: {sample.language}\ntheme: {sample.theme}\ntitle: {word}\nsearch: false\npagination: 2\n"
    files = {
        f"content/{day}.md": entry_text(
            f"{word} {day}",
            f"{word} {word} {word}.",
            date=f"2026-03-{day:02}",
            updated="2026-03-09",
            id=f"article-{day}",
            author=word,
            source=word,
            link="https://example.com/",
            story=word,
            tags=f"[{word}]",
            note=word,
            corrections=f"[{{text: {word}, date: 2026-03-09}}]",
            aliases=f"[/{day}/]",
        )
        for day in range(4, 9)
    }
    site = Site(tmp_path_factory.mktemp(sample.language)).write(files)
    site.write({"site.yaml": config + "editions: daily\n", "content/pages/about.md": entry_text(word, word)})
    site.write({"content/undated.md": entry_text(word, word, rights="excerpt", link="https://example.com/")})
    assert site.build(jobs=1).problems == ()
    return sample, site


def article(site: Site) -> BeautifulSoup:
    (name,) = (name for name, data in site.output().items() if b'content="2026-03-08T' in data)
    return site.page(f"/{name}")


def said(page: BeautifulSoup) -> list[str]:
    """All that a page says: to readers, to their screen readers, to search engines, to its script."""
    for hidden in page.select("script, style"):
        hidden.decompose()
    texts = list(page.stripped_strings)
    for element in page.find_all():
        told = str(element.get("name") or element.get("property")).endswith(("description", "title"))
        for name, value in element.attrs.items():
            # What Pagefind reads are names that no page shows.
            is_data = name.startswith("data-") and not name.startswith("data-pagefind-")
            read = name in {"aria-label", "alt", "title", "placeholder"} or is_data
            if read or (told and name == "content"):
                texts.append(str(value))
    return texts


def vocabulary(texts: Iterable[str]) -> set[str]:
    plain = (_ADDRESS.sub(" ", _PLACEHOLDER.sub(" ", text)) for text in texts)
    return {word.lower() for text in plain for word in _WORD.findall(text)}


def english_words(language: str) -> set[str]:
    """The words of English pages, but for those that the language has too, such as JavaScript."""
    both = [text for message in messages() for text in ([message] if isinstance(message, str) else message)]
    return vocabulary(both) - vocabulary(text for message in translated(language) for text in forms(message))


def test_a_page_has_the_language_and_its_direction(built: tuple[Sample, Site]) -> None:
    sample, site = built
    for url in ("/", "/404.html", "/archive/"):
        page = site.page(url).html
        assert page is not None
        assert (page["lang"], page["dir"]) == (sample.language, sample.direction)


def test_the_menu_and_the_footer_are_translated(built: tuple[Sample, Site]) -> None:
    sample, site = built
    page = article(site)
    assert [link.text for link in page.select("header nav a")] == sample.menu
    assert [link.text for link in page.select("footer .links a")][-2:] == sample.footer


def test_an_article_has_translated_labels_and_dates(built: tuple[Sample, Site]) -> None:
    sample, site = built
    text = " ".join(article(site).get_text(" ").replace("\xa0", " ").split())
    close = text.replace(" ", "")
    for label in (sample.published, sample.updated, *sample.shown):
        assert label.replace(" ", "") in close, label


def test_lists_count_and_tell_the_end(built: tuple[Sample, Site]) -> None:
    sample, site = built
    assert sample.counted in site.page("/2026/03/").text
    assert sample.caught_up in site.page("/").text


def test_no_page_has_an_english_word(built: tuple[Sample, Site]) -> None:
    sample, site = built
    words = english_words(sample.language)
    assert {"home", "published", "read", "related"} <= words
    pages = [name for name in site.output() if name.endswith(".html")]
    assert len(pages) > 30
    left = {name: found for name in pages if (found := vocabulary(said(site.page(f"/{name}"))) & words)}
    assert left == {}


def test_english_words_would_be_found() -> None:
    written = '<nav aria-label="Breadcrumb">Fuentes</nav><p>Read</p><meta name="description" content="Moved">'
    page = BeautifulSoup(written, "html.parser")
    assert vocabulary(said(page)) & english_words("es") == {"breadcrumb", "read", "moved"}
