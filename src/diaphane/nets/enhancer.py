"""What every network that enhances has: a scale, and a say in which sizes it takes.

Legend: `N` pictures, `C` channels, `s` the scale.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from ..errors import BadSetting
from .cnn import refuse_unless_whole


class Enhancer(nn.Module):
    """Maps pictures (N, C, Y, X) in 0..1 to pictures (N, C, s Y, s X)."""

    scale: int = 4
    """Output pixels per input pixel along each axis."""
    stride: int = 1
    """Sizes it takes are multiples of this, because it folds pixels into channels first."""

    def free(self) -> dict[int, Any]:
        """For `torch.export`: the axes of pictures that may have another length, and which."""
        dims: dict[int, Any] = {0: torch.export.Dim("n")}
        for axis, name in enumerate(("y", "x"), 2):
            length: Any = torch.export.Dim(name)
            dims[axis] = self.stride * length if self.stride > 1 else length
        return dims

    def forward(self, images: Tensor) -> Tensor:
        return self.picture(images)

    def picture(self, images: Tensor) -> Tensor:
        raise NotImplementedError


def refuse_unless_scaled(scale: int, scales: tuple[int, ...]) -> None:
    """Raise `BadSetting` for a scale that the network cannot be built for."""
    if scale not in scales:
        raise BadSetting(
            f"expected a scale of {' or '.join(map(str, scales))}, got {scale!r}; set card.scale"
        )


def refuse_unless_sized(**sizes: int) -> None:
    """Raise `BadSetting` for sizes of a network that are no whole numbers above 0."""
    for name, value in sizes.items():
        refuse_unless_whole(name, (value,))
