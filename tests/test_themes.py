from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest
import rcssmin

from generator.configfile import load_config
from generator.errors import ArgumentError, BroadsheetError, ConfigError, Problem, TemplateError
from generator.htmlcheck import flaws
from generator.theme import chain, declared_settings, find_theme, known_themes
from generator.themecheck import check_theme
from generator.themefiles import eject, new_theme
from tests.sites import REPOSITORY, MakeSite, Site, entry_text

CHILD = "extends: broadsheet\n"
PLAIN = "title: Test digest\nsearch: false\n"
MINE = PLAIN + "theme: mine\n"


def problems(site: Site) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as caught:
        site.build(jobs=1)
    return caught.value.problems


def style(site: Site) -> str:
    """The style sheet that pages ask for; there is no other."""
    found = [link["href"] for link in site.page("/").select("link[rel=stylesheet]")]
    assert len(found) == 1
    return site.read(f"public{found[0]}")


def shipped_style() -> str:
    """As it is published: without blanks and comments."""
    text: str = rcssmin.cssmin((REPOSITORY / "themes/broadsheet/assets/style.css").read_text(encoding="utf-8"))
    return text


# What a theme takes from another


def test_a_theme_has_only_what_differs(make_site: MakeSite) -> None:
    site = make_site(
        {
            "site.yaml": MINE,
            "themes/mine/theme.yaml": CHILD,
            "themes/mine/404.html": '{% extends "base.html" %}{% block main %}<h1>Mine</h1>{% endblock %}',
            "content/a.md": entry_text("A story"),
        }
    )
    assert site.build(jobs=1).problems == ()
    assert site.page("/404.html").select_one("main h1").text == "Mine"  # type: ignore[union-attr]
    assert "A story" in site.page("/").text
    assert style(site) == shipped_style()


def test_a_template_extends_the_one_that_it_replaces(make_site: MakeSite) -> None:
    template = '{{% extends "{}/404.html" %}}{{% block main %}}<p>{}</p>{{{{ super() }}}}{{% endblock %}}'
    site = make_site(
        {
            "site.yaml": PLAIN + "theme: inner\n",
            "themes/inner/theme.yaml": "extends: outer\n",
            "themes/inner/404.html": template.format("outer", "inner"),
            "themes/outer/theme.yaml": CHILD,
            "themes/outer/404.html": template.format("broadsheet", "outer"),
            "templates/404.html": template.format("inner", "site"),
        }
    )
    site.build(jobs=1)
    main = site.page("/404.html").main
    assert main is not None
    assert [found.text for found in main.find_all("p", recursive=False)] == ["site", "inner", "outer"]
    assert main.h1 is not None


def test_parents_that_go_round_in_a_circle(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": MINE, "themes/mine/theme.yaml": "name: Mine\nextends: other\n"})
    site.write({"themes/other/theme.yaml": "name: Other\n\nextends: mine\n"})
    (problem,) = problems(site)
    assert "mine → other → mine" in problem.message
    assert problem.place == "themes/other/theme.yaml:3:1"


def test_a_parent_that_is_not_there(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": MINE, "themes/mine/theme.yaml": "extends: broadshet\n"})
    (problem,) = problems(site)
    assert "mine → broadshet" in problem.message
    assert (problem.place, problem.hint) == ("themes/mine/theme.yaml:1:1", "did you mean 'broadsheet'?")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("name: Mine\nextend: broadsheet\n", 2, "unknown key 'extend'"),
        ("extends: [broadsheet]\n", 1, "expected a theme's name"),
        (CHILD + "settings: [accent]\n", 2, "expected names"),
        (CHILD + "settings:\n  size: big\n", 3, "expected keys"),
        (CHILD + "settings:\n  size: {type: number}\n", 3, "no default"),
        (CHILD + "settings:\n  size: {type: numbr, default: 1}\n", 3, "settings.size.type: expected one of"),
        (CHILD + "settings:\n  size: {type: number, default: big}\n", 3, "expected a number"),
        (CHILD + "settings:\n  size: {type: text, default: a, docs: b}\n", 3, "unknown key 'settings.size.docs'"),
        (CHILD + "settings:\n  items: {type: text, default: a}\n", 3, "cannot be called 'items'"),
        (CHILD + "settings:\n  side: {type: choice, default: a}\n", 3, "a choice needs choices"),
        (CHILD + "settings:\n  pair:\n    default: slab\n", 4, "expected one of serif, sans"),
    ],
)
def test_a_theme_that_states_nonsense(make_site: MakeSite, text: str, line: int, words: str) -> None:
    (problem,) = problems(make_site({"site.yaml": MINE, "themes/mine/theme.yaml": text}))
    assert words in problem.message
    assert (problem.file, problem.line) == ("themes/mine/theme.yaml", line)


# Settings


def test_templates_see_what_is_set_and_what_is_not(make_site: MakeSite) -> None:
    declared = (
        "motto: {type: text, default: Daily}\n  size: {type: number, default: 2}\n  wide: {type: flag, default: no}"
    )
    shown = "{{ theme.motto }}, {{ theme.size }}, {{ theme.wide }}, {{ theme.accent.light }}, {{ theme.pair }}"
    site = make_site(
        {
            "site.yaml": MINE + "theme_settings: {motto: Weekly, wide: true}\n",
            "themes/mine/theme.yaml": f"{CHILD}settings:\n  {declared.replace('no}', 'false}')}\n",
            "themes/mine/404.html": f'{{% extends "base.html" %}}{{% block main %}}<h1>{shown}</h1>{{% endblock %}}',
        }
    )
    site.build(jobs=1)
    heading = site.page("/404.html").select_one("main h1")
    assert heading is not None
    assert heading.text == "Weekly, 2, True, #8a1c13, serif"


@pytest.mark.parametrize(
    ("stated", "words", "hint"),
    [
        ("acent: red", "no setting 'acent'", "did you mean 'accent'?"),
        ("pair: sanserif", "expected one of serif, sans", None),
        ("accent: 12", "expected a colour", None),
        ("accent: {light: red}", "expected one colour, or", None),
        ("accent: #aabbcc", "as # begins a comment", None),
        ('accent: "red; } body { display: none"', "expected a colour", None),
        ('accent: "url(https://example.com/)"', "expected a colour", None),
    ],
)
def test_a_setting_that_cannot_be(make_site: MakeSite, stated: str, words: str, hint: str | None) -> None:
    (problem,) = problems(make_site({"site.yaml": f"title: Test digest\ntheme_settings:\n  {stated}\n"}))
    assert words in problem.message
    assert (problem.file, problem.line) == ("site.yaml", 3)
    assert hint is None or problem.hint == hint


def test_settings_reach_the_one_style_sheet(make_site: MakeSite) -> None:
    site = make_site({})
    site.build(jobs=1)
    plain = site.page("/").select_one("link[rel=stylesheet]")
    assert style(site) == shipped_style()
    site.write({"site.yaml": PLAIN + 'theme_settings: {accent: "#0a5", pair: sans}\n'})
    site.build(jobs=1)
    assert site.page("/").select_one("link[rel=stylesheet]") != plain
    assert style(site).startswith(shipped_style())
    added = style(site).removeprefix(shipped_style())
    assert "--serif:var(--sans)" in added
    assert "@media screen{:root{--accent:#0a5}}" in added
    assert "(prefers-color-scheme:dark){:root{--accent:color-mix(in oklab,#0a5 50%,white)}}" in added
    assert "--gap" not in added
    assert "style=" not in site.read("public/index.html")


def test_a_child_may_prefer_another_default(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": MINE, "themes/mine/theme.yaml": CHILD + "settings: {pair: {default: sans}}\n"})
    site.build(jobs=1)
    assert "--serif:var(--sans)" in style(site)
    site.write({"site.yaml": MINE + "theme_settings: {pair: serif}\n"})
    site.build(jobs=1)
    assert style(site) == shipped_style()


def test_a_style_sheet_knows_what_the_settings_set() -> None:
    """A property that `style.css` does not read would be a setting without an effect."""
    for setting in declared_settings(chain(REPOSITORY, "broadsheet")).values():
        for properties in setting.choices.values():
            for name in properties:
                assert f"var({name})" in shipped_style(), name


def test_a_few_rules_more(make_site: MakeSite) -> None:
    site = make_site(
        {
            "site.yaml": MINE,
            "themes/mine/theme.yaml": CHILD,
            "themes/mine/assets/style.extra.css": ".theme { color: red }",
            "templates/assets/style.extra.css": ".site { color: red }",
        }
    )
    site.build(jobs=1)
    assert style(site) == f"{shipped_style()}.theme{{color:red}}.site{{color:red}}"
    site.write({"templates/assets/style.css": ".all { color: red }"})
    site.build(jobs=1)
    assert style(site) == ".all{color:red}.site{color:red}"


# The themes that ship


def test_dispatch_puts_a_day_over_its_links(make_site: MakeSite) -> None:
    site = make_site(
        {
            "site.yaml": PLAIN + "theme: dispatch\n",
            "content/a.md": entry_text("Early", date="2026-03-02", source="The Herald"),
            "content/b.md": entry_text("Late", date="2026-03-02T18:30:00"),
            "content/c.md": entry_text("New", date="2026-03-04"),
            "content/d.md": entry_text("Whenever"),
        }
    )
    assert site.build(jobs=1).problems == ()
    days = {
        day.h2.text: [link.text for link in day.select("li > a")]  # type: ignore[union-attr]
        for day in site.page("/").select(".day")
    }
    assert days == {"4 March 2026": ["New"], "2 March 2026": ["Late", "Early"], "Undated": ["Whenever"]}
    assert "The Herald" in site.page("/").select(".day li")[2].text


def test_dispatch_repeats_nothing_of_its_parent() -> None:
    own = {path.name for path in (REPOSITORY / "themes/dispatch").rglob("*.html")}
    assert own == {"front.html"}


@pytest.mark.parametrize("theme", ["broadsheet", "dispatch"])
def test_the_themes_that_ship_stand_the_awkward_sites(make_site: MakeSite, theme: str) -> None:
    checked = check_theme(make_site({"site.yaml": f"theme: {theme}\n"}).root)
    assert checked.problems == ()
    assert checked.pages > 100


# The commands


def test_a_new_theme_looks_like_the_one_it_extends(make_site: MakeSite) -> None:
    site = make_site({"content/a.md": entry_text("A story", date="2026-03-02")})
    site.build(jobs=1)
    before = site.output()
    assert new_theme(site.root, "mine")[0] == "themes/mine/theme.yaml"
    site.write({"site.yaml": MINE})
    assert site.build(jobs=1).problems == ()
    name = re.compile(rb"style\.[0-9a-f]{8}\.css")
    after = site.output()
    pages = [path for path in before if path.endswith(".html")]
    assert pages
    for path in pages:
        assert name.sub(b"", after[path]).split() == name.sub(b"", before[path]).split()


@pytest.mark.parametrize(
    ("name", "kind"), [("../x", ArgumentError), ("", ArgumentError), ("dispatch", BroadsheetError)]
)
def test_a_theme_needs_a_name_of_its_own(make_site: MakeSite, name: str, kind: type[BroadsheetError]) -> None:
    site = make_site({})
    with pytest.raises(kind):
        new_theme(site.root, name)
    assert not (site.root / "themes").exists()


def test_a_file_is_ejected_once(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": PLAIN + "theme: dispatch\n"})
    assert eject(site.root, "dispatch", "front.html") == "templates/front.html"
    assert site.read("templates/front.html") == (REPOSITORY / "themes/dispatch/front.html").read_text(encoding="utf-8")
    assert eject(site.root, "dispatch", "assets/icon.svg") == "templates/assets/icon.svg"
    assert site.build(jobs=1).problems == ()
    site.write({"templates/front.html": "mine"})
    with pytest.raises(BroadsheetError, match="exists already"):
        eject(site.root, "dispatch", "front.html")
    assert site.read("templates/front.html") == "mine"


@pytest.mark.parametrize(
    ("file", "hint"),
    [("frnt.html", "'front.html'"), ("style.css", "'assets/style.css'"), ("../theme.yaml", "it has"), ("x", "it has")],
)
def test_a_file_that_the_theme_has_not(make_site: MakeSite, file: str, hint: str) -> None:
    site = make_site({})
    with pytest.raises(ArgumentError) as caught:
        eject(site.root, "broadsheet", file)
    assert hint in (caught.value.problems[0].hint or "")


def test_the_list_names_every_theme_and_its_settings(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": MINE, "themes/mine/theme.yaml": CHILD, "themes/odd/theme.yaml": "extends: odd\n"})
    done = site.run("theme", "list", "--json")
    assert done.returncode == 1
    assert "odd → odd" in done.stderr
    listed = {theme["name"]: theme for theme in json.loads(done.stdout)["themes"]}
    assert sorted(listed) == sorted(set(known_themes(site.root)) - {"odd"})
    assert listed["mine"]["used"]
    assert [setting["name"] for setting in listed["mine"]["settings"]][:3] == ["accent", "paper", "logo"]
    assert (listed["mine"]["kind"], listed["mine"]["folder"]) == ("site", "themes/mine")
    assert (listed["broadsheet"]["kind"], listed["broadsheet"]["folder"]) == ("built-in", None)
    assert str(site.root) not in done.stdout


def test_check_tells_what_is_wrong_and_where(make_site: MakeSite) -> None:
    site = make_site(
        {
            "templates/404.html": "{% extends 'base.html' %}\n{% block main %}\n{{ page.nope }}\n{% endblock %}",
            "templates/archive.html": '{% extends "base.html" %}{% block main %}<div id="main">{% endblock %}',
            "templates/article.html": '{% extends "broadsheet/article.html" %}\n{% block main %}{{ super() }}'
            '<p>{{ view.card.title|safe }}</p><a href="/tags/">All</a>{% endblock %}',
        }
    )
    done = site.run("theme", "check")
    assert done.returncode == 1
    assert "templates/404.html:3: " in done.stderr
    assert "archive.html: <div> is still open where <main> ends" in done.stderr
    assert "archive.html: the id 'main' stands twice" in done.stderr
    assert "archive.html: there is no <h1>" in done.stderr
    assert "article.html: a text of the site is not escaped" in done.stderr
    assert "write url('/tags/')" in done.stderr
    assert not (site.root / "public").exists()


PAGE = '<!doctype html><html lang="en"><head><title>T</title></head><body><h1>H</h1>{}</body></html>'


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>a<li>b<ul><li>c</ul></ul>",
        "<p>a<p>b<div>c</div>",
        "<dl><dt>a<dd>b<dt>c</dl>",
        "<table><tr><td>a<td>b<tr><td>c</table>",
        '<svg><title>t</title><path d="M0 0"/></svg><br><img src="a" alt=""/>',
        "<p><button><span>a</span></button></p>",
        '<script>if (a < b) document.write("</p>")</script>',
        '<a href="/news/x/">a</a><a href="//example.com/">b</a><a href="#c">c</a>',
    ],
)
def test_sound_html_has_no_flaws(html: str) -> None:
    assert flaws(PAGE.format(html), "/news/") == []


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("<p><ul><li>a</ul></p>", "</p> closes nothing"),
        ("<div><span></div>", "<span> is still open where <div> ends"),
        ("<section>", "<section> is still open where <body> ends"),
        ("<div/></div></div>", "</div> closes nothing"),
        ("</br>", "</br> closes nothing"),
        ('<a href="#a">a <a href="#b">b</a></a>', "<a> stands in another <a>"),
        ('<p id="x"></p><p id="x"></p>', "the id 'x' stands twice"),
        ('<img src="a">', "<img> has no alt"),
        ('<img src="/a" alt="">', "src='/a' leads out of the site's folder; write url('/a')"),
    ],
)
def test_flaws_of_html(html: str, message: str) -> None:
    assert message in [flaw.message for flaw in flaws(PAGE.format(html), "/news/")]


def test_what_every_page_must_have() -> None:
    found = [flaw.message for flaw in flaws("<html><head><title> </title></head><body><svg><title>t</title></svg>")]
    assert found == ["<html> has no lang", "there is no <title>, or an empty one", "there is no <h1>, or an empty one"]


def test_a_theme_is_the_same_however_often_it_is_found(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": PLAIN + "theme: dispatch\n"})
    config = load_config(site.root)
    once, twice = (find_theme(site.root, config.theme, config.theme_settings) for _ in range(2))
    assert once == twice
    assert once.digest != find_theme(site.root, config.theme, {"density": "roomy"}).digest


# Colours, pictures and weight


def test_the_ground_is_what_the_browser_shows_around_the_page(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": PLAIN + 'theme_settings: {paper: "#fff"}\n'})
    site.build(jobs=1)
    colours = [meta["content"] for meta in site.page("/").select("meta[name=theme-color]")]
    assert colours == ["#fff", "#15171a"], "one colour is for light pages only"
    added = style(site).removeprefix(shipped_style())
    assert "@media screen{:root{--paper:#fff}}" in added
    site.write({"site.yaml": PLAIN + 'theme_settings: {paper: {light: "#fff", dark: "#000"}}\n'})
    site.build(jobs=1)
    assert [meta["content"] for meta in site.page("/").select("meta[name=theme-color]")] == ["#fff", "#000"]


@pytest.mark.parametrize("file", ["static/img/logo.svg", "templates/assets/img/logo.svg"])
def test_a_logo_stands_for_the_sites_name(make_site: MakeSite, file: str) -> None:
    settings = "theme_settings: {logo: /img/logo.svg}\n"
    entry = entry_text("A story")
    site = make_site({"site.yaml": PLAIN + settings, file: '<svg viewBox="0 0 240 48"/>', "content/a.md": entry})
    assert site.build(jobs=1).problems == ()
    for url, place in (("/", "h1.name img"), ("/a/", "a.name img")):
        (logo,) = site.page(url).select(place)
        assert (logo["alt"], logo["width"], logo["height"]) == ("Test digest", "240", "48")
        assert f"public{logo['src']}" in {f"public/{name}" for name in site.output()}


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("3", "expected a file in static/ or one of the theme's assets, such as /logo.svg, not 3"),
        ("{src: /logo.svg}", "expected a file in static/"),
        ("/", "expected a file in static/"),
        ("/logo.svg", "there is no 'logo.svg' in static/"),
    ],
)
def test_a_logo_that_cannot_be_shown(make_site: MakeSite, stated: str, words: str) -> None:
    (problem,) = problems(make_site({"site.yaml": f"title: Test digest\ntheme_settings:\n  logo: {stated}\n"}))
    assert words in problem.message
    assert (problem.file, problem.line) == ("site.yaml", 3)


def test_a_page_needs_its_style_sheet_and_nothing_else(make_site: MakeSite) -> None:
    site = make_site({"site.yaml": PLAIN, "content/a.md": entry_text("A story")})
    site.build(jobs=1)
    icon = str(site.page("/a/").select_one("link[rel=icon]")["href"])  # type: ignore[index]
    assert icon.startswith("data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'")
    assert unquote(icon).endswith("</svg>")
    site.write({"templates/assets/icon.svg": f"<svg xmlns='http://www.w3.org/2000/svg'><!-- {'x' * 1000} --></svg>"})
    site.build(jobs=1)
    big = site.page("/a/").select_one("link[rel=icon]")
    assert big is not None
    assert big["href"] == "/assets/icon.svg"


def test_a_style_sheet_keeps_its_licence(make_site: MakeSite) -> None:
    sheet = '/*! MIT */\n/* a note */\np::after { content: "a  b"; margin: calc(1rem + 2px); }\n'
    site = make_site({"site.yaml": PLAIN, "templates/assets/style.css": sheet})
    site.build(jobs=1)
    assert style(site) == '/*! MIT */p::after{content:"a  b";margin:calc(1rem + 2px)}'


class TestSandbox:
    REACHING = (
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ url.__globals__ }}",
        "{{ view.items.__func__ }}",
        "{{ '{0.__class__.__mro__}'.format(1) }}",
        "{{ self._TemplateReference__context.environment }}",
        "{{ cycler.__init__.__globals__.os.popen('touch escaped').read() }}",
        "{{ site.menu.append(1) }}",
        "{% for x in range(999999999) %}{% endfor %}",
    )

    @pytest.mark.parametrize("template", REACHING)
    def test_a_template_cannot_reach_beyond_what_it_is_given(self, make_site: MakeSite, template: str) -> None:
        site = make_site({"content/a.md": entry_text("A"), "templates/404.html": f"\n{template}"})
        with pytest.raises(TemplateError) as caught:
            site.build()
        (problem,) = caught.value.problems
        assert problem.file == "templates/404.html"
        assert "<class" not in problem.message

    def test_one_that_is_trusted_can(self, make_site: MakeSite) -> None:
        template = {"templates/404.html": "{{ ''.__class__.__mro__[1].__name__ }}"}
        site = make_site({"site.yaml": "theme_trust: full\n", "content/a.md": entry_text("A"), **template})
        assert site.build().problems == ()
        assert site.read("public/404.html") == "object"

    def test_a_theme_that_extends_another_works_in_it(self, make_site: MakeSite) -> None:
        files = {"themes/own/theme.yaml": "extends: broadsheet\n", "content/a.md": entry_text("A", tags="[Moon]")}
        shipped = make_site(files)
        shipped.build()
        before = shipped.output()
        shipped.write({"site.yaml": "search: false\ntitle: Test digest\ntheme: own\n"})
        assert shipped.build().problems == ()
        pages = [name for name in before if name.endswith(".html")]
        assert {name: shipped.output()[name] for name in pages} == {name: before[name] for name in pages}


def test_macros_give_each_page_its_own(make_site: MakeSite) -> None:
    """Whether or not they look at the page, call one below them, or have a name that the page uses otherwise."""
    macros = (
        "{% macro outer(card) %}<i>{{ inner(card) }}</i>{% endmacro %}\n"
        "{% macro inner(card) %}{{ card.title }}{% endmacro %}\n"
        "{% macro here(label) %}{{ label }}{{ page.url }}{% endmacro %}\n"
        "{% macro boxed(label) %}<b>{{ label }}{{ caller() }}</b>{% endmacro %}\n"
    )
    page = (
        '{% from "parts/own.html" import outer, here, boxed with context %}{% from "parts/own.html" import inner %}\n'
        '{{ outer(view.card) }}{{ here("<") }}{% call boxed("&") %}{{ inner(view.card) }}{% endcall %}\n'
        '{% set inner = "mine" %}{{ inner }}\n'
    )
    entries = {f"content/{name}.md": entry_text(f"{name} & <b>", date="2026-03-01") for name in "ab"}
    site = make_site(
        {"site.yaml": PLAIN, "templates/parts/own.html": macros, "templates/article.html": page, **entries}
    )
    site.build(jobs=1)
    for name in "ab":
        title = f"{name} &amp; &lt;b&gt;"
        expected = f"<i>{title}</i>&lt;/2026/03/{name}/<b>&amp;{title}</b>mine\n"
        assert expected in site.read(f"public/2026/03/{name}/index.html")
