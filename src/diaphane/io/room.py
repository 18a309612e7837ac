"""How much memory and time decoding may take, where it is limited at all.

A decoder that has read a header calls `reserve` with the bytes that the image will have. In a
process that decodes strangers' files these become its limits; elsewhere they are nothing.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

Reserve = Callable[[int], None]

ASIDE = 512 * 2**20
"""Bytes that any file may take beyond the image: packages, tables, buffers."""

COPIES = 6
"""As many times its own size as an image may take on its way: stored, unpacked, rescaled, moved.
Measured are 2.2 for a NIfTI volume of 400 MiB, 3.8 for a CMYK JPEG of 64 megapixels and 4.2 for
40 DICOM frames with a slope."""

SECONDS = 20.0
"""For any file; a busy machine is ten times slower than an idle one."""

FILE_MIB_SECONDS, IMAGE_MIB_SECONDS = 1.0, 0.25
"""For each MiB more. JPEG 2000, the slowest, takes 0.2 s for one of the file on an idle machine."""

LATE = 1 if sys.platform == "win32" else -signal.SIGALRM
"""How `subprocess` tells that a process took too long."""

MIB = 2**20


def unlimited(image_bytes: int) -> None:
    """Reserve nothing."""


class Room:
    """The limits of this process. Memory is limited on Linux alone, where the system does so by
    the byte (setrlimit(2), RLIMIT_AS)."""

    def __init__(self) -> None:
        self._start = taken()
        self._seconds = SECONDS

    def begin(self, file_bytes: int, *, seconds: float = SECONDS) -> None:
        """For a file of so many bytes, until its header is known."""
        self._seconds = seconds + file_bytes / MIB * FILE_MIB_SECONDS
        hold_to(self._seconds)
        limit(self._start + ASIDE + COPIES * file_bytes)

    def reserve(self, image_bytes: int) -> None:
        """For an image of so many bytes."""
        hold_to(self._seconds + image_bytes / MIB * IMAGE_MIB_SECONDS)
        limit(taken() + ASIDE + COPIES * image_bytes)

    def end(self) -> None:
        """The file is decoded."""
        hold_to(0)
        unlimit()


def hold_to(seconds: float) -> None:
    """End this process where it is not done by then, whatever runs in it; 0: no more."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)  # SIGALRM, which nobody takes, ends it
        return
    import faulthandler

    faulthandler.cancel_dump_traceback_later()
    if seconds:
        faulthandler.dump_traceback_later(seconds, exit=True)  # a thread in C


def taken() -> int:
    """Bytes of address space that this process has; 0 where the system does not say (proc(5))."""
    if sys.platform != "linux":
        return 0
    from resource import getpagesize

    file = os.open("/proc/self/statm", os.O_RDONLY)  # once a file: pathlib takes six times as long
    try:
        return int(os.read(file, 100).split()[0]) * getpagesize()
    finally:
        os.close(file)


def unlimit() -> None:
    """Let this process have what its user may."""
    if sys.platform != "linux":
        return
    from resource import RLIMIT_AS, getrlimit, setrlimit

    most = getrlimit(RLIMIT_AS)[1]
    setrlimit(RLIMIT_AS, (most, most))


def limit(address_space: int) -> None:
    """Let this process have so many bytes of addresses; asking for more is a `MemoryError`."""
    if sys.platform != "linux":
        return
    from resource import RLIM_INFINITY, RLIMIT_AS, getrlimit, setrlimit

    most = getrlimit(RLIMIT_AS)[1]
    soft = address_space if most == RLIM_INFINITY else min(address_space, most)
    setrlimit(RLIMIT_AS, (soft, most))
