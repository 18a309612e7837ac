"""The generator of ESRGAN (Wang et al. 2018): residual-in-residual dense blocks, no normalisation.

Scales 2 and 1 fold 2 x 2 or 4 x 4 pixels into channels first, so that the same body serves all
three (Wang et al. 2021, section 3.3).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from ..errors import BadSetting
from .activations import Leaky
from .compact import convolution
from .enhancer import Enhancer, refuse_unless_scaled, refuse_unless_sized

SCALES = (1, 2, 4)
LEAK = 0.2
"""Of all activations below 0, as published."""
SMALL = 0.1
"""First weights of the blocks are this share of He's: section 3.1, smaller initialization."""


def rrdb(
    *,
    channels: int,
    scale: int,
    blocks: int = 23,
    width: int = 64,
    growth: int = 32,
    residual: float = 0.2,
) -> RRDB:
    """A network that enhances; as published with the settings left alone (16.7 million weights).

    Args:
      channels: of a picture, going in and coming out.
      scale: 4, 2 or 1.
      blocks: residual-in-residual dense blocks.
      width: maps between blocks.
      growth: maps that each convolution in a dense block adds.
      residual: what a block adds is multiplied by this (the paper's beta).

    Raises `BadSetting`.
    """
    refuse_unless_scaled(scale, SCALES)
    refuse_unless_sized(blocks=blocks, width=width, growth=growth)
    if isinstance(residual, bool) or not 0 < residual <= 1:
        raise BadSetting(f"expected residual above 0 and at most 1, got {residual!r}")
    return RRDB(channels, scale, blocks, width, growth, residual)


class RRDB(Enhancer):
    """See `rrdb`."""

    def __init__(
        self, channels: int, scale: int, blocks: int, width: int, growth: int, residual: float
    ) -> None:
        super().__init__()
        self.scale = scale
        self.stride = 4 // scale
        self.first = convolution(channels * self.stride**2, width)
        self.blocks = nn.Sequential(*(Block(width, growth, residual) for _ in range(blocks)))
        self.joined = convolution(width, width)
        self.enlarged = nn.ModuleList(convolution(width, width) for _ in range(2))
        self.fine = convolution(width, width)
        self.last = convolution(width, channels)
        self.bend = Leaky(LEAK)

    def picture(self, images: Tensor) -> Tensor:
        folded = F.pixel_unshuffle(images, self.stride) if self.stride > 1 else images
        maps = self.first(folded)
        maps = maps + self.joined(self.blocks(maps))
        for layer in self.enlarged:
            maps = self.bend(layer(F.interpolate(maps, scale_factor=2, mode="nearest")))
        enhanced: Tensor = self.last(self.bend(self.fine(maps)))
        return enhanced


class Block(nn.Module):
    """A residual-in-residual dense block (figure 4)."""

    def __init__(self, width: int, growth: int, residual: float) -> None:
        super().__init__()
        self.dense = nn.Sequential(*(Dense(width, growth, residual) for _ in range(3)))
        self.residual = residual

    def forward(self, maps: Tensor) -> Tensor:
        added: Tensor = self.dense(maps)
        return maps + self.residual * added


class Dense(nn.Module):
    """Five convolutions, each seeing all before it; the last one's maps are added."""

    def __init__(self, width: int, growth: int, residual: float) -> None:
        super().__init__()
        inner = [convolution(width + k * growth, growth) for k in range(4)]
        self.layers = nn.ModuleList([*inner, convolution(width + 4 * growth, width)])
        self.residual = residual
        self.bend = Leaky(LEAK)
        for layer in self.layers:
            start_small(layer)

    def forward(self, maps: Tensor) -> Tensor:
        known = maps
        for layer in self.layers[:-1]:
            known = torch.cat([known, self.bend(layer(known))], dim=1)
        added: Tensor = self.layers[-1](known)
        return maps + self.residual * added


def start_small(layer: nn.Module) -> None:
    assert isinstance(layer, nn.Conv2d)
    nn.init.kaiming_normal_(layer.weight, a=LEAK)
    layer.weight.data.mul_(SMALL)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)
