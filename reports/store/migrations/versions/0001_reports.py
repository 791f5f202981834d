"""Reports that never change, who may read them, and what is left of deleted ones.

The types are written out, not taken from `tables`: a migration says what was, whatever that module says later.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_UNCHANGED = "a stored report is never changed: save a revision"
_TOMBSTONE = "a report is deleted by leaving a tombstone"
_FINAL = "a tombstone is never changed"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "reports",
        sa.Column("id", sa.String(22), primary_key=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("catalog_version", sa.Text, nullable=False),
        sa.Column("engine_version", sa.Text, nullable=False),
        sa.Column("needs", sa.JSON, nullable=False),
        sa.Column("own_evidence", sa.JSON),
        sa.Column("organisation", sa.JSON),
        sa.Column("recommendation", sa.LargeBinary, nullable=False),
        sa.Column("parent_id", sa.String(22)),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("saver_hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("content_hash", "saver_hash", name="one_report_per_content_and_saver"),
    )
    op.create_index("ix_reports_parent_id", "reports", ["parent_id"])
    op.create_index("reports_of_a_saver", "reports", ["saver_hash", "created_at"])
    op.create_table(
        "access",
        sa.Column("report_id", sa.String(22), sa.ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("owner", sa.Text),
        sa.Column("visibility", sa.String(10), nullable=False),
    )
    op.create_table(
        "tombstones",
        sa.Column("id", sa.String(22), primary_key=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("deleted_at", moment, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    for statement in _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.execute(statement)


_SQLITE = (
    f"CREATE TRIGGER reports_unchanged BEFORE UPDATE ON reports BEGIN SELECT RAISE(ABORT, '{_UNCHANGED}'); END",
    "CREATE TRIGGER reports_tombstone BEFORE DELETE ON reports WHEN NOT EXISTS (SELECT 1 FROM tombstones WHERE id = OLD.id) "
    f"BEGIN SELECT RAISE(ABORT, '{_TOMBSTONE}'); END",
    f"CREATE TRIGGER tombstones_unchanged BEFORE UPDATE ON tombstones BEGIN SELECT RAISE(ABORT, '{_FINAL}'); END",
    f"CREATE TRIGGER tombstones_kept BEFORE DELETE ON tombstones BEGIN SELECT RAISE(ABORT, '{_FINAL}'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION weighbridge_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$",
    "CREATE FUNCTION weighbridge_needs_tombstone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF NOT EXISTS (SELECT 1 FROM tombstones WHERE id = OLD.id) THEN RAISE EXCEPTION '{_TOMBSTONE}'; END IF; RETURN OLD; END $$",
    f"CREATE TRIGGER reports_unchanged BEFORE UPDATE ON reports FOR EACH ROW EXECUTE FUNCTION weighbridge_refuse('{_UNCHANGED}')",
    "CREATE TRIGGER reports_tombstone BEFORE DELETE ON reports FOR EACH ROW EXECUTE FUNCTION weighbridge_needs_tombstone()",
    f"CREATE TRIGGER reports_kept BEFORE TRUNCATE ON reports FOR EACH STATEMENT EXECUTE FUNCTION weighbridge_refuse('{_TOMBSTONE}')",
    f"CREATE TRIGGER tombstones_unchanged BEFORE UPDATE OR DELETE ON tombstones FOR EACH ROW EXECUTE FUNCTION weighbridge_refuse('{_FINAL}')",
)
