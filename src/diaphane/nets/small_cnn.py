"""A few convolutions: what a first lesson builds, and what tests train."""

from __future__ import annotations

from collections.abc import Sequence

from .classifier import Classifier
from .cnn import cnn


def small_cnn(
    *,
    inputs: int,
    outputs: int,
    size: tuple[int, int] | None = None,
    width: int = 16,
    depth: int = 3,
    dense: Sequence[int] = (),
    dropout: float = 0.0,
) -> Classifier:
    """`depth` blocks of 3x3 convolution, batch norm, ReLU and 2x2 max pooling; widths double."""
    return cnn(
        inputs=inputs,
        outputs=outputs,
        size=size,
        widths=[width * 2**level for level in range(depth)],
        dense=dense,
        dropout=dropout,
    )
