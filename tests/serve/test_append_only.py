"""The database itself refuses to change or delete a row of the record, until its triggers go."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from diaphane.serve.append_only import WORDS, allow_changes, forbid_changes
from diaphane.serve.store import Store
from forging import drop_triggers


@pytest.fixture
def kept(store: Store) -> Store:
    """With two tables of a row each, the first of which is append-only."""
    with store.begin() as connection:
        drop_triggers(connection)
        allow_changes(connection)
        for table in ("kept", "free"):
            connection.execute(text(f"CREATE TABLE {table} (number INTEGER)"))
            connection.execute(text(f"INSERT INTO {table} VALUES (1)"))
        forbid_changes(connection, "kept")
    return store


def numbers(store: Store, table: str) -> list[int]:
    with store.read() as connection:
        return list(
            connection.execute(text(f"SELECT number FROM {table} ORDER BY number")).scalars()
        )


def run(store: Store, statement: str) -> None:
    with store.begin() as connection:
        connection.execute(text(statement))


def test_rows_are_added_and_nothing_else(kept: Store) -> None:
    statements = ["UPDATE kept SET number = 2", "DELETE FROM kept"]
    if not kept.sqlite:
        statements.append("TRUNCATE kept")
    for statement in statements:
        with pytest.raises(IntegrityError, match=WORDS):
            run(kept, statement)
    run(kept, "INSERT INTO kept VALUES (2)")
    assert numbers(kept, "kept") == [1, 2]


def test_other_tables_are_free(kept: Store) -> None:
    run(kept, "UPDATE free SET number = 2")
    assert numbers(kept, "free") == [2]
    run(kept, "DELETE FROM free")
    assert numbers(kept, "free") == []


@pytest.mark.parametrize("table", ["audit", "decisions"])
def test_the_record_has_them(store: Store, table: str) -> None:
    named = text(
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
        if store.sqlite
        else "SELECT count(*) FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass)"
        " AND tgname LIKE '%append_only'"
    )
    with store.read() as connection:
        found = connection.execute(named, {"table": table}).scalar()
    assert found == (2 if store.sqlite else 1)
