"""One server at a time on a folder."""

from __future__ import annotations

import os
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import TextIO

from ..errors import BadSetting, CannotWrite, reason
from .keep import make

FILE = "lock"


class Lock:
    """Held as long as the process lives: the system lets go of it, however that ends."""

    def __init__(self, folder: Path) -> None:
        """Raises `BadSetting` where another server holds it, `CannotWrite` where none can."""
        self.file = opened(folder)
        try:
            flock(self.file, LOCK_EX | LOCK_NB)
        except OSError as error:
            holder = self.holder()
            self.file.close()
            raise BadSetting(
                f"expected a folder that no other server works on, got one of process {holder}; "
                "stop that one, or choose another --folder"
            ) from error
        self.file.truncate(0)
        self.file.write(f"{os.getpid()}\n")
        self.file.flush()

    def holder(self) -> str:
        """The number of the process that wrote itself down."""
        self.file.seek(0)
        return self.file.readline().strip() or "unknown number"

    def close(self) -> None:
        self.file.close()


def opened(folder: Path) -> TextIO:
    """Its file, made where there is none. Raises `CannotWrite`."""
    try:
        return (make(folder) / FILE).open("a+", encoding="ascii")
    except OSError as error:
        raise CannotWrite(
            f"could not write to the folder {str(folder)!r}: {reason(error)}; choose another "
            "--folder, or give this user the right to it"
        ) from error
