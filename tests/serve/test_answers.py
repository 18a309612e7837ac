"""Answers are listed, told and handed on; what is hidden from a reader is not told anywhere."""

from __future__ import annotations

import json
import re
from io import BytesIO
from math import prod
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pydicom
import pytest
from PIL import Image as Pillow
from sqlalchemy import event

from at_work import WHO, AtWork, at_work
from diaphane.deliver.answer import answer_of
from diaphane.deliver.write import write_answer
from diaphane.errors import BadData, BadSetting
from diaphane.infer.model import load
from diaphane.io import read
from diaphane.serve.answers import Wanted
from diaphane.serve.decisions import decide
from diaphane.serve.missing import Missing
from diaphane.serve.store import Store
from make_study import make_study
from tiny_models import bright_file

CLASSES = ("left", "middle", "right")


def say(desk: AtWork, result: str, verdict: str, *, actor: str = WHO, **more: Any) -> None:
    seen = verdict != "read"
    decide(
        desk.store,
        desk.log,
        result=result,
        actor=actor,
        verdict=verdict,
        classes=more.pop("classes", CLASSES),
        seen=more.pop("seen", seen),
        **more,
    )


def listed(desk: AtWork, *, actor: str = WHO, blind: bool = False, **wanted: Any) -> list[Any]:
    found = desk.answers.listed(Wanted(**wanted), actor=actor, blind=blind)
    return [one["id"] for one in found]


@pytest.fixture
def three(store: Store, tmp_path: Path) -> tuple[AtWork, list[str]]:
    """Answers of two models to two images, on both databases."""
    desk = at_work(store, tmp_path, tmp_path / "shelf")
    one = desk.one(bright_file(tmp_path / "a.png", 0)).id
    two = desk.one(bright_file(tmp_path / "b.png", 2)).id
    return desk, [desk.ask(one, "tiny"), desk.ask(two, "tiny"), desk.ask(one, "tiny-segment")]


def test_a_list_has_what_is_wanted(three: tuple[AtWork, list[str]]) -> None:
    desk, (left, right, segments) = three
    assert listed(desk) == [segments, right, left]
    assert listed(desk, task="segment") == [segments]
    assert listed(desk, model="tiny", label="right") == [right]
    assert listed(desk, label="\u2603") == []
    assert listed(desk, limit=2) == [segments, right]
    assert listed(desk, before=right) == [left]
    say(desk, left, "accept")
    assert listed(desk, decided=True) == [left]
    assert listed(desk, decided=False) == [segments, right]
    doubtful = [name for name in (segments, right, left) if desk.told(name)["doubts"]]
    assert listed(desk, doubtful=True) == doubtful
    (first,) = desk.answers.listed(Wanted(label="left"), actor=WHO, blind=False)
    assert (first["title"], first["label_title"]) == ("a.png", "the left side")
    assert first["probability"] > 0.9
    assert first["decision"]["verdict"] == "accept"


def test_a_list_is_counted_and_finds_one_s_own(three: tuple[AtWork, list[str]]) -> None:
    desk, (left, right, segments) = three
    say(desk, left, "accept")
    say(desk, right, "read", actor="ben", label="middle")
    say(desk, right, "accept", actor="ben")
    say(desk, segments, "read", note="bright")

    def counted(**wanted: Any) -> dict[str, int]:
        return desk.answers.counted(Wanted(**wanted), actor=WHO, blind=False)

    assert counted() == {"all": 3, "decided": 2}
    assert counted(decided=True, limit=1) == {"all": 3, "decided": 2}
    assert counted(task="segment") == {"all": 1, "decided": 0}
    assert listed(desk, mine=True) == [segments, left]
    assert listed(desk, actor="ben", mine=True) == [right]


def test_what_is_hidden_is_told_nowhere(three: tuple[AtWork, list[str]]) -> None:
    desk, (left, *_) = three
    (line, *_) = desk.answers.listed(Wanted(label=None), actor=WHO, blind=True)
    assert line["hidden"]
    assert (line["label"], line["probability"], line["doubts"]) == (None, None, 0)
    told = desk.told(left, blind=True)
    assert told["hidden"]
    for part in ("label", "probabilities", "set", "doubts", "measures", "layers", "files"):
        assert part not in told
    assert listed(desk, blind=True, label="left") == []
    assert listed(desk, blind=True, doubtful=True) == []
    assert desk.answers.is_hidden(left, actor=WHO, blind=True)
    say(desk, left, "read", label="middle")
    assert not desk.answers.is_hidden(left, actor=WHO, blind=True)
    assert desk.answers.is_hidden(left, actor="ben", blind=True)
    assert listed(desk, blind=True, label="left") == [left]
    told = desk.told(left, actor="ben", blind=True)
    assert told["decisions"] == []
    assert desk.told(left, blind=True)["label"] == "left"


def test_files_are_made_when_they_are_asked_for(desk: AtWork, tmp_path: Path) -> None:
    """The same bytes that the command line writes, but for times and hashes."""
    files = make_study("CT", tmp_path / "ct", slices=3)
    result = desk.ask(desk.one(*files).id, "tiny-segment", maps=True)
    told = desk.told(result)["files"]
    kinds = [one["kind"] for one in told]
    assert {"png", "nifti", "seg", "json", "probability_bright", "uncertainty"} <= {*kinds}
    types = {one["kind"]: one["type"] for one in told}
    assert (types["nifti"], types["seg"]) == ("application/gzip", "application/dicom")
    model = load(desk.shelf._file("tiny-segment"))
    alone = model.predict(read(tmp_path / "ct"), maps=True)
    assert alone.image is not None

    def made(kind: str) -> Path:
        delivered = desk.answers.file(result, kind)
        kept = tmp_path / delivered.name
        kept.write_bytes(delivered.path.read_bytes())
        delivered.forget()
        assert not delivered.path.exists()
        return kept

    volume = nibabel.load(made("nifti"))
    np.testing.assert_array_equal(np.asarray(volume.dataobj).T, alone.image.pixels[0])
    segments = pydicom.dcmread(made("seg"))
    assert segments.NumberOfFrames == 3
    record = json.loads(made("json").read_text())
    assert record["measures"] == alone.measures
    assert not list((tmp_path / "tmp").iterdir())


def test_a_slice_of_a_series_goes_out_with_its_own_file(desk: AtWork, tmp_path: Path) -> None:
    files = make_study("MR", tmp_path / "mr", slices=3)
    result = desk.ask(desk.one(*files).id, "tiny", slice=3)  # at the feet: the first file
    delivered = desk.answers.file(result, "report")
    report = pydicom.dcmread(delivered.path)
    of = report.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence[0]
    named = [one.ReferencedSOPInstanceUID for one in of.ReferencedSOPSequence]
    assert named == [pydicom.dcmread(files[0]).SOPInstanceUID]
    delivered.forget()


@pytest.mark.parametrize("model", ["tiny", "tiny-segment", "tiny-x4", "tiny-negative"])
@pytest.mark.parametrize("modality", ["CT", "DX"])
def test_every_file_that_is_named_can_be_made(
    desk: AtWork, tmp_path: Path, model: str, modality: Any
) -> None:
    files = make_study(modality, tmp_path / "study", slices=3 if modality == "CT" else 1)
    result = desk.ask(desk.one(*files).id, model)
    for one in desk.told(result)["files"]:
        if (modality, one["kind"]) == ("DX", "heat-values"):  # a film lies nowhere
            with pytest.raises(BadData, match="got some without ImagePositionPatient"):
                desk.answers.file(result, one["kind"])
            continue
        delivered = desk.answers.file(result, one["kind"])
        assert delivered.path.stat().st_size > 0
        assert (delivered.name, delivered.type) == (one["name"], one["type"])
        delivered.forget()
    with pytest.raises(Missing):
        desk.answers.file(result, "no-such-kind")


def test_files_of_an_answer_that_was_kept_equal_those_of_a_fresh_one(
    desk: AtWork, tmp_path: Path
) -> None:
    files = make_study("CT", tmp_path / "ct", slices=3)
    result = desk.ask(desk.one(*files).id, "tiny-x4", slice=1)
    model = load(desk.shelf._file("tiny-x4"))
    image = read(tmp_path / "ct")
    fresh = answer_of(image, model.predict(image, slice=3), model.card, number=3)
    written = write_answer(tmp_path / "out", "a", fresh)
    for kind in ("png", "added"):
        delivered = desk.answers.file(result, kind)
        pictures = [np.asarray(Pillow.open(path)) for path in (delivered.path, written.files[kind])]
        assert np.abs(pictures[0].astype(int) - pictures[1].astype(int)).max() <= 1, kind
        delivered.forget()
    delivered = desk.answers.file(result, "capture")
    one, other = (pydicom.dcmread(path) for path in (delivered.path, written.files["capture"]))
    for name in ("PixelSpacing", "ImagePositionPatient", "ImageOrientationPatient", "Rows"):
        assert one[name].value == other[name].value, name
    assert one.PixelData == other.PixelData
    delivered.forget()


def test_a_person_s_labels_take_the_place_of_the_model_s(desk: AtWork, tmp_path: Path) -> None:
    files = make_study("CT", tmp_path / "ct", slices=3)
    result = desk.ask(desk.one(*files).id, "tiny-segment")
    assert "decided" not in desk.told(result)["layers"]
    with pytest.raises(Missing):
        desk.answers.layer(result, "decided", 0, 0)
    labels = np.zeros((3, 64, 64), np.uint8)
    labels[0, 5, 7] = 1  # the head end is the last file
    mask = desk.answers.keep_mask(result, labels.tobytes())
    say(desk, result, "correct", mask=mask, classes=["bright"])
    assert desk.told(result)["layers"]["decided"] == desk.told(result)["layers"]["labels"]
    assert "layers" not in desk.told(result, actor="ben", blind=True)
    plane = np.frombuffer(desk.answers.layer(result, "decided", 0, 0).data, np.uint8)
    np.testing.assert_array_equal(plane.reshape(64, 64), labels[0])
    delivered = desk.answers.file(result, "nifti")
    (tmp_path / "a.nii.gz").write_bytes(delivered.path.read_bytes())
    delivered.forget()
    volume = nibabel.load(tmp_path / "a.nii.gz")
    found = np.asarray(volume.dataobj).T
    assert np.argwhere(found).tolist() == [[2, 5, 7]]
    told = desk.told(result)
    assert "decision" in [one["kind"] for one in told["files"]]
    desk.images.remove(told["image"]["id"], actor=WHO)
    with pytest.raises(Missing):
        desk.answers.layer(result, "decided", 0, 0)


def test_an_answer_is_told_by_one_question_to_each_table(three: tuple[AtWork, list[str]]) -> None:
    desk, (_, _, segments) = three
    mask = desk.answers.keep_mask(segments, bytes(prod(desk.told(segments)["image"]["shape"])))
    say(desk, segments, "correct", mask=mask, classes=["bright"])
    asked: list[str] = []

    def note(*args: Any) -> None:
        asked.append(args[2])

    event.listen(desk.store.engine, "before_cursor_execute", note)
    told = desk.told(segments)
    event.remove(desk.store.engine, "before_cursor_execute", note)
    assert (told["decisions"][0]["mask"], "decided" in told["layers"]) == (mask, True)
    tables = [re.findall(r"FROM (\w+)", one) for one in asked]
    assert sorted(name for found in tables for name in found) == ["decisions", "images", "results"]


def test_masks_that_do_not_fit_are_refused(desk: AtWork, tmp_path: Path) -> None:
    image = desk.one(bright_file(tmp_path / "a.png", 0)).id
    segments, named = desk.ask(image, "tiny-segment"), desk.ask(image, "tiny")
    with pytest.raises(BadSetting, match="4096 labels of a byte each for a map of 64 x 64, got 3"):
        desk.answers.keep_mask(segments, b"abc")
    with pytest.raises(BadSetting, match="labels from 0 to 1, got 2"):
        desk.answers.keep_mask(segments, bytes([2]) * 4096)
    with pytest.raises(BadSetting, match="an answer with a label map"):
        desk.answers.keep_mask(named, bytes(4096))
    with pytest.raises(Missing):
        desk.answers.keep_mask("0" * 20, bytes(4096))
    mask = desk.answers.keep_mask(segments, bytes(4096))
    assert mask == desk.answers.keep_mask(segments, bytes(4096))


def test_a_picture_for_browsers_has_eight_bits(desk: AtWork, tmp_path: Path) -> None:
    (file,) = make_study("DX", tmp_path / "dx")
    result = desk.ask(desk.one(file).id, "tiny-x4")
    picture = Pillow.open(BytesIO(desk.answers.picture(result)))
    assert (picture.mode, picture.size) == ("L", (256, 256))
    with pytest.raises(Missing):
        desk.answers.picture(desk.ask(desk.images.newest()[0].id, "tiny"))


def test_planes_of_layers(desk: AtWork, tmp_path: Path) -> None:
    result = desk.ask(desk.one(bright_file(tmp_path / "a.png", 0)).id, "tiny")
    assert desk.answers.layer(result, "heat", 0, 0).rows == 64
    with pytest.raises(Missing):
        desk.answers.layer(result, "labels", 0, 0)
    with pytest.raises(Missing):
        desk.answers.layer("0" * 20, "heat", 0, 0)


def test_names_of_files_do_not_tell_the_patient_s(desk: AtWork, tmp_path: Path) -> None:
    result = desk.ask(desk.one(bright_file(tmp_path / "Meier Hans.png", 0)).id, "tiny")
    assert all("Meier" not in one["name"] for one in desk.told(result)["files"])
