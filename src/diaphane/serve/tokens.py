"""Tokens, by which programs ask for a user: shown once, kept as a hash."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from ..errors import BadSetting, UnknownName
from .audit import Log
from .people import Person, Role
from .sessions import hashed
from .store import Store, new_id
from .tables import tokens, users

START = "diaphane_"
"""By this a token that slipped into a file is found."""
MOST = 50
"""Good ones of one user."""
DAY = 86400.0


@dataclass(frozen=True)
class Token:
    """What is shown of one later."""

    id: str
    label: str
    created: float
    expires: float | None


class Tokens:
    """Those in the database; each that comes or goes stands in the record."""

    def __init__(self, store: Store, log: Log) -> None:
        self.store, self.log = store, log

    def add(
        self, user: str, label: str, *, by: str, days: float | None = None
    ) -> tuple[Token, str]:
        """A new one of a user, and the word that is shown once."""
        word = START + secrets.token_urlsafe(32)
        with self.store.begin() as connection:
            have = select(func.count()).select_from(tokens).where(tokens.c.user == user)
            if connection.execute(have.where(self._good())).scalar_one() >= MOST:
                raise BadSetting(
                    f"expected at most {MOST} tokens of a user, got one more; revoke some first"
                )
            now = self.store.now(connection)
            token = Token(new_id(), label, now, now + days * DAY if days else None)
            connection.execute(
                tokens.insert().values(**vars(token), user=user, sha256=hashed(word))
            )
            self.log.write(connection, actor=by, action="token-add", subject=token.id)
        return token, word

    def of(self, user: str) -> list[Token]:
        """The good ones of a user, the newest first."""
        own = select(tokens).where(tokens.c.user == user, self._good())
        with self.store.read() as connection:
            rows = connection.execute(own.order_by(tokens.c.created.desc()))
            return [token_of(row) for row in rows]

    def revoke(self, id: str, *, user: str, by: str) -> None:  # noqa: A002
        """Raises `UnknownName` where the user has no such token."""
        with self.store.begin() as connection:
            done = connection.execute(
                update(tokens)
                .where(tokens.c.id == id, tokens.c.user == user, tokens.c.revoked.is_(None))
                .values(revoked=self.store.clock())
            )
            if not done.rowcount:
                raise UnknownName("token", id, [])
            self.log.write(connection, actor=by, action="token-revoke", subject=id)

    def person(self, word: str) -> Person | None:
        """The user whom a program asks for, if the token is good."""
        with self.store.read() as connection:
            row = connection.execute(
                select(users.c.id, users.c.name, users.c.role)
                .join(tokens, users.c.id == tokens.c.user)
                .where(tokens.c.sha256 == hashed(word), self._good(), users.c.disabled.is_(False))
            ).first()
        return Person(row.name, cast(Role, row.role), row.id, by_token=True) if row else None

    def _good(self) -> ColumnElement[bool]:
        return and_(
            tokens.c.revoked.is_(None),
            or_(tokens.c.expires.is_(None), tokens.c.expires > self.store.clock()),
        )


def token_of(row: Any) -> Token:
    return Token(row.id, row.label, row.created, row.expires)
