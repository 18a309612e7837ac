"""Clients that drip, flood or say nothing, against a real socket."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn

from diaphane.serve.web.deadline import Limits, Open, protocol
from diaphane.serve.web.headers import ALONE

SHORT = Limits(head=0.5, grace=0.5, pace=2**20, body=2.0, rest=0.3, taking=0.5, each=20)
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"


async def echo(
    scope: dict[str, object],
    receive: Callable[[], Awaitable[dict[str, object]]],
    send: Callable[[dict[str, object]], Awaitable[None]],
) -> None:
    """Reads all, then answers; `/early` does not read, `/large` answers with much."""
    size, more = 0, scope["path"] != "/early"
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body = message.get("body", b"")
        assert isinstance(body, bytes)
        size, more = size + len(body), bool(message.get("more_body"))
    body = b"x" * 2**24 if scope["path"] == "/large" else str(size).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def serving(limits: Limits) -> AsyncIterator[tuple[int, Open]]:
    """The port, and the count of connections."""
    kind = protocol(limits)
    config = uvicorn.Config(
        echo, port=0, http=kind, ws="none", lifespan="off", log_config=None, timeout_keep_alive=1
    )
    server = uvicorn.Server(config)
    server.capture_signals = None  # type: ignore[assignment,method-assign]
    task = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1], kind.open  # type: ignore[attr-defined]
    finally:
        server.should_exit = True
        await task


async def said(port: int, pieces: list[bytes], *, every: float = 0.0) -> tuple[bytes, float]:
    """All that is answered to these pieces, and the seconds until the line was closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begun = time.monotonic()

    async def drip() -> None:
        with suppress(ConnectionError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(every)

    dripping = asyncio.create_task(drip())
    answer = b""
    try:
        with suppress(ConnectionError):
            answer = await asyncio.wait_for(reader.read(), 10)
        return answer, time.monotonic() - begun
    finally:
        dripping.cancel()
        await closed(writer)


async def closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


def run(pieces: list[bytes], *, every: float = 0.0, limits: Limits = SHORT) -> tuple[bytes, float]:
    async def inside() -> tuple[bytes, float]:
        async with serving(limits) as (port, _):
            return await said(port, pieces, every=every)

    return asyncio.run(inside())


def letters(text: bytes) -> list[bytes]:
    return [text[n : n + 1] for n in range(len(text))]


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"\r\n"] * 100,
        letters(GET * 20),
        [GET[:-2], *[b"X: y\r\n"] * 100],
        letters(b"GET / HTTP/1.1\r\nHost: " + b"x" * 100),
    ],
)
def test_a_head_that_drips_is_cut(pieces: list[bytes]) -> None:
    answer, seconds = run(pieces, every=0.05)
    assert answer.endswith(b'{"error": "expected the request sooner; send it again"}')
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert 0.3 < seconds < 3


def test_a_body_that_drips_is_cut() -> None:
    answer, seconds = run([POST, *[b"x"] * 200], every=0.05)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert seconds < 3


def test_a_body_at_its_pace_arrives() -> None:
    close = POST.replace(b"Host: x", b"Host: x\r\nConnection: close")
    slow = Limits(grace=0.2, pace=50_000)
    answer, seconds = run([close, *[b"x" * 10_000] * 10], every=0.1, limits=slow)
    assert answer.endswith(b"100000")
    assert seconds > 0.5


def test_there_is_an_end_for_every_body() -> None:
    answer, seconds = run([POST, *[b"x" * 400] * 200], every=0.05, limits=Limits(body=1.0, grace=1))
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert seconds < 4


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"GET /" + b"x" * 2**16 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 2**17,
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 2**16 + b"\r\n\r\n",
    ],
)
def test_floods_of_headers_are_refused(head: bytes) -> None:
    answer, _ = run([head[n : n + 1000] for n in range(0, len(head), 1000)])
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431 ")


def test_a_flood_of_chunks_is_refused() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer, _ = run([head, *[b"1\r\nx\r\n" * 10_000] * 50], limits=Limits())
    assert answer == b"" or answer.startswith(b"HTTP/1.1 413 ")


def test_a_flood_in_the_size_of_a_chunk_is_refused() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;"
    answer, _ = run([head, *[b"x" * 2**16] * 50], limits=Limits())
    assert answer == b"" or answer.startswith((b"HTTP/1.1 413 ", b"HTTP/1.1 400 "))


def test_no_http_at_all() -> None:
    answer, seconds = run([b"\x16\x03\x01 hello\r\n\r\n"])
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert seconds < 2


@pytest.mark.parametrize("pieces", [[b"no http\r\n\r\n"], []])
def test_what_is_said_before_anybody_looked_is_guarded_too(pieces: list[bytes]) -> None:
    answer, _ = run(pieces)
    head, _, body = answer.partition(b"\r\n\r\n")
    for name, value in ALONE:
        assert name + b": " + value in head
    assert json.loads(body)["error"].startswith("expected ")


@pytest.mark.parametrize(
    "lines",
    [
        "Content-Length: 6|Transfer-Encoding: chunked||0||",
        "Transfer-Encoding: chunked|Content-Length: 6||0||",
        "Content-Length: 6|Content-Length: 7||x",
        "Content-Length: 1|Content-Length: 1||x",
        "Content-Length: 1,1||x",
        "Content-Length: +1||x",
        "Content-Length: -1||x",
        "Content-Length : 1||x",
        "Transfer-Encoding: xchunked||0||",
        "Transfer-Encoding: chunked, identity||0||",
        "Transfer-Encoding: chunked|Transfer-Encoding: identity||0||",
        "Transfer-Encoding : chunked||0||",
        "Transfer-Encoding: chunked||0x1|x|0||",
        "Transfer-Encoding: chunked||-1|x|0||",
        "X: a\0b||",
        " X: folded||",
    ],
)
def test_a_request_whose_end_can_be_read_in_two_ways_is_refused(lines: str) -> None:
    """Else a proxy and we may part the same bytes otherwise ("request smuggling")."""
    text = f"POST / HTTP/1.1|Host: x|{lines}".replace("|", "\r\n").encode()
    answer, _ = run([text + GET])
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1, "what follows is taken for no request"


def test_an_answer_before_the_end_of_a_body_arrives() -> None:
    early = POST.replace(b"/ HTTP", b"/early HTTP")
    answer, seconds = run([early, *[b"x" * 100] * 20], every=0.05)
    assert b"200 OK" in answer
    assert seconds < 3


def test_a_connection_that_is_kept_ends_when_nothing_more_comes() -> None:
    answer, seconds = run([GET])
    assert answer.endswith(b"\r\n\r\n0")
    assert 0.5 < seconds < 4


def test_requests_after_one_another_on_one_line() -> None:
    last = GET.replace(b"Host: x", b"Host: x\r\nConnection: close")
    answer, _ = run([GET + GET[:10], GET[10:] + last], every=0.1)
    assert answer.count(b"200 OK") == 3


def test_who_takes_nothing_is_let_go() -> None:
    async def inside() -> int:
        async with serving(SHORT) as (port, open_):
            _, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**10)
            writer.write(GET.replace(b"/ HTTP", b"/large HTTP"))
            await asyncio.sleep(2)
            await closed(writer)
            return open_.total

    assert asyncio.run(inside()) == 0


def test_one_machine_does_not_hold_every_connection() -> None:
    async def inside() -> list[int]:
        async with serving(Limits(each=5, connections=8)) as (port, open_):
            lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(7)]
            last = await asyncio.wait_for(lines[-1][0].read(), 5)
            assert last.startswith(b"HTTP/1.1 503 ")
            assert b"\r\nretry-after: 5\r\n" in last
            count = [open_.total]
            for _, writer in lines:
                await closed(writer)
            await asyncio.sleep(0.2)
            return [*count, open_.total, len(open_.of)]

    assert asyncio.run(inside()) == [5, 0, 0]


def test_drippers_do_not_hold_up_the_others() -> None:
    """The benchmark measures 200 of them."""

    async def inside() -> float:
        async with serving(Limits()) as (port, _):
            drips = [
                asyncio.create_task(said(port, letters(GET * 99), every=0.2)) for _ in range(50)
            ]
            await asyncio.sleep(0.5)
            begun = time.monotonic()
            for _ in range(50):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(GET)
                await reader.readuntil(b"\r\n\r\n")
                await closed(writer)
            seconds = time.monotonic() - begun
            for drip in drips:
                drip.cancel()
            await asyncio.gather(*drips, return_exceptions=True)
            return seconds

    assert asyncio.run(inside()) < 5
