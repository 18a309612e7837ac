"""A convolutional net of one's own, put together by name: see docs/blocks.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from torch import nn

from ..errors import BadSetting, UnknownName
from .activations import activation as activation_of
from .classifier import Classifier
from .heads import head as head_of
from .heads import last_maps
from .pooling import POOLINGS, Pooling

NORMS: dict[str, Callable[[int], nn.Module] | None] = {"batch": nn.BatchNorm2d, "none": None}
"""Batch normalisation (Ioffe and Szegedy 2015) between convolution and activation, or nothing."""


def cnn(
    *,
    inputs: int,
    outputs: int,
    size: tuple[int, int] | None = None,
    widths: Sequence[int] = (16, 32, 64),
    convolutions: int = 1,
    kernel: int = 3,
    activation: str = "relu",
    pooling: str = "max",
    norm: str = "batch",
    head: str = "pool",
    dense: Sequence[int] = (),
    dropout: float = 0.0,
    head_activation: str | None = None,
) -> Classifier:
    """A block for each of `widths`, then a head, then dense layers, then the answer.

    Args:
      inputs: channels of an image.
      outputs: classes.
      size: rows and columns of an image; None where they differ, which a flattening head cannot do.
      widths: maps that each block makes.
      convolutions: of each block, each followed by `norm` and `activation`.
      kernel: rows and columns of a convolution, odd; edges are padded, so that sizes stay.
      activation: one of `ACTIVATIONS`.
      pooling: one of `POOLINGS`, at each block's end.
      norm: one of `NORMS`.
      head: one of `HEADS`: average each map, or flatten them all.
      dense: widths of hidden dense layers.
      dropout: share of the numbers that each dense layer does not see in training.
      head_activation: of the dense layers; None: the same as `activation`.

    Raises `UnknownName` and `BadSetting`.
    """
    for name, numbers in (("widths", widths), ("dense", dense)):
        refuse_unless_whole(name, numbers)
    for name, number in (("convolutions", convolutions), ("kernel", kernel)):
        refuse_unless_whole(name, (number,))
    if kernel % 2 == 0:
        raise BadSetting(f"expected an odd kernel, which has a middle, got {kernel}")
    for kind, name, known in (("pooling", pooling, POOLINGS), ("norm", norm, NORMS)):
        if name not in known:
            raise UnknownName(kind, name, known)
    blocks = nn.Sequential(
        *(
            block([a, *[b] * convolutions], kernel, activation, POOLINGS[pooling], NORMS[norm])
            for a, b in pairwise([inputs, *widths])
        )
    )
    chosen = head_of(head)
    return Classifier(
        blocks,
        chosen(last_maps(blocks, inputs, size, head=chosen)).shape[1],
        outputs,
        head=head,
        dense=dense,
        dropout=dropout,
        head_activation=head_activation or activation,
    )


def block(
    widths: Sequence[int],
    kernel: int,
    activation: str,
    pooling: Pooling,
    norm: Callable[[int], nn.Module] | None,
) -> nn.Sequential:
    """Convolutions from each width to the next, each normed and activated, then the pooling."""
    layers: list[nn.Module] = []
    for i, (a, b) in enumerate(pairwise(widths), 2):
        stride = pooling.stride if i == len(widths) else 1
        # A bias would be taken away again by the normalisation.
        layers.append(nn.Conv2d(a, b, kernel, stride, kernel // 2, bias=norm is None))
        layers += [norm(b)] if norm else []
        layers.append(activation_of(activation))
    return nn.Sequential(*layers, *([pooling.layer()] if pooling.layer else []))


def refuse_unless_whole(name: str, numbers: Sequence[int]) -> None:
    if isinstance(numbers, int | float | str) or not all(
        isinstance(number, int) and number > 0 for number in numbers
    ):
        raise BadSetting(f"expected whole numbers above 0 for {name!r}, got {numbers!r}")
