"""What changed in a real browser: from a filter to a model's history, the feed."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from app_server import Open
from waiting import settled

pytestmark = pytest.mark.browser


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
