"""Where the pixels of a DICOM file lie in the patient.

Coordinates are the patient's L P S, millimetres (DICOM PS3.3, C.7.6.2.1.1). ImageOrientation's
first three numbers run along a row, which is array axis `x`; the last three along `y`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset

from ..image import Axes
from .dicom_element import is_enhanced, items, macro, number, numbers
from .dicom_header import Header

Note = Callable[[str], None]
Vector = NDArray[np.float64]
Point = tuple[float, float, float]

EVEN = 0.01
"""Steps between frames may differ by this share of a step, for rounding in the file."""


@dataclass(frozen=True)
class Geometry:
    """The facts of `Image` with the same names."""

    axes: Axes = "yx"
    spacing: tuple[float, ...] | None = None
    direction: Vector | None = None
    origin: Point | None = None


def geometry(dataset: FileDataset, header: Header, note: Note) -> Geometry:
    """Axes, spacing, direction and origin, as far as the file tells them."""
    spacing = spacing_of(dataset, note)
    plane = orientation_of(dataset, note)
    places = positions_of(dataset, header, plane)
    origin: Point | None = None
    if len(places):
        x, y, z = (float(one) for one in places[0])
        origin = (x, y, z)
    if header.frames == 1:
        return Geometry("yx", spacing, plane, origin)
    if plane is not None and len(places) == header.frames:
        if (step := even_step(places)) is not None:
            return volume(spacing, plane, origin, step)
        note("the frames are not evenly spaced along a line and were kept apart")
    return stack(spacing, plane, origin)


def volume(
    spacing: tuple[float, ...] | None, plane: Vector, origin: Point | None, step: Vector
) -> Geometry:
    """Frames side by side, `step` apart."""
    length = float(np.linalg.norm(step))
    direction = np.column_stack([step / length, plane])
    return Geometry("zyx", spacing and (length, *spacing), direction, origin)


def stack(
    spacing: tuple[float, ...] | None, plane: Vector | None, origin: Point | None
) -> Geometry:
    """Frames one after the other at one place, or at places unknown."""
    direction = None if plane is None else np.column_stack([np.zeros(3), plane])
    return Geometry("tyx", spacing and (1.0, *spacing), direction, origin)


def spacing_of(dataset: FileDataset, note: Note) -> tuple[float, ...] | None:
    """(between rows, between columns): PixelSpacing, else what the detector had."""
    group = macro(dataset, 0, "PixelMeasuresSequence")
    if (found := numbers(group, "PixelSpacing")) or (
        found := numbers(dataset, "ImagerPixelSpacing")
    ):
        if len(found) != 2 or not all(np.isfinite(found)) or min(found) <= 0:
            note("the pixel spacing makes no sense and was left out")
            return None
        if not numbers(group, "PixelSpacing"):
            note("the spacing is that of the detector; in the patient lengths are shorter")
        return found
    return None


def orientation_of(dataset: FileDataset, note: Note) -> Vector | None:
    """(3, 2): the unit vectors of `y` and `x`; None where unknown or not the same for all."""
    groups = [macro(dataset, 0, "PlaneOrientationSequence")]
    if is_enhanced(dataset):
        count = len(items(dataset, "PerFrameFunctionalGroupsSequence"))
        groups += [macro(dataset, i, "PlaneOrientationSequence") for i in range(1, count)]
    groups += items(dataset, "DetectorInformationSequence")[:1]
    found = {n for group in groups if (n := numbers(group, "ImageOrientationPatient"))}
    if not found:
        return None
    if len(found) > 1:
        note("the frames lie in different planes; their direction was left out")
        return None
    cosines = np.array(found.pop())
    if not is_orientation(cosines):
        note("the image orientation makes no sense and was left out")
        return None
    x, y = cosines[:3], cosines[3:]
    return np.column_stack([y / np.linalg.norm(y), x / np.linalg.norm(x)])


def is_orientation(cosines: Vector) -> bool:
    """Two unit vectors at a right angle, but for rounding in the file."""
    if cosines.shape != (6,) or not np.isfinite(cosines).all():
        return False
    x, y = cosines[:3], cosines[3:]
    lengths = np.linalg.norm([x, y], axis=1)
    return bool(np.allclose(lengths, 1, atol=0.01) and abs(x @ y) < 0.01)


def positions_of(dataset: FileDataset, header: Header, plane: Vector | None) -> list[Vector]:
    """Centres of the first pixels of the frames: of all, of the first alone, or of none."""
    if is_enhanced(dataset):
        groups = [macro(dataset, i, "PlanePositionSequence") for i in range(header.frames)]
        places = [position for group in groups if (position := position_of(group)) is not None]
        return places if len(places) == header.frames else places[:1]
    detectors = items(dataset, "DetectorInformationSequence")[:1]
    first = next((p for d in (dataset, *detectors) if (p := position_of(d)) is not None), None)
    if first is None:
        return []
    offsets = offsets_of(dataset, header)
    if plane is None or len(offsets) != header.frames:
        return [first]
    normal = np.cross(plane[:, 1], plane[:, 0])
    return [first + normal * (offset - offsets[0]) for offset in offsets]


def position_of(group: Dataset) -> Vector | None:
    """ImagePositionPatient, where it is three finite numbers."""
    found = np.array(numbers(group, "ImagePositionPatient"))
    return found if found.shape == (3,) and np.isfinite(found).all() else None


def offsets_of(dataset: FileDataset, header: Header) -> tuple[float, ...]:
    """Of the frames along the normal: of a dose grid, or of slices a nuclear camera computed."""
    if offsets := numbers(dataset, "GridFrameOffsetVector"):
        return offsets
    step = number(dataset, "SpacingBetweenSlices")
    if step and items(dataset, "DetectorInformationSequence"):
        return tuple(step * i for i in range(header.frames))
    return ()


def even_step(places: list[Vector]) -> Vector | None:
    """The step between neighbours, where all are the same; None otherwise."""
    steps = np.diff(np.array(places), axis=0)
    step: Vector = steps.mean(axis=0)
    length = np.linalg.norm(step)
    if length < 1e-6 or np.linalg.norm(steps - step, axis=1).max() > EVEN * length:
        return None
    return step
