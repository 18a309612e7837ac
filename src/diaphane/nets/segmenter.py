"""What every network that segments has: a stride, a margin, and a say in which sizes it takes."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from ..errors import BadSetting

AXES = {2: ("y", "x"), 3: ("z", "y", "x")}
"""Of a plane and of a volume."""


class Segmenter(nn.Module):
    """Maps images (N, C, *space) to logits (N, K, *space - 2 margin)."""

    stride: int = 1
    """Sizes it takes are multiples of this, plus `rest`, because it halves them."""
    rest: int = 0
    """Above 0 only where there is a margin."""
    margin: int = 0
    """Pixels that the logits are short of at each end of each axis."""
    axes: int = 2
    """2 for planes, 3 for volumes."""
    fixed: tuple[int, ...] | None = None
    """The one size it takes, where it takes one only."""

    def refuse_unless_fits(self, size: tuple[int, ...]) -> None:
        """Raise `BadSetting` where `size`, (*space), is none that the network takes."""
        if self.fixed and size != self.fixed:
            raise BadSetting(f"expected images of {by(self.fixed)}, got {by(size)}")
        if len(size) != self.axes:
            kind = {2: "planes (Y, X)", 3: "volumes (Z, Y, X)"}[self.axes]
            raise BadSetting(f"expected {kind}, got a size of {by(size)}")
        least = 2 * self.margin + 1
        if any(n % self.stride != self.rest or n < least for n in size):
            near = by(tuple(self.fit(n) for n in size))
            rest = f" plus {self.rest}" if self.rest else ""
            raise BadSetting(
                f"expected sizes that are multiples of {self.stride}{rest}, got {by(size)}; "
                f"take {near}"
            )

    def fit(self, length: int) -> int:
        """The least length, from `length` up, that the network takes."""
        length = max(length, 2 * self.margin + 1)
        return length + (self.rest - length) % self.stride

    def free(self) -> dict[int, Any]:
        """For `torch.export`: the axes of images that may have another length, and which.

        What is traced must be longer than one stride, or that length is taken for a fixed one.
        """
        dims: dict[int, Any] = {0: torch.export.Dim("n")}
        if self.fixed:
            return dims
        for axis, name in enumerate(AXES[self.axes], 2):
            length: Any = torch.export.Dim(name)
            length = self.stride * length if self.stride > 1 else length
            dims[axis] = length + self.rest if self.rest else length
        return dims

    def forward(self, images: Tensor) -> Tensor:
        # While it is exported sizes are symbols, whose multiples `free` has told.
        if not torch.compiler.is_exporting():
            size = tuple(images.shape[2:])
            self.refuse_unless_fits(size)
            if self.training and not self.fixed:
                refuse_unless_halved(size, self.stride)
        return self.logits(images)

    def logits(self, images: Tensor) -> Tensor:
        raise NotImplementedError


def refuse_unless_halved(size: tuple[int, ...], stride: int) -> None:
    """Raise `BadSetting` where too little would be left along an axis at the lowest resolution.

    Of a single pixel a kernel's outer weights see nothing but padding. Of two slices, oneDNN's
    gradients of 3 x 3 x 3 kernels in sixteen bits hold whatever was in memory before (torch 2.15).
    """
    least = tuple(stride * (3 if axis < len(size) - 2 else 2) for axis in range(len(size)))
    if any(n < m for n, m in zip(size, least, strict=True)):
        raise BadSetting(
            f"expected tiles of at least {by(least)} for a network that halves them to a "
            f"{stride}th, got {by(size)}; take larger ones or less depth"
        )


def axes_of(size: tuple[int, ...] | None) -> int:
    """2 for planes, which None stands for, or 3 for volumes; raises `BadSetting`."""
    axes = len(size) if size else 2
    if axes not in AXES:
        raise BadSetting(f"expected a tile of two axes or three, got {axes}")
    return axes


def by(size: tuple[int, ...]) -> str:
    return " x ".join(map(str, size))
