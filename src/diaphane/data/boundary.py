"""Weights that make a network mind the narrow gaps between objects (Ronneberger et al. 2015)."""

from __future__ import annotations

from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Objects = Literal["classes", "background"]
FAR = 5
"""Standard deviations from which on a gap adds nothing: less than w0 / 250,000."""


def boundary_weights(
    labels: Labels, *, w0: float = 10.0, sigma: float = 5.0, objects: Objects = "classes"
) -> Floats:
    """1 + w0 exp(-(d1 + d2)^2 / 2 sigma^2) for each pixel (section 3, eq. 2, with w_c = 1).

    d1 and d2 are the distances in pixels to the border of the nearest object and of the second
    nearest.

    Args:
      labels: (*space), 0 background.
      objects: what lies apart: connected pieces of a class, such as cells; or of the background,
        where the class is the wall between them, such as membranes. Pieces touch along axes only.

    Returns (*space).
    """
    nearest = np.full((2, *labels.shape), np.inf, np.float32)
    for place, piece in pieces(labels, objects):
        box = around(place, labels.shape, more=int(np.ceil(FAR * sigma)) + 1)
        here = (slice(None), *box)
        nearest[here] = closest_two(nearest[here], border_distance(piece[box]))
    gap = nearest.sum(0)
    weights: Floats = (1 + w0 * np.exp(-(gap**2) / (2 * sigma**2))).astype(np.float32)
    return weights


def pieces(labels: Labels, objects: Objects) -> list[tuple[tuple[slice, ...], Any]]:
    """Each object: where it lies, and a view that is True on it, to be cut out of."""
    from scipy import ndimage

    found: list[tuple[tuple[slice, ...], Any]] = []
    values = [0] if objects == "background" else [v for v in np.unique(labels) if v]
    for value in values:
        numbers, _ = ndimage.label(labels == value)
        places = ndimage.find_objects(numbers)
        found += [(place, Piece(numbers, number)) for number, place in enumerate(places, 1)]
    return found


class Piece:
    """One object among numbered ones; cut out, it is an array of True and False."""

    def __init__(self, numbers: NDArray[np.int32], number: int) -> None:
        self.numbers, self.number = numbers, number

    def __getitem__(self, box: tuple[slice, ...]) -> NDArray[np.bool_]:
        return cast(NDArray[np.bool_], self.numbers[box] == self.number)


def around(place: tuple[slice, ...], shape: tuple[int, ...], *, more: int) -> tuple[slice, ...]:
    """The place with `more` pixels at each end, as far as there are any."""
    return tuple(
        slice(max(0, part.start - more), min(length, part.stop + more))
        for part, length in zip(place, shape, strict=True)
    )


def border_distance(inside: NDArray[np.bool_]) -> Floats:
    """Distance of each pixel to the outermost pixels of the object, within and without it."""
    from scipy.ndimage import binary_erosion, distance_transform_edt

    # An object goes on beyond the edge of the image.
    border = inside & ~binary_erosion(inside, border_value=1)
    if not border.any():
        return np.full(inside.shape, np.inf, np.float32)
    distance: Floats = distance_transform_edt(~border).astype(np.float32)
    return distance


def closest_two(known: Floats, distance: Floats) -> Floats:
    """The least two of three, for each pixel: (2, *space)."""
    return np.sort(np.concatenate([known, distance[None]]), axis=0)[:2]
