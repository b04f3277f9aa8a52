"""Sites of Hugo, Jekyll and Pelican brought across, their old addresses leading to the new ones."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.errors import BroadsheetError
from generator.scaffold import bring_site
from tests.sites import Site, png

HUGO: Mapping[str, str | bytes] = {
    "hugo.toml": 'title = "Old news"\nbaseURL = "https://old.example/"\nlanguageCode = "en-GB"\n'
    '[permalinks]\nnews = "/:year/:month/:slug/"\n',
    "content/_index.md": "---\ntitle: Home\n---\n",
    "content/about.md": "+++\ntitle = 'About'\n+++\n\nWho we are.\n",
    "content/posts/First Post.md": "---\ntitle: First\ndate: 2020-01-02\naliases: [/older/]\n---\n\nThe first.\n",
    "content/posts/bundle/index.md": "---\ntitle: Bundle\ndate: 2020-01-03\n---\n\n"
    '![A map](map.png) [one]({{< ref "First Post.md" >}})\n',
    "content/posts/bundle/map.png": png(),
    "content/news/comet.md": '+++\ntitle = "A comet!"\ndate = 2021-05-06T07:08:09Z\n'
    'slug = "bright-comet"\ntags = ["sky"]\n+++\n\nIt shone.\n',
    "content/news/own.md": "---\ntitle: Own\ndate: 2021-05-07\nurl: /own/place/\n---\n\nIts own.\n",
    "content/news/draft.md": "---\ntitle: Draft\ndate: 2021-05-08\ndraft: true\n---\n\nNot yet. {{< tweet 1 >}}\n",
    "static/img/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}
JEKYLL: Mapping[str, str | bytes] = {
    "_config.yml": "title: Old blog\nurl: https://blog.example\ndescription: Words\n",
    "_posts/2020-01-02-first-post.md": "---\nlayout: post\ntitle: First\ncategories: news roads\n---\n\nThe *first*.\n",
    "_posts/2020-01-03-second.markdown": "---\ntitle: Second\npermalink: /two/\n---\n\n"
    "See [it]({% post_url 2020-01-02-first-post %}).\n",
    "_posts/2020-01-04-third.html": "---\ntitle: Third\n---\n<p>In <b>HTML</b>.</p>",
    "_drafts/idea.md": "---\ntitle: Idea\n---\n\nLater.\n",
    "_layouts/post.html": "{{ content }}",
    "about.md": "---\ntitle: About\n---\n\nWho we are.\n",
    "index.md": "---\nlayout: home\n---\n",
    "README.md": "Read me",
    "Gemfile": "source",
    "assets/a.png": png(),
}
PELICAN: Mapping[str, str | bytes] = {
    "pelicanconf.py": "import os\nSITENAME = 'Old mill'\nTIMEZONE = 'Europe/Paris'\nDEFAULT_LANG = 'fr'\n"
    "ARTICLE_URL = 'posts/{date:%Y}/{date:%b}/{slug}/'\nX = os.system('touch ran')\n",
    "content/crafts/mill.md": "Title: A mill turns\nDate: 2020-02-04 10:20\nTags: mills\n\n"
    "See [it]({filename}../note.md).\n",
    "content/note.md": "Title: A note\nDate: 2020-02-05\nSlug: noted\nCategory: Notes\n\nShort.\n",
    "content/pages/about.md": "Title: About\n\nWho we are.\n",
    "content/crafts/weir.rst": "The weir\n########\n\n:date: 2020-02-06\n:tags: mills, water\n:slug: weir\n\n"
    "It *holds* the `mill <{filename}mill.md>`_ back.\n\nHow\n---\n\n- stones\n- oak\n\n"
    ".. raw:: html\n\n   <script>alert(1)</script>\n\n.. image:: /images/a.png\n   :alt: The weir\n",
    "content/crafts/old.html": '<html><head><title>An old page</title><meta name="date" content="2020-02-07">'
    '<meta name="tags" content="mills"></head><body><h2>Part</h2><p>See <a href="/posts/2020/Feb/weir/">it</a>.</p>'
    "<script>alert(1)</script></body></html>",
    "content/images/a.png": png(),
}


def moved(tmp_path: Path, kind: str, files: Mapping[str, str | bytes]) -> tuple[Site, list[str]]:
    old = Site(tmp_path / "old").write(files)
    site = Site(tmp_path / "new")
    _, done = bring_site(kind, old.root, site.root)
    site.write({"site.yaml": site.read("site.yaml") + "search: false\n"})
    assert site.build().problems == ()
    assert site.broken_links() == []
    return site, [problem.message for problem in done.problems]


def leads(site: Site, old: str) -> str:
    """The title of the article that an old address leads to, or stands at."""
    page = site.page(old)
    refresh = page.find("meta", attrs={"http-equiv": "refresh"})
    if refresh is None:
        return page.h1.get_text(strip=True) if page.h1 else ""
    target = str(refresh["content"]).partition("url=")[2]
    return leads(site, "/" + target.partition("://")[2].partition("/")[2] if "://" in target else target)


def test_a_site_of_hugo(tmp_path: Path) -> None:
    site, problems = moved(tmp_path, "hugo", HUGO)
    old = {
        "/posts/first-post/": "First",
        "/older/": "First",
        "/posts/bundle/": "Bundle",
        "/2021/05/bright-comet/": "A comet!",
        "/own/place/": "Own",
        "/about/": "About",
    }
    assert {place: leads(site, place) for place in old} == old
    assert len([message for message in problems if "tweet" in message]) == 1
    assert {"img/logo.svg", "posts/bundle/map.png"} <= site.output().keys()
    assert "https://old.example/" in site.read("site.yaml")


def test_a_site_of_jekyll(tmp_path: Path) -> None:
    site, problems = moved(tmp_path, "jekyll", JEKYLL)
    old = {"/news/roads/2020/01/02/first-post.html": "First", "/two/": "Second", "/about.html": "About"}
    old |= {"/2020/01/04/third.html": "Third"}
    assert {place: leads(site, place) for place in old} == old
    assert problems == []
    assert site.read("content/2020-01-04-third.md").endswith("In **HTML**.\n")
    assert "assets/a.png" in site.output()
    assert "draft: true" in site.read("content/idea.md")
    assert not any("README" in path or "Gemfile" in path for path in site.files())


def test_a_site_of_pelican(tmp_path: Path) -> None:
    site, problems = moved(tmp_path, "pelican", PELICAN)
    old = {
        "/posts/2020/Feb/a-mill-turns/": "A mill turns",
        "/posts/2020/Feb/noted/": "A note",
        "/posts/2020/Feb/weir/": "The weir",
        "/posts/2020/Feb/an-old-page/": "An old page",
        "/pages/about.html": "About",
    }
    assert {place: leads(site, place) for place in old} == old
    assert problems == []
    assert not (tmp_path / "ran").exists()
    weir, page = site.read("content/crafts/weir.md"), site.read("content/crafts/old.md")
    assert weir.endswith("""
It *holds* the [mill](/2020/02/mill/) back.

## How

- stones
- oak

![The weir](/images/a.png)
""")
    assert page.endswith("\n## Part\n\nSee [it](/posts/2020/Feb/weir/).\n")
    assert "script" not in weir + page
    assert "images/a.png" in site.output()


def test_rst_without_its_library_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("docutils", "docutils.core"):
        monkeypatch.setitem(sys.modules, name, None)
    old = Site(tmp_path / "old").write(PELICAN)
    _, done = bring_site("pelican", old.root, tmp_path / "new")
    (problem,) = done.problems
    assert str(problem.file).endswith("weir.rst")
    assert "docutils" in problem.message
    assert problem.hint == "pip install 'broadsheet[documents]'"


def test_the_command_tells_what_came_across(tmp_path: Path) -> None:
    Site(tmp_path / "old").write(JEKYLL)
    (tmp_path / "new").mkdir()
    ran = Site(tmp_path / "new").run("init", "--from", "jekyll", str(tmp_path / "old"))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "4 articles, 1 pages and 1 other files" in ran.stdout


@pytest.mark.parametrize("kind", ["hugo", "jekyll", "pelican"])
def test_a_folder_that_is_none_is_told(tmp_path: Path, kind: str) -> None:
    with pytest.raises(BroadsheetError, match="is no site of"):
        bring_site(kind, tmp_path, tmp_path / "new")
    assert not (tmp_path / "new").exists()
