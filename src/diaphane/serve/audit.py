"""The record of who did what: append-only entries, each sealed together with the one before it.

The seal of an entry is an HMAC-SHA256 (RFC 2104) over its number, time, actor, action, subject,
details and the seal before, under a key that lies in the folder and not in the database. Whoever
can write to the database alone can neither change an entry nor add one; that entries were cut off
the end shows in the anchor. `verify` finds the first place where something is not as it was.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select, text

from ..errors import BadSetting, CannotWrite
from .anchor import BEGINNING, Anchor, Forged, Point
from .seals import ENTRY, canonical, is_sealed, seal_entry
from .store import Store, Unavailable, iso
from .tables import audit
from .verify import Verdict, check, entries

log = logging.getLogger(__name__)

KEY = "audit.key"

SOON = 0.2
"""Seconds that an entry of `write_soon` waits for others."""

AGAIN = 1.0
"""Seconds before a batch is tried again that the database did not take."""

MOST_WAITING = 10_000
"""Entries of `write_soon` that may wait while the database takes none."""


@dataclass(frozen=True)
class Event:
    """What an entry tells, without its place in the chain."""

    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]
    moment: float
    """By `time.monotonic`."""


class Log:
    """The record of a store, whose key and anchor lie in a folder.

    Raises `BadSetting` where there are entries and no key, or another's: a record is not gone on
    with under a new one.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        with store.begin() as connection:  # of two servers that start, one after the other
            self.lock(connection)
            self._key, self.anchor = opened(folder, empty=self._last(connection) == BEGINNING)
            self._refuse_another_key(connection)
        self._waiting: list[Event] = []
        self._changed = threading.Condition()
        self._closing = False
        self._flushing: threading.Thread | None = None

    def write(
        self,
        connection: Connection,
        *,
        actor: str,
        action: str,
        subject: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Add an entry within a transaction of `Store.begin`: both are there, or neither.

        From here to the end of the transaction nobody else can add one, so do it last.

        Args:
            actor: Who: the name of a person, `local` or `system`.
            action: One of the words of the manual's page on the record.
            subject: The id of what it was done to.
            details: More, as JSON; no patient's name, no name of a file.
        """
        event = Event(actor, action, subject, details or {}, time.monotonic())
        self._append(connection, [event])

    def write_soon(
        self,
        *,
        actor: str,
        action: str,
        subject: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Add an entry within 0.2 s, together with others: cheap enough for a hundred a second.
        A crash in between loses it. Raises `Unavailable` where the database has taken none for
        long."""
        event = Event(actor, action, subject, details or {}, time.monotonic())
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                raise Unavailable("the record takes no more entries; see that the database runs")
            self._waiting.append(event)
            if self._flushing is None:
                self._flushing = threading.Thread(target=self._flush, name="record", daemon=True)
                self._flushing.start()
            if len(self._waiting) == 1:  # for the others it wakes by itself
                self._changed.notify()

    @property
    def waiting(self) -> int:
        """Entries of `write_soon` that are not written yet."""
        return len(self._waiting)

    def close(self) -> None:
        """Write what still waits."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._flushing:
            self._flushing.join()

    def entries(
        self,
        *,
        before: int | None = None,
        limit: int = 100,
        actor: str | None = None,
        action: str | None = None,
    ) -> list[dict[str, Any]]:
        """Entries as JSON, the last first.

        Args:
            before: Only those with a smaller number.
        """
        asked = select(audit).order_by(audit.c.number.desc()).limit(limit)
        if before is not None:
            asked = asked.where(audit.c.number < before)
        for column, wanted in ((audit.c.actor, actor), (audit.c.action, action)):
            if wanted is not None:
                asked = asked.where(column == wanted)
        with self.store.read() as connection:
            return [plain(row) for row in connection.execute(asked)]

    def verify(self) -> Verdict:
        """Check every entry, every decision and the end of the record; takes seconds for a
        million. Raises `Unavailable` only where the database cannot be read at all."""
        return check(self.store, self.anchor, self._key)

    def _refuse_another_key(self, connection: Connection) -> None:
        """The key is another's where it sealed neither the first entry nor the one in the anchor;
        of a record that somebody changed it sealed one of them."""
        row = connection.execute(entries().where(audit.c.number == 1)).first()
        if row is None or is_sealed(self._key, tuple(row[:-1]), row.hash):
            return
        with suppress(Forged):
            anchored = self.anchor.read()
            if anchored and anchored != BEGINNING and self._there(anchored):
                return
        raise BadSetting(
            f"expected in {KEY!r} the key that sealed the record, got another; put back the one "
            "that belongs to this database"
        )

    def _append(self, connection: Connection, events: Sequence[Event]) -> None:
        self.lock(connection)
        now, monotonic = self.store.now(connection), time.monotonic()
        before = last = self._last(connection)
        rows = []
        for event in events:
            entry: dict[str, Any] = {
                "number": last.number + 1,
                "time": round(now - (monotonic - event.moment), 6),
                "actor": event.actor,
                "action": event.action,
                "subject": event.subject,
                "details": canonical(event.details),
                "previous": last.hash,
            }
            seal = seal_entry(self._key, tuple(entry[name] for name in ENTRY))
            last = Point(last.number + 1, seal)
            rows.append(entry | {"hash": seal})
        connection.execute(insert(audit), rows)
        self.store.afterwards(connection, lambda: self._move(before, last))

    def _move(self, before: Point, last: Point) -> None:
        """After the commit of entries that follow on `before`."""
        self.anchor.move(last, lambda point: point == before or self._there(point))

    def _there(self, point: Point) -> bool:
        if point == BEGINNING:
            return True
        asked = select(audit.c.hash).where(audit.c.number == point.number)
        with self.store.read() as connection:
            return connection.execute(asked).scalar() == point.hash

    def lock(self, connection: Connection) -> None:
        """One writer at a time, so that numbers have no gap. On SQLite each transaction has its
        turn already."""
        if not self.store.sqlite:
            connection.execute(text("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE"))

    def _last(self, connection: Connection) -> Point:
        asked = select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
        row = connection.execute(asked).first()
        return Point(row.number, row.hash) if row else BEGINNING

    def _flush(self) -> None:
        """Until closed: write what waits, a batch at a time."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closing)
                if not self._waiting:
                    return
                self._changed.wait_for(lambda: self._closing, SOON)  # for others
            if not self._flush_once():
                with self._changed:
                    if self._closing:
                        return
                    self._changed.wait_for(lambda: self._closing, AGAIN)

    def _flush_once(self) -> bool:
        batch = self._waiting[:MOST_WAITING]
        try:
            with self.store.begin() as connection:
                self._append(connection, batch)
        except Exception as error:  # whatever befalls the database, the thread goes on
            lot = "are lost" if self._closing else "wait"
            log.error("%d entries of the record %s: %s", len(batch), lot, type(error).__name__)
            return False
        with self._changed:
            del self._waiting[: len(batch)]
        return True


def opened(folder: Path, *, empty: bool) -> tuple[bytes, Anchor]:
    """The key and the anchor in the folder, made where nothing was ever sealed. Raises
    `BadSetting`."""
    path = folder / KEY
    anchor = Anchor(folder, b"")
    if path.exists():
        key = read_key(path)
        return key, Anchor(folder, key)
    if not empty or anchor.path.exists():
        raise BadSetting(
            f"expected the key of the record, got no {KEY!r} in the folder; put it back from a "
            "back-up, or copy it here from the other server of this database"
        )
    key = secrets.token_bytes(32)
    anchor = Anchor(folder, key)
    anchor.write(BEGINNING)  # before the key: where there is a key there is an anchor
    write_key(path, key)
    return key, anchor


def read_key(path: Path) -> bytes:
    """Raises `BadSetting`."""
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except (ValueError, OSError):
        key = b""
    if len(key) != 32:
        raise BadSetting(
            f"expected the key of the record in {path.name!r}, got something else; put it back "
            "from a back-up"
        )
    return key


def write_key(path: Path, key: bytes) -> None:
    """For this user alone. Raises `CannotWrite`."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(key.hex())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CannotWrite(
            f"could not write {path.name!r}: {(error.strerror or '').lower()}; make room, or give "
            "this user the right to the folder"
        ) from error


def plain(row: Row[Any]) -> dict[str, Any]:
    """An entry as JSON."""
    return {
        "number": row.number,
        "time": iso(row.time),
        "actor": row.actor,
        "action": row.action,
        "subject": row.subject,
        "details": json.loads(row.details),
    }
