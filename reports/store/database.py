"""Where reports are kept: PostgreSQL when DATABASE_URL is set, else one SQLite file in the data folder.

SQLite runs with a write-ahead log and a sync at every commit, so that a confirmed save survives a killed process and a power cut.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from catalog.store import data_dir
from reports.store.errors import StoreError

FILE = "reports.sqlite"
WAIT_S = 30
"""Seconds that a save waits for others before it gives up."""


def address(url: str | None = None) -> URL:
    """The database to use: `url`, else DATABASE_URL, else the SQLite file.

    Raises:
        StoreError: the address is of no kind that is supported.
    """
    given = (url if url is not None else os.environ.get("DATABASE_URL", "")).strip()
    if not given:
        return URL.create("sqlite", database=str(data_dir() / FILE))
    try:
        parsed = make_url(given)
    except (ArgumentError, ValueError):
        raise StoreError("DATABASE_URL is no database address. Give one such as postgresql://user:password@host:5432/name.") from None
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed
    raise StoreError(f"DATABASE_URL begins with {parsed.drivername}://. Give postgresql://…, or leave it empty for a SQLite file.")


def connect(url: URL) -> Engine:
    """An engine for that address; the SQLite file and its folder are made where they are missing."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(
        url,
        pool_pre_ping=True,  # a restarted server must not fail the next save
        pool_timeout=WAIT_S,
        connect_args={"connect_timeout": 5, "application_name": "weighbridge"},
    )


def shown(url: URL) -> str:
    """The address without its password, for messages."""
    return url.render_as_string(hide_password=True)


def _sqlite(url: URL) -> Engine:
    _make_file(Path(str(url.database)))
    engine = create_engine(url, connect_args={"timeout": WAIT_S}, pool_timeout=WAIT_S)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_file(path: Path) -> None:
    """Only for its owner: reports hold what a company plans."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            f"The report store {path} cannot be written: {error.strerror}. Set WEIGHBRIDGE_DATA to a folder that can."
        ) from None


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own idea of when a transaction begins would break BEGIN IMMEDIATE below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_S * 1000}")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")  # what was deleted is overwritten
    cursor.close()


def _begin(connection: Any) -> None:
    """A writer takes its lock at once: two that first read and then write would refuse each other instead of waiting."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
