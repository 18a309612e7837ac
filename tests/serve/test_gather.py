"""Which images lie in the files of an upload, and what is said of the rest."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from diaphane.serve.gather import Gathered, gather, read_part
from make_dicom import make_dicom
from make_dicom import save as save_dicom
from make_series import DISC, filled, packed, save
from make_study import make_study
from tiny_models import bright_file


def found_in(*files: Path) -> Gathered:
    """What is found in the files of a folder."""
    folder = files[0].parent
    return gather(folder, [{"file": file.name, "name": file.name, "bytes": 1} for file in files])


def test_pictures_are_images_each(tmp_path: Path) -> None:
    files = [bright_file(tmp_path / name, 0) for name in ("a.png", "b.jpg", "c.tif")]
    found = found_in(*files)
    assert [part.title for part in found.parts] == ["a.png", "b.jpg", "c.tif"]
    assert [part.called for part in found.parts] == [f"file {k} of 3" for k in (1, 2, 3)]
    assert found.sentences() == []


def test_the_slices_of_a_series_are_one_volume(tmp_path: Path) -> None:
    filled(tmp_path, 0, 4, 2)
    (part,) = found_in(*sorted(tmp_path.iterdir())).parts
    assert part.together
    assert part.title == "series 1 (CT, 3 slices of 3 x 2)"
    image = read_part(part)
    assert image.shape == (3, 2, 3)
    assert image.source.paths == tuple(tmp_path / f"{k}.dcm" for k in (0, 2, 1))


def test_two_series_and_a_picture(tmp_path: Path) -> None:
    filled(tmp_path, 0, 2)
    save(tmp_path, "other", SeriesInstanceUID="1.2.4", SeriesNumber=7)
    bright_file(tmp_path / "photo.png", 0)
    found = found_in(*sorted(tmp_path.iterdir()))
    assert sorted(part.title for part in found.parts) == [
        "other",
        "photo.png",
        "series 1 (CT, 2 slices of 3 x 2)",
    ]


def test_films_of_one_series_are_images_each(tmp_path: Path) -> None:
    for k in range(2):
        save(
            tmp_path,
            f"{k}",
            k,
            ImagePositionPatient=None,
            ImageOrientationPatient=None,
            Modality="CR",
        )
    found = found_in(*sorted(tmp_path.iterdir()))
    assert [part.together for part in found.parts] == [False, False]


def test_slices_that_make_no_volume_are_refused_by_number(tmp_path: Path) -> None:
    filled(tmp_path, 0, 2, 6, 8)
    (part,) = found_in(*sorted(tmp_path.iterdir())).parts
    with pytest.raises(Exception, match=r"^series 1: expected slices 2 mm apart, got 4 mm"):
        read_part(part)


def test_archives_are_unpacked_beside_themselves(tmp_path: Path) -> None:
    filled(tmp_path / "patient", 0, 2, 4)
    (tmp_path / "up").mkdir()
    archive = packed(tmp_path / "patient", tmp_path / "up" / "0001")
    found = gather(tmp_path / "up", [{"file": "0001", "name": "study.zip", "bytes": 1}])
    (part,) = found.parts
    assert part.together
    assert all(path.is_relative_to(tmp_path / "up" / "0001-files") for path in part.paths)
    again = gather(tmp_path / "up", [{"file": "0001", "name": "study.zip", "bytes": 1}])
    assert again.parts == found.parts
    assert archive.exists()


def test_a_disc_in_a_zip_is_read_by_its_files(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "0001", "w") as box:
        for path in sorted(DISC.parent.rglob("*")):
            if path.is_file() and "TINY" not in path.name:
                box.write(path, path.relative_to(DISC.parent))
    found = gather(tmp_path, [{"file": "0001", "name": "disc.zip", "bytes": 1}])
    assert len(found.parts) > 5
    assert not any("DICOMDIR" in sentence for sentence in found.sentences())


def test_what_is_no_image_is_named_by_its_number(tmp_path: Path) -> None:
    bright_file(tmp_path / "a.png", 0)
    (tmp_path / "Müller.txt").write_text("a letter")
    found = found_in(tmp_path / "Müller.txt", tmp_path / "a.png")
    (sentence,) = found.sentences()
    assert sentence.startswith("file 1 of 2: expected a PNG, JPEG, TIFF")
    assert "Müller" not in sentence


def test_of_many_that_are_no_images_the_number_is_told(tmp_path: Path) -> None:
    files = [tmp_path / f"{k}.txt" for k in range(5)]
    for file in files:
        file.write_text("words")
    assert found_in(*files).sentences() == ["5 files are no images and were passed over"]


def test_hidden_files_are_nobody_s_business(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    bright_file(tmp_path / "a.png", 0)
    assert found_in(tmp_path / ".DS_Store", tmp_path / "a.png").sentences() == []


def test_a_directory_alone_asks_for_its_files(tmp_path: Path) -> None:
    (tmp_path / "0001").write_bytes(DISC.read_bytes())
    found = gather(tmp_path, [{"file": "0001", "name": "DICOMDIR", "bytes": 1}])
    assert found.parts == []
    assert "drop it with all its folders" in found.sentences()[0]


def test_dicom_without_a_series_is_an_image_by_itself(tmp_path: Path) -> None:
    for k in range(2):
        made = make_dicom(np.full((4, 4), k, np.uint16))
        if "SeriesInstanceUID" in made:
            del made.SeriesInstanceUID
        save_dicom(made, tmp_path / f"{k}.dcm")
    assert len(found_in(*sorted(tmp_path.iterdir())).parts) == 2


def test_a_series_that_no_memory_holds_is_refused_by_its_headers(tmp_path: Path) -> None:
    filled(tmp_path, 0, 2, Rows=30_000, Columns=30_000)
    found = found_in(*sorted(tmp_path.iterdir()))
    assert found.parts == []
    assert found.sentences() == [
        "expected a series of at most 1073741824 samples, got 1 (CT, 2 slices of 30000 x 30000); "
        "cut it into parts"
    ]


def test_what_is_wrong_with_an_archive_names_no_member(tmp_path: Path) -> None:
    """Folders in archives are called as patients are."""
    for name in ("../Mueller.png", 'Mueller\'s "knee".zip/../x', "Mueller\\n.png"):
        with zipfile.ZipFile(tmp_path / "0001", "w") as archive:
            archive.writestr(name, b"x")
        (sentence,) = found_in(tmp_path / "0001").sentences()
        assert "got one member, which" in sentence
        assert "Mueller" not in sentence


def test_a_broken_archive_leaves_the_others_alone(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and no more")
    bright_file(tmp_path / "b.png", 0)
    found = found_in(tmp_path / "a.zip", tmp_path / "b.png")
    assert [part.title for part in found.parts] == ["b.png"]
    assert found.sentences()[0].startswith("file 1 of 2: the archive is cut short")


def test_studies_as_scanners_send_them(tmp_path: Path) -> None:
    files = make_study("CT", tmp_path, slices=3)
    (part,) = found_in(*files).parts
    assert read_part(part).axes == "zyx"
