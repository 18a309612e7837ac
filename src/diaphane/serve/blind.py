"""Whether readers give their own answer before they see the model's: one setting for all."""

from __future__ import annotations

from time import monotonic

from sqlalchemy import delete, insert, select

from .audit import Log
from .store import Store
from .tables import settings

NAME = "blind"
REMEMBERED = 1.0
"""Seconds for which an answer of the database is good: nearly every request asks."""


class Blind:
    """The setting in the database; a change stands in the record."""

    def __init__(self, store: Store, log: Log) -> None:
        self.store, self.log = store, log
        self.answer, self.until = False, 0.0

    @property
    def fresh(self) -> bool:
        """`on` answers from memory."""
        return monotonic() < self.until

    def on(self) -> bool:
        if not self.fresh:
            asked = select(settings.c.value).where(settings.c.name == NAME)
            with self.store.read() as connection:
                self.answer = bool(connection.execute(asked).scalar())
            self.until = monotonic() + REMEMBERED
        return self.answer

    def turn(self, on: bool, *, by: str) -> None:
        with self.store.begin() as connection:
            connection.execute(delete(settings).where(settings.c.name == NAME))
            connection.execute(insert(settings).values(name=NAME, value=on))
            self.log.write(connection, actor=by, action="settings", details={NAME: on})
        self.until = 0.0
