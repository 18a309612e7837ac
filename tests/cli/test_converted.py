"""`diaphane convert` of images: NIfTI, DICOM and PNG, and back."""

from __future__ import annotations

from pathlib import Path

import nibabel
import numpy as np
from PIL import Image as Pillow
from pydicom import dcmread
from typer.testing import CliRunner, Result

from diaphane.cli.main import app
from diaphane.io import read
from make_series import filled, packed
from placed import farthest, places


def convert(*words: Path | str) -> Result:
    return CliRunner().invoke(app, ["convert", *map(str, words)])


def test_a_series_becomes_nifti_and_a_series_again(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ct", 6.0, 0.0, 3.0)
    nifti, back = tmp_path / "a.nii.gz", tmp_path / "back"
    said = convert(packed(folder, tmp_path / "ct.zip"), nifti)
    assert (said.exit_code, said.stdout) == (0, f"{nifti}\n")
    affine = nibabel.load(nifti).affine
    np.testing.assert_allclose(affine @ [0, 0, 0, 1], [-10, -20, 0, 1])
    np.testing.assert_allclose(np.diag(affine), [-0.75, -0.5, 3, 1])
    said = convert(nifti, back, "--to", "dicom", "--source", folder)
    assert said.stdout == f"{back}: 3 DICOM files\n"
    first, again = read(folder), read(back)
    np.testing.assert_array_equal(first.pixels, again.pixels)
    assert (first.spacing, first.origin, first.units) == (again.spacing, again.origin, again.units)
    assert dcmread(back / "0001.dcm").StudyInstanceUID == "1.2.3"


def test_a_modality_for_what_has_none(tmp_path: Path) -> None:
    convert(filled(tmp_path / "ct", 0.0, 3.0), tmp_path / "a.nii")
    assert convert(tmp_path / "a.nii", tmp_path / "out", "--to", "dicom").exit_code == 0
    assert read(tmp_path / "out").source.modality == "OT"
    convert(tmp_path / "a.nii", tmp_path / "mr", "--to", "dicom", "--modality", "MR")
    assert read(tmp_path / "mr").source.modality == "MR"


def test_each_of_several_series_goes_its_own_way(tmp_path: Path) -> None:
    filled(tmp_path / "a", 0.0, 3.0, SeriesNumber=1, SeriesInstanceUID="1.2.3.1")
    filled(tmp_path / "b", 0.0, 3.0, 9.0, SeriesNumber=2, SeriesInstanceUID="1.2.3.2")
    filled(tmp_path / "c", 0.0, 2.0, 4.0, SeriesNumber=3, SeriesInstanceUID="1.2.3.3")
    said = convert(tmp_path, tmp_path.parent / "out.nii.gz")
    assert said.exit_code == 3
    assert said.stdout.split() == [str(tmp_path.parent / f"out-{k}.nii.gz") for k in (1, 3)]
    assert "slices are missing" in said.stderr
    assert said.stderr.endswith("1 of 3 series failed\n")
    assert read(tmp_path.parent / "out-3.nii.gz").shape == (3, 2, 3)


def test_slices_as_png_by_a_named_window(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ct", 0.0, 3.0, 6.0, RescaleIntercept=0, RescaleSlope=40)
    said = convert(folder, tmp_path / "png", "--window", "brain")
    assert said.stdout == f"{tmp_path / 'png'}: 3 PNG files\n"
    assert "0.5 mm high and 0.75 mm wide" in said.stderr
    levels = []
    for k in (1, 2, 3):
        with Pillow.open(tmp_path / f"png/000{k}.png") as picture:
            levels.append(int(np.asarray(picture).max()))
            assert picture.info["Description"] == "black is 0 and white 80 HU"
    assert levels == [0, 128, 255]


def test_a_picture_of_colours(tmp_path: Path) -> None:
    Pillow.fromarray(np.full((4, 6, 3), 7, np.uint8)).save(tmp_path / "a.bmp")
    assert convert(tmp_path / "a.bmp", tmp_path / "out", "--to", "png").exit_code == 0
    assert read(tmp_path / "out/0001.png").pixels.shape == (3, 4, 6)


def test_calls_that_make_no_sense(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ct", 0.0, 3.0)
    nifti = tmp_path / "a.nii.gz"
    convert(folder, nifti)
    Pillow.fromarray(np.zeros((4, 6, 3), np.uint8)).save(tmp_path / "a.png")
    for words, sentence in (
        ((folder, tmp_path / "out"), "expected OUT to be called NAME.nii.gz"),
        ((folder, nifti, "--to", "png"), "expected OUT to be a name for png"),
        ((folder, tmp_path / "b.nii", "--window", "lung"), "expected --to png for --window"),
        ((nifti, tmp_path / "out", "--window", "lung"), "expected Hounsfield units for --window"),
        ((nifti, nifti), "expected OUT to be another file than DATA"),
        ((nifti, folder, "--to", "png"), "expected a new or empty folder"),
        ((folder, folder / "in", "--to", "png"), "expected a folder outside the data"),
        ((tmp_path / "a.png", tmp_path / "b.nii"), "expected a gray image for NIfTI"),
        (
            (tmp_path / "a.png", tmp_path / "b", "--to", "dicom"),
            "expected a gray picture or volume",
        ),
        ((tmp_path / "none", tmp_path / "b.nii"), "there is no such file"),
    ):
        said = convert(*words)
        assert said.exit_code == 2, sentence
        assert sentence in said.stderr
        assert not (tmp_path / "out").exists()


def test_places_are_the_same_in_both_formats(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ct", 0.0, 3.0, 6.0)
    convert(folder, tmp_path / "a.nii.gz")
    first, again = read(folder), read(tmp_path / "a.nii.gz")
    unique = np.arange(first.pixels.size, dtype=np.int16).reshape(first.pixels.shape)
    assert farthest(places(first.but(pixels=unique)), places(again.but(pixels=unique))) < 1e-4
