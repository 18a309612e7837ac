"""The end of the record, noted in a file beside the database, so that entries cut off its end are
missed.

The file names an entry that was there once. It may lag behind the record, as after a crash, and is
never ahead of it: it moves when entries are committed, and only if the entry that it named is still
there. One that somebody changed, or whose entry is gone, is left as it is: it is the evidence.
"""

from __future__ import annotations

import hmac
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadSetting, CannotWrite
from ..io.write_through import write_through

log = logging.getLogger(__name__)

FILE = "audit.anchor"


class Forged(Exception):
    """The file is none that we wrote."""


@dataclass(frozen=True)
class Point:
    """An entry of the record; number 0 is the beginning, before all."""

    number: int
    hash: str


BEGINNING = Point(0, "0" * 64)


class Anchor:
    """The file in the folder of the workplace, sealed with the key of the record."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.path = folder / FILE
        self._key = key
        self._lock = threading.Lock()

    def read(self) -> Point | None:
        """The entry it names, or None where there is no file. Raises `Forged`."""
        try:
            found = json.loads(self.path.read_bytes())
            point = Point(found["number"], found["hash"])
            sealed = isinstance(point.number, int) and hmac.compare_digest(
                self._seal(point), found["seal"]
            )
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadSetting(
                f"expected to read {self.path.name!r}, got: {(error.strerror or '').lower()}; give "
                "this user the right to the folder"
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise Forged from error
        if not sealed:
            raise Forged
        return point

    def write(self, point: Point) -> None:
        """All of it or nothing, also after a loss of power. Raises `CannotWrite`."""
        named = {"number": point.number, "hash": point.hash, "seal": self._seal(point)}
        part = self.path.with_suffix(".part")  # what a kill leaves of it is written over
        try:
            with part.open("wb") as file:
                file.write(json.dumps(named).encode())
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)
            write_through(self.path.parent)
        except OSError as error:
            raise CannotWrite(
                f"could not write {self.path.name!r}: {(error.strerror or '').lower()}; make room, "
                "or give this user the right to the folder"
            ) from error

    def move(self, point: Point, there: Callable[[Point], bool]) -> None:
        """Name a later entry, which is committed.

        Args:
            there: Whether the record holds an entry.
        """
        with self._alone():
            try:
                before = self.read()
            except Forged:
                before = None
            if before is None or not there(before):
                log.error("the end of the record is not where it was: run `diaphane serve verify`")
            elif before.number < point.number:
                self._try(point)

    def _try(self, point: Point) -> None:
        """What is committed stands, so a full disk is no error here: the file lags behind."""
        try:
            self.write(point)
        except CannotWrite as error:
            log.warning("%s; the anchor of the record stays behind", error)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One thread of one process at a time, that the file never goes back."""
        with self._lock, self.path.with_suffix(".lock").open("wb") as file:
            try:
                from fcntl import LOCK_EX, flock
            except ImportError:  # Windows; there one process writes
                pass
            else:
                flock(file, LOCK_EX)
            yield

    def _seal(self, point: Point) -> str:
        return hmac.digest(
            self._key, f"anchor {point.number} {point.hash}".encode(), "sha256"
        ).hex()
