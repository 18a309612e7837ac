"""Samples, pictures and streams of events."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import Any

from diaphane.serve.images import Plane
from diaphane.serve.web.told import Events, events, png, samples
from serve.web.conftest import Place


def test_samples_say_how_to_read_them() -> None:
    told = samples(Plane(2, 3, 1, "int16", bytes(12)))
    head = dict(told.headers)
    assert (head["x-rows"], head["x-columns"], head["x-channels"]) == ("2", "3", "1")
    assert (head["x-type"], head["content-type"]) == ("int16", "application/octet-stream")
    assert head["cache-control"] == "private, max-age=3600, immutable"
    assert png(b"x").headers["content-type"] == "image/png"


async def yes() -> bool:
    return True


def read(stream: Events) -> list[str]:
    async def every() -> list[str]:
        return [str(part) async for part in stream.body_iterator]

    return asyncio.run(every())


def test_what_changes_is_told_until_it_is_over(place: Place) -> None:
    states = iter([{"n": 0}, {"n": 0}, {"n": 1}, {"n": 2}])

    def look() -> tuple[dict[str, Any], bool]:
        now = next(states)
        return now, now["n"] == 2

    told = read(events(place.workplace, "job", look, allowed=yes, every=0.01))
    assert told == [f"event: job\ndata: {json.dumps({'n': n})}\n\n" for n in range(3)]


def test_a_ring_is_heard_at_once(place: Place) -> None:
    now = {"n": 0}

    def ring() -> None:
        time.sleep(0.2)
        now["n"] = 1
        place.workplace.queue.bell.ring("it")

    threading.Thread(target=ring).start()
    begin = time.monotonic()
    stream = events(
        place.workplace,
        "job",
        lambda: (dict(now), now["n"] == 1),
        allowed=yes,
        topic="it",
        every=30,
    )
    assert len(read(stream)) == 2
    assert time.monotonic() - begin < 5


def test_a_server_that_ends_ends_its_streams(place: Place) -> None:
    place.workplace.stopping.set()
    assert read(events(place.workplace, "job", lambda: ({}, False), allowed=yes)) == []
    place.workplace.stopping.clear()


def test_who_may_not_look_any_more_is_told_no_more(place: Place) -> None:
    looks = iter([True, True, False])

    async def allowed() -> bool:
        return next(looks)

    count = iter(range(9))
    told = read(
        events(
            place.workplace, "job", lambda: ({"n": next(count)}, False), allowed=allowed, every=0
        )
    )
    assert len(told) == 2


def test_a_stream_ends_with_the_right_to_see_it(place: Place) -> None:
    """Of a person who is shut out meanwhile, however long the job is."""
    ask = place("viewer")
    job = place.workplace.queue.put("never", {}, owner="viewer")
    following = threading.Thread(target=lambda: ask("GET", f"/api/jobs/{job.id}/events"))
    following.start()
    time.sleep(0.3)
    assert following.is_alive()
    viewer = place.workplace.users.named("viewer").id
    place.workplace.users.change(viewer, disabled=True, by="admin")
    place.workplace.known.forget()
    following.join(10)
    assert not following.is_alive()
