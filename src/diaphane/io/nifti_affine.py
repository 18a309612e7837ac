"""Where the voxels of a NIfTI file lie in the patient.

NIfTI counts from the left, the back and the feet (R A S); an image here L P S, so the first two
coordinates change sign. The header's axes are `x y z`, the array's `z y x`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .nifti_header import Header

Matrix = NDArray[np.float64]
TO_LPS = np.array([-1.0, -1.0, 1.0])

Placed = tuple[
    tuple[float, ...] | None, NDArray[np.float64] | None, tuple[float, float, float] | None
]


def geometry(header: Header, note: Callable[[str], None]) -> Placed:
    """Spacing (Z, Y, X), direction (3, 3) and origin; None for what the file does not tell."""
    affine = affine_of(header)
    if affine is None:
        note("the header does not say how the volume lies in the patient")
        return pixdim_spacing(header, note), None, None
    axes = affine[:, :3] * header.millimetre
    with np.errstate(over="ignore", invalid="ignore"):  # of axes that make no sense
        lengths = np.linalg.norm(axes, axis=0)
    whole = np.isfinite(affine).all() and np.isfinite(lengths).all() and lengths.all()
    if not whole or singular(axes / lengths):
        note("the header's axes do not span a volume; its place in the patient was left out")
        return pixdim_spacing(header, note), None, None
    if not np.allclose(
        np.abs(header.fields["pixdim"][1:4]) * header.millimetre, lengths, rtol=0.01
    ):
        note("the header states two voxel sizes; that of its axes was believed")
    direction = (TO_LPS[:, None] * axes / lengths)[:, ::-1]
    x, y, z = (float(one) for one in TO_LPS * affine[:, 3] * header.millimetre)
    return tuple(float(one) for one in lengths[::-1]), direction, (x, y, z)


def singular(units: Matrix) -> bool:
    """Whether three unit vectors lie (nearly) in a plane."""
    return bool(abs(np.linalg.det(units)) < 1e-3)


def affine_of(header: Header) -> Matrix | None:
    """(3, 4), file axes to R A S: the sform, else the qform; None where neither is set."""
    if header.fields["sform_code"][0] > 0:
        return np.array(header.fields["srow"], np.float64).reshape(3, 4)
    if header.fields["qform_code"][0] > 0:
        return from_quaternion(header)
    return None


def from_quaternion(header: Header) -> Matrix:
    """METHOD 2 of nifti1.h: rotation by the quaternion (a, b, c, d), then pixdim; qfac flips z."""
    b, c, d = map(float, header.fields["quatern"])
    a = np.sqrt(max(0.0, 1.0 - (b * b + c * c + d * d)))
    rotation = np.array(
        [
            [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
            [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
            [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - c * c - b * b],
        ]
    )
    qfac, *sizes = header.fields["pixdim"][:4]
    steps = np.array(sizes) * [1, 1, -1 if qfac < 0 else 1]
    return np.column_stack([rotation * steps, header.fields["qoffset"]])


def pixdim_spacing(header: Header, note: Callable[[str], None]) -> tuple[float, ...] | None:
    """(Z, Y, X) millimetres from pixdim alone; None where it makes no sense."""
    sizes = np.abs(np.array(header.fields["pixdim"][1:4], np.float64)) * header.millimetre
    if not np.isfinite(sizes).all() or not sizes.all():
        note("the voxel size makes no sense and was left out")
        return None
    return tuple(float(one) for one in sizes[::-1])
