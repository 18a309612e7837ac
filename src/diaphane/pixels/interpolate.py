"""Enlarge by interpolation, shrink by bicubic with antialiasing, or bring to any size: the classic
ways, by Pillow.

Axes: `C` channels, `Y X` space; float32 of any range. The bicubic kernel is Keys's with a = -0.5
(Keys 1981), as in MATLAB's imresize; when an image shrinks it widens with the factor, so that
nothing aliases. Results agree with imresize but for its rounding.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from ..image import Floats

Kind = Literal["nearest", "bilinear", "bicubic"]

REACH = 2
"""Samples that the bicubic kernel reaches to either side, on the coarser of the two grids."""


def enlarge(pixels: Floats, scale: int, kind: Kind, *, rows: slice | None = None) -> Floats:
    """(C, Y * scale, X * scale), or these rows of it alone. Bicubic overshoots at edges."""
    from PIL import Image as Pillow

    _, height, width = pixels.shape
    rows = rows or slice(0, height * scale)
    return _resized(
        pixels,
        (rows.stop - rows.start, width * scale),
        (0.0, rows.start / scale, float(width), rows.stop / scale),
        Pillow.Resampling[kind.upper()],
    )


def shrink(pixels: Floats, scale: int, *, rows: slice | None = None) -> Floats:
    """(C, Y / scale, X / scale), or these rows of it alone, by bicubic. Both axes must be
    multiples of `scale`."""
    from PIL import Image as Pillow

    _, height, width = pixels.shape
    rows = rows or slice(0, height // scale)
    first = max(0, (rows.start - REACH) * scale)
    seen = pixels[:, first : (rows.stop + REACH) * scale]
    return _resized(
        seen,
        (rows.stop - rows.start, width // scale),
        (0.0, rows.start * scale - first, width, rows.stop * scale - first),
        Pillow.Resampling.BICUBIC,
    )


def stretched(pixels: Floats, size: tuple[int, int], *, rows: slice) -> Floats:
    """(C, rows, X) of the image brought to `size` (Y, X) by bicubic, larger or smaller. The same
    size gives the same values back."""
    from PIL import Image as Pillow

    height, width = pixels.shape[1:]
    step = height / size[0]
    box = (0.0, rows.start * step, float(width), min(rows.stop * step, height))
    return _resized(pixels, (rows.stop - rows.start, size[1]), box, Pillow.Resampling.BICUBIC)


def _resized(
    pixels: Floats, size: tuple[int, int], box: tuple[float, float, float, float], kind: int
) -> Floats:
    """(C, *size) of what lies in the box (left, top, right, bottom)."""
    from PIL import Image as Pillow

    out = np.empty((len(pixels), *size), np.float32)
    for k, channel in enumerate(pixels):
        picture = Pillow.fromarray(np.ascontiguousarray(channel, np.float32))
        out[k] = np.asarray(picture.resize(size[::-1], Pillow.Resampling(kind), box))
    return out
