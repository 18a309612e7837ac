"""From stored values to what they stand for: rescaling, Hounsfield units, air where nothing was.

DICOM PS3.3, C.11.1 (modality LUT), C.7.6.16.2.9 (per frame) and C.7.5.1.1.2 (padding).
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset

from ..image import Pixels
from .dicom_element import is_enhanced, macro, number, numbers, text, value
from .dicom_header import Header
from .dicom_lut import read_lut, tables_in

AIR = -1000
"""Hounsfield units."""

FILLER = -1500
"""Hounsfield units. Below, nothing was measured: scanners write -2000 or -3024 outside a round
scan, and noise around air does not reach so far."""

Note = Callable[[str], None]


def to_values(
    stored: Pixels, dataset: FileDataset, header: Header, note: Note
) -> tuple[Pixels, bool]:
    """(F, Y, X, 1) rescaled, and whether the file asked for it.

    Integers stay integers where slope and intercept are whole, the narrowest type that holds all
    that could be stored; else float32.
    """
    if tables := tables_in(dataset, "ModalityLUTSequence"):
        return read_lut(tables[0], signed=header.signed).of(stored), True
    lines = rescalings(dataset, header)
    if not lines:
        return stored, False
    if not all(sane(slope, intercept, header) for slope, intercept in lines):
        note("the rescale slope or intercept makes no sense; the values are as stored")
        return stored, False
    if set(lines) == {(1.0, 0.0)}:
        return stored, True
    return rescaled(stored, lines, header), True


def rescalings(dataset: FileDataset, header: Header) -> list[tuple[float, float]]:
    """(slope, intercept): one for all frames or one a frame; empty where the file has none."""
    frames = header.frames if is_enhanced(dataset) else 1
    groups = [macro(dataset, i, "PixelValueTransformationSequence") for i in range(frames)]
    lines = [line for group in groups if (line := rescaling(group)) is not None]
    if len(set(lines)) == 1:
        return lines[:1]
    return lines if len(lines) == header.frames else []


def rescaling(group: Dataset) -> tuple[float, float] | None:
    """Slope and intercept, or None where either is absent; not finite ones are kept to be seen."""
    slope, intercept = numbers(group, "RescaleSlope"), numbers(group, "RescaleIntercept")
    return (slope[0], intercept[0]) if slope and intercept else None


def sane(slope: float, intercept: float, header: Header) -> bool:
    """Whether the results stay finite and differ."""
    largest = max(abs(header.lowest), abs(header.highest))
    reach = abs(slope) * largest + abs(intercept)
    return isfinite(slope) and slope != 0 and reach < float(np.finfo(np.float32).max)


def rescaled(stored: Pixels, lines: list[tuple[float, float]], header: Header) -> Pixels:
    """`stored` x slope + intercept, each frame by its own line."""
    slope, intercept = np.array(lines, np.float64).T[..., None, None, None]
    if stored.dtype.kind == "f" or not all(s.is_integer() and i.is_integer() for s, i in lines):
        reals: Pixels = stored * slope + intercept
        return reals.astype(np.float32)
    ends = [s * end + i for s, i in lines for end in (header.lowest, header.highest)]
    kind = narrowest(min(ends), max(ends))
    values: Pixels = stored.astype(kind) * slope.astype(kind) + intercept.astype(kind)
    return values


def narrowest(low: float, high: float) -> np.dtype[np.signedinteger]:
    """The smallest signed integer type, from 16 bits on, that holds `low` to `high`."""
    for kind in (np.int16, np.int32):
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return np.dtype(kind)
    return np.dtype(np.int64)


def units_of(dataset: FileDataset, rescaled: bool) -> str:
    """HU for CT that was rescaled, what the file names otherwise; empty for stored values."""
    if not rescaled:
        return ""
    tables = tables_in(dataset, "ModalityLUTSequence")
    named = (
        text(tables[0], "ModalityLUTType")
        if tables
        else text(macro(dataset, 0, "PixelValueTransformationSequence"), "RescaleType")
    )
    if text(dataset, "Modality") == "CT" and named in ("", "HU"):
        return "HU"
    return "" if named == "US" else named  # US stands for unspecified (C.11.1.1.2)


def padding_of(dataset: FileDataset, header: Header, stored: Pixels) -> NDArray[np.bool_] | None:
    """Where the file says there is no picture but filler; None where nowhere."""
    if value(dataset, "PixelPaddingValue") is None or header.element != "PixelData":
        return None
    first = number(dataset, "PixelPaddingValue")
    last = number(dataset, "PixelPaddingRangeLimit")
    if first is None:
        return None
    ends = [as_stored(end, header) for end in (first, first if last is None else last)]
    padding = (stored >= min(ends)) & (stored <= max(ends))
    return padding if padding.any() else None


def beyond_scan(values: Pixels, units: str) -> NDArray[np.bool_] | None:
    """Where a round scan ends and nothing was measured: filler far below air, in every corner of a
    frame. None where there is none."""
    if units != "HU" or min(values.shape[1:3]) < 2:
        return None
    corners = values[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    filler = corners.flat[0]
    return values == filler if filler < FILLER and (corners == filler).all() else None


def as_stored(value: float, header: Header) -> int:
    """A stored value whose element may have been written with the wrong sign."""
    whole = int(value)
    if header.signed and whole > header.highest:
        return whole - 2**16
    return whole + 2**16 if not header.signed and whole < 0 else whole


def to_air(values: Pixels, padding: NDArray[np.bool_], units: str, note: Note) -> Pixels:
    """Air where there was filler: -1000 HU, or the lowest value where units are unknown."""
    if padding.all():
        return values
    air = AIR if units == "HU" and values.dtype.kind != "u" else values[~padding].min()
    note(f"what lies outside of the scan was set to air ({air:g})")
    return np.where(padding, values.dtype.type(air), values)
