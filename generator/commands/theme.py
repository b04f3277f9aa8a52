"""`broadsheet theme`: for those who make or change a theme."""

from __future__ import annotations

import click

from generator.commands.shared import Shared, exit_code, print_done, shared_options


@click.group()
def theme() -> None:
    """Themes: which there are, a new one, one file of one, and whether one is sound."""


@theme.command("list")
@shared_options
@click.pass_obj
def theme_list(shared: Shared) -> int:
    """Every theme that site.yaml can name, with the settings that it declares."""
    from generator.configfile import load_config
    from generator.console import show_problems
    from generator.themefiles import describe, lines

    themes, problems = describe(shared.root, load_config(shared.root).theme)
    show_problems(problems)
    print_done(shared, {"themes": themes, "problems": problems}, "\n".join(lines(themes)))
    return exit_code(tuple(problems))


@theme.command("new")
@click.argument("name")
@shared_options
@click.pass_obj
def theme_new(shared: Shared, *, name: str) -> int:
    """Begin a theme: themes/NAME, which extends the one that ships."""
    from generator.themefiles import new_theme

    made = new_theme(shared.root, name)
    print_done(shared, {"theme": name, "files": made}, "\n".join([*made, f"next: `theme: {name}` in site.yaml"]))
    return 0


@theme.command("eject")
@click.argument("file")
@shared_options
@click.pass_obj
def theme_eject(shared: Shared, *, file: str) -> int:
    """Copy a FILE of the site's theme into templates/, to be changed there: `base.html`, `assets/style.css`."""
    from generator.configfile import load_config
    from generator.themefiles import eject

    path = eject(shared.root, load_config(shared.root).theme, file)
    print_done(shared, {"path": path}, path)
    return 0


@theme.command("check")
@shared_options
@click.pass_obj
def theme_check(shared: Shared) -> int:
    """Render awkward sites with the site's theme, and tell what is wrong with their pages."""
    from generator.console import counted, show_problems
    from generator.themecheck import check_theme

    checked = check_theme(shared.root)
    show_problems(checked.problems)
    found = counted(len(checked.problems), "problem") if checked.problems else "no problems"
    record = {"theme": checked.theme, "pages": checked.pages, "problems": checked.problems}
    print_done(shared, record, f"{checked.theme}: {counted(checked.pages, 'page')}, {found}")
    return exit_code(checked.problems)
