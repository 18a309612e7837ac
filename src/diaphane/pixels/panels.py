"""Panels beside each other on a page of four: what pages about pictures that a network drew are
made of.

Axes: pictures are uint8 (Y, X, 3).
"""

from __future__ import annotations

import numpy as np

from ..image import Floats, Image, Pixels
from .gray import gray
from .page import FAINT, HEAT, PAGE, SMALL, Picture, sentences, write
from .prepare import colours
from .resample import nearest
from .window import percentiles

SIDE, GAP = 384, 24
"""Pixels of a panel, and between panels."""
PANELS = 4
WIDE = PANELS * SIDE + (PANELS + 1) * GAP
BAND = 26
"""Height of a panel's caption."""


def words(texts: list[str], colour: tuple[int, int, int], size: int = SMALL) -> Picture:
    """Sentences across the page."""
    return sentences(texts, colour, size, width=WIDE, margin=GAP)


def evenly(image: Image) -> Image:
    """Without alpha, and with a window for all its parts, since a part alone would be shown by
    its own values."""
    plain = image.but(pixels=image.pixels[: colours(image)], spacing=None)
    if plain.window or plain.pixels.dtype == np.uint8 or plain.channels > 1:
        return plain
    return plain.but(window=percentiles(plain.pixels))


def some(pixels: Pixels) -> Pixels:
    """Of a large picture every second sample along both axes, or every third: space comes last."""
    step = max(1, max(pixels.shape[-2:]) // (4 * SIDE))
    return pixels[..., ::step, ::step]


def mapped(values: Floats, full: float) -> Picture:
    """(Y, X, 3): a map from cold to hot, the hottest at `full` and above."""
    stops = np.linspace(0, 255, len(HEAT))
    table = np.stack([np.interp(np.arange(256), stops, HEAT[:, c]) for c in range(3)], axis=-1)
    return np.asarray(np.rint(table).astype(np.uint8)[gray(values, full)])


def fit(picture: Picture) -> Picture:
    """As large as a panel: enlarged by whole factors, or shrunk smoothly."""
    from PIL import Image as Pillow

    height, width = picture.shape[:2]
    if whole := SIDE // max(height, width):
        return picture.repeat(whole, 0).repeat(whole, 1)
    size = [max(1, round(n * SIDE / max(height, width))) for n in (width, height)]
    shrunk = Pillow.fromarray(picture).resize((size[0], size[1]), Pillow.Resampling.BOX)
    return np.array(shrunk)


def as_large(picture: Picture, other: Picture) -> Picture:
    """A map of the image as large as one of the picture."""
    return np.moveaxis(nearest(np.moveaxis(fit(picture), -1, 0), other.shape[:2]), 0, -1)


def row(panels: dict[str, Picture]) -> Picture:
    """Panels beside each other, each under its name."""
    fitted = {name: fit(panel) for name, panel in panels.items()}
    height = max(panel.shape[0] for panel in fitted.values())
    page = np.full((BAND + height + GAP // 2, WIDE, 3), PAGE, np.uint8)
    for k, (name, panel) in enumerate(fitted.items()):
        left = GAP + k * (SIDE + GAP)
        write(page, name, (left, 4), FAINT, SMALL)
        page[BAND : BAND + panel.shape[0], left : left + panel.shape[1]] = panel
    return page
