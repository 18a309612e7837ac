"""A report is read back by highdicom with the numbers, codes and sentences of the answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from highdicom.sr import srread
from pydicom import dcmread

from diaphane.errors import BadData
from diaphane.io.dicom_sr import write_report
from diaphane.io.uids import Maker
from diaphane.result import Result
from diaphane.words import DISCLAIMER
from make_study import Modality, make_study
from tiny_models import CARD

MAKER = Maker("tiny", sha256="ab" * 32, settings={"runtime": "onnxruntime"})
SURE = Result(
    "classify",
    label="left",
    probabilities={"left": 0.9, "middle": 0.0876543, "right": 0.0123457},
    possible=("left", "middle"),
    doubts=("the picture is dark",),
    notes=("slice 3 of 9 was read",),
)
LOST = Result(
    "classify",
    probabilities={"left": 0.9, "middle": 0.05, "right": 0.05},
    doubts=("unlike the training images",),
)


def written(folder: Path, result: Result, modality: Modality = "MR") -> Any:
    sources = make_study(modality, folder)
    return srread(write_report(folder / "report.dcm", result, CARD, sources, MAKER))


def evaluations(group: Any) -> list[tuple[str, str]]:
    return [(one.name.meaning, one.value.meaning) for one in group.get_qualitative_evaluations()]


def comments(group: Any) -> list[str]:
    return [item.value for item in group[0].ContentSequence if item.name.meaning == "Comment"]


def test_the_answer_comes_first(tmp_path: Path) -> None:
    first, *_ = written(tmp_path, SURE).content.get_image_measurement_groups()
    assert evaluations(first) == [
        ("Class named", "Left"),
        ("Class that cannot be ruled out", "Left"),
        ("Class that cannot be ruled out", "middle"),
    ]
    assert comments(first) == [
        DISCLAIMER,
        "doubt: the picture is dark",
        "note: slice 3 of 9 was read",
        "classes that cannot be ruled out hold the true one in 90% of the images of each class",
    ]


def test_a_probability_for_each_class_with_its_code(tmp_path: Path) -> None:
    _, *classes = written(tmp_path, SURE).content.get_image_measurement_groups()
    told = []
    for group in classes:
        (one,) = group.get_measurements()
        finding = group.finding_type
        told.append((finding.scheme_designator, finding.value, one.name.meaning, one.value))
        assert (one.unit.value, one.unit.scheme_designator) == ("%", "UCUM")
    assert told == [
        ("SCT", "7771000", "Probability", 90.0),
        ("99DIAPHANE", "class-2", "Probability", 8.7654),
        ("SCT", "24028007", "Probability", 1.2346),
    ]


def test_of_an_image_out_of_reach_no_probability_is_told(tmp_path: Path) -> None:
    (only,) = written(tmp_path, LOST).content.get_image_measurement_groups()
    assert evaluations(only) == [("Class named", "I do not know")]
    assert comments(only) == [DISCLAIMER, "doubt: unlike the training images"]


def test_who_looked_at_what(tmp_path: Path) -> None:
    report = written(tmp_path, SURE, "DX")
    (source,) = make_study("DX", tmp_path / "again")
    taken = dcmread(source)
    assert report.VerificationFlag == "UNVERIFIED"
    assert report.PreliminaryFlag == "PRELIMINARY"
    assert report.SeriesDescription == f"tiny: {DISCLAIMER}"
    (device,) = report.content.get_observer_contexts()
    attributes = device.observer_identifying_attributes
    assert attributes.model_name == "tiny"
    assert attributes.serial_number == MAKER.sha256
    (group, *_) = report.content.get_image_measurement_groups()
    (image,) = group.source_images
    assert image.referenced_sop_instance_uid == taken.SOPInstanceUID
    (evidence,) = report.CurrentRequestedProcedureEvidenceSequence
    assert evidence.StudyInstanceUID == taken.StudyInstanceUID
    assert report.content[0].ContentTemplateSequence[0].TemplateIdentifier == "1500"


def test_a_source_that_nothing_can_refer_to(tmp_path: Path) -> None:
    (path,) = make_study("MR", tmp_path)
    bare = dcmread(path)
    del bare.StudyInstanceUID
    bare.save_as(path)
    with pytest.raises(BadData, match="got some without StudyInstanceUID; take the JSON"):
        write_report(tmp_path / "report.dcm", SURE, CARD, [path], MAKER)
    assert not (tmp_path / "report.dcm").exists()
