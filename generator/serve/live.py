"""What the preview answers, on top of livereload's handlers for Tornado."""

from __future__ import annotations

import importlib.resources
import json
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from livereload.handlers import LiveReloadHandler
from tornado import web

from generator.serve.host import is_own_name, is_same_origin, media_type
from generator.serve.notices import problem_page
from generator.serve.preview import Preview, digest

SCRIPT = "/livereload.js"
_HEAD_END = b"</head>"


class Guarded(web.RequestHandler):
    """Answers this machine's own pages only, so that no other web page can read or drive the preview."""

    def initialize(self, preview: Preview, bound: str) -> None:
        self.preview = preview
        self.bound = bound

    def prepare(self) -> None:
        origin = self.request.headers.get("Origin")
        if not is_own_name(self.request.host, self.bound):
            self.refuse(f"This preview is not at {self.request.host!r}; `--bind` gives it another name.")
        elif not is_same_origin(origin, self.request.protocol, self.request.host):
            self.refuse("Only pages of this preview may ask for that.")

    def set_default_headers(self) -> None:
        self.set_header("Server", "Broadsheet")
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("X-Content-Type-Options", "nosniff")

    def write_error(self, status_code: int, **_: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {HTTPStatus(status_code).phrase}\n")

    def refuse(self, why: str) -> None:
        """Answer with the status 403."""
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{why}\n")


class SiteHandler(Guarded, web.StaticFileHandler):
    """The site as a static host serves it, with a script in each page."""

    def initialize(self, preview: Preview, bound: str) -> None:  # type: ignore[override] # the folder is the preview's
        Guarded.initialize(self, preview, bound)
        web.StaticFileHandler.initialize(self, str(preview.folder))

    async def get(self, path: str = "", include_body: bool = True) -> None:  # noqa: FBT001, FBT002, ARG002 - Tornado's
        await self.preview.ready.wait()
        found = self.preview.find(self.request.path)
        if found.location:
            query = f"?{self.request.query}" if self.request.query else ""
            self.redirect(found.location + query, status=found.status)
        elif found.file is None or not found.file.is_file():
            self._without_page(found.status)
        elif found.file.suffix == ".html":
            self.set_status(found.status)
            self.preview.look_at(found.file)
            self._page(found.file.read_bytes(), digest(found.file))
        else:
            relative = found.file.relative_to(self.preview.folder).as_posix()
            await web.StaticFileHandler.get(self, relative, include_body)

    def get_content_type(self) -> str:
        return media_type(Path(self.absolute_path or ""))

    def compute_etag(self) -> str | None:
        """None: Tornado remembers a file's digest for ever."""
        return None

    def should_return_304(self) -> bool:
        return False

    def _page(self, data: bytes, mark: str) -> None:
        script = f'<script src="{SCRIPT}" data-digest="{mark}" defer></script>\n'.encode()
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.write(data.replace(_HEAD_END, script + _HEAD_END, 1))

    def _without_page(self, status: int) -> None:
        """There is no site, not yet or not any more, or one without a page for what is missing."""
        if not self.preview.folder.exists():
            self.preview.change()
            self.set_status(503)
            self._page(problem_page(self.preview.notices).encode(), "")
        else:
            self.send_error(status)


class ScriptHandler(Guarded):
    """The script that keeps a page up to date."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.write(importlib.resources.files(__package__).joinpath("preview.js").read_bytes())


class LiveHandler(Guarded, LiveReloadHandler):  # type: ignore[misc] # livereload has no type stubs
    """livereload's handshake; then each page hears of its own state instead of being told to reload."""

    path = "/"

    def check_origin(self, origin: str) -> bool:  # noqa: ARG002 - checked for every request
        return True

    def on_message(self, message: str | bytes) -> None:
        try:
            told = json.loads(message)
            command, url = told["command"], str(told.get("url", ""))
        except (ValueError, TypeError, KeyError, AttributeError):
            return
        if command == "hello":
            super().on_message(message)
        elif command == "info":
            self.path = urlsplit(url).path or "/"
            self.preview.viewers.add(self)
            self.send_message(self.preview.state(self.path))

    def on_close(self) -> None:
        self.preview.viewers.discard(self)
