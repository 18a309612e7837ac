"""How far a mask reaches: its connected parts and its surface.

Axes: masks are (*space).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

DIRECTIONS = 2**14
"""Directions that the sphere is divided by: shares are right to about 0.001."""


def components(mask: Mask) -> int:
    """Connected parts; samples that touch at a corner are connected."""
    from scipy import ndimage

    part = mask[filled(mask)]
    return int(ndimage.label(part, np.ones((3,) * mask.ndim))[1])


def crumbs(mask: Mask, least: float) -> tuple[Mask, int]:
    """Connected parts that are smaller than the share `least` of the largest, and how many."""
    from scipy import ndimage

    box = filled(mask)
    numbered, _ = ndimage.label(mask[box], np.ones((3,) * mask.ndim))
    sizes = np.bincount(numbered.ravel(), minlength=1)
    sizes[0] = 0
    small = (sizes > 0) & (sizes < least * sizes.max())
    found = np.zeros_like(mask)
    found[box] = small[numbered]
    return found, int(small.sum())


def filled(mask: Mask) -> tuple[slice, ...]:
    """The smallest box that holds all of the mask; an empty one where nothing is."""
    box = []
    for axis in range(mask.ndim):
        places = np.flatnonzero(mask.any(axis=tuple(a for a in range(mask.ndim) if a != axis)))
        box.append(slice(int(places[0]), int(places[-1]) + 1) if len(places) else slice(0, 0))
    return tuple(box)


def surface(mask: Mask, spacing: tuple[float, ...]) -> float:
    """Square millimetres around a volume's mask, by Crofton's formula in 13 directions (Lehmann
    and Legland 2012, section 3).

    A line that runs through a body goes in and comes out; how often lines of a direction do tells
    the body's shadow in that direction, and four times the mean shadow is the surface (Cauchy).
    """
    solid = np.pad(mask[filled(mask)], 1)
    if not mask.any():
        return 0.0
    voxel = float(np.prod(spacing))
    total = 0.0
    for (step, share), length in zip(_shares(spacing), _lengths(spacing), strict=True):
        shadow = _crossings(solid, step) / 2 * voxel / length
        total += share * shadow
    return 4 * total


STEPS = tuple(step for step in product((-1, 0, 1), repeat=3) if step > (0, 0, 0))
"""To one of each two opposite neighbours."""


def _crossings(solid: Mask, step: tuple[int, ...]) -> int:
    """Neighbours along `step` of which one lies inside and one outside."""
    here = tuple(slice(max(0, -s), n - max(0, s)) for s, n in zip(step, solid.shape, strict=True))
    there = tuple(slice(max(0, s), n - max(0, -s)) for s, n in zip(step, solid.shape, strict=True))
    return int(np.count_nonzero(solid[here] != solid[there]))


def _lengths(spacing: tuple[float, ...]) -> list[float]:
    """Millimetres to the neighbours in `STEPS`."""
    return [float(np.linalg.norm(np.multiply(step, spacing))) for step in STEPS]


@lru_cache(maxsize=16)
def _shares(spacing: tuple[float, ...]) -> list[tuple[tuple[int, ...], float]]:
    """Each step with the share of all directions that are nearest to it."""
    units = np.array([np.multiply(step, spacing) for step in STEPS])
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    k = np.arange(DIRECTIONS)  # points spread evenly on a sphere along a Fibonacci spiral
    height, turn = 1 - (2 * k + 1) / DIRECTIONS, np.pi * (1 + 5**0.5) * k
    flat = np.sqrt(1 - height**2)
    points = np.stack([flat * np.cos(turn), flat * np.sin(turn), height], axis=1)
    nearest = np.abs(points @ units.T).argmax(axis=1)
    counts = np.bincount(nearest, minlength=len(STEPS))
    return list(zip(STEPS, (counts / DIRECTIONS).tolist(), strict=True))
