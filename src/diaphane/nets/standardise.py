"""Columns on one scale, inside the network, so that a model's file needs nothing beside it."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Standardise(nn.Module):
    """Mean taken off and divided by the deviation, column by column; nothing until it is fitted."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(columns))
        self.register_buffer("deviation", torch.ones(columns))

    @torch.no_grad()
    def fit(self, rows: Tensor) -> None:
        """Take both from the training rows, (N, C, X). A column that never changes is only
        centred."""
        values = rows.flatten(1).double()
        spread = values.std(0, correction=0)
        self.mean.copy_(values.mean(0))
        self.deviation.copy_(torch.where(spread > 0, spread, 1.0))

    def forward(self, rows: Tensor) -> Tensor:
        """(N, C, X) to (N, C * X)."""
        return (rows.flatten(1) - self.mean) / self.deviation
