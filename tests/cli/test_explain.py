"""`diaphane explain`: a picture of where a class was found, and whether to believe it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper
from PIL import Image as Pillow
from typer.testing import CliRunner, Result

from diaphane.card import Card, Input
from diaphane.cli.main import app
from diaphane.words import DISCLAIMER
from learn.test_rebuilt import save_run
from tiny_models import CARD, bright_file, tiny_classifier


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    tiny_classifier(tmp_path / "tiny.onnx", sharpness=4)
    bright_file(tmp_path / "left.png", 0)
    return tmp_path


def explain(*words: str, model: str = "tiny.onnx") -> Result:
    return CliRunner().invoke(app, ["explain", model, *words])


def refusal(said: Result) -> str:
    """The one line of a call that was refused."""
    assert said.exit_code == 2, said.output
    assert said.stderr.count("\n") == 1
    return said.stderr


@pytest.mark.parametrize("method", ["cam", "occlusion"])
def test_a_picture_for_each_method(here: Path, method: str) -> None:
    said = explain("left.png", "-o", "out", "--method", method)
    assert said.exit_code == 0, said.output
    for words in (
        "explained: the left side",
        f"method: {'class activation map' if method == 'cam' else 'occlusion'}",
        "sanity check passed",
        "deletion: the hot places matter more",
        f"drawn: out/left-{method}.png",
        DISCLAIMER,
    ):
        assert words in said.stdout
    with Pillow.open(here / f"out/left-{method}.png") as picture:
        assert picture.mode == "RGB"
        assert picture.info["Comment"] == DISCLAIMER


def test_without_a_folder_the_picture_goes_where_one_is(here: Path) -> None:
    assert explain("left.png").exit_code == 0
    assert (here / "left-cam.png").exists()


def test_json_holds_the_numbers_and_nothing_else(here: Path) -> None:
    said = explain("left.png", "--class", "right", "--json")
    found = json.loads(said.stdout)
    assert found["explanation"]["class"] == "right"
    assert found["explanation"]["method"] == "cam"
    assert found["explanation"]["sanity"]["shuffles"] == 4
    assert found["explanation"]["deletion"]["random_orders"] == 19
    assert found["label"] == "left"
    assert found["files"] == ["left-cam-right.png"]
    assert found["use"] == DISCLAIMER


def test_a_blank_image_is_said_to_be_blank(here: Path) -> None:
    Pillow.fromarray(np.full((40, 40), 90, np.uint8)).save(here / "blank.png")
    said = explain("blank.png")
    assert said.exit_code == 0, said.output
    assert "no heat: the image is blank" in said.stdout


def test_a_class_or_layer_that_is_not_there() -> None:
    assert "no class named 'lft'; did you mean 'left'" in refusal(
        explain("left.png", "--class", "lft")
    )
    assert "expected no layer" in refusal(explain("left.png", "--layer", "conv1"))
    features = ["left.png", "--method", "features"]
    assert "expected no class" in refusal(explain(*features, "--class", "left"))
    assert "expected a network with convolutions" in refusal(explain(*features))


@pytest.mark.parametrize("method", ["grad-cam-pp", "integrated-gradients"])
def test_a_file_alone_is_not_enough_for_gradients(method: str) -> None:
    said = refusal(explain("left.png", "--method", method))
    assert f"expected a run's folder for the method '{method}'" in said
    assert "no recipe.json" in refusal(explain("left.png", "--method", method, model="."))


@pytest.mark.parametrize("method", ["cam", "occlusion", "features"])
def test_a_model_of_rows_has_no_places(here: Path, method: str) -> None:
    rows_classifier(here / "rows.onnx")
    (here / "rows.csv").write_text("1,2,3\n")
    said = refusal(explain("rows.csv", "--method", method, model="rows.onnx"))
    assert "got 'sonar', which reads rows of a table" in said


def rows_classifier(path: Path) -> None:
    """Write a model of rows of three numbers, each the logit of a class."""
    numbers = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, 3])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 3])
    node = helper.make_node("Flatten", ["image"], ["logits"])
    graph = helper.make_graph([node], "rows", [numbers], [logits])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    card = Card("sonar", "classify", Input(size=(3,)), CARD.classes)
    helper.set_model_props(model, {"diaphane.card": card.to_json()})
    path.write_bytes(model.SerializeToString())


def test_what_is_no_image_is_one_line() -> None:
    assert refusal(explain("tiny.onnx"))


def test_a_method_that_is_not_there() -> None:
    assert explain("left.png", "--method", "guess").exit_code == 2


@pytest.mark.parametrize("method", ["grad-cam-pp", "integrated-gradients"])
def test_a_run_that_has_not_ended_is_explained_by_its_best_weights(here: Path, method: str) -> None:
    save_run(here / "run")
    said = explain("left.png", "--method", method, model="run")
    assert said.exit_code == 0, said.output
    assert "not calibrated" in said.stdout
    assert (here / f"left-{method}.png").exists()


def test_a_layer_of_a_run_by_its_name(here: Path) -> None:
    save_run(here / "run")
    said = explain("left.png", "--method", "grad-cam-pp", "--layer", "0.9", model="run")
    assert "no layer named '0.9'" in refusal(said)
    said = explain("left.png", "--method", "grad-cam-pp", "--layer", "0.0", model="run")
    assert said.exit_code == 0, said.output
    assert "from the output of 0.0" in said.stdout


def test_feature_maps_of_the_model_that_ships(here: Path) -> None:
    said = explain("left.png", "--method", "features", model="brain-tumor")
    assert said.exit_code == 0, said.output
    assert "maps of" in said.stdout
    with Pillow.open(here / "left-features.png") as picture:
        assert picture.info["Comment"] == DISCLAIMER
    found = json.loads(
        explain("left.png", "--method", "features", "--json", model="brain-tumor").stdout
    )
    assert [len(one["shown"]) for one in found["layers"]] == [16] * 5
