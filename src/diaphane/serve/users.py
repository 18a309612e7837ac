"""The users of a workplace. None is ever deleted, since the record names them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast
from unicodedata import normalize

from sqlalchemy import Connection, delete, func, select, update

from ..errors import BadSetting, UnknownName
from .audit import Log
from .passwords import Passwords
from .people import LOCAL, ROLES, SYSTEM, Role
from .store import Store, new_id
from .tables import sessions, tokens, users

NAME = re.compile(r"[^\W_][\w.@-]{0,79}")
RESERVED = frozenset({LOCAL.name, SYSTEM, "nobody"})
"""Names that the record uses for others than users."""


@dataclass(frozen=True)
class User:
    """One of them, without what is kept of the password."""

    id: str
    name: str
    role: Role
    disabled: bool
    created: float


class Users:
    """Those in the database; each change stands in the record with it."""

    def __init__(self, store: Store, log: Log, *, passwords: Passwords | None = None) -> None:
        self.store, self.log = store, log
        self.passwords = passwords or Passwords()

    def any(self) -> bool:
        """Has there ever been one? From then on nobody gets in without a name."""
        with self.store.read() as connection:
            return connection.execute(select(users.c.id).limit(1)).first() is not None

    def all(self) -> list[User]:
        with self.store.read() as connection:
            rows = connection.execute(select(users).order_by(func.lower(users.c.name)))
            return [user_of(row) for row in rows]

    def named(self, name: str) -> User:
        """Raises `UnknownName`."""
        for user in (everybody := self.all()):
            if user.name == name:
                return user
        raise UnknownName("user", name, [user.name for user in everybody])

    def add(self, name: str, role: str, password: str, *, by: str) -> User:
        """A new one. Raises `BadSetting` for a name, a role or a password that will not do, and for
        a first user who is no admin."""
        name, role = checked_name(name), checked_role(role)
        kept = self.passwords.keep(password)
        with self.store.begin() as connection:
            names = [row.name for row in connection.execute(select(users.c.name))]
            if any(same(name, other) for other in names):
                raise BadSetting(
                    f"expected the name of a new user, got {name!r}, which there is or was; choose "
                    "another, or change that user"
                )
            if not names and role != "admin":
                raise BadSetting(
                    f"expected an admin as the first user, got a {role}; add one with the role "
                    "'admin' first"
                )
            user = User(new_id(), name, role, False, self.store.now(connection))
            connection.execute(users.insert().values(**vars(user), password=kept))
            self.log.write(
                connection,
                actor=by,
                action="user-add",
                subject=user.id,
                details={"name": name, "role": role},
            )
        return user

    def change(
        self,
        id: str,  # noqa: A002
        *,
        by: str,
        role: str | None = None,
        disabled: bool | None = None,
        password: str | None = None,
    ) -> User:
        """Another role, another password, no way in or again one. Who is disabled or has another
        password is logged out everywhere; tokens go with the first. Raises `BadSetting` where no
        admin would be left, `UnknownName` where there is no such user."""
        changed: dict[str, Any] = {}
        if role is not None:
            changed["role"] = checked_role(role)
        if disabled is not None:
            changed["disabled"] = disabled
        told = {**changed, **({"password": "new"} if password is not None else {})}
        if password is not None:
            changed["password"] = self.passwords.keep(password)
        with self.store.begin() as connection:
            if changed:
                connection.execute(update(users).where(users.c.id == id).values(**changed))
            user = self._of(connection, id)
            self._refuse_without_admin(connection)
            if disabled or password is not None:
                connection.execute(delete(sessions).where(sessions.c.user == id))
            if disabled:
                revoke_all(self.store, connection, id)
            self.log.write(connection, actor=by, action="user-change", subject=id, details=told)
        return user

    def check(self, name: str, password: str) -> User | None:
        """The user of that name and password, if there is one and is let in. It takes as long for
        a name that nobody has."""
        with self.store.read() as connection:
            row = connection.execute(
                select(users).where(users.c.name == normalize("NFKC", name))
            ).first()
        right = self.passwords.fit(row.password if row else None, password)
        return user_of(row) if right and row and not row.disabled else None

    def known(self, name: str) -> bool:
        """Is or was there a user of that name?"""
        return any(user.name == name for user in self.all())

    def _of(self, connection: Connection, id: str) -> User:  # noqa: A002
        row = connection.execute(select(users).where(users.c.id == id)).first()
        if row is None:
            raise UnknownName("user", id, [])
        return user_of(row)

    def _refuse_without_admin(self, connection: Connection) -> None:
        admins = select(users.c.id).where(users.c.role == "admin", users.c.disabled.is_(False))
        if connection.execute(admins.limit(1)).first() is None:
            raise BadSetting(
                "expected an admin to be left who can log in, got none; make another user one first"
            )


def user_of(row: Any) -> User:
    return User(row.id, row.name, cast(Role, row.role), row.disabled, row.created)


def revoke_all(store: Store, connection: Connection, user: str) -> None:
    """No token of theirs is good any more."""
    own = (tokens.c.user == user) & tokens.c.revoked.is_(None)
    connection.execute(update(tokens).where(own).values(revoked=store.clock()))


def checked_name(name: str) -> str:
    """The name as it is kept. Raises `BadSetting`."""
    name = normalize("NFKC", name)
    if not NAME.fullmatch(name) or name.casefold() in RESERVED:
        raise BadSetting(
            f"expected a user's name of at most 80 letters, digits and . _ @ -, got {name[:90]!r}; "
            "choose another"
        )
    return name


def checked_role(role: str) -> Role:
    """Raises `UnknownName`."""
    if role not in ROLES:
        raise UnknownName("role", role, ROLES)
    return role


def same(name: str, other: str) -> bool:
    """Would people take one for the other?"""
    return name.casefold() == other.casefold()
