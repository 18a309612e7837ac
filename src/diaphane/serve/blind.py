"""Whether readers give their own answer before they see the model's: one setting for all."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from .audit import Log
from .store import Store
from .tables import settings

NAME = "blind"


class Blind:
    """The setting in the database; a change stands in the record."""

    def __init__(self, store: Store, log: Log) -> None:
        self.store, self.log = store, log

    def on(self) -> bool:
        asked = select(settings.c.value).where(settings.c.name == NAME)
        with self.store.read() as connection:
            return bool(connection.execute(asked).scalar())

    def turn(self, on: bool, *, by: str) -> None:
        with self.store.begin() as connection:
            connection.execute(delete(settings).where(settings.c.name == NAME))
            connection.execute(insert(settings).values(name=NAME, value=on))
            self.log.write(connection, actor=by, action="settings", details={NAME: on})
