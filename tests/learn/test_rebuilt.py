"""A run's network comes back as it was saved, or one sentence says why not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from torch import nn

from diaphane.errors import BadModel
from diaphane.image import Image
from diaphane.learn import checkpoint
from diaphane.learn.rebuilt import rebuilt
from diaphane.nets import build
from diaphane.recipe import Recipe, named
from tiny_models import CARD, SIZE, bright_picture, tiny_classifier

NET = named("small-cnn", width=4, depth=2)


def save_run(folder: Path, *, recipe: Recipe | None = None) -> nn.Module:
    """What a training leaves after its first epoch, and the network in it."""
    recipe = recipe or Recipe(CARD.but(calibration=None, novelty=None), NET)
    torch.manual_seed(3)
    net = build(recipe.net, inputs=1, outputs=3, size=(SIZE, SIZE)).eval()
    folder.mkdir(exist_ok=True)
    (folder / "recipe.json").write_text(recipe.to_json())
    counts = {"train": dict.fromkeys(CARD.names, 1)}
    (folder / "data.json").write_text(json.dumps({"counts": counts}))
    checkpoint.save(folder / "best.safetensors", {"net": net.state_dict(), "epoch": 0})
    return net


def test_the_network_answers_as_it_did(tmp_path: Path) -> None:
    net = save_run(tmp_path / "run")
    again = rebuilt(tmp_path / "run")
    images = torch.rand(2, 1, SIZE, SIZE)
    with torch.no_grad():
        torch.testing.assert_close(again.net(images), net(images))
    said = again.model.predict(Image(bright_picture(0)[None]))
    assert sum(said.probabilities.values()) == pytest.approx(1)
    assert said.provenance["runtime"] == "torch cpu"


def test_the_card_is_the_models_where_there_is_one(tmp_path: Path) -> None:
    save_run(tmp_path)
    assert rebuilt(tmp_path).card.calibration is None
    tiny_classifier(tmp_path / "model.onnx")
    assert rebuilt(tmp_path).card == CARD


def test_classes_may_come_from_the_data(tmp_path: Path) -> None:
    save_run(tmp_path, recipe=Recipe(CARD.but(classes=()), NET))
    assert rebuilt(tmp_path).card.names == tuple(sorted(CARD.names))


@pytest.mark.parametrize("name", ["recipe.json", "data.json", "best.safetensors"])
def test_a_folder_without_a_part_of_it_is_one_sentence(tmp_path: Path, name: str) -> None:
    save_run(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(BadModel, match=f"found no {name}"):
        rebuilt(tmp_path)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    save_run(tmp_path)
    other = Recipe(CARD, named("small-cnn", width=8, depth=2))
    (tmp_path / "recipe.json").write_text(other.to_json())
    with pytest.raises(BadModel, match="expected weights of the network 'small-cnn'"):
        rebuilt(tmp_path)
