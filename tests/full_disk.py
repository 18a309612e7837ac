"""A disk that takes no more, for as long as a test wants it."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Writing more than `size` bytes to any file of this process fails, as on a full disk."""
    before = limit(size)
    try:
        yield
    finally:
        limit(before)


def limit(size: int) -> int:
    """Set the largest file; returns what it was before."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    return soft
