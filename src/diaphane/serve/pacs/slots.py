"""How many connections there may be at a time, in all and from one address."""

from __future__ import annotations

from collections import Counter
from threading import Lock


class Slots:
    """Places for connections. One address takes at most half, so that another gets in."""

    def __init__(self, most: int) -> None:
        self._most, self._half = most, max(1, most // 2)
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, address: str) -> bool:
        """Is there one for this address? Then it has it."""
        with self._lock:
            full = self._taken.total() >= self._most or self._taken[address] >= self._half
            if not full:
                self._taken[address] += 1
            return not full

    def free(self, address: str) -> None:
        """It needs it no more."""
        with self._lock:
            self._taken[address] -= 1
            self._taken += Counter()  # forgets addresses that have none

    @property
    def taken(self) -> int:
        """In all."""
        return self._taken.total()
