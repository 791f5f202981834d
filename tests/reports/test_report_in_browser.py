"""The exported file in real Chromium: no request, no sideways scrolling, no accessibility finding."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from example_recommendation import a_recommendation, bare, nothing_fits
from fragment_gallery import FRAGMENTS
from playwright.sync_api import Browser

from reports.html import stylesheet, to_html

pytestmark = pytest.mark.browser


def gallery() -> str:
    """Every fragment on one page, under one first heading."""
    record = a_recommendation()
    body = "".join(markup for name, fragment in FRAGMENTS.items() if (markup := fragment(record)) and name != "headline")
    return f'<!doctype html><html lang="en"><head><title>Fragments</title><style>{stylesheet()} html{{background:var(--bg)}}</style></head><body><main class="wb"><h1>Fragments</h1>{body}</main></body></html>'


PAGES = {
    "report": lambda: to_html(a_recommendation()),
    "nothing fits": lambda: to_html(nothing_fits()),
    "contract only": lambda: to_html(bare()),
    "gallery": gallery,
}


def audit(browser: Browser, name: str, theme: str, width: int) -> None:
    page = browser.new_page(color_scheme=theme, viewport={"width": width, "height": 900})
    noticed: list[str] = []
    page.on("request", lambda request: noticed.append(request.url))
    page.on("console", lambda message: noticed.append(message.text))
    page.set_content(PAGES[name]())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert noticed == []
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 1440), ("light", 320), ("dark", 390)])
def test_every_fragment_is_accessible_in_both_themes_at_every_width(chromium, theme, width):
    audit(chromium, "gallery", theme, width)


@pytest.mark.parametrize(
    ("name", "theme", "width"),
    [("report", "light", 1440), ("report", "dark", 390), ("nothing fits", "dark", 1440), ("contract only", "light", 390)],
)
def test_the_exported_file_is_accessible_and_asks_the_network_for_nothing(chromium, name, theme, width):
    audit(chromium, name, theme, width)


def test_on_paper_everything_is_open_and_light(chromium):
    page = chromium.new_page(color_scheme="dark")
    page.set_content(to_html(a_recommendation()))
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(26, 29, 33)"
    assert page.locator("details.cl li").first.is_visible()
    page.close()
