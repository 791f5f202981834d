"""Alembic's entry: runs on the connection, and inside the transaction and lock, that `reports.store.migrate` holds."""

from alembic import context

from reports.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
