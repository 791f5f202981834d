"""Pictures of every page in both themes and widths, written to docs/screenshots: `make screenshots`.

The needs are the preset of the hospital, so that every part of the pages has something to show.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))
from advisor.needs import read_needs
from advisor.presets import PRESETS
from advisor.recommend import recommend
from catalog.store import open_catalog
from pages.parts.link import to_query
from reports.store.record import Draft
from reports.store.store import open_store
from tests.browser.app_server import QUIET, installed_chromium, running_server

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
WIDTHS = {"1440": 1440, "390": 390}
PAGES = {
    "advise": ("", "Answer so far"),
    "recommendation": ("recommendation", "Options that pass"),
    "compare": ("compare", "Cost"),
    "catalog": ("catalog", "models"),
    "economics": ("economics", "What moves the break-even most"),
    "organisation": ("organisation", "no faults"),
    "landscape": ("landscape", "How this is measured"),
    "what-changed": ("what-changed", "What changed"),
    "data-and-methods": ("data-and-methods", "Sources"),
}


def a_stored_report() -> str:
    """The same needs, saved as a report; its id."""
    found = recommend(open_catalog(), read_needs(dict(PRESETS[0].needs)), datetime.now(UTC).date())
    return open_store().save(Draft(found, title="Discharge letters", note="Asked by the board. Open: who signs for the hardware.")).id


def main(only: list[str]) -> None:
    with TemporaryDirectory() as scratch:  # nobody's own reports appear in a picture
        environ["DATABASE_URL"] = f"sqlite:///{scratch}/reports.sqlite"
        PAGES["reports"] = (f"reports?report={a_stored_report()}", "Options that pass")
        take(only)


def take(only: list[str]) -> None:
    from urllib.parse import urlencode

    FOLDER.mkdir(parents=True, exist_ok=True)
    query = urlencode(to_query(PRESETS[0].needs))
    with running_server() as origin, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=installed_chromium(), args=QUIET)
        for theme in ("light", "dark"):
            for width, pixels in WIDTHS.items():
                context = browser.new_context(viewport={"width": pixels, "height": 1000}, color_scheme=theme)
                page = context.new_page()
                for name, (path, text) in PAGES.items():
                    if only and name not in only:
                        continue
                    page.goto(f"{origin}/{path}" if "?" in path else f"{origin}/{path}?{query}")
                    page.get_by_text(text).first.wait_for(timeout=30_000, state="attached")
                    page.wait_for_timeout(2500)
                    page.screenshot(path=FOLDER / f"{name}-{width}-{theme}.png", full_page=True)
                context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
