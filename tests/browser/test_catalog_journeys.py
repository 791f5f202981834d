"""The catalog in a real browser: search to detail, rows that open, files, links, wrong addresses, accessibility."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from app_server import HOSTILE, Open, running_server
from playwright.sync_api import Page, expect
from waiting import settled

pytestmark = pytest.mark.browser
HEADER_PX, ROW_PX, BOX_PX = 32, 32, 18


def search(page: Page, text: str) -> None:
    page.locator(".st-key-b_q input").fill(text)
    page.locator(".st-key-b_q input").press("Enter")


def press_row(page: Page, name: str, row: int) -> None:
    """Press the box at the left of a row of the table whose rows open `name`."""
    table = page.locator(f"[class*=st-key-pick_{name}_] [data-testid=stDataFrame]")
    table.scroll_into_view_if_needed()
    table.click(position={"x": BOX_PX, "y": HEADER_PX + row * ROW_PX + ROW_PX // 2})


def test_from_a_search_to_one_model_and_its_licence(server: str, visitor: Open) -> None:
    visit = visitor()
    page = visit.page
    page.goto(f"{server}/catalog")
    search(page, "kimi k3")
    page.wait_for_url("**q=kimi**")
    page.get_by_text("of 325 language models").or_(page.get_by_text("language models")).first.wait_for()
    settled(page)
    press_row(page, "model", 0)
    page.wait_for_url("**model=moonshotai*")
    page.get_by_role("heading", name="What you may do with it").wait_for()
    page.get_by_role("heading", name="Machines it fits on").wait_for()
    page.get_by_role("button", name="Licence:").click()
    page.wait_for_url("**tab=licences**")
    page.get_by_role("heading", name="Models under it").wait_for()
    visit.check(server)


def test_the_address_of_a_view_gives_the_same_view_to_someone_else(server: str, visitor: Open) -> None:
    first = visitor().page
    first.goto(f"{server}/catalog?requests=4321")
    first.locator(".st-key-b_openness").get_by_role("button", name="Restricted").click()
    first.wait_for_url("**openness=restricted**")
    settled(first)
    count = first.locator("p.count").inner_text()
    assert "requests=4321" in first.url
    second = visitor().page
    second.goto(first.url)
    expect(second.locator("p.count")).to_have_text(count)
    second.get_by_text("Filters, 1 on").wait_for()


def test_choices_survive_other_pages_and_back(server: str, visitor: Open) -> None:
    page = visitor().page
    page.goto(f"{server}/catalog?openness=closed&model=zai/glm-5.3")
    page.get_by_role("heading", name="GLM-5.3", exact=True).wait_for()
    page.get_by_role("link", name="Advise", exact=True).click()
    page.get_by_role("heading", name="What should we use?").wait_for()
    page.get_by_role("link", name="Catalog", exact=True).click()
    page.get_by_role("heading", name="GLM-5.3", exact=True).wait_for()
    page.wait_for_url("**openness=closed**")
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("heading", name="GLM-5.3", exact=True).wait_for(state="detached")
    page.go_back()
    page.get_by_role("heading", name="GLM-5.3", exact=True).wait_for()


def test_a_provider_of_an_offer_has_its_own_address(server: str, visitor: Open) -> None:
    visit = visitor()
    page = visit.page
    page.goto(f"{server}/catalog?model=zai/glm-5.3&requests=4321")
    page.get_by_role("link", name="Together AI").first.click()
    page.get_by_role("heading", name="What it says about your data").wait_for()
    assert "provider=together_ai" in page.url
    assert "requests=4321" in page.url
    settled(page)
    press_row(page, "provider", 0)
    page.wait_for_url("**provider=bedrock**")
    page.get_by_role("heading", name="Amazon Bedrock").wait_for()
    visit.check(server)


def test_the_files_hold_the_current_view(server: str, visitor: Open, tmp_path: Path) -> None:
    page = visitor().page
    page.goto(f"{server}/catalog?openness=open_source")
    page.locator("p.count strong").wait_for()
    settled(page)
    shown = int(page.locator("p.count strong").inner_text())
    for button, ending in (("CSV of this view", "csv"), ("JSON", "json")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        download.value.save_as(tmp_path / f"view.{ending}")
        assert download.value.suggested_filename.endswith(ending)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "view.csv").read_bytes().decode(), newline="")))
    assert len(rows) == shown
    assert [row["id"] for row in rows] == [each["id"] for each in json.loads((tmp_path / "view.json").read_text(encoding="utf-8"))]


def test_the_first_request_of_a_fresh_server_may_be_a_licence(visitor: Open) -> None:
    with running_server() as origin:
        visit = visitor()
        visit.page.goto(f"{origin}/catalog?tab=licences&licence=glm-5.3")
        visit.page.get_by_role("heading", name="GLM-5.3 License").wait_for()
        visit.page.get_by_role("link", name="Advise", exact=True).wait_for()
        visit.check(origin)


def test_hostile_text_in_the_address_stays_text(server: str, visitor: Open) -> None:
    visit = visitor()
    for name in ("q", "model", "lab", "openness", "licence&tab=licences", "provider&tab=providers"):
        first, _, rest = name.partition("&")
        visit.page.goto(f"{server}/catalog?{first}={quote(HOSTILE)}&{rest}")
        visit.page.get_by_role("heading", name="Catalog").wait_for()
        settled(visit.page)
    assert visit.page.evaluate("window.hacked") is None
    visit.check(server)
