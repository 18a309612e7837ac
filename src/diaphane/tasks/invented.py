"""What of an enhanced picture was invented: what would not come back if it were shrunk again, and
what interpolation would not have shown.

Axes: `C` channels, `Y X` space; `S` the scale. Both maps are shares of the image's range, from
black to white: 0.01 is one part in a hundred, 2.55 of 255 values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ..image import Floats, Image, Pixels, Window
from ..pixels.interpolate import REACH, enlarge, shrink
from ..pixels.window import windowed

RESIDUAL, ADDED = "residual", "added"

BAND = 64
"""Rows of the image that are looked at together."""


def residual(picture: Pixels, image: Image, limits: Window, scale: int) -> Floats:
    """(Y, X): how far the picture, shrunk by bicubic, is from the image it was made of; the mean
    over colours (back-projection; Irani and Peleg 1991, equation 2)."""
    out = np.empty(image.shape, np.float32)
    for rows in bands(image):
        first = max(0, rows.start - REACH)
        near = windowed(picture[:, first * scale : (rows.stop + REACH) * scale], limits)
        small = shrink(near, scale, rows=slice(rows.start - first, rows.stop - first))
        out[rows] = np.abs(small - windowed(image.pixels[:, rows], limits)).mean(axis=0)
    return out


def added(picture: Pixels, image: Image, limits: Window, scale: int) -> Floats:
    """(Y * S, X * S): how far the picture is from the image enlarged by bicubic; the mean over
    colours."""
    out = np.empty(picture.shape[1:], np.float32)
    plain = windowed(image.pixels, limits)
    for rows in bands(image):
        place = slice(rows.start * scale, rows.stop * scale)
        smooth = np.clip(enlarge(plain, scale, "bicubic", rows=place), 0, 1)
        out[place] = np.abs(windowed(picture[:, place], limits) - smooth).mean(axis=0)
    return out


def bands(image: Image) -> Iterator[slice]:
    """The image's rows, a few at a time."""
    n = image.shape[0]
    for start in range(0, n, BAND):
        yield slice(start, min(start + BAND, n))


def measures(maps: Mapping[str, Floats]) -> dict[str, float]:
    """Means and largest values in per cent of the range from black to white."""
    return {
        "residual_mean_percent": 100 * float(maps[RESIDUAL].mean(dtype=np.float64)),
        "residual_max_percent": 100 * float(maps[RESIDUAL].max()),
        "added_mean_percent": 100 * float(maps[ADDED].mean(dtype=np.float64)),
        "added_max_percent": 100 * float(maps[ADDED].max()),
    }
