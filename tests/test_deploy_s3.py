"""Deploying to S3, over HTTP to a service on this machine that is sometimes busy."""

from __future__ import annotations

import builtins
import hashlib
import importlib.util
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.backends import get_backend

from generator.addresses import DEPLOYED
from generator.errors import DeployError
from tests.bucket import BUSY, KEYS, Service, service
from tests.sites import MakeSite, Site, entry_text, many
from tests.test_deploy import SITE, built, refused, run

TARGET = f"{SITE}deploy:\n  bucket: {{type: s3, bucket: news}}\n"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Service]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with service() as made:
        for name, value in {**KEYS, "AWS_ENDPOINT_URL": made.address}.items():
            monkeypatch.setenv(name, value)
        for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            monkeypatch.setenv(name, str(tmp_path / "nothing"))
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield made
        # The service's memory outlives its server.
        get_backend("s3").reset()


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    made = make_site({"site.yaml": TARGET, **many(3)})
    made.build()
    return made


def objects(s3: Service) -> dict[str, bytes]:
    client = s3.client()
    pages = client.get_paginator("list_objects_v2").paginate(Bucket="news")
    keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
    return {key: client.get_object(Bucket="news", Key=key)["Body"].read() for key in keys}


def head(s3: Service, key: str) -> dict[str, Any]:
    found: dict[str, Any] = s3.client().head_object(Bucket="news", Key=key)
    return found


def busy_at_first(times: int) -> Callable[[str, str], tuple[str, bytes] | None]:
    """An answer for the first requests for every third object."""
    asked: Counter[str] = Counter()

    def answer(method: str, path: str) -> tuple[str, bytes] | None:
        asked[path] += 1
        return BUSY if method == "PUT" and len(path) % 3 == 0 and asked[path] <= times else None

    return answer


def after_puts(number: int, instead: tuple[str, bytes]) -> Callable[[str, str], tuple[str, bytes] | None]:
    """An answer for every object after the first so many."""
    left = iter(range(number))
    return lambda method, _: instead if method == "PUT" and next(left, None) is None else None


def test_the_bucket_holds_the_built_site(site: Site, s3: Service) -> None:
    run(site)
    assert {key: data for key, data in objects(s3).items() if key != DEPLOYED} == built(site)


def test_only_what_changed_is_sent(site: Site, s3: Service) -> None:
    run(site)
    s3.requests.clear()
    assert run(site).changed == 0
    assert s3.requests == [("GET", f"/news/{DEPLOYED}")]
    site.write({"content/story-2.md": entry_text("Story 2", "Other words.", date="2026-01-02")})
    site.remove("content/story-3.md")
    site.build()
    report = run(site)
    sent = [change.path for each in report.changes.values() for change in (*each.added, *each.changed)]
    assert s3.puts() == sorted(sent)
    assert {key: data for key, data in objects(s3).items() if key != DEPLOYED} == built(site)


def test_of_ten_thousand_objects_the_three_that_changed_are_sent(make_site: MakeSite, s3: Service) -> None:
    site = make_site({"site.yaml": TARGET})
    names = [f"{number // 100}/{number}/index.html" for number in range(10_000)]

    def pages(words: dict[str, str]) -> dict[str, str]:
        texts = {name: words.get(name, name) for name in names}
        site.write({f"public/{name}": text for name, text in texts.items()})
        return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}

    before = pages({})
    backend = get_backend("s3")["123456789012"]["aws"]
    for name in names:
        backend.put_object("news", name, name.encode())
    backend.put_object("news", DEPLOYED, json.dumps({"files": before}).encode())
    changed = {names[number]: "changed" for number in (5, 500, 9_999)}
    site.write({"public/.broadsheet.json": json.dumps({"files": pages(changed)})})
    report = run(site)
    assert (report.changed, report.unchanged) == (3, 9_997)
    assert s3.puts() == sorted(changed)
    assert [method for method, _ in s3.requests] == ["GET", "PUT", "PUT", "PUT", "PUT", "PUT"]


@pytest.mark.parametrize(
    ("path", "kind", "kept"),
    [
        ("index.html", "text/html; charset=utf-8", "public, max-age=300, must-revalidate"),
        ("feed.xml", "application/rss+xml; charset=utf-8", "public, max-age=300, must-revalidate"),
        ("atom.xml", "application/atom+xml; charset=utf-8", "public, max-age=300, must-revalidate"),
        ("feed.json", "application/feed+json", "public, max-age=300, must-revalidate"),
        ("sitemap.xml", "application/xml", "public, max-age=300, must-revalidate"),
        ("site.webmanifest", "application/manifest+json", "public, max-age=300, must-revalidate"),
        ("assets/icon.svg", "image/svg+xml", "public, max-age=86400"),
        ("style", "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("photo.jpg", "image/jpeg", "public, max-age=86400"),
        ("thing", "application/octet-stream", "public, max-age=300, must-revalidate"),
    ],
)
def test_types_and_times(site: Site, s3: Service, path: str, kind: str, kept: str) -> None:
    site.write({"static/photo.jpg": b"\xff\xd8", "static/thing": b"\0"}).build()
    run(site)
    key = next(name for name in built(site) if name == path or (path == "style" and name.startswith("assets/style.")))
    found = head(s3, key)
    assert (found["ContentType"], found["CacheControl"]) == (kind, kept)


def test_old_addresses_redirect(site: Site, s3: Service) -> None:
    site.write({"site.yaml": TARGET.replace("bucket: news", "bucket: news, redirects: true")})
    site.write({"content/m.md": entry_text("Moved", date="2026-02-01", aliases="[/old/, /ü b.html]")}).build()
    run(site)
    assert head(s3, "old/index.html")["WebsiteRedirectLocation"] == "/2026/02/m/"
    assert head(s3, "ü b.html")["WebsiteRedirectLocation"] == "/2026/02/m/"
    assert "WebsiteRedirectLocation" not in head(s3, "index.html")


def test_a_folder_of_the_bucket(site: Site, s3: Service) -> None:
    s3.client().put_object(Bucket="news", Key="other.txt", Body=b"theirs")
    site.write({"site.yaml": TARGET.replace("bucket: news", "bucket: news, prefix: /a/b")})
    run(site)
    found = objects(s3)
    assert found.pop("other.txt") == b"theirs"
    assert found.keys() == {f"a/b/{path}" for path in (*built(site), DEPLOYED)}


def test_a_busy_service_is_asked_again(site: Site, s3: Service) -> None:
    s3.answer = busy_at_first(2)
    run(site)
    assert {key: data for key, data in objects(s3).items() if key != DEPLOYED} == built(site)


def test_cut_off_anywhere_the_next_run_ends_it(site: Site, s3: Service) -> None:
    run(site)
    site.write(many(12)).build()
    middle = built(site)
    denied = ("403 Forbidden", b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
    for allowed in (0, 1, 9, 15):
        s3.answer = after_puts(allowed, denied)
        assert "these credentials may not do that" in refused(site)[0]
    # What the deploys that were cut off brought is changed back or taken away by one that knows nothing of it.
    s3.answer = lambda _method, _path: None
    for number in range(4, 13):
        site.remove(f"content/story-{number}.md")
    site.build()
    run(site, max_deletes=500)
    assert {key: data for key, data in objects(s3).items() if key != DEPLOYED} == built(site) != middle


def test_cloudfront_is_told(site: Site, s3: Service) -> None:
    client = boto3.client("cloudfront", endpoint_url=s3.address, region_name="us-east-1")
    origin = {"Id": "o", "DomainName": "news.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    behaviour = {"TargetOriginId": "o", "ViewerProtocolPolicy": "allow-all"}
    made = client.create_distribution(
        DistributionConfig={
            "CallerReference": "r",
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": behaviour,
        }
    )["Distribution"]["Id"]
    site.write({"site.yaml": TARGET.replace("bucket: news", f"bucket: news, cloudfront: {made}")})
    run(site)
    assert client.list_invalidations(DistributionId=made)["InvalidationList"]["Quantity"] == 1
    run(site)
    assert client.list_invalidations(DistributionId=made)["InvalidationList"]["Quantity"] == 1
    site.write({"site.yaml": TARGET.replace("bucket: news", "bucket: news, cloudfront: WRONG"), **many(4)}).build()
    assert refused(site) == ["there is no such CloudFront distribution"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("InvalidAccessKeyId", "the service does not know these credentials"),
        ("SignatureDoesNotMatch", "the secret key is wrong"),
        ("AccessDenied", "these credentials may not do that in the bucket 'news'"),
        ("ExpiredToken", "the credentials have expired"),
    ],
)
def test_wrong_credentials(site: Site, s3: Service, code: str, message: str) -> None:
    body = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
    s3.answer = lambda _method, _path: ("403 Forbidden", body)
    assert refused(site) == [message]


def test_no_credentials(site: Site, s3: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert refused(site) == ["there are no credentials"]
    assert s3.requests == []


def test_no_bucket(site: Site, s3: Service) -> None:
    site.write({"site.yaml": TARGET.replace("bucket: news", f"bucket: olds, endpoint: '{s3.address}'")})
    assert refused(site) == ["there is no bucket 'olds'"]


def test_no_service(site: Site) -> None:
    site.write({"site.yaml": TARGET.replace("bucket: news", "bucket: x, region: r, endpoint: 'http://127.0.0.1:9'")})
    done = site.run("deploy", env={**KEYS, "AWS_MAX_ATTEMPTS": "1"})
    assert done.returncode == 4
    assert "the service is not reached" in done.stderr
    assert KEYS["AWS_SECRET_ACCESS_KEY"] not in done.stdout + done.stderr


def test_no_profile(site: Site, s3: Service) -> None:
    site.write({"site.yaml": TARGET.replace("bucket: news", "bucket: news, profile: nobody")})
    assert refused(site) == ["there is no such profile in ~/.aws/"]
    assert s3.requests == []


def test_without_boto3_the_extra_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "boto3" else find_spec(name))
    with pytest.raises(DeployError) as raised:
        run(site)
    assert raised.value.problems[0].hint == "pip install 'broadsheet[s3]'"


def test_a_file_that_changes_meanwhile(site: Site, s3: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def changed(self: Path) -> builtins.bytes:
        return b"other" if self.name == "feed.xml" else read(self)

    monkeypatch.setattr(Path, "read_bytes", changed)
    assert refused(site) == ["feed.xml: has changed since the build"]
    monkeypatch.undo()
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": s3.address}.items():
        monkeypatch.setenv(name, value)
    run(site)
    assert {key: data for key, data in objects(s3).items() if key != DEPLOYED} == built(site)
