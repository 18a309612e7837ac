"""Do work ahead of the one who asks for it: in order, in threads, only so far."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


def ahead(
    make: Callable[[Given], Made], items: Iterable[Given], *, workers: int, depth: int
) -> Iterator[tuple[Given, Made]]:
    """Each item with what is made of it, in order; never more than `depth` are made or waiting.

    When the one who asks stops asking, what has not been begun is dropped.
    """
    rest = iter(items)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="diaphane-ahead")
    try:
        waiting: deque[tuple[Given, Future[Made]]] = deque(
            (item, pool.submit(make, item)) for item in islice(rest, depth)
        )
        while waiting:
            item, future = waiting.popleft()
            made = future.result()
            waiting.extend((new, pool.submit(make, new)) for new in islice(rest, 1))
            del future
            yield item, made
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
