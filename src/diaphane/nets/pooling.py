"""Poolings by name: how a block of convolutions halves its maps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from torch import nn


@dataclass(frozen=True)
class Pooling:
    """What follows a block's convolutions, and the stride of the last of these."""

    layer: Callable[[], nn.Module] | None = None
    """Builds the pooling layer; None: there is none."""
    stride: int = 1


POOLINGS: dict[str, Pooling] = {
    "max": Pooling(partial(nn.MaxPool2d, 2, ceil_mode=True)),
    "average": Pooling(partial(nn.AvgPool2d, 2, ceil_mode=True, count_include_pad=False)),
    "strided": Pooling(stride=2),
    "none": Pooling(),
}
"""`strided` lets the last convolution move by two pixels, so that halving is learnt as well
(Springenberg et al. 2015); `none` keeps the size. An odd row or column makes one of its own."""
