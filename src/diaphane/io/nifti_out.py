"""Write a volume as NIfTI-1, where it lies in the patient.

Axes: an image's are `z y x`, the file's `x y z`: the same bytes in the same order. An image counts
from the right, the front and the feet (L P S), the file from the left, the back and the feet
(R A S): the first two coordinates change sign.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np

from ..image import Image, Pixels
from .nifti_affine import TO_LPS, Matrix, singular
from .write import write_chunks

START = 352
"""Bytes before the first voxel: the header and four that say that no extension follows."""

LEVEL = 3
"""Of compression: less than half the time of the usual 6, measured on maps of lungs; label maps,
small in any case, grow by half, and maps of probabilities by a hundredth."""

UNKNOWN = b"place in the patient unknown"
"""Stands in the header's description where no direction is known; both its codes are 0 then, which
readers take for unturned axes (nifti1.h, method 1)."""


def write_nifti(path: Path, image: Image, *, words: str = "") -> Path:
    """Write the one channel of an image, gzipped where the name ends in .gz; a plane becomes a
    volume of one slice.

    Args:
        words: Kept in the header's description, of at most 79 bytes.

    Raises `CannotWrite`.
    """
    assert image.channels == 1, "maps and labels have one channel"
    voxels = image.pixels[0].astype(np.uint8) if image.pixels.dtype == bool else image.pixels[0]
    volume = voxels.reshape((1,) * (3 - voxels.ndim) + voxels.shape)
    head = _head(volume, image, words)
    if path.suffix != ".gz":
        return write_chunks(path, chain([head], (plane.tobytes() for plane in volume)))
    return write_chunks(path, _gzipped(head, volume))


def _gzipped(head: bytes, volume: Pixels) -> Iterator[bytes]:
    """A slice at a time, so that no second volume is in memory."""
    packer = zlib.compressobj(LEVEL, wbits=31)
    yield packer.compress(head)
    for plane in volume:
        yield packer.compress(np.ascontiguousarray(plane).tobytes())
    yield packer.flush()


def _head(volume: Pixels, image: Image, words: str) -> bytes:
    """The header, and that no extension follows."""
    from nibabel.nifti1 import Nifti1Header

    header = Nifti1Header()
    header.set_data_dtype(volume.dtype.newbyteorder("="))
    header.set_data_shape(volume.shape[::-1])
    header.set_zooms([float(step) for step in _spacing(image)[::-1]])
    header.set_xyzt_units("mm" if image.spacing else "unknown")
    affine = affine_of(image)
    unplaced = UNKNOWN if affine is None else b""
    header["descrip"] = b"; ".join(filter(None, (unplaced, words.encode())))
    if affine is not None:
        header.set_qform(affine, code=1, strip_shears=True)
        header.set_sform(affine, code=1)
    if image.window:
        header["cal_min"], header["cal_max"] = image.window.low, image.window.high
    header.set_slope_inter(1, 0)
    header["vox_offset"] = START
    header["magic"] = b"n+1"
    return bytes(header.binaryblock) + bytes(START - 348)


def affine_of(image: Image) -> Matrix | None:
    """(4, 4), from a voxel's `x y z` to R A S millimetres; None where the direction is unknown, or
    an axis is time. An unknown origin is taken for 0."""
    if image.direction is None:
        return None
    columns = image.direction
    if image.axes == "yx":
        columns = np.column_stack([np.cross(columns[:, 1], columns[:, 0]), columns])
    if not columns.any(axis=0).all() or singular(columns):
        return None
    affine = np.eye(4)
    affine[:3, :3] = TO_LPS[:, None] * columns[:, ::-1] * _spacing(image)[::-1]
    affine[:3, 3] = TO_LPS * np.array(image.origin or (0.0, 0.0, 0.0))
    return affine


def _spacing(image: Image) -> tuple[float, ...]:
    """(Z, Y, X) millimetres; 1 where it is not known."""
    known = image.spacing or (1.0,) * len(image.axes)
    return (1.0,) * (3 - len(known)) + tuple(known)
