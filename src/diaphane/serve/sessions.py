"""Who is logged in: a random word in a cookie, of which the database has the hash alone."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import cast

from sqlalchemy import delete, select, update

from .audit import Log
from .people import Person, Role
from .store import Store
from .tables import sessions, users
from .users import User

IDLE = 8 * 3600.0
"""Seconds without a request after which one is logged out."""
LONGEST = 24 * 3600.0
"""Seconds after which one is, in any case."""
TOUCH = 600.0
"""Seconds between two notes that somebody is still there: to read needs no writing."""


class Sessions:
    """Those that are open; beginning and end of each stand in the record."""

    def __init__(self, store: Store, log: Log) -> None:
        self.store, self.log = store, log

    def begin(self, user: User) -> str:
        """Log in; the word for the cookie."""
        word = secrets.token_urlsafe(32)
        with self.store.begin() as connection:
            now = self.store.now(connection)
            connection.execute(delete(sessions).where(sessions.c.expires < now))
            connection.execute(
                sessions.insert().values(
                    sha256=hashed(word), user=user.id, created=now, expires=now + IDLE
                )
            )
            self.log.write(connection, actor=user.name, action="login", subject=user.id)
        return word

    def person(self, word: str) -> Person | None:
        """Who logged in with this word, if it is still good."""
        with self.store.read() as connection:
            row = connection.execute(
                select(
                    users.c.id,
                    users.c.name,
                    users.c.role,
                    sessions.c.created,
                    sessions.c.expires,
                    self.store.clock().label("now"),
                )
                .join(users, users.c.id == sessions.c.user)
                .where(sessions.c.sha256 == hashed(word), users.c.disabled.is_(False))
            ).first()
        if row is None or row.now > row.expires:
            return None
        later = min(row.now + IDLE, row.created + LONGEST)
        if later > row.expires + TOUCH:
            self._lengthen(word, later)
        return Person(row.name, cast(Role, row.role), row.id)

    def end(self, word: str) -> None:
        """Log out."""
        with self.store.begin() as connection:
            row = connection.execute(
                select(users.c.id, users.c.name)
                .join(sessions, users.c.id == sessions.c.user)
                .where(sessions.c.sha256 == hashed(word))
            ).first()
            if row is not None:
                connection.execute(delete(sessions).where(sessions.c.sha256 == hashed(word)))
                self.log.write(connection, actor=row.name, action="logout", subject=row.id)

    def _lengthen(self, word: str, until: float) -> None:
        with self.store.begin() as connection:
            connection.execute(
                update(sessions).where(sessions.c.sha256 == hashed(word)).values(expires=until)
            )


def hashed(word: str) -> str:
    """A word of 256 random bits needs no salt and no time: nobody can try them all."""
    return sha256(word.encode("utf-8", "surrogatepass")).hexdigest()
