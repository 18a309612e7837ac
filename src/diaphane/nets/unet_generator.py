"""A U-Net that translates (Isola et al. 2017, section 3.2.1), plain or depthwise.

On the way down 4 x 4 convolutions halve sizes, on the way up maps are doubled and convolved, which
leaves no checkerboard as transposed convolutions do (Odena et al. 2016), and each level sees the
maps of the same size from the way down. The last one sees the picture itself.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from ..errors import BadSetting
from .activations import Leaky
from .enhancer import refuse_unless_sized
from .translator import Translator, instance

LEAK = 0.2
WIDEST = 8
"""Maps are at most so many times the first ones."""


def unet_generator(
    *, channels: int, width: int = 32, depth: int = 5, dropout: float = 0.0
) -> UNetGenerator:
    """A network that translates.

    Args:
      channels: of a picture, going in and coming out.
      width: maps at half the size; each level below has twice as many, at most 8 times.
      depth: how often sizes are halved.
      dropout: share of the numbers at the two lowest levels of the way up that training leaves out.

    Raises `BadSetting`.
    """
    return UNetGenerator(channels, width, depth, dropout, depthwise=False)


def unet_depthwise(
    *, channels: int, width: int = 32, depth: int = 5, dropout: float = 0.0
) -> UNetGenerator:
    """The same with depthwise-separable convolutions (Howard et al. 2017, section 3.1): first each
    map alone, then all maps at each pixel."""
    return UNetGenerator(channels, width, depth, dropout, depthwise=True)


class UNetGenerator(Translator):
    """See `unet_generator`."""

    def __init__(
        self, channels: int, width: int, depth: int, dropout: float, *, depthwise: bool
    ) -> None:
        super().__init__()
        refuse_unless_sized(width=width, depth=depth)
        if isinstance(dropout, bool) or not 0 <= dropout < 1:
            raise BadSetting(f"expected a dropout of at least 0 and below 1, got {dropout!r}")
        self.stride = 2**depth
        down, up = (halved, doubled) if not depthwise else (halved_apart, doubled_apart)
        widths = [min(2**level, WIDEST) * width for level in range(depth)]
        self.down = nn.ModuleList(
            nn.Sequential(down(a, b), *([instance(b)] if level else []), Leaky(LEAK))
            for level, (a, b) in enumerate(pairwise([channels, *widths]))
        )
        seen = [widths[-1], *(2 * n for n in widths[-2::-1])]
        self.up = nn.ModuleList(
            nn.Sequential(up(a, b), instance(b), nn.ReLU(), nn.Dropout(dropout * (level < 2)))
            for level, (a, b) in enumerate(zip(seen[:-1], widths[-2::-1], strict=True))
        )
        fine = max(8, width // 2)
        self.last_up = nn.Sequential(up(seen[-1], fine), instance(fine), nn.ReLU())
        self.last = nn.Conv2d(fine + channels, channels, 3, padding=1)

    def drawn(self, values: Tensor) -> Tensor:
        seen = [values]
        for layer in self.down:
            seen.append(layer(seen[-1]))
        maps = seen.pop()
        for layer in self.up:
            maps = torch.cat([layer(maps), seen.pop()], dim=1)
        drawn: Tensor = self.last(torch.cat([self.last_up(maps), values], dim=1))
        return drawn


def halved(inputs: int, outputs: int) -> nn.Module:
    """A convolution to half the size."""
    return nn.Conv2d(inputs, outputs, 4, 2, 1)


def halved_apart(inputs: int, outputs: int) -> nn.Module:
    """The same, depthwise-separable: the pixels that all maps are mixed at are few already."""
    return nn.Sequential(
        nn.Conv2d(inputs, inputs, 4, 2, 1, groups=inputs), nn.Conv2d(inputs, outputs, 1)
    )


def doubled(inputs: int, outputs: int) -> nn.Module:
    """Twice the size, then a convolution."""
    return nn.Sequential(Doubled(), nn.Conv2d(inputs, outputs, 3, padding=1))


def doubled_apart(inputs: int, outputs: int) -> nn.Module:
    """The same, depthwise-separable: all maps are mixed while pixels are few, which gives what
    mixing them afterwards gives, in a quarter of the time."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 1),
        Doubled(),
        nn.Conv2d(outputs, outputs, 3, padding=1, groups=outputs),
    )


class Doubled(nn.Module):
    """Each pixel becomes 2 x 2."""

    def forward(self, maps: Tensor) -> Tensor:
        return F.interpolate(maps, scale_factor=2, mode="nearest")
