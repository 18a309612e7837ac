"""Tokens of programs, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from diaphane.errors import BadSetting, UnknownName
from diaphane.serve.people import Person
from diaphane.serve.store import Store
from diaphane.serve.tables import tokens as table
from diaphane.serve.tokens import DAY, MOST, Tokens
from serve.people import PASSWORD, actions, users_in


def test_one_is_made_used_and_revoked(store: Store, tmp_path: Path) -> None:
    users = users_in(store, tmp_path)
    tokens, root = Tokens(store, users.log), users.named("root")
    token, word = tokens.add(root.id, "night", by="root")
    assert word.startswith("diaphane_")
    assert tokens.of(root.id) == [token]
    assert tokens.person(word) == Person("root", "admin", root.id, by_token=True)
    assert tokens.person(word[:-1]) is None
    with store.read() as connection:
        assert word not in str(connection.execute(select(table)).all())
    tokens.revoke(token.id, user=root.id, by="root")
    assert tokens.person(word) is None
    assert tokens.of(root.id) == []
    with pytest.raises(UnknownName):
        tokens.revoke(token.id, user=root.id, by="root")
    assert actions(users)[:2] == ["token-revoke", "token-add"]


def test_nobody_revokes_that_of_another(store: Store, tmp_path: Path) -> None:
    users = users_in(store, tmp_path)
    tokens, anna = Tokens(store, users.log), users.add("anna", "reader", PASSWORD, by="root")
    token, word = tokens.add(anna.id, "", by="anna")
    with pytest.raises(UnknownName):
        tokens.revoke(token.id, user=users.named("root").id, by="root")
    assert tokens.person(word)


def test_it_runs_out(store: Store, tmp_path: Path) -> None:
    users = users_in(store, tmp_path)
    tokens, root = Tokens(store, users.log), users.named("root")
    _, word = tokens.add(root.id, "", by="root", days=2)
    assert tokens.person(word)
    with store.begin() as connection:
        connection.execute(update(table).values(expires=table.c.expires - 2 * DAY))
    assert tokens.person(word) is None


def test_there_is_an_end_to_them(store: Store, tmp_path: Path) -> None:
    users = users_in(store, tmp_path)
    tokens, root = Tokens(store, users.log), users.named("root")
    for _ in range(MOST):
        tokens.add(root.id, "", by="root")
    with pytest.raises(BadSetting, match=f"at most {MOST}"):
        tokens.add(root.id, "", by="root")
