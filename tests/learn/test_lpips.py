"""The network of LPIPS says what its equation says of torchvision's features."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812
from torchvision import models
from torchvision.models.feature_extraction import create_feature_extractor

from diaphane.errors import BadModel, BadSetting
from diaphane.judge.enhance.lpips import read_lpips
from diaphane.learn.lpips import EYES, Looks, export_lpips, layers_of, linear_in

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the exporter


def convolutions(name: str) -> nn.Sequential:
    """Of random weights."""
    layers = EYES[name].make().features
    assert isinstance(layers, nn.Sequential)
    return layers.eval()


def backbone(path: Path, net: nn.Module) -> Path:
    """With a classifier's weights beside, as torchvision's file has them."""
    weights = {f"features.{name}": weight for name, weight in net.state_dict().items()}
    torch.save({**weights, "classifier.1.weight": torch.zeros(2, 2)}, path)
    return path


def linear(path: Path, maps: tuple[int, ...]) -> Path:
    torch.save({f"lin{k}.model.1.weight": torch.rand(1, n, 1, 1) for k, n in enumerate(maps)}, path)
    return path


def by_equation(layers: nn.Module, name: str, weights: list[Tensor], pair: Tensor) -> float:
    """Equation 1 of Zhang et al. 2018, with torch's own normalisation."""
    nodes = {str(after): str(after) for after in EYES[name].after}
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    seen = (pair - mean.view(1, -1, 1, 1)) / std.view(1, -1, 1, 1)
    maps = create_feature_extractor(layers, nodes)(seen)
    apart = 0.0
    for own, weight in zip(maps.values(), weights, strict=True):
        unit = F.normalize(own, dim=1)
        apart += float(((unit[0] - unit[1]) ** 2 * weight[0]).sum(0).mean())
    return apart


@pytest.mark.parametrize("name", ["alex", "squeeze", pytest.param("vgg", marks=pytest.mark.slow)])
@torch.no_grad()
def test_it_is_the_equation(name: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = convolutions(name)
    file = linear(tmp_path / "linear.pth", EYES[name].maps)
    weights = linear_in(file)
    layers = layers_of(EYES[name], backbone(tmp_path / "net.pth", net))
    pair = torch.rand(2, 3, 70, 97)
    said = float(Looks(layers, EYES[name].after, weights).eval()(pair)[0])
    # The authors' constants are those of ImageNet, rounded: 0.2 % of a standard deviation.
    assert said == pytest.approx(by_equation(net, name, weights, pair), rel=5e-3)


def test_the_file_says_the_same_at_every_size(tmp_path: Path) -> None:
    torch.manual_seed(0)
    eye = EYES["alex"]
    net = convolutions("alex")
    files = backbone(tmp_path / "net.pth", net), linear(tmp_path / "linear.pth", eye.maps)
    export_lpips(*files, tmp_path / "lpips.onnx")
    lpips = read_lpips(tmp_path / "lpips.onnx")
    assert lpips.eye == "AlexNet"
    looks = Looks(net, eye.after, linear_in(files[1])).eval()
    for size in ((64, 64), (70, 97)):
        pair = torch.rand(2, 3, *size)
        with torch.no_grad():
            expected = float(looks(pair)[0])
        assert float(lpips.network(pair.numpy())["apart"][0]) == pytest.approx(expected, rel=1e-4)


def test_other_weights_are_refused(tmp_path: Path) -> None:
    alex = linear(tmp_path / "alex.pth", EYES["alex"].maps)
    other = backbone(tmp_path / "other.pth", models.squeezenet1_1().features)
    with pytest.raises(BadSetting, match=r"weights of alexnet in 'other\.pth'.*fetch alexnet-owt-"):
        export_lpips(other, alex, tmp_path / "lpips.onnx")
    with pytest.raises(BadSetting, match=r"by alex, squeeze, vgg in 'other\.pth', got 0 layers"):
        export_lpips(other, other, tmp_path / "lpips.onnx")
    (tmp_path / "text.pth").write_text("no weights at all")
    with pytest.raises(BadModel, match=r"expected weights in 'text\.pth'"):
        export_lpips(other, tmp_path / "text.pth", tmp_path / "lpips.onnx")
    assert not (tmp_path / "lpips.onnx").exists()


def test_safetensors_will_do(tmp_path: Path) -> None:
    held = {f"lin{k}.model.1.weight": torch.full((1, k + 1, 1, 1), float(k)) for k in range(7)}
    save_file(held, tmp_path / "linear.safetensors")
    found = linear_in(tmp_path / "linear.safetensors")
    assert [float(weight.mean()) for weight in found] == list(np.arange(7.0))
