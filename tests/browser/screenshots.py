"""Pictures of every page in both themes and widths, written to docs/screenshots: `make screenshots`.

The needs are the preset of the hospital, so that every part of the pages has something to show.
"""

from __future__ import annotations

import shutil
import sys
from os import environ
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))
from advisor.presets import PRESETS
from pages.parts.link import to_query
from tests.browser.app_server import QUIET, running_server

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
WIDTHS = {"1440": 1440, "390": 390}
PAGES = {
    "advise": ("", "Answer so far"),
    "recommendation": ("recommendation", "Options that pass"),
    "compare": ("compare", "Cost"),
    "catalog": ("catalog", "models"),
    "data-and-methods": ("data-and-methods", "Sources"),
}


def main(only: list[str]) -> None:
    from urllib.parse import urlencode

    FOLDER.mkdir(parents=True, exist_ok=True)
    query = urlencode(to_query(PRESETS[0].needs))
    with running_server() as origin, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=environ.get("CHROMIUM") or shutil.which("chromium"), args=QUIET)
        for theme in ("light", "dark"):
            for width, pixels in WIDTHS.items():
                context = browser.new_context(viewport={"width": pixels, "height": 1000}, color_scheme=theme)
                page = context.new_page()
                for name, (path, text) in PAGES.items():
                    if only and name not in only:
                        continue
                    page.goto(f"{origin}/{path}?{query}")
                    page.get_by_text(text).first.wait_for(timeout=30_000, state="attached")
                    page.wait_for_timeout(2500)
                    page.screenshot(path=FOLDER / f"{name}-{width}-{theme}.png", full_page=True)
                context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
