"""Starting a real server, and a page that remembers what it logged and asked for."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
HOSTILE = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1> ![x](https://evil.example/x.png) =HYPERLINK(1)"
"""What must stay text wherever it stands."""
QUIET = [
    "--no-sandbox",
    "--font-render-hinting=none",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Switches that keep Chromium from talking to anyone but the server."""


CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def installed_chromium() -> str:
    """The program to drive: the one that CHROMIUM names, else the first that is installed.

    Raises: RuntimeError where there is none.
    """
    found = os.environ.get("CHROMIUM") or next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        raise RuntimeError("No Chromium found. Install one, or set CHROMIUM to its path.")
    return found


@contextmanager
def running_server(port: int | None = None, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """A fresh server process on a free port, with these environment variables too; yields its origin once /healthz answers."""
    if port is None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "server.py")],
        cwd="/",
        env={
            **os.environ,
            **(settings or {}),
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
