"""Replace samples that are no numbers, so that none ever reaches a model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..errors import UnreadableImage
from ..image import Pixels


def finite(pixels: Pixels, note: Callable[[str], None]) -> Pixels:
    """The pixels with the lowest finite value where they were infinite or no number.

    Raises `UnreadableImage` where not one sample is finite.
    """
    if pixels.dtype.kind != "f":
        return pixels
    good = np.isfinite(pixels)
    if good.all():
        return pixels
    if not good.any():
        raise UnreadableImage("not one sample is a finite number; export the image again")
    note(f"{int((~good).sum())} samples were no finite numbers and were set to the lowest value")
    return np.where(good, pixels, pixels[good].min())
