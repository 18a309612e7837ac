"""Where DICOM pixels lie in the patient."""

from __future__ import annotations

from typing import Any

import numpy as np

from diaphane.io import decode
from make_dicom import as_bytes, item, make_dicom

PLANE = np.zeros((4, 6), np.uint16)
STACK = np.zeros((3, 4, 6), np.uint16)
SAGITTAL = [0, 1, 0, 0, 0, -1]  # along a row to the back, along a column to the feet


def test_spacing_direction_and_origin_of_a_plane() -> None:
    image = decode(
        as_bytes(
            make_dicom(
                PLANE,
                PixelSpacing=[0.5, 0.25],
                ImageOrientationPatient=SAGITTAL,
                ImagePositionPatient=[1, 2, 3],
            )
        )
    )
    assert image.spacing == (0.5, 0.25)  # between rows first
    assert image.origin == (1.0, 2.0, 3.0)
    assert image.direction is not None
    np.testing.assert_allclose(image.direction.T, [[0, 0, -1], [0, 1, 0]])


def test_spacing_at_the_detector_is_said() -> None:
    image = decode(as_bytes(make_dicom(PLANE, Modality="DX", ImagerPixelSpacing=[0.1, 0.2])))
    assert image.spacing == (0.1, 0.2)
    assert image.warnings == (
        "the spacing is that of the detector; in the patient lengths are shorter",
    )


def test_nonsense_is_left_out_and_said() -> None:
    elements: dict[str, Any] = {
        "PixelSpacing": [0, 1],
        "ImageOrientationPatient": [1, 0, 0, 1, 0, 0],
    }
    image = decode(as_bytes(make_dicom(PLANE, **elements)))
    assert (image.spacing, image.direction) == (None, None)
    assert len(image.warnings) == 2


def enhanced(heights: list[float]) -> bytes:
    frames = [item(PlanePositionSequence=[item(ImagePositionPatient=[0, 0, z])]) for z in heights]
    shared = item(
        PixelMeasuresSequence=[item(PixelSpacing=[2, 3])],
        PlaneOrientationSequence=[item(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])],
    )
    groups: dict[str, Any] = {
        "PerFrameFunctionalGroupsSequence": frames,
        "SharedFunctionalGroupsSequence": [shared],
    }
    return as_bytes(make_dicom(STACK, **groups))


def test_evenly_spaced_frames_are_a_volume() -> None:
    image = decode(enhanced([10, 5, 0]))
    assert (image.axes, image.spacing, image.origin) == ("zyx", (5.0, 2.0, 3.0), (0, 0, 10))
    assert image.direction is not None
    np.testing.assert_allclose(image.direction.T, [[0, 0, -1], [0, 1, 0], [1, 0, 0]])


def test_uneven_frames_are_kept_apart_and_said() -> None:
    image = decode(enhanced([0, 5, 11]))
    assert (image.axes, image.spacing) == ("tyx", (1.0, 2.0, 3.0))
    assert image.direction is not None
    assert not image.direction[:, 0].any()
    assert image.warnings == ("the frames are not evenly spaced along a line and were kept apart",)


def test_a_film_is_a_stack() -> None:
    image = decode(as_bytes(make_dicom(STACK, Modality="US")))
    assert (image.axes, image.shape, image.spacing) == ("tyx", (3, 4, 6), None)


def test_a_dose_grid_is_a_volume() -> None:
    elements: dict[str, Any] = {
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "ImagePositionPatient": [0, 0, 7],
        "PixelSpacing": [1, 1],
        "GridFrameOffsetVector": [0, 2, 4],
    }
    image = decode(as_bytes(make_dicom(STACK, **elements)))
    assert (image.axes, image.spacing, image.origin) == ("zyx", (2.0, 1.0, 1.0), (0, 0, 7))
