"""Comparing options and reading the methods, in a real browser against a real server."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from app_server import HOSTILE, Open, running_server
from playwright.sync_api import Page, expect
from waiting import settled

pytestmark = pytest.mark.browser
WORKLOAD = "task=summarization&boundary=own_premises&requests=500000"
PARTS = ("sources", "coverage", "conflicts", "review", "corrections", "left-out", "validation", "parameters")


def compared(page: Page) -> None:
    page.get_by_role("region", name="Comparison table").wait_for()
    settled(page)


def subjects(page: Page) -> list[str]:
    return page.locator(".cmp thead .nm").all_inner_texts()


def test_from_the_recommendation_to_a_comparison_that_can_be_shared(server: str, visitor: Open) -> None:
    visit = visitor()
    page = visit.page
    page.goto(f"{server}/recommendation?{WORKLOAD}")
    page.get_by_role("button", name="Compare the leading group").click()
    compared(page)
    assert "/compare" in page.url
    assert "requests=500000" in page.url
    before = subjects(page)
    assert 2 <= len(before) <= 4
    page.locator(".st-key-add_model input").fill("GPT-6.1")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"items="))
    expect(page.locator(".cmp thead .nm")).to_have_count(len(before) + 1)
    after = subjects(page)
    assert after[:-1] == before
    other = visitor().page
    other.goto(page.url)
    compared(other)
    assert subjects(other) == after
    other.locator(".stButtonGroup button").first.click()
    expect(other.locator(".cmp thead .nm")).to_have_count(len(before))
    assert subjects(other) == after[1:]
    visit.check(server)


def test_only_differences_hides_equal_rows(server: str, visitor: Open) -> None:
    page = visitor().page
    page.goto(f"{server}/compare?{WORKLOAD}")
    compared(page)
    rows = page.locator(".cmp tbody tr").count()
    page.get_by_text("Only differences").click()
    page.get_by_text("identical rows hidden").wait_for()
    assert page.locator(".cmp tbody tr").count() < rows


def test_the_first_request_of_a_fresh_server_may_be_a_comparison(visitor: Open) -> None:
    with running_server() as origin:
        visit = visitor()
        visit.page.goto(f"{origin}/compare?{WORKLOAD}")
        compared(visit.page)
        visit.page.get_by_role("link", name="Advise", exact=True).wait_for()
        visit.check(origin)


def test_hostile_text_in_the_address_stays_text(server: str, visitor: Open) -> None:
    visit = visitor()
    for path in (
        f"compare?items={quote(HOSTILE)}",
        f"data-and-methods?part={quote(HOSTILE)}",
        f"data-and-methods?part=parameters&find={quote(HOSTILE)}",
    ):
        visit.page.goto(f"{server}/{path}")
        visit.page.get_by_text("<script>window.hacked=1").first.wait_for()
        settled(visit.page)
        expect(visit.page.locator("[data-testid=stException]")).to_have_count(0)
    assert visit.page.evaluate("window.hacked") is None
    visit.check(server)


@pytest.mark.parametrize("count", [2, 6])
def test_on_a_phone_the_table_scrolls_inside_itself_and_keeps_its_names(server: str, visitor: Open, count: int) -> None:
    page = visitor(width=390, height=844).page
    labs = [
        "openai/gpt-oss-120b",
        "openai/gpt-oss-20b",
        "meta/llama-3.3-70b-instruct",
        "deepseek/v4-flash",
        "google/gemma-4-31b-it",
        "zai/glm-5.2",
    ]
    page.goto(f"{server}/compare?items={','.join(labs[:count])}")
    compared(page)
    assert len(subjects(page)) == count
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    region, name = page.get_by_role("region", name="Comparison table"), page.locator(".cmp tbody tr:not(.grp) th").first
    before = name.bounding_box()
    assert region.evaluate("e => { e.scrollLeft = 200; return e.scrollLeft }") > 0
    after = name.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["x"] - after["x"]) < 1


def test_a_parameter_is_found_and_the_search_is_in_the_address(server: str, visitor: Open) -> None:
    visit = visitor()
    page = visit.page
    page.goto(f"{server}/data-and-methods")
    page.get_by_role("tab", name="Parameters").click()
    page.wait_for_url("**part=parameters**")
    page.get_by_label("Find a parameter").fill("power")
    page.keyboard.press("Enter")
    page.wait_for_url("**find=power**")
    page.get_by_text(re.compile(r"^\d of \d+ parameters")).wait_for()
    visit.check(server)
