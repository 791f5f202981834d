"""The built catalog and one Chromium, opened once for all tests; example records beside the tests are importable.

CHROMIUM names the browser's path where `which` does not find it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from catalog.schema import Catalog
from catalog.store import open_catalog

HERE = Path(__file__).parent
settings.register_profile("weighbridge", deadline=None, derandomize=True, max_examples=40, suppress_health_check=list(HealthCheck))
settings.load_profile("weighbridge")
sys.path[:0] = [str(HERE), str(HERE / "advisor"), str(HERE / "browser")]


@pytest.fixture(scope="session")
def real_catalog() -> Catalog:
    return open_catalog()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One per process: Playwright's synchronous interface refuses to be started twice."""
    path = os.environ.get("CHROMIUM") or next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if path is None:
        pytest.fail("No Chromium found. Install one, or set CHROMIUM to its path.")
    from app_server import QUIET

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
