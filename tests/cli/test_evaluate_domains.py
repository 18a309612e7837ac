"""`diaphane evaluate` for models that translate: words, JSON, files, refusals."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner, Result

from diaphane.cli.main import app
from tiny_models import tiny_classifier
from tiny_translator import CARD, tiny_translator

runner = CliRunner()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Photos and negatives in two parts, a model of one way, and one whose features count."""
    monkeypatch.chdir(tmp_path)
    for k, place in enumerate(("test/photo", "test/negative", "train/photo", "train/negative")):
        (tmp_path / "data" / place).mkdir(parents=True)
        for n in range(3):
            image = photo(seed=10 * k + n)
            if place.endswith("negative"):
                image = Pillow.fromarray(255 - np.asarray(image))
            image.save(tmp_path / "data" / place / f"{n}.png")
    (tmp_path / "run").mkdir()
    tiny_translator(tmp_path / "run/model.onnx")
    tiny_classifier(tmp_path / "eye.onnx")
    return tmp_path


def photo(seed: int) -> Pillow.Image:
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), np.uint8)
    return Pillow.fromarray(coarse).resize((64, 48), Pillow.Resampling.BICUBIC)


def evaluate(*words: str) -> Result:
    return runner.invoke(app, ["evaluate", *words])


@pytest.mark.usefixtures("here")
def test_figures_stand_beside_those_of_the_untouched() -> None:
    said = evaluate("run", "data", "--features", "eye.onnx")
    assert said.exit_code == 0, said.output
    lines = [line.split() for line in said.stdout.splitlines()]
    assert lines[0][:8] == ["tiny-negative", "on", "3", "of", "photo", "towards", "3", "of"]
    assert ["to", "negative", "translated", "untouched"] in lines
    firsts = [line[0] for line in lines if line]
    for name in ("kid", "fid", "kid_ratio", "content", "ssim", "changed_mean_percent"):
        assert firsts.count(name) == 1
    assert "cycle" not in firsts
    assert "features: 3 numbers of 'tiny'" in said.stdout
    assert "looking for copies of 6 test pictures in 6 for training" in said.stderr


@pytest.mark.usefixtures("here")
def test_without_a_word_the_features_are_those_of_cats_and_dogs() -> None:
    said = json.loads(evaluate("run", "data/test", "--json").stdout)
    assert said["features"]["name"] == "cats-dogs"
    assert said["features"]["number"] == 256


def test_the_way_back_beside_a_model_closes_the_cycle(here: Path) -> None:
    backwards = CARD.but(name="tiny-back", domains=("negative", "photo"))
    tiny_translator(here / "run/model-back.onnx", backwards)
    for name, way in (
        ("run", ["photo", "negative"]),
        ("run/model-back.onnx", ["negative", "photo"]),
    ):
        said = json.loads(evaluate(name, "data", "--features", "eye.onnx", "--json").stdout)
        assert list(said["domains"]) == way
        assert said["metrics"]["cycle"]["value"] < 0.02


def test_two_folders_are_told_apart_with_a_report_beside(here: Path) -> None:
    shutil.copytree(here / "data/test/photo", here / "mine")
    shutil.copytree(here / "data/test/negative", here / "theirs")
    words = ("run", "mine", "theirs", "--features", "eye.onnx", "--json", "-o", "report")
    plain = json.loads(evaluate(*words).stdout)
    assert plain["domains"] == {"photo": 3, "negative": 3}
    assert plain["cases"][0]["name"].startswith("photo/")
    assert "What was kept" in Path("report/report.html").read_text()
    assert "data:image/jpeg" in Path("report/report.html").read_text()
    evaluate(*words, "--no-pictures")
    assert "data:image/jpeg" not in Path("report/report.html").read_text()


@pytest.mark.parametrize("domain", ["photo", "negative"])
def test_a_picture_that_was_trained_on_is_refused(here: Path, domain: str) -> None:
    shutil.copy(here / f"data/test/{domain}/0.png", here / f"data/train/{domain}/again.png")
    said = evaluate("run", "data", "--features", "eye.onnx")
    assert said.exit_code == 2
    assert "expected no image in two parts" in said.stderr
    allowed = evaluate("run", "data", "--features", "eye.onnx", "--allow-leaks")
    assert allowed.exit_code == 0
    assert "so the figures flatter" in allowed.stdout


def test_a_broken_picture_is_named_and_a_domain_needs_two(here: Path) -> None:
    (here / "data/test/photo/1.png").write_bytes(b"no picture")
    said = evaluate("run", "data/test", "--features", "eye.onnx")
    assert said.exit_code == 3
    assert "1 pictures could not be judged" in said.stdout
    (here / "data/test/photo/0.png").unlink()
    few = evaluate("run", "data/test", "--features", "eye.onnx")
    assert few.exit_code == 2
    assert "expected at least 2 pictures of 'photo' that can be judged, got 1 (" in few.stderr


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["eye.onnx", "data", "other"], "beside a second folder, 'other', got 'tiny', made to cla"),
        (["eye.onnx", "data", "--features", "cats-dogs"], "that translates beside --features, got"),
        (["bicubic-x4", "data", "other"], "got 'bicubic-x4', made to enhance; leave it out"),
        (["run", "data", "--probes"], "expected a model that classifies beside --probes"),
        (["run", "data", "--features", "cats"], "no model named 'cats'; did you mean 'cats-dogs'?"),
        (["run", "data", "--features", "run"], "of one size for --features, got 'tiny-negative'"),
        (["run", "nowhere"], "expected a folder of pictures, found nothing at 'nowhere'"),
        (["run", "data/test/photo", "nowhere"], "found nothing at 'nowhere'"),
        (["run", "data/test/photo", "data/test/photo"], "got 'data/test/photo' twice"),
        (["run", "data/test/photo"], "expected a folder of pictures, found nothing at"),
    ],
)
def test_what_does_not_go_together_is_refused(words: list[str], sentence: str) -> None:
    said = evaluate(*words)
    assert said.exit_code == 2
    assert sentence in said.stderr
