"""One's own results from the file to the exported record, and out of everybody else's sight."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from app_server import Open
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
ROWS = (
    "model,test,score,n,date\nopenai/gpt-oss-120b,Zebra letters,84,200,2026-11-02\nClaude Haiku 4.5,Zebra letters,60,200,2026-11-02\n"
    "openai/gpt-oss-20b,Zebra notes,50,200,2026-11-02\n"
)


def test_results_of_ones_own_from_the_file_to_the_record(server: str, visitor: Open, tmp_path: Path) -> None:
    visit = visitor()
    page = visit.page
    page.goto(f"{server}/?task=summarization")
    page.locator(".st-key-live").get_by_text("options remain").wait_for()
    fold = page.locator(".st-key-more_own")
    fold.get_by_text("Your own evaluation results").click()
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(ROWS)
    bad.write_text(ROWS + "gpt-oss-12b,Zebra letters,<b>x</b>,1,2026-11-02\n")
    fold.locator("input[type=file]").set_input_files(bad)
    fold.get_by_text("nothing was imported").wait_for()
    expect(fold.get_by_text("Row 5: model 'gpt-oss-12b' is not in the catalog; near:")).to_be_visible()
    fold.locator("input[type=file]").set_input_files(good)
    fold.get_by_role("button", name="Use these 3 results").click()
    fold.get_by_text("How each test was read").wait_for()
    expect(fold.get_by_text("Zebra notes: one model only")).to_be_visible()
    page.mouse.move(0, 0)
    # what is drawn anew fades in, and faded text has too little contrast
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert not found.response["violations"], found.generate_report()
    page.get_by_role("button", name="See the full reasoning").click()
    page.get_by_role("heading", name="Options that pass").wait_for()
    expect(page.get_by_text("3 results of your own evaluation count").first).to_be_visible()
    assert "ebra" not in page.url
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Full record, JSON").click()
    file = tmp_path / "record.json"
    download.value.save_as(file)
    assert [r["test"] for r in json.loads(file.read_text())["own_evidence"]] == ["Zebra letters", "Zebra letters", "Zebra notes"]
    visit.check(server)
    other = visitor().page
    other.goto(page.url)
    other.get_by_role("heading", name="Options that pass").wait_for()
    expect(other.get_by_text("your own evaluation")).to_have_count(0)
