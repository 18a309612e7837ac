"""`diaphane predict` with a model that translates: its files, what is written into them, what is
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
from diaphane.words import DISCLAIMER, REPAINTED
from tiny_enhancer import tiny_enhancer
from tiny_models import tiny_classifier
from tiny_translator import tiny_translator

runner = CliRunner()
RANDOM = np.random.default_rng(0)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a model that makes negatives and a photo."""
    monkeypatch.chdir(tmp_path)
    tiny_translator(tmp_path / "tiny.onnx")
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
        assert "  picture: 90 x 80" in said.stdout
        assert "  note: translated at 68 x 60 and brought back to the image's size" in said.stdout
        assert f"  note: {REPAINTED}" in said.stdout
        files = sorted(path.name for path in Path("out").iterdir())
        assert files == ["photo-compare.png", "photo.json", "photo.png", "result.json"]
        entry = json.loads(Path("out/photo.json").read_text())
        names = ("photo.png", "photo-compare.png", "photo.json")
        assert entry["files"] == [f"out/{name}" for name in names]
        assert 10 < entry["measures"]["changed_mean_percent"] < 90

    def test_the_picture_says_what_it_is(self) -> None:
        save("wide.png", (80, 300, 3))
        predict("wide.png", "--tiles", "-o", "out")
        for name in ("out/wide.png", "out/wide-compare.png"):
            info = opened(name).info
            assert info["Comment"] == DISCLAIMER
            assert info["Warning"] == REPAINTED
            assert info["Software"] == "diaphane, model tiny-negative"
        negative = 255 - np.asarray(opened("wide.png")).astype(int)
        made = np.asarray(opened("out/wide.png")).astype(int)
        np.testing.assert_array_equal(made[:-20], negative[:-20])
        assert np.abs(made - negative)[-20:, :100].max() > 100  # the words

    def test_tiles_keep_what_the_whole_loses(self) -> None:
        predict("photo.png", "--tiles", "-o", "tiles")
        predict("photo.png", "-o", "whole")
        negative = 255 - np.asarray(opened("photo.png")).astype(int)
        off = [np.asarray(opened(f"{out}/photo.png")) - negative for out in ("tiles", "whole")]
        assert np.abs(off[0][:-40]).max() == 0
        assert np.abs(off[1][:-40]).mean() > 20

    def test_sixteen_bits_stay_sixteen(self) -> None:
        save("deep.png", (60, 60), np.uint16)
        assert predict("deep.png", "-o", "out").exit_code == 0
        assert opened("out/deep.png").mode == "I;16"
        assert read("out/deep.png").pixels.dtype == np.uint16

    @pytest.mark.parametrize(("shape", "mode"), [((60, 60, 2), "LA"), ((60, 60, 4), "RGBA")])
    def test_alpha_is_kept(self, shape: tuple[int, ...], mode: str) -> None:
        save("glass.png", shape)
        assert predict("glass.png", "-o", "out").exit_code == 0
        made = opened("out/glass.png")
        assert made.mode == mode
        before, after = (np.asarray(one)[..., -1] for one in (opened("glass.png"), made))
        np.testing.assert_array_equal(after[:20], before[:20])

    @pytest.mark.parametrize("shape", [(1, 1), (1, 70), (70, 1)])
    @pytest.mark.parametrize("way", [[], ["--tiles"]])
    def test_of_a_line_too_small_for_words_it_is_said(
        self, shape: tuple[int, int], way: list[str]
    ) -> None:
        save("line.png", shape)
        said = predict("line.png", "-o", "out", *way)
        assert said.exit_code == 0, said.output
        assert "too small for the words" in said.stderr
        assert opened("out/line.png").size == shape[::-1]

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
        assert f"0.png  picture: 30 x 20  {REPAINTED}" in said.stdout


@pytest.mark.usefixtures("here")
class TestDicom:
    def test_a_capture_that_lies_over_the_image(self) -> None:
        taken = examples.get_path("ct")
        assert predict(str(taken), "--tiles", "-o", "out").exit_code == 0
        image, made = read(taken), read("out/CT_small.dcm")
        assert made.units == "HU"
        assert (made.spacing, made.origin) == (image.spacing, image.origin)
        negative = image.pixels.max() + image.pixels.min() - image.pixels.astype(int)
        np.testing.assert_allclose(made.pixels[:, :90], negative[:, :90], atol=1)  # above the words

    def test_it_says_what_it_is(self) -> None:
        taken = examples.ct
        predict(str(examples.get_path("ct")), "-o", "out")
        made = dcmread("out/CT_small.dcm")
        assert made.SOPClassUID.name == "Secondary Capture Image Storage"
        assert made.ImageType[:2] == ["DERIVED", "SECONDARY"]
        assert made.ConversionType == "SYN"
        how = f"translated from photo to negative by tiny-negative; {REPAINTED}"
        assert how == made.DerivationDescription
        assert f"tiny-negative: {REPAINTED}" == made.SeriesDescription
        assert REPAINTED in made.ImageComments
        assert made.SourceImageSequence[0].ReferencedSOPInstanceUID == taken.SOPInstanceUID
        assert made.SeriesInstanceUID != taken.SeriesInstanceUID
        assert opened("out/CT_small.png").mode == "I;16"


@pytest.mark.usefixtures("here")
class TestRefusals:
    @pytest.mark.parametrize("task", ["classify", "enhance"])
    def test_tiles_of_a_model_that_does_not_translate(self, here: Path, task: str) -> None:
        {"classify": tiny_classifier, "enhance": tiny_enhancer}[task](here / "other.onnx")
        said = runner.invoke(app, ["predict", "other.onnx", "photo.png", "--tiles"])
        assert said.exit_code == 2
        assert f"expected a model that translates for --tiles, got one for {task}" in said.stderr

    @pytest.mark.parametrize("option", ["--maps", "--flips", "--method=bicubic"])
    def test_options_of_other_models(self, option: str) -> None:
        said = predict("photo.png", option)
        assert said.exit_code == 2
        assert "got one for translate; leave the option out" in said.stderr.replace("\n", " ")

    def test_a_picture_too_large(self) -> None:
        Pillow.new("1", (9000, 9000)).save("large.png")
        said = predict("large.png", "-o", "out")
        assert said.exit_code == 2
        assert "expected at most 64 megapixels, got 9000 x 9000" in said.stderr
        assert not Path("out").exists()

    def test_a_file_of_the_results_is_not_overwritten(self) -> None:
        said = predict("photo.png", "-o", ".")
        assert said.exit_code == 2
        assert "photo.png" in said.stderr
