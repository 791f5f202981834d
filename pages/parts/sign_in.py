"""Signing in, where the deployment asked for it: an [auth] section in .streamlit/secrets.toml, read by Streamlit's own OpenID Connect.

Without that section the app is open to whoever reaches it, and says so where something is shared.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, unquote

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.parts.small_print import small_print


def required() -> bool:
    """Whether visitors must sign in."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets


def owner() -> str | None:
    """Who signed in: the address their provider vouches for, else its own name for them; None without signing in."""
    if not required() or not st.user.is_logged_in:
        return None
    address = st.user.get("email")
    if isinstance(address, str) and address and st.user.get("email_verified", True) is not False:
        return address
    return f"{st.user.get('iss', '')}#{st.user.get('sub', '')}"


def admitted() -> bool:
    """Whether this visitor may see a page; draws the way in for who may not yet, and the way out for who may."""
    if not required():
        return True
    if st.user.is_logged_in:
        return True
    st.html(
        '<div class="wb"><h1>Sign in to go on</h1><p class="sub">This deployment answers people it knows. The link you followed opens afterwards.</p></div>'
    )
    st.button("Sign in", type="primary", on_click=st.login, key="sign_in")
    return False


def way_out() -> None:
    """Who is signed in, and the button that ends it; nothing where nobody has to."""
    name = owner()
    if name is None:
        return
    with st.container(horizontal=True, key="signed_in", vertical_alignment="center"):
        small_print(f"Signed in as {name}.")
        st.button("Sign out", type="tertiary", on_click=st.logout, key="sign_out")


ASKED = "weighbridge_asked"
ASKED_FOR_S, LONGEST_ASKED = 900, 3_000
"""How long a link waits for its visitor to sign in, and how many bytes of it a cookie can hold; a longer one leads to the front page."""


class BackToLink:
    """Leads who has signed in to the link they had followed: the provider sends everybody back to the front page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_back(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _remembered(_address(scope), scope.get("scheme") == "https"))
                elif scope["path"] == "/oauth2callback" and headers.get("location") == "/":
                    headers["location"] = _asked(Headers(scope=scope))
            await send(message)

        await self.app(scope, receive, send_back)


def _address(scope: Scope) -> str:
    query = scope.get("query_string", b"").decode("latin-1")
    return quote(scope["path"]) + (f"?{query}" if query else "")


def _remembered(address: str, secure: bool) -> str:
    kept = quote(address, safe="") if len(address) <= LONGEST_ASKED else ""
    return f"{ASKED}={kept}; Max-Age={ASKED_FOR_S}; Path=/; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"


def _asked(headers: Headers) -> str:
    """The address on this server that the browser asked for last; the front page where it names none."""
    try:
        brought = SimpleCookie(headers.get("cookie", "")).get(ASKED)
    except CookieError:
        return "/"
    address = unquote(brought.value) if brought is not None else ""
    # a path of this server only: "//" and "/\\" would lead to another
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable() else "/"
