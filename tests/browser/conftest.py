"""A real server, and visitors with a browser profile of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from app_server import Open, Visit, running_server
from playwright.sync_api import Browser

EXPECTED_ON_DEEP_LINKS = "status of 404"
"""Streamlit probes <page>/_stcore/* to find its base path; the browser logs both answers."""


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """One server for all journeys that do not need a fresh one."""
    with running_server() as origin:
        yield origin


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Open]:
    """A fresh browser profile per call: visitor(width=390, dark=True)."""
    contexts = []

    def open_profile(width: int = 1440, height: int = 1000, dark: bool = False) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", accept_downloads=True
        )
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.set_default_timeout(20_000)
        visit.page.on(
            "console",
            lambda message: (
                visit.complaints.append(f"{message.type}: {message.text}")
                if message.type in ("error", "warning") and EXPECTED_ON_DEEP_LINKS not in message.text
                else None
            ),
        )
        visit.page.on("pageerror", lambda error: visit.complaints.append(f"uncaught: {error}"))
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        return visit

    yield open_profile
    for context in contexts:
        context.close()
