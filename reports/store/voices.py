"""Weightings that people leave beside a report: a name and priorities, nothing else. The report itself stays as it is.

A person is known as a saver is (sign-in or browser); their newer weighting takes the place of the older. Deleting the report takes
them along.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select

from advisor.needs import CRITERIA
from reports.safe_text import one_line
from reports.store.errors import DraftError
from reports.store.ids import is_id, new_id, saver_hash
from reports.store.record import Saver
from reports.store.store import ReportStore
from reports.store.tables import reports, voices

LONGEST_NAME, MOST_VOICES = 60, 50


@dataclass(frozen=True)
class StoredVoice:
    """One person's weighting of one report. `mine` says whether the asker left it."""

    id: str
    name: str
    priorities: Mapping[str, float]
    created_at: datetime
    mine: bool


def add_voice(store: ReportStore, report_id: str, name: str, priorities: Mapping[str, float], saver: Saver) -> None:
    """Leave a weighting beside a report, in place of the asker's earlier one.

    Raises:
        DraftError: name or priorities cannot be stored, there is no such report, or it has weightings enough.
    """
    faults = _faults(name, priorities)
    if faults:
        raise DraftError(faults)
    by = saver_hash(saver.owner, saver.browser)
    with store.writing() as connection:
        if not is_id(report_id) or connection.execute(select(reports.c.id).where(reports.c.id == report_id)).scalar() is None:
            raise DraftError(["There is no such report."])
        if by:
            connection.execute(delete(voices).where(voices.c.report_id == report_id, voices.c.saver_hash == by))
        if _count(connection, report_id) >= MOST_VOICES:
            raise DraftError([f"This report has {MOST_VOICES} weightings already; no more are taken."])
        connection.execute(
            insert(voices).values(
                id=new_id(),
                report_id=report_id,
                name=name.strip(),
                priorities={c: float(priorities[c]) for c in CRITERIA},
                created_at=datetime.now(UTC),
                saver_hash=by,
            )
        )


def voices_of(store: ReportStore, report_id: str, saver: Saver) -> list[StoredVoice]:
    """All weightings beside a report, oldest first."""
    by = saver_hash(saver.owner, saver.browser)
    query = select(voices).where(voices.c.report_id == report_id).order_by(voices.c.created_at, voices.c.id)
    with store.reading() as connection:
        rows = connection.execute(query).all() if is_id(report_id) else []
    return [StoredVoice(r.id, r.name, r.priorities, r.created_at, bool(by) and r.saver_hash == by) for r in rows]


def remove_voice(store: ReportStore, voice_id: str, saver: Saver) -> bool:
    """Take back one's own weighting; False where it is somebody else's, or gone."""
    by = saver_hash(saver.owner, saver.browser)
    if not by:
        return False
    with store.writing() as connection:
        return bool(connection.execute(delete(voices).where(voices.c.id == voice_id, voices.c.saver_hash == by)).rowcount)


def _count(connection: Connection, report_id: str) -> int:
    return int(connection.execute(select(func.count()).select_from(voices).where(voices.c.report_id == report_id)).scalar_one())


def _faults(name: str, priorities: Mapping[str, float]) -> list[str]:
    faults = []
    if not re.search(r"\w", name) or len(name.strip()) > LONGEST_NAME or one_line(name) != name:
        faults.append(f"Give a name of one line and at most {LONGEST_NAME} characters.")
    wrong = [c for c in CRITERIA if not isinstance(priorities.get(c), int | float) or not 0 <= priorities[c] <= 5]
    faults += [f"The priority of {c} is {priorities.get(c)!r}. Give 0 to 5." for c in wrong]
    if not wrong and not any(priorities[c] for c in CRITERIA):
        faults.append("All priorities are 0. Give at least one criterion more.")
    return faults
