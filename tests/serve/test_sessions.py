"""Who is logged in, on both databases."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update

from diaphane.serve.people import Person
from diaphane.serve.sessions import IDLE, LONGEST, Sessions
from diaphane.serve.store import Store
from diaphane.serve.tables import sessions as table
from serve.people import actions, users_in


def aged(store: Store, seconds: float) -> None:
    """As if everything had happened so long ago."""
    with store.begin() as connection:
        connection.execute(
            update(table).values(
                created=table.c.created - seconds, expires=table.c.expires - seconds
            )
        )


def test_from_log_in_to_log_out(store: Store, tmp_path: Path) -> None:
    users = users_in(store, tmp_path)
    sessions, root = Sessions(store, users.log), users.named("root")
    word = sessions.begin(root)
    assert sessions.person(word) == Person("root", "admin", root.id)
    with store.read() as connection:
        assert word not in str(connection.execute(select(table)).all())
    sessions.end(word)
    assert sessions.person(word) is None
    assert sessions.person("") is None
    assert sessions.person("\ud800") is None
    sessions.end(word)
    assert actions(users)[:2] == ["logout", "login"]


def test_it_ends_by_itself_and_use_puts_that_off(store: Store, tmp_path: Path) -> None:
    users = users_in(store, tmp_path)
    sessions = Sessions(store, users.log)
    word = sessions.begin(users.named("root"))
    aged(store, IDLE - 60)
    assert sessions.person(word)
    aged(store, IDLE - 60)  # since it was used
    assert sessions.person(word)
    aged(store, LONGEST - 2 * IDLE)
    assert sessions.person(word) is None
    other = sessions.begin(users.named("root"))
    aged(store, IDLE + 1)
    assert sessions.person(other) is None
