"""What a person decides of an answer: as DICOM that the verifier finds no error in, as NIfTI, as
JSON; the model's own files stay as they were."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from highdicom.sr import srread
from pydicom import dcmread

from diaphane import load, read
from diaphane.decision import Decision
from diaphane.deliver.answer import Answer, answer_of
from diaphane.deliver.decided import decided
from diaphane.deliver.kinds import KINDS, kinds_of
from diaphane.deliver.write import write_answer
from diaphane.errors import BadSetting
from diaphane.io.dicom_seg_in import read_seg
from make_study import Modality, make_study
from tiny_models import tiny_classifier
from tiny_segmenter import TWO, tiny_segmenter
from verify_dicom import errors_in, needs_verifier

WHEN = datetime(2026, 11, 21, 18, 30, 5, tzinfo=UTC)
YES = Decision("accept", "Nguyễn Thị Minh", WHEN, "Bệnh viện Chợ Rẫy", "left", "clear")
NO = Decision("correct", "陳大文", WHEN, "臺大醫院", "right", "左側為偽影")
DRAWN = Decision("correct", "陳大文", WHEN, "臺大醫院")


def of_classes(folder: Path, modality: Modality = "MR", slices: int = 1) -> Answer:
    make_study(modality, folder / "scans", slices=slices)
    image = read(folder / "scans" if slices > 1 else folder / "scans" / "0.dcm")
    model = load(tiny_classifier(folder / "classes.onnx"))
    return answer_of(image, model.predict(image), model.card)


def of_parts(folder: Path) -> Answer:
    make_study("CT", folder / "scans", slices=3)
    image = read(folder / "scans")
    model = load(tiny_segmenter(folder / "parts.onnx", TWO))
    return answer_of(image, model.predict(image), model.card)


def redrawn(answer: Answer) -> Any:
    """One class a little larger, the other somewhere else."""
    assert answer.result.image is not None
    labels = answer.result.image.pixels[0].copy()
    labels[labels == 1] = 0
    labels[0, :4, :4] = 1
    labels[1, 30:, 30:34] = 2
    return labels


class TestReports:
    @needs_verifier
    @pytest.mark.parametrize("modality", ["CT", "MR", "CR", "DX"])
    @pytest.mark.parametrize("decision", [YES, NO, Decision("reject", "R", WHEN)])
    def test_the_verifier_finds_no_error(
        self, tmp_path: Path, modality: Modality, decision: Decision
    ) -> None:
        answer = decided(of_classes(tmp_path, modality), decision)
        KINDS["decision"].write(tmp_path / "decision.dcm", answer)
        assert errors_in(tmp_path / "decision.dcm") == []

    def test_verified_by_whom_and_after_what(self, tmp_path: Path) -> None:
        answer = of_classes(tmp_path)
        written = write_answer(tmp_path, "one", decided(answer, NO))
        made: Any = srread(written.files["decision"])
        before = dcmread(written.files["report"])
        assert (made.CompletionFlag, made.VerificationFlag) == ("COMPLETE", "VERIFIED")
        assert made.PreliminaryFlag == "FINAL"
        (who,) = made.VerifyingObserverSequence
        assert who.VerifyingObserverName.ideographic == "陳大文^"
        assert who.VerifyingOrganization == "臺大醫院"
        assert who.VerificationDateTime == "20261121183005.000000+0000"
        assert made.ContentDate == "20261121"
        assert made.ContentTime == "183005"
        (study,) = made.PredecessorDocumentsSequence
        (series,) = study.ReferencedSeriesSequence
        (earlier,) = series.ReferencedSOPSequence
        assert earlier.ReferencedSOPInstanceUID == before.SOPInstanceUID
        assert before.VerificationFlag == "UNVERIFIED"
        (group,) = made.content.get_image_measurement_groups()
        said = [(e.name.meaning, e.value.meaning) for e in group.get_qualitative_evaluations()]
        assert said[0] == ("Verdict on the answer of a model", "answer corrected")
        assert said[1][0] == "Class named by a person"
        (observer,) = made.content.get_observer_contexts()
        assert observer.observer_type.meaning == "Person"

    def test_what_was_accepted_stands_in_it(self, tmp_path: Path) -> None:
        KINDS["decision"].write(tmp_path / "d.dcm", decided(of_classes(tmp_path), YES))
        made: Any = srread(tmp_path / "d.dcm")
        groups = made.content.get_image_measurement_groups()
        assert len(groups) == 1 + 3
        (who,) = made.VerifyingObserverSequence
        assert str(who.VerifyingObserverName) == "Nguyễn Thị Minh^"

    def test_the_same_decision_is_the_same_file_and_another_is_not(self, tmp_path: Path) -> None:
        answer = of_classes(tmp_path)
        for name, decision in (("a", YES), ("b", YES), ("c", NO)):
            KINDS["decision"].write(tmp_path / name, decided(answer, decision))
        a, b, c = (Path(tmp_path, name).read_bytes() for name in "abc")
        assert a == b
        assert dcmread(tmp_path / "a").SOPInstanceUID != dcmread(tmp_path / "c").SOPInstanceUID
        assert a != c

    def test_a_slice_of_a_series_is_the_source(self, tmp_path: Path) -> None:
        answer = of_classes(tmp_path, slices=3)
        assert [path.name for path in answer.sources] == ["1.dcm"]
        written = write_answer(tmp_path / "out", "one", answer)
        taken_at = tmp_path / "scans" / "1.dcm"
        taken = dcmread(taken_at)
        for kind in ("report", "heat-picture", "heat-values"):
            assert taken.SOPInstanceUID.encode() in written.files[kind].read_bytes()
        heat, scan = (read(path).origin for path in (written.files["heat-picture"], taken_at))
        assert scan
        assert heat == pytest.approx(scan)


class TestLabels:
    @needs_verifier
    def test_an_edited_map(self, tmp_path: Path) -> None:
        answer = of_parts(tmp_path)
        labels = redrawn(answer)
        written = write_answer(tmp_path / "out", "ct", decided(answer, DRAWN, labels))
        assert not {"probability_bright"} & set(written.files)
        for kind in ("seg", "decision"):
            assert errors_in(written.files[kind]) == []
        found = read_seg(written.files["seg"], answer.image).pixels[0]
        np.testing.assert_array_equal(found, labels)
        made = dcmread(written.files["seg"])
        ways = [segment.SegmentAlgorithmType for segment in made.SegmentSequence]
        assert ways == ["MANUAL", "SEMIAUTOMATIC"]
        assert made.ContentCreatorName.ideographic == "陳大文^"
        assert made.ContentDescription.startswith("a person edited the label map")
        volume = nibabel.load(written.files["nifti"])
        np.testing.assert_array_equal(np.asarray(volume.dataobj).T, labels)
        assert bytes(volume.header["descrip"]).startswith(b"a person edited the label map")
        record = json.loads(written.files["json"].read_text())
        assert record["decision"]["verdict"] == "correct"
        assert record["notes"][-1] == "a person edited the label map"

    def test_it_is_another_object_in_another_series(self, tmp_path: Path) -> None:
        answer = of_parts(tmp_path)
        KINDS["seg"].write(tmp_path / "own.dcm", answer)
        KINDS["seg"].write(tmp_path / "edited.dcm", decided(answer, DRAWN, redrawn(answer)))
        own, edited = (dcmread(tmp_path / name) for name in ("own.dcm", "edited.dcm"))
        assert own.SOPInstanceUID != edited.SOPInstanceUID
        assert own.SeriesInstanceUID != edited.SeriesInstanceUID

    def test_measures_are_those_of_the_edited_map(self, tmp_path: Path) -> None:
        answer = of_parts(tmp_path)
        labels = np.zeros_like(redrawn(answer))
        labels[0, :10, :10] = 2
        after = decided(answer, DRAWN, labels)
        assert after.result.measures["middle_share"] == 0
        assert after.result.measures["bright_share"] == 100 / labels.size
        assert after.before is answer.result.image

    def test_the_same_labels_are_the_models_own(self, tmp_path: Path) -> None:
        answer = of_parts(tmp_path)
        assert answer.result.image is not None
        same = decided(answer, Decision("accept", "R", WHEN), answer.result.image.pixels[0])
        assert same.before is None
        assert "decision" in kinds_of(same)


class TestRefusals:
    def test_labels_that_do_not_fit(self, tmp_path: Path) -> None:
        answer = of_parts(tmp_path)
        with pytest.raises(BadSetting, match=r"expected labels of the shape \(3, "):
            decided(answer, DRAWN, np.zeros((2, 2), np.uint8))
        labels = redrawn(answer)
        labels[0, 0, 0] = 9
        with pytest.raises(BadSetting, match="expected labels from 0 to 2, got 0 to 9"):
            decided(answer, DRAWN, labels)

    def test_a_class_the_card_has_not(self, tmp_path: Path) -> None:
        with pytest.raises(BadSetting, match="expected a class of tiny, got 'x'; name one of left"):
            decided(of_classes(tmp_path), Decision("correct", "R", WHEN, label="x"))
