"""Retinal vessels without training: dark ridges in the green channel (Sato et al. 1998).

Axes: `N` images, three channels, `Y X`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...card import Card, Class, Code, Input
from ...image import Floats

WIDTHS = (1.5, 2.0, 3.0)
"""Standard deviations of the ridges looked for, in pixels of a fundus some 550 pixels wide."""
DARK = 0.1
"""Of 0..1: what lies outside the field of view is darker."""
RIM = 4
"""Pixels at the rim of the field that are not looked at: the rim itself is a ridge."""
SLOW = 20.0
"""Standard deviation, in pixels, of what counts as illumination."""
RIDGE, STEEP = 0.026, 100.0
"""Where the logit is 0, and its slope: the best Dice on DRIVE's 20 training images (every third of
them) of 16 thresholds."""
WHOLE = 4096
"""Larger than any image, so that each is seen whole."""

CARD = Card(
    name="vessels-ridge",
    task="segment",
    input=Input(channels=3, tile=(WHOLE, WHOLE)),
    classes=(Class("vessels", "Vessels", Code("SCT", "59820001", "Blood vessel"), (70, 230, 120)),),
    summary="dark ridges in the green channel of fundus photographs; no training",
    data="none; its threshold was chosen on seven training images of DRIVE",
    limits=(
        "It takes the rims of the optic disc and of bright lesions for vessels.",
        "It looks for vessels as wide as in photographs some 550 pixels across.",
    ),
    network="ridge filter of Sato et al. 1998 on the green channel, evenly lit",
)


def network(batch: Floats) -> Mapping[str, Floats]:
    """(N, 3, Y, X) in 0..1 to logits (N, 1, Y, X)."""
    return {"logits": np.stack([STEEP * (ridges(image) - RIDGE) for image in batch])[:, None]}


def ridges(image: Floats) -> Floats:
    """(Y, X): how much of a dark ridge runs through each pixel of an evenly lit green channel; 0
    outside the field of view."""
    from scipy import ndimage
    from skimage.filters import sato

    field = field_of_view(image)
    if not field.any():
        return np.zeros(field.shape, np.float32)
    inner = ndimage.binary_erosion(field, iterations=RIM)
    nearest = ndimage.distance_transform_edt(
        ~(inner if inner.any() else field), return_distances=False, return_indices=True
    )
    green = image[1][tuple(nearest)]  # the field continued, so that its rim is no ridge
    even = green / np.maximum(ndimage.gaussian_filter(green, SLOW), 1e-3)
    return np.asarray(sato(even, sigmas=WIDTHS, black_ridges=True) * field, np.float32)


def field_of_view(image: Floats) -> NDArray[np.bool_]:
    """(Y, X): the bright disc of a fundus photograph."""
    from scipy import ndimage

    bright = ndimage.binary_opening(image.mean(axis=0) > DARK, iterations=2)
    return np.asarray(ndimage.binary_fill_holes(bright), np.bool_)
