"""Enlarge without a network: nearest, bilinear and bicubic, as Pillow does them.

Axes: `N` images, `C` channels, `Y X` space.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...card import Card, Input, Scaling
from ...image import Floats
from ...pixels.interpolate import REACH, Kind, enlarge
from ..runtime import Network

SCALE = 4
"""Of the methods that are models by name."""

HOW: Mapping[Kind, str] = {
    "nearest": "each pixel repeated",
    "bilinear": "straight lines between pixels",
    "bicubic": "cubic curves through pixels (Keys 1981, a = -0.5)",
}


def card(kind: Kind, scale: int = SCALE) -> Card:
    """A method's card; it looks at one colour after the other."""
    return Card(
        name=f"{kind}-x{scale}",
        task="enhance",
        input=Input(tile=(256, 256), overlap=0.0, margin=REACH, scaling=Scaling("depth")),
        scale=scale,
        summary=f"pictures {scale} times as large by {kind} interpolation; no training",
        data="none: nothing was trained",
        limits=("It adds no detail; edges are blurred or stepped.",),
        network=HOW[kind],
    )


def network(kind: Kind, scale: int = SCALE) -> Network:
    """(N, C, Y, X) to `picture` (N, C, Y * scale, X * scale)."""

    def enlarged(batch: Floats) -> Mapping[str, Floats]:
        return {"picture": np.stack([enlarge(one, scale, kind) for one in batch])}

    return enlarged
