"""Images that are sent come out as they went in, and messages that cannot be meant are refused."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest

from diaphane.image import Image, Source, Window
from diaphane.io.wire import BadMessage, exactly, pack, receive, send, unpack

EVERYTHING = Image(
    np.arange(24, dtype=np.float32).reshape(1, 2, 3, 4),
    axes="zyx",
    spacing=(1.1, 0.3, 1 / 3),
    direction=np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0],
    origin=(0.1, -2e-17, 3.0),
    units="HU",
    window=Window(-1.5, 2.5),
    inverted=True,
    source=Source(format="dicom", modality="CT", uids={"study": "1.2"}),
    warnings=("a", "ä"),
)


def put(pipe: BytesIO, image: Image, shared: memoryview | None = None) -> None:
    facts, pixels = pack(image)
    send(pipe, facts, [pixels], shared)


@pytest.mark.parametrize(
    "image",
    [
        EVERYTHING,
        Image(np.zeros((3, 2, 2), np.uint8)),
        Image(np.zeros((1, 0, 2), bool)),
        Image(np.asfortranarray(np.arange(6).reshape(1, 2, 3).astype(np.int16))),
    ],
)
def test_there_and_back(image: Image) -> None:
    pipe = BytesIO()
    put(pipe, image)
    pipe.seek(0)
    facts, coming = receive(pipe)
    back = unpack(facts, coming)
    coming.end()
    np.testing.assert_array_equal(back.pixels, image.pixels)
    assert back.pixels.dtype == image.pixels.dtype
    assert back.pixels.flags.writeable
    if image.direction is not None:
        np.testing.assert_array_equal(back.direction, image.direction)
    assert back.but(pixels=0, direction=0) == image.but(pixels=0, direction=0)
    assert pipe.read() == b""


def message(**changes: object) -> BytesIO:
    facts, pixels = pack(EVERYTHING)
    pipe = BytesIO()
    send(pipe, {**facts, **changes}, [pixels])
    pipe.seek(0)
    return pipe


@pytest.mark.parametrize(
    "changes",
    [{"dtype": "O"}, {"dtype": "<f8"}, {"pixels": [1, 2, 3, 5]}, {"pixels": [1, -2, -3, 4]}],
)
def test_pixels_that_are_not_as_said_are_refused(changes: dict[str, object]) -> None:
    pipe = message(**changes)
    with pytest.raises(BadMessage, match="expected the pixels of"):
        unpack(*receive(pipe))


def test_bytes_that_nobody_takes_are_refused() -> None:
    facts, coming = receive(message(pixels=[1, 2, 3, 3]))
    unpack(facts, coming)
    with pytest.raises(BadMessage, match="expected no more bytes, got 24"):
        coming.end()


def test_what_breaks_off_is_refused() -> None:
    pipe = BytesIO(message().getvalue()[:-1])
    with pytest.raises(BadMessage, match="96 bytes of pixels, got 95"):
        unpack(*receive(pipe))
    with pytest.raises(BadMessage, match="expected 8 bytes, got 0"):
        receive(BytesIO())
    with pytest.raises(BadMessage, match="at most 1048576 bytes"):
        receive(BytesIO(b"\xff" * 8))
    with pytest.raises(BadMessage):
        exactly(BytesIO(b"1"), 2)


def test_bytes_that_fit_lie_in_shared_memory_and_are_not_sent() -> None:
    facts, pixels = pack(EVERYTHING)
    for size, left in ((96, b""), (95, bytes(pixels))):
        pipe, shared = BytesIO(), memoryview(bytearray(size))
        send(pipe, facts, [pixels], shared)
        pipe.seek(0)
        known, coming = receive(pipe, shared)
        assert pipe.read() == left
        pipe.seek(-len(left), 2)
        back = unpack(known, coming)
        shared[:] = bytes(size)  # what the other side does later changes nothing
        np.testing.assert_array_equal(back.pixels, EVERYTHING.pixels)


def test_pieces_come_one_after_the_other() -> None:
    pipe, shared = BytesIO(), memoryview(bytearray(9))
    for pieces in ((b"fits", b"too"), (b"is", b"", b"too long")):
        send(pipe, {}, pieces, shared)
    pipe.seek(0)
    for pieces in ((b"fits", b"too"), (b"is", b"", b"too long")):
        _, coming = receive(pipe, shared)
        assert tuple(coming.take(len(piece)) for piece in pieces) == pieces
        coming.end()
        with pytest.raises(BadMessage, match="expected 1 bytes, got 0"):
            coming.take(1)


@pytest.mark.parametrize("shared", [None, memoryview(bytearray(95))])
def test_bytes_that_cannot_lie_there_are_refused(shared: memoryview | None) -> None:
    pipe = BytesIO()
    put(pipe, EVERYTHING, memoryview(bytearray(96)))
    pipe.seek(0)
    with pytest.raises(BadMessage, match="expected shared memory of 96 bytes"):
        receive(pipe, shared)
