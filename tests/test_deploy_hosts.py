"""Hosts that build by themselves: what is written for them parses, and its steps run here as far as they can."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shlex
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.addresses import DEPLOYED
from generator.configfile import load_config
from generator.deploy.built import look
from generator.deploy.limits import exceeded
from generator.deploy.workflows import HOSTS
from generator.targets import Git
from generator.yamlfile import load
from tests.hosts import Host
from tests.sites import REPOSITORY, MakeSite, Site, entry_text, many
from tests.test_deploy import SITE, refused, run

BASH = shutil.which("bash") or "bash"


def workflow(site: Site) -> dict[str, Any]:
    return load(site.read(".github/workflows/pages.yml"), "pages.yml")


def commands(site: Site, host: str) -> list[str]:
    """The shell commands that a host's file runs, in their order."""
    match host:
        case "gitlab":
            script: list[str] = load(site.read(".gitlab-ci.yml"), "ci")["pages"]["script"]
            return script
        case "netlify":
            return [tomllib.loads(site.read("netlify.toml"))["build"]["command"]]
    jobs = workflow(site)["jobs"].values()
    return [step["run"] for job in jobs for step in job["steps"] if "run" in step]


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    return make_site({"site.yaml": SITE, **many(2)})


@pytest.mark.parametrize("host", HOSTS)
def test_the_steps_run(site: Site, host: str, tmp_path: Path) -> None:
    """`pip` is left out; `python` is this one."""
    done = site.run("deploy", "init", host)
    assert (done.returncode, done.stderr) == (0, "")
    assert load_config(site.root).deploy["production"].__struct_config__.tag == host
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "pip").write_text("#!/bin/sh\nexit 0\n")
    (programs / "python").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    for program in programs.iterdir():
        program.chmod(0o755)
    env = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(REPOSITORY)}
    script = "\n".join(commands(site, host))
    # The address of the test is nowhere, and so nothing is known of an earlier deploy.
    script = script.replace("--build", "--build --confirm")
    subprocess.run([BASH, "-euc", script], cwd=site.root, env=env, check=True, capture_output=True)
    files = site.output()
    assert {"index.html", "feed.xml", DEPLOYED} <= files.keys()
    assert ("_headers" in files) == (host in {"netlify", "cloudflare"})


@pytest.mark.parametrize("host", ["github", "cloudflare"])
def test_a_schedule_is_written_when_asked(site: Site, host: str) -> None:
    site.run("deploy", "init", host, "--schedule", "0 5 * * *")
    (on,) = (value for key, value in workflow(site).items() if key in {"on", True})
    assert on["schedule"] == [{"cron": "0 5 * * *"}]
    assert on["push"] == {"branches": ["main"]}


def test_runs_keep_their_cache(site: Site) -> None:
    site.run("deploy", "init", "github")
    (cache,) = (step for step in workflow(site)["jobs"]["build"]["steps"] if "cache@" in step.get("uses", ""))
    assert cache["with"]["path"].split() == [".cache", "public"]
    assert cache["with"]["key"] == "site-${{ github.run_id }}"


def test_wrangler_knows_the_folder(site: Site) -> None:
    site.run("deploy", "init", "cloudflare")
    assert tomllib.loads(site.read("wrangler.toml")) == {"name": "river-news", "pages_build_output_dir": "public"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "name one host"),
        (["githup"], 2, "did you mean 'github'?"),
        (["gitlab", "--schedule", "0 5 * * *"], 2, "gitlab keeps schedules in its settings"),
        (["github", "--schedule", "daily"], 2, "not a schedule: 'daily'"),
        (["github", "--schedule", '* * * * *"\n  x: y'], 2, "not a schedule"),
    ],
)
def test_bad_input(site: Site, arguments: list[str], code: int, message: str) -> None:
    done = site.run("deploy", "init", *arguments)
    assert (done.returncode, message in done.stderr) == (code, True)


def test_files_that_are_there_are_left(site: Site) -> None:
    site.write({"netlify.toml": "# mine\n"})
    done = site.run("deploy", "init", "netlify")
    assert done.returncode == 4
    assert site.read("netlify.toml") == "# mine\n"
    assert site.read("site.yaml") == SITE


def test_other_targets_are_left_as_they_are(site: Site) -> None:
    text = f"{SITE}deploy:\n  disk: {{type: folder, path: ../www}} # mine\n"
    done = site.write({"site.yaml": text}).run("deploy", "init", "netlify")
    assert site.read("site.yaml") == text
    assert "  production:\n    type: netlify" in done.stdout


class TestHosted:
    """A host as its own web server: what is deployed is asked from there."""

    def test_the_last_deploy_is_asked_from_the_web(self, site: Site, host_of: tuple[str, Path]) -> None:
        address, web = host_of
        target = f"deploy:\n  web: {{type: netlify}}\nbase_url: {address}/\nsearch: false\n"
        site.write({"site.yaml": target, **many(3)}).build()
        first = run(site, confirm=True)
        assert first.first
        shutil.copytree(site.root / "public", web, dirs_exist_ok=True)
        site.remove(f"public/{DEPLOYED}")
        assert run(site, confirm=True).changed == 0
        assert site.output()[DEPLOYED] == (web / DEPLOYED).read_bytes()
        site.write({"content/story-2.md": entry_text("Story 2", date="2026-01-02", id="other")}).build()
        assert "subscribers would see 1 old item again: /2026/01/story-2/" in refused(site)

    def test_redirects_are_forced_where_pages_would_hide_them(self, site: Site, host_of: tuple[str, Path]) -> None:
        target = f"deploy:\n  web: {{type: netlify}}\nbase_url: {host_of[0]}/\nsearch: false\n"
        site.write({"site.yaml": target, "content/a.md": entry_text("A", aliases="/old/")}).build()
        run(site, confirm=True)
        assert site.read("public/_redirects") == "/old/ /a/ 301!\n"

    def test_a_host_that_is_not_there(self, site: Site) -> None:
        site.write({"site.yaml": "base_url: http://127.0.0.1:9/\nsearch: false\ndeploy: {web: {type: github}}\n"})
        site.build()
        assert refused(site)[0].startswith("the last deploy cannot be looked up: http://127.0.0.1:9/")
        assert run(site, confirm=True).first


class TestLimits:
    def test_cloudflare_takes_no_large_file(self, site: Site) -> None:
        site.write({"site.yaml": f"{SITE}deploy: {{web: {{type: cloudflare}}}}\n"})
        site.write({"static/film.mp4": bytes(26 << 20)}).build()
        message = "film.mp4 has 27,262,976 bytes; Cloudflare Pages takes 26,214,400"
        assert refused(site, confirm=True) == [message]

    def test_redirects_beyond_a_limit_are_told(self, site: Site) -> None:
        aliases = json.dumps([f"/old/{number}/" for number in range(1001)])
        site.write({"site.yaml": f"{SITE}deploy: {{web: {{type: gitlab}}}}\n"})
        site.write({"content/a.md": entry_text("A", aliases=aliases)}).build()
        messages = [(problem.severity, problem.message) for problem in run(site, confirm=True).problems]
        assert messages == [("warning", "_redirects has 1,001 redirects; GitLab Pages takes 1,000")]

    def test_the_host_of_a_branch_is_known_by_its_address(self, site: Site) -> None:
        site.write({"static/film.mp4": bytes(101 << 20)}).build()
        found = look(site.root / "public", load_config(site.root), None)
        for remote in ("git@github.com:me/x.git", "https://github.com/me/x", "ssh://git@github.com/me/x"):
            assert len(list(exceeded(Git(remote=remote), found))) == 1
        assert list(exceeded(Git(remote="git@codeberg.org:me/x.git"), found)) == []


@pytest.fixture
def host_of(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A host with an empty folder: its address, and the folder."""
    web = tmp_path / "web"
    web.mkdir()
    (web / "_headers").write_text("/*\n  X-Test: yes\n")
    handler = functools.partial(Host, directory=str(web))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", web
        server.shutdown()
