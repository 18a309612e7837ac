"""What every object takes over from its source, and what it does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from diaphane.image import Image
from diaphane.io.dicom_result import tell_side, when
from diaphane.io.dicom_sc import write_sc
from diaphane.io.uids import Maker
from make_study import PATIENT, make_study


def dataset(**elements: str) -> Dataset:
    made = Dataset()
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    return made


@pytest.mark.parametrize(
    ("taken", "day", "time"),
    [
        ({"ContentDate": "20240102", "StudyDate": "20230101"}, "20240102", "000000"),
        ({"AcquisitionDate": "20240103", "AcquisitionTime": "1011"}, "20240103", "1011"),
        ({"StudyDate": "20230101", "ContentTime": "1011"}, "20230101", "000000"),
        ({}, "19000101", "000000"),
    ],
)
def test_dates_are_the_sources(taken: dict[str, str], day: str, time: str) -> None:
    assert when(dataset(**taken)) == (day, time)


@pytest.mark.parametrize(
    ("body", "taken", "told"),
    [
        ("KNEE", {"Laterality": "L"}, "L"),
        ("KNEE", {"ImageLaterality": "R"}, "R"),
        ("BREAST", {"ImageLaterality": "U"}, ""),
        ("", {}, ""),
        ("CHEST", {"Laterality": "L"}, None),
    ],
)
def test_sides(body: str, taken: dict[str, str], told: str | None) -> None:
    made = dataset(BodyPartExamined=body, Laterality="R")
    tell_side(made, dataset(**taken))
    assert made.get("Laterality") == told


def test_texts_come_as_utf8_whatever_they_were(tmp_path: Path) -> None:
    (path,) = make_study("CT", tmp_path)
    assert dcmread(path).SpecificCharacterSet == "ISO_IR 100"
    picture = Image(np.zeros((1, 64, 64), np.uint8))
    made = dcmread(write_sc(tmp_path / "made.dcm", picture, path, Maker("tiny"), how="drawn"))
    assert made.SpecificCharacterSet == "ISO_IR 192"
    assert str(made.PatientName) == PATIENT["PatientName"]
    for keyword in ("PatientID", "PatientAge", "StudyDescription", "AccessionNumber"):
        assert made[keyword].value == PATIENT[keyword]
    assert "InstanceCreationDate" not in made
    assert (made.ContentDate, made.ContentTime) == ("20240506", "101500")
