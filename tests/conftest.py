"""The built catalog, opened once for all tests that judge real facts; example records beside the tests are importable."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from catalog.schema import Catalog
from catalog.store import open_catalog

HERE = Path(__file__).parent
settings.register_profile("weighbridge", deadline=None, derandomize=True, max_examples=40, suppress_health_check=list(HealthCheck))
settings.load_profile("weighbridge")
sys.path[:0] = [str(HERE), str(HERE / "advisor")]


@pytest.fixture(scope="session")
def real_catalog() -> Catalog:
    return open_catalog()
