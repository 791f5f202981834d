"""Opening: what was built is what is read, damage leads to a rebuild with a message, and pages follow the pointer."""

from __future__ import annotations

import copy
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from small_world import LITELLM, evidence, facts, snapshots

import catalog.build
from catalog import store, tables
from catalog.build import CatalogVersion, build_from, price
from catalog.publish import POINTER
from catalog.store import CatalogError, CatalogHandle, connect, data_dir, find_offers, open_catalog

Builder = Callable[[Path], CatalogVersion]


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    """Builds the small world, also where the store rebuilds by itself."""
    prices = snapshots(tmp_path / "prices")

    def build(folder: Path) -> CatalogVersion:
        return build_from(facts(), folder, snapshots=prices, fit=evidence)

    monkeypatch.setattr(catalog.build, "build_catalog", build)
    monkeypatch.setattr(store, "SOURCES", ())
    return build


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> CatalogVersion:
    """The small world, built once for tests that only read."""
    folder = tmp_path_factory.mktemp("world")
    return build_from(facts(), folder / "data", snapshots=snapshots(folder / "prices"), fit=evidence)


@pytest.fixture
def handle(built: CatalogVersion) -> Iterator[CatalogHandle]:
    found = connect(built.path.parent)
    yield found
    found.close()


def test_what_is_read_is_what_was_built(tmp_path: Path, builder: Builder) -> None:
    built = builder(tmp_path / "data")
    found = open_catalog(tmp_path / "data")
    world = facts()
    assert (found.version, found.built_at) == (built.version, built.built_at)
    assert found.models == world.models
    assert found.licences == world.licences
    assert found.providers == world.providers
    assert found.deployments == world.deployments
    assert found.regions == world.endpoint_regions
    assert found.quality == evidence(world).quality
    assert found.reasoning == evidence(world).reasoning
    assert found.offers == tuple(o for o in price(world, tmp_path / "prices").offers if o.rankable)


def test_the_folder_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WEIGHBRIDGE_DATA", str(tmp_path))
    assert data_dir() == tmp_path
    monkeypatch.delenv("WEIGHBRIDGE_DATA")
    assert data_dir() == store.ROOT / "data"


def damage_nothing(folder: Path, file: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def damage_cut(folder: Path, file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def damage_empty(folder: Path, file: Path) -> None:
    file.write_bytes(b"")


def damage_junk(folder: Path, file: Path) -> None:
    file.write_bytes(b"this is not a database" * 1000)


def damage_flipped(folder: Path, file: Path) -> None:
    data = bytearray(file.read_bytes())
    for position in range(len(data) // 4, len(data), 997):
        data[position] ^= 0xFF
    file.write_bytes(bytes(data))


def damage_foreign(folder: Path, file: Path) -> None:
    file.unlink()
    with duckdb.connect(str(file)) as con:
        con.execute("CREATE TABLE other (a INTEGER)")


def damage_older(folder: Path, file: Path) -> None:
    with duckdb.connect(str(file)) as con:
        con.execute("UPDATE meta SET value = '0' WHERE key = 'format'")


def damage_renamed(folder: Path, file: Path) -> None:
    file.rename(folder / "catalog-2020-01-01-000000000000.duckdb")
    (folder / POINTER).write_text("catalog-2020-01-01-000000000000.duckdb\n")


def damage_rows(folder: Path, file: Path) -> None:
    with duckdb.connect(str(file)) as con:
        con.execute("DELETE FROM models WHERE id = 'meta/llama'")


def damage_record(folder: Path, file: Path) -> None:
    with duckdb.connect(str(file)) as con:
        con.execute("UPDATE models SET record = '{\"id\": 7}'")


def damage_pointer(folder: Path, file: Path) -> None:
    (folder / POINTER).write_text("../../etc/passwd\n")


def damage_dangling(folder: Path, file: Path) -> None:
    file.unlink()


def damage_binary_pointer(folder: Path, file: Path) -> None:
    (folder / POINTER).write_bytes(b"\xff\xfe\x00")


DAMAGE = [value for name, value in sorted(globals().items()) if name.startswith("damage_")]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda d: d.__name__.removeprefix("damage_"))
def test_an_unusable_file_is_rebuilt_with_a_message(
    damage: Callable[[Path, Path], None], tmp_path: Path, builder: Builder, capsys: pytest.CaptureFixture[str]
) -> None:
    built = builder(tmp_path / "data")
    damage(tmp_path / "data", built.path)
    assert open_catalog(tmp_path / "data").models == facts().models
    said = capsys.readouterr().err
    assert said.startswith("weighbridge: ")
    assert "building the catalog" in said
    assert "Traceback" not in said
    assert open_catalog(tmp_path / "data").version == built.version
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda d: d.__name__.removeprefix("damage_"))
def test_pages_get_a_rebuilt_catalog_too(damage: Callable[[Path, Path], None], tmp_path: Path, builder: Builder) -> None:
    built = builder(tmp_path / "data")
    damage(tmp_path / "data", built.path)
    handle = connect(tmp_path / "data")
    assert handle.catalog().version == built.version
    handle.close()


def test_newer_facts_lead_to_a_rebuild(
    tmp_path: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    built = builder(tmp_path / "data")
    sources = tmp_path / "facts" / "models"
    sources.mkdir(parents=True)
    monkeypatch.setattr(store, "SOURCES", (tmp_path / "facts",))
    age(tmp_path / "facts", sources, than=built.path, seconds=-5)
    open_catalog(tmp_path / "data")
    assert capsys.readouterr().err == ""
    age(sources, than=built.path, seconds=5)
    open_catalog(tmp_path / "data")
    assert "the facts are newer" in capsys.readouterr().err


def test_newer_facts_that_do_not_build_leave_the_old_catalog_in_use(
    tmp_path: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    built = builder(tmp_path / "data")
    (tmp_path / "facts").mkdir()
    monkeypatch.setattr(store, "SOURCES", (tmp_path / "facts",))
    age(tmp_path / "facts", than=built.path, seconds=5)

    def fails(_: Path) -> CatalogVersion:
        raise ValueError("half an edit")

    monkeypatch.setattr(catalog.build, "build_catalog", fails)
    assert open_catalog(tmp_path / "data").version == built.version
    assert "half an edit; the catalog as it was" in capsys.readouterr().err


def age(*paths: Path, than: Path, seconds: float) -> None:
    """Sets the time of change of `paths` to that of `than`, moved by `seconds`."""
    moment = than.stat().st_mtime + seconds
    for path in paths:
        os.utime(path, (moment, moment))


def test_a_build_that_fails_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Path) -> CatalogVersion:
        raise PermissionError("read-only folder")

    monkeypatch.setattr(catalog.build, "build_catalog", fails)
    with pytest.raises(CatalogError, match="read-only folder"):
        open_catalog(tmp_path)


def test_queries_take_values_as_parameters(handle: CatalogHandle) -> None:
    assert handle.rows("SELECT count(*) FROM models WHERE id = ?", ["meta/llama' OR 1=1 --"]) == [(0,)]
    assert handle.rows("SELECT id FROM models WHERE id = $id", {"id": "meta/llama"}) == [("meta/llama",)]
    assert list(handle.frame("SELECT id FROM models ORDER BY ord")["id"]) == ["anthropic/opus", "meta/llama", "google/film"]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE x (a INTEGER)",
        "DELETE FROM models",
        "COPY models TO 'out.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SET enable_external_access = true",
        "ATTACH 'other.duckdb'",
        "INSTALL httpfs",
    ],
)
def test_the_handle_can_only_read_the_catalog(sql: str, handle: CatalogHandle) -> None:
    with pytest.raises(duckdb.Error):
        handle.rows(sql)


def test_threads_share_one_handle(handle: CatalogHandle) -> None:
    wrong: list[object] = []

    def ask(number: int) -> None:
        for _ in range(50):
            answer = handle.rows("SELECT ?::INTEGER, count(*) FROM models", [number])
            if answer != [(number, 3)]:
                wrong.append(answer)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_handle_follows_the_pointer(tmp_path: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    first = builder(tmp_path / "data")
    handle = connect(tmp_path / "data")
    assert handle.version == first.version
    dearer = copy.deepcopy(LITELLM)
    dearer["claude-opus"]["output_cost_per_token"] = 2.5e-5
    second = build_from(facts(), tmp_path / "data", snapshots=snapshots(tmp_path / "later", dearer), fit=evidence)
    monkeypatch.setattr(store, "POINTER_CHECK_S", 0.0)
    assert handle.version == second.version != first.version
    handle.close()


def test_the_handle_keeps_the_old_file_where_the_new_one_is_broken(
    tmp_path: Path, builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = builder(tmp_path / "data")
    handle = connect(tmp_path / "data")
    assert handle.rows("SELECT count(*) FROM models") == [(3,)]
    (tmp_path / "data" / "catalog-x.duckdb").write_bytes(b"junk")
    (tmp_path / "data" / POINTER).write_text("catalog-x.duckdb\n")
    monkeypatch.setattr(store, "POINTER_CHECK_S", 0.0)
    assert handle.rows("SELECT count(*) FROM models") == [(3,)]
    assert handle.version == first.version
    handle.close()


@pytest.mark.parametrize(
    ("provider", "model", "first"),
    [
        ("anthropic", "claude-opus", "anthropic/opus"),
        ("anthropic", "anthropic/opus", "anthropic/opus"),
        ("anthropic", "opus", "anthropic/opus"),
        ("bedrock", "eu.anthropic.claude-opus", "bedrock/opus@eu"),
        ("bedrock_converse", "opus", "bedrock/opus@eu"),
        ("together", "meta/Llama", "together_ai/llama"),
        ("together_ai", "meta/Llama", "together_ai/llama"),
        ("nobody", "nobody/knows", "litellm:nobody/nobody/knows"),
        ("nobody", "knows", "litellm:nobody/nobody/knows"),
    ],
)
def test_offers_are_found_by_the_names_of_feeds_and_catalog(provider: str, model: str, first: str, handle: CatalogHandle) -> None:
    assert find_offers(handle, provider, model)[0].id == first
    assert find_offers(handle, provider, "no-such-model") == ()


def test_every_table_is_counted(built: CatalogVersion) -> None:
    assert set(built.counts) == set(tables.TABLES)
