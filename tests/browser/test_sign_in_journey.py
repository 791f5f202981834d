"""A deployment that asks its visitors to sign in: nobody sees a page before, and the API wants a token."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from app_server import Open, running_server
from oidc_provider import CLIENT, SECRET, provider

from api.access import digest

pytestmark = pytest.mark.browser
ANA = "ana@example.org"


def status(origin: str, token: str = "") -> int:
    request = urllib.request.Request(f"{origin}/api/v1/licences/mit", headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_pages_wait_until_the_visitor_signed_in_and_the_api_for_a_token(visitor: Open, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    secrets = tmp_path / ".streamlit" / "secrets.toml"  # the home of whoever runs the server is one of the places it is looked for
    secrets.parent.mkdir()
    with provider(ANA) as issuer:
        secrets.write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "a cookie secret, long enough for the tests"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\nserver_metadata_url = "{issuer}/.well-known/openid-configuration"\n',
            encoding="utf-8",
        )
        settings = {"HOME": str(tmp_path), "WEIGHBRIDGE_API_TOKENS": f"{ANA}:{digest('anas token')}"}
        with running_server(port, settings) as origin:
            page = visitor().page
            page.goto(f"{origin}/catalog?q=qwen")
            page.get_by_role("heading", name="Sign in to go on").wait_for()
            assert page.get_by_text("of 474 models").count() == 0
            page.get_by_role("button", name="Sign in").click()
            page.get_by_text(f"Signed in as {ANA}").wait_for()
            assert page.url == f"{origin}/catalog?q=qwen"  # the link that was followed
            page.get_by_role("button", name="Sign out").click()
            page.get_by_role("heading", name="Sign in to go on").wait_for()
            assert status(origin) == 401
            assert status(origin, "anas token") == 200
