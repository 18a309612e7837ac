"""A dense network for rows of numbers, as a first lesson builds it, with what makes it hold.

Legend: `N` rows, `X` columns.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ..errors import BadSetting
from .classifier import Classifier
from .standardise import Standardise


def dense(
    *,
    inputs: int,
    outputs: int,
    size: tuple[int, ...] | None = None,
    widths: Sequence[int] = (60,),
    activation: str = "relu",
    dropout: float = 0.0,
    noise: float = 0.0,
) -> Classifier:
    """Columns standardised, then hidden layers of `widths`, then the answer.

    Args:
      size: how many numbers a row has, (X,).
      activation: of the hidden layers, one of `ACTIVATIONS`.
      dropout: share of the numbers that each layer does not see in training.
      noise: in training, the standard deviation of Gaussian noise on each column, as a share of the
        column's own: a ridge penalty on how fast the answer may change (Bishop 1995).

    Raises `BadSetting` for a size that is none of a row, `UnknownName` for an activation.
    """
    if size is None or len(size) != 1:
        raise BadSetting(
            "expected rows of a table for the network 'dense', got images; choose a network of "
            "convolutions, such as net=small-cnn"
        )
    columns = inputs * size[0]
    return Classifier(
        nn.Sequential(Standardise(columns), Noise(noise), AsPlane()),
        columns,
        outputs,
        head="flatten",
        dense=widths,
        dropout=dropout,
        head_activation=activation,
    )


class Noise(nn.Module):
    """Gaussian noise of one standard deviation, in training only."""

    def __init__(self, deviation: float) -> None:
        super().__init__()
        self.deviation = deviation

    def forward(self, rows: Tensor) -> Tensor:
        if not self.training or not self.deviation:
            return rows
        return rows + self.deviation * torch.randn_like(rows)


class AsPlane(nn.Module):
    """(N, X) to maps of one row: (N, 1, 1, X)."""

    def forward(self, rows: Tensor) -> Tensor:
        return rows[:, None, None]
