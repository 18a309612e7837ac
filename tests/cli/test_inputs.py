"""Which files are meant, and what their results are called."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.cli.inputs import image_files, may_be_image, refuse_overwriting
from diaphane.errors import BadSetting, UnreadableImage
from make_dicom import as_bytes, make_dicom


def made(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


@pytest.mark.parametrize("name", ["a.PNG", "a.nii.gz", "IM0001", "1.2.840.10008.7", "a.dcm"])
def test_names_that_may_hold_an_image(name: str) -> None:
    assert may_be_image(name)
    assert not may_be_image("DICOMDIR")


@pytest.mark.parametrize("name", ["labels.csv", "README.md", "a.txt", "mask.json"])
def test_names_that_do_not(name: str) -> None:
    assert not may_be_image(name)


def test_folders_are_read_with_the_folders_in_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(tmp_path, "b/2.png", "a/1.png", "a/deep/3", "a/notes.txt", ".hidden/4.png", ".5.png")
    found = image_files([tmp_path])
    assert list(found.values()) == ["a/1", "a/deep/3", "b/2"]
    assert list(found) == [tmp_path / "a/1.png", tmp_path / "a/deep/3", tmp_path / "b/2.png"]
    said = capsys.readouterr()
    assert "no images by their names: 1 .txt" in said.err
    assert said.out == ""


def test_the_same_file_is_done_once(tmp_path: Path) -> None:
    made(tmp_path, "a.png")
    assert list(image_files([tmp_path, tmp_path / "a.png"])) == [tmp_path / "a.png"]


def test_no_two_results_have_one_name(tmp_path: Path) -> None:
    made(tmp_path, "x/scan.png", "x/scan.dcm", "y/scan.png", "y/Scan.PNG", "result.png", "v.nii.gz")
    files = ["x/scan.png", "x/scan.dcm", "y/scan.png", "y/Scan.PNG", "result.png", "v.nii.gz"]
    names = list(image_files([tmp_path / name for name in files]).values())
    assert names == ["scan", "scan.dcm", "scan.png", "Scan.PNG-2", "result.png", "v"]


def test_a_missing_file_stays_for_the_reader_to_name(tmp_path: Path) -> None:
    assert image_files([tmp_path / "none.png"]) == {tmp_path / "none.png": "none"}


def test_a_folder_without_images_is_refused(tmp_path: Path) -> None:
    made(tmp_path, "notes.txt")
    with pytest.raises(UnreadableImage, match=r"found none among 1 files; known endings: \.png"):
        image_files([tmp_path])


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="would overwrite"):
        refuse_overwriting([tmp_path / "a.png"], [tmp_path / "a.png", tmp_path / "b.png"])
    refuse_overwriting([tmp_path / "a.png"], [tmp_path / "out" / "a.png"])


def test_a_folder_of_one_series_is_one_input_where_volumes_are_asked_for(tmp_path: Path) -> None:
    made(tmp_path, "p/notes.txt", "p/1.png")
    for name, series in (("p/ct/1", "1.2"), ("p/ct/2", "1.2"), ("p/mixed/1", "1.3")):
        data = make_dicom(np.zeros((2, 2), np.uint8), SeriesInstanceUID=series)
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(as_bytes(data))
    (tmp_path / "p/mixed/2").write_bytes((tmp_path / "p/ct/1").read_bytes())
    ct, mixed = tmp_path / "p/ct", tmp_path / "p/mixed"
    assert image_files([ct], series=True) == {ct: "ct"}
    assert list(image_files([ct])) == [ct / "1", ct / "2"]
    found = image_files([tmp_path], series=True)
    assert list(found) == [ct, tmp_path / "p/1.png", mixed / "1", mixed / "2"]
    assert list(found.values()) == ["p/ct", "p/1", "p/mixed/1", "p/mixed/2"]


def test_a_series_of_an_archive_is_an_input(tmp_path: Path) -> None:
    (tmp_path / "study.zip").write_bytes(b"PK")
    one, other = tmp_path / "study.zip", tmp_path / "study.zip/2"
    assert image_files([one, other], series=True) == {one: "study", other: "study.zip/2"}


def test_a_folder_of_several_series_is_one_input_that_reading_refuses(tmp_path: Path) -> None:
    for name, series in (("a", "1.2"), ("b", "1.2"), ("c", "1.3")):
        data = make_dicom(np.zeros((2, 2), np.uint8), SeriesInstanceUID=series)
        (tmp_path / name).write_bytes(as_bytes(data))
    assert list(image_files([tmp_path], series=True)) == [tmp_path]
