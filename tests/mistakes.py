"""What people get wrong, each in a small site of its own, with the command by which they notice."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tests.sites import ARTICLE, REPOSITORY, entry_text


class Mistake(Struct, frozen=True):
    """A site's files, and the command's words; `missing` is a package that is not installed. In the words, PORT stands
    for a port that is taken."""

    files: Mapping[str, str | bytes] = {}
    command: str = "build"
    missing: str | None = None


def _site(yaml: str | bytes) -> Mapping[str, str | bytes]:
    return {"site.yaml": yaml}


def _entry(text: str | bytes) -> Mapping[str, str | bytes]:
    return {"content/a.md": text}


def _template(text: str) -> Mapping[str, str | bytes]:
    return {"templates/404.html": text}


def _tags(text: str) -> Mistake:
    return Mistake({"data/tags.yaml": f"tags:\n{text}"})


GOOD = {"content/good.md": entry_text("Good", id="good")}
ZIP = b"PK\x03\x04 and then nothing of an archive"
DOCUMENT = (REPOSITORY / "tests/cases/seeds/orchard.docx").read_bytes()
CONTROLS = bytes(range(32)) * 50

MISTAKES: dict[str, Mistake] = {
    # site.yaml
    "a key that there is not": Mistake(_site("titel: My digest\n")),
    "a value of another type": Mistake(_site("title: My digest\npagination: ten\n")),
    "a text where a list belongs": Mistake(_site("markdown:\n  extensions: tables\n")),
    "a tab in YAML": Mistake(_site("feeds:\n\tcontent: full\n")),
    "a colon in YAML": Mistake(_site("title: News: daily\n")),
    "a bracket that stays open": Mistake(_site("title: A\nmarkdown: {engine: pyromark\n")),
    "a key that is there twice": Mistake(_site("title: A\nlanguage: en\ntitle: B\n")),
    "site.yaml in Latin 1": Mistake(_site(b"title: Caf\xe9\n")),
    "site.yaml as a list": Mistake(_site("- title\n- language\n")),
    "a folder named site.yaml": Mistake({"site.yaml/readme.txt": "?"}),
    "an address without https": Mistake(_site("base_url: example.org/news\n")),
    "a time zone with a slip": Mistake(_site("timezone: Europe/Madird\n")),
    "a language that there is not": Mistake(_site("language: english please\n")),
    "a part of an address that there is not": Mistake(_site("permalinks: {entry: '/:year/:slugg/'}\n")),
    "an extension that is not installed": Mistake(
        _site("markdown: {engine: python-markdown, extensions: [sparkles]}\n")
    ),
    "three mistakes at once": Mistake(_site("titel: A\npagination: -3\ntimezone: Mars\n")),
    # The theme and its templates
    "a theme that there is not": Mistake(_site("theme: brodsheet\n")),
    "a setting that the theme does not know": Mistake(_site("theme_settings: {desnity: roomy}\n")),
    "a value that a setting does not take": Mistake(_site("theme_settings: {density: huge}\n")),
    "a slip in a template": Mistake(_template("<h1>\n{% if page %}\n")),
    "a name that no template sees": Mistake(_template("<h1>{{ page.titel }}</h1>\n")),
    "a part that there is not": Mistake(_template("<h1>A</h1>\n{% include 'footr.html' %}\n")),
    "a template that reaches too far": Mistake(_template("{{ ''.__class__.__mro__ }}\n")),
    "a file of a theme with another name": Mistake({}, "theme eject bse.html"),
    "a theme whose name is taken": Mistake({"themes/mine/theme.yaml": ""}, "theme new mine"),
    # Entries
    "a colon in a title": Mistake(_entry("---\ntitle: Mars: the plan\n---\nText\n")),
    "front matter without its end": Mistake(_entry("---\ntitle: A\nSome words.\n")),
    "a tab in front matter": Mistake(_entry("---\ntitle: A\nsource:\n\tname: B\n---\nText\n")),
    "a field that is there twice": Mistake(_entry("---\ntitle: A\ntags: [x]\ntitle: B\n---\nText\n")),
    "a day that is no date": Mistake(_entry(entry_text("A", date="next week"))),
    "a day that no calendar has": Mistake(_entry(entry_text("A", date="2026-02-30"))),
    "a flag that is neither": Mistake(_entry(entry_text("A", draft="perhaps"))),
    "a link that runs": Mistake(_entry(entry_text("A", link="'javascript:alert(1)'"))),
    "an entry that is no text": Mistake(_entry(CONTROLS)),
    "an entry in no encoding": Mistake(_entry(b"---\ntitle: \x81\x8d\n---\n")),
    "a related article that there is not": Mistake(_entry(entry_text("A", related="[goood]"))),
    "a picture that there is not": Mistake(_entry(entry_text("A", "![A bridge](brigde.jpg)")), "check"),
    "two entries at one address": Mistake(
        {**_entry(entry_text("A", permalink="/x/")), "content/b.md": entry_text("B", permalink="/x/")}
    ),
    "an old address where a page is": Mistake(_entry(entry_text("A", aliases="[/good/]"))),
    "an id that two entries have": Mistake(_entry(entry_text("A", id="good"))),
    "a static file where a page is": Mistake({"static/good/index.html": "mine"}),
    "an edition without a day": Mistake({"content/editions/first.md": "---\ntitle: First\ndate: soon\n---\nHello.\n"}),
    # Tags
    "a synonym of two tags": _tags("- {label: Moon, synonyms: [Luna]}\n- {label: Selene, synonyms: [Luna]}\n"),
    "tags that are above each other": _tags("- {label: Moon, parent: Sky}\n- {label: Sky, parent: Moon}\n"),
    "a key that tags do not have": _tags("- label: Moon\n  synonym: [Luna]\n"),
    "tags without their list": _tags("Moon: {synonyms: [Luna]}\n"),
    "another name for a tag that there is not": Mistake(_entry(entry_text("A", tags="[Moon]")), "tags rename Mon Mars"),
    # Seeds
    "a seed without a word": Mistake({"seeds/a.txt": "\n\n"}),
    "a seed that is no text": Mistake({"seeds/a.txt": CONTROLS}),
    "a seed of a kind that is not read": Mistake({"seeds/a.xyz": "A title\n"}),
    "a seed with a day that is no date": Mistake({"seeds/a.txt": "Title: A\nDate: some day\n\nText.\n"}),
    "a seed of broken JSON": Mistake({"seeds/a.json": '{"title": "A",\n "body": "B",}\n'}),
    "a table without titles": Mistake({"seeds/a.csv": "1,2\n3,4\n"}),
    "a damaged archive": Mistake({"seeds/a.zip": ZIP}),
    "a page without an article": Mistake({"seeds/a.html": "<nav><a href='/'>Home</a></nav>\n"}),
    "a feed cut off": Mistake({"seeds/a.xml": "<rss version='2.0'><channel><title>A</title"}),
    "a Word file without its extra": Mistake({"seeds/a.docx": DOCUMENT}, missing="mammoth"),
    "a sidecar with a slip": Mistake({"seeds/a.txt": ARTICLE, "seeds/a.yaml": "date: 2026-13-01\n"}),
    "seeds that are not there": Mistake({}, "import seeds/nothing.txt"),
    # The output folder
    "an output folder that is not ours": Mistake({"letters/aunt.txt": "Dear aunt"}, "build --output letters"),
    "an output folder that is a source": Mistake({}, "build --output content/site"),
    "an output folder that is a file": Mistake({"public": "a file"}),
    # The command line
    "no site here": Mistake({"elsewhere/readme.txt": "?"}, "--root elsewhere build"),
    "a folder that is not there": Mistake({}, "--root nowhere build"),
    "a command that there is not": Mistake({}, "bulid"),
    "an option that there is not": Mistake({}, "build --ouput site"),
    "too few jobs": Mistake({}, "build --jobs 0"),
    "a present that is no date": Mistake({}, "build --now tomorrow"),
    "an entry that there is not": Mistake({}, "why good bad"),
    "a folder that is a site already": Mistake({}, "init ."),
    "a title without letters": Mistake({}, "new ''"),
    "a port that is taken": Mistake({}, "serve --port PORT"),
    # Deploying
    "nowhere to deploy to": Mistake({}, "deploy"),
    "a target that there is not": Mistake(_site("deploy: {web: {type: folder, path: ../web}}\n"), "deploy wbe"),
    "a target of an unknown kind": Mistake(_site("deploy: {web: {type: ftp}}\n"), "deploy"),
    "a site that was never built": Mistake(_site("deploy: {web: {type: folder, path: ../web}}\n"), "deploy"),
    "a host that is not known": Mistake({}, "deploy init geocities"),
}
