"""Which catalogs are kept and how one of them is named and read."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from small_world import LITELLM, evidence, facts, snapshots

from catalog import store
from catalog.build import build_from
from catalog.diff import Kind, diff
from catalog.publish import kept
from catalog.versions import VersionError, find, read


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str, str]:
    """A folder with two versions, the second of which is dearer."""
    monkeypatch.setattr(store, "SOURCES", ())
    dearer = copy.deepcopy(LITELLM)
    dearer["eu.anthropic.claude-opus"]["output_cost_per_token"] = 4.4e-5
    folder = tmp_path / "data"
    first = build_from(facts(), folder, snapshots=snapshots(tmp_path / "p"), fit=evidence)
    second = build_from(facts(), folder, snapshots=snapshots(tmp_path / "q", dearer), fit=evidence)
    return folder, first.version, second.version


def test_old_versions_are_kept_and_the_current_one_is_marked(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    assert [(k.version, k.current) for k in kept(folder)] == [(first, False), (second, True)]
    assert kept(folder / "nowhere") == ()


def test_a_version_can_be_named_in_many_ways(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    path = next(k.path for k in kept(folder) if k.version == first)
    for name in (first, first[:-4], first.rpartition("-")[2][:6], "previous", str(path)):
        assert find(name, folder).version == first
    assert find("current", folder).version == second
    assert find("2026-11-01", folder).on == date(2026, 11, 1)


def test_two_versions_differ_in_the_price_that_moved(two: tuple[Path, str, str]) -> None:
    folder, first, second = two
    changes = diff(find(first, folder), find(second, folder))
    assert [(c.kind, c.subject, c.before, c.after, c.percent) for c in changes] == [(Kind.PRICE, "bedrock/opus@eu", 22.0, 44.0, 1.0)]


@pytest.mark.parametrize("name", ["2026-11-2", "nonsense", "2026-11-31", "missing.duckdb", "../x", "", "zzzz"])
def test_what_is_not_kept_is_answered_with_what_is(two: tuple[Path, str, str], name: str) -> None:
    with pytest.raises(VersionError) as caught:
        find(name, two[0])
    assert two[2] in str(caught.value) or "There is no file" in str(caught.value)


def test_without_an_older_catalog_there_is_no_previous_one(tmp_path: Path) -> None:
    build_from(facts(), tmp_path / "data", snapshots=snapshots(tmp_path / "p"), fit=evidence)
    with pytest.raises(VersionError, match="only one is kept"):
        find("previous", tmp_path / "data")


def test_a_file_that_is_no_catalog_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.duckdb").write_bytes(b"garbage" * 100)
    with pytest.raises(VersionError, match=r"x\.duckdb cannot be opened"):
        read(tmp_path / "x.duckdb")
    duckdb.connect(str(tmp_path / "y.duckdb")).close()
    with pytest.raises(VersionError, match=r"y\.duckdb cannot be compared"):
        read(tmp_path / "y.duckdb")


def test_a_catalog_from_before_an_upgrade_can_still_be_compared(two: tuple[Path, str, str]) -> None:
    """Fields that were dropped since, and tables that were added since, do not stand in the way."""
    folder, first, second = two
    path = next(k.path for k in kept(folder) if k.version == first)
    with duckdb.connect(str(path)) as con:
        con.execute("DROP TABLE price_history")
        for (text,) in con.execute("SELECT record FROM models").fetchall():
            record = json.loads(text)
            record |= {"mood": "sunny"}
            con.execute("UPDATE models SET record = ? WHERE id = ?", [json.dumps(record), record["id"]])
    assert len(diff(read(path), find(second, folder))) == 1
