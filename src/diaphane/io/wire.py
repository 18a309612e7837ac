"""An image as JSON and plain bytes, to be sent from one process to another, and back. No pickle.

A message is the length of its JSON, the JSON, the length of its bytes, the bytes; lengths are 8
bytes, the lowest first. Where the two processes share memory that is large enough, the bytes lie
there and are not sent.
"""

from __future__ import annotations

import json
from math import prod
from typing import IO, Any

import numpy as np

from ..image import Image, Pixels, Source, Window

Facts = dict[str, Any]

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
    data: bytes | memoryview = b"",
    shared: memoryview | None = None,
) -> None:
    """One message."""
    lies = shared is not None and len(data) <= len(shared)
    if lies:
        assert shared
        shared[: len(data)] = data
    text = json.dumps({**facts, LIES: lies}).encode()
    out.write(len(text).to_bytes(8, "little") + text + len(data).to_bytes(8, "little"))
    if not lies:
        out.write(data)
    out.flush()


def receive(file: IO[bytes]) -> tuple[Facts, int]:
    """The JSON of a message, and how many bytes follow it. Raises `BadMessage`."""
    facts = json.loads(exactly(file, number(file, LONGEST)))
    return facts, number(file, MOST_BYTES)


def number(file: IO[bytes], most: int) -> int:
    found = int.from_bytes(exactly(file, 8), "little")
    if found > most:
        raise BadMessage(f"expected at most {most} bytes, got {found}")
    return found


def exactly(file: IO[bytes], size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise BadMessage(f"expected {size} bytes, got {len(data)}")
    return data


def whole(file: IO[bytes], facts: Facts, size: int, shared: memoryview | None = None) -> bytes:
    """The bytes of a message, of which `receive` gave the rest. Raises `BadMessage`."""
    return bytes(lying(size, shared)) if facts[LIES] else exactly(file, size)


def lying(size: int, shared: memoryview | None) -> memoryview:
    """The bytes in the shared memory. Raises `BadMessage`."""
    if shared is None or size > len(shared):
        raise BadMessage(f"expected shared memory of {size} bytes")
    return shared[:size]


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
    return facts, pixels.reshape(-1).view(np.uint8).data


def unpack(facts: Facts, size: int, file: IO[bytes], shared: memoryview | None = None) -> Image:
    """The image that such facts and the `size` bytes that follow in `file`, or are shared, are.
    Raises `BadMessage`."""
    direction, window = facts["direction"], facts["window"]
    return Image(
        pixels_in(facts, size, file, shared),
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


def pixels_in(facts: Facts, size: int, file: IO[bytes], shared: memoryview | None) -> Pixels:
    """Read right into the array, so that pixels are never held twice."""
    dtype, shape = np.dtype(str(facts["dtype"])), tuple(map(int, facts["pixels"]))
    if dtype.kind not in "biuf" or prod(shape) * dtype.itemsize != size:
        raise BadMessage(f"expected the pixels of {shape} {dtype}, got {size} bytes")
    pixels = np.empty(shape, dtype)
    view = pixels.reshape(-1).view(np.uint8).data
    if facts[LIES]:
        view[:] = lying(size, shared)  # copied, so that nobody else can change them any more
    elif (came := file.readinto(view) if size else 0) != size:  # type: ignore[attr-defined]
        raise BadMessage(f"expected {size} bytes of pixels, got {came}")
    return pixels
