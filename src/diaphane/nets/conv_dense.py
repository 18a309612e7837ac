"""Convolutions, then dense layers that say each pixel: what there was before the U-Net.

Without copied features all that is known of where things are must pass the dense layers, which
shows what the copies are worth. Legend: `N` images, `K` outputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from math import prod

from torch import Tensor, nn

from ..errors import BadSetting
from .activations import activation as activation_of
from .cnn import refuse_unless_whole
from .segmenter import Segmenter, axes_of, by
from .unet import POOL, Norm, convolved, he, level


def conv_dense(
    *,
    inputs: int,
    outputs: int,
    size: tuple[int, ...] | None = None,
    widths: Sequence[int] = (16, 32),
    convolutions: int = 1,
    norm: Norm = "none",
    dense: Sequence[int] = (128, 128),
    activations: Sequence[str] = ("relu", "tanh"),
    dropout: float = 0.0,
) -> ConvDense:
    """Convolutions and pooling, hidden dense layers on the flattened maps, and one for all pixels.

    Args:
      inputs: channels of an image.
      outputs: channels of the logits.
      size: of every image, (Y, X) or (Z, Y, X).
      widths: maps that each block of convolutions makes; behind each a 2 x 2 pooling.
      convolutions: of each block, 3 x 3, each followed by a ReLU.
      norm: as of `unet`.
      dense: widths of the hidden dense layers.
      activations: of each of these.
      dropout: share of the numbers that each dense layer does not see in training.

    Raises `UnknownName` and `BadSetting`.
    """
    refuse_unless_whole("convolutions", (convolutions,))
    for name, numbers in (("widths", widths), ("dense", dense)):
        refuse_unless_whole(name, numbers)
    if size is None or min(size) < 1 << len(widths):
        got = by(size) if size else "any size"
        raise BadSetting(
            "expected images of one size, at least "
            f"{1 << len(widths)} along each axis, for the network 'conv-dense', got {got}; set "
            "the card's tile"
        )
    if isinstance(activations, str) or len(activations) != len(dense):
        raise BadSetting(
            f"expected an activation for each of {len(dense)} dense layers, got {activations!r}"
        )
    axes = axes_of(size)
    layer = partial(convolved, axes, "same", "plain", norm, "relu")
    blocks: list[nn.Module] = []
    for a, b in pairwise([inputs, *widths]):
        blocks += [level([a, *[b] * convolutions], layer), POOL[axes](2)]
    flat = (widths[-1] if widths else inputs) * prod(n >> len(widths) for n in size)
    hidden: list[nn.Module] = []
    for (a, b), name in zip(pairwise([flat, *dense]), activations, strict=True):
        hidden += [nn.Linear(a, b), activation_of(name), nn.Dropout(dropout)]
    answer = nn.Linear([flat, *dense][-1], outputs * prod(size))
    return ConvDense(nn.Sequential(*blocks), nn.Sequential(*hidden), answer, size)


class ConvDense(Segmenter):
    """Maps images of one size to logits of it."""

    def __init__(
        self, convolutions: nn.Module, hidden: nn.Module, answer: nn.Linear, size: tuple[int, ...]
    ) -> None:
        super().__init__()
        self.convolutions, self.hidden, self.answer = convolutions, hidden, answer
        self.axes, self.fixed = len(size), size
        for part in self.convolutions.modules():
            he(part)

    def logits(self, images: Tensor) -> Tensor:
        """(N, C, *size) to (N, K, *size)."""
        assert self.fixed is not None
        said: Tensor = self.answer(self.hidden(self.convolutions(images).flatten(1)))
        return said.view(-1, self.answer.out_features // prod(self.fixed), *self.fixed)
