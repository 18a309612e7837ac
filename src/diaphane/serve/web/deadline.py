"""How long a client may take: uvicorn's protocol with an end to waiting.

By itself uvicorn waits for ever for the rest of a request (measured: headers that dripped for 75 s
were still taken), so a few hundred silent connections would hold all there are. Here a head has
10 s in all; a body must come at a pace; an answer must be taken; and one machine cannot hold every
connection.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httptools
from uvicorn.protocols.http.flow_control import CLOSE_HEADER
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from .headers import ALONE


@dataclass(frozen=True)
class Limits:
    """What a connection may do. Times in seconds."""

    head: float = 10.0
    """From the first byte of a request, or from the connection, to the end of its headers."""
    head_bytes: int = 2**15
    headers: int = 100
    grace: float = 30.0
    """That a body has in any case, ..."""
    pace: float = 2**14
    """... and further ones for each so many bytes."""
    body: float = 6 * 3600.0
    """That it has at most."""
    wrapping: float = 4.0
    """Bytes on the line for each of the body, beside the first 256 KiB: more is a flood of
    chunks."""
    rest: float = 5.0
    """In which what is left of a refused body is thrown away, so that the answer arrives."""
    taking: float = 60.0
    """In which a client that takes nothing more of an answer must take some."""
    connections: int = 1000
    each: int | None = 400
    """Connections of one address; `None` where all come through a proxy."""


@dataclass
class Open:
    """The connections there are."""

    limits: Limits = field(default_factory=Limits)
    total: int = 0
    of: Counter[str] = field(default_factory=Counter)

    def enter(self, address: str) -> bool:
        """Is there room for one more?"""
        each = self.limits.each
        if self.total >= self.limits.connections or (each and self.of[address] >= each):
            return False
        self.total += 1
        self.of[address] += 1
        return True

    def leave(self, address: str) -> None:
        self.total -= 1
        self.of[address] -= 1
        if not self.of[address]:
            del self.of[address]


def protocol(limits: Limits) -> type[HttpToolsProtocol]:
    """The class that a server makes connections of, with a count of their own."""
    return type("Timely", (TimelyProtocol,), {"open": Open(limits)})


COME_AGAIN = 5
"""Seconds after which there may be room for a connection."""

SENTENCES: Mapping[int, str] = {
    400: "expected a request of HTTP/1.1, got another or a broken one; send it again",
    408: "expected the request sooner; send it again",
    413: "expected a body in larger chunks; send it again",
    431: "expected fewer and shorter headers; leave some out",
    503: "expected fewer connections, got more than are served at once; try again in a moment",
}


class TimelyProtocol(HttpToolsProtocol):
    """One connection."""

    open: Open
    address = ""
    inside = False
    reading = "head"
    """What is being waited for: `head`, `body`, or `nothing`."""
    begun = 0.0
    came = 0
    """Bytes of this request on the line, ..."""
    body = 0
    """... and in its body."""
    paused = 0.0
    """Seconds that we did not listen for, since the last piece was not yet dealt with."""
    timer: asyncio.TimerHandle | None = None
    taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        self.inside = self.open.enter(self.address)
        if self.inside:
            self._wait_for_head()
        else:
            self._turn_away(503)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timers()
        if self.inside:
            self.inside = False
            self.open.leave(self.address)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self.reading == "nothing":
            self._wait_for_head()
        self.came += len(data)
        super().data_received(data)
        if self.reading == "head" and self.came > self.open.limits.head_bytes:
            self._turn_away(431)
        elif self.reading == "body" and self._is_flood():
            self._turn_away(413)

    def on_message_begin(self) -> None:
        if self.reading == "nothing":  # the next one in the same piece of data
            self._wait_for_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        limits = self.open.limits
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if len(self.headers) > limits.headers or size > limits.head_bytes:
            self._turn_away(431)
            raise httptools.HttpParserCallbackError("headers")
        self._wait_for_body()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self.body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.reading = "nothing"
        self._set_timer(None)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.reading == "body":  # refused before it was whole
            self._set_timer(self.open.limits.rest)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop_taking()
        self.taking = self.loop.call_later(self.open.limits.taking, self.transport.abort)

    def resume_writing(self) -> None:
        self._stop_taking()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Not twice: a request that was turned away breaks the parser off, too."""
        self._turn_away(400)

    def _wait_for_head(self) -> None:
        self.reading, self.came, self.body = "head", 0, 0
        self._set_timer(self.open.limits.head)

    def _wait_for_body(self) -> None:
        self.reading, self.begun, self.paused = "body", monotonic(), 0.0
        self._set_timer(self.open.limits.grace)

    def _late(self) -> None:
        """The time is over; or it is not, since we were the slow one or a body came at its pace."""
        self.timer = None
        if self.reading == "body" and not self.cycle.response_complete:
            left = self._left()
            if left > 0:
                self._set_timer(left)
                return
        self._turn_away(408)

    def _left(self) -> float:
        """Seconds that a body still has."""
        limits = self.open.limits
        if self.flow.read_paused:
            self.paused += 1.0
            return 1.0
        may = min(limits.grace + self.body / limits.pace, limits.body)
        return self.begun + may + self.paused - monotonic()

    def _is_flood(self) -> bool:
        return self.came > 2**18 + self.open.limits.wrapping * self.body

    def _turn_away(self, status: int) -> None:
        """Say why, where nothing was said yet, and close."""
        self._set_timer(None)
        if self.transport.is_closing():
            return
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            self.transport.write(said(status))
        self.transport.close()

    def _set_timer(self, seconds: float | None) -> None:
        if self.timer is not None:
            self.timer.cancel()
        self.timer = None if seconds is None else self.loop.call_later(seconds, self._late)

    def _stop_taking(self) -> None:
        if self.taking is not None:
            self.taking.cancel()
            self.taking = None

    def _stop_timers(self) -> None:
        self._set_timer(None)
        self._stop_taking()


def said(status: int) -> bytes:
    """A whole answer."""
    body = f'{{"error": "{SENTENCES[status]}"}}'.encode()
    headers: list[tuple[bytes, Any]] = [
        CLOSE_HEADER,
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        *ALONE,
    ]
    if status == 503:
        headers.append((b"retry-after", str(COME_AGAIN).encode()))
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
    return STATUS_LINE[status] + lines + b"\r\n" + body
