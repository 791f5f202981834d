"""Brings a database to the tables that this version reads; any number of processes may start at once.

The lock is the database's own (a write transaction in SQLite, an advisory lock in PostgreSQL), so it holds between hosts too,
and everything happens in one transaction: a start that is killed leaves the database as it was.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from reports.store.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0002"
"""The newest migration. Naming it here spares a start on a current database the import of Alembic; a test compares."""
_LOCK = 5_748_920_113
"""Any number that nobody else locks in the same PostgreSQL database."""


def migrate(engine: Engine) -> None:
    """Run what is missing.

    Raises:
        StoreError: the database was written by a newer version.
    """
    with engine.connect() as connection, connection.begin():
        if _revision(connection) == HEAD:
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if _revision(connection) != HEAD:
            _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    """None: the database is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"The report store was written by a newer version of Weighbridge (its tables are at {_revision(connection)}, this version "
            f"knows {HEAD}). Run that version, or name another store in DATABASE_URL. ({error})"
        ) from None
