"""A decision passed from one browser to another: saved, opened by link, compared, revised, deleted."""

from __future__ import annotations

import re

import pytest
from app_server import HOSTILE, Open
from playwright.sync_api import expect
from reports_on_server import of_may, save
from waiting import settled

pytestmark = pytest.mark.browser


def test_an_old_report_warns_and_shows_what_changed(server: str, visitor: Open) -> None:
    visit = visitor()
    visit.page.goto(f"{server}/reports?report={of_may()}")
    visit.page.get_by_text("The advice of this report no longer holds.").wait_for()
    visit.page.get_by_role("tab", name="Then and now").click()
    visit.page.get_by_role("heading", name="What would today’s catalog say?").wait_for()
    visit.page.wait_for_url("**tab=today**")
    expect(visit.page.get_by_role("table", name="Leading options then and today")).to_contain_text("new → 1")
    visit.check(server)


def test_a_report_goes_from_browser_to_browser(server: str, visitor: Open) -> None:
    anna, ben = visitor(), visitor()
    letters = save(
        anna.page, f"{server}/recommendation?task=summarization&boundary=own_premises", "Discharge letters", f"Agreed.\n{HOSTILE}"
    )
    assert re.fullmatch(rf"{re.escape(server)}/reports\?report=[\w-]{{22}}", letters)
    chat = save(anna.page, f"{server}/recommendation?task=chat", "Chat")
    # Anna finds both; Ben has none and opens one by its link
    anna.page.get_by_role("link", name="Reports", exact=True).click()
    anna.page.get_by_role("link", name="Discharge letters").wait_for()
    ben.page.goto(letters)
    ben.page.get_by_role("heading", name="Options that pass").wait_for()
    sentence = ben.page.get_by_role("heading", level=1).inner_text()
    ben.page.get_by_text("<script>window.hacked=1").wait_for()
    assert ben.page.evaluate("window.hacked") is None
    expect(ben.page.get_by_role("button", name="Delete")).to_have_count(0)
    # both weigh it themselves; each sees what the other left
    for page, name in ((ben.page, "Ben"), (anna.page, "Anna")):
        page.goto(letters)
        page.get_by_text("Add your own weighting").click()
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Your name").press("Enter")
        settled(page)
        page.get_by_role("button", name="Save my weighting").click()
        page.get_by_role("heading", name="What several people make of it").wait_for()
        settled(page)
    anna.page.get_by_text("Both put").wait_for()
    expect(anna.page.get_by_role("region", name="Priorities")).to_contain_text("Ben")
    # he compares it with the other one, whose link he was sent
    ben.page.get_by_role("button", name="Compare with").click()
    ben.page.get_by_label("Or the link of another").fill(chat)
    ben.page.get_by_label("Or the link of another").press("Enter")
    ben.page.get_by_role("link", name="Show what differs").click()
    ben.page.get_by_role("heading", name="Two reports compared").wait_for()
    table = ben.page.get_by_role("region", name="Comparison table")
    expect(table).to_contain_text(sentence.split(",")[0])
    expect(table).to_contain_text("Data boundary")
    # he revises the first with the form it was made with; what he saves is his, and names it
    ben.page.goto(letters)
    settled(ben.page)
    ben.page.get_by_role("button", name="Revise").click()
    ben.page.wait_for_url("**revises=**")
    ben.page.get_by_text("You are revising").wait_for()
    ben.page.get_by_role("link", name="Recommendation", exact=True).click()
    ben.page.get_by_role("button", name="Save as report").click()
    ben.page.get_by_role("button", name="Save", exact=True).click()
    ben.page.get_by_role("link", name="Open the report").click()
    ben.page.get_by_role("link", name="Revises: Discharge letters").wait_for()
    ben.page.wait_for_url("**report=**")
    # Anna deletes hers; Ben's stays
    anna.page.goto(f"{server}/reports")
    anna.page.get_by_role("link", name="Discharge letters").click()
    anna.page.wait_for_url(letters)
    anna.page.get_by_role("button", name="Delete").click()
    anna.page.get_by_label("Reason (shown to whoever opens the link)").fill("Superseded by the board.")
    anna.page.get_by_role("button", name="Delete this report").click()
    anna.page.get_by_role("heading", name="This report was deleted").wait_for()
    own = ben.page.url
    ben.page.goto(letters)
    ben.page.get_by_text("Superseded by the board.").wait_for()
    expect(ben.page.get_by_text("Agreed.")).to_have_count(0)
    ben.page.goto(own)
    ben.page.get_by_text("Revises a report that was deleted or is private.").wait_for()
    anna.check(server)
    ben.check(server)
