"""A small network that enhances, for computers without a graphics card.

All convolutions work at the resolution of the input; only the last step, which moves channels to
where the new pixels lie (sub-pixel convolution; Shi et al. 2016, section 3.2), makes the picture
large. It learns what is missing in the input enlarged bilinearly (residual learning; Kim et al.
2016, section 3.1).
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from .activations import activation as activation_of
from .enhancer import Enhancer, refuse_unless_scaled, refuse_unless_sized

SCALES = (2, 3, 4)


def compact(
    *, channels: int, scale: int, width: int = 64, depth: int = 10, activation: str = "leaky-relu"
) -> Compact:
    """A chain of 3 x 3 convolutions with one shortcut around them.

    Args:
      channels: of a picture, going in and coming out.
      scale: 2, 3 or 4.
      width: maps of each convolution.
      depth: convolutions between the first and the last.
      activation: one of `ACTIVATIONS`.

    Raises `UnknownName` and `BadSetting`.
    """
    refuse_unless_scaled(scale, SCALES)
    refuse_unless_sized(width=width, depth=depth)
    return Compact(channels, scale, width, depth, activation)


class Compact(Enhancer):
    """See `compact`."""

    def __init__(self, channels: int, scale: int, width: int, depth: int, activation: str) -> None:
        super().__init__()
        self.scale = scale
        self.first = convolution(channels, width)
        between = [convolution(n, m) for n, m in pairwise([width] * (depth + 1))]
        layers = [part for layer in between for part in (layer, activation_of(activation))]
        self.between = nn.Sequential(*layers)
        self.last = convolution(width, channels * scale**2)
        for weights in self.last.parameters():  # so that it begins with the enlarged input
            nn.init.zeros_(weights)

    def picture(self, images: Tensor) -> Tensor:
        maps = self.first(images)
        missing = F.pixel_shuffle(self.last(maps + self.between(maps)), self.scale)
        return F.interpolate(images, scale_factor=self.scale, mode="bilinear") + missing


def convolution(inputs: int, outputs: int) -> nn.Conv2d:
    """3 x 3, same size."""
    return nn.Conv2d(inputs, outputs, 3, padding=1)
