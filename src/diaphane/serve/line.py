"""Requests that wait to be decoded; small files for one model are taken from it together."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from time import monotonic

from ..result import Result

TOGETHER = 5
"""Files that are decoded in one go. Fewer take longer each, since the caches are cold after each
change of sides; of more the network waits for the first."""
BYTES_TOGETHER = 2**20
"""Of their files. A larger one goes alone, so that small ones do not wait for it."""
LONG = 0.05
"""Seconds after which one that is at work is not waited for any more: a large file holds up no
small ones. Until then they gather."""


@dataclass(frozen=True)
class Request:
    """A file, and what is asked about it."""

    name: str
    """Of the model."""
    data: bytes
    number: int | None
    """The slice, from 1; None is the middle one."""
    answer: Future[Result] = field(default_factory=Future)


class Line:
    """First come, first served, by some threads."""

    def __init__(self, at_once: int, *, clock: Callable[[], float] = monotonic) -> None:
        """`at_once`: groups that are decoded at a time, unless one takes long."""
        self.at_once = at_once
        self._clock = clock
        self._waiting: deque[Request] = deque()
        self._begun: dict[int, float] = {}
        self._changed = threading.Condition()
        self._closed = False

    def put(self, request: Request) -> None:
        with self._changed:
            self._waiting.append(request)
            if len(self._waiting) == 1:  # who waits for a turn wakes by itself
                self._changed.notify()

    def take(self) -> list[Request]:
        """The next ones that go together, as soon as it is their turn; none once it is closed.
        What is taken is to be `done` with."""
        with self._changed:
            while not self._closed:
                seconds = self._until_next()
                if seconds is not None and seconds <= 0:
                    return self._next()
                self._changed.wait(seconds)
            return []

    def done(self, group: Sequence[Request]) -> None:
        with self._changed:
            del self._begun[id(group[0])]
            self._changed.notify()

    def close(self) -> None:
        """Whoever waits in it is told that nobody answers any more."""
        with self._changed:
            self._closed = True
            for request in self._waiting:
                request.answer.cancel()
            self._waiting.clear()
            self._changed.notify_all()

    def _until_next(self) -> float | None:
        """Seconds; None where nobody waits."""
        if not self._waiting:
            return None
        at_work = sorted(self._begun.values())
        if len(at_work) < self.at_once:
            return 0.0
        return at_work[-self.at_once] + LONG - self._clock()

    def _next(self) -> list[Request]:
        taken = [self._waiting.popleft()]
        size = len(taken[0].data)
        while self._waiting and len(taken) < TOGETHER:
            following = self._waiting[0]
            size += len(following.data)
            if following.name != taken[0].name or size > BYTES_TOGETHER:
                break
            taken.append(self._waiting.popleft())
        self._begun[id(taken[0])] = self._clock()
        if self._waiting:
            self._changed.notify()  # another one, who waits for a turn
        return taken
