"""What changed in a real browser: from a filter to a model's history, the feed, and accessibility of page and figure search."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from app_server import Open
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PATHS = (
    "what-changed?since=all&kind=price",
    "what-changed?part=calendar&models_only=yes",
    "catalog?model=openai/gpt-5.6-sol",
    "data-and-methods?part=figures&about=model:openai/gpt-5.6-sol",
)


def settled(page: Page) -> None:
    app = page.locator("[data-testid=stApp]")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=30_000)
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_from_a_filter_to_the_history_of_a_model_and_to_the_feed(server: str, visitor: Open) -> None:
    visit = visitor()
    page = visit.page
    page.goto(f"{server}/what-changed?since=all")
    page.get_by_role("heading", name="What changed").wait_for()
    settled(page)
    page.locator(".st-key-b_find input").fill("gpt-5.6 sol openai api")
    page.locator(".st-key-b_find input").press("Enter")
    page.wait_for_url("**find=gpt-5.6*")
    page.get_by_text("(−20%)").first.wait_for()
    page.locator("a.to", has_text="GPT-5.6 Sol").first.click()
    page.wait_for_url("**/catalog?**model=openai*")
    page.get_by_text("before 21 Aug 2026").first.wait_for()
    visit.check(server)
    answer = page.request.get(f"{server}/changes.atom")
    assert answer.status == 200
    assert len(ET.fromstring(answer.body())) > 5


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)], ids=["desk", "phone"])
def test_no_accessibility_fault_and_nothing_scrolls_sideways(server: str, visitor: Open, width: int, dark: bool) -> None:
    page = visitor(width=width, dark=dark).page
    found: dict[str, object] = {}
    for path in PATHS:
        page.goto(f"{server}/{path}")
        page.get_by_role("heading").first.wait_for()
        settled(page)
        result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
        if result.violations_count:
            found[path] = [(fault["id"], [node["html"][:160] for node in fault["nodes"][:3]]) for fault in result.response["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not found
