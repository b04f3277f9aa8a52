"""Asking the web whether addresses still lead anywhere, as a polite visitor does: one request at a time to a
host with a pause before the next, HEAD before GET, no text read, and no host asked again that wants to be
left alone. Answers are kept for a week.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

import msgspec
from msgspec import Struct

from generator.cache import FOLDER
from generator.textfile import write_whole

FILE = f"{FOLDER}/links.json"
_WEEK = timedelta(days=7)
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({429, 503})
"""A host that answers so wants to be left alone for a while."""
_LASTING = frozenset({404, 410})
_MOST_HOPS = 10
_HOSTS_AT_ONCE = 8
_UNREACHABLE = "cannot be reached"
NO_HOST = "there is no such host"


class Manners(Struct, frozen=True, kw_only=True):
    """How the web is asked; times are in seconds."""

    name: str
    pause: float = 1.0
    timeout: float = 10.0
    limit: float = 120.0


class Answer(Struct, frozen=True, kw_only=True):
    """What came of asking for an address: the last status (0 without an answer, and then why), and the
    address it has moved to for good.
    """

    asked: datetime
    status: int = 0
    fault: str = ""
    moved: str | None = None

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_lasting(self) -> bool:
        """Whether it will be the same tomorrow: a busy or silent host may not be."""
        return self.is_good or self.status in _LASTING


class _Reply(Struct, frozen=True):
    status: int
    location: str = ""
    fault: str = ""


def ask(
    root: Path, addresses: Iterable[str], manners: Manners, now: datetime, advance: Callable[[int], None]
) -> dict[str, Answer]:
    """An answer for each address that could be asked within the time limit, or was within the week before."""
    wanted = set(addresses)
    kept = _recall(root / FILE, now)
    visitor = _Visitor(manners, now)
    by_host: dict[str, list[str]] = {}
    for address in sorted(wanted - kept.keys()):
        by_host.setdefault(_host(address), []).append(address)
    advance(len(wanted & kept.keys()))
    try:
        with ThreadPoolExecutor(_HOSTS_AT_ONCE) as threads:
            running = {threads.submit(visitor.ask_all, queue): len(queue) for queue in by_host.values()}
            try:
                for done in as_completed(running):
                    done.result()
                    advance(running[done])
            except BaseException:
                visitor.stop()
                raise
    finally:
        lasting = {address: answer for address, answer in visitor.answers.items() if answer.is_lasting}
        _remember(root / FILE, {**kept, **lasting})
    return {address: answer for address, answer in {**kept, **visitor.answers}.items() if address in wanted}


class _Stay(HTTPRedirectHandler):
    """Redirects are followed by the visitor, who pauses at each host and notes which are permanent."""

    def redirect_request(self, *_: object) -> None:
        return None


class _Visitor:
    """Asks addresses from several threads, and each host from one at a time."""

    def __init__(self, manners: Manners, now: datetime) -> None:
        self.answers: dict[str, Answer] = {}
        self._manners = manners
        self._now = now
        self._opener: OpenerDirector = build_opener(_Stay)
        self._end = time.monotonic() + manners.limit
        self._stopped = threading.Event()
        self._guard = threading.Lock()
        self._doors: dict[str, threading.Lock] = {}
        self._last: dict[str, float] = {}
        self._busy: set[str] = set()

    def stop(self) -> None:
        self._stopped.set()

    def ask_all(self, addresses: Iterable[str]) -> None:
        """Ask one after the other, for as long as there is time and the host takes it."""
        for address in addresses:
            if self._is_over or _host(address) in self._busy:
                return
            answer = self._follow(address)
            if answer:
                self.answers[address] = answer

    @property
    def _is_over(self) -> bool:
        return self._stopped.is_set() or time.monotonic() >= self._end

    def _follow(self, address: str) -> Answer | None:
        """Follow redirects to their end; None when time runs out on the way."""
        here, moved, permanent = address, None, True
        seen: set[str] = set()
        while len(seen) < _MOST_HOPS and here not in seen:
            seen.add(here)
            reply = self._head_or_get(here)
            if reply is None:
                return None
            if reply.status not in _REDIRECTS or not reply.location:
                return Answer(asked=self._now, status=reply.status, fault=reply.fault, moved=moved)
            here = urljoin(here, reply.location)
            if not here.lower().startswith(("http://", "https://")):
                break
            permanent = permanent and reply.status in _PERMANENT
            moved = here if permanent else moved
        return Answer(asked=self._now, fault="is redirected in circles")

    def _head_or_get(self, address: str) -> _Reply | None:
        """Servers that do not know HEAD, answer it wrongly or hang up on it are asked again with GET."""
        reply = self._request(address, "HEAD")
        if reply and ((reply.status >= 400 and reply.status not in _BUSY) or reply.fault.startswith(_UNREACHABLE)):
            reply = self._request(address, "GET")
        return reply

    def _request(self, address: str, method: str) -> _Reply | None:
        host = _host(address)
        with self._guard:
            door = self._doors.setdefault(host, threading.Lock())
        with door:
            wait = self._last.get(host, -self._manners.pause) + self._manners.pause - time.monotonic()
            if self._stopped.wait(max(0.0, wait)) or self._is_over or host in self._busy:
                return None
            try:
                return self._open(address, method, host)
            finally:
                self._last[host] = time.monotonic()

    def _open(self, address: str, method: str, host: str) -> _Reply:
        timeout = max(0.1, min(self._manners.timeout, self._end - time.monotonic()))
        try:
            headers = {"User-Agent": self._manners.name, "Accept": "*/*"}
            request = Request(_ascii(address), headers=headers, method=method)  # noqa: S310 - http and https only
            with self._opener.open(request, timeout=timeout) as response:
                return _Reply(response.status)
        except HTTPError as error:
            with error:
                if error.code in _BUSY:
                    self._busy.add(host)
                return _Reply(error.code, error.headers.get("Location", ""))
        except (OSError, http.client.HTTPException, ValueError) as error:
            return _Reply(0, fault=_fault(error))


def _fault(error: Exception) -> str:
    """Why there was no answer, in a few words."""
    reason = error.reason if isinstance(error, URLError) else error
    match reason:
        case socket.gaierror() if reason.errno != socket.EAI_AGAIN:
            return NO_HOST
        case TimeoutError():
            return "does not answer in time"
        case ConnectionRefusedError():
            return "refuses the connection"
        case ssl.SSLCertVerificationError():
            return f"has a certificate that is not valid: {reason.verify_message}"
        case http.client.InvalidURL() | ValueError():
            return "is no address that can be asked"
    return f"{_UNREACHABLE}: {reason}"


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def _ascii(address: str) -> str:
    """An address as it goes over the wire (RFC 3987, section 3.1). Raises ValueError."""
    parts = urlsplit(address)
    netloc = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    safe = "/~!$&'()*+,;=:@-._%?"
    return parts._replace(netloc=netloc, path=quote(parts.path, safe), query=quote(parts.query, safe)).geturl()


def _recall(file: Path, now: datetime) -> dict[str, Answer]:
    """The answers of the week before now; none when the file is damaged."""
    try:
        stored = msgspec.json.decode(file.read_bytes(), type=dict[str, Answer])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return {address: answer for address, answer in stored.items() if timedelta() <= now - answer.asked < _WEEK}


def _remember(file: Path, answers: dict[str, Answer]) -> None:
    text = msgspec.json.format(msgspec.json.encode(dict(sorted(answers.items()))), indent=1).decode() + "\n"
    try:
        write_whole(file, text)
    except OSError:
        return
