"""True and predicted masks beside the image, a row each: for people who watch a training.

Axes: planes are (Y, X), pictures uint8 (Y, X, 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..card import Class
from ..words import DISCLAIMER
from .page import Picture, font, write

Plane = NDArray[np.uint8]
"""(Y, X): 0 is background, k class number k, counted from 1."""

COLUMNS = ("image", "true mask", "predicted mask", "truth over image", "prediction over image")
SIDE = 192
"""Of a panel, at most; smaller pictures are enlarged by whole factors as far as they fit."""
GAP = 6
BAND = 20
"""Height of a line of words."""
WORDS = 12
PAPER, INK, FAINT = (255, 255, 255), (31, 41, 55), (102, 112, 133)
HIDDEN = 0.5
"""How much of the image a mask over it hides."""

WIDE = len(COLUMNS) * (SIDE + GAP) + GAP
"""Pixels across the picture."""


@dataclass(frozen=True)
class Row:
    """One image with its two masks."""

    picture: Picture
    truth: Plane
    predicted: Plane


def beside(rows: Sequence[Row], classes: Sequence[Class], title: str) -> Picture:
    """A title, the columns' names, a row of five panels for each image, the classes' colours and
    the disclaimer."""
    drawn = [panels(row, colours_of(classes)) for row in rows]
    return np.concatenate([line(title), names(), *drawn, foot(classes)], axis=0)


def colours_of(classes: Sequence[Class]) -> NDArray[np.uint8]:
    """(K + 1, 3): black for the background, then the card's colours."""
    return np.array([(0, 0, 0), *(one.colour for one in classes)], np.uint8)


def panels(row: Row, colours: NDArray[np.uint8]) -> Picture:
    """The five panels of a row."""
    picture = fit(row.picture)
    masks = [fit(colours[mask]) for mask in (row.truth, row.predicted)]
    shares = [fit(covered(mask)) for mask in (row.truth, row.predicted)]
    over = [laid_over(picture, *one) for one in zip(masks, shares, strict=True)]
    height, width = picture.shape[:2]
    page = np.full((height + GAP, WIDE, 3), PAPER, np.uint8)
    for k, panel in enumerate([picture, *masks, *over]):
        left = GAP + k * (SIDE + GAP) + (SIDE - width) // 2
        page[:height, left : left + width] = panel
    return page


def covered(mask: Plane) -> Picture:
    """(Y, X, 3): white where there is a class."""
    return np.where(mask[..., None] > 0, np.full(3, 255, np.uint8), np.uint8(0))


def laid_over(picture: Picture, mask: Picture, share: Picture) -> Picture:
    """The picture with a mask's colours over it, by the share of each pixel (0 to 255) that the
    mask covers; where it covers none the picture stays as it is."""
    veiled = picture * (1 - HIDDEN / 255 * share) + HIDDEN * mask
    return np.asarray(np.rint(veiled), np.uint8)


def fit(picture: Picture) -> Picture:
    """As large as a panel allows: shrunk smoothly, or enlarged pixel by pixel."""
    from PIL import Image as Pillow

    height, width = picture.shape[:2]
    whole = SIDE // max(height, width)
    if whole:
        return picture.repeat(whole, 0).repeat(whole, 1)
    size = [max(1, round(n * SIDE / max(height, width))) for n in (width, height)]
    small = Pillow.fromarray(picture).resize((size[0], size[1]), Pillow.Resampling.BOX)
    return np.asarray(small)


def line(text: str) -> Picture:
    """One line of words in the middle."""
    page = np.full((BAND + GAP, WIDE, 3), PAPER, np.uint8)
    left = (WIDE - round(font(WORDS + 2).getlength(text))) // 2
    write(page, text, (left, GAP), INK, WORDS + 2)
    return page


def names() -> Picture:
    """The columns' names, each in the middle of its column."""
    page = np.full((BAND, WIDE, 3), PAPER, np.uint8)
    for k, name in enumerate(COLUMNS):
        room = SIDE - round(font(WORDS).getlength(name))
        write(page, name, (GAP + k * (SIDE + GAP) + room // 2, 2), FAINT, WORDS)
    return page


def foot(classes: Sequence[Class]) -> Picture:
    """A square and the name of each class, as far as there is room, and the disclaimer."""
    page = np.full((BAND + GAP, WIDE, 3), PAPER, np.uint8)
    end = WIDE - GAP - round(font(WORDS).getlength(DISCLAIMER))
    write(page, DISCLAIMER, (end, 4), FAINT, WORDS)
    left = GAP
    for one in classes:
        name = one.title or one.name
        width = 18 + round(font(WORDS).getlength(name))
        if left + width > end - GAP:
            break
        page[6:18, left : left + 12] = one.colour
        write(page, name, (left + 18, 4), INK, WORDS)
        left += width + 3 * GAP
    return page
