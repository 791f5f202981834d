"""What a visitor does, in a real browser against a real server."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from urllib.parse import quote

import pytest
from app_server import HOSTILE, Open, running_server
from pdf_text import read_pdf
from playwright.sync_api import Page, expect
from waiting import settled

pytestmark = pytest.mark.browser


def counted(page: Page) -> None:
    """The answer stands beside the form."""
    page.locator(".st-key-live").get_by_text("options remain").wait_for()


def ranked(page: Page) -> None:
    page.get_by_role("heading", name="Options that pass").wait_for()


def choose_preset(page: Page, name: str, preset: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()
    page.wait_for_url(f"**preset={preset}**")


def test_from_a_preset_to_an_exported_report(server: str, visitor: Open, tmp_path: Path) -> None:
    visit = visitor()
    page = visit.page
    page.goto(server)
    counted(page)
    choose_preset(page, "Hospital letters", "hospital-letters")
    expect(page.locator(".st-key-f_requests input")).to_have_value("500000")
    page.locator(".st-key-f_requests input").fill("700000")
    page.locator(".st-key-f_requests input").press("Enter")
    page.get_by_text("700,000 requests is").wait_for()
    page.get_by_role("button", name="See the full reasoning").click()
    ranked(page)
    assert "/recommendation" in page.url
    sentence = page.get_by_role("heading", level=1).inner_text()
    for tab in ("Why it leads", "Excluded", "What would change it", "Hybrid", "Roadmap", "Obligations", "Sources", "Ranking"):
        page.get_by_role("tab", name=re.compile(f"^{tab}")).click()
        expect(page.get_by_role("tab", name=re.compile(f"^{tab}"))).to_have_attribute("aria-selected", "true")
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Report, HTML").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    with page.expect_download() as download:
        page.get_by_role("button", name="Report, PDF").click()
    download.value.save_as(tmp_path / "report.pdf")
    printed = read_pdf((tmp_path / "report.pdf").read_bytes())
    assert printed.outline[0][1].split() == sentence.split()
    report = visitor()
    report.page.goto(file.as_uri())
    # the file may break a line elsewhere; the words are the same
    assert sentence.split() == report.page.get_by_role("heading", level=1).inner_text().split()
    assert all(url.startswith(("file:", "data:")) for url in report.requests)
    visit.check(server)


def test_a_pasted_link_gives_the_same_form_and_answer_in_a_fresh_profile(server: str, visitor: Open) -> None:
    first = visitor().page
    first.goto(server)
    counted(first)
    choose_preset(first, "Legal research", "legal-research")
    first.locator(".st-key-f_requests input").fill("4321")
    first.locator(".st-key-f_requests input").press("Enter")
    first.wait_for_url("**requests=4321**")
    first.get_by_text("4,321 requests is").wait_for()
    first.get_by_role("button", name="Copy link").click()
    link = first.locator("[data-testid=stCode]").inner_text().strip()
    assert link.startswith(server)
    second = visitor().page
    second.goto(link)
    counted(second)
    expect(second.locator(".st-key-f_requests input")).to_have_value("4321")
    assert second.locator(".st-key-live h2").first.inner_text() == first.locator(".st-key-live h2").first.inner_text()


def test_back_takes_the_last_answer_back(server: str, visitor: Open) -> None:
    page = visitor().page
    page.goto(f"{server}/?requests=1000")
    page.get_by_text("1,000 requests is").wait_for()
    page.locator(".st-key-f_requests input").fill("2000")
    page.locator(".st-key-f_requests input").press("Enter")
    page.get_by_text("2,000 requests is").wait_for()
    page.go_back()
    page.get_by_text("1,000 requests is").wait_for()
    expect(page.locator(".st-key-f_requests input")).to_have_value("1000")


def test_answers_survive_a_restart_of_the_server(visitor: Open) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    page = visitor().page
    with running_server(port) as origin:
        page.goto(f"{origin}/?requests=777")
        page.get_by_text("777 requests is").wait_for()
        settled(page)
    expect(page.locator("[data-testid=stApp]")).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    with running_server(port):
        settled(page)
        page.locator(".st-key-f_tokens_in input").fill("1234")
        page.locator(".st-key-f_tokens_in input").press("Enter")
        page.wait_for_url("**tokens_in=1234**")
        assert "requests=777" in page.url


def test_the_first_request_of_a_fresh_server_may_be_a_deep_link(visitor: Open) -> None:
    with running_server() as origin:
        visit = visitor()
        visit.page.goto(f"{origin}/recommendation?task=coding&tab=why")
        visit.page.get_by_role("heading", name="Contributions add up to the score").wait_for()
        visit.page.get_by_role("link", name="Advise", exact=True).wait_for()
        visit.check(origin)


def test_modules_behind_the_pages_are_no_addresses_of_a_fresh_server(visitor: Open) -> None:
    with running_server() as origin:
        page = visitor().page
        for path in ("form", "parts", "link", "__init__"):
            page.goto(f"{origin}/{path}")
            page.get_by_text("Page not found").first.wait_for()


def test_garbage_in_the_address_is_explained(server: str, visitor: Open) -> None:
    page = visitor().page
    page.goto(f"{server}/?requests=-5&task=nonsense&rules=gdpr,foo&p_cost=NaN")
    page.get_by_text("volume.requests_per_month is -5").wait_for()
    page.get_by_text("Allowed: chat").wait_for()
    counted(page)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_hostile_text_stays_text(server: str, visitor: Open) -> None:
    visit = visitor()
    for path in ("", "recommendation"):
        visit.page.goto(f"{server}/{path}?title={quote(HOSTILE)}")
        visit.page.get_by_text("options").first.wait_for()
    ranked(visit.page)
    visit.page.get_by_text("<script>window.hacked=1").first.wait_for()
    assert visit.page.evaluate("window.hacked") is None
    visit.check(server)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_phone_shows_the_strip_and_nothing_scrolls_sideways(server: str, visitor: Open, dark: bool) -> None:
    page = visitor(width=390, height=844, dark=dark).page
    page.goto(f"{server}/?preset=hospital-letters&task=summarization")
    counted(page)
    strip = page.locator(".st-key-strip")
    expect(strip).to_be_visible()
    box = strip.bounding_box()
    assert box is not None
    assert abs(box["y"] + box["height"] - 844) < 2
    for path in ("", "recommendation"):
        page.goto(f"{server}/{path}")
        page.get_by_role("heading", level=1).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_strip_is_for_phones_only_and_the_panel_stays_in_view(server: str, visitor: Open) -> None:
    page = visitor(height=800).page
    page.goto(server)
    counted(page)
    expect(page.locator(".st-key-strip")).to_be_hidden()
    page.locator(".st-key-usual_priorities").scroll_into_view_if_needed()
    expect(page.locator(".st-key-live h2").first).to_be_in_viewport()


def test_the_router_is_set_from_the_keyboard_and_its_place_is_in_the_address(server: str, visitor: Open) -> None:
    visit = visitor()
    page = visit.page
    page.goto(f"{server}/recommendation?tab=hybrid&requests=2000000&p_quality=5&p_cost=2")
    page.get_by_text("An alternative, not the advice").first.wait_for()
    settled(page)
    handle = page.locator(".st-key-router").get_by_role("slider")
    handle.focus()
    page.keyboard.press("PageDown")
    page.wait_for_url("**router=**")
    address = page.url
    settled(page)
    place = re.search(r"router=(\d+)", address)
    assert place is not None
    assert 50 <= int(place[1]) < 90
    page.goto(address)
    settled(page)
    expect(page.locator(".st-key-router")).to_contain_text(f"{place[1]}%")
    page.get_by_text("The figures of this chart").first.click()
    expect(page.get_by_role("rowheader", name=re.compile("for everything")).first).to_be_visible()
    assert not visit.complaints


def test_the_form_works_from_the_keyboard(server: str, visitor: Open) -> None:
    page = visitor().page
    page.goto(server)
    counted(page)
    settled(page)
    page.get_by_role("radio", name="Hospital letters", exact=True).focus()
    page.keyboard.press("Space")
    page.wait_for_url("**preset=hospital-letters**")
    page.locator(".st-key-full_reasoning button").focus()
    page.keyboard.press("Enter")
    ranked(page)


def test_nothing_fits_and_a_button_does_the_remedy(server: str, visitor: Open) -> None:
    page = visitor().page
    page.goto(f"{server}/recommendation?task=summarization&boundary=air_gapped&budget=1")
    page.get_by_text("Nothing fits all your must-haves").wait_for()
    page.locator(".st-key-remedy_0 button").click()
    ranked(page)
    assert not page.url.endswith("budget=1")
