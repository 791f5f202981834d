"""Waiting until a page is whole: the run is over, widgets that load late are in place, nothing is being drawn anew."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def settled(page: Page) -> None:
    """The run is over, lazily loaded widgets are in place, and no exception is on the page."""
    app = page.locator("[data-testid=stApp]")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=30_000)
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=30_000)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
