"""Reads so short that the way to another thread would cost more than they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

from ..store import Store

P = ParamSpec("P")
Found = TypeVar("Found")


async def quick(store: Store, read: Callable[P, Found], *args: P.args, **named: P.kwargs) -> Found:
    """What a read by its key finds.

    SQLite answers within a tenth of a millisecond, waits for no writer (WAL) and is asked on the
    loop: another thread takes three times the processor, and where many wait for it at once, the
    last of them a third of a second. A server of PostgreSQL is asked in a thread.
    """
    if store.sqlite:
        return read(*args, **named)
    return await run_in_threadpool(read, *args, **named)
