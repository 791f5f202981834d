"""Reports in the store of a running server: saved through the app, or as if saved half a year ago."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page

from advisor.needs import read_needs
from advisor.recommend import recommend
from catalog.store import open_catalog
from reports.store.record import Draft
from reports.store.store import open_store


def save(page: Page, address: str, title: str, note: str = "") -> str:
    """Save what a Recommendation address shows; returns the link that the app offers to copy."""
    page.goto(address)
    page.get_by_role("button", name="Save as report").click()
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Title", exact=True).press("Enter")
    if note:
        page.get_by_label("Note (optional)").fill(note)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Anyone with the link can read this report.").wait_for()
    return page.locator("[data-testid=stCode]").inner_text().strip()


def of_may() -> str:
    """A report that could have been saved half a year ago."""
    found = recommend(open_catalog(), read_needs({"task": "chat"}), date(2026, 5, 1))
    return open_store().save(Draft(found, title="Of May")).id
