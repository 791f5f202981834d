"""From a change of the form to the new count on screen, in a real browser, in milliseconds.

    python benchmarks/form_change.py [--changes 40]

Each change types a budget never asked before and presses Enter; the clock runs inside the page, from the
key press to the first paint after the count beside the form reads otherwise. Server and browser share the machine.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))
from app_server import QUIET, installed_chromium, running_server

WATCH = """() => {
  const panel = () => document.querySelector('.st-key-live').innerText;
  window.wbTook = null;
  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter') return;
    const before = panel(), pressed = performance.now();
    window.wbTook = null;
    const watcher = new MutationObserver(() => {
      const now = panel();
      if (now === before || !now.includes('options remain')) return;
      watcher.disconnect();
      requestAnimationFrame(() => requestAnimationFrame(() => { window.wbTook = performance.now() - pressed; }));
    });
    watcher.observe(document.body, {subtree: true, childList: true, characterData: true});
  }, true);
}"""
FIRST, LAST = 400.0, 60_000.0
"""Budgets in USD a month, spread evenly in ratio: every one lets another number of options pass."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=40)
    changes = parser.parse_args().changes
    with sync_playwright() as playwright, running_server() as origin:
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=QUIET)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.goto(f"{origin}/?preset=support-at-scale")
        page.locator(".st-key-live").get_by_text("options remain").wait_for()
        page.evaluate(WATCH)
        field = page.locator(".st-key-f_budget input")
        took: list[float] = []
        for step in range(changes):
            budget = round(FIRST * (LAST / FIRST) ** (step / max(changes - 1, 1)))
            field.fill(str(budget))
            field.press("Enter")
            page.wait_for_function("() => window.wbTook !== null", timeout=10_000)
            took.append(page.evaluate("() => window.wbTook"))
            page.wait_for_url(f"**budget={budget}**")
        browser.close()
    took.sort()
    print(
        f"{changes} changes: median {statistics.median(took):.0f} ms, p95 {took[int(0.95 * (changes - 1))]:.0f} ms, worst {took[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()
