"""Images with the masks that say what is where: folders `images/` and `masks/`, with equal stems.

Axes: space, as in `diaphane.image`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..card import Card
from ..image import Image

Labels = NDArray[np.uint8]
"""(*space): 0 is background, k the card's class number k, counted from 1."""
Field = NDArray[np.bool_]
"""(*space): True where the truth is known and results count."""


@dataclass(frozen=True)
class Pair:
    """An image and its mask, wherever they are stored."""

    name: str
    """The image's path below the data folder, or its record: how reports call the pair."""
    image: Callable[[], Image] = field(compare=False)
    """Reads the image; raises `UnreadableImage`."""
    mask: Callable[[], Image] = field(compare=False)
    """Reads the mask as it is stored."""
    fov: Callable[[], Image] | None = field(default=None, compare=False)
    """Reads the field of view; None where all of the image counts."""
    group: str = ""
    """Pairs of one group (patient, stack) stay in one part; empty: on its own."""

    def labels(self, card: Card) -> Labels:
        """The mask in the card's classes; raises `BadData` for values that are none of theirs."""
        raise NotImplementedError

    def counted(self) -> Field | None:
        """Where results count; None: everywhere."""
        raise NotImplementedError
