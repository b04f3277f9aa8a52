"""Deploying over ssh, to a server on this machine with keys and a configuration of its own.

Where a program is missing the tests are skipped and say so; with BROADSHEET_REQUIRE_SSH=1 they fail.
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from generator.addresses import DEPLOYED
from generator.deploy.ssh import RsyncTarget, SftpTarget
from generator.errors import DeployError, Problem
from tests.sites import MakeSite, Site, entry_text, many
from tests.test_deploy import SITE, built, refused, run

ODD = ("a b", "a'b", 'a"b', "a[1]", "a*b", "ü", "-a", "$HOME", "a;b", "a\\b", "#a", "~a")


def missing(program: str) -> NoReturn:
    reason = f"{program} is missing: apt-get install openssh-server rsync"
    if os.environ.get("BROADSHEET_REQUIRE_SSH"):
        pytest.fail(reason)
    pytest.skip(reason)


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    return found or missing(name)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A running server, and a configuration of ssh that knows it as `server`."""
    folder = tmp_path_factory.mktemp("sshd")
    sshd, keygen = program("sshd"), program("ssh-keygen")
    for name in ("rsync", "sftp", "ssh"):
        program(name)
    for name in ("host", "user"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/user.pub\n"
        "StrictModes no\nUsePAM no\nPasswordAuthentication no\nPidFile none\nSubsystem sftp internal-sftp\n"
    )
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    (folder / "ssh_config").write_text(
        f"Host server\n  HostName 127.0.0.1\n  Port {port}\n  User {getpass.getuser()}\n  IdentityFile {folder}/user\n"
        f"  IdentitiesOnly yes\n  UserKnownHostsFile {folder}/known_hosts\n  StrictHostKeyChecking yes\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen([sshd, "-D", "-e", "-f", folder / "sshd_config"], stderr=subprocess.DEVNULL)
    wait_for(port)
    yield folder / "ssh_config"
    server.terminate()
    server.wait()


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as knocking:
            if knocking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the ssh server does not answer")


@pytest.fixture(params=["rsync", "sftp"])
def site(request: pytest.FixtureRequest, make_site: MakeSite, config: Path) -> Site:
    made = make_site({**many(3)})
    return retarget(made, request.param, config)


def retarget(site: Site, kind: str, config: Path, **changes: str) -> Site:
    keys = {"host": "server", "path": f"'{site.root.parent}/web site'", "ssh_config": f"'{config}'", **changes}
    stated = ", ".join(f"{key}: {value}" for key, value in keys.items())
    site.write({"site.yaml": f"{SITE}deploy:\n  server: {{type: {kind}, {stated}}}\n"}).build()
    return site


def served(site: Site) -> dict[str, bytes]:
    web = site.root.parent / "web site"
    return {
        path.relative_to(web).as_posix(): path.read_bytes()
        for path in web.rglob("*")
        if path.is_file() and path.name != DEPLOYED
    }


def test_the_server_has_the_built_site(site: Site) -> None:
    assert run(site).first
    assert served(site) == built(site)
    assert run(site).changed == 0


def test_changes_and_removals_follow(site: Site) -> None:
    run(site)
    site.write({"content/story-2.md": entry_text("Story 2", "Other words.", date="2026-01-02")})
    site.remove("content/story-3.md")
    site.build()
    run(site)
    assert served(site) == built(site)


def test_what_others_put_there_stays(site: Site) -> None:
    run(site)
    theirs = site.root.parent / "web site" / "2026/01/story-3/theirs.txt"
    theirs.write_text("theirs")
    site.remove("content/story-3.md")
    site.build()
    run(site)
    assert served(site) == {**built(site), "2026/01/story-3/theirs.txt": b"theirs"}


def test_everyone_may_read(site: Site) -> None:
    (site.root / "public/index.html").chmod(0o600)
    run(site)
    assert (site.root.parent / "web site/index.html").stat().st_mode & 0o777 == 0o644


def test_odd_names(site: Site) -> None:
    site.write({f"static/{name}/{name}.txt": name for name in ODD}).build()
    run(site)
    assert served(site) == built(site)
    for name in ODD:
        shutil.rmtree(site.root / "static" / name)
    site.build()
    run(site)
    assert served(site) == built(site)
    assert all(f"{name}/{name}.txt" not in served(site) for name in ODD)


def test_a_file_becomes_a_folder_and_back(site: Site) -> None:
    site.write({"static/a": "a file", "static/b/c": "below"}).build()
    run(site)
    site.remove("static/a")
    site.remove("static/b/c")
    (site.root / "static/b").rmdir()
    site.write({"static/a/d": "below", "static/b": "a file"}).build()
    run(site)
    assert served(site) == built(site)


@pytest.mark.parametrize("step", range(4))
def test_cut_off_anywhere_the_next_run_ends_it(site: Site, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    run(site)
    site.write(many(9)).build()
    left = iter(range(step))
    for kind in (RsyncTarget, SftpTarget):
        for name in ("begin", "put", "delete", "finish"):
            whole = getattr(kind, name)

            def broken(*given: object, whole: object = whole) -> None:
                if next(left, None) is None:
                    raise DeployError(Problem(message="cut off"))
                whole(*given)  # type: ignore[operator] # a method

            monkeypatch.setattr(kind, name, broken)
    assert refused(site) == ["cut off"]
    monkeypatch.undo()
    for number in range(4, 10):
        site.remove(f"content/story-{number}.md")
    site.build()
    run(site, max_deletes=500)
    assert served(site) == built(site)


@pytest.mark.parametrize("kind", ["rsync", "sftp"])
@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"host": "nobody@server"}, "the server does not let you in"),
        ({"host": "no.such.host.invalid"}, "is the name of the host right?"),
        ({"port": "9", "ssh_config": "null"}, "is the port right"),
        ({"path": "/no/such/parent/web"}, ""),
    ],
)
def test_a_server_that_refuses(
    make_site: MakeSite, config: Path, kind: str, changes: dict[str, str], hint: str
) -> None:
    if "port" in changes:
        changes = {**changes, "host": "127.0.0.1"}
    site = retarget(make_site({**many(1)}), kind, config, **changes)
    with pytest.raises(DeployError) as raised:
        run(site)
    (problem,) = raised.value.problems
    assert problem.message.startswith(f"{kind}: ")
    assert hint in (problem.hint or "")


def test_without_the_program(make_site: MakeSite, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = retarget(make_site({**many(1)}), "rsync", config)
    monkeypatch.setenv("PATH", str(site.root))
    assert refused(site) == ["the program rsync is not installed"]


def test_a_host_is_never_an_option(make_site: MakeSite, config: Path, tmp_path: Path) -> None:
    site = retarget(make_site({**many(1)}), "rsync", config)
    text = site.read("site.yaml")
    for host in (
        "-oProxyCommand=touch pwned",
        "a -oProxyCommand=x",
        "$(touch pwned)",
        "a;b",
        "a\nb",
        "::module",
        "a:b",
    ):
        site.write({"site.yaml": text.replace("host: server", f"host: {host!r}")})
        done = site.run("deploy")
        assert done.returncode == 3, host
    assert not list(tmp_path.rglob("pwned"))
