"""A web server on this machine that answers as the feeds do, and misbehaves where a test asks for it."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

Misbehaviour = Callable[["Request"], None]


@dataclass
class FeedServer:
    """What is answered: `parts` by path (None: 404), `wrong` by path in its place. `asked` counts requests.

    tags    whether answers carry a tag by which they are recognised.
    """

    origin: str = ""
    parts: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Misbehaviour] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    tags: bool = False
    released: threading.Event = field(default_factory=threading.Event)

    def body(self, path: str) -> bytes | None:
        """The right answer."""
        part = self.parts.get(path)
        return part if part is None or isinstance(part, bytes) else json.dumps(part).encode()


class Request(BaseHTTPRequestHandler):
    """One request. A misbehaviour answers it in place of `fine`."""

    state: FeedServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.path = unquote(self.path)
        self.state.asked[self.path] += 1
        self.state.headers[self.path] = dict(self.headers)
        try:
            self.state.wrong.get(self.path, fine)(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client has had enough, as it should

    def begin(self, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        """Status and headers; underscores stand for hyphens."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def answer(self, body: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        self.begin(status, kind, **{"Content_Length": str(len(body)), **headers})
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def fine(request: Request) -> None:
    """The right answer, packed, with a tag if the server has them; not sent again to who knows it."""
    body = request.state.body(request.path)
    if body is None:
        request.answer(b'{"error": "not found"}', 404)
        return
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"' if request.state.tags else ""
    if tag and request.headers.get("If-None-Match") == tag:
        request.begin(304, ETag=tag)
        return
    request.answer(gzip.compress(body, 1), Content_Encoding="gzip", ETag=tag)


class Quiet(ThreadingHTTPServer):
    """A client that goes away in the middle is no news here."""

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def feed_server() -> Iterator[FeedServer]:
    """A server on a free port; ends with the test."""
    state = FeedServer()
    server = Quiet(("127.0.0.1", 0), type("Bound", (Request,), {"state": state}))
    server.daemon_threads = True
    state.origin = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


# --- misbehaviours ---------------------------------------------------------------------------------------------------


def silent(request: Request) -> None:
    """Says nothing until the test is over."""
    request.state.released.wait(30)


def trickle(request: Request) -> None:
    """A byte now and then, for ever."""
    request.begin(Transfer_Encoding="chunked")
    while not request.state.released.wait(0.02):
        request.wfile.write(b"1\r\n \r\n")


def status(code: int, **headers: str) -> Misbehaviour:
    def wrong(request: Request) -> None:
        request.answer(b'{"error": "no"}', code, **headers)

    return wrong


def first(wrong: Misbehaviour, times: int = 1) -> Misbehaviour:
    """Misbehaves so many times, then no more."""

    def then_fine(request: Request) -> None:
        (wrong if request.state.asked[request.path] <= times else fine)(request)

    return then_fine


def changed(change: Callable[[bytes], bytes], **headers: str) -> Misbehaviour:
    """The right answer, changed on the way."""

    def wrong(request: Request) -> None:
        request.answer(change(request.state.body(request.path) or b""), **headers)

    return wrong


def broken_off(request: Request) -> None:
    """Half of what was announced."""
    body = request.state.body(request.path) or b""
    request.begin(Content_Length=str(len(body)))
    request.wfile.write(body[: len(body) // 2])
    request.close_connection = True


def packed_halfway(request: Request) -> None:
    body = gzip.compress(request.state.body(request.path) or b"")
    request.answer(body[: len(body) // 2], Content_Encoding="gzip")


def page(request: Request) -> None:
    request.answer(b"<!doctype html><title>Sign in</title>", kind="text/html; charset=utf-8")


def page_called_json(request: Request) -> None:
    request.answer(b"<!doctype html><title>Sign in</title>")


BOMB = gzip.compress(b" " * 64 * 2**20, 9)
"""64 MB in 64 kB."""


def bomb(request: Request) -> None:
    request.answer(BOMB, Content_Encoding="gzip")


def announced_100_mb(request: Request) -> None:
    request.begin(Content_Length=str(100 * 2**20))
    request.close_connection = True


def sent_100_mb(request: Request) -> None:
    """As many bytes as the client takes, without saying how many there are."""
    request.begin(Transfer_Encoding="chunked")
    piece = b" " * 2**18
    for _ in range(400):
        request.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
    request.wfile.write(b"0\r\n\r\n")


def redirected(location: str) -> Misbehaviour:
    def wrong(request: Request) -> None:
        request.answer(b"", 302, Location=location.replace("{host}", request.headers["Host"]))

    return wrong
