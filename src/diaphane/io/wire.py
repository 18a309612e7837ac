"""An image as JSON and plain bytes, to be sent from one process to another, and back. No pickle.

A message is the length of its JSON, the JSON, the length of its bytes, the bytes; lengths are 8
bytes, the lowest first. Where the two processes share memory that is large enough, the bytes lie
there and are not sent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import prod
from typing import IO, Any, Protocol

import numpy as np

from ..image import Image, Pixels, Source, Window

Facts = dict[str, Any]
Pieces = Sequence[bytes | memoryview]

LONGEST = 2**20
"""Bytes of JSON."""
MOST_BYTES = 2**36
"""Of pixels: 2**31 samples of four channels of 8 bytes."""

LIES = "shared"
"""The fact that says where the bytes are."""


class BadMessage(Exception):
    """The other side is gone, or says what it cannot mean."""


def send(
    out: IO[bytes],
    facts: Facts,
    pieces: Pieces = (),
    shared: memoryview | None = None,
) -> None:
    """One message; its bytes are those of the pieces, one after the other."""
    size = sum(map(len, pieces))
    lies = shared is not None and size <= len(shared)
    if lies:
        assert shared
        lay(pieces, shared)
    text = json.dumps({**facts, LIES: lies}).encode()
    out.write(len(text).to_bytes(8, "little") + text + size.to_bytes(8, "little"))
    if not lies:
        for piece in pieces:
            out.write(piece)
    out.flush()


def lay(pieces: Pieces, shared: memoryview) -> None:
    place = 0
    for piece in pieces:
        shared[place : place + len(piece)] = piece
        place += len(piece)


def receive(file: Readable, shared: memoryview | None = None) -> tuple[Facts, Coming]:
    """The JSON of a message, and the bytes that follow it. Raises `BadMessage`."""
    facts = json.loads(exactly(file, number(file, LONGEST)))
    size = number(file, MOST_BYTES)
    if not facts.pop(LIES):
        return facts, Coming(file, size)
    if shared is None or size > len(shared):
        raise BadMessage(f"expected shared memory of {size} bytes")
    return facts, Coming(Lying(shared), size)


class Coming:
    """The bytes of a message, taken one piece after the other."""

    def __init__(self, file: Readable, size: int) -> None:
        self.file, self.left = file, size

    def take(self, size: int) -> bytes:
        """Raises `BadMessage`."""
        self._leave(size)
        return exactly(self.file, size)

    def fill(self, view: memoryview) -> None:
        """Read right into memory, so that pixels are never held twice. Raises `BadMessage`."""
        self._leave(len(view))
        if view and (came := self.file.readinto(view)) != len(view):
            raise BadMessage(f"expected {len(view)} bytes of pixels, got {came}")

    def end(self) -> None:
        """All was taken. Raises `BadMessage`."""
        if self.left:
            raise BadMessage(f"expected no more bytes, got {self.left}")

    def _leave(self, size: int) -> None:
        if not 0 <= size <= self.left:
            raise BadMessage(f"expected {size} bytes, got {self.left}")
        self.left -= size


class Readable(Protocol):
    """What a `BufferedReader` of a pipe can, too."""

    def read(self, size: int, /) -> bytes: ...

    def readinto(self, view: memoryview, /) -> int: ...


class Lying:
    """Bytes in shared memory, read as a file is. They are copied, so that nobody else can change
    them any more; and no part of the memory is held on to, so that it can be closed."""

    def __init__(self, view: memoryview) -> None:
        self.view, self.place = view, 0

    def read(self, size: int) -> bytes:
        self.place += size
        return bytes(self.view[self.place - size : self.place])

    def readinto(self, view: memoryview) -> int:
        self.place += len(view)
        view[:] = self.view[self.place - len(view) : self.place]
        return len(view)


def number(file: Readable, most: int) -> int:
    found = int.from_bytes(exactly(file, 8), "little")
    if found > most:
        raise BadMessage(f"expected at most {most} bytes, got {found}")
    return found


def exactly(file: Readable, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise BadMessage(f"expected {size} bytes, got {len(data)}")
    return data


def pack(image: Image) -> tuple[Facts, memoryview]:
    """What to send of an image."""
    pixels = np.ascontiguousarray(image.pixels)
    facts: Facts = {
        "dtype": pixels.dtype.str,
        "pixels": pixels.shape,
        "axes": image.axes,
        "spacing": image.spacing,
        "direction": None if image.direction is None else image.direction.tolist(),
        "origin": image.origin,
        "units": image.units,
        "window": image.window and (image.window.low, image.window.high),
        "inverted": image.inverted,
        "format": image.source.format,
        "modality": image.source.modality,
        "uids": dict(image.source.uids),
        "warnings": image.warnings,
    }
    return facts, raw(pixels)


def unpack(facts: Facts, coming: Coming) -> Image:
    """The image that such facts and the bytes that come are. Raises `BadMessage`."""
    direction, window = facts["direction"], facts["window"]
    return Image(
        array_in(facts["dtype"], facts["pixels"], coming),
        axes=facts["axes"],
        spacing=facts["spacing"] and tuple(facts["spacing"]),
        direction=None if direction is None else np.array(direction, np.float64),
        origin=facts["origin"] and tuple(facts["origin"]),
        units=facts["units"],
        window=window and Window(*window),
        inverted=facts["inverted"],
        source=Source(format=facts["format"], modality=facts["modality"], uids=facts["uids"]),
        warnings=tuple(facts["warnings"]),
    )


def array_in(kind: str, shape: Sequence[int], coming: Coming) -> Pixels:
    """The array of that dtype and shape whose bytes come next. Raises `BadMessage`."""
    dtype, sides = np.dtype(str(kind)), tuple(map(int, shape))
    size = prod(sides) * dtype.itemsize
    if dtype.kind not in "biuf" or min(sides, default=0) < 0 or size > coming.left:
        raise BadMessage(f"expected the pixels of {sides} {dtype}, got {coming.left} bytes")
    array = np.empty(sides, dtype)
    coming.fill(raw(array))
    return array


def raw(array: Pixels) -> memoryview:
    """The bytes of an array that lies in one piece."""
    return array.reshape(-1).view(np.uint8).data
