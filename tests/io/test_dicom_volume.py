"""Volumes as DICOM series: they lie where they lay, and say what they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from diaphane.errors import BadData
from diaphane.image import Image, Window
from diaphane.io import read
from diaphane.io.dicom_volume import write_volume
from make_series import filled
from placed import AXIAL, DIRECTIONS, farthest, itk_places, places, simple_itk, volume

CLOSE = 1e-4
"""Millimetres: positions have 16 letters, orientations fewer digits than that."""


@pytest.mark.parametrize("name", DIRECTIONS)
def test_every_voxel_comes_back_to_its_place(name: str, tmp_path: Path) -> None:
    made = volume(DIRECTIONS[name])
    write_volume(tmp_path, made)
    again = read(tmp_path)
    assert farthest(places(made), places(again)) < CLOSE
    centroid = np.mean(list(places(made).values()), axis=0)
    np.testing.assert_allclose(np.mean(list(places(again).values()), axis=0), centroid, atol=CLOSE)
    assert again.warnings == ()


def test_a_tilted_volume_comes_back_tilted(tmp_path: Path) -> None:
    stacked = np.array([0, np.sin(0.3), np.cos(0.3)])
    made = volume(np.column_stack([stacked, AXIAL[:, 1:]]))
    write_volume(tmp_path, made)
    again = read(tmp_path)
    assert farthest(places(made), places(again)) < CLOSE
    assert "stacked 17.2 degrees off their normal" in again.warnings[0]


@pytest.mark.parametrize("name", DIRECTIONS)
def test_an_independent_reader_finds_the_same_places(name: str, tmp_path: Path) -> None:
    itk, made = simple_itk(), volume(DIRECTIONS[name])
    write_volume(tmp_path, made, modality="MR")
    reader = itk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(tmp_path)))
    assert farthest(places(made), itk_places(reader.Execute())) < CLOSE


@pytest.mark.parametrize(
    "pixels",
    [
        np.array([-1024, 0, 3071, 40], np.int16),
        np.array([0, 1, 254, 255], np.uint8),
        np.array([-70000, -69999, -20000, -5000], np.int32),
        np.array([-1.5, 0.25, 7.125, 1000.0], np.float32),
    ],
)
def test_values_come_back(pixels: np.ndarray, tmp_path: Path) -> None:
    made = volume(AXIAL).but(pixels=pixels.reshape(1, 1, 2, 2), units="HU", window=Window(-9, 9))
    write_volume(tmp_path, made)
    again = read(tmp_path)
    steps = 0 if pixels.dtype.kind != "f" else 0.5 * float(np.ptp(pixels)) / 65535 + 1e-4
    np.testing.assert_allclose(again.pixels.ravel(), pixels, atol=steps)
    assert (again.units, again.source.modality) == ("HU", "CT")
    assert again.window == Window(-9, 9)


def test_a_series_refers_to_its_sources_and_is_of_their_study(tmp_path: Path) -> None:
    sources = filled(tmp_path / "ct", 0.0, 3.0, 6.0)
    image = read(sources)
    write_volume(tmp_path / "out", image, sources=image.source.files)
    for k in range(3):
        made, given = (dcmread(p) for p in (tmp_path / f"out/000{k + 1}.dcm", sources / f"{k}.dcm"))
        reference = made.SourceImageSequence[0]
        assert reference.ReferencedSOPInstanceUID == given.SOPInstanceUID
        assert made.StudyInstanceUID == given.StudyInstanceUID
        assert made.FrameOfReferenceUID == given.FrameOfReferenceUID
        assert made.PatientName == given.PatientName
        assert made.SeriesInstanceUID != given.SeriesInstanceUID
        assert made.SOPInstanceUID != given.SOPInstanceUID
        assert made.file_meta.MediaStorageSOPInstanceUID == made.SOPInstanceUID
        assert made.ImageType[:2] == ["DERIVED", "SECONDARY"]
        assert "research use only" in made.SeriesDescription


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (Image(np.zeros((3, 4, 4), np.uint8)), "expected a gray picture or volume"),
        (Image(np.zeros((1, 4, 4), np.uint8)), "says where it lies in the patient"),
        (volume(AXIAL + np.array([[0, 0, 0], [0, 0, 0.2], [0, 0, 0]])), "at a right angle"),
    ],
)
def test_what_no_series_can_hold(image: Image, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(BadData, match=sentence):
        write_volume(tmp_path, image)
