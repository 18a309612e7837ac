"""Pictures that a network drew, as `diaphane predict` writes them: the files of models that enhance
and of those that translate, what is written into them, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from pydicom import dcmread, examples
from typer.testing import CliRunner, Result

from diaphane import read
from diaphane.card import Card, Input
from diaphane.cli.main import app
from diaphane.deliver.drawn import as_png, signed, texts_of
from diaphane.image import Image, Window
from diaphane.words import DISCLAIMER, REPAINTED, SYNTHETIC
from tiny_enhancer import tiny_enhancer
from tiny_models import tiny_classifier
from tiny_translator import tiny_translator

runner = CliRunner()
RANDOM = np.random.default_rng(0)
CARD = Card("painter", "translate", Input())
MODELS: dict[str, Callable[[Path], Path]] = {
    "classify": tiny_classifier,
    "enhance": tiny_enhancer,
    "translate": tiny_translator,
}
WORDS = {"enhance": SYNTHETIC, "translate": REPAINTED}
NAMES = {"enhance": "tiny-x4", "translate": "tiny-negative"}
SCALES = {"enhance": 4, "translate": 1}

both = pytest.mark.parametrize("task", ["enhance", "translate"])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a model of each task and a photo."""
    monkeypatch.chdir(tmp_path)
    for task, make in MODELS.items():
        make(tmp_path / f"{task}.onnx")
    save("photo.png", (80, 90, 3))
    return tmp_path


def save(name: str, shape: tuple[int, ...], dtype: type[np.uint8 | np.uint16] = np.uint8) -> None:
    values = RANDOM.integers(0, 200, shape) * (1 if dtype is np.uint8 else 257)
    Pillow.fromarray(values.astype(dtype)).save(name)


def opened(path: str) -> Pillow.Image:
    with Pillow.open(path) as picture:
        picture.load()
    return picture


def predict(task: str, *words: str) -> Result:
    return runner.invoke(app, ["predict", f"{task}.onnx", *words])


def test_deep_colours_become_eight_bits_in_png() -> None:
    pixels = RANDOM.integers(0, 256, (3, 9, 7)).astype(np.uint16) * 257
    values, said = as_png(Image(pixels))
    assert values.dtype == np.uint8
    np.testing.assert_array_equal(np.moveaxis(values, -1, 0), pixels // 257)
    assert said == {"Description": "16 bits a colour were written as 8"}


def test_values_with_a_window_are_written_by_it() -> None:
    image = Image(np.array([[[-1000, 0, 400]]], np.int16), window=Window(-1000, 400), units="HU")
    values, said = as_png(image)
    assert values.dtype == np.uint16
    np.testing.assert_array_equal(values, [[0, round(65535 * 1000 / 1400), 65535]])
    assert said == {"Description": "black is -1000 and white 400 HU"}


def test_words_fit_or_it_is_said() -> None:
    large, notes = signed(Image(np.zeros((1, 99, 300), np.uint8)), CARD)
    assert large.pixels.max() > 200
    assert notes == ()
    small, (note,) = signed(Image(np.zeros((1, 5, 300), np.uint8)), CARD)
    assert small.pixels.max() == 0
    assert note.startswith("too small for the words 'synthetic picture, not for")


@both
def test_texts_say_what_the_task_draws(task: str) -> None:
    card = CARD.but(task=task)
    assert texts_of(card)["Warning"] == WORDS[task]


@pytest.mark.usefixtures("here")
class TestBoth:
    @both
    def test_files_of_a_photo(self, task: str) -> None:
        said = predict(task, "photo.png", "-o", "out")
        assert said.exit_code == 0, said.output
        assert f"  picture: {90 * SCALES[task]} x {80 * SCALES[task]}" in said.stdout
        assert f"  note: {WORDS[task]}" in said.stdout
        added = ["photo-added.png"] if task == "enhance" else []
        names = ["photo.png", "photo-compare.png", *added, "photo.json"]
        files = sorted(path.name for path in Path("out").iterdir())
        assert files == sorted([*names, "result.json"])
        entry = json.loads(Path("out/photo.json").read_text())
        assert entry["files"] == [f"out/{name}" for name in names]

    @both
    def test_the_files_say_what_they_are(self, task: str) -> None:
        predict(task, "photo.png", "-o", "out")
        for name in ("out/photo.png", "out/photo-compare.png"):
            info = opened(name).info
            assert info["Comment"] == DISCLAIMER
            assert info["Warning"] == WORDS[task]
            assert info["Software"] == f"diaphane, model {NAMES[task]}"

    @both
    def test_sixteen_bits_stay_sixteen(self, task: str) -> None:
        save("deep.png", (60, 60), np.uint16)
        assert predict(task, "deep.png", "-o", "out").exit_code == 0
        assert opened("out/deep.png").mode == "I;16"
        assert read("out/deep.png").pixels.dtype == np.uint16

    @both
    @pytest.mark.parametrize(("shape", "mode"), [((60, 60, 2), "LA"), ((60, 60, 4), "RGBA")])
    def test_alpha_is_kept(self, task: str, shape: tuple[int, ...], mode: str) -> None:
        save("glass.png", shape)
        assert predict(task, "glass.png", "-o", "out").exit_code == 0
        made = opened("out/glass.png")
        assert made.mode == mode
        if task == "translate":
            before, after = (np.asarray(one)[..., -1] for one in (opened("glass.png"), made))
            np.testing.assert_array_equal(after[:20], before[:20])

    @pytest.mark.parametrize("shape", [(1, 1), (1, 70), (70, 1)])
    @pytest.mark.parametrize(
        ("task", "way"), [("enhance", []), ("translate", []), ("translate", ["--tiles"])]
    )
    def test_of_a_line_too_small_for_words_it_is_said(
        self, shape: tuple[int, int], task: str, way: list[str]
    ) -> None:
        save("line.png", shape)
        said = predict(task, "line.png", "-o", "out", *way)
        assert said.exit_code == 0, said.output
        assert "too small for the words" in said.stderr
        scale = SCALES[task]
        assert opened("out/line.png").size == (shape[1] * scale, shape[0] * scale)
        entry = json.loads(Path("out/line.json").read_text())
        assert "stand in the file's text alone" in entry["notes"][-1]

    @both
    def test_a_printers_picture_and_an_animation_are_read_as_ever_and_said(self, task: str) -> None:
        Pillow.fromarray(RANDOM.integers(0, 255, (40, 40, 4), np.uint8), "CMYK").save("ink.jpg")
        frames = [Pillow.new("RGB", (40, 40), (k, 0, 0)) for k in (9, 99)]
        frames[0].save("film.webp", save_all=True, append_images=frames[1:], lossless=True)
        said = predict(task, "ink.jpg", "film.webp", "-o", "out")
        assert said.exit_code == 0, said.output
        assert "converted to RGB without a colour profile" in said.stdout
        assert "the file holds 2 pictures; the first was read" in said.stdout

    @both
    def test_of_many_a_line_each(self, task: str) -> None:
        for k in range(9):
            save(f"{k}.png", (20, 30))
        said = predict(task, *(f"{k}.png" for k in range(9)))
        size = f"{30 * SCALES[task]} x {20 * SCALES[task]}"
        assert f"0.png  picture: {size}  {WORDS[task]}" in said.stdout

    @both
    def test_a_dicom_capture_says_what_it_is(self, task: str) -> None:
        taken = examples.ct
        predict(task, str(examples.get_path("ct")), "-o", "out")
        made = dcmread("out/CT_small.dcm")
        how = {"enhance": "enlarged 4 times", "translate": "translated from photo to negative"}
        assert made.DerivationDescription == f"{how[task]} by {NAMES[task]}; {WORDS[task]}"
        assert made.SeriesDescription == f"{NAMES[task]}: {WORDS[task]}"
        assert made.SOPClassUID.name == "Secondary Capture Image Storage"
        assert made.ImageType[:2] == ["DERIVED", "SECONDARY"]
        assert made.ConversionType == "SYN"
        assert WORDS[task] in made.ImageComments
        assert made.SourceImageSequence[0].ReferencedSOPInstanceUID == taken.SOPInstanceUID
        assert made.StudyInstanceUID == taken.StudyInstanceUID
        assert made.SeriesInstanceUID != taken.SeriesInstanceUID
        assert made.PatientID == taken.PatientID
        assert opened("out/CT_small.png").mode == "I;16"

    @both
    def test_without_a_study_there_is_the_png_alone_and_it_is_said(self, task: str) -> None:
        bare = examples.ct
        del bare.StudyInstanceUID
        bare.save_as("bare.dcm")
        said = predict(task, "bare.dcm", "-o", "out")
        assert said.exit_code == 0, said.output
        assert "no DICOM picture was written: expected DICOM images" in said.stderr
        assert not Path("out/bare.dcm").exists()
        assert Path("out/bare.png").exists()


@pytest.mark.usefixtures("here")
class TestEnhanced:
    def test_the_picture_and_what_is_left(self) -> None:
        predict("enhance", "photo.png", "-o", "out")
        small = np.asarray(opened("photo.png"))
        brighter = np.rint((small / 255 + 0.1) * 255).repeat(4, 0).repeat(4, 1)
        large = np.asarray(opened("out/photo.png")).astype(int)
        assert np.abs(large - brighter)[:-20].max() <= 1
        assert np.abs(large - brighter)[-20:, :100].max() > 100  # the words
        entry = json.loads(Path("out/photo.json").read_text())
        residual = entry["measures"]["residual_mean_percent"]
        assert residual == pytest.approx(10, abs=1)  # and what nearest leaves

    def test_another_method_in_its_place(self) -> None:
        said = predict("enhance", "photo.png", "--method", "nearest", "-o", "out", "--json")
        assert said.exit_code == 0, said.output
        (entry,) = json.loads(said.stdout)
        assert entry["provenance"]["model"] == "nearest-x4"
        small = np.asarray(opened("photo.png"))
        large = np.asarray(opened("out/photo.png"))
        np.testing.assert_array_equal(large[:-20], small.repeat(4, 0).repeat(4, 1)[:-20])

    def test_a_capture_lies_over_the_image(self) -> None:
        taken = examples.get_path("ct")
        said = predict("enhance", str(taken), "--method", "nearest", "-o", "out")
        assert said.exit_code == 0, said.output
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


@pytest.mark.usefixtures("here")
class TestTranslated:
    def test_how_it_was_done_is_said(self) -> None:
        said = predict("translate", "photo.png", "-o", "out")
        assert "  note: translated at 68 x 60 and brought back to the image's size" in said.stdout
        entry = json.loads(Path("out/photo.json").read_text())
        assert 10 < entry["measures"]["changed_mean_percent"] < 90

    def test_the_picture(self) -> None:
        save("wide.png", (80, 300, 3))
        predict("translate", "wide.png", "--tiles", "-o", "out")
        negative = 255 - np.asarray(opened("wide.png")).astype(int)
        made = np.asarray(opened("out/wide.png")).astype(int)
        np.testing.assert_array_equal(made[:-20], negative[:-20])
        assert np.abs(made - negative)[-20:, :100].max() > 100  # the words

    def test_tiles_keep_what_the_whole_loses(self) -> None:
        predict("translate", "photo.png", "--tiles", "-o", "tiles")
        predict("translate", "photo.png", "-o", "whole")
        negative = 255 - np.asarray(opened("photo.png")).astype(int)
        off = [np.asarray(opened(f"{out}/photo.png")) - negative for out in ("tiles", "whole")]
        assert np.abs(off[0][:-40]).max() == 0
        assert np.abs(off[1][:-40]).mean() > 20

    def test_a_capture_lies_over_the_image(self) -> None:
        taken = examples.get_path("ct")
        assert predict("translate", str(taken), "--tiles", "-o", "out").exit_code == 0
        image, made = read(taken), read("out/CT_small.dcm")
        assert made.units == "HU"
        assert (made.spacing, made.origin) == (image.spacing, image.origin)
        negative = image.pixels.max() + image.pixels.min() - image.pixels.astype(int)
        np.testing.assert_allclose(made.pixels[:, :90], negative[:, :90], atol=1)  # above the words


@pytest.mark.usefixtures("here")
class TestRefusals:
    def refused(self, task: str, *words: str) -> str:
        said = predict(task, *words)
        assert said.exit_code == 2
        assert not Path("out").exists()
        return said.stderr.replace("\n", " ")

    @pytest.mark.parametrize("task", ["classify", "translate"])
    def test_a_method_in_place_of_a_model_that_does_not_enhance(self, task: str) -> None:
        said = self.refused(task, "photo.png", "--method", "bicubic")
        assert f"expected a model that enhances for --method bicubic, got one for {task}" in said

    @pytest.mark.parametrize("task", ["classify", "enhance"])
    def test_tiles_of_a_model_that_does_not_translate(self, task: str) -> None:
        said = self.refused(task, "photo.png", "--tiles")
        assert f"expected a model that translates for --tiles, got one for {task}" in said

    @both
    @pytest.mark.parametrize("option", ["--maps", "--flips"])
    def test_options_of_models_that_segment(self, task: str, option: str) -> None:
        said = self.refused(task, "photo.png", option)
        assert f"expected a model that segments for {option}, got one for {task}" in said

    @pytest.mark.parametrize(
        ("task", "side", "wanted"),
        [
            ("enhance", 5000, "at most 16 megapixels to enlarge 4 times, got 5000 x 5000"),
            ("translate", 9000, "expected at most 64 megapixels, got 9000 x 9000"),
        ],
    )
    def test_a_picture_too_large(self, task: str, side: int, wanted: str) -> None:
        Pillow.new("1", (side, side)).save("large.png")
        assert wanted in self.refused(task, "large.png", "-o", "out")

    @both
    def test_a_file_of_the_results_is_not_overwritten(self, task: str) -> None:
        assert "photo.png" in self.refused(task, "photo.png", "-o", ".")
