"""The built catalog and one Chromium, opened once for all tests; example records beside the tests are importable.

CHROMIUM names the browser's path where `which` does not find it.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from catalog.schema import Catalog
from catalog.store import open_catalog
from reports.store.store import ReportStore, close_stores, open_store

HERE = Path(__file__).parent
settings.register_profile("weighbridge", deadline=None, derandomize=True, max_examples=40, suppress_health_check=list(HealthCheck))
settings.load_profile("weighbridge")
sys.path[:0] = [str(HERE), str(HERE / "advisor"), str(HERE / "browser"), str(HERE / "reports")]
# no test writes to the reports of whoever runs it; servers that tests start inherit this
_scratch = tempfile.TemporaryDirectory(prefix="wb-reports-")
os.environ["DATABASE_URL"] = f"sqlite:///{_scratch.name}/reports.sqlite"


@pytest.fixture(scope="session")
def real_catalog() -> Catalog:
    return open_catalog()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One per process: Playwright's synchronous interface refuses to be started twice."""
    from app_server import QUIET, installed_chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL, one per process that asks; a failure where there is none, never a skip."""
    from postgres import PostgresError, postgres_server

    try:
        with postgres_server() as address:
            yield address
    except PostgresError as error:
        pytest.fail(str(error))


@pytest.fixture(params=["sqlite", "postgresql"])
def store_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """DATABASE_URL of an empty report store, once on each database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'reports.sqlite'}"
        return
    from postgres import own_schema

    with own_schema(request.getfixturevalue("postgres"), f"t{secrets.token_hex(8)}") as address:
        yield address


@pytest.fixture
def store(store_address: str) -> Iterator[ReportStore]:
    """An empty report store."""
    yield open_store(store_address)
    close_stores()
