"""The files of one answer, as a program asks for them: all at once, or one kind."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from diaphane import load, read
from diaphane.deliver.answer import Answer, answer_of
from diaphane.deliver.kinds import KINDS, kinds_of
from diaphane.deliver.write import planned, write_answer
from diaphane.errors import BadData
from diaphane.image import Image
from make_study import make_study
from tiny_enhancer import tiny_enhancer
from tiny_models import bright_picture, tiny_classifier
from tiny_segmenter import TWO, tiny_segmenter
from tiny_translator import tiny_translator

PICTURE = Image(bright_picture(0)[None])
FILES = {
    "classify": ["png", "json"],
    "segment": ["png", "labels-png", "probability_middle", "probability_bright", "uncertainty"],
    "enhance": ["png", "compare", "added", "json"],
    "translate": ["png", "compare", "json"],
}
DICOM = {
    "classify": ["report", "heat-picture", "heat-values"],
    "segment": ["seg"],
    "enhance": ["capture"],
    "translate": ["capture"],
}


def answer(folder: Path, task: str, image: Image = PICTURE, *, maps: bool = False) -> Answer:
    path = folder / f"{task}.onnx"
    if task == "segment":
        tiny_segmenter(path, TWO)
    else:
        make = {
            "classify": tiny_classifier,
            "enhance": tiny_enhancer,
            "translate": tiny_translator,
        }
        make[task](path)
    model = load(path)
    return answer_of(image, model.predict(image, maps=maps), model.card)


@pytest.mark.parametrize("task", FILES)
def test_all_that_there_is_of_a_picture(tmp_path: Path, task: str) -> None:
    asked = answer(tmp_path, task, maps=task == "segment")
    written = write_answer(tmp_path / "out", "one", asked, dicom=False)
    assert list(written.files) == [kind for kind in kinds_of(asked) if kind != "pdf"]
    assert [*written.files][: len(FILES[task])] == FILES[task]
    assert all(path.is_file() for path in written.files.values())
    assert json.loads(written.files["json"].read_text()) == written.record
    assert written.record["files"] == [str(path) for path in written.files.values()]
    plain = {path for kind, path in written.files.items() if kind in KINDS}
    assert plain <= set(planned(tmp_path / "out", "one", asked.card))


@pytest.mark.parametrize("task", FILES)
def test_of_dicom_there_is_more(tmp_path: Path, task: str) -> None:
    (source,) = make_study("MR", tmp_path / "scans")
    asked = answer(tmp_path, task, read(source))
    written = write_answer(tmp_path / "out", "one", asked)
    assert set(DICOM[task]) <= set(written.files)
    assert "notes" not in asked.result.to_plain() or written.record["notes"]


def test_the_report_on_one_page_is_asked_for(tmp_path: Path) -> None:
    written = write_answer(tmp_path, "one", answer(tmp_path, "classify"), dicom=False, pdf=True)
    assert list(written.files) == ["png", "pdf", "json"]
    assert written.files["pdf"].read_bytes().startswith(b"%PDF")


def test_one_kind_into_a_path(tmp_path: Path) -> None:
    asked = answer(tmp_path, "segment")
    kinds_of(asked)["labels-png"].write(tmp_path / "here.png", asked)
    labels = read(tmp_path / "here.png").pixels
    np.testing.assert_array_equal(labels[0] > 1, bright_picture(0) > 2 / 3 * 255)


def test_notes_are_told_and_kept(tmp_path: Path) -> None:
    told: list[str] = []
    asked = answer(tmp_path, "classify")
    written = write_answer(tmp_path, "one", asked, asked="this one", told=told.append)
    assert told == [
        "no DICOM was written: the input is array, and a DICOM result must refer to DICOM images"
    ]
    assert written.record["input"] == "this one"
    assert written.record["notes"][-1] == told[0]


def test_what_dicom_lacks_is_said_and_the_rest_written(tmp_path: Path) -> None:
    (source,) = make_study("DX", tmp_path / "scans")
    asked = answer(tmp_path, "classify", read(source))
    written = write_answer(tmp_path / "out", "one", asked)
    assert list(written.files) == ["png", "report", "heat-picture", "json"]
    assert written.record["notes"][-1].startswith("no DICOM heat map was written: expected DICOM")
    with pytest.raises(BadData, match="images whose place in the patient is known"):
        KINDS["heat-values"].write(tmp_path / "map.dcm", asked)
