"""A few convolutions: what a first lesson builds, and what tests train."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import nn

from .classifier import Classifier


def small_cnn(
    *,
    inputs: int,
    outputs: int,
    width: int = 16,
    depth: int = 3,
    dense: Sequence[int] = (),
    dropout: float = 0.0,
) -> Classifier:
    """`depth` blocks of 3x3 convolution, batch norm, ReLU and 2x2 max pooling; widths double."""
    widths = [inputs, *(width * 2**level for level in range(depth))]
    blocks = [block(a, b) for a, b in pairwise(widths)]
    return Classifier(nn.Sequential(*blocks), widths[-1], outputs, dense=dense, dropout=dropout)


def block(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2, ceil_mode=True),
    )
