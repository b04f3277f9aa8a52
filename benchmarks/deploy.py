"""How long a deploy takes to decide, and how fast it sends: ratios, measured in one run on one machine.

    pip install '.[test]' && python benchmarks/deploy.py [--pages 10000]

The first figure is the time from the command's first line to the decision, for a site of which ten pages have
changed. The second sets new small objects against boto3's own managed transfer with as many threads, over HTTP
to moto's server on this machine in a process of its own, in turns.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

from generator.deploy import Options, deploy
from generator.timeline import Timeline

_KEYS = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
_THREADS = 16
_TURNS = 3
_SITE = "title: Speed\nbase_url: https://speed.test/\ndeploy:\n"


def main() -> None:
    """Measure both, and print them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, default=10_000)
    pages = parser.parse_args().pages
    logging.getLogger("botocore").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        decide(Path(folder) / "decide", pages)
        send(Path(folder) / "send", pages)


def decide(root: Path, pages: int) -> None:
    """Ten changed pages and the feed that carries them."""
    site(root, pages, "  disk: {type: folder, path: www}\n", changed=0)
    options = Options(output=root / "public")
    deploy(root, None, options, Timeline())
    site(root, pages, "  disk: {type: folder, path: www}\n", changed=10)
    begun = time.perf_counter(), time.process_time()
    report = deploy(root, None, Options(output=root / "public", dry_run=True), Timeline())
    wall, cpu = time.perf_counter() - begun[0], time.process_time() - begun[1]
    print(f"decided: {report.changed} of {pages} pages in {wall:.3f} s ({cpu:.3f} s of CPU)")


def send(root: Path, pages: int) -> None:
    """The same files in turns by us and by boto3's own transfer, each time into an empty bucket."""
    os.environ.update(_KEYS)
    server, address = moto()
    try:
        ours = theirs = 0.0
        each = pages // _TURNS
        for turn in range(_TURNS):
            names = (f"ours{turn}", f"theirs{turn}")
            folder = root / str(turn)
            site(folder, each, f"  s3: {{type: s3, bucket: {names[0]}, endpoint: '{address}'}}\n", changed=0)
            client = boto3.client("s3", endpoint_url=address, config=Config(max_pool_connections=_THREADS))
            for name in names:
                client.create_bucket(Bucket=name)
            first, second = (our_way, their_way) if turn % 2 else (their_way, our_way)
            took = {way: way(folder, client, names) for way in (first, second)}
            ours, theirs = ours + took[our_way], theirs + took[their_way]
    finally:
        server.terminate()
        server.wait()
    sent = each * _TURNS
    print(f"sent {sent} objects: we {sent / ours:.0f} a second, boto3's transfer {sent / theirs:.0f} a second")
    print(f"ratio: {theirs / ours:.2f} of boto3's own transfer")


def our_way(folder: Path, _client: Any, _names: tuple[str, str]) -> float:
    """A first deploy, with its guard and its record."""
    begun = time.perf_counter()
    deploy(folder, None, Options(output=folder / "public"), Timeline())
    return time.perf_counter() - begun


def their_way(folder: Path, client: Any, names: tuple[str, str]) -> float:
    """boto3's managed upload of each file, from as many threads."""
    public = folder / "public"
    files = json.loads((public / ".broadsheet.json").read_bytes())["files"]
    config = TransferConfig(max_concurrency=_THREADS, use_threads=False)

    def upload(path: str) -> None:
        extra = {"ContentType": "text/html; charset=utf-8", "CacheControl": "public, max-age=300"}
        client.upload_file(str(public / path), names[1], path, ExtraArgs=extra, Config=config)

    begun = time.perf_counter()
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(upload, files))
    return time.perf_counter() - begun


def moto() -> tuple[subprocess.Popen[bytes], str]:
    """The service in a process of its own, so that it does not share an interpreter with what is measured."""
    code = (
        "import logging; logging.getLogger('werkzeug').setLevel(logging.ERROR)\n"
        "from werkzeug.serving import make_server\n"
        "from moto.server import DomainDispatcherApplication, create_backend_app\n"
        "server = make_server('127.0.0.1', 0, DomainDispatcherApplication(create_backend_app), threaded=True)\n"
        "print(server.port, flush=True)\nserver.serve_forever()\n"
    )
    server = subprocess.Popen(  # noqa: S603 - code of our own
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    port = server.stdout.readline().decode().strip() if server.stdout else ""
    return server, f"http://127.0.0.1:{port}"


def site(root: Path, pages: int, target: str, *, changed: int) -> None:
    """A built site: small pages, a feed of the newest, and the note of the build."""
    public = root / "public"
    names = [f"2026/{number // 500}/story-{number}/index.html" for number in range(pages)]
    texts = {name: f"<!doctype html><title>{name}</title>{'words ' * 100}" for name in names}
    texts |= {name: texts[name] + "new" for name in names[:changed]}
    items = [{"id": f"urn:{name}", "url": f"https://speed.test/{name}"} for name in names[:20]]
    texts["feed.json"] = json.dumps({"items": items, "changed": changed})
    for name, text in texts.items():
        (public / name).parent.mkdir(parents=True, exist_ok=True)
        (public / name).write_text(text, encoding="utf-8")
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    made = {"base_url": "https://speed.test/", "articles": names}
    (public / ".broadsheet.json").write_text(json.dumps({"files": digests, "made": made}), encoding="utf-8")
    (root / "site.yaml").write_text(_SITE + target, encoding="utf-8")


if __name__ == "__main__":
    main()
