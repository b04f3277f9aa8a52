"""The shape of the code: imports run downward, each package has one owner, and everything stays short."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.sites import REPOSITORY

PACKAGE = "generator"
MODULES = {
    ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((REPOSITORY / PACKAGE).rglob("*.py"))
}

Layers = Sequence[Sequence[str]]

LAYERS: Layers = (
    ("generator",),
    ("errors", "model", "targets", "timeline"),
    (
        "canonical",
        "cluster",
        "compiling",
        "config",
        "documents",
        "folding",
        "headers",
        "hosting",
        "htmlcheck",
        "lock",
        "macros",
        "references",
        "settings",
        "slugs",
        "textfile",
        "torture",
    ),
    ("addresses", "executors", "translation", "words", "yamlfile"),
    ("dates", "language", "markdown", "pages", "sourcelist", "vocabulary"),
    (
        "cache",
        "configfile",
        "console",
        "duplicates",
        "fields",
        "figures",
        "links",
        "output",
        "planned",
        "related",
        "stories",
        "structured",
        "tags",
        "theme",
        "vocabularyfile",
    ),
    ("feeds", "fingerprints", "frontmatter", "grouping", "oldsites", "pictures", "search", "templates", "themefiles"),
    ("amend", "content", "relations", "reprints", "seeds"),
    ("connections", "oldtexts"),
    ("editions", "importer", "migrate", "record", "render", "standing"),
    ("plan", "report", "scaffold"),
    ("due",),
    ("gathering",),
    ("build",),
    ("check", "deploy", "listing", "remote", "themecheck", "verification", "why"),
    ("retag",),
    ("desk",),
    ("serve",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
"""The rooms of the house from the ground up. A module imports from layers below its own; a package is one room."""

INSIDE: dict[str, Layers] = {
    "check": (
        ("fix", "pages", "web"),
        ("feeds",),
        ("material",),
        ("editorial", "images"),
        ("links",),
        ("external",),
        ("check",),
    ),
    "commands": (("shared",), ("check", "deploy", "serve", "tags", "theme", "why"), ("commands",)),
    "deploy": (
        ("target",),
        ("deployed", "feeditems", "programs"),
        ("built", "folder", "hosted", "repository", "s3", "ssh", "workflows"),
        ("changes", "limits"),
        ("guard",),
        ("deploy",),
    ),
    "desk": (
        ("changes", "memory", "views"),
        ("overview",),
        ("showing",),
        ("actions",),
        ("pages",),
        ("desk",),
    ),
    "feeds": (("feeds", "xml"), ("atom", "jsonfeed", "opml", "rss", "sitemaps", "webmanifest")),
    "pictures": (("files",), ("copies",), ("cards",), ("pictures",)),
    "plan": (
        ("parts", "taxonomy"),
        ("cards",),
        ("digest",),
        ("feeds",),
        ("issues", "lists"),
        ("archive", "articles", "front", "stories"),
        ("fixed",),
        ("plan",),
    ),
    "related": (("rows",), ("vectors",), ("nearest", "reasons", "selection"), ("comparison",), ("related",)),
    "serve": (
        ("edits", "host", "notices", "watching"),
        ("showing",),
        ("builder",),
        ("process",),
        ("preview",),
        ("live",),
        ("desk",),
        ("server",),
        ("serve",),
    ),
    "tags": (("background", "smallwords", "unspaced"), ("candidates",), ("tags",)),
    "seeds": (
        ("archive", "drafting", "markup", "visible", "writing"),
        ("tomarkdown",),
        ("feed", "likelihood", "outline", "statements", "text"),
        ("publication",),
        ("document", "mail", "maintext", "metadata", "post", "record", "tidy"),
        ("webpage",),
        ("mhtml",),
        ("seeds",),
    ),
}
"""The same within each package; its `__init__` has the package's name."""

OWNERS = {
    "PIL": ("pictures",),
    "Stemmer": ("words",),
    "anyascii": ("slugs",),
    # Two parts that share no name: `babel.dates` writes dates, `babel.messages` reads catalogues.
    "babel": ("dates", "translation"),
    # One service: boto3 sends what botocore describes.
    "boto3": ("deploy",),
    "botocore": ("deploy",),
    # One command line; commands of many words have a module each.
    "click": ("cli", "commands"),
    "distributed": ("cluster",),
    # Running templates, and what happens when they are compiled; the desk's own are in no theme.
    "jinja2": ("compiling", "desk", "folding", "macros", "templates"),
    "feedparser": ("seeds",),
    "fsspec": ("remote",),
    "fontpkg_noto_serif": ("pictures",),
    "imagesize": ("pictures",),
    "livereload": ("serve",),
    "bs4": ("seeds",),
    "lxml": ("seeds",),
    "docutils": ("oldtexts",),
    "mammoth": ("seeds",),
    "markdown": ("markdown",),
    "nh3": ("markdown",),
    # Whole columns of numbers at once: scores, and digests in order.
    "numpy": ("duplicates", "grouping", "related", "relations"),
    "pyromark": ("markdown",),
    "pypdf": ("seeds",),
    "rcssmin": ("theme",),
    "readability": ("seeds",),
    "resiliparse": ("seeds",),
    "rich": ("console",),
    "scipy": ("related",),
    "sparse_dot_topn": ("related",),
    "stop_words": ("words",),
    "tornado": ("serve",),
    "watchfiles": ("serve",),
    "trafilatura": ("seeds",),
    "yaml": ("yamlfile",),
}
"""Each third-party package with the rooms that may be replaced together with it: one, or the reason for two."""

SHARED = {"markupsafe", "msgspec"}
"""Packages whose types run through the house."""

LONGEST_FUNCTION = 60
LONGEST_MODULE = 400

every_module = pytest.mark.parametrize("module", MODULES)


def parsed(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def imported(node: ast.AST) -> Iterator[str]:
    """The full name of every module that code imports when it runs, wherever the import stands."""
    for child in ast.iter_child_nodes(node):
        if is_for_types_only(child):
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            names = (f"{child.module}.{alias.name}" for alias in child.names)
            yield from (name if name in MODULES else child.module or "" for name in names)
        yield from imported(child)


def room(module: str) -> str:
    """What a module counts as among the layers: `generator.plan.lists` is in `plan`."""
    return module.split(".")[1] if module != PACKAGE else PACKAGE


def level(name: str, layers: Layers) -> int:
    return next(number for number, layer in enumerate(layers) if name in layer)


def test_every_module_has_one_place() -> None:
    assert sorted(name for layer in LAYERS for name in layer) == sorted({room(module) for module in MODULES})
    for package, layers in INSIDE.items():
        found = {module.rpartition(".")[2] for module in MODULES if room(module) == package}
        assert sorted(name for layer in layers for name in layer) == sorted(found)


@every_module
def test_imports_run_downward(module: str) -> None:
    ours = {name for name in imported(parsed(module)) if name in MODULES and name != module}
    outside = {room(name) for name in ours} - {room(module)}
    assert {name for name in outside if level(name, LAYERS) >= level(room(module), LAYERS)} == set()
    inside = {name.rpartition(".")[2] for name in ours if room(name) == room(module)}
    if inside:
        layers = INSIDE[room(module)]
        own = level(module.rpartition(".")[2], layers)
        assert {name for name in inside if level(name, layers) >= own} == set()


def test_every_foreign_package_is_declared() -> None:
    found = {name.partition(".")[0] for module in MODULES for name in imported(parsed(module))}
    assert found - sys.stdlib_module_names - {PACKAGE} == {*OWNERS, *SHARED}


@pytest.mark.parametrize("package", OWNERS)
def test_a_foreign_package_is_used_by_its_owners_alone(package: str) -> None:
    modules = (module for module in MODULES for name in imported(parsed(module)) if name.partition(".")[0] == package)
    assert {room(module) for module in modules} == set(OWNERS[package])


@every_module
def test_functions_are_short(module: str) -> None:
    functions = (node for node in ast.walk(parsed(module)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    lengths = {function.name: (function.end_lineno or 0) - function.lineno + 1 for function in functions}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@every_module
def test_modules_are_short(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_the_themes_ship_with_the_package() -> None:
    """What `theme.py` looks for in an installed package is what the wheel is told to hold."""
    assert '"themes" = "generator/themes"' in Path(REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
