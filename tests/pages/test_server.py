"""The launcher: health, headers, settings that the platform could silently lose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

import server


async def hello(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello", headers={"Referrer-Policy": "origin"})


@pytest.fixture
def client() -> TestClient:
    return TestClient(
        Starlette(routes=[Route("/", hello), Route("/healthz", server.healthz)], middleware=[Middleware(server.SecurityHeaders)])
    )


def test_health_names_catalog_and_engine(client: TestClient) -> None:
    answer = client.get("/healthz").json()
    assert answer["status"] == "ok"
    assert answer["catalog"]
    assert answer["engine"]


def test_every_answer_carries_the_headers_and_a_route_may_set_its_own(client: TestClient) -> None:
    headers = client.get("/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "origin"
    assert client.get("/nowhere").headers["x-content-type-options"] == "nosniff"


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
