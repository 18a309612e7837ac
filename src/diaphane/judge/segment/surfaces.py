"""How far the surface of an answer lies from that of the truth.

A surface is made of the pixels of a thing that touch what is not it, or the image's end; distances
go from centre to centre, in millimetres where the spacing is known, else in pixels. Nearly as in
Reinke et al. 2024 (Nature Methods 21, 182): there surfaces have areas, here each pixel counts one.

Axes: planes (Y, X), volumes (Z, Y, X).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..metrics import Array

Mask = NDArray[np.bool_]

TOLERANCE = 1.0
"""Millimetres, or pixels, by which a surface may be off for surface Dice."""


@dataclass(frozen=True)
class Distances:
    """Of each surface pixel to the other surface."""

    of_truth: Array
    of_answer: Array
    most: float
    """From corner to corner of the image: further apart nothing can be."""


def distances(truth: Mask, answer: Mask, spacing: Sequence[float] | None) -> Distances | None:
    """None where there is no surface at all; no distances on both sides where there is one only."""
    steps = np.array(spacing or (1.0,) * truth.ndim, np.float64)
    most = float(np.hypot.reduce((np.array(truth.shape) - 1) * steps))
    if not truth.any() and not answer.any():
        return None
    if not truth.any() or not answer.any():
        return Distances(np.zeros(0), np.zeros(0), most)
    box = _box(truth | answer)
    one, other = surface(truth)[box], surface(answer)[box]
    return Distances(_distance_to(other, steps)[one], _distance_to(one, steps)[other], most)


def hd95(found: Distances | None) -> float:
    """The larger of the two 95th percentiles of distances, from truth to answer and back
    (Huttenlocher et al. 1993). With nothing on one side the longest way in the image; NaN with
    nothing on both."""
    if found is None:
        return float("nan")
    if not found.of_truth.size:
        return found.most
    return float(max(np.percentile(d, 95) for d in (found.of_truth, found.of_answer)))


def surface_dice(found: Distances | None, *, tolerance: float = TOLERANCE) -> float:
    """Share of both surfaces within `tolerance` of the other (Nikolov et al. 2021, Journal of
    Medical Internet Research 23, e26151). 0 with nothing on one side, NaN with nothing on both."""
    if found is None:
        return float("nan")
    every = np.concatenate([found.of_truth, found.of_answer])
    return float((every <= tolerance).mean()) if every.size else 0.0


def surface(mask: Mask) -> Mask:
    """Pixels of a mask with a neighbour along an axis that is not of it, or none at all."""
    from scipy.ndimage import binary_erosion

    return np.asarray(mask & ~binary_erosion(mask))


def _distance_to(edge: Mask, steps: Array) -> Array:
    from scipy.ndimage import distance_transform_edt

    return np.asarray(distance_transform_edt(~edge, sampling=steps), np.float64)


def _box(mask: Mask) -> tuple[slice, ...]:
    """The smallest box that holds it all."""
    axes = range(mask.ndim)
    sides = [mask.any(axis=tuple(other for other in axes if other != axis)) for axis in axes]
    ends = [np.flatnonzero(side)[[0, -1]].tolist() for side in sides]
    return tuple(slice(first, last + 1) for first, last in ends)
