"""Building: the same inputs give the same version, files appear whole or not at all, and checks say what is wrong."""

from __future__ import annotations

import copy
import dataclasses
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from small_world import GENAI, LITELLM, evidence, facts, snapshots

from catalog import price_ledger, tables
from catalog.build import build_from, price
from catalog.feeds import newest_snapshot
from catalog.publish import POINTER


def build(tmp: Path, prices: Path):  # type: ignore[no-untyped-def]
    return build_from(facts(), tmp, snapshots=prices, fit=evidence)


def test_building_twice_gives_one_version(tmp_path: Path) -> None:
    prices = snapshots(tmp_path / "prices")
    first, second = build(tmp_path / "a", prices), build(tmp_path / "b", prices)
    assert first.version == second.version
    assert first.version.startswith("2026-11-20-")
    assert first.counts == second.counts


def test_a_changed_price_or_fact_gives_another_version(tmp_path: Path) -> None:
    before = build(tmp_path / "a", snapshots(tmp_path / "p")).version
    dearer = copy.deepcopy(LITELLM)
    dearer["claude-opus"]["output_cost_per_token"] = 2.5e-5
    assert build(tmp_path / "b", snapshots(tmp_path / "q", dearer)).version != before
    world = facts()
    changed = dataclasses.replace(world, models={i: m.model_copy(update={"notes": "new"}) for i, m in world.models.items()})
    assert build_from(changed, tmp_path / "c", snapshots=tmp_path / "p", fit=evidence).version != before


def test_the_newest_snapshot_is_used(tmp_path: Path) -> None:
    folder = snapshots(tmp_path / "p")
    (folder / "litellm" / "2026-12-01.json").write_text("{}")
    path, seen = newest_snapshot("litellm", folder)
    assert (path.name, seen.isoformat()) == ("2026-12-01.json", "2026-12-01")
    assert build(tmp_path / "a", folder).version.startswith("2026-12-01-")


def test_a_missing_snapshot_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="YYYY-MM-DD"):
        newest_snapshot("litellm", tmp_path)


def test_every_entry_of_a_feed_is_an_offer(tmp_path: Path) -> None:
    listed = price(facts(), snapshots(tmp_path / "p")).offers
    keys = {(o.feed, o.feed_key) for o in listed}
    assert {("litellm", key) for key in LITELLM if key != "sample_spec"} <= keys
    assert {("genai_prices", m["id"]) for p in GENAI for m in p["models"]} <= keys
    assert ("litellm", "sample_spec") not in keys


def test_tables_have_typed_columns_and_whole_records(tmp_path: Path) -> None:
    built = build(tmp_path / "a", snapshots(tmp_path / "p"))
    with duckdb.connect(str(built.path), read_only=True) as con:
        rows = con.execute(
            "SELECT id, usd_per_mtok_in, origin_date, publisher FROM offers WHERE rankable AND unit = 'mtok' ORDER BY ord"
        ).fetchall()
        assert [row[:2] for row in rows] == [
            ("anthropic/opus", 4.0), ("anthropic/opus@us", 4.4), ("bedrock/opus@eu", 4.4), ("together_ai/llama", 0.88),
        ]  # fmt: skip
        assert rows[0][2].isoformat() == "2026-11-20"
        assert con.execute("SELECT modalities_in FROM models WHERE id = 'anthropic/opus'").fetchall() == [(["text"],)]
        for name in tables.TABLES:
            assert con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] == built.counts[name]


def test_nothing_but_the_file_the_pointer_and_the_ledger_is_left(tmp_path: Path) -> None:
    built = build(tmp_path / "a", snapshots(tmp_path / "p"))
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == [POINTER, built.path.name, price_ledger.NAME]
    assert (tmp_path / "a" / POINTER).read_text() == built.path.name + "\n"


def test_a_failed_build_leaves_the_current_catalog_alone(tmp_path: Path) -> None:
    prices = snapshots(tmp_path / "p")
    before = build(tmp_path / "a", prices)

    def broken(_: object) -> object:
        raise ValueError("no fit")

    with pytest.raises(ValueError, match="no fit"):
        build_from(facts(), tmp_path / "a", snapshots=prices, fit=broken)
    assert (tmp_path / "a" / POINTER).read_text() == before.path.name + "\n"


BUILD_OFTEN = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from small_world import evidence, facts
from catalog.build import build_from
for _ in range(3):
    build_from(facts(), Path(sys.argv[1]), snapshots=Path(sys.argv[2]), fit=evidence)
"""


def test_two_processes_may_build_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BUILD_OFTEN, str(tmp_path / "a"), str(snapshots(tmp_path / "p")), str(Path(__file__).parent)]
    builders = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    complaints = [builder.communicate(timeout=60)[1] for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0], complaints
    files = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert len(files) == 3
    with duckdb.connect(str(tmp_path / "a" / files[1]), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM models").fetchall() == [(3,)]
