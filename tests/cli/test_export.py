"""`diaphane export`: the file of a run, whole, where it is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from diaphane.cli.main import app
from diaphane.recipes import RECIPES
from tiny_models import tiny_classifier


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run").mkdir()
    tiny_classifier(tmp_path / "run/model.onnx")
    recipe = RECIPES["brain-tumor"].but(export="int8")
    (tmp_path / "run/recipe.json").write_text(recipe.to_json())
    return tmp_path


def export(*words: str) -> Result:
    return CliRunner().invoke(app, ["export", *words])


def test_the_file_arrives_whole(here: Path) -> None:
    said = export("run", "-o", "deep/mine.onnx")
    assert (said.exit_code, said.stdout) == (0, "deep/mine.onnx\n")
    assert (here / "deep/mine.onnx").read_bytes() == (here / "run/model.onnx").read_bytes()


def test_it_is_called_as_its_recipe() -> None:
    assert export("run", "--precision", "int8").stdout == "brain-tumor.onnx\n"


def test_another_precision_needs_what_the_training_left() -> None:
    said = export("run", "--precision", "fp16")
    assert said.exit_code == 2
    assert "exact.onnx" in said.stderr


def test_a_run_that_is_none_or_not_done(here: Path) -> None:
    assert "found no recipe.json" in export("nowhere").stderr
    (here / "run/model.onnx").unlink()
    said = export("run")
    assert said.exit_code == 2
    assert "model.onnx" in said.stderr


def test_a_file_that_holds_no_weights(here: Path) -> None:
    (here / "photo.jpg").write_bytes(b"")
    said = export("photo.jpg")
    assert said.exit_code == 2
    assert "the folder of a training or weights in .pth, .ckpt, .safetensors, got" in said.stderr
    (here / "odd.pth").write_bytes(b"no weights at all")
    said = export("odd.pth", "-o", "odd.onnx")
    assert said.exit_code == 2
    assert "expected weights in 'odd.pth', got another file" in said.stderr
    assert not (here / "odd.onnx").exists()


def test_lpips_is_made_of_two_files(here: Path) -> None:
    (here / "alex.pth").write_bytes(b"no weights at all")
    said = export("nowhere.pth", "--lpips", "alex.pth")
    assert said.exit_code == 2
    assert "expected files of weights for --lpips, found none at 'nowhere.pth'" in said.stderr
    said = export("alex.pth", "--lpips", "alex.pth", "-o", "lpips.onnx")
    assert "expected weights in 'alex.pth', got another file" in said.stderr
    assert not (here / "lpips.onnx").exists()


def test_features_are_made_of_weights_that_are_brought(here: Path) -> None:
    said = export("nowhere.safetensors", "--features-of", "inception_v3")
    assert said.exit_code == 2
    assert "expected the weights of 'inception_v3' as a .safetensors file, found" in said.stderr
    said = export("nowhere.safetensors", "--features-of", "inception_v3", "--precision", "fp16")
    assert "expected neither --precision nor --blend here; leave them out" in said.stderr
    assert not (here / "inception_v3.onnx").exists()
