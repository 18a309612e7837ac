"""NIfTI volumes: values, where they lie, and headers that lie."""

from __future__ import annotations

import gzip
import struct
from typing import Any

import nibabel
import numpy as np
import pytest
from numpy.typing import NDArray

from diaphane.errors import UnreadableImage
from diaphane.image import Image
from diaphane.io import decode

VOXELS = np.arange(2 * 3 * 4, dtype=np.int16).reshape(2, 3, 4)
"""By the file's axes, x y z."""

R_A_S = np.diag([2.0, 3.0, 4.0, 1.0])
"""The first axis runs to the right, the second to the front, the third to the head."""


def nifti(
    voxels: NDArray[Any] = VOXELS, affine: NDArray[np.float64] = R_A_S, kind: str = "Nifti1Image"
) -> bytes:
    image = getattr(nibabel, kind)(voxels, affine)
    image.header.set_xyzt_units("mm")
    return bytes(image.to_bytes())


def patched(data: bytes, offset: int, how: str, *values: float) -> bytes:
    return data[:offset] + struct.pack(how, *values) + data[offset + struct.calcsize(how) :]


@pytest.mark.parametrize("kind", ["Nifti1Image", "Nifti2Image"])
@pytest.mark.parametrize("zipped", [False, True])
def test_both_versions_plain_and_zipped(kind: str, zipped: bool) -> None:
    data = nifti(kind=kind)
    image = decode(gzip.compress(data) if zipped else data)
    np.testing.assert_array_equal(image.pixels[0], VOXELS.T)
    assert (image.axes, image.source.format) == ("zyx", "nifti")
    assert image.pixels.dtype == np.int16
    assert image.warnings == ()


def test_big_endian_files() -> None:
    header = nibabel.Nifti1Header(endianness=">")
    header.set_data_dtype(">i2")
    data = nibabel.Nifti1Image(VOXELS, R_A_S, header).to_bytes()
    assert data[:4] == b"\0\0\x01\x5c"
    image = decode(data)
    np.testing.assert_array_equal(image.pixels[0], VOXELS.T)
    assert image.pixels.dtype.isnative


def test_right_anterior_superior_becomes_left_posterior_superior() -> None:
    affine = R_A_S.copy()
    affine[:3, 3] = (10, 20, 30)
    image = decode(nifti(affine=affine))
    assert image.spacing == (4.0, 3.0, 2.0)
    assert image.origin == (-10.0, -20.0, 30.0)
    assert image.direction is not None
    np.testing.assert_allclose(image.direction.T, [[0, 0, 1], [0, -1, 0], [-1, 0, 0]])


def centre(image: Image, z: int, y: int, x: int) -> NDArray[np.float64]:
    assert image.direction is not None
    assert image.spacing is not None
    assert image.origin is not None
    return np.array(image.origin) + image.direction @ (np.array(image.spacing) * (z, y, x))


def test_an_oblique_quaternion_places_voxels_as_nibabel_does() -> None:
    angle = 0.3
    affine = np.eye(4)
    affine[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    affine[:3, :3] *= (2, 3, -4)  # a flip, so that qfac is -1
    affine[:3, 3] = (5, 6, 7)
    data = patched(nifti(affine=affine), 252, "<hh", 1, 0)  # no sform: the qform speaks
    image = decode(data)
    expected = nibabel.Nifti1Image.from_bytes(data).affine @ (1, 2, 3, 1)
    np.testing.assert_allclose(centre(image, 3, 2, 1), expected[:3] * (-1, -1, 1), atol=1e-4)


def test_slope_and_intercept() -> None:
    data = patched(nifti(), 112, "<ff", 0.5, -10)
    image = decode(data)
    np.testing.assert_allclose(image.pixels[0], VOXELS.T * 0.5 - 10)
    assert image.pixels.dtype == np.float32
    whole = decode(patched(nifti(), 112, "<ff", 2, -1024))
    np.testing.assert_array_equal(whole.pixels[0], VOXELS.T.astype(int) * 2 - 1024)
    assert whole.pixels.dtype == np.int32


def test_a_slope_that_is_no_number_is_ignored() -> None:
    image = decode(patched(nifti(), 112, "<ff", float("nan"), 3))
    np.testing.assert_array_equal(image.pixels[0], VOXELS.T)


def test_the_first_of_several_volumes_is_read_and_said() -> None:
    voxels = np.stack([VOXELS, VOXELS + 100], axis=-1)
    for data in (nifti(voxels), gzip.compress(nifti(voxels))):
        image = decode(data)
        np.testing.assert_array_equal(image.pixels[0], VOXELS.T)
        assert image.warnings == ("the file holds 2 volumes; the first was read",)


def test_without_orientation_the_spacing_is_still_known() -> None:
    data = patched(nifti(), 252, "<hh", 0, 0)
    image = decode(data)
    assert (image.spacing, image.direction, image.origin) == ((4.0, 3.0, 2.0), None, None)
    assert image.warnings == ("the header does not say how the volume lies in the patient",)


def test_axes_in_one_plane_are_left_out_and_said() -> None:
    image = decode(patched(nifti(), 280, "<8f", 1, 0, 0, 0, 1, 0, 0, 0))
    assert image.direction is None
    assert "do not span a volume" in image.warnings[0]


def test_voxels_that_are_no_numbers_are_set_to_the_lowest() -> None:
    voxels = VOXELS.astype(np.float32)
    voxels[0, 0, 0] = np.inf
    image = decode(nifti(voxels))
    assert image.pixels[0, 0, 0, 0] == 1
    assert "no finite numbers" in image.warnings[0]


@pytest.mark.parametrize(
    ("offset", "how", "values", "said"),
    [
        (40, "<4h", (3, 32767, 32767, 32767), "expected at most 2147483648 voxels"),
        (40, "<4h", (3, 1000, 1000, 1000), "the header promises 2000000352 bytes"),
        (40, "<2h", (3, -2), "expected 1 to 7 positive dimensions"),
        (40, "<h", (9,), "expected 1 to 7 positive dimensions"),
        (70, "<h", (77,), "got 77; save the volume as int16 or float32"),
        (70, "<h", (32,), "complex numbers; save their magnitude"),
        (108, "<f", (1e9,), "bytes, 400 came"),
        (108, "<f", (float("nan"),), "begin at byte nan"),
        (344, "<4s", (b"ni1\0",), "one half of a NIfTI pair"),
        (344, "<4s", (b"xyz\0",), "lacks NIfTI's mark"),
    ],
)
def test_headers_that_lie_are_refused(
    offset: int, how: str, values: tuple[Any, ...], said: str
) -> None:
    with pytest.raises(UnreadableImage, match=said):
        decode(patched(nifti(), offset, how, *values))


@pytest.mark.parametrize("damage", ["cut", "checksum"])
def test_damaged_gzip_is_refused(damage: str) -> None:
    data = bytearray(gzip.compress(nifti()))
    if damage == "checksum":
        data[-6] ^= 255
    with pytest.raises(UnreadableImage, match="the gzip stream is"):
        decode(bytes(data if damage == "checksum" else data[:-20]))
