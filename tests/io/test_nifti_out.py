"""NIfTI files we write: values and their place come back, here and in nibabel."""

from __future__ import annotations

from pathlib import Path

import nibabel
import numpy as np
import pytest
from numpy.typing import NDArray

from diaphane.errors import CannotWrite
from diaphane.image import Image, Window
from diaphane.io import read
from diaphane.io.nifti_out import UNKNOWN, write_nifti
from placed import DIRECTIONS, farthest, itk_places, places, simple_itk, volume

AXIAL = np.eye(3)[:, ::-1]
"""Slices run to the head, rows to the back, columns to the left."""


def turned(x: float, y: float, z: float) -> NDArray[np.float64]:
    """Axial slices turned about the patient's axes, radians."""
    from scipy.spatial.transform import Rotation

    matrix: NDArray[np.float64] = Rotation.from_euler("xyz", [x, y, z]).as_matrix()
    return matrix @ AXIAL


@pytest.mark.parametrize(
    "direction",
    [AXIAL, AXIAL * [-1, 1, 1], AXIAL * [1, -1, -1], AXIAL[:, [2, 0, 1]], turned(0.3, -0.2, 1.1)],
    ids=["axial", "feet first", "turned", "sagittal", "oblique"],
)
@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float32])
def test_values_and_place_come_back(
    tmp_path: Path, direction: NDArray[np.float64], dtype: type[np.generic]
) -> None:
    pixels = np.arange(24).reshape(1, 2, 3, 4).astype(dtype)
    spacing, origin = (3.0, 0.75, 0.5), (-10.5, 20.25, 30.0)
    image = Image(pixels, "zyx", spacing=spacing, direction=direction, origin=origin)
    back = read(write_nifti(tmp_path / "a.nii.gz", image))
    np.testing.assert_array_equal(back.pixels, pixels)
    assert back.pixels.dtype == dtype
    assert back.direction is not None
    # The header's numbers have 32 bits.
    np.testing.assert_allclose(back.direction, direction, atol=1e-6)
    np.testing.assert_allclose(back.spacing or (), spacing, rtol=1e-6)
    assert back.origin == origin
    assert back.warnings == ()


def test_nibabel_sees_each_voxel_where_it_is(tmp_path: Path) -> None:
    pixels = np.zeros((1, 2, 3, 4), np.uint8)
    pixels[0, 1, 2, 3] = 7
    direction, origin = turned(0.3, -0.2, 1.1), np.array([1.0, 2.0, 3.0])
    image = Image(pixels, "zyx", spacing=(3, 0.75, 0.5), direction=direction, origin=(1, 2, 3))
    found = nibabel.load(write_nifti(tmp_path / "a.nii.gz", image))
    (index,) = np.argwhere(np.asarray(found.dataobj) == 7)
    l_p_s = origin + direction @ (np.array([1, 2, 3]) * [3, 0.75, 0.5])
    np.testing.assert_allclose(found.affine[:3] @ [*index, 1], l_p_s * [-1, -1, 1], atol=1e-5)
    np.testing.assert_allclose(found.get_qform(), found.affine, atol=1e-5)


def test_an_unknown_place_stays_unknown(tmp_path: Path) -> None:
    path = write_nifti(
        tmp_path / "a.nii.gz", Image(np.ones((1, 2, 3, 4), np.uint8), "zyx", spacing=(3, 2, 1))
    )
    back = read(path)
    assert (back.spacing, back.direction, back.origin) == ((3.0, 2.0, 1.0), None, None)
    assert "does not say how the volume lies" in back.warnings[0]
    assert bytes(nibabel.load(path).header["descrip"]).rstrip(b"\0") == UNKNOWN
    assert np.array_equal(nibabel.load(path).affine[:3, :3].round(6) ** 2, np.diag([1, 4, 9]))


def test_frames_have_no_place(tmp_path: Path) -> None:
    direction = np.column_stack([np.zeros(3), AXIAL[:, 1:]])
    image = Image(np.ones((1, 2, 3, 4), bool), "tyx", spacing=(1, 2, 1), direction=direction)
    back = read(write_nifti(tmp_path / "a.nii.gz", image))
    assert (back.shape, back.direction) == ((2, 3, 4), None)


def test_a_plane_is_a_volume_of_one_slice(tmp_path: Path) -> None:
    image = Image(np.ones((1, 3, 4), np.uint8), spacing=(2, 1), direction=AXIAL[:, 1:])
    back = read(write_nifti(tmp_path / "a.nii.gz", image))
    assert back.shape == (1, 3, 4)
    np.testing.assert_allclose(np.array(back.direction)[:, 1:], AXIAL[:, 1:], atol=1e-7)
    np.testing.assert_allclose(np.array(back.direction)[:, 0], AXIAL[:, 0], atol=1e-7)


def test_the_same_image_makes_the_same_bytes(tmp_path: Path) -> None:
    image = Image(np.ones((1, 2, 3, 4), np.uint8), "zyx")
    one, other = (write_nifti(tmp_path / name, image) for name in ("a.nii.gz", "b.nii.gz"))
    assert one.read_bytes() == other.read_bytes()


def test_no_place_to_write(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(CannotWrite):
        write_nifti(tmp_path / "a/b.nii.gz", Image(np.ones((1, 1, 1, 1), np.uint8), "zyx"))


@pytest.mark.parametrize("name", DIRECTIONS)
def test_an_independent_reader_finds_the_same_places(name: str, tmp_path: Path) -> None:
    itk, made = simple_itk(), volume(DIRECTIONS[name])
    found = itk_places(itk.ReadImage(str(write_nifti(tmp_path / "a.nii", made))))
    assert farthest(places(made), found) < 1e-4


def test_a_name_without_gz_is_not_packed_and_the_window_is_kept(tmp_path: Path) -> None:
    made = volume(AXIAL, window=Window(-5, 40))
    path = write_nifti(tmp_path / "a.nii", made)
    assert path.stat().st_size == 352 + 2 * 60
    assert read(path).window == Window(-5, 40)
    np.testing.assert_array_equal(read(path).pixels, made.pixels)
