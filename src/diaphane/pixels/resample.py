"""Change the size of an image: linear with antialiasing, or nearest, for any number of axes.

Axes: `C` channels, then space. Pixel centres lie at (i + 0.5) / n of an axis, as in Pillow and
in torch with `align_corners=False`. When an axis shrinks, the linear kernel (a triangle) widens
with the factor, so that every old pixel has its share in a new one; nothing aliases.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..image import Floats, Pixels

Kind = Literal["linear", "nearest"]


def resize(pixels: Floats, size: tuple[int, ...], *, kind: Kind = "linear") -> Floats:
    """(C, *space) on a grid of `size`. The same size gives the same values back, bit for bit."""
    if pixels.shape[1:] == size:
        return pixels
    if kind == "nearest":
        return nearest(pixels, size)
    if len(size) == 2:
        return _plane(pixels, size)
    return _each_axis(pixels, size)


def nearest(pixels: Pixels, size: tuple[int, ...]) -> Pixels:
    """(C, *space) of any dtype on a grid of `size`; no new values arise, so labels stay labels."""
    for axis, (now, then) in enumerate(zip(pixels.shape[1:], size, strict=True), start=1):
        if now != then:
            pixels = pixels.take(((np.arange(then) + 0.5) * now / then).astype(np.intp), axis)
    return pixels


def _plane(pixels: Floats, size: tuple[int, int]) -> Floats:
    """Two axes by Pillow's float mode: 0.1 ms for 224 to 160, 3 times as fast as `_each_axis`
    from 2000 to 224 (AMD EPYC, one core)."""
    from PIL import Image as Pillow

    out = np.empty((len(pixels), *size), np.float32)
    for k, channel in enumerate(pixels):
        picture = Pillow.fromarray(np.ascontiguousarray(channel, np.float32))
        out[k] = np.asarray(picture.resize(size[::-1], Pillow.Resampling.BILINEAR))
    return out


def _each_axis(pixels: Floats, size: tuple[int, ...]) -> Floats:
    """One axis after the other, each as a product with its matrix of weights."""
    for axis, (now, then) in enumerate(zip(pixels.shape[1:], size, strict=True), start=1):
        if now != then:
            moved = np.moveaxis(pixels, axis, -1) @ linear_weights(now, then).T
            pixels = np.moveaxis(moved, -1, axis)
    return np.ascontiguousarray(pixels, np.float32)


@lru_cache(maxsize=64)
def linear_weights(now: int, then: int) -> NDArray[np.float32]:
    """(then, now): row i holds the shares of the old samples in the new sample i; rows add to 1."""
    reach = max(now / then, 1.0)
    centres = (np.arange(then) + 0.5) * now / then - 0.5
    away = np.abs(np.arange(now)[None] - centres[:, None]) / reach
    shares = np.maximum(1.0 - away, 0.0)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)
