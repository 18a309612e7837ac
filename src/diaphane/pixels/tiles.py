"""Run a network over an image too big for it, tile by tile, without visible seams.

Axes: `C` channels, then any number of spatial ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product

import numpy as np

from ..errors import BadSetting
from ..image import Floats

Tile = tuple[slice, ...]


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


@lru_cache(maxsize=8)
def hill(shape: tuple[int, ...]) -> Floats:
    """Weights that rise from a tile's rim to its middle, all above 0."""
    out = np.ones(shape, np.float32)
    for axis, n in enumerate(shape):
        ramp = np.minimum(np.arange(1, n + 1), np.arange(n, 0, -1)) / ((n + 1) // 2)
        out *= ramp.astype(np.float32).reshape([-1 if i == axis else 1 for i in range(len(shape))])
    return out
