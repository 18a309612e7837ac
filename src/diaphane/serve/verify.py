"""Whether the record is as it was written: every entry, every decision, and the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.sql import Select

from .anchor import BEGINNING, Anchor, Forged, Point
from .seals import DECISION, ENTRY, is_hashed, is_sealed
from .store import Store, Unavailable
from .tables import audit, decisions

AT_ONCE = 5000
"""Rows that are fetched together, so that a million of them take no memory."""


@dataclass(frozen=True)
class Verdict:
    """What became of the check."""

    sound: bool
    entries: int
    """Entries that are as they were written, counted from the first."""
    fault: str | None
    """The first thing that is wrong, and what to do."""
    number: int | None
    """Of the entry it concerns, if it does one."""
    seal: str
    """Of the last sound entry: noted elsewhere, it proves later that the record went on from it."""

    def to_plain(self) -> dict[str, Any]:
        return asdict(self)


class Fault(Exception):
    """Something is not as it was written."""

    def __init__(self, sentence: str, number: int | None) -> None:
        super().__init__(sentence)
        self.number = number


class Chain:
    """The entries, checked one after the other; and what they say of decisions."""

    def __init__(self, key: bytes, anchored: Point | None) -> None:
        self.last = BEGINNING
        self.decided: dict[str, tuple[str, int]] = {}
        """Hash and number of the entry, by the id of the decision."""
        self._key = key
        self._anchored = anchored

    def add(self, number: int, values: tuple[Any, ...], seal: str) -> None:
        """The next entry, whose values are those of `ENTRY`. Raises `Fault`."""
        expected = self.last.number + 1
        if number > expected:
            raise Fault(f"entry {expected} is missing", expected)
        if number < expected:
            raise Fault(f"entry {number} was added", number)
        if values[-1] != self.last.hash or not is_sealed(self._key, values, seal):
            raise Fault(f"entry {number} is not as it was written", number)
        self.last = Point(number, seal)
        if self._anchored and self._anchored.number == number and self._anchored != self.last:
            raise Fault(f"entry {number} was cut off, and another written in its place", number)
        if values[3] == "decide":
            details = json.loads(values[5])
            self.decided[details["decision"]] = (details["sha256"], number)

    def end(self) -> None:
        """There are no more. Raises `Fault`."""
        first = self.last.number + 1
        if self._anchored is None:
            raise Fault("the anchor is missing, so entries may have been cut off the end", None)
        if self._anchored.number > self.last.number:
            raise Fault(f"entries {first} to {self._anchored.number} were cut off the end", first)


def check(store: Store, anchor: Anchor, key: bytes) -> Verdict:
    """Read everything in order; the first thing that is wrong ends it."""
    chain = Chain(key, None)
    try:
        chain = Chain(key, read(anchor))  # before the entries: it never names a later one
        with store.snapshot() as connection:
            with streamed(connection, entries()) as rows:
                for *values, seal in rows:
                    chain.add(values[0], tuple(values), seal)
            chain.end()
            with streamed(connection, select(decisions).order_by("number")) as rows:
                check_decisions(chain, rows)
    except Fault as fault:
        return Verdict(False, chain.last.number, str(fault), fault.number, chain.last.hash)
    except Unavailable as error:
        sentence = f"what follows on entry {chain.last.number} cannot be read: {error}"
        return Verdict(False, chain.last.number, sentence, None, chain.last.hash)
    return Verdict(True, chain.last.number, None, None, chain.last.hash)


def read(anchor: Anchor) -> Point | None:
    try:
        return anchor.read()
    except Forged as error:
        raise Fault("the anchor is not as it was written", None) from error


def entries() -> Select[Any]:
    columns = (audit.c[name] for name in ENTRY)
    return select(*columns, audit.c.hash).order_by(audit.c.number)


@contextmanager
def streamed(connection: Connection, asked: Select[Any]) -> Iterator[Iterable[Any]]:
    """Rows as they come from the database, with a cursor on its side."""
    with connection.execution_options(stream_results=True).execute(asked) as found:
        yield found.yield_per(AT_ONCE)


def check_decisions(chain: Chain, found: Iterable[Any]) -> None:
    """Each has an entry that holds its hash, and each entry its decision. Raises `Fault`."""
    for row in found:
        expected, number = chain.decided.pop(row.id, (None, None))
        if expected is None:
            raise Fault(f"decision {row.id} was added: no entry tells of it", None)
        values = tuple(getattr(row, name) for name in DECISION)
        if expected != row.sha256 or not is_hashed(values, row.sha256):
            raise Fault(f"decision {row.id} is not as entry {number} tells", number)
    for name, (_, number) in chain.decided.items():
        raise Fault(f"decision {name} is missing, of which entry {number} tells", number)
