"""Networks that tell pictures made by a network from true ones, for adversarial training only.

Legend: `N` pictures, `C` channels.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Literal

from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from ..errors import BadSetting, UnknownName
from ..recipe import Named
from .activations import Leaky
from .enhancer import refuse_unless_sized

Norm = Literal["spectral", "instance", "batch", "none"]
NORMS: dict[str, Callable[[int], nn.Module] | None] = {
    "spectral": None,
    "instance": nn.InstanceNorm2d,
    "batch": nn.BatchNorm2d,
    "none": None,
}
"""What follows a convolution; spectral: its weights are divided by their largest singular value
(Miyato et al. 2018)."""
LEAK = 0.2
WIDEST = 8
"""Maps are at most so many times the first ones."""


class Patch(nn.Module):
    """Judges overlapping patches: (N, C, Y, X) to logits (N, 1, y, x), above 0 for true.

    4 x 4 convolutions, of which the first `depth` halve sizes (PatchGAN; Isola et al. 2017, section
    3.2.2). With a depth of 3 a patch is 70 pixels high and wide.
    """

    def __init__(self, channels: int, width: int, depth: int, norm: str) -> None:
        super().__init__()
        widths = [width * min(2**level, WIDEST) for level in range(depth + 1)]
        layers: list[nn.Module] = [*self.convolved(channels, width, 2, "none"), Leaky(LEAK)]
        for level, (a, b) in enumerate(pairwise(widths), 1):
            layers += [*self.convolved(a, b, 2 if level < depth else 1, norm), Leaky(LEAK)]
        self.layers = nn.Sequential(*layers, *self.convolved(widths[-1], 1, 1, "none"))

    @staticmethod
    def convolved(inputs: int, outputs: int, stride: int, norm: str) -> list[nn.Module]:
        layer: nn.Module = nn.Conv2d(inputs, outputs, 4, stride, 1)
        make = NORMS[norm]
        if norm == "spectral":
            layer = spectral_norm(layer)
        return [layer, *([make(outputs)] if make else [])]

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.layers(images)
        return logits


def patch(*, channels: int, width: int = 64, depth: int = 3, norm: Norm = "spectral") -> Patch:
    """A `Patch` discriminator; raises `UnknownName`, `BadSetting`."""
    refuse_unless_sized(width=width, depth=depth)
    if norm not in NORMS:
        raise UnknownName("norm", norm, NORMS)
    return Patch(channels, width, depth, norm)


DISCRIMINATORS: dict[str, Callable[..., nn.Module]] = {"patch": patch}
"""Each takes `channels` and settings of its own."""


def discriminator(part: Named, *, channels: int) -> nn.Module:
    """A fresh one of that name; raises `UnknownName`, `BadSetting`."""
    if part.name not in DISCRIMINATORS:
        raise UnknownName("discriminator", part.name, DISCRIMINATORS)
    try:
        return DISCRIMINATORS[part.name](channels=channels, **part.settings)
    except (TypeError, ValueError) as error:
        raise BadSetting(
            f"discriminator {part.name!r} does not take these settings: {error}"
        ) from error
