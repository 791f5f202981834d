"""Example records are kept beside the tests of reports; absolute path of the app for AppTest."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "reports"))


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Open the app with an address, and with folds of the form open: visit("advise", folds=["load"], requests="500000")."""

    def open_page(page: str = "advise", folds: Iterable[str] = (), **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for key, value in query.items():
            app.query_params[key] = value
        for fold in folds:
            app.session_state[f"more_{fold}"] = True
        app.run()
        if page != "advise":
            app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        return app

    return open_page
