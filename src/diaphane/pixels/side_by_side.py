"""A small picture, enlarged in several ways, beside the sharp one: a row each, with names.

Axes: pictures are uint8 (Y, X, 3).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..image import Floats
from ..words import DISCLAIMER
from .beside import BAND, FAINT, GAP, INK, PAPER, WIDE, WORDS
from .page import Picture, font, write
from .prepare import coloured

SIDE = 240
"""Of a panel: four of them go beside one another."""


def side_by_side(rows: Sequence[Sequence[Picture]], names: Sequence[str], title: str) -> Picture:
    """A title, the columns' names, a row of panels for each picture, and the disclaimer. All
    panels are at most `SIDE` high and wide."""
    drawn = [panels(row) for row in rows]
    return np.concatenate([line(title), columns(names), *drawn, foot()], axis=0)


def panel_of(values: Floats) -> Picture:
    """(Y, X, 3) of values (C, Y, X) in 0..1."""
    whole = np.rint(coloured(values, 3).clip(0, 1) * 255).astype(np.uint8)
    return np.ascontiguousarray(np.moveaxis(whole, 0, -1))


def panels(row: Sequence[Picture]) -> Picture:
    """The panels of a row, one in the middle of each column."""
    page = blank(max(panel.shape[0] for panel in row) + GAP)
    for k, panel in enumerate(row):
        height, width = panel.shape[:2]
        left = GAP + k * (SIDE + GAP) + (SIDE - width) // 2
        page[:height, left : left + width] = panel
    return page


def line(text: str) -> Picture:
    page = blank(BAND + GAP)
    write(page, text, ((WIDE - length(text, WORDS + 2)) // 2, GAP), INK, WORDS + 2)
    return page


def columns(names: Sequence[str]) -> Picture:
    """The names, each in the middle of its column."""
    page = blank(BAND)
    for k, name in enumerate(names):
        left = GAP + k * (SIDE + GAP) + (SIDE - length(name, WORDS)) // 2
        write(page, name, (left, 2), FAINT, WORDS)
    return page


def foot() -> Picture:
    page = blank(BAND + GAP)
    write(page, DISCLAIMER, (WIDE - GAP - length(DISCLAIMER, WORDS), 4), FAINT, WORDS)
    return page


def blank(height: int) -> Picture:
    return np.full((height, WIDE, 3), PAPER, np.uint8)


def length(text: str, size: int) -> int:
    return round(font(size).getlength(text))
