"""A classifier in three parts: convolutions, a head, and dense layers.

Legend: `N` images, `C` channels, `F` feature maps, `D` penultimate features, `K` classes.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from .activations import Activation, activation
from .heads import Head
from .heads import head as head_of


class Classifier(nn.Module):
    """Convolutions, a head that makes rows of their maps, hidden dense layers, a linear answer."""

    def __init__(
        self,
        convolutions: nn.Module,
        features: int,
        outputs: int,
        *,
        head: str = "pool",
        dense: Sequence[int] = (),
        dropout: float = 0.0,
        head_activation: str = "relu",
    ) -> None:
        """`convolutions` maps (N, C, Y, X) to (N, F, y, x), of which the head of the name `head`
        makes (N, `features`)."""
        super().__init__()
        widths = [features, *dense]
        self.convolutions = convolutions
        self.head: Head = head_of(head)
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(widths, dense, strict=False))
        self.activations = nn.ModuleList(activation(head_activation) for _ in dense)
        self.dropout = nn.Dropout(dropout)
        self.answer = nn.Linear(widths[-1], outputs)

    def forward(self, images: Tensor) -> Tensor:
        """(N, C, Y, X) to logits (N, K)."""
        logits: Tensor = self.answer(self.penultimate(self.convolutions(images)))
        return logits

    def penultimate(self, maps: Tensor) -> Tensor:
        """(N, F, y, x) to what the last layer sees: (N, D)."""
        features = self.head(maps)
        for layer, function in zip(self.hidden, self.activations, strict=True):
            features = function(layer(self.dropout(features)))
        last: Tensor = self.dropout(features)
        return last

    def explained(self, images: Tensor) -> dict[str, Tensor]:
        """`logits` (N, K), `features` (N, D) and `cam` (N, K, y, x)."""
        maps = self.convolutions(images)
        features = self.penultimate(maps)
        return {
            "logits": self.answer(features),
            "features": features,
            "cam": self.head.heat(self.slopes(maps), maps),
        }

    def slopes(self, maps: Tensor) -> Tensor:
        """How each logit grows with each number that the head makes of `maps`: (N, K, numbers).

        With no hidden layer these are the last layer's weights, as in class activation mapping
        (Zhou et al. 2016, eq. 2); with hidden layers the gradients of Grad-CAM (Selvaraju et al.
        2017, eq. 1), written out so that no automatic differentiation is needed where the file
        runs.
        """
        gates = []
        features = self.head(maps)
        for layer, function in zip(self.hidden, self.activations, strict=True):
            assert isinstance(function, Activation)
            before = layer(features)
            gates.append(function.slope(before))
            features = function(before)
        slopes = self.answer.weight.to(maps.dtype).expand(maps.shape[0], -1, -1)
        for layer, gate in zip(reversed(self.hidden), reversed(gates), strict=True):
            assert isinstance(layer, nn.Linear)
            slopes = (slopes * gate[:, None]) @ layer.weight.to(maps.dtype)
        return slopes
