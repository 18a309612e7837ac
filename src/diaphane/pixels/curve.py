"""A small curve: a probability against the share of an image that was taken away.

Axes: everything is uint8 (Y, X, 3).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..explanation import Deletion
from .page import FAINT, MARGIN, PAGE, PANEL, SMALL, TINY, TROUGH, Colour, Picture, write

HEIGHT = 220
LEFT, TOP, BELOW = 44, 34, 40
"""Room for words around the plot."""
HOT: Colour = (255, 180, 40)
BAND: Colour = (58, 64, 76)


def deletion_curve(deletion: Deletion) -> Picture:
    """(HEIGHT, PANEL, 3): the curve of the hottest places, and the band of the random orders."""
    from PIL import Image as Pillow
    from PIL import ImageDraw

    page = np.full((HEIGHT, PANEL, 3), PAGE, np.uint8)
    page[TOP : HEIGHT - BELOW, LEFT:] = TROUGH
    sheet = Pillow.fromarray(page)
    pen = ImageDraw.Draw(sheet)
    x, random = deletion.shares, deletion.random
    low, high = random.min(axis=0).tolist(), random.max(axis=0).tolist()
    pen.polygon([*_places(x, high), *reversed(_places(x, low))], fill=BAND)
    pen.line(_places(x, random.mean(axis=0).tolist()), fill=FAINT, width=2)
    pen.line(_places(x, deletion.hottest), fill=HOT, width=3)
    page = np.array(sheet)
    _legend(page)
    return page


def _places(x: Sequence[float], y: Sequence[float]) -> list[tuple[float, float]]:
    """Values of 0..1 on the sheet."""
    wide, high = PANEL - LEFT - 1, HEIGHT - BELOW - TOP - 1
    return [(LEFT + a * wide, TOP + (1 - b) * high) for a, b in zip(x, y, strict=True)]


def _legend(page: Picture) -> None:
    """What is drawn, in words at the rim."""
    write(page, "probability as places are taken away", (LEFT, 0), FAINT, SMALL)
    write(page, "hottest first", (LEFT, 18), HOT, TINY)
    write(page, "at random (mean and range)", (LEFT + 90, 18), FAINT, TINY)
    bottom = HEIGHT - BELOW
    write(page, "1", (LEFT - 14, TOP - 2), FAINT, TINY)
    write(page, "0", (LEFT - 14, bottom - 12), FAINT, TINY)
    write(page, "nothing", (LEFT, bottom + 4), FAINT, TINY)
    write(page, "all of the image", (PANEL - MARGIN - 64, bottom + 4), FAINT, TINY)
