"""The way back to a followed link after signing in leads nowhere but to this server."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from pages.parts.sign_in import ASKED, LONGEST_ASKED, _asked, _remembered


def back(cookie: str) -> str:
    return _asked(Headers({"cookie": cookie}))


@pytest.mark.parametrize("address", ["/catalog?q=qwen", "/reports?report=abc&x=%C3%A9", "/"])
def test_a_followed_link_is_found_again(address: str) -> None:
    assert back(_remembered(address, secure=False).partition(";")[0]) == address


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        f"{ASKED}=",
        f"{ASKED}=https%3A%2F%2Fevil.example",
        f"{ASKED}=%2F%2Fevil.example",
        f"{ASKED}=%2F%5Cevil.example",
        f"{ASKED}=%2Fa%0D%0ASet-Cookie%3Ax",
        "\x00; nonsense",
    ],
)
def test_anything_else_leads_to_the_front_page(cookie: str) -> None:
    assert back(cookie) == "/"


def test_a_link_too_long_for_a_cookie_leads_to_the_front_page() -> None:
    assert back(_remembered("/?" + "x" * LONGEST_ASKED, secure=True).partition(";")[0]) == "/"
