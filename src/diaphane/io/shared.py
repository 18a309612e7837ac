"""Memory that this process and one it starts have in common, so that large data is not piped.

A pipe copies what goes through it twice, a piece at a time, and puts one of the two to sleep after
each. Here one writes and the other reads. The memory has its size for good (a sealed memfd;
fcntl(2), F_SEAL_SHRINK): no process can take away what another is about to read. Linux alone has
that; elsewhere the pipe carries all.
"""

from __future__ import annotations

import os
import sys
from mmap import mmap

SIZE = 64 * 2**20
"""Bytes, of addresses: memory is taken where something is written."""

KEPT = 16 * 2**20
"""Bytes of them whose memory is kept for the next file. Memory that is new costs more time than
what is copied to it."""


class Shared:
    """The memory, on either side."""

    def __init__(self, descriptor: int) -> None:
        """Map the memory of a descriptor, which is closed."""
        self._map = mmap(descriptor, SIZE)
        os.close(descriptor)
        self.view = memoryview(self._map)

    def tidy(self, used: int) -> None:
        """Give back memory beyond what is kept, after so many bytes were used."""
        if used > KEPT and sys.platform == "linux":
            from mmap import MADV_REMOVE

            self._map.madvise(MADV_REMOVE, KEPT, SIZE - KEPT)

    def close(self) -> None:
        self.view.release()
        self._map.close()


def descriptor() -> int | None:
    """Of new memory, to be handed to another process and mapped in this one; None where the system
    has no such memory."""
    if sys.platform != "linux":
        return None
    from fcntl import F_ADD_SEALS, F_SEAL_GROW, F_SEAL_SEAL, F_SEAL_SHRINK, fcntl

    try:
        made = os.memfd_create("diaphane", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    except OSError:  # forbidden, or none left: it works without
        return None
    try:
        os.ftruncate(made, SIZE)
        fcntl(made, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)
    except OSError:  # larger than files of this process may be (setrlimit(2), RLIMIT_FSIZE)
        os.close(made)
        return None
    return made
