"""Pictures are compared in the eyes of VGG-19, or of a network of ours; nobody else's instead."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from diaphane import nets
from diaphane.errors import BadModel, BadSetting
from diaphane.learn import checkpoint
from diaphane.learn.feature_loss import FeatureLoss, bare, feature_loss
from diaphane.recipe import named
from diaphane.recipes.classify import classify


def test_it_is_the_difference_of_features() -> None:
    loss = FeatureLoss(nn.AvgPool2d(2), (0.5,), (0.25,))
    made, truth = torch.full((1, 1, 4, 4), 0.3, requires_grad=True), torch.full((1, 1, 4, 4), 0.4)
    apart = loss(made, truth)
    assert float(apart.detach()) == pytest.approx(0.4)
    apart.backward()
    assert made.grad is not None
    assert float(made.grad.abs().sum()) > 0


def test_its_eye_never_learns() -> None:
    loss = FeatureLoss(nn.Sequential(nn.Conv2d(3, 2, 3), nn.BatchNorm2d(2)), (0.5,) * 3, (1.0,) * 3)
    assert not any(weight.requires_grad for weight in loss.parameters())
    assert not loss.eye.training


@pytest.mark.parametrize(("pictures", "eye"), [(1, 3), (3, 1)])
def test_gray_and_colour_meet(pictures: int, eye: int) -> None:
    loss = FeatureLoss(nn.Conv2d(eye, 2, 3), (0.5,) * eye, (0.5,) * eye)
    same = torch.rand(1, pictures, 8, 8)
    assert float(loss(same, same)) == 0


def test_of_a_vgg_the_last_convolution_is_asked() -> None:
    layers = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 5, 3), nn.ReLU())
    vgg = nn.Module()
    vgg.features = layers
    with torch.no_grad():
        assert float(bare(vgg)(torch.rand(1, 3, 16, 16)).min()) < 0  # no activation follows


def run_of(folder: Path) -> Path:
    recipe = classify.but(net=named("small-cnn", width=4))
    need = recipe.card.input
    net = nets.build(recipe.net, inputs=need.channels, outputs=2, size=need.size)
    (folder / "recipe.json").write_text(recipe.to_json())
    (folder / "data.json").write_text('{"counts": {"train": {"a": 1, "b": 1}}}')
    checkpoint.save(folder / "best.safetensors", {"net": net.state_dict(), "epoch": 0})
    return folder


def test_a_run_of_ours_can_be_asked(tmp_path: Path) -> None:
    loss = feature_loss(str(run_of(tmp_path)))
    one, other = torch.rand(2, 1, 3, 64, 64)
    assert float(loss(one, one)) == 0
    assert float(loss(one, other)) > 0


def test_without_weights_it_is_refused(tmp_path: Path) -> None:
    def fetch(hub: str, file: str) -> str:
        raise OSError("no route to host")

    with pytest.raises(
        BadSetting, match=r"no route to host\); bring 'model\.safetensors' of 'timm/"
    ):
        feature_loss("imagenet", fetch=fetch)
    with pytest.raises(BadSetting, match=r"expected weights in 'none\.safetensors'"):
        feature_loss(str(tmp_path / "none.safetensors"))
    save_file({"features.0.weight": torch.zeros(2)}, tmp_path / "other.safetensors")
    with pytest.raises(BadSetting, match=r"weights that fit the network, but 'other\.safetensors'"):
        feature_loss(str(tmp_path / "other.safetensors"))
    with pytest.raises(BadModel, match="expected a run's folder with"):
        feature_loss(str(tmp_path))


@pytest.mark.slow
def test_vgg_is_loaded_from_its_file(tmp_path: Path) -> None:
    import timm

    torch.manual_seed(0)
    vgg = timm.create_model("vgg19", num_classes=0)
    save_file(vgg.state_dict(), tmp_path / "model.safetensors")
    loss = feature_loss("imagenet", fetch=lambda hub, file: str(tmp_path / file))
    made, truth = torch.rand(2, 1, 3, 32, 32)
    mean, std = loss.mean, loss.std
    assert isinstance(mean, torch.Tensor)
    assert isinstance(std, torch.Tensor)
    with torch.no_grad():
        maps = [vgg.eval().features[:35]((x - mean) / std) for x in (made, truth)]
    assert float(loss(made, truth)) == pytest.approx(float((maps[0] - maps[1]).abs().mean()))
