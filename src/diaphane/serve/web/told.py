"""What routes answer with that is not JSON: samples, pictures, a stream of events."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

from fastapi import Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from ..images import Plane
from .workplace import Workplace

NEVER_CHANGES = {"Cache-Control": "private, max-age=3600, immutable"}

HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, so that nobody takes the line for dead."""

STREAM = "text/event-stream"


class Samples(Response):
    """The samples of a plane."""

    media_type = "application/octet-stream"


def samples(plane: Plane) -> Samples:
    headers = {
        "X-Rows": str(plane.rows),
        "X-Columns": str(plane.columns),
        "X-Channels": str(plane.channels),
        "X-Type": plane.type,
    }
    return Samples(plane.data, headers={**headers, **NEVER_CHANGES})


class Png(Response):
    """A picture."""

    media_type = "image/png"


def png(data: bytes) -> Png:
    return Png(data, headers=NEVER_CHANGES)


class Events(StreamingResponse):
    """Server-sent events (HTML standard, 9.2)."""

    media_type = STREAM


def events(
    place: Workplace,
    name: str,
    look: Callable[[], tuple[dict[str, Any], bool]],
    *,
    allowed: Callable[[], Awaitable[bool]],
    topic: str = "",
    every: float = 0.5,
) -> Events:
    """A stream that tells what changed until it is over.

    Args:
        look: Called in a thread: what there is, and whether it is over.
        allowed: Asked before each look: who was let in need not stay so for hours.
        topic: Rings in the queue's bell when there is something to look at.
        every: Seconds between two looks where nothing rings.
    """

    async def told() -> AsyncIterator[str]:
        loop, rung = asyncio.get_running_loop(), asyncio.Event()
        seen, last = None, time.monotonic()
        with place.queue.bell.listening(topic, lambda: loop.call_soon_threadsafe(rung.set)):
            while not place.stopping.is_set():
                rung.clear()
                if not await allowed():
                    return
                now, over = await run_in_threadpool(look)
                if now != seen:
                    seen, last = now, time.monotonic()
                    yield f"event: {name}\ndata: {json.dumps(now)}\n\n"
                if over:
                    return
                if time.monotonic() - last > HEARTBEAT:
                    last = time.monotonic()
                    yield ":\n\n"
                await sleep_until(rung, every)

    return Events(told(), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


async def sleep_until(rung: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(rung.wait(), seconds)
