"""Requests that wait to be decoded; small files for one model are taken from it together."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field

from ..result import Result

TOGETHER = 4
"""Files that are decoded in one go. More of them wait for one another: the network would be idle
while they are decoded, and they while it runs."""
BYTES_TOGETHER = 2**20
"""Of their files. A larger one goes alone, so that small ones do not wait for it."""


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
    """First come, first served."""

    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, request: Request) -> None:
        with self._changed:
            self._waiting.append(request)
            self._changed.notify()

    def take(self) -> list[Request]:
        """The next ones that go together, as soon as there are any; none once it is closed."""
        with self._changed:
            while not self._waiting and not self._closed:
                self._changed.wait()
            return [] if self._closed else self._next()

    def close(self) -> None:
        """Whoever waits in it is told that nobody answers any more."""
        with self._changed:
            self._closed = True
            for request in self._waiting:
                request.answer.cancel()
            self._waiting.clear()
            self._changed.notify_all()

    def _next(self) -> list[Request]:
        taken = [self._waiting.popleft()]
        size = len(taken[0].data)
        while self._waiting and len(taken) < TOGETHER:
            following = self._waiting[0]
            size += len(following.data)
            if following.name != taken[0].name or size > BYTES_TOGETHER:
                break
            taken.append(self._waiting.popleft())
        return taken
