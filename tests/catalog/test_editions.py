"""A running server's catalogs: new ones are followed without a restart, old ones stay for whoever began with them."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from small_world import LITELLM, evidence, facts, snapshots

import catalog.build
from catalog import store
from catalog.build import CatalogVersion, build_from
from catalog.editions import KEPT_OPEN, Edition, Editions
from catalog.publish import POINTER, point
from catalog.schema import Catalog

Publish = Callable[[float], CatalogVersion]


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publish:
    """Publishes the small world with another price of one offer (USD per million tokens)."""
    monkeypatch.setattr(store, "SOURCES", ())
    monkeypatch.setattr("catalog.editions.POINTER_CHECK_S", 0.0)

    def at_price(usd: float) -> CatalogVersion:
        changed = copy.deepcopy(LITELLM)
        changed["claude-opus"]["input_cost_per_token"] = usd / 1e6
        prices = snapshots(tmp_path / f"prices-{usd:g}", changed, [])
        return build_from(facts(), tmp_path / "data", snapshots=prices, fit=evidence)

    monkeypatch.setattr(catalog.build, "build_catalog", lambda _: at_price(4))
    return at_price


def price(edition: Edition) -> tuple[float | None, float | None]:
    """Of the one offer, in the records and in the file."""
    offer = next(o for o in edition.catalog.offers if o.id == "anthropic/opus")
    return offer.usd_per_mtok_in, edition.file.rows("SELECT usd_per_mtok_in FROM offers WHERE id = 'anthropic/opus'")[0][0]


def moved_on(editions: Editions) -> Edition:
    """The newest once what a look at the pointer started is done."""
    editions.newest()
    editions.wait()
    return editions.newest()


def test_a_new_catalog_is_followed_and_the_old_one_stays_readable(tmp_path: Path, publish: Publish) -> None:
    first = publish(4)
    editions = Editions(tmp_path / "data")
    old = editions.newest()
    assert (old.version, price(old)) == (first.version, (4.0, 4.0))
    second = publish(5)
    new = moved_on(editions)
    assert (new.version, price(new)) == (second.version, (5.0, 5.0))
    assert price(old) == (4.0, 4.0)
    assert editions.edition(first.version) is old


def test_until_the_new_one_is_ready_everybody_goes_on_with_the_old(tmp_path: Path, publish: Publish) -> None:
    first = publish(4)
    ready, asked = threading.Event(), threading.Event()

    def prepare(_: Catalog) -> None:
        asked.set()
        assert ready.wait(30)

    editions = Editions(tmp_path / "data", prepare)
    editions.newest()
    second = publish(5)
    assert editions.newest().version == first.version
    assert asked.wait(30)
    assert editions.newest().version == first.version
    ready.set()
    editions.wait()
    assert editions.newest().version == second.version


def test_the_pointer_is_looked_at_once_a_second(tmp_path: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(4)
    looks: list[Path] = []
    now = [1000.0]
    real = store.current_file
    monkeypatch.setattr("catalog.editions.POINTER_CHECK_S", 1.0)
    monkeypatch.setattr("catalog.editions.time.monotonic", lambda: now[0])
    monkeypatch.setattr("catalog.editions.current_file", lambda folder: looks.append(folder) or real(folder))
    editions = Editions(tmp_path / "data")
    editions.newest()
    looks.clear()
    for now[0] in (1000.2, 1000.9, 1001.1, 1001.5, 1002.2):
        editions.newest()
    assert len(looks) == 2


def test_an_edition_put_away_is_read_again_and_one_whose_file_is_gone_is_none(tmp_path: Path, publish: Publish) -> None:
    versions = [publish(4)]
    editions = Editions(tmp_path / "data")
    editions.newest()
    for usd in range(5, 5 + KEPT_OPEN + 1):
        versions.append(publish(float(usd)))
        assert moved_on(editions).version == versions[-1].version
    first = editions.edition(versions[0].version)
    assert first is not None
    assert price(first) == (4.0, 4.0)
    versions[1].path.unlink()
    assert editions.edition(versions[1].version) is None
    assert price(editions.newest())[0] == 5.0 + KEPT_OPEN


@pytest.mark.parametrize("version", ["", "../../etc/passwd", "2020-01-01-000000000000", "x" * 5_000, "a\x00b"])
def test_a_version_that_is_none_is_none(tmp_path: Path, publish: Publish, version: str) -> None:
    publish(4)
    assert Editions(tmp_path / "data").edition(version) is None


@pytest.mark.parametrize("damage", [b"", b"this is not a database" * 1000])
def test_a_damaged_catalog_is_not_followed_and_it_is_said_once(
    tmp_path: Path, publish: Publish, damage: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(4)
    editions = Editions(tmp_path / "data")
    editions.newest()
    second = publish(5)
    second.path.write_bytes(damage)
    for _ in range(3):
        assert price(moved_on(editions)) == (4.0, 4.0)
    assert capsys.readouterr().err.count("a new catalog is not used") == 1


@pytest.mark.parametrize("text", ["", "catalog-nowhere.duckdb\n", "../../etc/passwd\n"])
def test_a_pointer_to_nowhere_moves_nobody(tmp_path: Path, publish: Publish, text: str) -> None:
    publish(4)
    editions = Editions(tmp_path / "data")
    editions.newest()
    (tmp_path / "data" / POINTER).write_text(text)
    assert price(moved_on(editions)) == (4.0, 4.0)


def test_the_operator_can_point_back(tmp_path: Path, publish: Publish) -> None:
    first, _ = publish(4), publish(5)
    editions = Editions(tmp_path / "data")
    assert price(editions.newest())[0] == 5
    point(tmp_path / "data", first.path.name)
    assert price(moved_on(editions))[0] == 4


def test_where_there_is_no_catalog_it_is_built_once_for_all(tmp_path: Path, publish: Publish, capsys: pytest.CaptureFixture[str]) -> None:
    editions = Editions(tmp_path / "data")
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(editions.newest().version)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 8
    assert capsys.readouterr().err.count("building the catalog") == 1


def test_readers_are_never_between_two_catalogs(tmp_path: Path, publish: Publish) -> None:
    """While catalogs change, whoever holds one reads one price from records and file, however often they ask."""
    publish(4)
    editions = Editions(tmp_path / "data")
    stop = threading.Event()
    torn: list[tuple[float | None, float | None]] = []

    def visit() -> None:
        while not stop.is_set():
            mine = editions.newest()
            seen = {price(mine) for _ in range(3)}
            torn.extend(pair for pair in seen if pair[0] != pair[1] or len(seen) > 1)

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    for usd in (5, 6, 7):
        publish(float(usd))
        moved_on(editions)
    stop.set()
    for visitor in visitors:
        visitor.join()
    assert torn == []
    assert price(editions.newest()) == (7.0, 7.0)
