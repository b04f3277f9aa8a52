"""A bucket of S3, or of what speaks its language. Owner of boto3."""

from __future__ import annotations

import importlib.util
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from generator.addresses import DEPLOYED
from generator.deploy.target import Advance, File, content, failure
from generator.errors import DeployError
from generator.hosting import cache_control, content_type
from generator.targets import S3

_BATCH = 1000
"""Keys that one request may delete."""
_ATTEMPTS = 8
_RIGHTS = "it needs s3:GetObject, s3:PutObject, s3:DeleteObject and, to tell what is missing, s3:ListBucket"
_REASONS = {
    "NoSuchBucket": ("there is no bucket {bucket!r}", "make it, or correct `bucket` and `region` in site.yaml"),
    "InvalidAccessKeyId": ("the service does not know these credentials", "see AWS_ACCESS_KEY_ID, or `profile`"),
    "SignatureDoesNotMatch": ("the secret key is wrong", "see AWS_SECRET_ACCESS_KEY, or `profile`"),
    "ExpiredToken": ("the credentials have expired", "sign in again"),
    "AccessDenied": ("these credentials may not do that in the bucket {bucket!r}", _RIGHTS),
    "403": ("these credentials may not do that in the bucket {bucket!r}", _RIGHTS),
    "PermanentRedirect": ("the bucket {bucket!r} is in another region", "name it: `region:`"),
    "NoCredentialsError": ("there are no credentials", "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or `profile`"),
    "PartialCredentialsError": ("one half of the credentials is missing", "see AWS_SECRET_ACCESS_KEY"),
    "ProfileNotFound": ("there is no such profile in ~/.aws/", "correct `profile`"),
    "NoRegionError": ("the region is missing", "name it: `region:`, or AWS_DEFAULT_REGION"),
    "EndpointConnectionError": ("the service is not reached", "is the address right, and is there a network?"),
    "NoSuchDistribution": ("there is no such CloudFront distribution", "correct `cloudfront`"),
}


class S3Target:
    """See `Target`."""

    def __init__(self, settings: S3) -> None:
        self._settings = settings
        self._prefix = f"{settings.prefix.strip('/')}/".lstrip("/")
        self._redirects = settings.endpoint is None if settings.redirects is None else settings.redirects
        _need_boto3()
        with self._told():
            self._session = _session(settings)
            self._s3 = client(self._session, settings)

    def deployed(self) -> bytes | None:
        with self._told():
            try:
                answer = self._s3.get_object(Bucket=self._settings.bucket, Key=self._key(DEPLOYED))
            except self._s3.exceptions.NoSuchKey:
                return None
            record: bytes = answer["Body"].read()
            return record

    def begin(self, record: bytes) -> None:
        self._keep(record)

    def put(self, files: Sequence[File], advance: Advance) -> None:
        self._at_once(self._send, files, lambda _: advance(1))

    def delete(self, paths: Sequence[str], advance: Advance) -> None:
        batches = [paths[start : start + _BATCH] for start in range(0, len(paths), _BATCH)]
        self._at_once(self._remove, batches, lambda batch: advance(len(batch)))

    def finish(self, record: bytes) -> None:
        """The record comes last: what is cut off before is done again, CloudFront's copies included."""
        if self._settings.cloudfront:
            with self._told():
                self._session.client("cloudfront").create_invalidation(
                    DistributionId=self._settings.cloudfront,
                    # A pattern counts as one path, however much it covers.
                    InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": uuid.uuid4().hex},
                )
        self._keep(record)

    def _keep(self, record: bytes) -> None:
        with self._told():
            self._s3.put_object(
                Bucket=self._settings.bucket,
                Key=self._key(DEPLOYED),
                Body=record,
                ContentType="application/json",
                CacheControl="no-store",
            )

    def _send(self, file: File) -> None:
        redirect = {"WebsiteRedirectLocation": file.redirect} if self._redirects and file.redirect else {}
        data = content(file)
        with self._told():
            self._s3.put_object(
                Bucket=self._settings.bucket,
                Key=self._key(file.path),
                Body=data,
                ContentType=content_type(file.path),
                CacheControl=cache_control(file.path),
                **redirect,
            )

    def _remove(self, paths: Sequence[str]) -> None:
        keys = [{"Key": self._key(path)} for path in paths]
        with self._told():
            done = self._s3.delete_objects(Bucket=self._settings.bucket, Delete={"Objects": keys, "Quiet": True})
        for error in done.get("Errors", []):
            raise _failure(error.get("Code", ""), self._settings.bucket, error.get("Message", ""))

    def _at_once(self, work: Callable[[Any], None], items: Sequence[Any], advance: Callable[[Any], None]) -> None:
        """Do something with all items in parallel. After the first failure nothing new is begun."""
        stop = threading.Event()

        def one(item: Any) -> Any:
            if not stop.is_set():
                try:
                    work(item)
                except BaseException:
                    stop.set()
                    raise
            return item

        with ThreadPoolExecutor(self._settings.parallel) as pool:
            try:
                for item in pool.map(one, items):
                    advance(item)
            finally:
                stop.set()

    def _key(self, path: str) -> str:
        return self._prefix + path

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What boto3 raises, in words; secrets are never among them."""
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as error:
            details = error.response.get("Error", {})
            raise _failure(details.get("Code", ""), self._settings.bucket, details.get("Message", "")) from None
        except (Boto3Error, BotoCoreError) as error:
            raise _failure(type(error).__name__, self._settings.bucket, str(error)) from None


def client(session: Any, settings: S3) -> Any:
    """A client for as many requests at a time as the settings say, patient with a service that is busy."""
    from botocore.config import Config

    return session.client(
        "s3",
        endpoint_url=settings.endpoint,
        config=Config(
            max_pool_connections=settings.parallel,
            retries={"mode": "standard", "max_attempts": _ATTEMPTS},
            connect_timeout=10,
            read_timeout=60,
            # Services other than Amazon's do not all take checksums that nobody asked for.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


def _need_boto3() -> None:
    if importlib.util.find_spec("boto3") is None:
        raise failure("S3 needs the package boto3", "pip install 'broadsheet[s3]'")


def _session(settings: S3) -> Any:
    import boto3

    return boto3.Session(profile_name=settings.profile, region_name=settings.region)


def _failure(code: str, bucket: str, message: str) -> DeployError:
    known = _REASONS.get(code)
    if known:
        return failure(known[0].format(bucket=bucket), known[1])
    return failure(f"the service says: {code}: {message}")
