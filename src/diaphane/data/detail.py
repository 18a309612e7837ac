"""The fine structure of an image: what two copies share and two like images do not.

Chest films and neighbouring slices correlate above 0.98 as thumbnails, because large shapes are
alike. Without the large shapes, and with every place brought to the same contrast, copies still
correlate and the others do not.

Axes: `Y X` space.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from ..image import Floats, Image

SIDE = 64
"""Edge of the plane that two images are compared on in the end."""

WIDE = 1.5
"""Shapes wider than a Gaussian of this deviation, in pixels of the plane, are taken away."""

AROUND = 3.0
"""Deviation of the Gaussian neighbourhood whose contrast is brought to 1."""

FLOOR = 0.1
"""Contrast, in standard deviations of the plane, below which a place is taken for flat."""

BLANK = 1e-5
"""A plane that varies less than this share of its largest value shows nothing."""


def plane_of(image: Image) -> Floats:
    """(Y, X): the mean of the colours as a screen shows them, bright for bright; of a volume the
    plane in the middle."""
    pixels = image.pixels
    colours = pixels[: {2: 1, 4: 3}.get(len(pixels), len(pixels))]
    while colours.ndim > 3:
        colours = colours[:, colours.shape[1] // 2]
    gray = np.nan_to_num(colours.mean(axis=0, dtype=np.float32))
    return np.asarray(-gray if image.inverted else gray, np.float32)


def boxes(plane: Floats, side: int) -> Floats:
    """(side, side): averages over boxes of equal size, which may cut pixels."""
    return _averaged(_averaged(plane, side).T, side).T


def halved(plane: Floats) -> Floats:
    """(Y / 2, X / 2): averages of two by two."""
    y, x = plane.shape
    return np.asarray(plane.reshape(y // 2, 2, x // 2, 2).mean(axis=(1, 3)))


def blank(plane: Floats) -> bool:
    return float(plane.std()) <= BLANK * float(np.abs(plane).max(initial=0))


def fine(plane: Floats) -> Floats:
    """A square plane without its large shapes, at even contrast; zeros where it is blank.

    x minus blur(x), divided by the root of its blurred square and a floor: local contrast
    normalisation (Jarrett et al. 2009, section 2.1, with a floor in place of a mean).
    """
    if blank(plane):
        return np.zeros_like(plane)
    high = plane - _blurred(plane, WIDE)
    contrast = np.sqrt(_blurred(high * high, AROUND))
    return np.asarray(high / (contrast + FLOOR * plane.std()), np.float32)


def direction(plane: Floats) -> Floats:
    """(Y * X,): mean-free with length 1, so that a product of two is their correlation; zeros
    where it is blank."""
    if blank(plane):
        return np.zeros(plane.size, np.float32)
    free = plane.ravel() - plane.mean()
    return np.asarray(free / np.linalg.norm(free), np.float32)


def _averaged(rows: Floats, boxes: int) -> Floats:
    """(boxes, M) from (N, M): differences of the running sum, linear between pixels. A matrix
    product would say the same, but takes far longer where BLAS waits for busy cores."""
    running = np.zeros((len(rows) + 1, rows.shape[1]))
    np.cumsum(rows, axis=0, out=running[1:])
    edges = np.linspace(0, len(rows), boxes + 1)
    below = np.minimum(edges.astype(np.int64), len(rows) - 1)
    share = (edges - below)[:, None]
    sums = running[below] * (1 - share) + running[below + 1] * share
    return np.asarray(np.diff(sums, axis=0) * boxes / len(rows), np.float32)


def _blurred(plane: Floats, deviation: float) -> Floats:
    kernel = _gaussian(len(plane), deviation)
    return np.asarray(kernel @ plane @ kernel.T)


@cache
def _gaussian(side: int, deviation: float) -> Floats:
    """(side, side): each row the weights of one output pixel; they add up to 1 at the edge, too."""
    apart = np.arange(side)[:, None] - np.arange(side)
    weights = np.exp(-0.5 * (apart / deviation) ** 2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)
