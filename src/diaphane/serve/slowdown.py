"""Wrong passwords: after some of them each next try waits, and nobody is locked out for ever."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

FREE = 8
"""Tries that may go wrong before one waits."""
MOST = 60.0
"""Seconds that one waits at most."""
FORGOTTEN = 900.0
"""Seconds after the last wrong one that all are forgotten."""
KEPT = 10_000
"""Names and addresses that are remembered; the one that was quiet longest goes first."""


@dataclass
class Tries:
    wrong: int
    last: float


class Slowdown:
    """Counts, for each name and each address, what went wrong lately."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self.tries: OrderedDict[str, Tries] = OrderedDict()
        self.lock = threading.Lock()

    def enter(self, name: str, address: str) -> float:
        """Seconds until the next try is looked at; 0 where it is now. Such a one counts as wrong
        until it passed, so that many at once are not looked at together."""
        with self.lock:
            seconds = max(self._wait(name), self._wait(address))
            if not seconds:
                self._count(name)
                self._count(address)
            return seconds

    def passed(self, name: str, address: str) -> None:
        """The right one came: what went wrong with the name is forgotten. With the address it is
        not, or who has one password could try others for as long as they like."""
        with self.lock:
            self.tries.pop(name, None)
            if before := self.tries.get(address):
                before.wrong -= 1

    def _count(self, key: str) -> None:
        before = self._lately(key)
        self.tries[key] = Tries(before.wrong + 1 if before else 1, self.clock())
        self.tries.move_to_end(key)
        if len(self.tries) > KEPT:
            self.tries.popitem(last=False)

    def _wait(self, key: str) -> float:
        before = self._lately(key)
        if before is None or before.wrong < FREE:
            return 0.0
        pause = min(MOST, 2.0 ** (before.wrong - FREE))
        return max(0.0, before.last + pause - self.clock())

    def _lately(self, key: str) -> Tries | None:
        before = self.tries.get(key)
        return before if before and self.clock() - before.last < FORGOTTEN else None
