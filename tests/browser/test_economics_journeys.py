"""Asking when self-hosting pays, in a real browser against a real server."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from app_server import HOSTILE, Open
from playwright.sync_api import Page, expect
from waiting import settled

pytestmark = pytest.mark.browser
WORKLOAD = "task=customer_support&requests=6000000"
PATHS = (f"economics?{WORKLOAD}&run=zero", "economics?lines=openai/gpt-5.5&use=1")


def drawn(page: Page) -> None:
    """The page is whole: the library of the chart takes the longest."""
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=20_000)
    settled(page)


def conclusion(page: Page) -> str:
    return page.locator(".finding").first.inner_text()


def test_from_the_recommendation_to_a_link_that_draws_the_same_lines(server: str, visitor: Open) -> None:
    visit = visitor()
    page = visit.page
    page.goto(f"{server}/recommendation?{WORKLOAD}")
    page.get_by_role("link", name="Cost against volume").click()
    page.locator(".stPlotlyChart .main-svg").first.wait_for()
    drawn(page)
    before = conclusion(page)
    slider = page.get_by_role("slider", name="Prices per token, change")
    slider.focus()
    slider.press("End")
    page.wait_for_url("**api_price=100**")
    expect(page.locator(".finding").first).not_to_have_text(before)
    page.get_by_role("radio", name="In a window").click()
    page.get_by_role("slider", name="Hours a day with requests").wait_for()
    page.locator("[class*=st-key-lines_] button").last.click()
    page.wait_for_url(re.compile("lines="))
    drawn(page)
    page.get_by_text("The same figures as a table").click()
    page.get_by_role("region", name="Figures of the chart").wait_for()
    page.get_by_text("Curves as CSV").wait_for()
    other = visitor().page
    other.goto(page.url)
    drawn(other)
    assert conclusion(other) == conclusion(page)
    assert other.locator(".atvolume tbody th").all_inner_texts() == page.locator(".atvolume tbody th").all_inner_texts()
    other.get_by_role("button", name="Back to the figures of the recommendation").click()
    other.wait_for_url(lambda url: "api_price" not in url)
    assert "run=" not in other.url
    assert "lines=" in other.url
    visit.check(server)


def test_hostile_text_in_the_address_stays_text(server: str, visitor: Open) -> None:
    visit = visitor()
    visit.page.goto(f"{server}/economics?{WORKLOAD}&lines={quote(HOSTILE)}&use={quote(HOSTILE)}&title={quote(HOSTILE)}")
    visit.page.locator(".stPlotlyChart .main-svg").first.wait_for()
    visit.page.get_by_text("which the catalog does not know").wait_for()
    drawn(visit.page)
    expect(visit.page.locator("[data-testid=stException]")).to_have_count(0)
    assert visit.page.evaluate("window.hacked") is None
    visit.check(server)
