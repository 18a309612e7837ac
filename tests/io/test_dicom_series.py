"""Folders of DICOM slices as volumes, and folders that make none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diaphane.errors import UnreadableImage
from diaphane.io import read
from diaphane.io.dicom_series import is_series
from make_dicom import as_bytes, make_dicom

SERIES = "1.2.3"


def save(folder: Path, name: str, value: int = 0, **elements: Any) -> Path:
    """A slice of 2 x 3 pixels of one value; an element that is None is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    every: dict[str, Any] = {
        "SeriesInstanceUID": SERIES,
        "Modality": "CT",
        "RescaleSlope": 1,
        "RescaleIntercept": -1024,
        "PixelSpacing": [0.5, 0.75],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "ImagePositionPatient": [10, 20, 0],
        "FrameOfReferenceUID": "1.2.9",
        **elements,
    }
    known = {keyword: given for keyword, given in every.items() if given is not None}
    made = make_dicom(np.full((2, 3), value, np.int16), **known)
    (folder / name).write_bytes(as_bytes(made))
    return folder


def filled(folder: Path, *heights: float, **elements: Any) -> Path:
    """Slices at these heights; the k-th holds k."""
    for k, height in enumerate(heights):
        save(folder, f"{k}.dcm", k, **{"ImagePositionPatient": [10, 20, height], **elements})
    return folder


def test_slices_in_any_order_are_one_volume(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no slice")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    volume = read(filled(tmp_path, 6.0, 0.0, 3.0))
    assert volume.axes == "zyx"
    assert volume.pixels[0, :, 0, 0].tolist() == [-1023, -1022, -1024]
    assert (volume.spacing, volume.origin) == ((3.0, 0.5, 0.75), (10.0, 20.0, 0.0))
    np.testing.assert_array_equal(volume.direction, np.eye(3)[:, ::-1])
    assert volume.units == "HU"
    assert [path.name for path in volume.source.files] == ["1.dcm", "2.dcm", "0.dcm"]
    assert volume.source.path == tmp_path
    assert volume.source.uids["series"] == SERIES
    assert "instance" not in volume.source.uids
    assert len(volume.source.sha256) == 64


def test_volumes_run_along_the_normal_whatever_the_plane(tmp_path: Path) -> None:
    """Sagittal: rows run down, columns to the back, so the normal points to the left."""
    for k in range(3):
        where = {"ImagePositionPatient": [-4 * k, 0, 0]}
        save(tmp_path, str(k), k, ImageOrientationPatient=[0, 1, 0, 0, 0, -1], **where)
    volume = read(tmp_path)
    assert volume.direction is not None
    np.testing.assert_allclose(volume.direction[:, 0], [-1, 0, 0], atol=1e-12)
    assert volume.pixels[0, :, 0, 0].tolist() == [-1024, -1023, -1022]


def test_one_file_is_that_file(tmp_path: Path) -> None:
    image = read(filled(tmp_path, 0.0))
    assert image.axes == "yx"
    assert image.source.files == (tmp_path / "0.dcm",)


def test_a_tilted_gantry_and_rounded_places_are_told(tmp_path: Path) -> None:
    for k in range(3):
        save(tmp_path / "tilted", str(k), ImagePositionPatient=[0, k, 3 * k])
    volume = read(tmp_path / "tilted")
    assert "stacked 18.4 degrees off their normal" in volume.warnings[0]
    np.testing.assert_allclose(np.array(volume.spacing)[0], np.sqrt(10))
    rounded = read(filled(tmp_path / "rounded", 0.0, 2.9, 6.0))
    assert "slices lie up to 3% of a step off their even places" in rounded.warnings[0]


@pytest.mark.parametrize(
    ("heights", "sentence"),
    [
        ((0.0, 3.0, 9.0, 12.0), "expected slices 3 mm apart, got 6 mm between '1.dcm' and '2.dcm'"),
        ((0.0, 3.0, 3.0, 6.0), "expected one slice at each place, got two: '1.dcm' and '2.dcm'"),
        ((0.0, 3.0, 7.0, 11.0), "expected slices at even steps, got steps from 3 to 4 mm"),
        ((5.0, 5.0), "expected one slice at each place"),
    ],
)
def test_gaps_and_copies(tmp_path: Path, heights: tuple[float, ...], sentence: str) -> None:
    with pytest.raises(UnreadableImage, match=sentence):
        read(filled(tmp_path, *heights))


@pytest.mark.parametrize(
    ("elements", "sentence"),
    [
        ({"PixelSpacing": [1, 1]}, "slices of one spacing, got another in 1 of 3, as 'z.dcm'"),
        ({"ImageOrientationPatient": [1, 0, 0, 0, 0, -1]}, "slices of one orientation"),
        ({"RescaleSlope": None, "RescaleIntercept": None}, "slices of one units"),
        ({"FrameOfReferenceUID": "1.7"}, "slices of one frame of reference"),
        ({"ImagePositionPatient": None}, "z.dcm: expected position, orientation and spacing"),
        ({"SeriesInstanceUID": "1.7"}, "expected one DICOM series in the folder, got 2 of 2, 1"),
        ({"PixelData": b""}, "z.dcm: "),
    ],
)
def test_slices_that_do_not_go_together(
    tmp_path: Path, elements: dict[str, Any], sentence: str
) -> None:
    filled(tmp_path, 0.0, 3.0)
    save(tmp_path, "z.dcm", **{"ImagePositionPatient": [10, 20, 6.0], **elements})
    with pytest.raises(UnreadableImage, match=sentence):
        read(tmp_path)


def test_folders_without_slices(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage, match="got a folder without DICOM files in it"):
        read(tmp_path)


def test_which_folders_are_series(tmp_path: Path) -> None:
    assert is_series(filled(tmp_path / "two", 0.0, 3.0))
    assert not is_series(filled(tmp_path / "one", 0.0))
    assert not is_series(tmp_path)
    assert not is_series(save(tmp_path / "two", "other.dcm", SeriesInstanceUID="1.7"))
