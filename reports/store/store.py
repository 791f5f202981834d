"""Keeps reports: save, open, list, delete. The same code on SQLite and PostgreSQL.

A save that returns is on disk. A report is never changed; a revision is a new one that names its parent. Equal drafts of one
saver are one report. Deleting takes the content away and leaves a tombstone.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, exists, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from reports.safe_text import one_line
from reports.store.database import address, connect, shown
from reports.store.errors import DraftError, ListingOffError, StoreError
from reports.store.ids import is_id, new_id, saver_hash
from reports.store.migrate import migrate
from reports.store.record import (
    LONGEST_REASON,
    NOBODY,
    VISIBILITIES,
    Draft,
    Record,
    Saved,
    Saver,
    Summary,
    Tombstone,
    Visibility,
    content_hash,
)
from reports.store.tables import access, reports, tombstones

MOST_LISTED = 200
_LISTED = tuple(reports.c[name] for name in Summary.__dataclass_fields__ if name in reports.c)
_WHOLE = tuple(reports.c[name] for name in Record.__dataclass_fields__ if name in reports.c)


class ReportStore:
    """One database of reports, shared by all threads of a process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, draft: Draft, saver: Saver = NOBODY) -> Saved:
        """Store a draft; once this returns it is on disk.

        Raises:
            DraftError: the draft cannot be stored as it is.
            StoreError: the database cannot be reached or written.
        """
        recommendation = draft.text()
        mark, by = content_hash(draft, recommendation), saver_hash(saver.owner, saver.browser)
        same = select(reports.c.id).where(reports.c.content_hash == mark, reports.c.saver_hash == by)
        given = draft.recommendation
        row = {
            "id": new_id(),
            "created_at": datetime.now(UTC),
            "title": draft.title,
            "note": draft.note,
            "headline": str(given["headline"].get("sentence") or ""),
            "as_of": str(given["as_of"]),
            "catalog_version": str(given["catalog"]["version"]),
            "engine_version": str(given["engine_version"]),
            "needs": given["needs"],
            "own_evidence": draft.own_evidence,
            "organisation": draft.organisation,
            "recommendation": recommendation,
            "parent_id": draft.parent_id,
            "content_hash": mark,
            "saver_hash": by,
        }
        try:
            with self.writing() as connection:
                known = connection.execute(same).scalar()
                if known is not None:
                    return Saved(str(known), created=False)
                if draft.parent_id is not None and not _exists(connection, draft.parent_id):
                    raise DraftError([f"The report to revise, {draft.parent_id}, does not exist."])
                connection.execute(insert(reports).values(row))
                connection.execute(insert(access).values(report_id=row["id"], owner=saver.owner, visibility=draft.visibility))
        except IntegrityError:  # another process stored the same draft since we looked
            with self.reading() as connection:
                known = connection.execute(same).scalar()
            if known is None:
                raise StoreError("The report was refused by the database. Try again.") from None
            return Saved(str(known), created=False)
        return Saved(str(row["id"]), created=True)

    def get(self, report_id: str) -> Record | Tombstone | None:
        """The whole report, what is left of it, or None where there never was one. Takes 0.1 s for the largest."""
        found = self._find(report_id, _WHOLE)
        return Record(**found._mapping) if isinstance(found, Row) else found

    def summary(self, report_id: str) -> Summary | Tombstone | None:
        """The same without its content, in about a millisecond."""
        found = self._find(report_id, _LISTED)
        return Summary(**found._mapping) if isinstance(found, Row) else found

    def mine(self, saver: Saver, most: int = MOST_LISTED) -> list[Summary]:
        """Reports that this visitor saved, newest first; empty for nobody in particular."""
        by = saver_hash(saver.owner, saver.browser)
        return self._list(_joined(_LISTED).where(reports.c.saver_hash == by), most) if by else []

    def revisions(self, report_id: str, most: int = MOST_LISTED) -> list[Summary]:
        """Reports that name this one as their parent, newest first. Some may be private: ask `may_read`."""
        return self._list(_joined(_LISTED).where(reports.c.parent_id == report_id), most) if is_id(report_id) else []

    def listing(self, most: int = MOST_LISTED) -> list[Summary]:
        """Every report that is shared by link, newest first, where the deployment asked for lists.

        Raises:
            ListingOffError: it did not (WEIGHBRIDGE_LIST_REPORTS).
        """
        if not listing_on():
            raise ListingOffError("This deployment does not list reports. Set WEIGHBRIDGE_LIST_REPORTS=yes if everybody may see all.")
        return self._list(_joined(_LISTED).where(access.c.visibility == "link"), most)

    def delete(self, report_id: str, reason: str = "") -> Tombstone | None:
        """Remove the content and leave a tombstone; that of an earlier deletion stays as it is. None: there never was such a report.

        Who may delete is not asked here: see `access.is_savers`.
        """
        if len(reason) > LONGEST_REASON or one_line(reason) != reason:
            raise DraftError([f"The reason must be one line of at most {LONGEST_REASON} characters."])
        if not is_id(report_id):
            return None
        with self.writing() as connection:
            at = connection.execute(select(reports.c.created_at).where(reports.c.id == report_id).with_for_update()).scalar()
            if at is not None:
                connection.execute(insert(tombstones).values(id=report_id, created_at=at, deleted_at=datetime.now(UTC), reason=reason))
                connection.execute(delete(reports).where(reports.c.id == report_id))
            return _tombstone(connection, report_id)

    def set_visibility(self, report_id: str, visibility: Visibility) -> bool:
        """Share a report by link or keep it private; False where there is no such report."""
        if visibility not in VISIBILITIES:
            raise DraftError([f'The visibility is "{visibility}". Allowed: {", ".join(VISIBILITIES)}.'])
        with self.writing() as connection:
            changed = connection.execute(update(access).where(access.c.report_id == report_id).values(visibility=visibility))
        return bool(changed.rowcount)

    def close(self) -> None:
        """Release every connection."""
        self._engine.dispose()

    def _find(self, report_id: str, columns: Sequence[Any]) -> Row[Any] | Tombstone | None:
        if not is_id(report_id):
            return None
        with self.reading() as connection:
            found = connection.execute(_joined(columns).where(reports.c.id == report_id)).one_or_none()
            return found if found is not None else _tombstone(connection, report_id)

    def _list(self, query: Select[Any], most: int) -> list[Summary]:
        with self.reading() as connection:
            rows = connection.execute(query.order_by(reports.c.created_at.desc(), reports.c.id).limit(most)).all()
        return [Summary(**row._mapping) for row in rows]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that changes nothing.

        Raises:
            StoreError: the database does not answer.
        """
        with _reported(self._engine), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is on disk once the block is left.

        Raises:
            StoreError: the database does not answer, or refuses.
        """
        with _reported(self._engine), self._engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            with connection.begin():
                yield connection


def listing_on() -> bool:
    """Whether this deployment lists reports to everybody."""
    return os.environ.get("WEIGHBRIDGE_LIST_REPORTS", "").strip().lower() in ("1", "yes", "true", "on")


def _joined(columns: Sequence[Any]) -> Select[Any]:
    return select(*columns, access.c.owner, access.c.visibility).join(access, access.c.report_id == reports.c.id)


def _exists(connection: Connection, report_id: str) -> bool:
    """Whether there is such a report, or was one."""
    found = select(exists().where(reports.c.id == report_id) | exists().where(tombstones.c.id == report_id))
    return bool(connection.execute(found).scalar())


def _tombstone(connection: Connection, report_id: str) -> Tombstone | None:
    found = connection.execute(select(tombstones).where(tombstones.c.id == report_id)).one_or_none()
    return None if found is None else Tombstone(**found._mapping)


@contextmanager
def _reported(engine: Engine) -> Iterator[None]:
    """Errors of the database in one sentence; a broken rule of the tables passes, as the caller can act on it."""
    try:
        yield
    except IntegrityError:
        raise
    except SQLAlchemyError as error:
        cause = str(error.orig if isinstance(error, DBAPIError) else error).strip()
        first = cause.splitlines()[0] if cause else type(error).__name__
        raise StoreError(f"The report store {shown(engine.url)} did not answer: {first}. What was confirmed before is safe.") from error


_opened: dict[str, ReportStore] = {}
_opening = threading.Lock()


def open_store(url: str | None = None) -> ReportStore:
    """The store of this process, its tables brought up to date at the first call; `url` stands in for DATABASE_URL.

    Raises:
        StoreError: the database cannot be reached, or was written by a newer version.
    """
    where = address(url)
    key = where.render_as_string(hide_password=False)
    with _opening:
        if key not in _opened:
            engine = connect(where)
            try:
                with _reported(engine):
                    migrate(engine)
            except StoreError:
                engine.dispose()
                raise
            _opened[key] = ReportStore(engine)
        return _opened[key]


def close_stores() -> None:
    """Release every database that this process opened."""
    with _opening:
        for store in _opened.values():
            store.close()
        _opened.clear()
