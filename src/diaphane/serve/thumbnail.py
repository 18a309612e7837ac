"""A small picture of an image, as lists show it."""

from __future__ import annotations

import numpy as np

from ..image import Image
from ..io.write import png_bytes
from ..pixels.planes import plane
from ..pixels.window import shown

LONGEST = 128
"""Pixels along the longer side."""


def thumbnail(image: Image) -> bytes:
    """A PNG of the image, or of its middle plane, true to its spacing."""
    from PIL import Image as Pillow

    flat, _ = plane(image)
    step = max(1, min(flat.shape) // (2 * LONGEST), max(flat.shape) // (8 * LONGEST))
    few = flat.but(pixels=flat.pixels[:, ::step, ::step])
    values = np.nan_to_num(shown(few)[:3] if few.channels > 2 else shown(few)[:1])
    pixels = np.rint(values * 255).astype(np.uint8)
    picture = Pillow.fromarray(pixels[0] if len(pixels) == 1 else np.moveaxis(pixels, 0, -1))
    return png_bytes(np.asarray(picture.resize(size(flat), Pillow.Resampling.BILINEAR)))


def size(flat: Image) -> tuple[int, int]:
    """Columns and rows."""
    row, column = flat.spacing if flat.spacing and all(flat.spacing) else (1.0, 1.0)
    rows, columns = flat.shape[0] * row, flat.shape[1] * column
    shrink = LONGEST / max(rows, columns)
    return max(1, round(columns * shrink)), max(1, round(rows * shrink))
