"""A bell within one process: who waits for a thing to change is called when it did."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Bell:
    """Listeners by the name of what they wait for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[str, list[Callable[[], object]]] = defaultdict(list)

    def ring(self, *names: str) -> None:
        """Call everyone who listens for one of these; whoever is called must not block."""
        with self._lock:
            calls = [call for name in names for call in self._listeners.get(name, ())]
        for call in calls:
            call()

    @contextmanager
    def listening(self, name: str, call: Callable[[], object]) -> Iterator[None]:
        """Be called, by the thread that rings, as long as this lasts."""
        with self._lock:
            self._listeners[name].append(call)
        try:
            yield
        finally:
            with self._lock:
                self._listeners[name].remove(call)
                if not self._listeners[name]:
                    del self._listeners[name]
