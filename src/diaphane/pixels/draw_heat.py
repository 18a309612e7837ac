"""A plane with heat laid over it, pixel on pixel, and words burnt in: for viewers that show no
maps.

Axes: heat is (Y, X), the picture (3, Y, X).
"""

from __future__ import annotations

import numpy as np

from ..image import Floats, Image
from ..words import DISCLAIMER
from .burn import burnt
from .page import heat_overlay
from .prepare import colours
from .window import shown


def heat_picture(image: Image, heat: Floats) -> Image:
    """The picture in 8 bits on the grid of the image, where it lies."""
    values = shown(image)[: colours(image)]
    gray = np.broadcast_to(np.nan_to_num(values), (3, *image.shape))
    under = np.rint(np.moveaxis(gray, 0, -1) * 255).astype(np.uint8)
    drawn = np.moveaxis(heat_overlay(under, heat), -1, 0)
    picture = image.but(pixels=drawn, window=None, inverted=False, units="")
    return picture.but(pixels=burnt(picture, DISCLAIMER))
