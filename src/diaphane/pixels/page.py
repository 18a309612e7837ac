"""What pages of pictures are made of: colours, words, panels, heat.

Axes: everything is uint8 (Y, X, 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..image import Floats
from ..words import DISCLAIMER

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]

PAGE: Colour = (20, 22, 27)
TROUGH: Colour = (44, 48, 56)
TEXT: Colour = (236, 238, 242)
FAINT: Colour = (160, 166, 176)
DOUBT: Colour = (255, 190, 90)
WARNING: Colour = (255, 120, 110)

PANEL = 448
MARGIN = 24
WIDTH = 2 * PANEL + 3 * MARGIN
LARGE, MIDDLE, SMALL, TINY = 30, 18, 15, 11

HEAT = np.array([(40, 10, 90), (150, 30, 110), (235, 90, 50), (255, 180, 40), (255, 250, 180)])
"""From cold to hot; its lightness grows evenly, so that it also reads in gray."""
VEIL = 0.65
"""How much of the image the hottest place hides."""


def heat_overlay(picture: Picture, heat: Floats) -> Picture:
    """(Y, X, 3) with a heat map (Y, X) of 0..1 laid over it: cold places stay as they are."""
    stops = np.linspace(0, 1, len(HEAT))
    colours = np.stack([np.interp(heat, stops, HEAT[:, c]) for c in range(3)], axis=-1)
    veil = VEIL * np.clip(heat, 0, 1)[..., None] ** 1.5
    return np.asarray(np.rint(picture * (1 - veil) + colours * veil), np.uint8)


def stamped(picture: Picture) -> Picture:
    """(Y, X, 3) with a strip below it that holds the disclaimer, however narrow it is."""
    width = max(picture.shape[1], 64)
    strip = sentences([DISCLAIMER], WARNING, TINY, width=width, margin=4)
    room = [(0, 0), (0, width - picture.shape[1]), (0, 0)]
    return np.concatenate([np.pad(picture, room), strip], axis=0)


def sentences(
    texts: Sequence[str], colour: Colour, size: int, *, width: int = WIDTH, margin: int = MARGIN
) -> Picture:
    """Sentences one below the other, wrapped to the width; nothing where there are none."""
    wrapped = [line for text in texts for line in wrap(text, width - 2 * margin, size)]
    if not wrapped:
        return np.zeros((0, width, 3), np.uint8)
    step = round(size * 1.4)
    page = np.full((step * len(wrapped) + size // 2, width, 3), PAGE, np.uint8)
    for row, line in enumerate(wrapped):
        write(page, line, (margin, row * step + size // 4), colour, size)
    return page


def put(page: Picture, picture: Picture, left: int) -> None:
    """Lay a picture on the page, in the middle of its panel."""
    height, width = picture.shape[:2]
    left += (PANEL - width) // 2
    page[:height, left : left + width] = picture


def write(page: Picture, text: str, place: tuple[int, int], colour: Colour, size: int) -> None:
    """Write one line into the page, its left upper corner at `place` (x, y)."""
    from PIL import Image as Pillow
    from PIL import ImageDraw

    sheet = Pillow.fromarray(page)
    ImageDraw.Draw(sheet).text(place, text, fill=colour, font=font(size))
    page[...] = np.asarray(sheet)


def enlarged(picture: Picture, size: tuple[int, ...]) -> Picture:
    """Smooth, without the steps of a picture that is enlarged pixel by pixel."""
    from PIL import Image as Pillow

    larger = Pillow.fromarray(picture).resize((size[1], size[0]), Pillow.Resampling.BICUBIC)
    return np.asarray(larger)


def wrap(text: str, width: int, size: int) -> list[str]:
    """Lines that are at most `width` pixels wide; a word that is wider is broken."""
    lines, line = [], ""
    for word in text.split():
        joined = f"{line} {word}".strip()
        if font(size).getlength(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        while font(size).getlength(word) > width and len(word) > 1:
            fits = next(
                n for n in range(len(word), 0, -1) if n == 1 or _fits(word[:n], width, size)
            )
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    return [*lines, line] if line else lines


def shortened(text: str, width: int, size: int) -> str:
    """The text, or as much of its start as fits, with dots."""
    if _fits(text, width, size):
        return text
    return next(
        (
            cut
            for n in range(len(text), 0, -1)
            if _fits(cut := text[:n].rstrip() + "...", width, size)
        ),
        "...",
    )


def _fits(text: str, width: int, size: int) -> bool:
    return font(size).getlength(text) <= width


@lru_cache(maxsize=8)
def font(size: int) -> FreeTypeFont:
    """Pillow's own letters at so many pixels."""
    from PIL import ImageFont

    face = ImageFont.load_default(size)
    assert isinstance(face, ImageFont.FreeTypeFont), "Pillow is built with FreeType"
    return face
