"""Folders of DICOM slices as volumes, and folders that make none."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diaphane.errors import UnreadableImage
from diaphane.io import read
from diaphane.io.dicom_series import holds_series, read_slices, stacked
from make_series import SERIES, filled, save


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
        (
            (0.0, 3.0, 9.0, 12.0),
            "expected slices 3 mm apart, got 6 mm between slices 2 and 3 of 4 by place",
        ),
        (
            (0.0, 3.0, 3.0, 6.0),
            "expected one slice at each place, got two, in files 2 and 3 of 4 by name",
        ),
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
        (
            {"PixelSpacing": [1, 1]},
            "slices of one spacing, got another in 1 of 3 files, the first of them file 3 ",
        ),
        ({"ImageOrientationPatient": [1, 0, 0, 0, 0, -1]}, "slices of one orientation"),
        ({"RescaleSlope": None, "RescaleIntercept": None}, "slices of one units"),
        ({"FrameOfReferenceUID": "1.7"}, "slices of one frame of reference"),
        (
            {"ImagePositionPatient": None},
            "expected position, orientation and spacing .* found not all of them in file 3",
        ),
        ({"PixelData": b""}, "file 3 of 3 by name: "),
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
    with pytest.raises(UnreadableImage, match="or DICOM images in a folder or archive, got one"):
        read(tmp_path)


def test_which_folders_are_series(tmp_path: Path) -> None:
    assert holds_series(filled(tmp_path / "two", 0.0, 3.0))
    assert not holds_series(filled(tmp_path / "one", 0.0))
    assert not holds_series(tmp_path)
    assert holds_series(save(tmp_path / "two", "other.dcm", SeriesInstanceUID="1.7"))


def test_files_that_are_copies_are_left_out(tmp_path: Path) -> None:
    filled(tmp_path, 0.0, 3.0, 6.0)
    (tmp_path / "again").mkdir()
    shutil.copy(tmp_path / "1.dcm", tmp_path / "again" / "7.dcm")
    volume = read(tmp_path)
    assert volume.shape == (3, 2, 3)
    assert volume.warnings == ("1 of 4 files are copies of others and were left out",)


def test_a_volume_is_in_memory_once(tmp_path: Path) -> None:
    slices = read_slices([filled(tmp_path, 3.0, 0.0, 9.0, 6.0) / f"{k}.dcm" for k in range(4)])
    room = slices[0].image.pixels.base
    volume = stacked(slices)
    assert volume.pixels is room
    assert volume.pixels[0, :, 0, 0].tolist() == [-1023, -1024, -1021, -1022]


def test_filler_outside_of_a_round_scan_is_air(tmp_path: Path) -> None:
    scan = np.full((6, 6), 1024, np.int16)
    scan[[0, 0, -1, -1], [0, -1, 0, -1]] = -2000
    for k in range(2):
        pixels = (scan + k * (scan > 0)).astype(np.int16).tobytes()
        where = [0, 0, k]
        save(tmp_path, f"{k}", Rows=6, Columns=6, ImagePositionPatient=where, PixelData=pixels)
    volume = read(tmp_path)
    assert volume.pixels[0, :, 0, 0].tolist() == [-1000, -1000]
    assert volume.pixels[0, :, 2, 2].tolist() == [0, 1]
    assert volume.warnings == ("what lies outside of the scan was set to air (-1000)",)


def test_no_sentence_names_a_patient(tmp_path: Path) -> None:
    """Names of files often are names of patients, or identifiers of images."""
    for k, heights in enumerate([(0.0, 0.0), (0.0, 1.0, 5.0, 6.0)]):
        folder = tmp_path / str(k)
        for n, height in enumerate(heights):
            save(folder, f"DOE-1.2.840-{n}", n, ImagePositionPatient=[0, 0, height])
        with pytest.raises(UnreadableImage) as refused:
            read(folder)
        assert "DOE" not in str(refused.value)
        assert "1.2.8" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing_slice", "slices are missing"),
        ("dup_position", "expected one slice at each place"),
        ("uneven_gap", "expected slices at even steps"),
        ("mixed_size", "expected slices of one size"),
        ("mixed_orientation", "expected slices of one orientation"),
    ],
)
def test_series_of_the_zoo_are_refused(zoo: Path, name: str, sentence: str) -> None:
    with pytest.raises(UnreadableImage, match=sentence):
        read(zoo / "series" / name)


def test_the_good_series_of_the_zoo_is_in_order(zoo: Path) -> None:
    volume = read(zoo / "series/good")
    assert (volume.shape, volume.spacing) == ((5, 32, 32), (2.0, 1.0, 1.0))
    assert volume.warnings == ()
