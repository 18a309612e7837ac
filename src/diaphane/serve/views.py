"""Who looked at what, noted once for a while: who scrolls has one look, not three hundred."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from .audit import Log

QUIET = 600.0
"""Seconds in which a further look of one person at one thing is the same look."""

MOST = 10_000
"""Looks that are remembered; beyond, the oldest is forgotten and would be noted again."""


class Views:
    """The looks of this server's people.

    Args:
        clock: Seconds that only grow.
    """

    def __init__(self, log: Log, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._clock = clock
        self._seen: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, actor: str, subject: str) -> None:
        """Write that the person looked at the image or answer of this id, if it is a new look."""
        if self._is_new((actor, subject)):
            self._log.write_soon(actor=actor, action="view", subject=subject)

    def _is_new(self, look: tuple[str, str]) -> bool:
        now = self._clock()
        with self._lock:
            if now - self._seen.get(look, -QUIET) < QUIET:
                return False
            self._seen[look] = now
            self._seen.move_to_end(look)
            if len(self._seen) > MOST:
                self._seen.popitem(last=False)
            return True
