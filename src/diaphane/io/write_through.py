"""Wait until what was written is on the disk, so that it outlives a loss of power."""

from __future__ import annotations

import os
from pathlib import Path


def write_through(path: Path) -> None:
    """Wait for a file's bytes, or for the names in a folder (fsync(2)). Windows opens no folders,
    and there nothing is waited for."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
