"""Deploying to a branch: real repositories, with history, and with somebody else at work in them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from generator.addresses import DEPLOYED
from generator.deploy.repository import RepositoryTarget
from generator.errors import DeployError
from tests.sites import MakeSite, Site, entry_text, many
from tests.test_deploy import SITE, built, refused, run

GIT = shutil.which("git") or "git"
PAGES = f"{SITE}deploy:\n  pages: {{type: git, remote: ../remote.git}}\n"


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@river.test")
    done = subprocess.run([GIT, "-C", folder, *who, *arguments], capture_output=True, check=True)
    return done.stdout.decode().strip()


def remote(site: Site) -> Path:
    return site.root.parent / "remote.git"


def served(site: Site, branch: str = "gh-pages") -> dict[str, bytes]:
    """The files of the branch's newest commit, as a host reads them."""
    clone = site.root.parent / "served"
    shutil.rmtree(clone, ignore_errors=True)
    git(site.root, "clone", "--quiet", "--branch", branch, str(remote(site)), str(clone))
    paths = (path for path in clone.rglob("*") if path.is_file() and ".git" not in path.relative_to(clone).parts)
    return {path.relative_to(clone).as_posix(): path.read_bytes() for path in paths}


def commits(site: Site) -> int:
    return int(git(remote(site), "rev-list", "--count", "gh-pages"))


def someone_pushes(site: Site, name: str) -> None:
    """A commit on the branch from another clone."""
    other = site.root.parent / "other"
    shutil.rmtree(other, ignore_errors=True)
    git(site.root, "clone", "--quiet", "--branch", "gh-pages", str(remote(site)), str(other))
    (other / name).write_text("theirs")
    git(other, "add", name)
    git(other, "commit", "--quiet", "-m", name)
    git(other, "push", "--quiet", "origin", "gh-pages")


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    made = make_site({"site.yaml": PAGES, **many(3)})
    git(made.root, "init", "--quiet", "--bare", str(remote(made)))
    made.build()
    return made


def test_the_branch_holds_the_built_site(site: Site) -> None:
    assert run(site).first
    assert served(site).keys() - built(site).keys() == {DEPLOYED, ".nojekyll"}
    assert served(site).items() >= built(site).items()


def test_nothing_new_is_no_commit(site: Site) -> None:
    run(site)
    assert run(site).changed == 0
    assert commits(site) == 1


def test_a_change_is_one_commit_more(site: Site) -> None:
    run(site)
    site.remove("content/story-1.md")
    site.write({"content/story-2.md": entry_text("Story 2", "Other words.", date="2026-01-02")}).build()
    run(site)
    assert commits(site) == 2
    assert served(site).items() >= built(site).items()
    assert "2026/01/story-1/index.html" not in served(site)


def test_the_domain_is_in_a_file(site: Site) -> None:
    site.write({"site.yaml": PAGES.replace("remote:", "cname: www.river.test, remote:")})
    run(site)
    assert served(site)["CNAME"] == b"www.river.test\n"


def test_what_others_put_there_stays(site: Site) -> None:
    run(site)
    someone_pushes(site, "CNAME")
    site.write({"content/new.md": entry_text("New", date="2026-03-01")}).build()
    run(site)
    assert served(site)["CNAME"] == b"theirs"
    assert commits(site) == 3


def test_the_work_tree_and_the_index_are_left_alone(site: Site) -> None:
    git(site.root, "init", "--quiet", "--initial-branch=main")
    git(site.root, "remote", "add", "origin", str(remote(site)))
    site.write(
        {"site.yaml": PAGES.replace(", remote: ../remote.git", ""), ".gitignore": "/public/\n/.cache/\n"}
    ).build()
    git(site.root, "add", "site.yaml")
    git(site.root, "commit", "--quiet", "-m", "Begin")
    site.write({"staged.txt": "staged", "loose.txt": "loose"})
    git(site.root, "add", "staged.txt")

    def state() -> tuple[str, ...]:
        asked = (("status", "--porcelain"), ("for-each-ref",), ("config", "--local", "--list"), ("ls-files", "-s"))
        return tuple(git(site.root, *arguments) for arguments in asked)

    before, index = state(), (site.root / ".git/index").read_bytes()
    run(site)
    assert (state(), (site.root / ".git/index").read_bytes()) == (before, index)
    assert served(site).items() >= built(site).items()


def test_attributes_and_line_ends_change_nothing(site: Site) -> None:
    site.write({"static/.gitattributes": "* text eol=crlf\n", "static/a.txt": "one\r\ntwo\n"}).build()
    run(site)
    assert git(remote(site), "cat-file", "-s", "gh-pages:a.txt") == "9"


def test_a_push_at_the_same_time_is_tried_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    run(site)
    site.write({"content/new.md": entry_text("New", date="2026-03-01")}).build()
    put = RepositoryTarget.put
    others = iter(["first.txt"])

    def overtaken(self: RepositoryTarget, *given: object) -> None:
        put(self, *given)  # type: ignore[arg-type] # as deploy gives them
        for name in others:
            someone_pushes(site, name)

    monkeypatch.setattr(RepositoryTarget, "put", overtaken)
    run(site)
    assert served(site)["first.txt"] == b"theirs"
    assert served(site).items() >= built(site).items()


def test_overtaken_twice_it_gives_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    run(site)
    site.write({"content/new.md": entry_text("New", date="2026-03-01")}).build()
    finish = RepositoryTarget.finish
    others = iter(["first.txt", "second.txt", "third.txt"])

    def overtaken(self: RepositoryTarget, record: bytes) -> None:
        someone_pushes(site, next(others))
        finish(self, record)

    monkeypatch.setattr(RepositoryTarget, "finish", overtaken)
    assert refused(site) == ["somebody else pushed to 'gh-pages' at the same time"]
    monkeypatch.undo()
    run(site)
    assert {"first.txt", "second.txt"} <= served(site).keys()
    assert served(site).items() >= built(site).items()


def test_a_hook_that_refuses_is_told(site: Site) -> None:
    hook = remote(site) / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'not on Sundays' >&2\nexit 1\n")
    hook.chmod(0o755)
    (message,) = refused(site)
    assert "not on Sundays" in message


def test_the_branch_of_the_sources_is_refused(site: Site) -> None:
    git(site.root, "init", "--quiet", "--initial-branch=main")
    git(site.root, "add", "site.yaml", "content")
    git(site.root, "commit", "--quiet", "-m", "Begin")
    git(site.root, "push", "--quiet", str(remote(site)), "main")
    site.write({"site.yaml": PAGES.replace("remote:", "branch: main, remote:")})
    assert refused(site) == ["the branch 'main' holds the sources of a site"]


def test_history_of_another_tool_is_continued(site: Site) -> None:
    other = site.root.parent / "begun"
    git(site.root, "init", "--quiet", "--initial-branch=gh-pages", str(other))
    for number in range(3):
        (other / "index.html").write_text(str(number))
        git(other, "add", ".")
        git(other, "commit", "--quiet", "-m", str(number))
    git(other, "push", "--quiet", str(remote(site)), "gh-pages")
    run(site)
    assert commits(site) == 4
    assert served(site).items() >= built(site).items()


def test_the_store_may_be_lost(site: Site) -> None:
    run(site)
    shutil.rmtree(site.root / ".cache")
    site.write({"content/new.md": entry_text("New", date="2026-03-01")}).build()
    run(site)
    assert commits(site) == 2


def test_settings_of_a_calling_hook_do_not_count(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = site.root.parent / "elsewhere"
    git(site.root, "init", "--quiet", str(elsewhere))
    monkeypatch.setenv("GIT_DIR", str(elsewhere / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(elsewhere / "index"))
    run(site)
    monkeypatch.undo()
    assert served(site).items() >= built(site).items()
    assert not (elsewhere / "index").exists()


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("nowhere", "the site's repository has no remote 'nowhere'"),
        ("../missing.git", "git cannot use the remote"),
        ("https://localhost:1/x.git", "git cannot use the remote"),
    ],
)
def test_a_remote_that_is_not_there(site: Site, where: str, message: str) -> None:
    site.write({"site.yaml": PAGES.replace("../remote.git", where)})
    assert refused(site)[0].startswith(message)


def test_a_secret_of_the_remote_is_not_told(site: Site) -> None:
    git(site.root, "init", "--quiet")
    git(site.root, "remote", "add", "origin", "https://ann:s3cret@localhost:1/x.git")
    site.write({"site.yaml": PAGES.replace("../remote.git", "origin")})
    with pytest.raises(DeployError) as raised:
        run(site)
    assert "s3cret" not in str(raised.value)
    stored = [path.read_bytes() for path in (site.root / ".cache").rglob("*") if path.is_file()]
    assert not any(b"s3cret" in data for data in stored)
