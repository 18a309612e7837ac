"""The folder that what is sent goes to: whole files, under names of our own.

Nothing that comes over the network becomes part of a name: a file is called by the SHA-256 of its
bytes, so that what is sent twice is there once. A file takes its name when it is on the disk; what
was not finished has a hidden name, and is gone at the next start.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import IO

from ...errors import CannotWrite, reason
from ...io.write import make_folder
from ...io.write_through import write_through

PART = ".incoming-"
"""How the name of a file begins that is not finished."""

LOCK = ".listening"
"""The file that says a receiver is at work in this folder."""

FIRST = 2**14
"""Bytes of a data set that are kept at hand, to see which object it is."""


class NoRoom(Exception):
    """The disk is full, or the object larger than any may be."""


class Inbox:
    """A folder, for one receiver at a time."""

    def __init__(self, folder: Path, *, most_bytes: int = 8 * 2**30) -> None:
        """`most_bytes`: of one object. Raises `CannotWrite`."""
        self.folder = make_folder(folder)
        self.most_bytes = most_bytes
        self._lock = self._locked()
        self._sweep()

    def close(self) -> None:
        """Leave the folder to another."""
        self._lock.close()

    def _locked(self) -> IO[bytes]:
        """The lock of the folder, which the system takes back however we end."""
        try:
            file = (self.folder / LOCK).open("wb")
        except OSError as error:
            raise CannotWrite(
                f"could not write in {str(self.folder)!r}: {reason(error)}; choose another folder"
            ) from error
        with suppress(ModuleNotFoundError):  # Windows has none: there it is left to the user
            from fcntl import LOCK_EX, LOCK_NB, flock

            try:
                flock(file, LOCK_EX | LOCK_NB)
            except OSError as error:
                file.close()
                raise CannotWrite(
                    f"another receiver is at work in {str(self.folder)!r}; stop it, or choose "
                    "another folder"
                ) from error
        return file

    def _sweep(self) -> None:
        """Take away what was not finished when we ended last."""
        for path in self.folder.glob(f"{PART}*"):
            path.unlink()


class Incoming(BytesIO):
    """An object on its way to the disk.

    A `BytesIO`, since pynetdicom wants one to write a data set to; the bytes go to a file. Once
    something fails the rest is taken and forgotten, so that the sender gets an answer.
    """

    def __init__(self, inbox: Inbox, head: Callable[[], bytes]) -> None:
        """`head`: gives what the file has before the data set, asked when that begins; empty where
        the data set is none that is wanted."""
        super().__init__()
        self._inbox, self._head = inbox, head
        self._part = inbox.folder / f"{PART}{token_hex(8)}"
        self._file: IO[bytes] | None = None
        self._hash = sha256()
        self._size = 0
        self._lock = Lock()
        self.done = False
        self.first = bytearray()
        self.failed: OSError | None = None

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """The next bytes of the data set."""
        with self._lock:
            if not self._size:
                self._begin()
            if len(self.first) < FIRST:
                self.first += data[: FIRST - len(self.first)]
            self._put(data)
        return len(data)

    def keep(self) -> Path:
        """The file under its name, there even if the power fails now. Raises `NoRoom`; and
        `RuntimeError` where it was dropped."""
        with self._lock:
            if self.done:
                raise RuntimeError("expected an object that is not dropped")
            try:
                return self._settled()
            except OSError as error:
                raise NoRoom(reason(error)) from error
            finally:
                self._end()

    def drop(self) -> None:
        """Forget it, where it was not kept."""
        with self._lock:
            self._end()

    def _begin(self) -> None:
        if head := self._head():
            try:
                self._file = self._part.open("xb")
            except OSError as error:
                self.failed = error
            self._put(head)

    def _put(self, data: bytes) -> None:
        self._size += len(data)
        if self.done or self.failed or self._file is None:
            return
        self._hash.update(data)
        try:
            if self._size > self._inbox.most_bytes:
                raise OSError(f"more than {self._inbox.most_bytes} bytes")
            self._file.write(data)
        except OSError as error:
            self.failed = error

    def _settled(self) -> Path:
        """Written through to the disk, then named, then the name written through."""
        if self.failed:
            raise self.failed
        assert self._file
        self._file.flush()
        os.fsync(self._file.fileno())
        path = self._inbox.folder / f"{self._hash.hexdigest()}.dcm"
        self._part.replace(path)
        write_through(self._inbox.folder)
        return path

    def _end(self) -> None:
        self.done = True
        if self._file:
            with suppress(OSError):  # what a full disk did not take of the buffer
                self._file.close()
            self._file = None
            with suppress(FileNotFoundError):  # it has its name already
                self._part.unlink()
