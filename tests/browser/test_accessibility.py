"""Every page in both themes and both widths: no WCAG A or AA fault that axe finds, and nothing scrolls sideways."""

from __future__ import annotations

from typing import Any

import pytest
from app_server import Open
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from reports_on_server import of_may, save
from waiting import settled

pytestmark = pytest.mark.browser
DESK, PHONE = 1440, 390
BACKGROUND = {"light": "rgb(252, 251, 248)", "dark": "rgb(20, 23, 28)"}
RULES: dict[str, Any] = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
CONTRAST: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}

PAGES = {
    "advise": ("", "?requests=-5"),
    "recommendation": (
        "recommendation",
        *(f"recommendation?tab={tab}" for tab in ("why", "excluded", "change", "roadmap", "sources")),
        "recommendation?budget=1&boundary=air_gapped",
    ),
    "pairs": (
        "recommendation?tab=hybrid&requests=2000000&p_quality=5&p_cost=2",
        "recommendation?tab=hybrid&task=coding&boundary=own_cloud_tenant&sensitive=0.5&requests=2000000",
    ),
    "compare": (
        "compare?task=coding&requests=2000000",
        "compare?items=nobody/knows-this,openai/gpt-oss-120b",
        "compare?only=yes",
    ),
    "catalog": (
        "catalog",
        "catalog?model=zai/glm-5.3",
        "catalog?model=openai/gpt-5.6-sol",
        "catalog?model=nope&openness=foo",
        "catalog?q=nosuchmodel",
        "catalog?tab=licences&licence=glm-5.3",
        "catalog?tab=providers&provider=openai",
        "catalog?tab=uncurated",
    ),
    "data": (
        *(
            f"data-and-methods?part={part}"
            for part in ("sources", "coverage", "conflicts", "review", "corrections", "left-out", "validation", "parameters")
        ),
        "data-and-methods?part=figures&about=model:openai/gpt-5.6-sol",
    ),
    "economics": ("economics?task=customer_support&requests=6000000&run=zero", "economics?lines=openai/gpt-5.5&use=1"),
    "landscape": tuple(f"landscape?dim={dimension}" for dimension in ("coding", "video")),
    "what-changed": ("what-changed?since=all&kind=price", "what-changed?part=calendar&models_only=yes"),
    "organisation": ("organisation",),
}


def faults_of(page: Page) -> dict[str, object]:
    """What axe finds and what scrolls sideways, by look.

    All rules run once per width and theme; on the dark desk only colours differ from the light one, so contrast alone is looked at.
    """
    found: dict[str, object] = {}
    for look, width, theme, options in (
        ("light desk", DESK, "light", RULES),
        ("dark desk", DESK, "dark", CONTRAST),
        ("dark phone", PHONE, "dark", RULES),
    ):
        page.set_viewport_size({"width": width, "height": 1000})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        settled(page)
        expect(page.locator("[data-testid=stApp]")).to_have_css("background-color", BACKGROUND[theme])
        result = Axe().run(page, options=options)
        if result.violations_count:
            found[look] = [(fault["id"], [node["html"][:160] for node in fault["nodes"][:3]]) for fault in result.response["violations"]]
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            found[f"{look} sideways"] = wide
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_view_is_accessible_in_both_themes_and_widths(server: str, visitor: Open, name: str) -> None:
    page = visitor().page
    found = {}
    for path in PAGES[name]:
        page.set_viewport_size({"width": DESK, "height": 1000})
        page.goto(f"{server}/{path}")
        page.get_by_role("heading", level=1).wait_for()
        if found_there := faults_of(page):
            found[path] = found_there
    assert not found


def test_every_view_of_reports_is_accessible_in_both_themes_and_widths(server: str, visitor: Open) -> None:
    page = visitor().page
    first = save(page, f"{server}/recommendation?task=coding", "First", "A note.")
    second = save(page, f"{server}/recommendation?task=chat", "Second").split("=")[1]
    found = {}
    for name, address in {
        "list": f"{server}/reports",
        "view": first,
        "pair": f"{first}&with={second}",
        "none": f"{server}/reports?report=x",
        "old": f"{server}/reports?report={of_may()}&tab=today",
    }.items():
        page.set_viewport_size({"width": DESK, "height": 1000})
        page.goto(address)
        page.get_by_role("heading", level=1).wait_for()
        if found_there := faults_of(page):
            found[name] = found_there
    assert not found
