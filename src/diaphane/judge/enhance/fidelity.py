"""How near a picture comes to the true one: PSNR, and SSIM (Wang et al. 2004), as the papers on
larger pictures count them.

Axes: `C` channels, `Y X` space; values are 0 (black) to 255 (white).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...image import Image, Pixels, Window
from ...pixels.prepare import colours, depth

Values = NDArray[np.float64]

PEAK = 255.0
LEAST = 1e-10
"""Of a mean square error as a share of the peak's: 100 dB are as good as equal."""

WINDOW, DEVIATION = 11, 1.5
"""Samples across SSIM's window, and the standard deviation of its weights (section III-C)."""
K1, K2 = 0.01, 0.03
"""SSIM's constants, as shares of the peak (section III-C)."""

LUMA = (65.481, 128.553, 24.966)
"""Shares of red, green and blue in Y of 16 to 235 (ITU-R BT.601; MATLAB's rgb2ycbcr)."""


def fidelity(truth: Image, picture: Image, *, border: int) -> Mapping[str, float]:
    """`psnr_y`, `ssim_y` and `psnr_rgb` of two pictures of one size, in decibels and 0..1, without
    alpha and without `border` samples at each end. SSIM of what is smaller than its window, and
    all of what has nothing left, is NaN."""
    limits = depth(truth.pixels[: colours(truth)])
    true, made = (inner(values(one, limits), border) for one in (truth, picture))
    if not true.size:
        return {"psnr_y": float("nan"), "ssim_y": float("nan"), "psnr_rgb": float("nan")}
    y = luma(true), luma(made)
    return {"psnr_y": psnr(*y), "ssim_y": ssim(*y), "psnr_rgb": psnr(true, made)}


def values(image: Image, limits: Window) -> Values:
    """(C, Y, X) from 0 to 255 between the limits, unrounded, without alpha."""
    pixels: Pixels = image.pixels[: colours(image)]
    width = limits.high - limits.low or 1.0
    return np.asarray((pixels.astype(np.float64) - limits.low) * (PEAK / width))


def inner(picture: Values, border: int) -> Values:
    """(C, y, x) without its borders."""
    _, height, width = picture.shape
    kept: Values = picture[:, border : height - border, border : width - border]
    return kept


def luma(picture: Values) -> Values:
    """(Y, X): Y of a colour picture; a gray one is its own."""
    if len(picture) == 1:
        return np.asarray(picture[0])
    return np.asarray(16 + np.tensordot(np.array(LUMA) / PEAK, picture, axes=1))


def psnr(truth: Values, picture: Values) -> float:
    """Peak signal-to-noise ratio in decibels, at most 100."""
    error = float(np.square(truth - picture).mean()) / PEAK**2
    return float(-10 * np.log10(max(error, LEAST)))


def ssim(truth: Values, picture: Values) -> float:
    """The mean of the structural similarity (Y, X) over all places where the window lies within
    the picture (equation 13); NaN where there is none."""
    if min(truth.shape) < WINDOW:
        return float("nan")
    x, y = truth, picture
    mean_x, mean_y = weighted(x), weighted(y)
    xx, yy, xy = (weighted(a * b) for a, b in ((x, x), (y, y), (x, y)))
    var_x, var_y, both = xx - mean_x**2, yy - mean_y**2, xy - mean_x * mean_y
    c1, c2 = (K1 * PEAK) ** 2, (K2 * PEAK) ** 2
    alike = (2 * mean_x * mean_y + c1) * (2 * both + c2)
    most = (mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2)
    return float((alike / most).mean())


def weighted(plane: Values) -> Values:
    """Means under the Gaussian window wherever it lies within the plane."""
    away = np.arange(WINDOW) - WINDOW // 2
    weights = np.exp(-(away**2) / (2 * DEVIATION**2))
    weights /= weights.sum()
    for axis in (0, 1):
        n = plane.shape[axis] - WINDOW + 1
        moved = np.moveaxis(plane, axis, 0)
        summed = sum(w * moved[k : k + n] for k, w in enumerate(weights))
        plane = np.moveaxis(np.asarray(summed), 0, axis)
    return plane
