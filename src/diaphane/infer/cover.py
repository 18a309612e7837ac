"""What a place of an image is covered with: a colour that does not name the class by itself.

Axes: `C` channels, then the frame `Y X`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from ..image import Floats
from ..pixels.prepare import Prepared

Score = Callable[[Floats], NDArray[np.float64]]
"""(N, C, *frame) to a number for one class: (N)."""

BATCH = 16
COLOURS: Mapping[str, Callable[[Floats], Floats]] = {
    "the image's mean colour": lambda pixels: pixels.mean(axis=(1, 2), keepdims=True),
    "the image's darkest colour": lambda pixels: pixels.min(axis=(1, 2), keepdims=True),
}
"""(C, Y, X) to (C, 1, 1). To some networks an even gray is a picture of some class."""


@dataclass(frozen=True)
class Cover:
    """A colour to hide places with."""

    name: str
    colour: Floats
    """(C, 1, 1)."""

    def over(self, prepared: Prepared, places: NDArray[np.bool_]) -> Floats:
        """(C, *frame) with these places (Y, X) of what the image fills in the colour."""
        pixels = prepared.pixels.copy()
        np.copyto(pixels[(slice(None), *prepared.box)], self.colour, where=places)
        return pixels


def cover(score: Score, prepared: Prepared) -> Cover:
    """The colour that, laid over the whole image, leaves least of a class."""
    inside = prepared.pixels[(slice(None), *prepared.box)]
    covers = [Cover(name, colour(inside)) for name, colour in COLOURS.items()]
    whole = np.ones(inside.shape[1:], bool)
    left = score(np.stack([one.over(prepared, whole) for one in covers]))
    return covers[int(np.argmin(left))]


def scored(score: Score, images: Iterable[Floats]) -> NDArray[np.float64]:
    """The score of each image; no more than a batch of them is held at any time."""
    waiting, said = iter(images), list[NDArray[np.float64]]()
    while batch := list(islice(waiting, BATCH)):
        said.append(score(np.stack(batch)))
    return np.concatenate(said)
