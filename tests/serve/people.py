"""Users for the tests of what is about them."""

from __future__ import annotations

from pathlib import Path

from argon2 import PasswordHasher

from diaphane.serve.audit import Log
from diaphane.serve.passwords import Passwords
from diaphane.serve.store import Store
from diaphane.serve.users import Users

PASSWORD = "three words of mine"


def quick() -> Passwords:
    """Passwords that take no time, and so are no good outside tests."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def users_in(store: Store, folder: Path) -> Users:
    """An admin alone, called root."""
    users = Users(store, Log(store, folder), passwords=quick())
    users.add("root", "admin", PASSWORD, by="test")
    return users


def actions(users: Users) -> list[str]:
    """What the record says, the last first."""
    return [entry["action"] for entry in users.log.entries()]
