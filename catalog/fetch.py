"""Asking a feed: one JSON answer over HTTP, or a sentence that says why there is none.

The only module that uses the network. Proxies and certificate authorities come from the environment as requests reads them
(HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE); passwords from .netrc do not. Refused are: addresses without TLS (but this machine, and
hosts in WEIGHBRIDGE_FEED_HTTP_HOSTS), redirects to another host, answers that are too large when unpacked, that are not JSON, or that
never end. Tried again, with growing pauses or as long as the server asks: lost connections, time-outs, 429 and 5xx.
"""

from __future__ import annotations

import ipaddress
import os
import random
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from importlib import metadata
from threading import Lock
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from catalog.entries import read_json

PLAIN_HTTP_HOSTS = "WEIGHBRIDGE_FEED_HTTP_HOSTS"
"""Environment variable: hosts, separated by commas, that may be asked without TLS, such as a mirror inside one's own network."""
AGAIN = frozenset({429, 500, 502, 503, 504})
ABSENT = frozenset({401, 403, 404, 410, 451})
"""Answers that mean "not for you" or "not here", where one model among many is asked for."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 3
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Patience:
    """How long and how often is waited, and how much is read.

    connect_s, read_s   until the connection stands, and between two pieces of an answer.
    answer_s            for one answer from first byte to last, so that a trickle ends too.
    tries               requests for one answer, the first included.
    pause_s             before the second try; twice as long before each further one, up to half more at random.
    longest_wait_s      what a server may ask for with Retry-After; beyond it the feed is given up for this time.
    bytes               of one answer, unpacked. The largest feed is a tenth of it.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    answer_s: float = 120.0
    tries: int = 3
    pause_s: float = 1.0
    longest_wait_s: float = 60.0
    bytes: int = 32 * 1024 * 1024


class FetchError(RuntimeError):
    """No answer could be had; the text says of whom and why."""


class _TryAgainError(Exception):
    """A fault that may pass. `wait`: seconds that the server asked for."""

    def __init__(self, said: str, wait: float | None = None) -> None:
        super().__init__(said)
        self.wait = wait


@dataclass(frozen=True)
class Validators:
    """What a server said to recognise an answer by: its tag, and when it last changed. Empty where it said nothing."""

    etag: str = ""
    last_modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Request headers that ask for the answer only if it is another one."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class Answer:
    """One answer. `body` is None where it is the same as before (`unchanged`) or is not to be had (`absent`)."""

    body: bytes | None
    validators: Validators = Validators()
    unchanged: bool = False
    absent: bool = False


def user_agent() -> str:
    """Names the project to those who run the feeds."""
    try:
        version = metadata.version("weighbridge")
    except metadata.PackageNotFoundError:
        version = "0"
    return f"weighbridge/{version} (weighbridge catalog refresh)"


class Fetcher:
    """Asks. One session, so that connections are kept; close it, or use it as a context.

    sent  requests so far: every try and every redirect, answered or not.
    """

    def __init__(
        self,
        patience: Patience = Patience(),
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.patience = patience
        self._sleep, self._clock = sleep, clock
        self._plain = {host.strip().lower() for host in environ.get(PLAIN_HTTP_HOSTS, "").split(",") if host.strip()}
        self.sent, self._counting = 0, Lock()
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.auth = lambda request: request  # otherwise passwords of .netrc would be sent
        self._session.headers.update({"User-Agent": user_agent(), "Accept": "application/json", "Accept-Encoding": "gzip"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._session.close()

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, validators: Validators = Validators(), may_be_absent: bool = False
    ) -> Answer:
        """The JSON answer at `url`, unpacked and checked to be JSON.

        Raises: FetchError.
        """
        self._allowed(url)
        given = {**(headers or {}), **validators.headers}
        for n in range(self.patience.tries):
            try:
                return self._once(url, given, bool(validators.headers), may_be_absent)
            except _TryAgainError as error:
                last = n + 1 == self.patience.tries
                if last or (error.wait is not None and error.wait > self.patience.longest_wait_s):
                    tried = f" after {n + 1} tries" if n else ""
                    raise FetchError(f"{_place(url)}: {error}{tried}") from error
                pause = self.patience.pause_s * 2**n * random.uniform(1.0, 1.5)
                self._sleep(error.wait if error.wait is not None else pause)
        raise AssertionError("unreachable")

    def _allowed(self, url: str) -> None:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if parts.scheme == "https" and host:
            return
        if parts.scheme != "http" or not host:
            raise FetchError(f"{url[:120]!r} is not a web address")
        if not _loopback(host) and host not in self._plain:
            raise FetchError(f"{_place(url)}: not asked without TLS; use https, or name the host in {PLAIN_HTTP_HOSTS}")

    def _once(self, url: str, headers: Mapping[str, str], conditional: bool, may_be_absent: bool) -> Answer:
        started = self._clock()
        for _ in range(MOST_REDIRECTS + 1):
            with self._counting:  # a feed may be asked by several threads
                self.sent += 1
            try:
                response = self._session.get(
                    url, headers=dict(headers), stream=True, allow_redirects=False, timeout=(self.patience.connect_s, self.patience.read_s)
                )
            except requests.exceptions.SSLError as error:
                raise FetchError(f"{_place(url)}: no secure connection ({_reason(error)})") from error
            except requests.exceptions.Timeout as error:
                raise _TryAgainError("no answer in time") from error
            except requests.exceptions.ConnectionError as error:
                raise _TryAgainError(f"no connection ({_reason(error)})") from error
            except requests.exceptions.RequestException as error:
                raise FetchError(f"{_place(url)}: {_reason(error)}") from error
            with response:
                if response.status_code in REDIRECTS:
                    url = self._redirected(url, response.headers.get("Location", ""))
                    continue
                return self._read(url, response, started, conditional, may_be_absent)
        raise FetchError(f"{_place(url)}: redirected more than {MOST_REDIRECTS} times")

    def _redirected(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        before, after = urlsplit(url), urlsplit(target)
        same_place = after.hostname == before.hostname and (after.port == before.port or (before.scheme, after.scheme) == ("http", "https"))
        if not location or not same_place or (before.scheme, after.scheme) not in {("http", "http"), ("http", "https"), ("https", "https")}:
            raise FetchError(f"{_place(url)}: redirected to {_place(target)}, which is another place and not followed")
        return target

    def _read(self, url: str, response: requests.Response, started: float, conditional: bool, may_be_absent: bool) -> Answer:
        status = response.status_code
        if status == 304 and conditional:
            return Answer(None, unchanged=True)
        if status in ABSENT and may_be_absent:
            return Answer(None, absent=True)
        if status in AGAIN:
            raise _TryAgainError(f"the server answers {status}", _retry_after(response.headers.get("Retry-After", "")))
        if status in (401, 403):
            raise FetchError(f"{_place(url)}: the server answers {status}: it wants another key, or none of this kind of client")
        if status != 200:
            raise FetchError(f"{_place(url)}: the server answers {status}")
        if "html" in response.headers.get("Content-Type", "").lower():
            raise FetchError(f"{_place(url)}: a page for people came instead of JSON")
        body = b"".join(self._unpacked(url, response, started))
        try:
            read_json(body)
        except ValueError as error:
            raise FetchError(f"{_place(url)}: the answer is not JSON ({str(error)[:120]})") from error
        return Answer(body, Validators(response.headers.get("ETag", "")[:400], response.headers.get("Last-Modified", "")[:100]))

    def _unpacked(self, url: str, response: requests.Response, started: float) -> Iterator[bytes]:
        """The body in pieces, never more than allowed, whatever is packed into it."""
        packed = response.headers.get("Content-Encoding", "").strip().lower()
        if packed not in ("", "identity", "gzip", "x-gzip"):
            raise FetchError(f"{_place(url)}: the answer is packed as {packed[:40]!r}, which was not asked for")
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in packed else None
        stated = response.headers.get("Content-Length", "")
        if stated.isascii() and stated.isdigit() and int(stated) > self.patience.bytes:
            raise FetchError(self._too_large(url))
        left, received = self.patience.bytes, 0
        for chunk in self._chunks(url, response, started):
            received += len(chunk)
            try:
                piece = unpacker.decompress(chunk, left + 1) if unpacker else chunk
            except zlib.error as error:
                raise FetchError(f"{_place(url)}: the answer cannot be unpacked") from error
            left -= len(piece)
            if left < 0 or (unpacker and unpacker.unconsumed_tail):
                raise FetchError(self._too_large(url))
            yield piece
        if (stated.isascii() and stated.isdigit() and received < int(stated)) or (unpacker and not unpacker.eof):
            raise _TryAgainError("the answer broke off")

    def _chunks(self, url: str, response: requests.Response, started: float) -> Iterator[bytes]:
        while True:
            try:
                # one piece as it comes: reading a fixed amount would wait for a trickle to fill it
                chunk = response.raw.read1(CHUNK, decode_content=False)
            except urllib3.exceptions.TimeoutError as error:
                raise _TryAgainError("no answer in time") from error
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise _TryAgainError("the answer broke off") from error
            if not chunk:
                return
            if self._clock() - started > self.patience.answer_s:
                raise FetchError(f"{_place(url)}: the answer takes longer than {self.patience.answer_s:g} s")
            yield chunk

    def _too_large(self, url: str) -> str:
        return f"{_place(url)}: the answer is larger than {self.patience.bytes // 1024 // 1024} MB"


def _loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _place(url: str) -> str:
    """Host and path, for messages: no key, no query."""
    parts = urlsplit(url)
    return f"{parts.hostname or '?'}{parts.path}"[:160]


def _retry_after(text: str) -> float | None:
    """Seconds a server asks to wait; None where it does not say so in a way that can be read."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max((then.replace(tzinfo=then.tzinfo or UTC) - datetime.now(UTC)).total_seconds(), 0.0)


def _reason(error: Exception) -> str:
    """The innermost cause, in few words."""
    inner: object = error
    while isinstance(inner, Exception) and inner.args and isinstance(inner.args[0], Exception):
        inner = inner.args[0]
    reason = getattr(inner, "reason", None) or inner
    text = str(reason).rpartition(": ")[2] if isinstance(reason, Exception) else str(reason)
    return text.strip()[:120] or type(error).__name__
