"""A file of features out of weights of timm: what it says, how it prepares, what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
import timm
import torch
from safetensors.torch import save_file

from diaphane.errors import BadSetting, UnknownName
from diaphane.image import Image, Window
from diaphane.judge.translate.eye import open_eye
from diaphane.learn.features_file import features_file
from diaphane.pixels.prepare import prepare

pytestmark = pytest.mark.train
SMALL = "test_resnet"


def weights_of(network: str, path: Path) -> torch.nn.Module:
    torch.manual_seed(0)
    net: torch.nn.Module = timm.create_model(network, pretrained=False).eval()
    save_file({name: w.contiguous() for name, w in net.state_dict().items()}, path)
    return net


@pytest.mark.parametrize(
    ("network", "side", "number"),
    [(SMALL, 160, 96), pytest.param("inception_v3", 299, 2048, marks=pytest.mark.slow)],
)
def test_the_file_gives_what_timm_gives(
    network: str, side: int, number: int, tmp_path: Path
) -> None:
    net = weights_of(network, tmp_path / "w.safetensors")
    features_file(network, tmp_path / "w.safetensors", tmp_path / "eye.onnx")
    eye = open_eye(tmp_path / "eye.onnx")
    assert (eye.name, eye.card.input.size, eye.of_one_length) == (network, (side, side), False)
    values = np.random.default_rng(0).integers(0, 256, (3, 64, 80), np.uint8)
    seen = eye.seen(Image(values), Window(0, 255))
    prepared = torch.from_numpy(prepare(Image(values), eye.card.input).pixels[None])
    with torch.no_grad():
        maps = net.forward_features(prepared)  # type: ignore[operator]
        expected = net.forward_head(maps, pre_logits=True)[0].numpy()  # type: ignore[operator]
    assert seen.shape == (number,)
    np.testing.assert_allclose(seen, expected, atol=1e-3 * np.abs(expected).max())
    assert len(eye.card.trained["weights_sha256"]) == 64


def test_what_is_not_there_or_of_another_network_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no network of timm named 'inception_v33'; did you mean"):
        features_file("inception_v33", tmp_path / "w.safetensors", tmp_path / "eye.onnx")
    with pytest.raises(BadSetting, match=r"found nothing .* 'model\.safetensors' of 'timm/incep"):
        features_file("inception_v3", tmp_path / "w.safetensors", tmp_path / "eye.onnx")
    (tmp_path / "w.pth").write_bytes(b"")
    with pytest.raises(BadSetting, match="found another file"):
        features_file("inception_v3", tmp_path / "w.pth", tmp_path / "eye.onnx")
    (tmp_path / "w.safetensors").write_bytes(b"no weights")
    with pytest.raises(BadSetting, match="but it cannot be read"):
        features_file(SMALL, tmp_path / "w.safetensors", tmp_path / "eye.onnx")
    weights_of(SMALL, tmp_path / "small.safetensors")
    with pytest.raises(BadSetting, match=r"fit the network, but 'small\.safetensors' has none for"):
        features_file("test_vit", tmp_path / "small.safetensors", tmp_path / "eye.onnx")
    assert not (tmp_path / "eye.onnx").exists()
