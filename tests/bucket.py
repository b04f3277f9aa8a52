"""S3 on this machine, by moto's server: every request is counted, and some can be made to fail."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

Environ = dict[str, Any]

KEYS = {
    "AWS_ACCESS_KEY_ID": "key-of-a-test",
    "AWS_SECRET_ACCESS_KEY": "secret-of-a-test",
    "AWS_DEFAULT_REGION": "us-east-1",
}
BUSY = ("503 Slow Down", b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>")


class Service:
    """The service, what was asked of it, and answers that it gives in place of its own."""

    def __init__(self) -> None:
        self.address = ""
        self.requests: list[tuple[str, str]] = []
        self.answer: Callable[[str, str], tuple[str, bytes] | None] = lambda _method, _path: None
        self._app = DomainDispatcherApplication(create_backend_app)
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        with self._lock:
            self.requests.append((method, path))
            instead = self.answer(method, path)
        if instead is None:
            found: Iterable[bytes] = self._app(environ, start_response)
            return found
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status, body = instead
        start_response(status, [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
        return [body]

    def puts(self) -> list[str]:
        """The objects that were sent since the requests were last forgotten, the record left out."""
        keys = (path for method, path in self.requests if method == "PUT")
        return sorted(key.removeprefix("/news/") for key in keys if not key.endswith("deployed.json"))

    def client(self) -> Any:
        keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}
        return boto3.client("s3", endpoint_url=self.address, **keys)


@contextmanager
def service() -> Iterator[Service]:
    """The service on a free port, with an empty bucket `news`."""
    made = Service()
    server = make_server("127.0.0.1", 0, made, threaded=True)
    made.address = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.client().create_bucket(Bucket="news")
    made.requests.clear()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()
