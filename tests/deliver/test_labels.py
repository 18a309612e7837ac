"""`diaphane predict` with a model that segments: the files it writes, of planes and volumes."""

from __future__ import annotations

import json
from pathlib import Path

import nibabel
import numpy as np
import pytest
from highdicom.seg import segread
from PIL import Image as Pillow
from pydicom import examples
from pydicom.uid import generate_uid
from typer.testing import CliRunner, Result

from diaphane.cli.main import app
from make_dicom import make_dicom
from tiny_models import bright_file, bright_picture
from tiny_segmenter import CARD, TWO, VOLUMES, tiny_segmenter

runner = CliRunner()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with models, a picture, a volume."""
    monkeypatch.chdir(tmp_path)
    tiny_segmenter(tmp_path / "one.onnx", CARD)
    tiny_segmenter(tmp_path / "two.onnx", TWO)
    tiny_segmenter(tmp_path / "volumes.onnx", VOLUMES)
    bright_file(tmp_path / "left.png", 0)
    nibabel.save(nibabel.Nifti1Image(volume(), np.diag([-1.0, 2.0, 3.0, 1.0])), "scan.nii.gz")
    return tmp_path


def volume() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """(X, Y, Z) with a bright block."""
    voxels = np.full((20, 22, 9), 30, np.uint8)
    voxels[3:9, 5:9, 2:6] = 220
    return voxels


def series(folder: Path) -> None:
    """A DICOM series of three slices, made of pydicom's own CT."""
    folder.mkdir()
    for k in range(3):
        one = examples.ct
        one.SOPInstanceUID = generate_uid()
        one.file_meta.MediaStorageSOPInstanceUID = one.SOPInstanceUID
        one.ImagePositionPatient = [-158.1, -179.0, -75.7 + 5 * k]
        one.InstanceNumber = k + 1
        one.save_as(folder / f"{k}.dcm")


def predict(*words: str) -> Result:
    return runner.invoke(app, ["predict", *words])


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.usefixtures("here")
class TestAnswers:
    def test_measures_are_printed(self) -> None:
        said = predict("one.onnx", "left.png")
        assert said.exit_code == 0, said.output
        bright = int((bright_picture(0) > 127).sum())
        assert said.stdout.splitlines() == [
            "left.png",
            f"  bright_area_px: {bright}",
            f"  bright_share: {bright / 64**2:g}",
            "  bright_components: 1",
            "research use only, not for diagnosis",
        ]

    def test_of_many_one_measure_each(self, here: Path) -> None:
        (here / "many").mkdir()
        for number in range(9):
            bright_file(here / "many" / f"{number}.png", 1)
        lines = predict("two.onnx", "many").stdout.splitlines()
        assert lines[0].startswith("many/0.png  middle_area_px: ")
        assert "  bright_area_px: " in lines[0]

    def test_json(self) -> None:
        (one,) = json.loads(predict("two.onnx", "left.png", "--json").stdout)
        assert set(one) == {"input", "task", "doubts", "measures", "provenance"}
        assert one["task"] == "segment"

    def test_files_of_a_picture(self, here: Path) -> None:
        said = predict("one.onnx", "left.png", "-o", "out", "--maps")
        assert said.exit_code == 0, said.output
        names = ["left-labels.png", "left-probability_bright.png", "left-uncertainty.png"]
        assert written(here / "out") == sorted([*names, "left.json", "left.png", "result.json"])
        labels = np.asarray(Pillow.open(here / "out" / "left-labels.png"))
        np.testing.assert_array_equal(labels, bright_picture(0) > 127)
        record = json.loads((here / "out" / "left.json").read_text())
        assert [Path(file).name for file in record["files"]] == ["left.png", *names, "left.json"]
        with Pillow.open(here / "out" / "left.png") as picture:
            assert picture.info["Comment"] == "research use only, not for diagnosis"

    @pytest.mark.parametrize("model", ["one.onnx", "volumes.onnx"])
    def test_files_of_a_volume(self, here: Path, model: str) -> None:
        said = predict(model, "scan.nii.gz", "-o", "out", "--flips", "--maps")
        assert said.exit_code == 0, said.output
        maps = ["scan-probability_bright.nii.gz", "scan-uncertainty.nii.gz"]
        names = [*maps, "scan.json", "scan.nii.gz", "scan.png", "result.json"]
        assert written(here / "out") == sorted(names)
        found, source = (nibabel.load(path) for path in ("out/scan.nii.gz", "scan.nii.gz"))
        np.testing.assert_array_equal(np.asarray(found.dataobj), volume() > 127)
        np.testing.assert_allclose(found.affine, source.affine)
        measures = json.loads((here / "out" / "scan.json").read_text())["measures"]
        assert measures["bright_volume_ml"] == pytest.approx(6 * 4 * 4 * 6 / 1000)

    def test_a_series_is_one_volume_and_comes_back_as_dicom(self, here: Path) -> None:
        series(here / "ct")
        said = predict("one.onnx", "ct", "-o", "out")
        assert said.exit_code == 0, said.output
        assert written(here / "out") == ["ct.dcm", "ct.json", "ct.nii.gz", "ct.png", "result.json"]
        labels = np.asarray(nibabel.load("out/ct.nii.gz").dataobj).T
        read = segread(here / "out" / "ct.dcm").get_volume(combine_segments=True)
        np.testing.assert_array_equal(read.array[::-1], labels)
        said = predict("one.onnx", "ct", "--slice", "2", "-o", "one")
        assert said.exit_code == 0, said.output
        assert written(here / "one") == ["ct-labels.png", "ct.json", "ct.png", "result.json"]

    def test_dicom_that_nothing_can_point_to_is_said_and_the_rest_written(self, here: Path) -> None:
        bare = make_dicom(np.zeros((40, 30), np.uint8), StudyInstanceUID=None)
        bare.save_as(here / "bare.dcm")
        said = predict("one.onnx", "bare.dcm", "-o", "out")
        assert said.exit_code == 0, said.output
        assert "diaphane: no DICOM Segmentation was written: expected DICOM images" in said.stderr
        names = ["bare-labels.png", "bare.json", "bare.png", "result.json"]
        assert written(here / "out") == names
        (one,) = json.loads((here / "out" / "result.json").read_text())
        assert one["notes"][-1].startswith("no DICOM Segmentation was written")

    def test_one_slice_of_a_volume(self, here: Path) -> None:
        said = predict("one.onnx", "scan.nii.gz", "--slice", "4", "-o", "out")
        assert "note: slice 4 of 9 was read" in said.stdout
        assert "scan-labels.png" in written(here / "out")


@pytest.mark.usefixtures("here")
class TestRefusals:
    def refused(self, *words: str) -> str:
        said = predict(*words)
        assert said.exit_code == 2, said.output
        assert said.stderr.count("\n") == 1
        return said.stderr

    def test_maps_need_a_folder(self) -> None:
        assert "add -o DIR" in self.refused("one.onnx", "left.png", "--maps")

    def test_options_that_would_do_nothing(self) -> None:
        said = self.refused("sonar", "left.png", "--flips")
        assert "expected a model that segments for --flips, got one for classify" in said

    def test_a_picture_for_a_model_of_volumes(self) -> None:
        assert "expected a volume, got a single plane" in self.refused("volumes.onnx", "left.png")

    def test_a_result_that_would_overwrite_its_input(self) -> None:
        assert "a result would overwrite" in self.refused("one.onnx", "scan.nii.gz", "-o", ".")
