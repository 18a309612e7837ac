"""What an image file shows before anyone looks at the picture: size, depth, encoding, brightness.

Axes: `Y X` space.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..image import Floats, Image
from .detail import plane_of

LEVELS = (5, 25, 50, 75, 95)
"""Percentiles of the brightness that are kept."""

BORDER = 0.05
"""How much of an image's height and width its border takes."""

TABLES = b"\xff\xdb"
"""The marker of a JPEG file's quantisation tables (ITU-T T.81, table B.1)."""


@dataclass(frozen=True)
class Facts:
    """Of one file."""

    size: tuple[int, ...]
    """Spatial, in pixels."""
    kind: str
    """Format, colour and type of the numbers, as `jpeg, gray, 8 bits`."""
    encoder: str
    """Which quantisation tables a JPEG file has, as a short hash; empty for other files."""
    weight: float
    """Bytes of the file for each pixel."""
    brightness: tuple[float, ...]
    """Percentiles, mean, deviation, and the shares of the darkest and the brightest value."""
    border: tuple[float, ...]
    """Mean and deviation along the upper, lower, left and right edge."""


def facts(image: Image, file: bytes) -> Facts:
    """Of an image and the bytes that it was read from."""
    plane = plane_of(image)
    return Facts(
        size=image.shape,
        kind=_kind(image),
        encoder=_encoder(file) if image.source.format == "jpeg" else "",
        weight=len(file) / max(1, int(np.prod(image.shape))),
        brightness=_brightness(plane),
        border=tuple(float(v) for edge in _edges(plane) for v in (edge.mean(), edge.std())),
    )


def _kind(image: Image) -> str:
    pixels = image.pixels
    colour = {1: "gray", 2: "gray", 3: "colour", 4: "colour"}.get(len(pixels), f"{len(pixels)}")
    if colour == "colour" and (pixels[0] == pixels[1]).all() and (pixels[0] == pixels[2]).all():
        colour = "gray written as colour"
    bits = f"{8 * pixels.dtype.itemsize} bits"
    return f"{image.source.format}, {colour}, {bits}"


def _brightness(plane: Floats) -> tuple[float, ...]:
    values = [*np.percentile(plane, LEVELS), plane.mean(), plane.std()]
    values += [(plane == plane.min()).mean(), (plane == plane.max()).mean()]
    return tuple(map(float, values))


def _edges(plane: Floats) -> tuple[Floats, ...]:
    y, x = (max(1, round(BORDER * n)) for n in plane.shape)
    return plane[:y], plane[-y:], plane[:, :x], plane[:, -x:]


def _encoder(file: bytes) -> str:
    """Two encoders, or two qualities of one, differ in these tables."""
    tables = b"".join(content for marker, content in _segments(file) if marker == TABLES)
    return hashlib.sha256(tables).hexdigest()[:8]


def _segments(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Marker and content of each segment before a JPEG file's scan (ITU-T T.81, B.1.1)."""
    place = 2
    while place + 4 <= len(file) and file[place] == 0xFF and file[place + 1] != 0xDA:
        length = int.from_bytes(file[place + 2 : place + 4], "big")
        yield file[place : place + 2], file[place + 4 : place + 2 + length]
        place += 2 + length
