"""An image as a network sees it, made piece by piece: nothing is held but the piece asked for.

It is `prepare` for images that are cut into tiles: the same numbers, without a copy of the whole
as float32. Axes: `C` channels, then space. The grid is the image's own, or that of the card's
spacing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..card import Input
from ..errors import BadData
from ..image import Floats, Image, Pixels, Window
from .orient import Turn, as_it_is, turned, upright
from .planes import stacked_turn
from .prepare import clipped, coloured, limits_of, normal, to_unit
from .resample import linear_weights
from .tiles import Box
from .window import ENOUGH


@dataclass(frozen=True)
class View:
    """An image, how its values are scaled, and the grid that a network sees it on."""

    image: Image
    need: Input
    grid: tuple[int, ...]
    """Samples along each axis that the network looks along."""
    limits: Window
    """Stored values that become 0 and 1."""
    clipped: float
    """Share of the image's samples that lie outside the limits."""

    def piece(self, box: Box, *, plane: int | None = None) -> Floats:
        """(C, *box): a piece as the network eats it, of plane number `plane` (from 0) of a stack
        where there is one. Where the box sticks out of the grid, the image is mirrored."""
        pixels = self.image.pixels if plane is None else self.image.pixels[:, plane]
        axes = zip(box, self.grid, pixels.shape[1:], strict=True)
        sights = [along(places, grid, own) for places, grid, own in axes]
        raw = pixels[(slice(None), *(sight.own for sight in sights))]
        values = to_unit(coloured(raw, self.need.channels), self.limits, self.need.scaling)
        if self.image.inverted:
            values = 1 - values
        for axis, sight in enumerate(sights, start=1):
            values = sight.drawn(values, axis)
        return normal(values, self.need)


def view(image: Image, need: Input, turn: Turn) -> View:
    """How a network with this need sees an image once it is turned.

    Limits are those of the whole image, whatever piece is asked for. Where the card wants a
    spacing and the image's is known, the grid has it.
    """
    limits = limits_of(coloured(image.pixels, need.channels), image, need.scaling)
    outside = clipped(coloured(_some(image.pixels), need.channels), limits)
    lying = turned(image, turn)
    return View(lying, need, grid_of(lying, need), limits, outside)


KINDS = {"x": "a row of numbers", "yx": "a single plane", "tyx": "frames", "zyx": "a volume"}


def turn_for(image: Image, need: Input) -> Turn:
    """How an image is turned before a network sees it: a volume upright, or, by a network of
    planes, as a stack of them. Raises `BadData` where a network of volumes is given a plane."""
    axes = len(need.tile or ())
    if image.axes == "x" or axes > len(image.axes) or (axes == 3 and image.axes != "zyx"):
        raise BadData(
            f"expected a {'volume' if axes == 3 else 'picture'}, got "
            f"{KINDS[image.axes]}; choose another model or file"
        )
    if image.axes != "zyx":
        return as_it_is(len(image.axes))
    return upright(image) if axes == 3 else stacked_turn(image)


def grid_of(image: Image, need: Input) -> tuple[int, ...]:
    """Samples along each axis the network looks along, at the size or spacing the card wants."""
    if need.size is not None:
        return need.size
    axes = len(need.tile or image.axes)
    space = image.shape[-axes:]
    if not need.spacing or not image.spacing:
        return space
    own = image.spacing[-axes:]
    return tuple(
        max(1, round(n * has / wants))
        for n, has, wants in zip(space, own, need.spacing, strict=True)
    )


def _some(pixels: Pixels) -> Pixels:
    """An even share of a large image's samples, (C, N): enough to count what lies outside."""
    flat = pixels.reshape(len(pixels), -1)
    return flat[:, :: -(-flat.shape[1] // ENOUGH) or 1]


@dataclass(frozen=True)
class Sight:
    """What one axis of a piece is drawn from."""

    own: slice
    """The image's own samples that are needed."""
    taken: NDArray[np.intp] | None = None
    """Which of these, where they are not simply all in their order."""
    weights: NDArray[np.float32] | None = None
    """(piece, own): shares of theirs, where the grid is not the image's."""

    def drawn(self, values: Floats, axis: int) -> Floats:
        """The piece's samples along this axis."""
        if self.weights is not None:
            return np.moveaxis(np.moveaxis(values, axis, -1) @ self.weights.T, -1, axis)
        return values if self.taken is None else values.take(self.taken, axis)


def along(places: range, grid: int, own: int) -> Sight:
    """What the places of a grid of so many samples need of an axis of `own` samples."""
    inside = places.start >= 0 and places.stop <= grid
    index = np.arange(places.start, places.stop)
    index = index if inside else mirrored(index, grid)
    if grid == own:
        if inside:
            return Sight(slice(places.start, places.stop))
        first = int(index.min())
        return Sight(slice(first, int(index.max()) + 1), taken=index - first)
    weights = linear_weights(own, grid)[index]
    used = np.flatnonzero(weights.any(axis=0))
    needed = slice(int(used[0]), int(used[-1]) + 1)
    return Sight(needed, weights=np.ascontiguousarray(weights[:, needed]))


def mirrored(index: NDArray[np.intp], n: int) -> NDArray[np.intp]:
    """Places beyond either end of an axis of n samples mirrored at its last sample, as often as
    it takes (`reflect` in numpy.pad)."""
    if n == 1:
        return np.zeros_like(index)
    index = index % (2 * (n - 1))
    return np.minimum(index, 2 * (n - 1) - index)
