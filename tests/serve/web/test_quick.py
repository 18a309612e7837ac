"""Short reads: on the loop where the database is a file, in another thread where it is a server."""

from __future__ import annotations

import asyncio
import threading

from diaphane.serve.store import Store
from diaphane.serve.web.quick import quick


def test_a_file_is_read_where_one_is(store: Store) -> None:
    async def name() -> str:
        return await quick(store, lambda: threading.current_thread().name)

    same = asyncio.run(name()) == threading.current_thread().name
    assert same == store.sqlite


def test_arguments_are_handed_on(store: Store) -> None:
    assert asyncio.run(quick(store, int, "12", base=3)) == 5
