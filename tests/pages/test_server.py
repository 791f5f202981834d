"""The launcher: health, headers, settings that the platform could silently lose."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

import server


async def hello(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello", headers={"Referrer-Policy": "origin"})


def get(path: str) -> tuple[Headers, bytes]:
    """Headers and body of one answer of the launcher's own parts, asked as a server asks an ASGI app."""
    app = Starlette(routes=[Route("/", hello), Route("/healthz", server.healthz)], middleware=[Middleware(server.SecurityHeaders)])
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> dict[str, str]:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    with ThreadPoolExecutor(1) as thread:  # Playwright may hold this thread's event loop
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    return Headers(raw=sent[0]["headers"]), b"".join(m.get("body", b"") for m in sent[1:])


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("recommendation", True),
        ("data-and-methods/", True),
        ("", True),
        ("media/a-report.html", True),
        ("pages/parts/form", False),
        ("form", False),
    ],
)
def test_an_address_that_is_no_page_is_answered_with_404(path: str, found: bool) -> None:
    async def shell(_request: Request) -> HTMLResponse:
        return HTMLResponse("the app")

    app = Starlette(routes=[Route("/{path:path}", shell)], middleware=[Middleware(server.OnlyPages)])
    answer = TestClient(app).get(f"/{path}")
    assert (answer.status_code, "the app" in answer.text, "Page not found" in answer.text) == (
        (200, True, False) if found else (404, False, True)
    )


def test_health_names_catalog_and_engine() -> None:
    answer = json.loads(get("/healthz")[1])
    assert answer["status"] == "ok"
    assert answer["catalog"]
    assert answer["engine"]


def test_every_answer_carries_the_headers_and_a_route_may_set_its_own() -> None:
    headers, body = get("/")
    assert body == b"hello"
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "origin"
    assert get("/nowhere")[0]["x-content-type-options"] == "nosniff"


def test_the_policy_allows_no_other_origin_and_no_inline_script_but_the_shells() -> None:
    policy = server.content_security_policy()
    assert "http:" not in policy
    assert "https:" not in policy
    script = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert "unsafe" not in script
    shell = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    assert len(re.findall(r"'sha256-[^']+'", script)) == len(re.findall(r"<script>", shell))


def test_the_shell_has_no_script_with_attributes_that_the_policy_would_miss() -> None:
    shell = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    for attributes, body in re.findall(r"<script\b([^>]*)>(.*?)</script>", shell, re.DOTALL):
        assert not attributes or ("src=" in attributes and not body.strip())


def test_settings_that_speed_and_safety_rest_on_still_exist() -> None:
    assert config.get_config_options(force_reparse=True)
    assert "runner.postScriptGC" in config.get_config_options()
    assert hasattr(PagesManager, "uses_pages_directory")
    written = (server.HERE / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    for setting in ("postScriptGC = false", "gatherUsageStats = false", 'showErrorDetails = "none"', "showErrorLinks = false"):
        assert setting in written


def test_settings_beside_the_app_hold_from_any_working_directory(tmp_path: Path) -> None:
    code = "import server; from streamlit import config; server.make_app(); print(config.get_option('browser.gatherUsageStats'))"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(server.HERE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False"


@pytest.mark.parametrize("port", ["", "abc", "0", "65536", "80 80", "８０"])
def test_an_absurd_port_is_refused_in_words(port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit) as stop:
        server.main()
    assert stop.value.code == 2
    assert "whole number from 1 to 65535" in capsys.readouterr().err


def test_everything_the_app_shows_is_a_local_file() -> None:
    css = "".join(path.read_text(encoding="utf-8") for path in (server.HERE / "reports" / "assets").glob("*.css"))
    assert not re.search(r"url\(\s*['\"]?(https?:)?//", css)
    assert "@import" not in css
