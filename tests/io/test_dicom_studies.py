"""Folders of several series: what there is, and how one of them is named."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian

from diaphane.errors import UnreadableImage
from diaphane.io import read
from diaphane.io.dicom_dataset import SMALL
from diaphane.io.dicom_studies import series_in
from diaphane.io.plain import after_meta
from make_dicom import as_bytes, make_dicom
from make_series import DISC, filled, packed

SR = "1.2.840.10008.5.1.4.1.1.88.11"


def study(folder: Path) -> Path:
    filled(folder / "z", 0.0, 2.0, SeriesInstanceUID="1.2.3.1", SeriesNumber=1)
    filled(folder / "a", 0.0, 3.0, 6.0, SeriesInstanceUID="1.2.3.2", SeriesNumber=2, Modality="MR")
    filled(folder / "map", 0.0, SeriesInstanceUID="1.2.3.3", Modality="SEG")
    filled(folder / "words", 0.0, SeriesInstanceUID="1.2.3.4", Rows=0, SOPClassUID=SR)
    return folder


def test_series_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    found = series_in(study(tmp_path))
    assert [one.words for one in found] == [
        "1 (CT, 2 slices of 3 x 2)",
        "2 (MR, 3 slices of 3 x 2)",
    ]
    assert {one.study for one in found} == {1}


def test_several_series_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage) as refused:
        read(study(tmp_path / "DOE"))
    assert str(refused.value).endswith(
        "expected one DICOM series, got 2; there are 1 (CT, 2 slices of 3 x 2), 2 (MR, 3 slices of "
        "3 x 2); name one of them, as DOE/1"
    )


def test_one_of_several_is_read_by_its_number(tmp_path: Path) -> None:
    folder = study(tmp_path / "study")
    archive = packed(folder, tmp_path / "study.zip")
    for place in (folder, archive):
        volume = read(place / "2")
        assert (volume.shape, volume.spacing) == ((3, 2, 3), (3.0, 0.5, 0.75))
    with pytest.raises(
        UnreadableImage, match="expected the number of a series, got 3; there are 1"
    ):
        read(archive / "3")


def test_files_of_a_disc_by_study_and_series() -> None:
    found = series_in(DISC)
    assert len({one.study for one in found}) == 6
    assert sum(len(one.files) for one in found) == 31
    with pytest.raises(UnreadableImage, match="expected one DICOM series, got"):
        read(DISC)


def test_a_file_that_is_cut_short_is_not_missed(tmp_path: Path) -> None:
    folder = filled(tmp_path / "ct", 0.0, 2.0, 4.0)
    whole = (folder / "2.dcm").read_bytes()
    (folder / "2.dcm").write_bytes(whole[: whole.index(b"\x28\0\x10\0US")])
    with pytest.raises(UnreadableImage, match="file 3 of 3 by name: the DICOM file has no pixels"):
        read(folder)


def test_a_file_that_inflates_without_end_is_refused_by_its_header(tmp_path: Path) -> None:
    meta = make_dicom(np.zeros((2, 2), np.uint16), syntax=DeflatedExplicitVRLittleEndian)
    whole = as_bytes(meta)
    start, _ = after_meta(whole)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = packer.compress(bytes(SMALL + 2**20)) + packer.flush()
    (tmp_path / "a.dcm").write_bytes(whole[:start] + bomb)
    with pytest.raises(UnreadableImage, match="a deflated data set of at most 64 MiB"):
        series_in(tmp_path)
