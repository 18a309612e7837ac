"""From an image to what a network eats, and the way back: the only preprocessing there is.

Axes: `C` channels, then space. The frame is the grid the network sees; the box is the part of
the frame that the image fills, the rest is padding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..card import Input, Scaling
from ..errors import BadData, BadSetting
from ..image import Floats, Image, Pixels, Window
from .resample import resize
from .window import percentiles, windowed

LUMINANCE = (0.299, 0.587, 0.114)
"""Shares of red, green and blue in a gray value (ITU-R BT.601, as in JPEG)."""
BRIGHT = 0.12
"""Of 0..1: content is brighter than this, margins and their noise are darker."""
RIM = 0.02
"""A row or column with a smaller share of bright samples is margin."""


@dataclass(frozen=True)
class Prepared:
    """What the network eats, and how its maps go back on the image."""

    pixels: Floats
    """(C, *frame)."""
    cut: tuple[slice, ...]
    """The part of the image that was used."""
    box: tuple[slice, ...]
    """Where in the frame that part lies."""
    shape: tuple[int, ...]
    """The image's own size."""
    limits: Window
    """Stored values that became 0 and 1."""
    clipped: float
    """Share of the image's samples that lay outside the limits."""

    def undo(self, raw: Floats, *, scale: int = 1) -> Floats:
        """(K, *map) on the image's grid times `scale`. The map covers the frame, finely (as many
        samples as the frame times `scale`) or coarsely (a class activation map). What was cut
        away is 0."""
        frame = self.pixels.shape[1:]
        if any(b.stop - b.start != n for b, n in zip(self.box, frame, strict=True)):
            raw = resize(raw, tuple(n * scale for n in frame))
            place = tuple(slice(b.start * scale, b.stop * scale) for b in self.box)
            raw = raw[(slice(None), *place)]
        inner = resize(raw, tuple((c.stop - c.start) * scale for c in self.cut))
        if all(c.stop - c.start == n for c, n in zip(self.cut, self.shape, strict=True)):
            return inner
        whole = np.zeros((len(raw), *(n * scale for n in self.shape)), np.float32)
        place = tuple(slice(c.start * scale, c.stop * scale) for c in self.cut)
        whole[(slice(None), *place)] = inner
        return whole


def prepare(image: Image, need: Input) -> Prepared:
    """Make an image fit a network's input: colours, 0..1, margins, size, mean and deviation."""
    pixels = coloured(image.pixels, need.channels)
    limits = limits_of(pixels, image, need.scaling)
    scaled = to_unit(pixels, limits, need.scaling)
    if image.inverted:
        scaled = 1 - scaled
    cut = content(scaled) if need.crop == "content" else _whole(scaled)
    framed, box = _to_frame(scaled[(slice(None), *cut)], need)
    return Prepared(normal(framed, need), cut, box, image.shape, limits, clipped(pixels, limits))


def content(scaled: Floats) -> tuple[slice, ...]:
    """The smallest box around what is bright, of an image in 0..1; all of it where nothing is."""
    bright = (scaled.max(axis=0) if len(scaled) > 1 else scaled[0]) > BRIGHT
    axes = range(bright.ndim)
    inside = [_share(bright, tuple(a for a in axes if a != axis)) > RIM for axis in axes]
    places = [np.flatnonzero(rows) for rows in inside]
    if not all(len(rows) for rows in places):
        return _whole(scaled)
    return tuple(slice(int(rows[0]), int(rows[-1]) + 1) for rows in places)


def _share(bright: NDArray[np.bool_], axes: tuple[int, ...]) -> NDArray[np.float64]:
    """What is bright along some axes; the mean, in half of its time."""
    counted = bright.view(np.uint8).sum(axis=axes, dtype=np.uint32)
    return np.asarray(counted / (bright.size // counted.size))


def _whole(pixels: Pixels) -> tuple[slice, ...]:
    return tuple(slice(0, n) for n in pixels.shape[1:])


def limits_of(pixels: Pixels, image: Image, scaling: Scaling) -> Window:
    """The stored values that become 0 and 1. Of an image of one value, both are that value."""
    if scaling.kind == "none":
        return Window(float(pixels.min()), float(pixels.max()))
    if scaling.kind == "fixed":
        return Window(scaling.low, scaling.high)
    if scaling.kind == "depth":
        return depth(image.pixels[: colours(image)])
    if scaling.kind == "window" and image.window:
        return image.window
    return percentiles(pixels, low=scaling.low, high=scaling.high)


def depth(pixels: Pixels) -> Window:
    """Black and white of values of so many bits. 12 bits often come as 16, so those are counted
    that the values need; of numbers without a depth, the least and the largest finite one."""
    if pixels.dtype == np.uint8:
        return Window(0.0, 255.0)
    if pixels.dtype == np.uint16:
        return Window(0.0, float(2 ** max(8, int(pixels.max()).bit_length()) - 1))
    known = pixels[np.isfinite(pixels)] if pixels.dtype.kind == "f" else pixels
    return Window(float(known.min()), float(known.max())) if known.size else Window(0.0, 0.0)


def colours(image: Image) -> int:
    """Channels without alpha."""
    return image.channels - (image.channels in (2, 4))


def coloured(pixels: Pixels, channels: int) -> Pixels:
    """Drop alpha onto black, then gray from colour or colour from gray, as the network wants."""
    if len(pixels) in (2, 4):
        alpha = pixels[-1:].astype(np.float32) / _opaque(pixels)
        pixels = pixels[:-1] * alpha
    if len(pixels) == channels:
        return pixels
    if len(pixels) == 3 and channels == 1:
        luminance = np.array(LUMINANCE, np.float32)
        return np.tensordot(luminance, pixels.astype(np.float32, copy=False), axes=1)[None]
    if len(pixels) == 1:
        return np.repeat(pixels, channels, axis=0)
    raise BadSetting(
        f"expected an image of 1 to 4 channels for a network of 1 or 3, got {len(pixels)} for "
        f"{channels}; write a card whose input has 1 or 3 channels"
    )


def _opaque(pixels: Pixels) -> float:
    """The alpha of a pixel that hides all behind it."""
    return float(np.iinfo(pixels.dtype).max) if pixels.dtype.kind in "iu" else 1.0


def to_unit(pixels: Pixels, limits: Window, scaling: Scaling) -> Floats:
    """0..1, or as stored where nothing is to be scaled; what is no number becomes 0."""
    scaled = pixels.astype(np.float32) if scaling.kind == "none" else windowed(pixels, limits)
    return np.nan_to_num(scaled, copy=False) if pixels.dtype.kind == "f" else scaled


def clipped(pixels: Pixels, limits: Window) -> float:
    """Share of the samples that lie outside the limits, by more than rounding."""
    slack = 1e-3 * (limits.high - limits.low)
    outside = (pixels < limits.low - slack) | (pixels > limits.high + slack)
    return np.count_nonzero(outside) / outside.size if outside.size else 0.0


def _to_frame(pixels: Floats, need: Input) -> tuple[Floats, tuple[slice, ...]]:
    """Pixels on the grid the network sees, and the part of it that they fill."""
    space = pixels.shape[1:]
    if need.size is None:
        return _padded(pixels, tuple(-n % need.multiple for n in space), mode="reflect")
    if len(need.size) != len(space):
        wanted, got = len(need.size), len(space)
        raise BadSetting(
            f"expected a row of {need.size[0]} numbers, got an image; choose a table"
            if wanted == 1
            else f"expected an image of {wanted} axes, got {got}; choose one plane of it"
        )
    if len(space) == 1 and need.size != space:  # neighbouring columns are no samples of one curve
        raise BadData(
            f"expected a row of {need.size[0]} numbers, got {space[0]}; leave out the label and "
            "what else the model does not know"
        )
    if need.fit == "stretch":
        return resize(pixels, need.size), tuple(slice(0, n) for n in need.size)
    shrink = min(then / now for now, then in zip(space, need.size, strict=True))
    inner = tuple(
        min(then, max(1, round(now * shrink))) for now, then in zip(space, need.size, strict=True)
    )
    short = tuple(then - now for now, then in zip(inner, need.size, strict=True))
    return _padded(resize(pixels, inner), short, mode="constant", before=True)


def _padded(
    pixels: Floats,
    short: tuple[int, ...],
    *,
    mode: Literal["reflect", "constant"],
    before: bool = False,
) -> tuple[Floats, tuple[slice, ...]]:
    """Add `short` samples to each axis, half of them in front where `before`."""
    front = tuple(n // 2 if before else 0 for n in short)
    ends = [(a, n - a) for a, n in zip(front, short, strict=True)]
    box = tuple(slice(a, a + n) for a, n in zip(front, pixels.shape[1:], strict=True))
    if any(short):
        pixels = np.pad(pixels, [(0, 0), *ends], mode=mode)
    return pixels, box


def normal(pixels: Floats, need: Input) -> Floats:
    """Mean taken off and divided by the deviation, channel by channel."""
    column = (-1, *(1 for _ in pixels.shape[1:]))
    mean = np.array(need.mean, np.float32).reshape(column)
    std = np.array(need.std, np.float32).reshape(column)
    return np.ascontiguousarray((pixels - mean) / std, np.float32)
