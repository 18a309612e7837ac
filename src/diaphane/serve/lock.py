"""One server at a time on a folder."""

from __future__ import annotations

import os
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path

from ..errors import BadSetting
from .keep import make

FILE = "lock"


class Lock:
    """Held as long as the process lives: the system lets go of it, however that ends."""

    def __init__(self, folder: Path) -> None:
        """Raises `BadSetting` where another server holds it, `CannotWrite` where none can."""
        self.file = (make(folder) / FILE).open("a+", encoding="ascii")
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
