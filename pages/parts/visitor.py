"""Who is asking: who signed in, where the deployment asks for it, else the browser, known by a random key in a cookie of our own server.

The owner, else the key, is what "my reports" go by. No script can read the cookie, no other site sends it, and the store keeps only its fingerprint.
"""

from __future__ import annotations

import re
import secrets
from http.cookies import CookieError, SimpleCookie

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.parts import sign_in
from reports.store.record import NOBODY, Saver

COOKIE = "weighbridge_browser"
KEPT_S = 400 * 24 * 3600
"""The longest that browsers keep a cookie; every visit begins it anew."""
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


def who() -> Saver:
    """This visitor, as the report store knows visitors; nobody in particular where nobody signed in and the browser sent no key."""
    key = st.context.cookies.get(COOKIE, "")
    return Saver(owner=sign_in.owner(), browser=key if _KEY.fullmatch(key) else None)


def known() -> bool:
    """Whether reports of this visitor can be found again."""
    return who() != NOBODY


class BrowserKey:
    """Gives every browser that loads a page a key of its own; WebSockets, files and the API pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return

        async def send_with_key(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _cookie(_sent(Headers(scope=scope)), scope.get("scheme") == "https"))
            await send(message)

        await self.app(scope, receive, send_with_key)


def _sent(headers: Headers) -> str:
    """The key that the browser brought along; a new one where it brought none, or nonsense."""
    try:
        brought = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        brought = None
    return brought.value if brought is not None and _KEY.fullmatch(brought.value) else secrets.token_urlsafe(32)


def _cookie(key: str, secure: bool) -> str:
    return f"{COOKIE}={key}; Max-Age={KEPT_S}; Path=/; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"
