"""Landscape in a real browser: a mark opens its model, so does its row by keyboard, and the address says which dimension."""

from __future__ import annotations

import pytest
from app_server import Open
from playwright.sync_api import Page, expect
from waiting import settled

pytestmark = pytest.mark.browser


def drawn(page: Page) -> None:
    """All charts are there."""
    page.get_by_text("How this is measured").wait_for()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=20_000)  # its scripts come with the first chart
    settled(page)


def test_a_mark_opens_its_model_and_so_does_its_row_by_keyboard(server: str, visitor: Open) -> None:
    visit = visitor()
    page = visit.page
    page.goto(f"{server}/landscape?dim=knowledge&requests=777")
    drawn(page)
    page.get_by_role("radio", name="Coding", exact=True).click()
    page.wait_for_url("**dim=coding**")
    page.get_by_role("heading", name="Coding, best model so far").wait_for()
    drawn(page)
    row = page.get_by_role("table", name="Lag at each step of the open frontier").get_by_role("link").first
    name = row.inner_text()
    row.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=name, exact=True).wait_for()
    assert "model=" in page.url
    assert "requests=777" in page.url
    page.goto(f"{server}/landscape?dim=coding")
    drawn(page)
    marks = page.locator(".st-key-landscape_frontier .scatterlayer .point")
    # the newest closed step lies above the crowd, so nothing covers it
    marks.last.scroll_into_view_if_needed()
    box = max((b for m in marks.all() if (b := m.bounding_box())), key=lambda b: (-b["y"], b["x"]))
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/catalog?**model=**")
    page.get_by_role("heading", name="Expected quality").wait_for()
    visit.check(server)
