"""From starting the server to an interactive first page in a real browser, in seconds.

    python benchmarks/app_start.py [--times 5]

"healthy" is the first answer of /healthz, "answer" the count of options on screen, "interactive"
the whole form drawn and enabled. Each round is a fresh server process and a fresh browser profile;
the browser itself is already running.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))
from app_server import QUIET, installed_chromium, running_server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    rounds: list[tuple[float, float, float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=QUIET)
        for _ in range(times):
            context = browser.new_context(viewport={"width": 1440, "height": 1000})
            page = context.new_page()
            started = time.perf_counter()
            with running_server() as origin:
                healthy = time.perf_counter() - started
                page.goto(origin)
                page.locator(".st-key-live").get_by_text("options remain").wait_for()
                answered = time.perf_counter() - started
                expect(page.locator(".st-key-f_requests input")).to_be_enabled(timeout=20_000)
                expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
                rounds.append((healthy, answered, time.perf_counter() - started))
            context.close()
        browser.close()
    for place, name in enumerate(("healthy", "answer", "interactive")):
        figures = [each[place] for each in rounds]
        print(f"{name:12} median {statistics.median(figures):.2f} s, worst {max(figures):.2f} s")


if __name__ == "__main__":
    main()
