"""Maps of real values as gray of 8 bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..image import Floats

BAND = 64
"""Rows of a map that are made gray together."""


def gray(values: Floats, full: float) -> NDArray[np.uint8]:
    """The same axes: 0 for 0 or less, 255 for what is `full` or more. A few rows at a time, for the
    map may be large."""
    out = np.empty(values.shape, np.uint8)
    for start in range(0, len(values), BAND):
        rows = slice(start, start + BAND)
        out[rows] = np.rint(np.clip(values[rows] / np.float32(full), 0, 1) * 255)
    return out
