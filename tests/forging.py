"""What somebody who can write to the database could do to the record."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from diaphane.serve.store import Store
from diaphane.serve.tables import audit, decisions

Rows = list[dict[str, Any]]


def drop_triggers(connection: Connection) -> None:
    """The second bar, which holds nobody who owns the tables."""
    for table in ("audit", "decisions"):
        if connection.dialect.name == "sqlite":
            for event in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{event}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")


def entries(store: Store) -> Rows:
    with store.read() as connection:
        return [dict(r._mapping) for r in connection.execute(select(audit).order_by("number"))]


def decided(store: Store) -> Rows:
    with store.read() as connection:
        return [dict(r._mapping) for r in connection.execute(select(decisions).order_by("number"))]


def put_in_place(store: Store, rows: Rows, records: Rows) -> None:
    """The tables hold these and nothing else from now on."""
    with store.begin() as connection:
        drop_triggers(connection)
        connection.execute(delete(audit))
        connection.execute(delete(decisions))
        if rows:
            connection.execute(insert(audit), rows)
        if records:
            connection.execute(insert(decisions), records)
