"""The built catalog, opened once for all tests that judge real facts; example records beside the tests are importable."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from catalog.schema import Catalog
from catalog.store import open_catalog

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "advisor")]


@pytest.fixture(scope="session")
def real_catalog() -> Catalog:
    return open_catalog()
