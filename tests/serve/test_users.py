"""The users of a workplace, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from diaphane.errors import BadSetting, UnknownName
from diaphane.serve.sessions import Sessions
from diaphane.serve.store import Store
from diaphane.serve.tokens import Tokens
from diaphane.serve.users import Users
from serve.people import PASSWORD, actions, quick, users_in


@pytest.fixture
def users(store: Store, tmp_path: Path) -> Users:
    return users_in(store, tmp_path)


def test_one_is_added_and_let_in(users: Users) -> None:
    anna = users.add("anna", "reader", PASSWORD, by="root")
    assert users.check("anna", PASSWORD) == anna
    assert users.check("anna", PASSWORD + "!") is None
    assert users.check("Anna", PASSWORD) is None
    assert users.check("nobody", PASSWORD) is None
    assert [user.name for user in users.all()] == ["anna", "root"]
    assert actions(users)[0] == "user-add"


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "a/b", "../x", "local", "LOCAL", "system", "a" * 81, "a\nb", "-a", "_"]
)
def test_names_that_will_not_do(users: Users, name: str) -> None:
    with pytest.raises(BadSetting, match="expected a user's name"):
        users.add(name, "reader", PASSWORD, by="root")


def test_a_name_stays_taken_whatever_its_letters_case(users: Users) -> None:
    users.change(users.add("Anna", "reader", PASSWORD, by="root").id, by="root", disabled=True)
    with pytest.raises(BadSetting, match="which there is or was"):
        users.add("anna", "reader", PASSWORD, by="root")


def test_no_such_role(users: Users) -> None:
    with pytest.raises(UnknownName, match="no role named 'king'"):
        users.add("anna", "king", PASSWORD, by="root")


def test_the_first_is_an_admin(store: Store, tmp_path: Path) -> None:
    users = Users(store, users_in(store, tmp_path).log, passwords=quick())
    assert users.any()


def test_an_admin_is_always_left(users: Users) -> None:
    root = users.named("root")
    for change in ({"disabled": True}, {"role": "trainer"}):
        with pytest.raises(BadSetting, match="an admin to be left"):
            users.change(root.id, by="root", **change)
    assert users.named("root").role == "admin"
    users.add("second", "admin", PASSWORD, by="root")
    assert users.change(root.id, by="second", role="viewer").role == "viewer"


def test_who_is_shut_out_is_out_everywhere(users: Users) -> None:
    anna = users.add("anna", "reader", PASSWORD, by="root")
    sessions, tokens = Sessions(users.store, users.log), Tokens(users.store, users.log)
    word, (_, token) = sessions.begin(anna), tokens.add(anna.id, "", by="anna")
    users.change(anna.id, by="root", disabled=True)
    assert sessions.person(word) is None
    assert tokens.person(token) is None
    assert users.check("anna", PASSWORD) is None
    users.change(anna.id, by="root", disabled=False)
    assert users.check("anna", PASSWORD)
    assert sessions.person(word) is None
    assert tokens.person(token) is None


def test_a_new_password_logs_out(users: Users) -> None:
    anna = users.add("anna", "reader", PASSWORD, by="root")
    sessions = Sessions(users.store, users.log)
    word = sessions.begin(anna)
    users.change(anna.id, by="anna", password="other words of mine")
    assert sessions.person(word) is None
    assert users.check("anna", PASSWORD) is None
    assert users.check("anna", "other words of mine")
    assert users.log.entries()[0]["details"] == {"password": "new"}


def test_nobody_to_change(users: Users) -> None:
    with pytest.raises(UnknownName):
        users.change("0" * 20, by="root", role="viewer")
    with pytest.raises(UnknownName, match="did you mean 'root'"):
        users.named("rot")
