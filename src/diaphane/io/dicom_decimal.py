"""Numbers as DICOM headers hold them: decimal strings, the ends of a window, and the line from
stored values back to what they stand for."""

from __future__ import annotations

from typing import Any

from ..image import Pixels, Window

MOST = 2**16 - 1
"""The largest stored value of 16 bits."""


def decimal(number: float) -> Any:
    """At most 16 letters (DICOM PS3.5, section 6.2)."""
    from pydicom.valuerep import DS

    return DS(float(number), auto_format=True)


def centred(window: Window) -> tuple[Any, Any]:
    """Centre and width of a window (C.11.2.1.2: the linear function)."""
    width = window.high - window.low + 1
    return decimal(window.low + 0.5 + (width - 1) / 2), decimal(width)


def line(pixels: Pixels) -> tuple[float, float]:
    """Slope and intercept of values that are stored as 0 to `MOST`; whole numbers that 16 bits
    hold keep a slope of 1."""
    low, high = float(pixels.min()), float(pixels.max())
    whole = pixels.dtype.kind in "iu" and high - low <= MOST
    return (1.0 if whole or high == low else (high - low) / MOST), low
