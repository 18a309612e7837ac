"""A network that says how different two pictures look, as one file: LPIPS (Zhang et al. 2018).

Its weights are the user's to bring: those of a network that ImageNet trained, and the few that the
paper's authors fitted to what people said (their package brings them, in `lpips/weights/v0.1`).
Legend: `P` a pair of pictures, `C` channels, `F` feature maps.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from onnx import helper
from torch import Tensor, nn
from torchvision import models

from ..errors import BadSetting
from ..judge.enhance.lpips import KEY, LEAST, OUTPUT
from .export import checked, traced
from .safe_weights import safe_load_weights
from .start import hash_of

SHIFT, SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)
"""Taken from pictures in -1..1, and what they are divided by (the authors' release)."""
TINY = 1e-10
"""Added to the length of features, which may be 0."""
PREFIX = "features."


@dataclass(frozen=True)
class Eye:
    """A network of torchvision, and after which of its layers its features are compared."""

    make: Callable[[], nn.Module]
    file: str
    """Of torchvision's weights, as its pages call it."""
    after: tuple[int, ...]
    maps: tuple[int, ...]
    """How many there are after each."""


EYES: Mapping[str, Eye] = {
    "alex": Eye(
        models.alexnet,
        "alexnet-owt-7be5be79.pth",
        after=(1, 4, 7, 9, 11),
        maps=(64, 192, 384, 256, 256),
    ),
    "squeeze": Eye(
        models.squeezenet1_1,
        "squeezenet1_1-b8a52dc0.pth",
        after=(1, 4, 7, 9, 10, 11, 12),
        maps=(64, 128, 256, 384, 384, 512, 512),
    ),
    "vgg": Eye(
        models.vgg16,
        "vgg16-397923af.pth",
        after=(3, 8, 15, 22, 29),
        maps=(64, 128, 256, 512, 512),
    ),
}


class Looks(nn.Module):
    """How different both pictures of a pair look: 0 for the same."""

    def __init__(self, layers: nn.Sequential, after: Sequence[int], linear: list[Tensor]) -> None:
        """`linear` are the weights (1, F, 1, 1) of each layer in `after`."""
        super().__init__()
        self.layers, self.after = layers[: after[-1] + 1], tuple(after)
        self.linear = nn.ParameterList(linear)
        self.register_buffer("shift", torch.tensor(SHIFT).view(1, -1, 1, 1))
        self.register_buffer("scale", torch.tensor(SCALE).view(1, -1, 1, 1))

    def forward(self, image: Tensor) -> tuple[Tensor]:
        """(1,) of `image` (P, C, Y, X) in 0..1 (equation 1)."""
        shift, scale = self.shift, self.scale
        assert isinstance(shift, Tensor)
        assert isinstance(scale, Tensor)
        maps, weights = (2 * image - 1 - shift) / scale, iter(self.linear)
        apart = torch.zeros(1)
        for number, layer in enumerate(self.layers):
            maps = layer(maps)
            if number in self.after:
                unit = maps / (maps.square().sum(1, keepdim=True).sqrt() + TINY)
                difference = (unit[0] - unit[1]).square()
                apart = apart + (next(weights)[0] * difference).sum(0).mean().view(1)
        return (apart,)


def export_lpips(backbone: Path, linear: Path, path: Path) -> None:
    """Write the file that `evaluate --lpips` takes, of the backbone's weights as torchvision has
    them and the authors' linear ones.

    Raises `BadModel` where a file cannot be read, `BadSetting` where it holds other weights.
    """
    fitted = linear_in(linear)
    name = next((n for n, eye in EYES.items() if eye.maps == tuple(len(w[0]) for w in fitted)), "")
    if not name:
        raise BadSetting(
            f"expected the linear weights of LPIPS by {', '.join(EYES)} in {linear.name!r}, got "
            f"{len(fitted)} layers; take those of lpips/weights/v0.1 in the package lpips"
        )
    eye = EYES[name]
    net = Looks(layers_of(eye, backbone), eye.after, fitted).eval().requires_grad_(False)
    side = torch.export.Dim("y", min=LEAST), torch.export.Dim("x", min=LEAST)
    samples = torch.rand(2, 3, 2 * LEAST, 3 * LEAST)
    graph = traced(net, samples, (OUTPUT,), sizes=dict(enumerate(side, 2)))
    told = {"eye": name, "backbone_sha256": hash_of(backbone), "linear_sha256": hash_of(linear)}
    helper.set_model_props(graph, {KEY: json.dumps(told)})
    checked(graph, net, samples, path)


def linear_in(path: Path) -> list[Tensor]:
    """(1, F, 1, 1) of each layer, as the authors name them: lin0.model.1.weight and so on."""
    held = {name: w for name, w in safe_load_weights(path).items() if name.startswith("lin")}
    return [held[name].float() for name in sorted(held) if isinstance(held[name], Tensor)]


def layers_of(eye: Eye, path: Path) -> nn.Sequential:
    """The convolutional layers with the weights in the file; its classifier is left behind."""
    with torch.device("meta"):
        layers = eye.make().features
    assert isinstance(layers, nn.Sequential)
    layers.to_empty(device="cpu")
    weights = {
        name.removeprefix(PREFIX): weight
        for name, weight in safe_load_weights(path).items()
        if name.startswith(PREFIX)
    }
    shapes, found = ({n: w.shape for n, w in of.items()} for of in (layers.state_dict(), weights))
    if shapes != found:
        raise BadSetting(
            f"expected the weights of {eye.make.__name__} in {path.name!r}, as torchvision has "
            f"them, got others; fetch {eye.file}"
        )
    layers.load_state_dict(weights)
    return layers
