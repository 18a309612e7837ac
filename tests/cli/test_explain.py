"""`diaphane explain`: a picture of where a class was found."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner, Result

from diaphane.cli.main import app
from tiny_models import bright_file, tiny_classifier


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    tiny_classifier(tmp_path / "tiny.onnx")
    bright_file(tmp_path / "left.png", 0)
    return tmp_path


def explain(*words: str) -> Result:
    return CliRunner().invoke(app, ["explain", "tiny.onnx", *words])


@pytest.mark.parametrize("method", ["cam", "occlusion"])
def test_a_picture_for_each_method(here: Path, method: str) -> None:
    said = explain("left.png", "-o", "out", "--method", method)
    assert said.exit_code == 0, said.output
    assert f"drawn: out/left-{method}.png" in said.stdout
    with Pillow.open(here / f"out/left-{method}.png") as picture:
        assert picture.mode == "RGB"


def test_without_a_folder_the_picture_goes_where_one_is(here: Path) -> None:
    assert explain("left.png").exit_code == 0
    assert (here / "left-cam.png").exists()


def test_what_is_no_image_is_one_line() -> None:
    said = explain("tiny.onnx")
    assert said.exit_code == 2
    assert said.stderr.count("\n") == 1


def test_a_method_that_is_not_there() -> None:
    assert explain("left.png", "--method", "guess").exit_code == 2
