"""`diaphane predict` on DICOM: every kind of result is written, is the same when made twice, and
the verifier finds no error in it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from typer.testing import CliRunner, Result

from diaphane import read
from diaphane.cli.main import app
from diaphane.io.dicom_seg_in import read_seg
from diaphane.recipes import RECIPES
from make_study import Modality, make_frames, make_study
from tiny_enhancer import tiny_enhancer
from tiny_models import bright_file, bright_picture, tiny_classifier
from tiny_segmenter import TWO, tiny_segmenter
from tiny_translator import tiny_translator
from verify_dicom import errors_in, needs_verifier

runner = CliRunner()
PLACED: tuple[Modality, ...] = ("CT", "MR")
MODALITIES: tuple[Modality, ...] = (*PLACED, "CR", "DX")
MODELS = ("classes.onnx", "parts.onnx", "larger.onnx", "other.onnx")
REPORTS = ["0-heat-picture.dcm", "0-heat-values.dcm", "0-report.dcm"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a model of each task."""
    monkeypatch.chdir(tmp_path)
    tiny_classifier(tmp_path / "classes.onnx")
    tiny_segmenter(tmp_path / "parts.onnx", TWO)
    tiny_enhancer(tmp_path / "larger.onnx")
    tiny_translator(tmp_path / "other.onnx")
    return tmp_path


def predict(*words: object) -> Result:
    said = runner.invoke(app, ["predict", *map(str, words)])
    assert said.exit_code == 0, said.output
    return said


def made(folder: str) -> list[Path]:
    return sorted(Path(folder).glob("*.dcm"))


@pytest.mark.usefixtures("here")
class TestKinds:
    @needs_verifier
    @pytest.mark.parametrize("modality", MODALITIES)
    def test_the_verifier_finds_no_error(self, here: Path, modality: Modality) -> None:
        (source,) = make_study(modality, here / "scans")
        for model in MODELS:
            predict(model, source, "-o", model.removesuffix(".onnx"), "--dicom")
        found = {path: errors_in(path) for path in here.glob("*/*.dcm") if path != source}
        assert len(found) == (6 if modality in PLACED else 5)
        assert not {path: errors for path, errors in found.items() if errors}

    @needs_verifier
    @pytest.mark.parametrize("modality", PLACED)
    def test_nor_in_the_labels_of_a_series(self, here: Path, modality: Modality) -> None:
        make_study(modality, here / "scans", slices=3)
        predict("parts.onnx", "scans", "-o", "out")
        assert errors_in(here / "out" / "scans.dcm") == []

    @needs_verifier
    def test_nor_where_many_slices_are_one_file(self, here: Path) -> None:
        source = make_frames(here / "frames.dcm")
        for model in MODELS:
            predict(model, source, "-o", "out", "--dicom")
            assert [errors_in(path) for path in made("out")] == [[]] * len(made("out"))

    @pytest.mark.parametrize("model", MODELS)
    def test_the_same_answer_is_the_same_file(self, here: Path, model: str) -> None:
        (source,) = make_study("MR", here / "scans")
        for folder in ("first", "second"):
            predict(model, source, "-o", folder, "--dicom")
        names = [path.name for path in made("first")]
        assert names
        for name in names:
            assert Path("first", name).read_bytes() == Path("second", name).read_bytes()

    def test_another_way_of_asking_is_another_object(self, here: Path) -> None:
        (source,) = make_study("MR", here / "scans")
        predict("parts.onnx", source, "-o", "plain")
        predict("parts.onnx", source, "-o", "flips", "--flips")
        plain, flips = (dcmread(Path(folder, "0.dcm")) for folder in ("plain", "flips"))
        assert plain.SOPInstanceUID != flips.SOPInstanceUID

    def test_answers_to_a_series_are_a_series(self, here: Path) -> None:
        make_study("MR", here / "scans", slices=3)
        predict("classes.onnx", "scans", "-o", "out", "--dicom")
        for kind in ("report", "heat-picture", "heat-values"):
            found = [dcmread(path) for path in sorted(Path("out").glob(f"*-{kind}.dcm"))]
            assert len({one.SeriesInstanceUID for one in found}) == 1
            assert len({one.SOPInstanceUID for one in found}) == 3
            assert [one.InstanceNumber for one in found] == [1, 2, 3]

    def test_labels_are_pixel_exact(self, here: Path) -> None:
        make_study("CT", here / "scans", slices=3)
        predict("parts.onnx", "scans", "-o", "out")
        image = read(here / "scans")
        wanted = np.stack([bright_picture(k) for k in range(3)])
        found = read_seg(Path("out/scans.dcm"), image).pixels[0]
        np.testing.assert_array_equal(found == 2, wanted > 2 / 3 * 255)
        assert found.shape == image.shape


@pytest.mark.usefixtures("here")
class TestReports:
    def test_they_are_written_where_they_are_asked_for(self, here: Path) -> None:
        (source,) = make_study("MR", here / "scans")
        predict("classes.onnx", source, "-o", "out")
        assert made("out") == []
        predict("classes.onnx", source, "-o", "out", "--dicom")
        assert [path.name for path in made("out")] == REPORTS
        (entry,) = json.loads(Path("out/result.json").read_text())
        names = ["0.png", "0-report.dcm", "0-heat-picture.dcm", "0-heat-values.dcm", "0.json"]
        assert [Path(file).name for file in entry["files"]] == names

    def test_all_speak_of_the_source(self, here: Path) -> None:
        (source,) = make_study("MR", here / "scans")
        predict("classes.onnx", source, "-o", "out", "--dicom")
        taken = dcmread(source)
        for path in made("out"):
            assert taken.SOPInstanceUID.encode() in path.read_bytes()
            one = dcmread(path)
            assert one.StudyInstanceUID == taken.StudyInstanceUID
            assert "research use only" in one.SeriesDescription

    def test_an_xray_has_no_place_for_a_map(self, here: Path) -> None:
        (source,) = make_study("DX", here / "scans")
        said = predict("classes.onnx", source, "-o", "out", "--dicom")
        assert "no DICOM heat map was written: expected DICOM images whose place" in said.stderr
        assert [path.name for path in made("out")] == ["0-heat-picture.dcm", "0-report.dcm"]

    def test_what_is_no_dicom_is_told(self, here: Path) -> None:
        bright_file(here / "left.png", 0)
        for model in MODELS:
            said = predict(model, "left.png", "-o", "out", "--dicom")
            assert "diaphane: no DICOM was written: the input is png, and a DICOM" in said.stderr
        assert made("out") == []


@pytest.mark.usefixtures("here")
class TestRefusals:
    def refused(self, *words: str) -> str:
        said = runner.invoke(app, ["predict", *words, "--dicom"])
        assert said.exit_code == 2
        return said.stderr

    def test_a_folder_is_needed(self) -> None:
        assert "a folder to write DICOM to, got none; add -o DIR" in self.refused(
            "classes.onnx", "left.png"
        )

    def test_rows_of_numbers_are_no_images(self) -> None:
        assert "a model of images for --dicom, got one of rows" in self.refused(
            "sonar", "rows.csv", "-o", "out"
        )


@pytest.mark.parametrize("name", ["lungs-ct", "hippocampus", "retina-vessels"])
def test_what_segments_has_codes(name: str) -> None:
    assert all(one.code and one.code.scheme == "SCT" for one in RECIPES[name].card.classes)
