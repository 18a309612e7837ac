"""How much of a picture is still there after its translation: edges, and structural similarity.

Axes: planes are (Y, X), from 0 (black) to 255 (white).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...image import Image, Window
from ..enhance.fidelity import Values, luma, ssim, values

BLUR = 1 / 128
"""Standard deviation of the smoothing before edges are taken, as a share of the shorter side: two
samples of 256. Outlines are coarser than this, strokes of a brush finer."""
LEAST = 1.0
"""At the least, in samples: below it nothing would be smoothed."""
EVEN = 1e-6
"""Edges that vary less than this are none."""


def content(before: Image, after: Image, limits: Window) -> Mapping[str, float]:
    """`content`, the correlation of the edges, and `ssim`, both of luma; 1 for the same picture,
    about 0 for another one. A picture without edges has no content to keep: NaN.

    `limits` are the stored values that are black and white in both.
    """
    planes = [luma(values(one, limits)) for one in (before, after)]
    return {"content": alike(*map(edges, planes)), "ssim": ssim(*planes)}


def edges(plane: Values) -> Values:
    """How steep each place is: the length of the gradient of the smoothed plane."""
    from scipy.ndimage import gaussian_gradient_magnitude

    blur = max(LEAST, BLUR * min(plane.shape))
    steep = gaussian_gradient_magnitude(plane, blur, mode="nearest")
    return np.asarray(steep, np.float64)


def alike(one: Values, other: Values) -> float:
    """Pearson's correlation; 0 where the other alone is even, NaN where the first is."""
    if one.std() < EVEN:
        return float("nan")
    if other.std() < EVEN:
        return 0.0
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def difference(one: Image, other: Image, limits: Window) -> float:
    """The mean absolute difference over all samples and colours, as a share of the range."""
    return float(np.abs(values(one, limits) - values(other, limits)).mean() / 255)
