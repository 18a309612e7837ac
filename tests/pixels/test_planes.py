"""One plane of a volume, lying as a radiologist looks at it and where it was in the patient."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from diaphane.errors import BadSetting
from diaphane.image import Image
from diaphane.pixels.planes import plane

VALUES = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)[:1]
L, P, S = np.eye(3)


def volume(
    z: NDArray[np.float64],
    y: NDArray[np.float64],
    x: NDArray[np.float64],
    spacing: tuple[float, ...] = (2.0, 2.0, 2.0),
) -> Image:
    direction = np.column_stack([z, y, x])
    return Image(VALUES, "zyx", spacing=spacing, direction=direction, origin=(10.0, 20.0, 30.0))


def test_a_plane_is_given_back() -> None:
    image = Image(np.zeros((1, 4, 5)))
    assert plane(image) == (image, "")


def test_the_middle_of_frames_is_taken_as_it_is() -> None:
    cut, note = plane(Image(VALUES, "tyx", spacing=(1.0, 2.0, 3.0)))
    np.testing.assert_array_equal(cut.pixels, VALUES[:, 1])
    assert (cut.axes, cut.spacing) == ("yx", (2.0, 3.0))
    assert note == "frame 2 of 3 (the middle) was read"


def test_an_axial_volume_as_radiology_shows_it_is_only_cut() -> None:
    cut, note = plane(volume(S, P, L), index=3)
    np.testing.assert_array_equal(cut.pixels, VALUES[:, 2])
    assert cut.origin == (10.0, 20.0, 34.0)
    assert note == "slice 3 of 3 was read"


def test_a_nifti_volume_is_turned_to_the_back_and_left() -> None:
    cut, _ = plane(volume(S, -P, -L))  # R A S, as most NIfTI files are
    np.testing.assert_array_equal(cut.pixels, VALUES[:, 1, ::-1, ::-1])
    assert cut.direction is not None
    np.testing.assert_allclose(cut.direction.T, [P, L])
    assert cut.origin == (10 - 4 * 2.0, 20 - 3 * 2.0, 32.0)


def test_the_axis_to_the_head_is_found_and_axes_are_swapped() -> None:
    cut, note = plane(volume(L, P, S))  # stored by sagittal planes, but no axis is thicker
    np.testing.assert_array_equal(cut.pixels, np.swapaxes(VALUES[..., 2], 1, 2))
    assert cut.shape == (4, 3)
    assert note == "slice 3 of 5 (the middle) was read"


def test_thick_sagittal_slices_are_kept_and_stand_upright() -> None:
    cut, note = plane(volume(L, P, S, spacing=(5.0, 1.0, 1.0)))
    np.testing.assert_array_equal(cut.pixels, np.swapaxes(VALUES[:, 1], 1, 2)[:, ::-1])
    assert cut.direction is not None
    np.testing.assert_allclose(cut.direction.T, [-S, P])
    assert note == "slice 2 of 3 (the middle) was read"


def test_a_volume_of_one_slice_is_that_slice() -> None:
    image = volume(L, P, S)  # its planes are sagittal, and no axis is thicker
    cut, note = plane(image.but(pixels=image.pixels[:, :1]))
    assert note == "slice 1 of 1 (the middle) was read"
    assert sorted(cut.shape) == [4, 5]


def test_without_direction_the_first_axis_is_cut() -> None:
    cut, _ = plane(Image(VALUES, "zyx"))
    np.testing.assert_array_equal(cut.pixels, VALUES[:, 1])
    assert (cut.spacing, cut.direction, cut.origin) == (None, None, None)


@pytest.mark.parametrize("index", [0, 4, -1])
def test_an_index_that_is_not_there_is_refused(index: int) -> None:
    with pytest.raises(BadSetting, match=f"expected a slice from 1 to 3, got {index}"):
        plane(volume(S, P, L), index=index)
