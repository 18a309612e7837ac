"""`diaphane predict` with a model that enhances: its files, what is written into them, what is
refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from pydicom import dcmread, examples
from typer.testing import CliRunner, Result

from diaphane import read
from diaphane.cli.main import app
from diaphane.words import DISCLAIMER, SYNTHETIC
from tiny_enhancer import tiny_enhancer
from tiny_models import tiny_classifier

runner = CliRunner()
RANDOM = np.random.default_rng(0)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a model and a photo."""
    monkeypatch.chdir(tmp_path)
    tiny_enhancer(tmp_path / "tiny.onnx")
    save("photo.png", (80, 90, 3))
    return tmp_path


def save(name: str, shape: tuple[int, ...], dtype: type[np.uint8 | np.uint16] = np.uint8) -> None:
    values = RANDOM.integers(0, 200, shape) * (1 if dtype is np.uint8 else 257)
    Pillow.fromarray(values.astype(dtype)).save(name)


def opened(path: str) -> Pillow.Image:
    with Pillow.open(path) as picture:
        picture.load()
    return picture


def predict(*words: str) -> Result:
    return runner.invoke(app, ["predict", "tiny.onnx", *words])


@pytest.mark.usefixtures("here")
class TestFiles:
    def test_all_of_a_photo(self) -> None:
        said = predict("photo.png", "-o", "out")
        assert said.exit_code == 0, said.output
        assert "  picture: 360 x 320" in said.stdout
        assert f"  note: {SYNTHETIC}" in said.stdout
        files = sorted(path.name for path in Path("out").iterdir())
        assert files == [
            *("photo-added.png", "photo-compare.png", "photo.json", "photo.png", "result.json"),
        ]
        entry = json.loads(Path("out/photo.json").read_text())
        assert entry["files"] == [
            f"out/{name}"
            for name in ("photo.png", "photo-compare.png", "photo-added.png", "photo.json")
        ]
        assert entry["measures"]["residual_mean_percent"] == pytest.approx(
            10, abs=1
        )  # and what nearest leaves

    def test_the_picture_says_what_it_is(self) -> None:
        predict("photo.png", "-o", "out")
        picture = opened("out/photo.png")
        assert picture.info["Comment"] == DISCLAIMER
        assert picture.info["Warning"] == SYNTHETIC
        assert picture.info["Software"] == "diaphane, model tiny-x4"
        small = np.asarray(opened("photo.png"))
        brighter = np.rint((small / 255 + 0.1) * 255).repeat(4, 0).repeat(4, 1)
        large = np.asarray(picture).astype(int)
        assert np.abs(large - brighter)[:-20].max() <= 1
        assert np.abs(large - brighter)[-20:, :100].max() > 100  # the words

    def test_sixteen_bits_stay_sixteen(self) -> None:
        save("deep.png", (60, 60), np.uint16)
        assert predict("deep.png", "-o", "out").exit_code == 0
        assert opened("out/deep.png").mode == "I;16"
        assert read("out/deep.png").pixels.dtype == np.uint16

    @pytest.mark.parametrize(("shape", "mode"), [((60, 60, 2), "LA"), ((60, 60, 4), "RGBA")])
    def test_alpha_is_kept(self, shape: tuple[int, ...], mode: str) -> None:
        save("glass.png", shape)
        assert predict("glass.png", "-o", "out").exit_code == 0
        assert opened("out/glass.png").mode == mode

    @pytest.mark.parametrize("shape", [(1, 1), (1, 70), (70, 1)])
    def test_of_a_line_too_small_for_words_it_is_said(self, shape: tuple[int, int]) -> None:
        save("line.png", shape)
        said = predict("line.png", "-o", "out")
        assert said.exit_code == 0, said.output
        assert "too small for the words" in said.stderr
        assert opened("out/line.png").size == (shape[1] * 4, shape[0] * 4)
        entry = json.loads(Path("out/line.json").read_text())
        assert "stand in the file's text alone" in entry["notes"][-1]

    def test_a_printers_picture_and_an_animation_are_read_as_ever_and_said(self) -> None:
        Pillow.fromarray(RANDOM.integers(0, 255, (40, 40, 4), np.uint8), "CMYK").save("ink.jpg")
        frames = [Pillow.new("RGB", (40, 40), (k, 0, 0)) for k in (9, 99)]
        frames[0].save("film.webp", save_all=True, append_images=frames[1:], lossless=True)
        said = predict("ink.jpg", "film.webp", "-o", "out")
        assert said.exit_code == 0, said.output
        assert "converted to RGB without a colour profile" in said.stdout
        assert "the file holds 2 pictures; the first was read" in said.stdout

    def test_of_many_a_line_each(self) -> None:
        for k in range(9):
            save(f"{k}.png", (20, 30))
        said = predict(*(f"{k}.png" for k in range(9)))
        assert f"0.png  picture: 120 x 80  {SYNTHETIC}" in said.stdout

    def test_another_method_in_its_place(self) -> None:
        said = predict("photo.png", "--method", "nearest", "-o", "out", "--json")
        assert said.exit_code == 0, said.output
        (entry,) = json.loads(said.stdout)
        assert entry["provenance"]["model"] == "nearest-x4"
        small = np.asarray(opened("photo.png"))
        large = np.asarray(opened("out/photo.png"))
        np.testing.assert_array_equal(large[:-20], small.repeat(4, 0).repeat(4, 1)[:-20])


@pytest.mark.usefixtures("here")
class TestDicom:
    def test_a_capture_that_lies_over_the_image(self) -> None:
        taken = examples.get_path("ct")
        assert predict(str(taken), "--method", "nearest", "-o", "out").exit_code == 0
        image, made = read(taken), read("out/CT_small.dcm")
        assert made.units == "HU"
        assert image.spacing
        assert made.spacing
        np.testing.assert_allclose(np.array(made.spacing) * 4, image.spacing)
        assert image.origin
        assert made.origin
        corner = np.array(image.origin) - [1.5 * made.spacing[1], 1.5 * made.spacing[0], 0]
        np.testing.assert_allclose(made.origin, corner, atol=1e-6)
        above = image.pixels.repeat(4, 1).repeat(4, 2)[:, :400]
        np.testing.assert_array_equal(made.pixels[:, :400], above)

    def test_it_says_what_it_is(self) -> None:
        taken = examples.ct
        predict(str(examples.get_path("ct")), "-o", "out")
        made = dcmread("out/CT_small.dcm")
        assert made.SOPClassUID.name == "Secondary Capture Image Storage"
        assert made.ImageType[:2] == ["DERIVED", "SECONDARY"]
        assert made.ConversionType == "SYN"
        assert SYNTHETIC in made.DerivationDescription
        assert SYNTHETIC in made.ImageComments
        assert made.SourceImageSequence[0].ReferencedSOPInstanceUID == taken.SOPInstanceUID
        assert made.StudyInstanceUID == taken.StudyInstanceUID
        assert made.SeriesInstanceUID != taken.SeriesInstanceUID
        assert made.PatientID == taken.PatientID
        assert opened("out/CT_small.png").mode == "I;16"

    def test_without_a_study_there_is_the_png_alone_and_it_is_said(self) -> None:
        bare = examples.ct
        del bare.StudyInstanceUID
        bare.save_as("bare.dcm")
        said = predict("bare.dcm", "-o", "out")
        assert said.exit_code == 0, said.output
        assert "no DICOM picture was written: expected DICOM images" in said.stderr
        assert not Path("out/bare.dcm").exists()
        assert Path("out/bare.png").exists()


@pytest.mark.usefixtures("here")
class TestRefusals:
    def test_a_method_in_place_of_a_model_that_names_classes(self, here: Path) -> None:
        tiny_classifier(here / "classes.onnx")
        said = runner.invoke(app, ["predict", "classes.onnx", "photo.png", "--method", "bicubic"])
        assert said.exit_code == 2
        assert "expected a model that enhances for --method bicubic, got one for classify" in (
            said.stderr
        )

    @pytest.mark.parametrize("option", ["--maps", "--flips"])
    def test_options_of_models_that_segment(self, option: str) -> None:
        said = predict("photo.png", option)
        assert said.exit_code == 2
        assert "expected a model that segments" in said.stderr

    def test_a_picture_too_large(self) -> None:
        Pillow.new("L", (5000, 4000)).save("large.png")
        said = predict("large.png", "-o", "out")
        assert said.exit_code == 2
        assert "at most 16 megapixels to enlarge 4 times, got 5000 x 4000" in said.stderr
        assert not Path("out").exists()
