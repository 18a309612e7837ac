"""What is wrong in a header is not handed on."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom import config, dcmread

from diaphane.io.dicom_source import header
from make_study import PATIENT, make_study


def test_letters_are_decoded(tmp_path: Path) -> None:
    (path,) = make_study("CT", tmp_path)
    assert dcmread(path).SpecificCharacterSet == "ISO_IR 100"
    image = header(path)
    assert image.SpecificCharacterSet == "ISO_IR 192"
    assert str(image.PatientName) == PATIENT["PatientName"]


@pytest.mark.parametrize(
    ("keyword", "value", "mended"),
    [
        ("StudyDate", "1997.04.24", "19970424"),
        ("StudyTime", "14:04:38.25", "140438.25"),
        ("StudyTime", "", ""),
        ("PatientSex", "0000", ""),
        ("PatientSex", "F", "F"),
        ("BodyPartExamined", "a whole knee", None),
        ("BodyPartExamined", "KNEE", "KNEE"),
        ("PatientID", None, ""),
    ],
)
def test_values(tmp_path: Path, keyword: str, value: str | None, mended: str | None) -> None:
    (path,) = make_study("CT", tmp_path)
    image = dcmread(path)
    image.pop(keyword, None)
    with config.disable_value_validation():
        if value is not None:
            setattr(image, keyword, value)
        image.save_as(path)
    assert header(path).get(keyword) == mended


def test_how_names_were_taken_away_must_be_told(tmp_path: Path) -> None:
    (path,) = make_study("CT", tmp_path)
    image = dcmread(path)
    image.PatientIdentityRemoved = "YES"
    image.save_as(path)
    assert header(path).DeidentificationMethod == "not told by the images"
