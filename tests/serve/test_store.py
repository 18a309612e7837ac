"""The database: brought up to date, refused where it is foreign, and clean errors when it fails."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import event, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from diaphane.errors import BadSetting
from diaphane.serve.store import FILE, Store, Unavailable, iso, migrations, new_id
from diaphane.serve.tables import metadata, settings, users
from full_disk import largest_file

HELD = 0.3
"""Seconds for which something else holds the database."""


def keep(store: Store, name: str, value: Any = 1) -> None:
    with store.begin() as connection:
        connection.execute(insert(settings).values(name=name, value=value))


def kept(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(settings.c.name).order_by("name")).scalars())


def migrate(store: Store, what: str, *to: str) -> None:
    config = migrations()
    with store.engine.begin() as connection:
        config.attributes["connection"] = connection
        getattr(command, what)(config, *to)


def names(store: Store) -> set[str]:
    return set(inspect(store.engine).get_table_names())


def test_steps_lead_up_and_down_and_up(store: Store) -> None:
    tables = set(metadata.tables) | {"alembic_version"}
    assert names(store) == tables
    migrate(store, "downgrade", "base")
    assert names(store) == {"alembic_version"}
    migrate(store, "upgrade", "head")
    assert names(store) == tables


def test_the_steps_make_what_the_tables_say(store: Store) -> None:
    migrate(store, "check")


def test_opened_again_nothing_is_lost(store: Store, database: str | None, tmp_path: Path) -> None:
    keep(store, "a")
    again = Store.open(tmp_path, database)
    assert kept(again) == ["a"]
    again.close()


def test_a_database_of_a_newer_version_is_refused(
    store: Store, database: str | None, tmp_path: Path
) -> None:
    with store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadSetting, match="this version or an older one, got '9999'; install the"):
        Store.open(tmp_path, database)
    with store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    Store.open(tmp_path, database).close()


def test_two_that_open_it_at_once(database: str | None, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        opened = list(threads.map(lambda _: Store.open(tmp_path, database), range(4)))
    for store in opened:
        assert "jobs" in names(store)
        store.close()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://someone:secret@host/name", "oracle://x", "nonsense", "", "postgresql+nodriver://x",
        "sqlite+nodriver:///x", "http://example.org", "sqlite:///:memory:",
        "postgresql+psycopg://someone:secret@host:port/name",
    ],
)  # fmt: skip
def test_another_kind_of_address_is_refused(url: str, tmp_path: Path) -> None:
    if not url:
        Store.open(tmp_path, url).close()  # none given
        return
    with pytest.raises(BadSetting, match="got another address; correct --database") as refused:
        Store.open(tmp_path, url)
    assert "secret" not in str(refused.value)


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="got none at --database") as refused:
        Store.open(tmp_path, "postgresql+psycopg://ann:secret@127.0.0.1:1/name")
    assert "see that it runs, and try again" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="it cannot be opened; give this user the right to"):
        Store.open(tmp_path / "missing")


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" * 300])
def test_a_file_that_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(BadSetting, match="expected a database that can be opened"):
        Store.open(tmp_path)
    assert (tmp_path / FILE).read_bytes() == content


def test_an_error_undoes_and_calls_nothing(store: Store) -> None:
    called: list[str] = []
    with suppress(ZeroDivisionError), store.begin() as connection:
        connection.execute(insert(settings).values(name="a", value=1))
        store.afterwards(connection, lambda: called.append("undone"))
        raise ZeroDivisionError
    assert kept(store) == []
    with store.begin() as connection:
        connection.execute(insert(settings).values(name="b", value=1))
        store.afterwards(connection, lambda: called.append(",".join(kept(store))))
    assert called == ["b"]


def test_a_name_that_is_taken_is_told_to_the_caller(store: Store) -> None:
    keep(store, "a")
    with pytest.raises(IntegrityError) as taken:
        keep(store, "a", "Doe^Jane")
    assert "Jane" not in str(taken.value)


def test_a_snapshot_is_of_one_moment(store: Store) -> None:
    asked = select(settings.c.name)
    with store.snapshot() as connection:
        assert connection.execute(asked).all() == []
        keep(store, "a")
        assert connection.execute(asked).all() == []
    assert kept(store) == ["a"]


def test_the_clock_is_the_databases(store: Store) -> None:
    with store.begin() as connection:
        first = store.now(connection)
        time.sleep(0.05)
        second = store.now(connection)
    assert abs(first - time.time()) < 2  # on one machine
    assert 0.04 < second - first < 1


def test_names_and_times() -> None:
    assert re.fullmatch("[0-9a-f]{20}", new_id())
    assert len({new_id() for _ in range(1000)}) == 1000
    assert iso(1_795_284_478.25) == "2026-11-21T18:07:58.250Z"
    assert iso(0.0) == "1970-01-01T00:00:00.000Z"
    assert iso(None) is None


def test_many_threads_have_their_turn(store: Store) -> None:
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(lambda n: keep(store, f"{n:03}"), range(100)))
    assert len(kept(store)) == 100


# What follows is about SQLite's file; PostgreSQL has its own keeper.


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / FILE


@pytest.fixture
def own(tmp_path: Path) -> Store:
    """A SQLite database that waits a tenth of a second for its turn."""
    store = Store.open(tmp_path)
    store.engine.dispose()
    event.listen(store.engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout=100"))
    return store


def test_reads_go_on_while_another_program_holds_it_and_writes_wait(
    tmp_path: Path, file: Path
) -> None:
    store = Store.open(tmp_path)
    keep(store, "a")
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    assert kept(store) == ["a"]
    threading.Timer(HELD, lambda: other.execute("COMMIT")).start()
    began = time.monotonic()
    keep(store, "b")
    assert time.monotonic() - began > HELD / 2
    assert kept(store) == ["a", "b"]
    other.close()
    store.close()


def test_held_too_long_is_a_clean_error(own: Store, file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Unavailable) as told:
        keep(own, "a")
    assert str(told.value) == (
        "the database did not do it: another program holds it; try again in a moment"
    )
    other.execute("COMMIT")
    other.close()
    keep(own, "a")
    own.close()


def test_a_full_disk_is_a_clean_error_and_what_was_there_stays(own: Store, file: Path) -> None:
    keep(own, "a")
    with largest_file(60_000), pytest.raises(Unavailable, match="make room") as told:
        keep(own, "b", "x" * 500_000)
    assert "xxx" not in str(told.value)
    assert kept(own) == ["a"]
    keep(own, "c", "x" * 500_000)
    with own.read() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    own.close()


def test_a_damaged_page_is_a_sentence(own: Store, file: Path) -> None:
    with own.begin() as connection:
        rows = [
            {"id": f"{n}", "name": f"{n}", "role": "viewer", "password": "p" * 190, "created": 0.0}
            for n in range(200)
        ]
        connection.execute(insert(users), rows)
    own.close()
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2 :] = b"\xff" * (len(damaged) - len(damaged) // 2)
    file.write_bytes(damaged)
    with pytest.raises(Unavailable) as told, own.read() as connection:
        connection.execute(select(users)).all()
    assert str(told.value) == (
        "the database did not do it: its file is damaged; stop the server and put the last "
        "back-up in its place"
    )


def test_too_many_at_once_is_a_clean_error(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.engine.pool._timeout = 0.1  # type: ignore[attr-defined]
    with pytest.raises(Unavailable, match="too many wait for it"):
        nested(store, 100)
    store.close()


def nested(store: Store, deep: int) -> None:
    with store.read():
        if deep:
            nested(store, deep - 1)


def test_one_that_may_only_be_read(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.engine.dispose()
    event.listen(store.engine, "connect", lambda c, _: c.execute("PRAGMA query_only = ON"))
    assert kept(store) == []
    with pytest.raises(Unavailable, match="may only be read; give this user the right to write"):
        keep(store, "a")
    store.close()


# And this about a PostgreSQL that somebody else holds, or that goes away.


@pytest.fixture
def served(postgresql_url: str, tmp_path: Path) -> Iterator[Store]:
    """A database of PostgreSQL that waits a tenth of a second for its turn."""
    store = Store.open(tmp_path, postgresql_url)
    store.engine.dispose()

    def hurry(connection: Any, _: object) -> None:
        connection.execute("SET lock_timeout = '100ms'")
        connection.commit()

    event.listen(store.engine, "connect", hurry)
    yield store
    store.close()


def test_a_table_that_another_holds_is_a_clean_error(served: Store) -> None:
    with served.begin() as other:
        other.execute(text("LOCK TABLE settings"))
        with pytest.raises(Unavailable, match="another program holds it; try again in a moment"):
            keep(served, "a")
    keep(served, "a")


def test_a_server_that_ends_a_connection(served: Store) -> None:
    with pytest.raises(Unavailable, match="see that it runs, and try again"):
        end_within(served)
    keep(served, "a")
    assert kept(served) == ["a"]


def end_within(store: Store) -> None:
    """A transaction whose connection is ended in its middle."""
    with store.begin() as connection:
        keep(store, "before")
        number = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with store.begin() as other:
            other.execute(text("DELETE FROM settings"))
            other.execute(text("SELECT pg_terminate_backend(:n)"), {"n": number})
        connection.execute(insert(settings).values(name="within", value=1))


def test_transactions_have_an_end(served: Store) -> None:
    with served.read() as connection:
        limit = connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar()
    assert limit == "1min"
