"""Run a network over an image too big for it, tile by tile, without visible seams.

Axes: `C` channels, then any number of spatial ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import product
from math import ceil, floor

import numpy as np

from ..errors import BadSetting
from ..image import Floats

Tile = tuple[slice, ...]
Box = tuple[range, ...]
"""A piece of a grid, one range an axis. It may stick out."""
Rows = tuple[slice, Floats]
"""Rows of the first axis that are done, and their (K, rows, *rest)."""


def tiled(
    network: Callable[[Floats], Floats],
    pixels: Floats,
    *,
    tile: int,
    overlap: int,
    scale: int = 1,
) -> Floats:
    """(K, *space * scale) from (C, *space). `network` maps (C, *tile) to (K, *tile * scale).

    Where tiles overlap, the answer is their mean, weighted by how far a pixel lies from the
    tile's rim. It is kept as a running mean (West 1979): where all tiles agree, it is exactly
    what they say.
    """
    if not 0 <= overlap < tile:
        raise BadSetting(f"expected an overlap from 0 to {tile - 1}, got {overlap}")
    grid = tuple(n * scale for n in pixels.shape[1:])
    weight = np.zeros(grid, np.float32)
    mean: Floats | None = None
    for place in places(pixels.shape[1:], tile=tile, overlap=overlap):
        new = network(pixels[(slice(None), *place)])
        there = tuple(slice(s.start * scale, s.stop * scale) for s in place)
        trust = hill(new.shape[1:])
        weight[there] += trust
        if mean is None:
            mean = np.zeros((len(new), *grid), np.float32)
        part = mean[(slice(None), *there)]
        part += trust / weight[there] * (new - part)
    assert mean is not None, "an image has at least one tile"
    return mean


def places(shape: tuple[int, ...], *, tile: int, overlap: int) -> Iterator[Tile]:
    """Where the tiles lie. They cover the shape; the last of an axis ends with it; a tile is
    smaller than `tile` only along an axis that is."""
    starts = ([*range(0, max(n - tile, 0), tile - overlap), max(n - tile, 0)] for n in shape)
    for corner in product(*starts):
        yield tuple(slice(a, min(a + tile, n)) for a, n in zip(corner, shape, strict=True))


def even(n: int, *, tile: int, overlap: float, multiple: int) -> tuple[int, list[int]]:
    """The length of the tiles of an axis of n samples, and where each starts.

    There are as few tiles as the longest, `tile`, allows, as short as `overlap` (a share of their
    length) allows, spread evenly. The length differs from `tile` by a multiple of `multiple`, so
    that a network which takes the one takes the other; of an axis shorter than a tile the only
    one may stick out at the end.
    """
    count = max(1, ceil(round(1 + (n / tile - 1) / (1 - overlap), 6)))
    least = n / (1 + (count - 1) * (1 - overlap))
    length = tile - max(0, floor(round((tile - least) / multiple, 6))) * multiple
    return length, [round(k * (n - length) / max(1, count - 1)) for k in range(count)]


def blended(tiles: Iterable[tuple[Box, Floats]], grid: tuple[int, ...]) -> Iterator[Rows]:
    """Rows of a grid as soon as no further tile touches them, from tiles (K, *box) that come in
    the order of their first rows. What is handed out is overwritten by what comes next."""
    slab: Slab | None = None
    for box, values in tiles:
        slab = slab or Slab(len(values), len(box[0]), grid)
        if box[0].start > slab.first:
            yield slab.rows(box[0].start)
            slab.move(box[0].start)
        slab.add(box, values)
    assert slab is not None, "an image has at least one tile"
    yield slab.rows(grid[0])


class Slab:
    """The rows of a grid that tiles still touch, and the mean of what these said.

    Each tile counts by how far a sample lies from its rim. The mean is a running one (West 1979):
    where all tiles agree, it is exactly what they say.
    """

    def __init__(self, outputs: int, length: int, grid: tuple[int, ...]) -> None:
        size = (min(length, grid[0]), *grid[1:])
        self.first = 0
        self.mean = np.zeros((outputs, *size), np.float32)
        self.weight = np.zeros(size, np.float32)

    def add(self, box: Box, values: Floats) -> None:
        """Count a tile; what of it sticks out of the grid is left out."""
        ahead = (self.first, *(0 for _ in box[1:]))
        there = tuple(
            slice(axis.start - before, min(axis.stop - before, n))
            for axis, before, n in zip(box, ahead, self.weight.shape, strict=True)
        )
        inside = tuple(slice(0, place.stop - place.start) for place in there)
        trust = hill(values.shape[1:])[inside]
        self.weight[there] += trust
        mean = self.mean[(slice(None), *there)]
        mean += trust / self.weight[there] * (values[(slice(None), *inside)] - mean)

    def rows(self, stop: int) -> Rows:
        """The rows up to `stop`."""
        return slice(self.first, stop), self.mean[:, : stop - self.first]

    def move(self, first: int) -> None:
        """Let go of the rows before `first`."""
        done = first - self.first
        for kept in (self.mean.swapaxes(0, 1), self.weight):
            kept[:-done] = kept[done:].copy()
            kept[-done:] = 0
        self.first = first


@lru_cache(maxsize=16)
def hill(shape: tuple[int, ...]) -> Floats:
    """Weights that rise from a tile's rim to its middle, all above 0."""
    out = np.ones(shape, np.float32)
    for axis, n in enumerate(shape):
        ramp = np.minimum(np.arange(1, n + 1), np.arange(n, 0, -1)) / ((n + 1) // 2)
        out *= ramp.astype(np.float32).reshape([-1 if i == axis else 1 for i in range(len(shape))])
    return out
