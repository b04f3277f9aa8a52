"""The editor's desk over HTTP: who may see it, who may write, and everything else in threads of its own."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tornado.ioloop import IOLoop

from generator.serve.live import Guarded
from generator.serve.preview import Preview

if TYPE_CHECKING:
    from generator.desk import Answer, Desk

PLACE = "/_desk/"
_COOKIE = "desk"
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; img-src 'self'"
)


class Access:
    """The desk of one preview, made when it is first asked for, and what its forms and its visitors must know."""

    def __init__(self, root: Path, now: str | None, bound: str) -> None:
        self.token = secrets.token_urlsafe(24)
        self.key = None if bound in _LOCAL else secrets.token_urlsafe(18)
        """What opens the desk where others can reach the preview as well."""
        self._root, self._now = root, now
        self._desk: Desk | None = None

    @property
    def place(self) -> str:
        return f"{PLACE}?key={self.key}" if self.key else PLACE

    def desk(self) -> Desk:
        from generator.desk import Desk

        if self._desk is None:
            self._desk = Desk(self._root, self._now, self.token)
        return self._desk

    def style(self) -> bytes:
        from generator.desk.pages import style

        return style()


class DeskHandler(Guarded):
    """Pages by GET; what changes files only by POST, with the token that this preview's forms have."""

    def initialize(self, preview: Preview, bound: str, access: Access) -> None:  # type: ignore[override] # one thing more
        super().initialize(preview, bound)
        self.access = access

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("X-Frame-Options", "DENY")

    def prepare(self) -> None:
        super().prepare()
        if self._finished or self.access.key is None:
            return
        if _is_same(self.get_query_argument("key", ""), self.access.key):
            self.set_cookie(_COOKIE, self.access.key, path=PLACE, httponly=True, samesite="Strict")
            self.redirect(PLACE, status=303)
        elif not _is_same(self.get_cookie(_COOKIE) or "", self.access.key):
            self.refuse("Others can reach this preview: open the desk at the address that the terminal tells.")

    async def get(self, place: str) -> None:
        if place == "desk.css":
            self.set_header("Content-Type", "text/css; charset=utf-8")
            self.write(self.access.style())
            return
        await self.preview.ready.wait()
        asked = {name: self.get_query_arguments(name, strip=False) for name in self.request.query_arguments}
        desk, problems = self.access.desk(), self.preview.problems
        self._answer(await IOLoop.current().run_in_executor(None, desk.show, place, asked, problems))

    async def post(self, place: str) -> None:
        if not _is_same(self.get_body_argument("token", ""), self.access.token):
            self.refuse("This form is of another preview, or of none: load the page again.")
            return
        filled = {name: self.get_body_arguments(name, strip=False) for name in self.request.body_arguments}
        self._answer(await IOLoop.current().run_in_executor(None, self.access.desk().act, place, filled))

    def _answer(self, answer: Answer) -> None:
        if answer.location:
            self.redirect(quote(answer.location, safe="/?&=#%+"), status=answer.status)
        else:
            self.set_status(answer.status)
            self.write(answer.page)


def _is_same(one: str, other: str) -> bool:
    """In a time that tells nothing about where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
