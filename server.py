"""The ASGI launcher: the app, its health check and the security headers. `python server.py` serves it.

Environment: HOST (default 127.0.0.1) and PORT (default 8501). Our own launcher exists because of
three measured faults of `streamlit run`: it leaves Nagle's algorithm on (40 ms per answer), it lets
a file in pages/ bypass app.py until the first visit, and it has no place for response headers.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import os
import re
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import anyio.to_thread
import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from api.lazy import Api
from catalog.organisation.deployed import deployed_profile
from catalog.organisation.layer import layered
from catalog.store import open_catalog
from pages.parts import sign_in
from pages.parts.answer import engine_version, warm_up
from pages.parts.catalog import the_catalog
from pages.parts.clock import today
from pages.parts.visitor import BrowserKey
from reports.store.errors import StoreError

HERE = Path(__file__).resolve().parent


def inline_script_hashes(index: str) -> list[str]:
    """CSP sources for the scripts written into the app shell itself, so that no other inline script may run."""
    bodies: list[str] = re.findall(r"<script>(.*?)</script>", index, re.DOTALL)
    return [f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'" for body in bodies]


def content_security_policy() -> str:
    """Everything from this origin; inline styles are needed by the widgets, inline scripts only by the shell."""
    shell = Path(st.__file__).parent / "static" / "index.html"
    scripts = " ".join(["'self'", *inline_script_hashes(shell.read_text(encoding="utf-8"))])
    return (
        f"default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src {scripts}; "
        "connect-src 'self'; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'self'; object-src 'none'; base-uri 'self'; "
        "form-action 'self'"
    )


class SecurityHeaders:
    """Adds the headers to every HTTP answer that has none of that name; WebSockets pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = [
            (b"content-security-policy", content_security_policy().encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message.get("headers", [])}
                message["headers"] = [*message.get("headers", []), *(h for h in self.headers if h[0] not in present)]
            await send(message)

        await self.app(scope, receive, send_with_headers)


FILES = ("/api/", "/media/", "/static/", "/app/static/", "/component/", "/_stcore/")
"""Where HTML may be sent that is no page: reports of the API, downloads, and the platform's own."""
PAGES = frozenset(path.stem.replace("_", "-") for path in (HERE / "pages").glob("[a-z]*.py"))
NOT_FOUND = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>Not found · Weighbridge</title></head>
<body style="font: 1rem/1.5 Georgia, serif; max-width: 36rem; margin: 15vh auto 0; padding: 0 1rem">
<h1>Page not found</h1><p>Nothing is at this address. It may be mistyped or shortened. <a href="/">Begin at Advise</a>, or open
<a href="/reports">Reports</a> with the link of a report.</p></body></html>"""


class OnlyPages:
    """Answers 404 where Streamlit would send the shell of the app for an address that is no page: deep ones stay blank for ever."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(FILES) or scope["path"].strip("/") in PAGES | {""}:
            await self.app(scope, receive, send)
            return
        replaced = False

        async def send_unless_shell(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start":
                kind = dict(message.get("headers", [])).get(b"content-type", b"")
                replaced = message["status"] == 200 and kind.startswith(b"text/html")
            if not replaced:
                await send(message)

        await self.app(scope, receive, send_unless_shell)
        if replaced:
            await HTMLResponse(NOT_FOUND, status_code=404)(scope, receive, send)


async def healthz(_request: Request) -> JSONResponse:
    """Alive, and on which catalog and engine."""
    catalog = await anyio.to_thread.run_sync(the_catalog)
    engine = await anyio.to_thread.run_sync(engine_version)
    return JSONResponse({"status": "ok", "catalog": catalog.version, "engine": engine}, headers={"Cache-Control": "no-store"})


IMPORT_AFTER_S = 4.0
"""Seconds after the start when idle imports begin: late enough not to slow down the first page."""


async def changes_atom(request: Request) -> Response:
    """The feed of changes; its module is imported at its first call, as its caches want Streamlit's runtime to be there."""
    feed = await anyio.to_thread.run_sync(import_module, "pages.parts.changes_feed")
    answer: Response = await feed.changes_atom(request)
    return answer


async def to_front_page(request: Request) -> RedirectResponse:
    """Advise is the front page; its name works as an address too, with all answers."""
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")


def _prepare() -> None:
    """The front page's modules and one recommendation, while the first visitor's browser still loads the app's scripts."""
    warm_up()
    import_module("pages.parts.form")
    import_module("pages.parts.live_panel")
    gc.collect()
    gc.freeze()


def _import_in_background() -> None:
    """What the first page does not need, and the first chart or report should not wait for: Plotly, and the report store's tables."""
    import_module("plotly.graph_objects")
    try:
        import_module("reports.store.store").open_store()
    except StoreError as error:  # everything but reports works without; the Reports page says the same
        print(f"weighbridge: {error}", file=sys.stderr)
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """Before the first visitor: frame for every page, catalog open. A catalog that cannot be opened stops the start."""
    # Until st.navigation has run once, Streamlit would execute pages/*.py and pages/parts/*.py by URL, without the frame.
    PagesManager.uses_pages_directory = False
    await anyio.to_thread.run_sync(the_catalog)
    threading.Thread(target=_prepare, name="first recommendation", daemon=True).start()
    later = threading.Timer(IMPORT_AFTER_S, _import_in_background)
    later.daemon = True
    later.start()
    yield {}
    later.cancel()


def the_api() -> ASGIApp:
    """The HTTP API over the catalog of the pages; made at its first call, so that it costs the start nothing.

    Raises:
        AccessError: a setting of the API in the environment cannot be read.
    """

    def make() -> ASGIApp:
        open_store = import_module("reports.store.store").open_store
        return import_module("api.app").make_api(the_catalog, open_store, os.environ, sign_in.required())  # type: ignore[no-any-return]

    # what the operator set is read at the start, so that a slip is seen then and not by the first caller
    return make() if any(name.startswith("WEIGHBRIDGE_API_") for name in os.environ) else Api(make)


def check_house() -> None:
    """The deployment's profile, read before anybody asks: its rules are never left out quietly.

    Raises:
        ProfileError: it has faults.
    """
    profile = deployed_profile()
    if profile is not None:
        layered(open_catalog(), profile, today())


def make_app() -> st.App:
    """The ASGI app; one per process."""
    # settings and secrets lie beside app.py; whoever asks for one before st.App is made would read only those of the working directory
    config._main_script_path = str(HERE / "app.py")
    return st.App(
        HERE / "app.py",
        lifespan=lifespan,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(OnlyPages),
            Middleware(BrowserKey),
            *([Middleware(sign_in.BackToLink)] if sign_in.required() else []),
        ],
        routes=[
            Route("/healthz", healthz),
            Route("/advise", to_front_page),
            Route("/changes.atom", changes_atom),
            Mount("/api", app=the_api()),
        ],
    )


def main() -> None:
    """Serve until stopped."""
    host, given = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8501")
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 65_536:
        print(f'PORT is "{given[:20]}". Give a whole number from 1 to 65535.', file=sys.stderr)
        raise SystemExit(2)
    try:
        check_house()
        app = make_app()
    except ValueError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
    print(f"Weighbridge starts on http://{host}:{given} (stop it with Ctrl+C)", flush=True)
    try:
        serve(app, host, int(given))
        status = 0
    except SystemExit as stopped:  # uvicorn's way of saying that it could not start, such as on a port in use
        status = stopped.code if isinstance(stopped.code, int) else 1
    # DuckDB's binding reports its own module objects as leaked when the interpreter is taken down: leave at once instead
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def serve(app: st.App, host: str, port: int) -> None:
    """Serve until stopped.

    Raises:
        SystemExit: it could not start; the reason is on stderr.
    """
    uvicorn.run(
        app,
        host=host,
        port=port,
        ws_max_size=config.get_option("server.maxMessageSize") * 1024 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=30,
        ws_ping_timeout=30,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
