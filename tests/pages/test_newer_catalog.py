"""A refresh under a visitor's hands: they stay with what they began with, are told, and move on when they choose."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest
from test_advise_page import html

from catalog.editions import Editions
from catalog.publish import point
from pages.parts import catalog as parts
from pages.parts.catalog import editions

ROOT = Path(__file__).parents[2]
NEWER = "2026-11-21-00000000abcd"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a copy of the catalog in use, followed by the pages."""
    path = editions().newest().file.path
    shutil.copy2(path, tmp_path / path.name)
    point(tmp_path, path.name)
    monkeypatch.setattr("catalog.store.SOURCES", ())
    monkeypatch.setattr("catalog.editions.POINTER_CHECK_S", 0.0)
    own = Editions(tmp_path)
    monkeypatch.setattr(parts, "editions", lambda: own)
    return tmp_path


def publish_newer(folder: Path) -> None:
    """The same catalog under a later version, with one model less."""
    old = next(folder.glob("catalog-*.duckdb"))
    new = folder / f"catalog-{NEWER}.duckdb"
    shutil.copy2(old, new)
    with duckdb.connect(str(new)) as con:
        con.execute("UPDATE meta SET value = ? WHERE key = 'version'", [NEWER])
        con.execute("UPDATE meta SET value = '2026-11-21' WHERE key = 'built_at'")
    point(folder, new.name)


def open_page(page: str = "data_and_methods") -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    """The version that a page says it is made from."""
    text = html(app)
    return NEWER if f"Catalog {NEWER}" in text else "older" if "Catalog 2026-" in text else text


def test_nobody_is_told_anything_while_theirs_is_the_newest(folder: Path) -> None:
    app = open_page()
    assert shown(app) == "older"
    assert not [b for b in app.button if b.key == "take_newer"]


def test_a_visitor_stays_is_told_and_moves_on_when_they_choose(folder: Path) -> None:
    app = open_page()
    publish_newer(folder)
    app.run()
    parts.editions().wait()
    app.run()
    assert shown(app) == "older"
    assert "its lists are of 21 Nov 2026, yours of 20 Nov 2026" in html(app)
    (take,) = [b for b in app.button if b.key == "take_newer"]
    take.click().run()
    assert not app.exception
    assert shown(app) == NEWER
    assert not [b for b in app.button if b.key == "take_newer"]


def test_who_begins_after_the_refresh_reads_the_new_catalog(folder: Path) -> None:
    before = open_page()
    publish_newer(folder)
    before.run()
    parts.editions().wait()
    assert shown(open_page()) == NEWER
    assert shown(before.run()) == "older"


def test_who_began_with_a_catalog_that_is_gone_reads_the_newest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page()
    publish_newer(folder)
    for path in folder.glob("catalog-2026-11-20*"):
        path.unlink()
    own = Editions(folder)  # as after a restart
    monkeypatch.setattr(parts, "editions", lambda: own)
    app.run()
    assert not app.exception
    assert shown(app) == NEWER


def test_programs_read_the_newest(folder: Path, visit: Callable[..., AppTest]) -> None:
    publish_newer(folder)
    parts.editions().newest()
    parts.editions().wait()
    assert parts.the_catalog().version == NEWER
