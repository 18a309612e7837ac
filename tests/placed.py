"""Volumes that lie in many ways, and where their voxels are: for proofs of geometry."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from diaphane.image import Image

Vector = NDArray[np.float64]

AXIAL = np.eye(3)[:, ::-1]
"""Columns are where `Z Y X` run, in L P S."""


def rotated(degrees: float, axis: Vector) -> Vector:
    """Rodrigues' rotation of the axial directions."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    turn = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return np.asarray(turn @ AXIAL)


DIRECTIONS = {
    "axial": AXIAL,
    "sagittal": np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]]),
    "coronal": np.array([[0.0, 0, 1], [1, 0, 0], [0, -1, 0]]),
    "oblique": rotated(33, np.array([1.0, 2, -1])),
    "x negated": AXIAL * [1, 1, -1],
    "y negated": AXIAL * [1, -1, 1],
    "z negated": AXIAL * [-1, 1, 1],
    "all negated, oblique": -rotated(-71, np.array([3.0, 1, 2])),
}


def volume(direction: Vector, **facts: Any) -> Image:
    """3 x 5 x 4 voxels, each of a value of its own."""
    values = np.arange(60, dtype=np.int16).reshape(1, 3, 5, 4)
    given: dict[str, Any] = {
        "axes": "zyx",
        "spacing": (2.5, 0.75, 1.25),
        "direction": direction,
        "origin": (-101.25, 33.125, 12.0625),
        **facts,
    }
    return Image(values, **given)


def places(image: Image) -> dict[int, Vector]:
    """The centre of each voxel by its value, L P S millimetres."""
    assert image.direction is not None
    assert image.spacing
    steps = image.direction * image.spacing
    index = np.indices(image.shape).reshape(3, -1)
    there = np.array(image.origin) + (steps @ index).T
    return dict(zip(image.pixels.ravel().tolist(), there, strict=True))


def farthest(one: dict[int, Vector], other: dict[int, Vector]) -> float:
    """Millimetres between the places of one voxel, at the most: of corners and all the others."""
    assert one.keys() == other.keys()
    return max(float(np.abs(place - other[value]).max()) for value, place in one.items())


def simple_itk() -> Any:
    """The independent reader, where it is installed (264 MB: no dependency of ours)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its bindings lack attributes that Python asks for
        return pytest.importorskip("SimpleITK")


def itk_places(read: Any) -> dict[int, Vector]:
    """The same of an image that SimpleITK read."""
    values = simple_itk().GetArrayFromImage(read)
    found = {}
    for index in np.ndindex(values.shape):
        where = read.TransformIndexToPhysicalPoint([int(k) for k in index[::-1]])
        found[int(values[index])] = np.array(where)
    return found
