"""Which images are copies of one another: resized, encoded anew, brighter, mirrored or turned.

Two steps. Sketches (fine structure at 32 px) are all compared with all, in each of eight turns.
The few pairs that pass are compared at 64 px, as a whole and tile by tile: what only shares a
frame, a scale or the edge of a round field of view differs in many tiles.

Axes: `N` images, `P` pairs, `Y X` space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..image import Floats
from .alike import BLOCK, SIDE, STEPS, Fingerprints

TURNS: Mapping[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "": lambda a: a,
    "mirrored left to right": lambda a: a[..., ::-1],
    "mirrored upside down": lambda a: a[..., ::-1, :],
    "turned by 180 degrees": lambda a: a[..., ::-1, ::-1],
    "turned by 90 degrees": lambda a: np.swapaxes(a, -1, -2)[..., ::-1],
    "turned by 270 degrees": lambda a: np.swapaxes(a, -1, -2)[..., ::-1, :],
    "mirrored and turned by 90 degrees": lambda a: np.swapaxes(a, -1, -2),
    "mirrored and turned by 270 degrees": lambda a: np.swapaxes(a, -1, -2)[..., ::-1, ::-1],
}
"""What lays the second of a pair on the first, on arrays (..., Y, X)."""

SKETCH = 0.75
"""Correlation of sketches above which a pair is looked at. Limits of both steps were chosen on
4,665 real images with 2,300 planted copies: copies reach 0.86, 0.79 and 0.68, others seldom."""

WHOLE = 0.78
"""Least correlation of the details; neighbouring slices of a head stay below 0.84."""

TILES = 0.65
"""Least correlation in the worst tiles but a few; neighbouring slices stay below it."""

FORGIVEN = 0.15
"""Share of the tiles that may differ more: overexposed places, a stamp, a ruler."""

TILE = 8
"""Edge of a tile, in pixels of 64."""

FLAT = 0.03
"""Mean square contrast below which a tile shows nothing to compare."""

CHUNK = 4096
"""Pairs compared in detail at a time."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Copies:
    """P pairs of rows of the fingerprints, each once, with i < j."""

    i: Rows
    j: Rows
    turns: tuple[str, ...]
    """Of `TURNS`, one for each pair: how the second lies on the first."""
    correlation: Floats
    """(P,) of the details."""

    def __len__(self) -> int:
        return len(self.i)


def copies(prints: Fingerprints, named: Sequence[str] | None = None) -> Copies:
    """All pairs that are copies; with `named`, each one's part, only those of different parts."""
    parts = np.unique(named if named is not None else [], return_inverse=True)[1]
    best: dict[tuple[int, int], tuple[float, str]] = {}
    for turn, i, j in _likely(prints.sketches, parts if named is not None else None):
        for a, b, value in _confirmed(prints.details, i, j, TURNS[turn]):
            best[a, b] = max(best.get((a, b), (0.0, "")), (value, turn))
    pairs = np.array(list(best), np.int64).reshape(-1, 2)
    return Copies(
        i=pairs[:, 0],
        j=pairs[:, 1],
        turns=tuple(turn for _, turn in best.values()),
        correlation=np.array([value for value, _ in best.values()], np.float32),
    )


def _likely(sketches: NDArray[np.float32], parts: Rows | None) -> Iterator[tuple[str, Rows, Rows]]:
    """Pairs i < j of images whose sketches correlate, by the turn of the second one."""
    squares = sketches.reshape(-1, SIDE, SIDE)
    for turn, start in product(TURNS, range(0, len(sketches), BLOCK)):
        block = sketches[start : start + BLOCK]
        later = TURNS[turn](squares[start:]).reshape(-1, SIDE * SIDE)
        i, j = np.nonzero(block @ later.T > SKETCH)
        wanted = i < j
        if parts is not None:
            wanted &= parts[i + start] != parts[j + start]
        yield turn, i[wanted] + start, j[wanted] + start


def _confirmed(
    details: NDArray[np.int8],
    i: Rows,
    j: Rows,
    turned: Callable[[NDArray[Any]], NDArray[Any]],
) -> Iterator[tuple[int, int, float]]:
    """Of these pairs those that are copies, and how well their details agree."""
    for start in range(0, len(i), CHUNK):
        a, b = i[start : start + CHUNK], j[start : start + CHUNK]
        whole, tiles = _agreement(details[a], turned(details[b]))
        good = (whole >= WHOLE) & (tiles >= TILES)
        yield from zip(a[good].tolist(), b[good].tolist(), whole[good].tolist(), strict=True)


def _agreement(one: NDArray[np.int8], other: NDArray[np.int8]) -> tuple[Floats, Floats]:
    """(P,) twice: how the details of pairs correlate, as a whole and in the worst tiles but a few.
    A tile counts where both show something."""
    x, y = (half.astype(np.float32) / np.float32(STEPS) for half in (one, other))
    whole = _correlation(x.reshape(len(x), -1), y.reshape(len(y), -1))
    x, y = _tiles(x), _tiles(y)
    tiles = _correlation(x, y)
    tiles[np.minimum(x.var(axis=-1), y.var(axis=-1)) < FLAT] = np.inf
    alive = np.isfinite(tiles).sum(axis=1)
    place = (FORGIVEN * np.maximum(alive - 1, 0)).astype(np.int64)
    return whole, np.sort(tiles, axis=1)[np.arange(len(tiles)), place]


def _tiles(details: Floats) -> Floats:
    """(P, tiles, pixels) from (P, Y, X)."""
    pairs, y, x = details.shape
    cut = details.reshape(pairs, y // TILE, TILE, x // TILE, TILE).swapaxes(2, 3)
    return cut.reshape(pairs, -1, TILE * TILE)


def _correlation(x: Floats, y: Floats) -> Floats:
    """Over the last axis; 0 where one of them is flat."""
    x, y = (half - half.mean(axis=-1, keepdims=True) for half in (x, y))
    lengths = np.sqrt((x * x).sum(axis=-1) * (y * y).sum(axis=-1))
    return np.asarray((x * y).sum(axis=-1) / np.maximum(lengths, 1e-6), np.float32)
