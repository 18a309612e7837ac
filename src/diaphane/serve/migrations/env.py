"""Run by Alembic: the steps go through the connection of the store that is being opened."""

from __future__ import annotations

from alembic import context

from diaphane.serve.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite alters no column in place
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
