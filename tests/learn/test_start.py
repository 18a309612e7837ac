"""Weights from elsewhere are all taken over, or refused; never left fresh in silence."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import timm
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from diaphane import nets
from diaphane.card import Card, Input
from diaphane.errors import BadSetting
from diaphane.learn import checkpoint
from diaphane.learn.start import start
from diaphane.nets.classifier import Classifier
from diaphane.recipe import Recipe, named

TIMM = "test_resnet"
"""timm's smallest ResNet."""


def net_of(name: str, *, inputs: int = 1, outputs: int = 2, **settings: object) -> Classifier:
    net = nets.build(named(name, **settings), inputs=inputs, outputs=outputs)
    assert isinstance(net, Classifier)
    return net


def begin(net: nn.Module, weights: Path | str, classes: str = "ab") -> dict[str, str]:
    card = Card(name="a", task="classify", input=Input())
    recipe = Recipe(card=card, net=named(TIMM), weights=str(weights))
    return start(net, recipe, list(classes))


def equal(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one)


def run_in(folder: Path, net: nn.Module, classes: str) -> Path:
    folder.mkdir()
    checkpoint.save(folder / "best.safetensors", {"net": net.state_dict(), "epoch": 0})
    counts = {"train": dict.fromkeys(classes, 3)}
    (folder / "data.json").write_text(json.dumps({"counts": counts}))
    return folder


def test_nothing_asked_for_is_a_fresh_network() -> None:
    assert begin(net_of("small-cnn"), "") == {}


def test_a_run_s_weights_are_taken_over_whole(tmp_path: Path) -> None:
    other, mine = net_of("small-cnn"), net_of("small-cnn")
    run = run_in(tmp_path / "run", other, "ab")
    origin = begin(mine, run)
    assert equal(mine.state_dict(), other.state_dict())
    content = (run / "best.safetensors").read_bytes()
    assert origin == {"weights": "run run", "weights_sha256": hashlib.sha256(content).hexdigest()}


@pytest.mark.parametrize(("outputs", "classes"), [(3, "xyz"), (2, "xy")])
def test_a_last_layer_for_other_classes_is_replaced(
    outputs: int, classes: str, tmp_path: Path
) -> None:
    other, mine = net_of("small-cnn", outputs=outputs), net_of("small-cnn")
    fresh = mine.answer.weight.detach().clone()
    origin = begin(mine, run_in(tmp_path / "run", other, classes))
    assert equal(mine.convolutions.state_dict(), other.convolutions.state_dict())
    assert torch.equal(mine.answer.weight, fresh)
    assert f"was made for {', '.join(classes)} and is replaced" in origin["weights_replaced"]


def test_a_plain_file_of_ours_is_taken_over(tmp_path: Path) -> None:
    other, mine = net_of("small-cnn", outputs=5), net_of("small-cnn")
    save_file(other.state_dict(), tmp_path / "a.safetensors")
    origin = begin(mine, tmp_path / "a.safetensors")
    assert equal(mine.convolutions.state_dict(), other.convolutions.state_dict())
    assert "made for 5 classes" in origin["weights_replaced"]
    assert origin["weights"] == "a.safetensors"


@pytest.mark.parametrize("inputs", [1, 3])
def test_a_file_of_timm_s_fills_the_backbone_for_any_channels(inputs: int, tmp_path: Path) -> None:
    theirs = timm.create_model(TIMM).state_dict()
    save_file(theirs, tmp_path / "timm.safetensors")
    mine = net_of(TIMM, inputs=inputs)
    origin = begin(mine, tmp_path / "timm.safetensors")
    taken = mine.convolutions.net.state_dict()  # type: ignore[union-attr]
    first = taken.pop("conv1.0.weight")
    expected = theirs["conv1.0.weight"]
    torch.testing.assert_close(first, expected if inputs == 3 else expected.sum(1, keepdim=True))
    assert equal(taken, theirs)
    assert origin["weights_replaced"] == "its own head is replaced by a fresh one"


def test_imagenet_is_fetched_by_timm_s_name_and_hashed(tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    theirs = timm.create_model(TIMM).state_dict()
    save_file(theirs, file)
    asked = []

    def fetch(hub: str, name: str) -> str:
        asked.append((hub, name))
        return str(file)

    mine, card = net_of(TIMM), Card(name="a", task="classify", input=Input())
    recipe = Recipe(card=card, net=named(TIMM), weights="imagenet")
    origin = start(mine, recipe, "ab", fetch=fetch)
    assert asked == [("timm/test_resnet.r160_in1k", "model.safetensors")]
    taken = mine.convolutions.net.state_dict()  # type: ignore[union-attr]
    assert torch.equal(taken["layer4.0.conv1.weight"], theirs["layer4.0.conv1.weight"])
    assert origin["weights"] == "imagenet: timm/test_resnet.r160_in1k"
    assert origin["weights_sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_without_a_network_it_says_which_file_to_put_where() -> None:
    def offline(hub: str, name: str) -> str:
        raise OSError("no way to the hub.\nand more")

    card = Card(name="a", task="classify", input=Input())
    recipe = Recipe(card=card, net=named(TIMM), weights="imagenet")
    sentence = (
        r"could not \(no way to the hub\); fetch 'model.safetensors' of "
        r"'timm/test_resnet.r160_in1k' .* and set weights=test_resnet.safetensors"
    )
    with pytest.raises(BadSetting, match=sentence):
        start(net_of(TIMM), recipe, "ab", fetch=offline)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("small-cnn", "expected a backbone of timm for weights=imagenet, got net=small-cnn"),
        ("botnet50ts_256", "that timm has ImageNet weights for, got 'botnet50ts_256'"),
    ],
)
def test_a_network_without_imagenet_weights_is_said(name: str, sentence: str) -> None:
    net = net_of("small-cnn") if name == "small-cnn" else net_of(TIMM)
    card = Card(name="a", task="classify", input=Input())
    with pytest.raises(BadSetting, match=sentence):
        start(net, Recipe(card=card, net=named(name), weights="imagenet"), "ab")


def test_weights_that_do_not_fit_are_named_with_both_shapes(tmp_path: Path) -> None:
    run = run_in(tmp_path / "run", net_of("small-cnn", inputs=3), "ab")
    sentence = (
        r"'run' has 'convolutions.0.0.weight' of shape \(16, 3, 3, 3\) where the network's is "
        r"\(16, 1, 3, 3\); set net, its settings and card.input.channels"
    )
    with pytest.raises(BadSetting, match=sentence):
        begin(net_of("small-cnn"), run)


@pytest.mark.parametrize(
    ("depth", "sentence"),
    [
        (2, r"has none for 'convolutions.2.0.weight' \(6 of 20 are missing\)"),
        (4, r"has 'convolutions.3.0.weight', which the network has not"),
    ],
)
def test_weights_too_few_and_too_many_are_refused(
    depth: int, sentence: str, tmp_path: Path
) -> None:
    run = run_in(tmp_path / "run", net_of("small-cnn", depth=depth), "ab")
    with pytest.raises(BadSetting, match=sentence):
        begin(net_of("small-cnn"), run)


def test_a_larger_backbone_s_file_is_refused(tmp_path: Path) -> None:
    save_file(timm.create_model("resnet18d").state_dict(), tmp_path / "a.safetensors")
    with pytest.raises(BadSetting, match=r"'a\.safetensors' has "):
        begin(net_of(TIMM), tmp_path / "a.safetensors")
    with pytest.raises(BadSetting, match=r"one of our own networks .* such as 'bn1."):
        begin(net_of("small-cnn"), tmp_path / "a.safetensors")


def test_what_is_no_weights_is_said(tmp_path: Path) -> None:
    net = net_of("small-cnn")
    (tmp_path / "broken.safetensors").write_bytes(b"no")
    (tmp_path / "a.pth").write_bytes(b"no")
    checkpoint.save(tmp_path / "last.safetensors", {"moves": []})
    for weights, sentence in (
        (tmp_path / "none.safetensors", "found nothing at"),
        (tmp_path / "a.pth", "expected weights=imagenet, a .safetensors file or .* another file"),
        (tmp_path / "broken.safetensors", "'broken.safetensors', but it cannot be read"),
        (tmp_path / "last.safetensors", "kept for --resume; name the run's folder"),
        (tmp_path, "expected a run's folder with best.safetensors"),
    ):
        with pytest.raises(BadSetting, match=sentence):
            begin(net, weights)
    with pytest.raises(BadSetting, match="expected weights='' for a Linear"):
        begin(nn.Linear(2, 2), tmp_path)
