"""A row of numbers as bars, for a person to look at.

Axes: uint8 (Y, X, 3).
"""

from __future__ import annotations

import numpy as np

from ..image import Pixels
from .page import PANEL, TEXT, TROUGH, Picture


def row_bars(values: Pixels, *, height: int = PANEL // 2, width: int = PANEL) -> Picture:
    """A bar for each of the (X,) numbers, from zero up or down; the longest fills the picture."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    place = (np.asarray(values, np.float64) - low) / ((high - low) or 1.0)  # 0 below, 1 above
    zero = -low / ((high - low) or 1.0)
    column = np.arange(width) * len(values) // width
    level = 1 - (np.arange(height)[:, None] + 0.5) / height
    ends = place[column]
    inside = (level <= np.maximum(ends, zero)) & (level >= np.minimum(ends, zero))
    return np.where(inside[..., None], np.array(TEXT), np.array(TROUGH)).astype(np.uint8)
