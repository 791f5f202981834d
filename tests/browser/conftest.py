"""A real server and a real Chromium. CHROMIUM names the browser's path where `which` does not find it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EXPECTED_ON_DEEP_LINKS = "status of 404"
"""Streamlit probes <page>/_stcore/* to find its base path; the browser logs both answers."""


@contextmanager
def running_server(port: int | None = None) -> Iterator[str]:
    """A fresh server process on a free port; yields its origin once /healthz answers."""
    if port is None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "server.py")],
        cwd="/",
        env={
            **os.environ,
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    origin = f"http://127.0.0.1:{port}"
    try:
        _wait_until_healthy(origin, process)
        yield origin
    finally:
        process.terminate()
        try:
            process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _wait_until_healthy(origin: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if process.poll() is not None:
            _, errors = process.communicate()
            raise RuntimeError(f"The server stopped: {errors.decode(errors='replace')[-2_000:]}")
        try:
            with urllib.request.urlopen(f"{origin}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("The server did not answer /healthz within 90 s.")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """One server for all journeys that do not need a fresh one."""
    with running_server() as origin:
        yield origin


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if path is None:
        pytest.fail("No Chromium found. Install one, or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page with what it logged and asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def check(self, origin: str) -> None:
        """Nothing left the origin and the console is clean."""
        outside = [url for url in self.requests if not url.startswith((origin, "data:", "blob:", origin.replace("http", "ws", 1)))]
        assert not outside, outside
        assert not self.complaints, self.complaints


Open = Callable[..., Visit]


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
