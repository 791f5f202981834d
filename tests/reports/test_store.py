"""The report store, every test on SQLite and on PostgreSQL: what is confirmed stays, nothing changes, nothing is guessable."""

from __future__ import annotations

import math
import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from example_recommendation import a_recommendation, nothing_fits
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from reports.store import record as records
from reports.store.access import is_savers, may_read
from reports.store.database import FILE, address, connect, shown
from reports.store.errors import DraftError, ListingOffError, StoreError
from reports.store.ids import id_in, is_id, new_id, saver_hash
from reports.store.migrate import HEAD, MIGRATIONS, migrate
from reports.store.record import Draft, Record, Saver, Summary, Tombstone
from reports.store.store import ReportStore, close_stores, open_store
from reports.store.tables import metadata

ANNA, BEN = Saver(browser="a" * 32), Saver(browser="b" * 32)
FOUND = a_recommendation()
SAVING = Path(__file__).parent / "saving.py"


def a_draft(**changes: Any) -> Draft:
    return replace(Draft(FOUND, title="Hospital letters", note="First round.\nAgreed on Monday."), **changes)


def the_record(store: ReportStore, report_id: str) -> Record:
    found = store.get(report_id)
    assert isinstance(found, Record)
    return found


# --- what goes in comes out ------------------------------------------------------------------------------------------


def test_a_record_holds_everything_the_decision_rests_on(store: ReportStore):
    evidence, profile = {"golden_set": [{"model_id": "a/b", "value": 0.7}]}, {"negotiated": {"a/b": 1.25}}
    before = datetime.now(UTC)
    saved = store.save(a_draft(own_evidence=evidence, organisation=profile), Saver(owner="anna@example.org"))
    record = the_record(store, saved.id)
    assert record.recommendation == FOUND
    assert record.needs == FOUND["needs"]
    assert (record.catalog_version, record.engine_version, record.as_of) == (
        FOUND["catalog"]["version"],
        FOUND["engine_version"],
        FOUND["as_of"],
    )
    assert (record.title, record.note) == ("Hospital letters", "First round.\nAgreed on Monday.")
    assert (record.own_evidence, record.organisation) == (evidence, profile)
    assert (record.owner, record.visibility, record.parent_id) == ("anna@example.org", "link", None)
    assert before - timedelta(seconds=1) <= record.created_at <= datetime.now(UTC)
    assert record.headline == FOUND["headline"]["sentence"]


def test_what_was_not_used_is_nothing_and_not_an_empty_profile(store: ReportStore):
    record = the_record(store, store.save(a_draft()).id)
    assert record.own_evidence is None
    assert record.organisation is None
    assert record.owner is None


def test_a_summary_says_the_same_without_the_content(store: ReportStore):
    report_id = store.save(a_draft(), ANNA).id
    summary, record = store.summary(report_id), the_record(store, report_id)
    assert type(summary) is Summary
    assert all(getattr(record, name) == getattr(summary, name) for name in Summary.__dataclass_fields__)
    assert ANNA.browser not in repr(record)


def test_numbers_and_letters_survive_to_the_last_digit(store: ReportStore):
    odd = {**FOUND, "extra": {"float": 0.1 + 0.2, "tiny": 5e-324, "large": 2**60, "text": 'Ünïcode 漢字 👩‍💻 \\ " \u0000', "none": None}}
    assert the_record(store, store.save(a_draft(recommendation=odd, title="漢字 👩‍💻 ' \" ; DROP TABLE reports")).id).recommendation == odd


def test_a_report_on_needs_that_nothing_meets_is_a_report(store: ReportStore):
    assert the_record(store, store.save(a_draft(recommendation=nothing_fits())).id).recommendation["options"] == []


def test_the_exported_record_names_nobody(store: ReportStore):
    record = the_record(store, store.save(a_draft(), Saver(owner="anna@example.org")).id)
    exported = records.as_text(record.as_json()).decode()
    assert "anna" not in exported
    assert record.saver_hash not in exported
    assert record.as_json()["recommendation"] == FOUND


# --- ids -------------------------------------------------------------------------------------------------------------


def test_ids_are_random_and_say_nothing_of_the_content(store: ReportStore):
    ids = {store.save(a_draft(title=f"t{n}")).id for n in range(5)}
    assert len(ids) == 5
    assert all(is_id(each) for each in ids)
    assert len({new_id() for _ in range(500)}) == 500
    assert not any(new_id().startswith("-") for _ in range(500))


def test_a_content_hash_is_no_link(store: ReportStore):
    draft = a_draft()
    store.save(draft)
    mark = records.content_hash(draft, draft.text())
    assert store.get(mark) is None
    assert store.get(mark[:22]) is None


@pytest.mark.parametrize(
    "strange", ["", "x", "../../etc/passwd", "%", "_" * 22, "a" * 21, "a" * 23, "a" * 22 + "\n", "ａ" * 22, "' OR 1=1 --" * 2]
)
def test_what_is_no_id_finds_nothing(store: ReportStore, strange: str):
    store.save(a_draft())
    assert store.get(strange) is None
    assert store.summary(strange) is None
    assert store.delete(strange) is None
    assert store.revisions(strange) == []


def test_an_id_is_found_in_its_own_case_only(store: ReportStore):
    report_id = store.save(a_draft()).id
    assert store.get(report_id.swapcase()) is None


@pytest.mark.parametrize(
    "pasted",
    [
        "{}",
        "  {} ",
        "https://w.example/reports?report={}",
        "http://w.example:8501/reports?x=1&report={}&tab=why#top",
        "/api/v1/reports/{}.json",
    ],
)
def test_an_id_is_read_from_whatever_was_pasted(pasted: str):
    made = new_id()
    assert id_in(pasted.format(made)) == made


@pytest.mark.parametrize("pasted", ["", "hello", "https://w.example/reports", "a" * 23, "x" * 1_000_000])
def test_text_without_an_id_has_none(pasted: str):
    assert id_in(pasted) is None


# --- duplicates ------------------------------------------------------------------------------------------------------


def test_saving_the_same_twice_is_one_report(store: ReportStore):
    first, second = store.save(a_draft(), ANNA), store.save(a_draft(), ANNA)
    assert first.created
    assert not second.created
    assert first.id == second.id
    assert len(store.mine(ANNA)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Other"},
        {"note": ""},
        {"own_evidence": {"a": 1}},
        {"organisation": {"a": 1}},
        {"visibility": "private"},
        {"recommendation": {**FOUND, "as_of": "2026-11-21"}},
    ],
    ids=lambda c: next(iter(c)),
)
def test_any_difference_makes_another_report(store: ReportStore, changes: dict[str, Any]):
    assert store.save(a_draft(), ANNA).id != store.save(a_draft(**changes), ANNA).id


def test_nobody_is_given_the_id_of_somebody_elses_equal_report(store: ReportStore):
    anna, ben, nobody = (store.save(a_draft(), who) for who in (ANNA, BEN, Saver()))
    assert len({anna.id, ben.id, nobody.id}) == 3


# --- it never changes ------------------------------------------------------------------------------------------------


def test_a_revision_is_a_new_report_that_names_its_parent(store: ReportStore):
    first = store.save(a_draft(), ANNA)
    second = store.save(a_draft(title="Second round", parent_id=first.id), ANNA)
    assert the_record(store, second.id).parent_id == first.id
    assert the_record(store, first.id).title == "Hospital letters"
    assert [each.id for each in store.revisions(first.id)] == [second.id]


def test_a_parent_must_exist_or_have_existed(store: ReportStore):
    with pytest.raises(DraftError, match="does not exist"):
        store.save(a_draft(parent_id=new_id()))
    gone = store.save(a_draft()).id
    store.delete(gone)
    assert store.save(a_draft(parent_id=gone)).created


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports SET title = 'other'",
        "UPDATE reports SET recommendation = NULL",
        "DELETE FROM reports",
        "UPDATE tombstones SET reason = 'other'",
        "DELETE FROM tombstones",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_stored(store: ReportStore, statement: str):
    kept, gone = store.save(a_draft()).id, store.save(a_draft(title="Gone")).id
    store.delete(gone, "wrong")
    with pytest.raises(DBAPIError, match=r"never changed|leaving a tombstone"), store._engine.begin() as connection:
        connection.execute(text(statement))
    assert the_record(store, kept).title == "Hospital letters"
    assert isinstance(store.get(gone), Tombstone)


# --- deleting --------------------------------------------------------------------------------------------------------


def test_deleting_takes_the_content_and_leaves_a_tombstone(store: ReportStore):
    secret = "Zebra-Codename-4711"
    report_id = store.save(a_draft(title=secret, note=secret, recommendation={**FOUND, "title": secret}), ANNA).id
    created = the_record(store, report_id).created_at
    tombstone = store.delete(report_id, "Superseded.")
    assert tombstone == store.get(report_id) == store.summary(report_id)
    assert isinstance(tombstone, Tombstone)
    assert (tombstone.reason, tombstone.created_at) == ("Superseded.", created)
    assert created <= tombstone.deleted_at <= datetime.now(UTC)
    assert store.mine(ANNA) == []
    with store._engine.connect() as connection:
        for table in metadata.tables:
            assert secret not in str(connection.execute(text(f"SELECT * FROM {table}")).all())


def test_a_second_deletion_keeps_the_first_tombstone(store: ReportStore):
    report_id = store.save(a_draft()).id
    assert store.delete(report_id, "First.") == store.delete(report_id, "Second.")


def test_what_never_was_leaves_no_tombstone(store: ReportStore):
    assert store.delete(new_id()) is None


def test_the_same_draft_saved_after_a_deletion_is_a_new_report(store: ReportStore):
    first = store.save(a_draft(), ANNA)
    store.delete(first.id)
    again = store.save(a_draft(), ANNA)
    assert again.created
    assert again.id != first.id


@pytest.mark.parametrize("reason", ["x" * 501, "two\nlines", "\u202e"])
def test_a_reason_is_one_short_line(store: ReportStore, reason: str):
    report_id = store.save(a_draft()).id
    with pytest.raises(DraftError, match="one line"):
        store.delete(report_id, reason)
    assert isinstance(store.get(report_id), Record)


# --- who sees what ---------------------------------------------------------------------------------------------------


def test_mine_is_what_this_browser_saved_newest_first(store: ReportStore):
    ids = [store.save(a_draft(title=f"t{n}"), ANNA).id for n in range(3)]
    store.save(a_draft(), BEN)
    store.save(a_draft())
    assert [each.id for each in store.mine(ANNA)] == ids[::-1]
    assert store.mine(Saver()) == []
    assert store.mine(Saver(owner=ANNA.browser)) == []


def test_lists_are_off_unless_the_deployment_asks(store: ReportStore, monkeypatch: pytest.MonkeyPatch):
    shared = store.save(a_draft(), ANNA).id
    store.save(a_draft(visibility="private"), ANNA)
    for off in ("", "no", "0"):
        monkeypatch.setenv("WEIGHBRIDGE_LIST_REPORTS", off)
        with pytest.raises(ListingOffError):
            store.listing()
    monkeypatch.setenv("WEIGHBRIDGE_LIST_REPORTS", "yes")
    assert [each.id for each in store.listing()] == [shared]


def test_a_private_report_is_its_savers_and_a_link_everybodys(store: ReportStore):
    report_id = store.save(a_draft(visibility="private"), ANNA).id
    private = store.summary(report_id)
    assert isinstance(private, Summary)
    assert may_read(private, ANNA)
    assert not may_read(private, BEN)
    assert not may_read(private)
    assert store.set_visibility(report_id, "link")
    shared = store.summary(report_id)
    assert isinstance(shared, Summary)
    assert may_read(shared)
    assert is_savers(shared, ANNA)
    assert not is_savers(shared, BEN)
    assert not is_savers(shared, Saver())
    assert not store.set_visibility(new_id(), "private")


def test_an_owner_is_not_a_browser_of_the_same_name():
    assert saver_hash("x", None) != saver_hash(None, "x")
    assert saver_hash(None, None) == saver_hash("", "") == ""


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": "x" * 201}, "201 characters"),
        ({"title": "two\nlines"}, "The title holds"),
        ({"note": "x" * 10_001}, "10,001 characters"),
        ({"note": "nul \x00"}, "The note holds"),
        ({"note": "\ud800"}, "The note holds"),
        ({"visibility": "everybody"}, "Allowed: link, private"),
        ({"parent_id": "x"}, "not named by an id"),
        ({"recommendation": {}}, "no recommendation"),
        ({"recommendation": []}, "no JSON object"),
        ({"recommendation": {**FOUND, "catalog": {}}}, "catalog.version is missing"),
        ({"recommendation": {**FOUND, "headline": "x"}}, "headline is missing"),
        ({"recommendation": {**FOUND, "x": math.nan}}, "JSON"),
        ({"recommendation": {**FOUND, "x": "\ud800"}}, "JSON"),
        ({"own_evidence": object()}, "JSON"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_a_draft_that_cannot_be_kept_is_refused_in_words(store: ReportStore, changes: dict[str, Any], said: str):
    with pytest.raises(DraftError) as refused:
        store.save(a_draft(**changes), ANNA)
    assert said in str(refused.value)
    assert store.mine(ANNA) == []


def test_every_fault_of_a_draft_is_named_at_once(store: ReportStore):
    with pytest.raises(DraftError) as refused:
        store.save(a_draft(title="x" * 300, note="x" * 20_000, recommendation={}))
    assert len(refused.value.faults) == 3


def test_a_report_beyond_all_measure_is_refused(store: ReportStore, monkeypatch: pytest.MonkeyPatch):
    fits = a_draft(own_evidence="x" * 5_000)
    monkeypatch.setattr(records, "LARGEST_REPORT", len(fits.text()) + len(records.as_text([fits.own_evidence, None])))
    assert store.save(fits).created
    with pytest.raises(DraftError, match="At most"):
        store.save(a_draft(own_evidence="x" * 5_001))


# --- crashes and crowds ----------------------------------------------------------------------------------------------


def saving(where: str, name: str, count: int, threads: int = 1) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(SAVING), where, name, str(count), str(threads)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SAVING.parents[2]), str(SAVING.parent)])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("after", [1, 7])
def test_killing_a_process_in_a_save_loses_nothing_confirmed(store_address: str, after: int):
    process = saving(store_address, "killed", 0)
    assert process.stdout is not None
    confirmed = [process.stdout.readline().strip() for _ in range(after)]
    os.kill(process.pid, signal.SIGKILL)
    confirmed += [line.strip() for line in process.communicate()[0].splitlines() if line.endswith("\n") or is_id(line.strip())]
    try:
        store = open_store(store_address)
        titles = [the_record(store, each).title for each in confirmed]
        assert titles == [f"killed {n}" for n in range(len(confirmed))]
        assert store.save(a_draft(title="after")).created
    finally:
        close_stores()


def test_two_processes_on_an_empty_database_and_fifty_saves_at_once(store_address: str):
    processes = [saving(store_address, name, 25, threads=25) for name in ("one", "two")]
    ids: list[str] = []
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        ids += out.split()
    assert len(set(ids)) == 50
    try:
        store = open_store(store_address)
        assert {the_record(store, each).title for each in ids} == {f"{name} {n}" for name in ("one", "two") for n in range(25)}
    finally:
        close_stores()


def test_fifty_saves_of_one_draft_at_once_are_one_report(store: ReportStore):
    with ThreadPoolExecutor(50) as pool:
        saved = list(pool.map(lambda _: store.save(a_draft(), ANNA), range(50)))
    assert len({each.id for each in saved}) == 1
    assert sum(each.created for each in saved) == 1


def test_reading_and_deleting_at_once_gives_the_report_or_its_tombstone(store: ReportStore):
    report_id = store.save(a_draft()).id
    with ThreadPoolExecutor(8) as pool:
        reads = [pool.submit(store.get, report_id) for _ in range(20)]
        deletions = [pool.submit(store.delete, report_id, f"{n}") for n in range(4)]
        assert all(isinstance(each.result(), (Record, Tombstone)) for each in reads)
        assert len({each.result() for each in deletions}) == 1


# --- the database ----------------------------------------------------------------------------------------------------


def test_tables_and_migrations_say_the_same(store: ReportStore):
    with store._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []


def test_the_newest_migration_is_the_one_the_code_names():
    scripts = ScriptDirectory.from_config(_config())
    assert scripts.get_heads() == [HEAD]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def test_starting_again_changes_nothing(store_address: str):
    report_id = open_store(store_address).save(a_draft()).id
    close_stores()
    again = open_store(store_address)
    assert the_record(again, report_id).title == "Hospital letters"
    migrate(again._engine)
    close_stores()


def test_a_store_of_a_newer_version_is_refused_in_words(store_address: str):
    store = open_store(store_address)
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    close_stores()
    with pytest.raises(StoreError, match=r"newer version.*9999"):
        open_store(store_address)


def test_sqlite_syncs_every_commit_to_a_log_and_is_its_owners_alone(tmp_path: Path):
    path = tmp_path / "deep" / "reports.sqlite"
    engine = connect(address(f"sqlite:///{path}"))
    with engine.connect() as connection:
        asked = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")]
    engine.dispose()
    assert asked == ["wal", 2, 1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_reports_are_kept_in_the_data_folder_unless_an_address_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("WEIGHBRIDGE_DATA", str(tmp_path))
    assert address().database == str(tmp_path / FILE)
    for given in ("postgres", "postgresql", "postgresql+psycopg"):
        monkeypatch.setenv("DATABASE_URL", f"{given}://anna:secret@db.example:5433/reports?sslmode=require")
        found = address()
        assert found.drivername == "postgresql+psycopg"
        assert (found.host, found.port, found.database, found.query["sslmode"]) == ("db.example", 5433, "reports", "require")
        assert "secret" not in shown(found)


@pytest.mark.parametrize("strange", ["mysql://a:secret@b/c", "nonsense", "sqlite://", "postgresql+asyncpg://a/b", "http://a"])
def test_an_address_that_is_none_is_refused_without_its_password(strange: str):
    with pytest.raises(StoreError) as refused:
        address(strange)
    assert "DATABASE_URL" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_server_that_is_not_there_and_a_folder_that_cannot_be_written_are_said(tmp_path: Path):
    with pytest.raises(StoreError, match="did not answer") as refused:
        open_store("postgresql://anna:secret@127.0.0.1:1/reports")
    assert "secret" not in str(refused.value)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'reports.sqlite'}")
    (tmp_path / "junk.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="did not answer"):
        open_store(f"sqlite:///{tmp_path / 'junk.sqlite'}")
