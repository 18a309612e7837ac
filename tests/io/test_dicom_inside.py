"""Which files lie in folders, archives and beside DICOMDIRs."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from diaphane.errors import UnreadableImage
from diaphane.io import read
from diaphane.io.dicom_inside import files_inside, holds_files
from make_series import DISC, filled, packed


def test_a_folder_with_all_folders_in_it(tmp_path: Path) -> None:
    filled(tmp_path / "a" / "b", 0.0)
    filled(tmp_path / ".hidden", 0.0)
    filled(tmp_path / "__MACOSX", 0.0)
    (tmp_path / "a" / "words.txt").write_text("no image")
    assert files_inside(tmp_path) == [tmp_path / "a/b/0.dcm"]


def test_a_zip_of_one_series_is_its_volume(tmp_path: Path) -> None:
    folder = filled(tmp_path / "study" / "ct", 6.0, 0.0, 3.0)
    archive = packed(tmp_path / "study", tmp_path / "made.bin")
    volume, same = read(archive), read(folder)
    np.testing.assert_array_equal(volume.pixels, same.pixels)
    assert (volume.spacing, volume.origin) == (same.spacing, same.origin)
    assert volume.source.path == archive
    assert all(path.is_file() for path in volume.source.files)


def test_an_archive_is_read_anew_once_it_changed(tmp_path: Path) -> None:
    archive = tmp_path / "study.zip"
    packed(filled(tmp_path / "two", 0.0, 1.0), archive)
    assert read(archive).shape == (2, 2, 3)
    packed(filled(tmp_path / "three", 0.0, 1.0, 2.0), archive)
    assert read(archive).shape == (3, 2, 3)


def test_archives_that_climb_are_refused(zoo: Path) -> None:
    for path in (zoo / "archives").glob("slip*"):
        with pytest.raises(UnreadableImage):
            read(path)


def test_a_directory_of_files_and_what_it_names(tmp_path: Path) -> None:
    assert holds_files(DISC)
    lone = shutil.copy(DISC, tmp_path)
    with pytest.raises(UnreadableImage, match="it names 31, of which 0 lie beside it; copy it"):
        read(lone)


def test_a_picture_is_no_place_of_files(tmp_path: Path) -> None:
    (tmp_path / "a.dcm").write_bytes(b"PK\x03\x04" + bytes(124) + b"DICM" + bytes(9))
    assert not holds_files(tmp_path / "a.dcm")
    assert not holds_files(tmp_path / "none")
