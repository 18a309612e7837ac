"""Turn arrays so that they lie in the patient as expected, and back, without copying a sample.

Axes: any number of leading ones, then space. Directions are the patient's L P S: left, posterior
(to the back), superior (to the head).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..image import Image, Pixels

LEFT, POSTERIOR, HEAD = np.eye(3)
UPRIGHT = (HEAD, POSTERIOR, LEFT)
"""Where `Z Y X` run in a volume that lies as networks of volumes see it."""


@dataclass(frozen=True)
class Turn:
    """Axes swapped and run backwards: one of the 8 turns of a plane or the 48 of a volume."""

    order: tuple[int, ...]
    """New axis k is the old axis order[k]."""
    flips: tuple[bool, ...]
    """Whether new axis k runs backwards."""

    def apply(self, array: Pixels) -> Pixels:
        """(..., *space) turned; a view of the same memory."""
        return self._flipped(np.moveaxis(array, _last(self.order), _last(range(len(self.order)))))

    def undo(self, array: Pixels) -> Pixels:
        """(..., *space) turned back; a view of the same memory."""
        back = self._flipped(array)
        return np.moveaxis(back, _last(range(len(self.order))), _last(self.order))

    def _flipped(self, array: Pixels) -> Pixels:
        axes = len(self.flips)
        return np.flip(array, tuple(k - axes for k, flip in enumerate(self.flips) if flip))


def _last(axes: tuple[int, ...] | range) -> list[int]:
    """Spatial axes, counted from the end."""
    return [axis - len(axes) for axis in axes]


def as_it_is(axes: int) -> Turn:
    """The turn that changes nothing."""
    return Turn(tuple(range(axes)), (False,) * axes)


def upright(image: Image) -> Turn:
    """The turn that brings a volume closest to `UPRIGHT`; none where its direction is unknown."""
    if image.direction is None:
        return as_it_is(len(image.axes))
    return closest(image.direction, UPRIGHT)


def closest(direction: NDArray[np.float64], wanted: tuple[NDArray[np.float64], ...]) -> Turn:
    """The turn after which axis k runs as near to wanted[k] as swaps and flips can bring it.

    Args:
        direction: (3, axes), columns are unit vectors.
        wanted: One unit vector an axis.
    """
    along = np.stack(wanted) @ direction  # cosines: (wanted, axes)
    rows = range(len(wanted))
    order = max(permutations(rows), key=lambda order: round(_sum_along(along, order), 6))
    return Turn(order, tuple(bool(along[k, axis] < 0) for k, axis in enumerate(order)))


def _sum_along(along: NDArray[np.float64], order: tuple[int, ...]) -> float:
    return float(sum(abs(along[k, axis]) for k, axis in enumerate(order)))


def turned(image: Image, turn: Turn) -> Image:
    """The image turned, with its geometry: every sample stays where it is in the patient."""
    order = list(turn.order)
    signs = np.where(turn.flips, -1.0, 1.0)
    return image.but(
        pixels=turn.apply(image.pixels),
        spacing=image.spacing and tuple(image.spacing[axis] for axis in order),
        direction=None if image.direction is None else image.direction[:, order] * signs,
        origin=_corner(image, turn),
    )


def _corner(image: Image, turn: Turn) -> tuple[float, float, float] | None:
    """Where the first sample of the turned image lies; None where it is not known."""
    for axis, flip in zip(turn.order, turn.flips, strict=True):
        if flip:
            image = image.but(origin=moved(image, axis, image.shape[axis] - 1))
    return image.origin


def moved(image: Image, axis: int, steps: int) -> tuple[float, float, float] | None:
    """The origin after `steps` along an axis; None where it is not known."""
    if image.origin is None or image.direction is None or image.spacing is None:
        return None
    place = np.array(image.origin) + image.direction[:, axis] * image.spacing[axis] * steps
    return cast(tuple[float, float, float], tuple(float(one) for one in place))
