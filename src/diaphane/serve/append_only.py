"""Triggers that let nobody change or delete a row: a mistake in a program stops there.

They hold nobody who may drop them; what such a person does shows in the seals.
"""

from __future__ import annotations

from sqlalchemy import Connection

WORDS = "the record is append-only"


def forbid_changes(connection: Connection, *tables: str) -> None:
    """From now on rows are only added to these tables."""
    if connection.dialect.name == "sqlite":
        for table in tables:
            for event in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
                )
        return
    connection.exec_driver_sql(
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = '23000'; END $$"
    )
    for table in tables:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )


def allow_changes(connection: Connection) -> None:
    """The tables are dropped, and their triggers with them; PostgreSQL keeps the function."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("DROP FUNCTION append_only()")
