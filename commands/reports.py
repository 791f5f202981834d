"""`weighbridge report ...`: stored reports, in the database that the app uses too."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commands.advice import add_needs, decided
from commands.files import read_text
from commands.usage import Group, UsageError, day


def add_to(top: Group) -> None:
    """Adds these commands with their arguments."""
    actions = top.group("report", "Stored reports: re-run on today's catalog, save, show, delete, list.")
    sub = actions.command("rerun", _rerun, "What today's catalog says to a report: what changed, and what moved the order, as JSON.")
    sub.add_argument(
        "report", metavar="ID|FILE", help="a stored report, or a file of one (JSON record or recommendation); - for standard input"
    )
    sub.add_argument("--as-of", type=day, default=None, help="the day to judge on (default: today, UTC)")

    sub = actions.command("save", _save, "Recommend and store the answer; prints its id.")
    add_needs(sub)
    sub.add_argument("--title", default=None, help="default: the title of the needs")
    sub.add_argument("--note", default="")
    sub.add_argument("--revises", default=None, metavar="ID", help="the report that this one revises")

    actions.command("show", _show, "One stored report as JSON.").add_argument("report", metavar="ID")
    sub = actions.command("delete", _delete, "Remove a report's content and leave a tombstone.")
    sub.add_argument("report", metavar="ID")
    sub.add_argument("--reason", default="", help="shown to whoever opens its link")
    actions.command("list", _list, "Every shared report, where WEIGHBRIDGE_LIST_REPORTS allows it, as JSON.")


def _rerun(given: argparse.Namespace) -> int:
    from catalog.store import open_catalog
    from reports.drift.report import drift
    from reports.drift.rerun import RerunError

    before, around = _recorded(given.report)
    try:
        found = drift(before, open_catalog(), given.as_of or datetime.now(UTC).date(), around)
    except RerunError as error:
        raise UsageError([f"This version no longer takes what the report was made with: {fault}" for fault in error.faults]) from None
    print(json.dumps(found, ensure_ascii=False, allow_nan=False, indent=2))
    return 0


def _recorded(name: str) -> tuple[Any, dict[str, Any]]:
    """The recommendation of a stored report or of a file, and what is known of the record around it."""
    from reports.drift.recorded import read_file
    from reports.store.ids import is_id
    from reports.store.record import LARGEST_REPORT

    if is_id(name) and not Path(name).exists():
        document: Any = _stored(name).as_json()
    else:
        text = read_text(name)
        if len(text) > LARGEST_REPORT:
            raise UsageError([f"{name} has {len(text):,} characters. A report has at most {LARGEST_REPORT:,}."])
        try:
            document = json.loads(text)
        except RecursionError:
            raise UsageError([f"{name} is nested too deeply."]) from None
        except ValueError as error:
            raise UsageError([f"{name} is not JSON: {error}."]) from None
    try:
        return read_file(document)
    except ValueError as error:
        advice = "Give a record exported as JSON, or what `weighbridge recommend` writes."
        raise UsageError([f"{name}: {fault}" for fault in str(error).splitlines()] + [advice]) from None


def _stored(report_id: str) -> Any:
    from reports.store.record import Tombstone
    from reports.store.store import open_store

    found = open_store().get(report_id)
    if isinstance(found, Tombstone):
        said = f' Reason given: "{found.reason}".' if found.reason else ""
        raise UsageError([f"Report {report_id} was deleted on {found.deleted_at:%Y-%m-%d}.{said}"])
    if found is None:
        raise UsageError([f"No report has the id {report_id[:40]!r}. Ids have 22 letters, digits, dashes and underscores."])
    return found


def _save(given: argparse.Namespace) -> int:
    from advisor.recommend import answer
    from reports.safe_text import clean, one_line
    from reports.store.errors import DraftError
    from reports.store.record import Draft
    from reports.store.store import open_store

    found = answer(decided(given))
    title = one_line(found["title"] if given.title is None else given.title)
    profile, own = (found["organisation"] or {}).get("profile"), found["own_evidence"] or None
    draft = Draft(found, title, clean(given.note).strip(), own_evidence=own, organisation=profile, parent_id=given.revises)
    try:
        saved = open_store().save(draft)
    except DraftError as error:
        raise UsageError(error.faults) from None
    print(json.dumps({"id": saved.id, "created": saved.created, "path": f"/reports?report={saved.id}"}))
    return 0


def _show(given: argparse.Namespace) -> int:
    print(json.dumps(_stored(given.report).as_json(), ensure_ascii=False, allow_nan=False))
    return 0


def _delete(given: argparse.Namespace) -> int:
    from reports.store.errors import DraftError
    from reports.store.store import open_store

    try:
        found = open_store().delete(given.report, given.reason)
    except DraftError as error:
        raise UsageError(error.faults) from None
    if found is None:
        raise UsageError([f"No report has the id {given.report[:40]!r}."])
    print(json.dumps({"id": found.id, "deleted_at": found.deleted_at.isoformat(), "reason": found.reason}))
    return 0


def _list(given: argparse.Namespace) -> int:
    from reports.store.store import open_store

    rows = [
        {name: getattr(each, name) for name in ("id", "title", "headline", "as_of", "catalog_version", "parent_id")}
        | {"created_at": each.created_at.isoformat()}
        for each in open_store().listing()
    ]
    print(json.dumps(rows, ensure_ascii=False))
    return 0
