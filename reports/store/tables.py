"""The tables of the report store, the same on SQLite and PostgreSQL. A change here needs a migration beside it.

reports      one row is one report; triggers forbid every update, and a delete without a tombstone.
access       one row per report: who owns it and who may read it. The only thing about a report that may change.
tombstones   one row per deleted report.
voices       one row per weighting that somebody left beside a report; deleted with it.
"""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, ForeignKey, Index, LargeBinary, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """A moment with its time zone; SQLite, which has none, keeps it in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PackedJson(TypeDecorator[Any]):
    """Canonical JSON text (bytes in, data out), compressed: the recommendation of a whole catalog shrinks from 5 MB to 0.4 MB."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else zlib.compress(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(zlib.decompress(value))


metadata = MetaData()

reports = Table(
    "reports",
    metadata,
    Column("id", String(22), primary_key=True),
    Column("created_at", UtcTime, nullable=False),
    Column("title", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("headline", Text, nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("catalog_version", Text, nullable=False),
    Column("engine_version", Text, nullable=False),
    Column("needs", JSON(none_as_null=True), nullable=False),
    Column("own_evidence", JSON(none_as_null=True)),
    Column("organisation", JSON(none_as_null=True)),
    Column("recommendation", PackedJson, nullable=False),
    Column("parent_id", String(22), index=True),
    Column("content_hash", String(64), nullable=False),
    Column("saver_hash", String(64), nullable=False),
    UniqueConstraint("content_hash", "saver_hash", name="one_report_per_content_and_saver"),
    Index("reports_of_a_saver", "saver_hash", "created_at"),
)

access = Table(
    "access",
    metadata,
    Column("report_id", String(22), ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("owner", Text),
    Column("visibility", String(10), nullable=False),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("id", String(22), primary_key=True),
    Column("created_at", UtcTime, nullable=False),
    Column("deleted_at", UtcTime, nullable=False),
    Column("reason", Text, nullable=False),
)

voices = Table(
    "voices",
    metadata,
    Column("id", String(22), primary_key=True),
    Column("report_id", String(22), ForeignKey("reports.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("priorities", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("saver_hash", String(64), nullable=False),
)
