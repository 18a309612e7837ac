"""A classifier in three parts: convolutions, an average over space, and dense layers.

Legend: `N` images, `C` channels, `F` feature maps, `D` penultimate features, `K` classes.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class Classifier(nn.Module):
    """Convolutions, global average pooling, hidden dense layers with ReLU, and a linear answer."""

    def __init__(
        self,
        convolutions: nn.Module,
        features: int,
        outputs: int,
        *,
        dense: Sequence[int] = (),
        dropout: float = 0.0,
    ) -> None:
        """`convolutions` maps (N, C, Y, X) to (N, `features`, y, x)."""
        super().__init__()
        widths = [features, *dense]
        self.convolutions = convolutions
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, dense, strict=False))
        self.dropout = nn.Dropout(dropout)
        self.answer = nn.Linear(widths[-1], outputs)

    def forward(self, images: Tensor) -> Tensor:
        """(N, C, Y, X) to logits (N, K)."""
        logits: Tensor = self.answer(self.penultimate(self.convolutions(images)))
        return logits

    def penultimate(self, maps: Tensor) -> Tensor:
        """(N, F, y, x) to what the last layer sees: (N, D)."""
        features = maps.mean((2, 3))
        for layer in self.hidden:
            features = layer(self.dropout(features)).relu()
        last: Tensor = self.dropout(features)
        return last

    def explained(self, images: Tensor) -> dict[str, Tensor]:
        """`logits` (N, K), `features` (N, D) and `cam` (N, K, y, x)."""
        maps = self.convolutions(images)
        features = self.penultimate(maps)
        return {
            "logits": self.answer(features),
            "features": features,
            "cam": torch.einsum("nkf,nfyx->nkyx", self.slopes(maps), maps),
        }

    def slopes(self, maps: Tensor) -> Tensor:
        """How each logit grows with each pooled map: (N, K, F).

        With no hidden layer these are the weights of class activation mapping (Zhou et al.
        2016, eq. 2); with ReLU layers, the gradients of Grad-CAM (Selvaraju et al. 2017, eq. 1),
        written out so that no automatic differentiation is needed where the file runs.
        """
        gates = []
        features = maps.mean((2, 3))
        for layer in self.hidden:
            features = layer(features).relu()
            gates.append((features > 0).to(maps.dtype))
        slopes = self.answer.weight.to(maps.dtype).expand(maps.shape[0], -1, -1)
        for layer, gate in zip(reversed(self.hidden), reversed(gates), strict=True):
            slopes = (slopes * gate[:, None]) @ layer.weight.to(maps.dtype)
        return slopes
